"""What pages and commands ask about accounts, months, sanctions and improvements."""

from shouwen.accountability.improvements import (
    improvement_list,
    improvement_view,
    improvements_on_this_machine,
    may_raise,
)
from shouwen.accountability.keeping import keeping
from shouwen.accountability.months import (
    may_close,
    month_list,
    month_list_on_this_machine,
    month_sheet,
    month_view,
)
from shouwen.accountability.registers import money_list, sanction_list
from shouwen.accountability.statements import (
    account_list,
    accounts_on_this_machine,
    requests_for,
    statement_for,
    statement_on_this_machine,
)

__all__ = [
    "account_list",
    "accounts_on_this_machine",
    "improvement_list",
    "improvement_view",
    "improvements_on_this_machine",
    "keeping",
    "may_close",
    "may_raise",
    "money_list",
    "month_list",
    "month_list_on_this_machine",
    "month_sheet",
    "month_view",
    "requests_for",
    "sanction_list",
    "statement_for",
    "statement_on_this_machine",
]
