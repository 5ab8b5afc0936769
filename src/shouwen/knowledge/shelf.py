"""Every card and wording rule there is: shipped ones, and those of an organisation's own folder.

A card or a rule of a later folder takes the place of the one of the same code or name.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from shouwen.knowledge.card import Card, Deck
from shouwen.knowledge.opening import OpenedKnowledge, fault, open_knowledge
from shouwen.knowledge.script import Script, Scripts
from shouwen.knowledge.wordlist import WordingRule, Wordlist
from shouwen.packs import knowledge_shelf, shelf, taxonomy_shelf
from shouwen.packs.knowledge_shelf import KnowledgeText
from shouwen.regulations import Finding, Pack
from shouwen.regulations.reading import Path, Source
from shouwen.regulations.shared import Taxonomy
from shouwen.vocabulary import ShouwenError


class NoSuchCard(ShouwenError):
    """A card was asked for that the shelf does not hold."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"没有卡片“{code}”", "请核对编号", f"there is no card '{code}'")


@dataclass(frozen=True, slots=True)
class Kept:
    """A card with where it stands: its file (and line, from 1) and the deck it belongs to."""

    code: str
    card: Card
    deck: Deck
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class KeptRule:
    """A wording rule with where it stands."""

    name: str
    rule: WordingRule
    wordlist: Wordlist
    file: str
    line: int


def cards() -> Mapping[str, Kept]:
    """Return every card by its code, in the order of the files. A file with errors has none."""
    found: dict[str, Kept] = {}
    for each, opened in _opened():
        if opened.deck is not None and opened.source is not None:
            for code, card in opened.deck.cards.items():
                line = opened.source.line(("cards", code))
                found[code] = Kept(code, card, opened.deck, each.name, line)
    return found


def card(code: str) -> Kept:
    """Return one card.

    :raises NoSuchCard: if there is none of this code
    """
    found = cards().get(code)
    if found is None:
        raise NoSuchCard(code)
    return found


def wording() -> Mapping[str, KeptRule]:
    """Return every wording rule by its name, in the order of the files."""
    found: dict[str, KeptRule] = {}
    for each, opened in _opened():
        if opened.wordlist is not None and opened.source is not None:
            for name, rule in opened.wordlist.rules.items():
                line = opened.source.line(("rules", name))
                found[name] = KeptRule(name, rule, opened.wordlist, each.name, line)
    return found


@dataclass(frozen=True, slots=True)
class KeptScript:
    """A script for calling back with its name and the file it stands in."""

    name: str
    script: Script
    scripts: Scripts
    file: str


def call_scripts() -> Mapping[str, KeptScript]:
    """Return every script for calling back by its name, in the order of the files."""
    found: dict[str, KeptScript] = {}
    for each, opened in _opened():
        if opened.scripts is not None:
            for name, script in opened.scripts.scripts.items():
                found[name] = KeptScript(name, script, opened.scripts, each.name)
    return found


def script_for(regulation: str, chosen: Mapping[str, Iterable[str]]) -> KeptScript | None:
    """Return the script for a case: of its class, of its regulation, or of any; the narrowest.

    :param chosen: facts and the ids of the options chosen
    :returns: None where not even a general one is kept
    """
    best: tuple[int, KeptScript] | None = None
    for kept in call_scripts().values():
        script = kept.script
        if script.regulations and regulation not in script.regulations:
            continue
        if not all(set(chosen.get(fact, ())) & set(told) for fact, told in script.when.items()):
            continue
        rank = 2 * len(script.when) + bool(script.regulations)
        if best is None or rank > best[0]:
            best = (rank, kept)
    return None if best is None else best[1]


def behaviour(rule: KeptRule) -> str:
    """Return the code of the prohibited behaviour a rule names, such as V-08; else nothing."""
    key, entry = rule.wordlist.wording.behaviours, rule.rule.behaviour
    catalogue = None if key is None else taxonomy_shelf.text_of(key)
    if key is None or entry is None or catalogue is None:
        return ""
    found = taxonomy_shelf.taxonomy(key).entries.get(entry)
    return "" if found is None else found.code or found.title


def findings(today: date | None = None) -> Iterator[Finding]:
    """Yield what is wrong with the knowledge on the shelf.

    :param today: also note the cards whose review was due before this day
    """
    for each, opened in _opened():
        yield from opened.findings
        if opened.source is not None:
            yield from outward_findings(opened, today)
        if opened.deck is not None and opened.source is not None:
            yield from _twice(each, opened.source, opened.deck)


def outward_findings(opened: OpenedKnowledge, today: date | None = None) -> Iterator[Finding]:
    """Yield where a file leads to something the shelf does not hold, and cards due for review."""
    source = opened.source
    if source is None:
        return
    if opened.wordlist is not None:
        yield from _wordlist_findings(source, opened.wordlist)
    if opened.scripts is not None:
        for name, script in opened.scripts.scripts.items():
            at: Path = ("scripts", name)
            yield from _regulation_findings(source, at, script.regulations)
            yield from _option_findings(source, at, script.regulations, script.when)
            yield from _source_findings(source, at, script.sources)
    if opened.deck is not None:
        for code, card in opened.deck.cards.items():
            yield from _card_findings(source, opened.deck, code, card)
            if today is not None and card.review is not None and card.review < today:
                late = fault(
                    source,
                    ("cards", code, "review"),
                    "B09",
                    f"应于 {card.review} 前复核",
                    "请复核内容，改写日期",
                    f"its review was due on {card.review}",
                )
                yield Finding(
                    late.code, "note", late.file, late.line, late.path,
                    late.problem, late.remedy, late.english,
                )  # fmt: skip


def _card_findings(source: Source, deck: Deck, code: str, card: Card) -> Iterator[Finding]:
    here: Path = ("cards", code)
    known = {*cards(), *deck.cards}
    for name, step in card.steps.items():
        for number, way in enumerate(step.ways):
            if way.card is not None and way.card not in known:
                yield fault(
                    source,
                    (*here, "steps", name, "ways", number, "card"),
                    "B05",
                    f"没有卡片“{way.card}”",
                    "请核对编号",
                    f"there is no card '{way.card}'",
                )
    yield from _regulation_findings(source, here, card.regulations)
    yield from _option_findings(source, here, card.regulations, card.when)
    yield from _source_findings(source, here, card.sources)


def _option_findings(
    source: Source, here: Path, regulations: list[str], when: Mapping[str, list[str]]
) -> Iterator[Finding]:
    packs = {id_: pack for id_ in regulations or shelf.regulation_ids()
             if (pack := _pack(id_)) is not None}  # fmt: skip
    for fact, options in when.items():
        lists = [
            pack.terms.get(pack.facts[fact].type.removeprefix("list:").removeprefix("enum:"), {})
            for pack in packs.values()
            if fact in pack.facts
        ]
        for option in options:
            if not any(option in terms for terms in lists):
                yield fault(
                    source,
                    (*here, "when", fact),
                    "B07",
                    f"所列办法都没有要素“{fact}”的选项“{option}”",
                    "请核对要素和选项",
                    f"none of its regulations has a fact '{fact}' with the option '{option}'",
                )


def _regulation_findings(source: Source, here: Path, ids: list[str]) -> Iterator[Finding]:
    for number, id_ in enumerate(ids):
        if id_ not in shelf.regulation_ids():
            yield fault(
                source,
                (*here, "regulations", number),
                "B06",
                f"没有名为“{id_}”的办法",
                f"现有：{'、'.join(shelf.regulation_ids())}",
                f"no regulation is called '{id_}'",
            )


def _source_findings(source: Source, here: Path, sources: list[str]) -> Iterator[Finding]:
    for number, each in enumerate(sources):
        if "/" not in each:
            continue
        id_, _, article = each.partition("/")
        pack = _pack(id_)
        if pack is None or article not in pack.articles:
            yield fault(
                source,
                (*here, "sources", number),
                "B08",
                f"没有条文“{each}”",
                "请写 办法/条文编号，例如 power-hotline/w2_4；不是条文的出处用文字写明",
                f"there is no article '{each}'; write REGULATION/ARTICLE, or words without a slash",
            )


def _wordlist_findings(source: Source, wordlist: Wordlist) -> Iterator[Finding]:
    catalogue: Taxonomy | None = None
    key = wordlist.wording.behaviours
    if key is not None:
        try:
            catalogue = taxonomy_shelf.taxonomy(key)
        except ShouwenError as lost:
            place: Path = ("wording", "behaviours")
            yield fault(source, place, "W03", lost.problem, lost.remedy, lost.english)
    for name, rule in wordlist.rules.items():
        here: Path = ("rules", name)
        yield from _regulation_findings(source, here, rule.regulations)
        yield from _source_findings(source, here, rule.sources)
        if rule.behaviour is None:
            continue
        if key is None or (catalogue is not None and rule.behaviour not in catalogue.entries):
            yield fault(
                source,
                (*here, "behaviour"),
                "W03",
                f"编码表里没有“{rule.behaviour}”",
                "请在 wording.behaviours 写明编码表，并核对条目",
                f"the catalogue has no entry '{rule.behaviour}'",
            )


def _twice(each: KnowledgeText, source: Source, deck: Deck) -> Iterator[Finding]:
    """Yield the codes two files of one folder both use."""
    for other, opened in _opened():
        if other.folder != each.folder or other.name >= each.name or opened.deck is None:
            continue
        for code in deck.cards.keys() & opened.deck.cards.keys():
            yield fault(
                source,
                ("cards", code),
                "B10",
                f"编号 {code} 在 {other.name} 中已经用过",
                "请改用别的编号",
                f"the code {code} is used in {other.name} already",
            )


def _pack(id_: str) -> Pack | None:
    return shelf.opened(id_).pack if id_ in shelf.regulation_ids() else None


def _opened() -> list[tuple[KnowledgeText, OpenedKnowledge]]:
    return [(each, _open(each)) for each in knowledge_shelf.texts()]


@lru_cache(maxsize=256)
def _open(text: KnowledgeText) -> OpenedKnowledge:
    return open_knowledge(text.text, text.name)
