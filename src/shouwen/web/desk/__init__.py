"""The workbench of the staff."""
