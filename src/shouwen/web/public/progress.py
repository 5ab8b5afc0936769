"""Where a matter stands, in four plain steps that every regulation has."""

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from shouwen.casework.shapes import PublicCase


@dataclass(frozen=True, slots=True)
class PlainStep:
    """One step: done, current or ahead."""

    title: str
    state: Literal["done", "current", "ahead"]


def steps_of(view: PublicCase) -> tuple[PlainStep, ...]:
    """Return received, in hand, answered, closed; one that ended unanswered skips the third."""
    answered = any(fact.means == "reply" for fact in view.facts) or any(
        document.public for document in view.documents
    )
    titles = [_("已收到"), _("办理"), _("答复"), _("办结")]
    if view.ended:
        states = ["done", "done", "done", "current"]
        if not answered:
            titles, states = titles[:2] + titles[3:], states[:2] + states[3:]
    elif answered:
        states = ["done", "done", "current", "ahead"]
    else:
        states = ["done", "current", "ahead", "ahead"]
    return tuple(PlainStep(*each) for each in zip(titles, states, strict=True))  # type: ignore[arg-type]
