"""Settings, database, start-up: the only part that knows all the others."""
