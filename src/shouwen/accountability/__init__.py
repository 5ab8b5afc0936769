"""Who may see and do what with penalty accounts, months, sanctions and improvements.

The streams and tables are those of ``consequences``; this part has none of its own. Import
``operations`` and ``queries`` as modules: this package is imported before Django's models are.
"""
