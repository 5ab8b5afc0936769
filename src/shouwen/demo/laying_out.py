"""When the stories of a regulation happen at a demonstration: all of them before the present.

Every story is moved by whole weeks. Those whose matter stays open end in the last days, so that
what they leave behind is work of today; the others lie back over some weeks.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from shouwen.packs import shelf
from shouwen.packs.stories import joint_ids, stories_of
from shouwen.regulations import Procedure
from shouwen.scenarios import Story, last_moment, months_stay, moved, play
from shouwen.vocabulary import Directory, Month, ShouwenError, moment

_WEEK = timedelta(weeks=1)
#: Matters that are over lie back so many weeks at most.
_WEEKS_BACK = 8
#: A story that closes months is moved back so many weeks more, if its months fall apart otherwise.
_WEEKS_TRIED = 60
#: One in so many stories may lie apart from the others.
_OF_ANOTHER_TIME = 12


@dataclass(frozen=True)
class LaidOut:
    """The stories of a regulation in their time, by the keys that tell them apart.

    `weeks` is how far the model organisation's own dates have moved with them.
    """

    stories: Mapping[str, Story]
    weeks: int

    def begins(self, now: datetime) -> datetime:
        """Return when the first step of all is taken; `now` where none is."""
        return min(
            (moment(step.at) for each in self.stories.values() for step in each.steps if step.at),
            default=now,
        )


@dataclass
class Closing:
    """The close of one month: when, with whose figures, and who has left by then."""

    month: Month
    at: datetime
    figures: dict[str, Mapping[str, int | Decimal]] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)


def told_under(regulation: str) -> str:
    """Return what a regulation's stories are told under: a companion joins what it runs beside."""
    if regulation in shelf.companion_ids():
        return next(iter(joint_ids(regulation)), regulation)
    return regulation


def keyed_stories(regulation: str) -> dict[str, Story]:
    """Return the stories told with a regulation's model organisation, by keys that stay the same.

    Left out are stories that bring an organisation of their own, or begin under another text.
    """
    found = [
        story
        for file in stories_of(regulation)
        if file.directory is None and file.regulation in (None, regulation)
        for story in file.stories
    ]
    return {f"{regulation}-{n}": story for n, story in enumerate(found, 1)}


def laid_out(regulation: str, directory: Directory, now: datetime) -> LaidOut:
    """Return the stories of a regulation moved to end before `now`.

    Where the organisation knows its past, everything moves by the same weeks, its own dates too;
    only a story that would end after `now` moves by fewer.
    """
    procedure = shelf.procedure(regulation)
    stories = {key: story for key, story in keyed_stories(regulation).items() if _happens(story)}
    fit = {key: _weeks(story, now) for key, story in stories.items()}
    if directory.past is not None:
        # A few stories are of days long after the others: they are no measure for all.
        weeks = sorted(fit.values())[len(fit) // _OF_ANOTHER_TIME] if fit else 0
        together = {key: min(weeks, fit[key]) for key in stories}
        return LaidOut(
            {key: moved(procedure, story, together[key]) for key, story in stories.items()}, weeks
        )
    found, over = {}, 0
    for key, story in stories.items():
        back = 0
        if _ends(procedure, story, directory):
            back = over % _WEEKS_BACK
            over += 1
        found[key] = moved(procedure, story, _whole_months(story, fit[key] - back))
    return LaidOut(found, 0)


def closings(stories: Iterable[Story]) -> Sequence[Closing]:
    """Return every close of a month the stories tell of, and of the months between, in order.

    Where two stories know different figures of the same person, the first one is believed.
    """
    found: dict[Month, Closing] = {}
    for step in (step for story in stories for step in story.steps):
        if step.close_month is None:
            continue
        month = Month.parse(step.close_month)
        at = month.end if step.at is None else moment(step.at)
        closing = found.setdefault(month, Closing(month, at))
        closing.at = max(closing.at, at)
        closing.figures = {**step.basis, **closing.figures}
        closing.left |= set(step.left)
    month, last = min(found, default=None), max(found, default=None)
    if month is None or last is None:
        return []
    every = []
    while month <= last:
        every.append(found.get(month) or Closing(month, month.end))
        month = month.next
    return every


def _happens(story: Story) -> bool:
    """Say whether anything is done in a story; some only look at a duty."""
    return any(step.act is not None for step in story.steps)


def _weeks(story: Story, now: datetime) -> int:
    """Return by how many weeks a story moves to end last before `now`."""
    return (now - last_moment(story.steps)) // _WEEK


def _whole_months(story: Story, weeks: int) -> int:
    """Return the same, or fewer weeks, so that a story's months stay whole where it closes any."""
    return next(
        (each for each in range(weeks, weeks - _WEEKS_TRIED, -1) if months_stay(story, each)), weeks
    )


def _ends(procedure: Procedure, story: Story, directory: Directory) -> bool:
    try:
        case = play(procedure, story, directory).case
    except ShouwenError:  # it lies outside the published calendar; moved, it may not
        return False
    return case is not None and case.ended
