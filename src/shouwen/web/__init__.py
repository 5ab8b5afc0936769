"""The pages: the desk of the staff, the public portal, the regulations. Talks to the work only."""
