"""Cards and wording as pages and commands show them: frozen values in one language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shouwen.knowledge import shelf
from shouwen.knowledge.card import Card
from shouwen.knowledge.checking import check
from shouwen.knowledge.shelf import Kept, KeptRule
from shouwen.knowledge.wordlist import TextKind, WordingRule
from shouwen.packs import shelf as regulations


@dataclass(frozen=True, slots=True)
class SourceView:
    """Where something comes from. `regulation` is its id, empty for what is no article."""

    text: str
    regulation: str


@dataclass(frozen=True, slots=True)
class CardRow:
    """One card on a list."""

    code: str
    title: str
    kind: str
    question: str
    deck: str
    internal: bool
    steps: int
    due_for_review: bool


@dataclass(frozen=True, slots=True)
class Gone:
    """One step already answered; `before` is the way as it was then, to go back to."""

    ask: str
    chosen: str
    before: str


@dataclass(frozen=True, slots=True)
class Fork:
    """One answer to choose: `way` is the way with it, `card` the card it leads to instead."""

    label: str
    way: str
    card: str


@dataclass(frozen=True, slots=True)
class Walk:
    """How far somebody has gone through the steps of a card."""

    gone: tuple[Gone, ...]
    ask: str
    warn: str
    forks: tuple[Fork, ...]
    outcome: str
    number: int


@dataclass(frozen=True, slots=True)
class CardView:
    """One card, whole."""

    code: str
    title: str
    kind: str
    question: str
    check: tuple[str, ...]
    answer: str
    warnings: tuple[str, ...]
    hand_over: str
    alternatives: tuple[str, ...]
    walk: Walk | None
    sources: tuple[SourceView, ...]
    covers: tuple[str, ...]
    regulations: tuple[tuple[str, str], ...]
    deck: str
    owner: str
    review: date | None
    due_for_review: bool
    internal: bool
    assumed: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class RuleView:
    """One wording rule."""

    name: str
    avoid: tuple[str, ...]
    use: tuple[str, ...]
    kind: str
    where: tuple[str, ...]
    why: str
    unless: str
    regulations: tuple[str, ...]
    behaviour: str
    sources: tuple[SourceView, ...]
    assumed: str


@dataclass(frozen=True, slots=True)
class RemarkView:
    """One remark on a text: where, what was found, what to say instead, why."""

    start: int
    end: int
    line: int
    column: int
    found: str
    use: tuple[str, ...]
    kind: str
    why: str
    unless: str
    behaviour: str
    sources: tuple[SourceView, ...]
    assumed: str


def row(kept: Kept, language: str, today: date) -> CardRow:
    """Return a card as a list shows it."""
    say, card = kept.deck.say, kept.card
    return CardRow(
        kept.code,
        say(card.title, language),
        card.kind,
        say(card.question, language),
        say(kept.deck.knowledge.title, language),
        card.internal,
        len(card.steps),
        _due(card, today),
    )


def view(kept: Kept, language: str, today: date, way: str = "") -> CardView:
    """Return a card with the steps gone so far.

    :param way: which answer was chosen at each step, such as ``1.0``; anything that leads nowhere
        is where the walk stops
    """
    card = kept.card

    def say(text: str | None) -> str:
        return "" if text is None else kept.deck.say(text, language)

    return CardView(
        kept.code,
        say(card.title),
        card.kind,
        say(card.question),
        tuple(map(say, card.check)),
        say(card.answer),
        tuple(map(say, card.warnings)),
        say(card.hand_over),
        tuple(map(say, card.alternatives)),
        _walk(kept, language, way) if card.steps else None,
        sources_of(card.sources, kept.deck.english, language),
        tuple(card.covers),
        tuple((id_, title_of(id_, language)) for id_ in card.regulations),
        say(kept.deck.knowledge.title),
        say(card.owner),
        card.review,
        _due(card, today),
        card.internal,
        say(card.assumed),
        kept.file,
        kept.line,
    )


def rules(language: str, regulation: str = "") -> tuple[RuleView, ...]:
    """Return the wording table; with a regulation, without what is about others."""
    return tuple(
        _rule(kept, language)
        for kept in shelf.wording().values()
        if not regulation or not kept.rule.regulations or regulation in kept.rule.regulations
    )


def remarks(
    text: str, kinds: Iterable[TextKind], regulation: str | None, language: str
) -> tuple[RemarkView, ...]:
    """Return what the wording rules say of a text, in order of place.

    :param regulation: under which it is written; None: only what is true everywhere
    """
    kept = shelf.wording()
    by_name: dict[str, WordingRule] = {name: each.rule for name, each in kept.items()}
    found = []
    for remark in check(text, by_name, kinds=kinds, regulation=regulation):
        rule = _rule(kept[remark.rule], language)
        found.append(
            RemarkView(
                remark.start,
                remark.end,
                remark.line,
                remark.column,
                remark.found,
                rule.use,
                rule.kind,
                rule.why,
                rule.unless,
                rule.behaviour,
                rule.sources,
                rule.assumed,
            )
        )
    return tuple(found)


def sources_of(
    sources: Iterable[str], english: dict[str, str], language: str
) -> tuple[SourceView, ...]:
    """Return the articles in words: 供电热线来电与投诉处理规则 二（4）."""
    found = []
    for source in sources:
        id_, slash, article = source.partition("/")
        if not slash:
            words = english.get(source, source) if language.startswith("en") else source
            found.append(SourceView(words, ""))
            continue
        pack = regulations.opened(id_).pack if id_ in regulations.regulation_ids() else None
        if pack is None or article not in pack.articles:
            found.append(SourceView(source, ""))  # the check of knowledge names it
            continue
        title = pack.say(pack.pack.title, language)
        number = pack.number(article, language)
        space = " " if language.startswith("en") else ""
        found.append(SourceView(f"{title}{space}{number}", id_))
    return tuple(found)


def _rule(kept: KeptRule, language: str) -> RuleView:
    rule = kept.rule

    def say(text: str | None) -> str:
        return "" if text is None else kept.wordlist.say(text, language)

    return RuleView(
        kept.name,
        tuple(rule.avoid),
        tuple(rule.use),
        rule.kind,
        tuple(rule.where),
        say(rule.why),
        say(rule.unless),
        tuple(title_of(id_, language) for id_ in rule.regulations),
        shelf.behaviour(kept),
        sources_of(rule.sources, kept.wordlist.english, language),
        say(rule.assumed),
    )


def _walk(kept: Kept, language: str, way: str) -> Walk:
    card, say = kept.card, kept.deck.say
    gone: list[Gone] = []
    taken: list[str] = []
    name, outcome = card.first, ""
    for word in way.split("."):
        if name is None or outcome:
            break
        step = card.steps[name]
        if not word.isdecimal() or len(word) > 2 or int(word) >= len(step.ways):
            break
        chosen = step.ways[int(word)]
        if chosen.card is not None:
            break  # it leads to another card's page, not further on this one
        gone.append(Gone(say(step.ask, language), say(chosen.if_, language), ".".join(taken)))
        taken.append(word)
        name = chosen.go
        outcome = "" if chosen.then is None else say(chosen.then, language)
    if name is None:
        return Walk(tuple(gone), "", "", (), outcome, len(gone) + 1)
    now = card.steps[name]
    forks = tuple(
        Fork(say(each.if_, language), ".".join([*taken, str(number)]), each.card or "")
        for number, each in enumerate(now.ways)
    )
    warn = "" if now.warn is None else say(now.warn, language)
    return Walk(tuple(gone), say(now.ask, language), warn, forks, "", len(gone) + 1)


def title_of(id_: str, language: str) -> str:
    """Return what a regulation is called; its id where the shelf does not hold it."""
    pack = regulations.opened(id_).pack if id_ in regulations.regulation_ids() else None
    return id_ if pack is None else pack.say(pack.pack.title, language)


def _due(card: Card, today: date) -> bool:
    return card.review is not None and card.review < today
