"""Supervision: what is late where, whom to urge, who owes a reason, how it went, who did well."""
