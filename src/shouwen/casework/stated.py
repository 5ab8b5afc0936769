"""What is known of a matter by meaning: as a fact of its regulation, or stated beside its acts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from shouwen.casework.beside import Beside, Stated
from shouwen.casework.concern import meant
from shouwen.casework.matter import Matter
from shouwen.casework.shapes import Choice, FactView
from shouwen.packs import taxonomy_shelf
from shouwen.regulations import Procedure
from shouwen.vocabulary import ShouwenError, at_office, moment

if TYPE_CHECKING:
    from shouwen.casework.wording import Wording

#: Meanings chosen from a shared list, and the list.
LISTS: Final[Mapping[str, str]] = {
    "agent_tie": "agent-tie@1",
    "authority": "agent-authority@1",
    "language": "wished-language@1",
}
#: What of an agent's authority proves nothing.
UNPROVEN: Final = frozenset({"", "none", "incomplete"})
#: In front of the name of something stated, where it can be opened: ``stated-7-agent``.
PREFIX: Final = "stated-"
#: What each meaning is called where no regulation calls it anything.
LABELS: Final[Mapping[str, tuple[str, str]]] = {
    "agent": ("代理人", "Agent"),
    "agent_telephone": ("代理人电话", "Agent's telephone"),
    "agent_tie": ("与投诉人的关系", "What the agent is to the complainant"),
    "authority": ("出示的授权", "Authority shown"),
    "represented": ("当事人", "Person concerned"),
    "complainant": ("同案人", "Same matter"),
    "telephone": ("电话", "Telephone"),
    "representative": ("代表", "Representative"),
    "forwarder": ("转来单位", "Forwarded by"),
    "forward_number": ("转来文号", "Their number"),
    "forward_due": ("要求反馈的时间", "Answer wanted by"),
    "reply_form": ("要求的反馈格式", "Form of the answer"),
    "how": ("答复方式", "How it was answered"),
    "confidential": ("请求保密", "Asked not to be named"),
    "language": ("希望用的语言", "Language wished for"),
    "internal": ("内部投诉", "Complaint by staff"),
}
#: What is said together, by what it is about; people with the same matter are entered one by one.
ABOUT: Final[Mapping[str, frozenset[str]]] = {
    "agent": frozenset({"agent", "agent_telephone", "agent_tie", "authority"}),
    "authority": frozenset({"authority"}),
    "companion": frozenset(),
    "forwarded": frozenset({"forwarder", "forward_number", "forward_due", "reply_form"}),
    "answered": frozenset({"how"}),
    "wish": frozenset({"confidential", "language"}),
    "internal": frozenset({"internal"}),
}
#: Kinds of particulars of meanings that are private wherever they stand.
PRIVATE: Final[Mapping[str, str]] = {
    "agent": "name",
    "agent_telephone": "telephone",
    "represented": "name",
    "complainant": "name",
    "telephone": "telephone",
}
_YES: Final = ("是", "yes")


@dataclass(frozen=True, slots=True)
class Authority:
    """Whether somebody speaks for the complainant, as what, and whether that is proven."""

    agent: bool
    tie: str
    proven: bool


def statements(matter: Matter, about: str = "") -> Iterator[tuple[Beside, Stated]]:
    """Yield what was stated beside the acts, in order; of one kind where it is named."""
    for each in matter.beside:
        if isinstance(each.event, Stated) and about in ("", each.event.about):
            yield each, each.event


def value_of(matter: Matter, procedure: Procedure, meaning: str) -> object:
    """Return what a meaning says: the regulation's fact where it is known, else the last stated."""
    known = meant(matter, procedure, meaning)
    if known is not None:
        return known
    found: object = None
    for _, stated in statements(matter):
        found = stated.values.get(meaning, found)
    return found


def wished(matter: Matter, procedure: Procedure, meaning: str) -> bool:
    """Say whether a yes-or-no meaning is yes; also where the portal kept it as words."""
    if value_of(matter, procedure, meaning) in (True, "yes"):
        return True
    return any(getattr(each.event, "about", "") == meaning for each in matter.beside)


def authority_of(matter: Matter, procedure: Procedure) -> Authority:
    """Return whether an agent speaks, and whether his authority is proven.

    A new agent begins anew: what the one before him had shown does not count for him.
    """
    shown = meant(matter, procedure, "authority")
    fact = procedure.pack.fact_meaning("authority")
    agent = meant(matter, procedure, "agent") is not None
    proven = shown is True or (fact is not None and shown in procedure.pack.facts[fact].good)
    tie = str(meant(matter, procedure, "agent_tie") or "")
    for each in matter.beside:
        event = each.event
        if getattr(event, "about", "") == "agent" and not isinstance(event, Stated):
            agent, proven = True, False  # kept in words, before there was more to keep
        elif isinstance(event, Stated) and event.about in ("agent", "authority"):
            agent = agent or event.about == "agent"
            proven = event.values.get("authority", "") not in UNPROVEN
            tie = event.values.get("agent_tie", tie)
    return Authority(agent, tie, agent and proven)


def views_of(version: int, stated: Stated, wording: "Wording") -> tuple[FactView, ...]:
    """Return everything a statement says; private values are masked and can be opened."""
    found = {
        meaning: FactView(
            meaning, label(meaning, wording), value_words(meaning, value, wording), False, False,
            "", meaning, (value,) if meaning in LISTS else (),
        )
        for meaning, value in stated.values.items()
    } | {
        meaning: FactView(
            f"{PREFIX}{version}-{meaning}", label(meaning, wording), wording.masked(ref),
            ref not in (wording.closed or ()), False, "", meaning,
        )
        for meaning, ref in stated.private.items()
    }  # fmt: skip
    return tuple(found[meaning] for meaning in LABELS if meaning in found)


def stated_words(stated: Stated, wording: "Wording") -> Iterator[str]:
    """Yield what a statement says, each as label and value; particulars only masked."""
    for view in views_of(0, stated, wording):
        yield f"{view.label} {view.value}"


def ref_named(matter: Matter, name: str) -> str | None:
    """Return the reference behind ``stated-7-agent``, or None."""
    version, _, meaning = name.removeprefix(PREFIX).partition("-")
    for each, stated in statements(matter):
        if str(each.version) == version:
            return stated.private.get(meaning)
    return None


def label(meaning: str, wording: "Wording") -> str:
    """Return what a meaning is called."""
    return wording.choose(*LABELS[meaning])


def value_words(meaning: str, value: str, wording: "Wording") -> str:
    """Return a value as people read it."""
    if meaning in LISTS:
        chosen = choices(LISTS[meaning], wording.language)
        return next((each.label for each in chosen if each.value == value), value)
    if meaning == "forward_due":
        try:
            due = at_office(moment(value))
        except (ValueError, ShouwenError):
            return value
        return f"{due:%Y-%m-%d %H:%M}"
    return wording.choose(*_YES) if value == "yes" else value


def choices(key: str, language: str) -> tuple[Choice, ...]:
    """Return the options of a shared list, in the language asked for."""
    english = language.startswith("en")
    return tuple(
        Choice(id_, (words[1] or words[0]) if english else words[0])
        for id_, words in _entries(key).items()
    )


def papers(language: str) -> dict[str, str]:
    """Return what is usually asked of an agent, by what he is to the complainant.

    The papers are the titles of the list of authorities, so that they are said in both languages.
    """
    known = {words[0]: words for words in _entries(LISTS["authority"]).values()}
    found = {}
    for id_, words in _entries(LISTS["agent_tie"]).items():
        paper = known.get(words[2], (words[2], words[2], ""))
        found[id_] = paper[1] if language.startswith("en") else paper[0]
    return found


@cache
def _entries(key: str) -> dict[str, tuple[str, str, str]]:
    """Return title, English and note of a shared list's entries."""
    entries = taxonomy_shelf.taxonomy(key).entries
    return {
        id_: (entry.title, entry.english or "", entry.note or "") for id_, entry in entries.items()
    }
