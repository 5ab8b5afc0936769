"""The portal for complainants."""
