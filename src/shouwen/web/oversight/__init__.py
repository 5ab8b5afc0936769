"""Reading regulations: articles and rules side by side, coverage, scenarios."""
