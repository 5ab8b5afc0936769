"""The interface for other systems: REST with OpenAPI 3.1, and GeoReport v2 for cities."""
