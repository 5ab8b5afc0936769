"""The one door that writes.

Everything here is keyword-only, knows who acts and when, and is one transaction: events, the rows
people query and the particulars in the vault stand or fall together.
"""

from shouwen.casework.answering_all import AnsweredAll, NotAnswered, answer_all
from shouwen.casework.answers import answered_before
from shouwen.casework.bulletins import (
    attach_to_bulletin,
    end_bulletin,
    publish_bulletin,
)
from shouwen.casework.calling import note_attempt, rebuild_attempts
from shouwen.casework.commands import act, register, reveal
from shouwen.casework.contacts import (
    attach_contact,
    note_answer,
    record_contact,
    settle_contact,
)
from shouwen.casework.days import mark_recomputed, publish_year, rehearse_year, to_recompute
from shouwen.casework.drafts import DraftForm, discard_draft, load_draft, save_draft
from shouwen.casework.duties import DutiesOpened, open_duties, sign_duty
from shouwen.casework.enclosing import (
    NewFile,
    enclose_files,
    enclose_recording,
    open_file,
    record_hearing,
)
from shouwen.casework.giving import evaluate, renew_code, reveal_words, say
from shouwen.casework.imports import (
    ImportOutcome,
    ImportRow,
    check_rows,
    import_case,
    import_rows,
)
from shouwen.casework.migrating import CaseOver, ClockOver, MigrationReport, migrate_open
from shouwen.casework.notices import (
    mark_all_notices_read,
    mark_notice_read,
    mark_notices_read,
    tell_persons,
)
from shouwen.casework.on_the_spot import Step, StepRefused, register_and_settle
from shouwen.casework.opinion_book import (
    OpenedEntry,
    copy_entry,
    keep_pages,
    note_entry,
    open_entry,
    take_entry,
)
from shouwen.casework.own import open_own
from shouwen.casework.person_search import search_person
from shouwen.casework.rebuilding import ReplayFault, follow_units, rebuild, replay_faults
from shouwen.casework.regulations import (
    adopt_in,
    adopt_regulation,
    run_beside,
    stop_beside,
    stop_in,
)
from shouwen.casework.rehearsing import check_registration
from shouwen.casework.sampling import set_plan
from shouwen.casework.stating import Person, add_companions, state
from shouwen.casework.sweeping import SweepReport, recalendar_open, sweep
from shouwen.casework.taking_back import TakenBack, take_back
from shouwen.casework.telling_apart import tell_apart

__all__ = [
    "AnsweredAll",
    "CaseOver",
    "ClockOver",
    "DraftForm",
    "DutiesOpened",
    "ImportOutcome",
    "ImportRow",
    "MigrationReport",
    "NewFile",
    "NotAnswered",
    "OpenedEntry",
    "Person",
    "ReplayFault",
    "Step",
    "StepRefused",
    "SweepReport",
    "TakenBack",
    "act",
    "add_companions",
    "adopt_in",
    "adopt_regulation",
    "answer_all",
    "answered_before",
    "attach_contact",
    "attach_to_bulletin",
    "check_registration",
    "check_rows",
    "copy_entry",
    "discard_draft",
    "enclose_files",
    "enclose_recording",
    "end_bulletin",
    "evaluate",
    "follow_units",
    "import_case",
    "import_rows",
    "keep_pages",
    "load_draft",
    "mark_all_notices_read",
    "mark_notice_read",
    "mark_notices_read",
    "mark_recomputed",
    "migrate_open",
    "note_answer",
    "note_attempt",
    "note_entry",
    "open_duties",
    "open_entry",
    "open_file",
    "open_own",
    "publish_bulletin",
    "publish_year",
    "rebuild",
    "rebuild_attempts",
    "recalendar_open",
    "record_contact",
    "record_hearing",
    "register",
    "register_and_settle",
    "rehearse_year",
    "renew_code",
    "replay_faults",
    "reveal",
    "reveal_words",
    "run_beside",
    "save_draft",
    "say",
    "search_person",
    "set_plan",
    "settle_contact",
    "sign_duty",
    "state",
    "stop_beside",
    "stop_in",
    "sweep",
    "take_back",
    "take_entry",
    "tell_apart",
    "tell_persons",
    "to_recompute",
]
