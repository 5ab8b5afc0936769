"""Statements, accounts, months, sanctions and the money of cases."""
