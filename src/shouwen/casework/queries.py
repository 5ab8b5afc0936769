"""What pages, commands and reports ask: frozen values (see :mod:`.shapes`), nothing to write with.

Every function takes the moment it is asked at, and the language to answer in.
"""

from shouwen.casework.asking import (
    act_form,
    own_acts,
    public_acts,
    public_form,
    registration_acts,
    registration_form,
)
from shouwen.casework.book_days import (
    BookDay,
    Books,
    OpenDay,
    book_day,
    book_month,
    books,
    open_page,
    page_ref,
)
from shouwen.casework.bulk import MOST as MOST_AT_ONCE
from shouwen.casework.bulk import BulkAct, BulkChoice, bulk_choice, bulk_form, task_of
from shouwen.casework.bulletins import (
    bulletin_row,
    bulletins,
    bulletins_of,
    cases_of_bulletin,
    classes_by_regulation,
    may_publish,
)
from shouwen.casework.by_meaning import (
    acts_meaning,
    acts_meaning_many,
    call_acts,
    hearing_form,
    rating_values,
    reopening_act,
    urging_form,
    urging_values,
)
from shouwen.casework.callers import earlier_matters
from shouwen.casework.calling import ANSWERS, OUTCOMES, Answered, AttemptView, attempts_of
from shouwen.casework.common_causes import common_causes
from shouwen.casework.conditions import Sight, sight_of
from shouwen.casework.counted import COUNTED
from shouwen.casework.desk_lists import (
    contact_list,
    contact_page,
    duty_list,
    notice_page,
    notices_of,
)
from shouwen.casework.drafts import drafts_of
from shouwen.casework.enclosed import files_of, own_files_of, recordings_of
from shouwen.casework.expecting import at_once_form, expected
from shouwen.casework.facets import FACETS
from shouwen.casework.figures import (
    LateMap,
    Score,
    Share,
    late_map,
    scores,
    start_of,
    supervised,
)
from shouwen.casework.finding import quick_search, search_cases
from shouwen.casework.given_views import given_of
from shouwen.casework.in_force import (
    Adopted,
    Beside,
    adopted_ids,
    adoptions,
    companions,
    worked_by,
)
from shouwen.casework.knowing import barred, known_numbers, told_numbers
from shouwen.casework.lateness import STANDING, ReasonView, lateness_counts, reasons_of
from shouwen.casework.list_facets import LIST_FACETS, list_facets
from shouwen.casework.lists import (
    FILTERS,
    ORDERS,
    VIEWS,
    badges,
    changed,
    history_of_ref,
    history_of_telephone,
    work_list,
)
from shouwen.casework.looking_up import find_people, find_units, meant
from shouwen.casework.outward import OutwardCase, OutwardDue, outward
from shouwen.casework.own import OwnMatter, own_matters
from shouwen.casework.person_search import same_contact
from shouwen.casework.portal import public_view
from shouwen.casework.resembling import resembling
from shouwen.casework.sample_results import SampleResult, sample_result
from shouwen.casework.sampling import STRATA, Audit, Plan, audit, plan, plans_of
from shouwen.casework.secrecy import IDENTIFYING
from shouwen.casework.standing import party_choices, stated_of
from shouwen.casework.stated import ABOUT
from shouwen.casework.taking_back import taken_back_among, taken_in_since
from shouwen.casework.telling_apart import told_apart
from shouwen.casework.views import (
    articles_of,
    case_on_this_machine,
    case_view,
    document_view,
    explain_case,
    version_of,
)

__all__ = [
    "ABOUT",
    "ANSWERS",
    "COUNTED",
    "FACETS",
    "FILTERS",
    "IDENTIFYING",
    "LIST_FACETS",
    "MOST_AT_ONCE",
    "ORDERS",
    "OUTCOMES",
    "STANDING",
    "STRATA",
    "VIEWS",
    "Adopted",
    "Answered",
    "AttemptView",
    "Audit",
    "Beside",
    "BookDay",
    "Books",
    "BulkAct",
    "BulkChoice",
    "LateMap",
    "OpenDay",
    "OutwardCase",
    "OutwardDue",
    "OwnMatter",
    "Plan",
    "ReasonView",
    "SampleResult",
    "Score",
    "Share",
    "Sight",
    "act_form",
    "acts_meaning",
    "acts_meaning_many",
    "adopted_ids",
    "adoptions",
    "articles_of",
    "at_once_form",
    "attempts_of",
    "audit",
    "badges",
    "barred",
    "book_day",
    "book_month",
    "books",
    "bulk_choice",
    "bulk_form",
    "bulletin_row",
    "bulletins",
    "bulletins_of",
    "call_acts",
    "case_on_this_machine",
    "case_view",
    "cases_of_bulletin",
    "changed",
    "classes_by_regulation",
    "common_causes",
    "companions",
    "contact_list",
    "contact_page",
    "document_view",
    "drafts_of",
    "duty_list",
    "earlier_matters",
    "expected",
    "explain_case",
    "files_of",
    "find_people",
    "find_units",
    "given_of",
    "hearing_form",
    "history_of_ref",
    "history_of_telephone",
    "known_numbers",
    "late_map",
    "lateness_counts",
    "list_facets",
    "may_publish",
    "meant",
    "notice_page",
    "notices_of",
    "open_page",
    "outward",
    "own_acts",
    "own_files_of",
    "own_matters",
    "page_ref",
    "party_choices",
    "plan",
    "plans_of",
    "public_acts",
    "public_form",
    "public_view",
    "quick_search",
    "rating_values",
    "reasons_of",
    "recordings_of",
    "registration_acts",
    "registration_form",
    "reopening_act",
    "resembling",
    "same_contact",
    "sample_result",
    "scores",
    "search_cases",
    "sight_of",
    "start_of",
    "stated_of",
    "supervised",
    "taken_back_among",
    "taken_in_since",
    "task_of",
    "told_apart",
    "told_numbers",
    "urging_form",
    "urging_values",
    "version_of",
    "work_list",
    "worked_by",
]
