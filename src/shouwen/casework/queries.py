"""What pages, commands and reports ask: frozen values (see :mod:`.shapes`), nothing to write with.

Every function takes the moment it is asked at, and the language to answer in.
"""

from shouwen.casework.asking import (
    act_form,
    find_people,
    public_acts,
    public_form,
    registration_acts,
    registration_form,
)
from shouwen.casework.bulk import MOST as MOST_AT_ONCE
from shouwen.casework.bulk import BulkAct, BulkChoice, bulk_choice, bulk_form, task_of
from shouwen.casework.by_meaning import acts_meaning, reopening_act, urging_form
from shouwen.casework.calling import OUTCOMES, AttemptView, attempts_of
from shouwen.casework.desk_lists import contact_list, duty_list, notices_of
from shouwen.casework.drafts import drafts_of
from shouwen.casework.enclosed import files_of, own_files_of, recordings_of
from shouwen.casework.facets import FACETS
from shouwen.casework.figures import (
    LateMap,
    Score,
    Share,
    late_map,
    scores,
    start_of,
    supervised,
    unit_name,
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
from shouwen.casework.outward import OutwardCase, OutwardDue, outward
from shouwen.casework.person_search import same_contact
from shouwen.casework.portal import public_view
from shouwen.casework.sampling import Drawn, sample
from shouwen.casework.taking_back import taken_back_among, taken_in_since
from shouwen.casework.views import (
    articles_of,
    case_on_this_machine,
    case_view,
    document_view,
    explain_case,
    version_of,
)

__all__ = [
    "FACETS",
    "FILTERS",
    "LIST_FACETS",
    "MOST_AT_ONCE",
    "ORDERS",
    "OUTCOMES",
    "VIEWS",
    "Adopted",
    "AttemptView",
    "Beside",
    "BulkAct",
    "BulkChoice",
    "Drawn",
    "LateMap",
    "OutwardCase",
    "OutwardDue",
    "Score",
    "Share",
    "act_form",
    "acts_meaning",
    "adopted_ids",
    "adoptions",
    "articles_of",
    "attempts_of",
    "badges",
    "bulk_choice",
    "bulk_form",
    "case_on_this_machine",
    "case_view",
    "changed",
    "companions",
    "contact_list",
    "document_view",
    "drafts_of",
    "duty_list",
    "explain_case",
    "files_of",
    "find_people",
    "given_of",
    "history_of_ref",
    "history_of_telephone",
    "late_map",
    "list_facets",
    "notices_of",
    "outward",
    "own_files_of",
    "public_acts",
    "public_form",
    "public_view",
    "quick_search",
    "recordings_of",
    "registration_acts",
    "registration_form",
    "reopening_act",
    "same_contact",
    "sample",
    "scores",
    "search_cases",
    "start_of",
    "supervised",
    "taken_back_among",
    "taken_in_since",
    "task_of",
    "unit_name",
    "urging_form",
    "version_of",
    "work_list",
    "worked_by",
]
