"""What a sample said: whom it reached, and shares of the answers with their intervals.

For the sample as a whole, and for every stratum of it. Every stratum gives at least one case, so
small ones weigh more in the sample than in what it was drawn from; the estimate weighs them back.
"""

from collections.abc import Sequence
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

    `own` says that whoever asks handled it himself; `key` is the stratum as the plan keeps it.
    """

    row: CaseRow
    stratum: str
    of: int
    tried: tuple[AttemptView, ...]
    own: bool
    key: str

    @property
    def said(self) -> AttemptView | None:
        """The last attempt that reached somebody, or None."""
        return next((each for each in self.tried if each.outcome == "reached"), None)


@dataclass(frozen=True, slots=True)
class StratumResult:
    """What one stratum said: of `size` cases `drawn` are in the sample, as far as may be seen.

    `reached` is of those drawn, `process` and `outcome` are the satisfied ones of those who rated.
    Where every case of the stratum rated, its share is no estimate: `whole` says so.
    """

    name: str
    size: int
    drawn: int
    reached: Share
    process: Share
    outcome: Share

    @property
    def whole(self) -> bool:
        """Whether everybody in it rated the outcome."""
        return self.outcome.whole == self.size > 0


@dataclass(frozen=True, slots=True)
class SampleResult:
    """What a sample said so far. Who would not say, and who was not reached, did not rate.

    `unseen` cases were drawn that whoever asks may not see; they are in no figure shown to him.
    `reached` is of those drawn, `tried` of those anybody dialled; `rated` are of those reached who
    rated the outcome. `strata` come by size, the largest first.
    """

    rows: tuple[DrawnRow, ...]
    unseen: int
    reached: Share
    tried: Share
    rated: Share
    process: Share
    outcome: Share
    strata: tuple[StratumResult, ...]

    @property
    def estimate(self) -> float | None:
        """The satisfied share, 0 to 1, each stratum weighed by its size.

        None while there is a stratum nobody of which has rated: nothing can speak for it.
        """
        whole = sum(each.size for each in self.strata)
        if not whole or any(each.outcome.rate is None for each in self.strata):
            return None
        return sum(each.size * (each.outcome.rate or 0.0) for each in self.strata) / whole


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
        found.append(DrawnRow(row, named, plan.frame.sizes[stratum], since, number in own, stratum))
    strata = [
        _stratum([each for each in found if each.key == key], size)
        for key, size in plan.frame.sizes.items()
        if any(each.key == key for each in found)
    ]
    reached, process, outcome = _shares(found)
    return SampleResult(
        tuple(found),
        len(plan.frame.drawn) - len(found),
        reached,
        Share(reached.part, sum(bool(each.tried) for each in found)),
        Share(outcome.whole, reached.part),
        process,
        outcome,
        tuple(sorted(strata, key=lambda each: (-each.size, each.name))),
    )


def _stratum(rows: Sequence[DrawnRow], size: int) -> StratumResult:
    return StratumResult(rows[0].stratum, size, len(rows), *_shares(rows))


def _shares(rows: Sequence[DrawnRow]) -> tuple[Share, Share, Share]:
    """Return whom of these cases was reached, and who was satisfied with process and outcome."""
    said = [each.said for each in rows if each.said is not None]
    process = [each.answered.process for each in said if each.answered.process in _RATED]
    outcome = [each.answered.result for each in said if each.answered.result in _RATED]
    return (
        Share(len(said), len(rows)),
        Share(process.count("good"), len(process)),
        Share(outcome.count("good"), len(outcome)),
    )
