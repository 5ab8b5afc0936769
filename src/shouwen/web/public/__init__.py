"""The portal for complainants: submit, follow, answer; no account, a number and a code."""
