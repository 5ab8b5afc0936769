"""The course of events: of everything that is going on, what comes first happens first.

Many strands run side by side, each a generator of steps. Before a step is taken, time passes for
all cases: deadlines are noticed when they come, as in a bank that is open every day.
"""

import heapq
from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from django.db import connection
from django.db.models import Min

from shouwen.casework import operations
from shouwen.casework.models import Clock
from shouwen.vocabulary import ShouwenError

#: The demonstration's clock looks for due clocks as often as this.
_LOOK = timedelta(minutes=10)
#: Tables that were empty a moment ago are measured again after so many steps.
_MEASURE_AT = frozenset((60, 250, 1000))
_MEASURED = "ledger_event", "casework_case", "casework_clock", "casework_desk", "casework_notice"


class SweepFailed(ShouwenError):
    """Time could not pass for a case."""


class Halt(Exception):
    """A strand goes no further."""


class BackInTime(ShouwenError):
    """A strand wants a step taken before what has happened already."""


class Step(Protocol):
    """Something that happens at a moment."""

    @property
    def at(self) -> datetime:
        """When it happens."""

    def carry_out(self) -> Any:
        """Let it happen and return what its strand wants to know."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing happens; the strand looks around."""

    at: datetime

    def carry_out(self) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class Chore:
    """Something that is no act on a case."""

    at: datetime
    work: Callable[[datetime], object]

    def carry_out(self) -> object:
        """Do the work."""
        return self.work(self.at)


Strand = Generator[Step, Any, None]


class Course:
    """Everything that goes on until a moment. `now` is the moment of the step being taken."""

    def __init__(self, until: datetime, told: Callable[[str], object] = lambda _: None) -> None:
        self.until = until
        self.now = datetime.min.replace(tzinfo=UTC)
        self.taken = 0
        self._told = told
        self._waiting: list[tuple[datetime, int, Step, Strand]] = []
        self._serial = 0

    def follow(self, strand: Strand) -> None:
        """Let a strand begin.

        :raises BackInTime: if it begins before what has happened already
        """
        self._next(strand, None)

    def run(self) -> None:
        """Let everything happen that happens before the end.

        :raises SweepFailed: if a deadline could not be carried out
        """
        begun = min((first[0] for first in self._waiting), default=self.until)
        while self._waiting:
            at, _, step, strand = heapq.heappop(self._waiting)
            self.now = at
            self._let_time_pass(at)
            try:
                answer = step.carry_out()
            except Halt:
                continue
            self.taken += 1
            if self.taken in _MEASURE_AT:
                self._measure()
            if self.taken % 500 == 0:
                self._told(f"{(at - begun) / max(self.until - begun, _LOOK):.0%}")
            self._next(strand, answer)
        self._let_time_pass(self.until)

    def _next(self, strand: Strand, answer: object) -> None:
        try:
            step = strand.send(answer)
        except (StopIteration, Halt):
            return
        if step.at < self.now:
            raise BackInTime(
                f"演示的一步排在 {step.at}，早于 {self.now}",
                "请把各步按时间先后排列",
                f"a step at {step.at} comes after {self.now}",
            )
        if step.at <= self.until:
            self._serial += 1
            heapq.heappush(self._waiting, (step.at, self._serial, step, strand))

    def _let_time_pass(self, until: datetime) -> None:
        while True:
            first = Clock.objects.aggregate(first=Min("next_fire_at"))["first"]
            if first is None or first > until:
                return
            seen = min(until, first + _LOOK)
            report = operations.sweep(now=seen, limit=100_000)
            if report.failed:
                number, why = next(iter(report.failed.items()))
                raise SweepFailed(
                    f"{number} 到期事项未能办理：{why}",
                    "请检查办法与演示数据",
                    f"the sweep failed for {number}: {why}",
                )

    @staticmethod
    def _measure() -> None:
        with connection.cursor() as cursor:
            for table in _MEASURED:
                cursor.execute(f"ANALYZE {table}")
