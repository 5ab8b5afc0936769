"""The chore that learns: every regulation worked by, every choice a registration asks for."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from django.db import transaction

from shouwen.casework import past_matters
from shouwen.casework.in_force import adopted_procedures
from shouwen.casework.past_matters import PastMatter
from shouwen.insight.errors import LearningMissing
from shouwen.insight.models import Taught
from shouwen.regulations import Procedure

if TYPE_CHECKING:
    from shouwen.insight.learning import Learned

#: Below this many closed cases nothing is learnt, and of a label with fewer than this, neither.
FEWEST: Final = 100
FEWEST_OF_ONE: Final = 10
#: A model must name this much more than whoever always says the most frequent label.
_BETTER: Final = 0.1
#: The newest closed cases are learnt from; older ones were filed under other habits.
MOST: Final = 20_000
_OPENING: Final = 24


@dataclass(frozen=True, slots=True)
class Lesson:
    """What came of learning one choice. Without `accuracy` nothing was learnt, for `reason`."""

    regulation: str
    fact: str
    title: str
    cases: int
    accuracy: float | None
    baseline: float | None
    reason: str = ""
    english: str = ""


def choices_of(procedure: Procedure) -> tuple[str, ...]:
    """Return the choices a registration asks for that a text can tell; the channel is none."""
    pack = procedure.pack
    asked = [
        name
        for ready in procedure.acts.values()
        if ready.act.starts_case
        for name in (*ready.act.form, *ready.act.also)
    ]
    if (category := pack.fact_meaning("category")) is not None:
        asked.insert(0, category)
    return tuple(
        name
        for name in dict.fromkeys(asked)
        if pack.facts[name].type.startswith("enum:") and pack.facts[name].means != "channel"
    )


def learn_all(*, now: datetime, contents: bool = False) -> tuple[Lesson, ...]:
    """Learn anew from the closed cases of every regulation worked by; return what came of each.

    :param contents: whether to read what was said in full, too. That is private: every reading is
        noted, and needs the say of whoever answers for the data
    :raises LearningMissing: if the packages that learn are not installed
    """
    if find_spec("sklearn") is None:
        raise LearningMissing
    lessons: list[Lesson] = []
    for procedure in adopted_procedures(now):
        facts = choices_of(procedure)
        if not facts:
            continue
        matters = list(
            past_matters.closed(procedure, facts, limit=MOST, contents=contents, now=now)
        )
        lessons += [_learn(procedure, fact, matters, now, contents=contents) for fact in facts]
    return tuple(lessons)


def _learn(
    procedure: Procedure, fact: str, matters: list[PastMatter], now: datetime, *, contents: bool
) -> Lesson:
    known = [each for each in matters if each.text and each.chosen.get(fact)]
    frequent = Counter(each.chosen[fact] for each in known)
    kept = [each for each in known if frequent[each.chosen[fact]] >= FEWEST_OF_ONE]
    learned: Learned | None = None
    reason = english = ""
    if len(kept) < FEWEST:
        reason = f"已结且写明的只有 {len(kept)} 件，不足 {FEWEST} 件"
        english = f"only {len(kept)} closed cases say it, fewer than {FEWEST}"
    else:
        # Imported here: only whoever learns or suggests needs the packages.
        from shouwen.insight import learning

        try:
            learned = learning.learn(
                [each.text for each in kept],
                [each.chosen[fact] for each in kept],
                [_group(each) for each in kept],
            )
        except ValueError:
            reason = "只用到一个选项，或有的选项件数太少"
            english = "only one label was ever used, or one too seldom"
    accuracy = baseline = None
    if learned is not None:
        accuracy, baseline = learned.accuracy, learned.baseline
        if accuracy < baseline + _BETTER * (1 - baseline):
            reason = f"正确率 {accuracy:.0%}，不比总选最多的一类（{baseline:.0%}）好多少"
            english = f"accuracy {accuracy:.0%} is hardly better than always {baseline:.0%}"
            learned = None
    _keep(procedure, fact, len(kept), learned, accuracy, baseline, now, contents=contents)
    title = procedure.pack.facts[fact].title
    return Lesson(
        procedure.pack.pack.id, fact, title, len(kept), accuracy, baseline, reason, english
    )


def _group(matter: PastMatter) -> str:
    """Return what matters told alike have in common: how their text begins."""
    return "".join(matter.text.split())[:_OPENING]


@transaction.atomic
def _keep(
    procedure: Procedure,
    fact: str,
    cases: int,
    learned: "Learned | None",
    accuracy: float | None,
    baseline: float | None,
    now: datetime,
    *,
    contents: bool,
) -> None:
    regulation = procedure.pack.pack.id
    before = Taught.objects.filter(regulation=regulation, fact=fact).first()
    weights = None
    if learned is not None:
        from shouwen.insight import learning

        weights = learning.packed(learned)
    values = {
        "version": 1 if before is None else before.version + 1,
        "trained_at": now,
        "cases": cases,
        "accuracy": accuracy,
        "baseline": baseline,
        "contents": contents,
        "labels": list(learned.labels) if learned else [],
        "weights": weights,
    }
    if before is None:
        Taught.objects.create(regulation=regulation, fact=fact, **values)
    else:
        Taught.objects.filter(regulation=regulation, fact=fact).update(**values)
