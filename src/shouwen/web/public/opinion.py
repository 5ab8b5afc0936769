"""What a complainant thinks, of how it went and of what came of it, apart from each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from shouwen.casework.shapes import PublicCase
from shouwen.web.public.request import PublicRequest

PROCESS: Final = "process"
OUTCOME: Final = "outcome"
REASONS: Final = "reasons"
WORDS: Final = "words"
_MARKS: Final = range(1, 6)
#: The mark up to which somebody is told what else can be done.
_BAD: Final = 2
_LONGEST: Final = 5000


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark in words; `stars` to draw."""

    value: int
    words: str

    @property
    def stars(self) -> range:
        """So many stars."""
        return range(self.value)


@dataclass(frozen=True, slots=True)
class Given:
    """What was said in the form."""

    process: int | None = None
    outcome: int | None = None
    reasons: tuple[str, ...] = ()
    words: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was said at all."""
        return self.process is None and self.outcome is None and not (self.reasons or self.words)

    @property
    def bad(self) -> bool:
        """Whether it went badly, or nothing good came of it."""
        return any(mark is not None and mark <= _BAD for mark in (self.process, self.outcome))


@dataclass(frozen=True, slots=True)
class Shown:
    """The newest opinion in words."""

    process: Mark | None
    outcome: Mark | None
    reasons: tuple[str, ...]


def marks() -> tuple[Mark, ...]:
    """Return the five marks, the best first."""
    words = {
        1: _("很不满意"), 2: _("不满意"), 3: _("一般"), 4: _("满意"), 5: _("很满意"),
    }  # fmt: skip
    return tuple(Mark(value, words[value]) for value in reversed(_MARKS))


def reasons() -> Mapping[str, str]:
    """Return what may be said of it by a tick, by id."""
    return {
        "polite": _("态度好"),
        "quick": _("办得快"),
        "told": _("进展说得清楚"),
        "solved": _("问题解决了"),
        "slow": _("太慢"),
        "rude": _("态度不好"),
        "untold": _("没人告诉我进展"),
        "unclear": _("答复看不懂"),
        "unsolved": _("问题没有解决"),
        "unkept": _("答应的事没做到"),
    }


def read(request: PublicRequest) -> Given:
    """Return what was said in a form that was handed in."""
    known = reasons()
    chosen = tuple(each for each in request.POST.getlist(REASONS) if each in known)
    words = request.POST.get(WORDS, "").strip()[:_LONGEST]
    return Given(_mark(request, PROCESS), _mark(request, OUTCOME), chosen, words)


def may_rate(view: PublicCase) -> bool:
    """Say whether there is something to think of: it was answered, or has ended."""
    answered = any(fact.means == "reply" for fact in view.facts)
    return view.ended or answered or view.replied_at is not None


def shown(view: PublicCase) -> Shown | None:
    """Return the newest opinion in words, or None."""
    if not view.opinions:
        return None
    newest, words, known = view.opinions[0], {mark.value: mark for mark in marks()}, reasons()
    return Shown(
        words.get(newest.process or 0),
        words.get(newest.outcome or 0),
        tuple(known[each] for each in newest.reasons if each in known),
    )


def _mark(request: PublicRequest, name: str) -> int | None:
    given = request.POST.get(name, "")
    return int(given) if given in {str(mark) for mark in _MARKS} else None
