"""For tests only: after every operation, replay and compare; and begin anew."""

from django.db import connection

from shouwen import ledger
from shouwen.casework import days, editions, published
from shouwen.casework.rebuilding import replay_faults

_TABLES = (
    "casework_case, casework_clock, casework_desk, casework_notice, casework_document,"
    " casework_particular, casework_search, casework_contact, casework_duty, casework_draft,"
    " casework_serial, casework_edition, casework_adoption, casework_local_adoption,"
    " casework_companion, casework_code_failure, casework_edition_draft, casework_published,"
    " casework_calendar_year,"
    " casework_call_attempt,"
    " casework_apart, casework_bulletin, casework_bulletin_case"
)


def assert_tables_follow_the_ledger() -> None:
    """Fail unless every chain holds and every table is what replaying the ledger gives."""
    faults = [str(fault) for fault in replay_faults()]
    if faults:
        raise AssertionError("\n".join(faults))
    report = ledger.verify()
    if not report.sound:
        raise AssertionError("\n".join(str(fault) for fault in report.faults))


def erase() -> None:
    """Empty the tables of this part, after tests that committed to them."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {_TABLES}")
    editions.forget_recorded()
    published.take_away()
    days.follow_newest()
