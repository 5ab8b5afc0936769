"""GeoReport v2 (Open311): services, requests and their status, as cities speak to each other.

Source: the specification "GeoReport v2" of Open311, wiki.open311.org/GeoReport_v2 (frozen). Field
names, formats, dates and errors are its own; nothing of ours shows through.
"""
