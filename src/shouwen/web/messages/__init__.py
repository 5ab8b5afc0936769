"""Messages that went out, and their texts."""
