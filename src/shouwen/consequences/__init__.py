"""What cases leave behind outside themselves: penalty accounts and improvements, in the record.

``casework`` writes here in the transaction of the case; ``accountability`` works with it. Import
``operations`` as a module: this package is imported before Django's models are.
"""
