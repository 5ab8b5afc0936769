"""What a sample said: whom it reached, and shares of the answers with their intervals."""

from dataclasses import dataclass
from datetime import datetime

from shouwen.casework.calling import AttemptView, attempts_of
from shouwen.casework.figures import Share
from shouwen.casework.lists import rows_of_numbers
from shouwen.casework.models import Case
from shouwen.casework.sampling import Plan
from shouwen.casework.shapes import CaseRow
from shouwen.vocabulary import Actor

_RATED = ("good", "fair", "bad")


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """One case drawn: its stratum in words, of how many, and the attempts since, newest first.

    `own` says that whoever asks handled it himself; `done`, that it was answered.
    """

    row: CaseRow
    stratum: str
    of: int
    tried: tuple[AttemptView, ...]
    own: bool

    @property
    def said(self) -> AttemptView | None:
        """The last attempt that reached somebody, or None."""
        return next((each for each in self.tried if each.outcome == "reached"), None)


@dataclass(frozen=True, slots=True)
class SampleResult:
    """What a sample said so far. Who would not say, and who was not reached, did not rate.

    `unseen` cases were drawn that whoever asks may not see; they are in no figure shown to him.
    """

    rows: tuple[DrawnRow, ...]
    unseen: int
    reached: Share
    process: Share
    outcome: Share


def sample_result(actor: Actor, plan: Plan, now: datetime, language: str = "zh") -> SampleResult:
    """Return what came of a plan so far, of the cases the actor may see.

    Reached: of those drawn. Process and outcome: satisfied ones of those who rated it.
    """
    rows = {row.number: row for row in rows_of_numbers(actor, plan.frame.drawn, now, language)}
    tried = attempts_of(list(rows), now, language)
    own = set(
        Case.objects.filter(number__in=list(rows), handler=actor.person).values_list(
            "number", flat=True
        )
    )
    found = []
    for number, stratum in zip(plan.frame.drawn, plan.frame.strata, strict=True):
        if number not in rows:
            continue
        since = tuple(each for each in tried.get(number, ()) if each.at >= plan.set_at)
        row = rows[number]
        words = {"unit": row.unit, "category": row.category, "channel": row.channel}
        named = words.get(plan.strata, row.handler) or stratum or "—"
        found.append(DrawnRow(row, named, plan.frame.sizes[stratum], since, number in own))
    said = [each.said for each in found if each.said is not None]
    process = [each.answered.process for each in said if each.answered.process in _RATED]
    outcome = [each.answered.result for each in said if each.answered.result in _RATED]
    return SampleResult(
        tuple(found),
        len(plan.frame.drawn) - len(found),
        Share(len(said), len(found)),
        Share(process.count("good"), len(process)),
        Share(outcome.count("good"), len(outcome)),
    )
