"""Mail: read, taken apart, fetched, put into the inbox, answered."""
