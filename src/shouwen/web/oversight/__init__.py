"""Regulations for whoever works under them: read, drawn, tried out, proofread."""
