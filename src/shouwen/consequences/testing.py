"""For tests only: empty the tables of this part, after tests that committed to them."""

from django.db import connection


def erase() -> None:
    """Remove accounts, months and improvements; the ledger is emptied by its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE consequences_account, consequences_charge, consequences_account_month,"
            " consequences_basis, consequences_closing, consequences_improvement"
        )
