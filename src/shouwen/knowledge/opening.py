"""Opening a file of cards, wording or scripts: text in, and out come it and every finding."""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from shouwen.knowledge.card import Card, Deck
from shouwen.knowledge.checking import check
from shouwen.knowledge.script import Scripts
from shouwen.knowledge.wordlist import TEXT_KINDS, Wordlist
from shouwen.regulations import Finding
from shouwen.regulations.findings import dotted, findings_from
from shouwen.regulations.reading import Path, Source, TextFault, read_source


@dataclass(frozen=True)
class OpenedKnowledge:
    """A file as far as it could be opened: one of the three, and none while there are errors."""

    source: Source | None
    deck: Deck | None
    wordlist: Wordlist | None
    findings: tuple[Finding, ...]
    scripts: Scripts | None = None


def open_knowledge(text: str, name: str) -> OpenedKnowledge:
    """Return what is written in `text`, with every finding. Raises nothing for a bad one.

    What leads outside the file (regulations, cards of other files) is not looked at.
    """
    try:
        source = read_source(text, name)
    except TextFault as fault:
        return OpenedKnowledge(None, None, None, fault.findings)
    model = _model_of(source.data)
    try:
        read = model.model_validate(source.data)
    except ValidationError as faults:
        return OpenedKnowledge(source, None, None, tuple(findings_from(faults, source, model)))
    if isinstance(read, Scripts):
        return OpenedKnowledge(source, None, None, (), read)
    if isinstance(read, Wordlist):
        findings = tuple(_wording_faults(source, read))
        return OpenedKnowledge(source, None, None if findings else read, findings)
    findings = tuple(each for code in read.cards for each in _card_faults(source, read, code))
    return OpenedKnowledge(source, None if findings else read, None, findings)


def _model_of(data: object) -> type[Deck] | type[Wordlist] | type[Scripts]:
    if isinstance(data, dict) and "call_scripts" in data:
        return Scripts
    return Wordlist if isinstance(data, dict) and "wording" in data else Deck


def fault(
    source: Source, path: Path, code: str, problem: str, remedy: str, english: str
) -> Finding:
    """Return an error at a place of a file."""
    place = (source.file(path), source.line(path), dotted(source.place(path)))
    return Finding(code, "error", *place, problem, remedy, english)


def _card_faults(source: Source, deck: Deck, code: str) -> Iterator[Finding]:
    card = deck.cards[code]
    here: Path = ("cards", code)
    for name, step in card.steps.items():
        for number, way in enumerate(step.ways):
            if way.go is not None and way.go not in card.steps:
                yield fault(
                    source,
                    (*here, "steps", name, "ways", number, "go"),
                    "B01",
                    f"没有“{way.go}”这一步",
                    f"现有：{'、'.join(card.steps)}",
                    f"there is no step '{way.go}'; there are: {', '.join(card.steps)}",
                )
            if way.card == code:
                yield fault(
                    source,
                    (*here, "steps", name, "ways", number, "card"),
                    "B01",
                    "指回了本卡片",
                    "请写 go 指明哪一步，或写 then",
                    "it leads back to this card; write 'go' or 'then'",
                )
        said = [way.if_ for way in step.ways]
        for twice in dict.fromkeys(each for each in said if said.count(each) > 1):
            yield fault(
                source,
                (*here, "steps", name, "ways"),
                "B02",
                f"“{twice}”写了两次",
                "一步的各种情形请互不相同",
                f"'{twice}' is written twice",
            )
    reached, circle = _walk(card)
    if circle:
        yield fault(
            source,
            (*here, "steps", circle[0]),
            "B03",
            f"各步绕成了圈：{' → '.join(circle)}",
            "请让每一步最后都到答复",
            f"the steps run in a circle: {' → '.join(circle)}",
        )
    for name in card.steps:
        if name not in reached:
            yield fault(
                source,
                (*here, "steps", name),
                "B04",
                f"走不到“{name}”这一步",
                "请在某一步的 go 中指向它，或删去",
                f"nothing leads to step '{name}'",
            )


def _walk(card: Card) -> tuple[set[str], list[str]]:
    """Return the steps that are reached, and a circle among them if there is one."""
    reached: set[str] = set()
    circle: list[str] = []

    def follow(name: str, line: list[str]) -> None:
        nonlocal circle
        if name in line:
            circle = circle or [*line[line.index(name) :], name]
            return
        if name in reached or name not in card.steps:
            return
        reached.add(name)
        for way in card.steps[name].ways:
            if way.go is not None:
                follow(way.go, [*line, name])

    if card.first is not None:
        follow(card.first, [])
    return reached, circle


def _wording_faults(source: Source, wordlist: Wordlist) -> Iterator[Finding]:
    seen: dict[tuple[str, str, str], str] = {}
    for name, rule in wordlist.rules.items():
        here: Path = ("rules", name)
        for number, phrase in enumerate(rule.avoid):
            for kind in rule.where:
                for regulation in rule.regulations or [""]:
                    other = seen.setdefault((phrase, kind, regulation), name)
                    if other != name and other:
                        yield fault(
                            source,
                            (*here, "avoid", number),
                            "W01",
                            f"“{phrase}”已在“{other}”中",
                            "请合并",
                            f"'{phrase}' is in '{other}' already",
                        )
        for number, words in enumerate(rule.use):
            remarks = check(
                words, {name: rule}, kinds=TEXT_KINDS, regulation=_any(rule.regulations)
            )
            if remarks:
                yield fault(
                    source,
                    (*here, "use", number),
                    "W02",
                    f"建议的用语里又有“{remarks[0].found}”",
                    "请换一种说法",
                    f"what it advises holds '{remarks[0].found}' again",
                )


def _any(regulations: list[str]) -> str | None:
    return next(iter(regulations), None)
