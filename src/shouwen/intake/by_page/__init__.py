"""Importing a sheet by the page: look at it, choose, try it, carry it out, undo it.

The same plan, rows and record as ``shouwen import``; what is added here is a memory between pages
and a chore that works through a sheet beside the sweep.
"""
