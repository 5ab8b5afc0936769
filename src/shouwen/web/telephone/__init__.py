"""The telephone at the desk: who is calling, the log, exchanges and their keys."""
