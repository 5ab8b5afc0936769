"""Where a matter stands, in four plain steps that every regulation has, and what comes next."""

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


def next_words(view: PublicCase) -> tuple[str, ...]:
    """Return what happens next, in sentences anybody understands."""
    if view.ended:
        words = [_("这件事已经办结。")]
        if any("complained_again" in option.means for option in view.options):
            words.append(_("如果您不同意这个结果，可以在下面再次提出。"))
        return tuple(words)
    running = [promise for promise in view.promises if promise.state == "running"]
    paused = any(promise.state == "paused" for promise in view.promises)
    words = [_before(view)]
    if any(promise.late for promise in running):
        words = [
            _("已经超过答应您的日期，非常抱歉。系统一直在提醒承办单位。"),
            _("承办单位会向您说明原因。您也可以打电话催问，报上编号就行。"),
        ]
    elif running:
        words.append(_("快到期限时，系统会提醒承办的人。"))
    elif paused:
        words.append(_("现在暂停计算期限，恢复办理后接着计算。"))
    if any(option.weight == "primary" for option in view.options):
        words.append(_("有一件事要您来办，请看下面“您现在可以”。"))
    return tuple(words)


def _before(view: PublicCase) -> str:
    """Return what has come of it so far; who may not read the answer yet is not sent to it."""
    if any(fact.means == "reply" for fact in view.facts):
        return _("已经答复您了，答复就在下面。满意不满意，都请告诉我们。")
    if view.replied_at is not None:
        return _("已经答复了。满意不满意，都请告诉我们。")
    return _("正在办理，您现在不用做什么。")
