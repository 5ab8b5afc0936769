"""Cases: the one door that writes (:mod:`.operations`) and what may be asked (:mod:`.queries`).

Both are imported as modules, ``from shouwen.casework import operations, queries``: this package is
imported before Django's models are.
"""
