"""Plays a story of a pack through the one door, into a real database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from shouwen.casework import operations
from shouwen.casework.shapes import Done, NotDone, Registered
from shouwen.demo.walking import Walk, account_named, close_month
from shouwen.packs import shelf
from shouwen.packs.stories import own_stories
from shouwen.scenarios import Step, Story, moment_of
from shouwen.vocabulary import Month, moment

named = account_named


@dataclass
class Walked:
    """What one step was answered with; None where only time passed or the actor saw nothing."""

    number: str | None
    code: str
    at: datetime
    step: Step
    answer: Registered | Done | NotDone | None


def all_stories(every: int = 1) -> list[tuple[str, str, Story]]:
    """Return id, regulation and story of every shipped story that tells of a case."""
    found = [
        (
            f"{id_}-{file.name.rpartition('/')[2].removesuffix('.yaml')}-{n}",
            file.regulation or id_,
            story,
        )
        for id_ in (*shelf.regulation_ids(), *shelf.companion_ids())
        for file in own_stories(id_)
        for n, story in enumerate(file.stories, 1)
        if not any(step.duty for step in story.steps)
    ]
    return found[::every]


def steps(regulation: str, story: Story) -> Iterator[Walked]:
    """Carry out a story step by step; between steps the sweep lets time pass."""
    walk = Walk(regulation, shelf.directory(regulation), "step")
    for n, step in enumerate(story.steps, 1):
        if step.close_month is not None:
            yield Walked(walk.number, walk.code, closed(step), step, None)
            continue
        at = moment_of(step, n)
        if walk.number is not None:
            operations.sweep(now=at)
        walk.go_over(step, at)
        answer = None if step.act is None else walk.take(n, step, at)
        yield Walked(walk.number, walk.code, at, step, answer)


def closed(step: Step) -> datetime:
    """Close a month as the step says, and return when."""
    month = Month.parse(str(step.close_month))
    at = month.end if step.at is None else moment(step.at)
    told = close_month(month, step.basis, step.left, by="root", at=at)
    assert [each for each in told if each.outcome == "refused"] == []
    return at


def walk(regulation: str, story: Story) -> Walked:
    """Carry out a whole story and return its last step."""
    return list(steps(regulation, story))[-1]
