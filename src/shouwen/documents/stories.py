"""Forms of a case that was played, and empty ones: no database, nothing kept, nothing hidden."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from shouwen.casework.wording import Wording
from shouwen.documents.papers import Paper, blank_paper, chosen_paper, document_named
from shouwen.documents.periods import period_named
from shouwen.documents.register_lines import Known, chosen
from shouwen.documents.register_tables import RegisterTable, made_out
from shouwen.documents.registers import register_named
from shouwen.engine import number_from
from shouwen.regulations import Procedure
from shouwen.scenarios import StoryPlayed
from shouwen.vocabulary import Directory, moment


def paper_of_story(
    procedure: Procedure, played: StoryPlayed, directory: Directory, code: str,
    *, sequence: int | None = None, language: str = "zh",
) -> Paper:  # fmt: skip
    """Return the form of a played story: as last issued, or as a draft.

    The case has the first number of its day.
    A story keeps no particulars: what it says of people stands on the form in full.

    :param code: a form's code or a document's id
    :param sequence: which of several issued; the last unless said
    :raises NoSuchForm: if the regulation has no such form
    :raises NotIssued: if fewer were issued
    :raises FormLacks: if it was not issued and what it must hold is not known
    """
    events = [event for step in played.steps for event in step.events]
    wording = Wording(procedure, directory, language, _as_they_are(events, procedure))
    name = document_named(procedure, code)
    case = played.case
    if case is None:
        return blank_paper(procedure, name, wording)
    at = played.steps[-1].at
    number = number_from(procedure.pack.pack.number, case.opened_at or at, lambda series: 1)
    return chosen_paper(procedure, case, events, name, wording, number, at, sequence)


def blank_form(
    procedure: Procedure, directory: Directory, code: str, language: str = "zh"
) -> Paper:
    """Return an empty form.

    :raises NoSuchForm: if the regulation has no such form
    """
    wording = Wording(procedure, directory, language)
    return blank_paper(procedure, document_named(procedure, code), wording)


def register_of_stories(
    procedure: Procedure, told: Iterable[tuple[str, StoryPlayed]], directory: Directory, code: str,
    *, period: str | None = None, now: datetime | None = None, language: str = "zh",
) -> RegisterTable:  # fmt: skip
    """Return a register of played stories, each numbered as given, as they ended.

    :param now: the moment it is made out at; the last of any story unless said
    :raises NoSuchForm: if the regulation has no such register
    :raises NoSuchPeriod: if the register has no such period
    """
    register = procedure.registers[register_named(procedure, code)]
    played = [(number, each) for number, each in told if each.case is not None]
    at = now or max((each.steps[-1].at for _, each in played), default=moment("2000-01-01 00:00"))
    asked = None
    if register.register.period is not None and period is not None:
        asked = period_named(register.register.period, period)
    masks: dict[str, str] = {}
    cases = []
    for number, each in played:
        events = [event for step in each.steps for event in step.events]
        masks |= _as_they_are(events, procedure)
        assert each.case is not None  # noqa: S101 - the others were left out
        cases.append(Known.of(number, procedure, each.case, events, at))
    belongs = chosen(register, asked)
    found = [known for known in cases if belongs(known)]
    return made_out(procedure, register, asked, found, directory, at, language, masks=masks)


def _as_they_are(events: list, procedure: Procedure) -> dict[str, str]:  # type: ignore[type-arg]
    """Return every private value of a story as its own mask."""
    facts = procedure.pack.facts
    found: dict[str, str] = {}

    def take(values: Mapping[str, object]) -> None:
        for name, value in values.items():
            if name in facts and facts[name].private is not None:
                each = value if isinstance(value, list | tuple) else [value]
                found.update({str(one): str(one) for one in each})

    for event in events:
        for part in ("values", "facts", "contents", "data"):
            values = getattr(event, part, None)
            if isinstance(values, Mapping):
                take(values)
                for rows in values.values():
                    for row in rows if isinstance(rows, list | tuple) else ():
                        if isinstance(row, Mapping):
                            take(row)
    return found
