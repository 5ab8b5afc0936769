"""The table: one row for each requirement, with what answers it and what shows that."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from shouwen.packs import crosswalks, shelf, taxonomy_shelf
from shouwen.packs.answers.asked import Asked
from shouwen.packs.answers.shown import Told, told_of
from shouwen.packs.stories import joint_ids
from shouwen.regulations import Opened, Pack, Witness, witnesses

Status = Literal["executed", "supported", "not_encoded", "missing"]
#: A witness is shown by at most so many stories: one is proof, three help to read.
_MOST_STORIES = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """Something that shows a requirement at work: a story, or a test of the product.

    `holds` is None for a test that was not run.
    """

    kind: Literal["story", "test"]
    name: str
    title: str
    holds: bool | None


@dataclass(frozen=True, slots=True)
class Place:
    """What answers: a rule (``bank-outlet: acts.reply``), a feature, a card."""

    where: str
    what: str
    articles: str = ""
    assumed: str | None = None


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """One requirement. `faults` say, in two languages, why the row does not stand.

    `title` is what it is about, where the register says it.
    """

    id: str
    status: Status
    places: tuple[Place, ...] = ()
    witnesses: tuple[Shown, ...] = ()
    why: str = ""
    faults: tuple[tuple[str, str], ...] = ()
    title: str = ""


@dataclass
class Gathered:
    """Everything the rows are made from."""

    asked: Asked
    cards: Mapping[str, Place]
    covered_by_card: Mapping[str, tuple[str, ...]]
    told: dict[str, tuple[Told, ...]] = field(default_factory=dict)
    answers: dict[str, list[tuple[str, Pack, Witness]]] = field(default_factory=dict)
    forms: dict[str, list[tuple[str, str, str, str]]] = field(default_factory=dict)


def rows(
    asked: Asked,
    cards: Mapping[str, Place],
    covered_by_card: Mapping[str, tuple[str, ...]],
    regulations: Iterable[str] | None = None,
) -> tuple[RequirementRow, ...]:
    """Return a row for every requirement, in the order of the series. Stories are played.

    :param cards: code of a knowledge card: where it stands
    :param covered_by_card: requirement: codes of the cards that answer it
    :param regulations: the regulations whose answers count; all on the shelf, and companions
        beside those their stories name, unless said
    """
    found = Gathered(asked, cards, covered_by_card)
    for name in _all_regulations() if regulations is None else regulations:
        _gather(name, found)
    made: dict[str, RequirementRow] = {}
    for code in asked.codes():
        if code not in asked.answers:
            made[code] = _row(code, found)
    for code in asked.answers:
        made[code] = _answered(code, found, made)
    return tuple(_judged(made[code]) for code in asked.codes())


def _all_regulations() -> Iterator[str]:
    yield from shelf.regulation_ids()
    for each in shelf.companion_ids():
        yield from joint_ids(each)


def with_tests(row: RequirementRow, outcomes: Mapping[str, bool]) -> RequirementRow:
    """Return a row that knows how its tests came out; a test without an outcome did not run."""
    shown = tuple(
        replace(each, holds=outcomes.get(each.name, False)) if each.kind == "test" else each
        for each in row.witnesses
    )
    return _judged(replace(row, witnesses=shown, faults=()))


def _gather(name: str, found: Gathered) -> None:
    """Add what a regulation answers, with its stories played. One that is unfit adds nothing."""
    opened = shelf.opened(name)
    pack = opened.pack
    if opened.procedure is None or pack is None:
        return
    found.told[name] = told_of(name)
    for code, answers in witnesses(pack).items():
        found.answers.setdefault(code, []).extend(
            (name, pack, each) for each in answers if _own(opened, name, each.where)
        )
    for section in ("documents", "registers"):
        for key, item in getattr(pack, section).items():
            if item.form is not None and _own(opened, name, f"{section}.{key}"):
                place = (name, section, key, item.title)
                found.forms.setdefault(item.form, []).append(place)


def _own(opened: Opened, name: str, where: str) -> bool:
    """Say whether a place is written in the text itself, not in the one it lies over or beside."""
    if opened.source is None or not where:
        return True
    section, _, rest = where.partition(".")
    file = opened.source.file((section, rest.partition(".")[0].partition("[")[0]))
    texts = name.split("+")[1:] or [name]
    return file.partition("/")[0] in [each.partition("@")[0] for each in texts]


def _row(code: str, found: Gathered) -> RequirementRow:
    prefix = code.partition("-")[0]
    if prefix in found.asked.behaviours:
        return _behaviour(code, found.asked.behaviours[prefix], found)
    if prefix == found.asked.form_series:
        return _form(code, found)
    if prefix in found.asked.cards and code in found.cards and code not in found.answers:
        return RequirementRow(code, "supported", (found.cards[code],), _card_test(code, found))
    return _rule(code, found)


def _rule(code: str, found: Gathered) -> RequirementRow:
    """Return the row of a requirement packs answer, and perhaps features or cards as well."""
    answers = found.answers.get(code, [])
    executed = [each for each in answers if each[2].status == "executed"]
    if executed:
        places = tuple(_place(*each) for each in executed)
        return RequirementRow(code, "executed", places, _stories(code, executed, found))
    places = tuple(_place(*each) for each in answers if each[2].status == "supported")
    shown: list[Shown] = []
    features = [name for name, each in found.asked.features.items() if code in each.covers]
    for name in features:
        places += (_feature_place(name, found),)
        shown += _feature_tests(name, found)
    for card in found.covered_by_card.get(code, ()):
        places += (found.cards[card],)
        shown += _card_test(card, found)
    if places:
        return RequirementRow(code, "supported", places, tuple(dict.fromkeys(shown)))
    reasons = [each[2].what for each in answers if each[2].status == "not_encoded"]
    if reasons:
        return RequirementRow(code, "not_encoded", why="；".join(dict.fromkeys(reasons)))
    return RequirementRow(code, "missing")


def _behaviour(code: str, key: str, found: Gathered) -> RequirementRow:
    """Return the row of a behaviour: executed where a story finds it under some regulation."""
    catalogue = taxonomy_shelf.taxonomy(key)
    entry = next((name for name, each in catalogue.entries.items() if each.code == code), None)
    if entry is None:
        return RequirementRow(code, "missing")
    places: list[Place] = []
    shown: list[Shown] = []
    for name, terms, options in _words_for(key, entry, found):
        pack = shelf.procedure(name).pack
        title = "、".join(pack.terms[terms][option] for option in sorted(options))
        stories = [
            told for told in found.told.get(name, ()) if told.says(f"enum:{terms}") & options
        ]
        if stories:
            places.append(Place(f"{name}: terms.{terms}", title))
            shown += [_story(told) for told in stories]
    title = catalogue.entries[entry].title
    if places:
        stories_shown = tuple(shown[:_MOST_STORIES])
        return RequirementRow(code, "executed", tuple(places), stories_shown, title=title)
    return RequirementRow(code, "missing", title=title)


def _words_for(key: str, entry: str, found: Gathered) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Yield regulation, list of terms and options that count as an entry of the catalogue."""
    for place in taxonomy_shelf.crosswalk_files():
        walk = crosswalks.crosswalk(place.stem)
        regulation, slash, terms = walk.source.partition("/")
        id_ = regulation.partition("@")[0]
        options = frozenset(term for term in walk.targets if entry in walk.counts_as(term))
        if walk.target == key and slash and options and id_ in found.told:
            yield id_, terms, options
    for name in found.told:
        procedure = shelf.procedure(name)
        for terms, shared in procedure.taxonomies.items():
            if shared.key == key and entry in procedure.pack.terms[terms]:
                yield name, terms, frozenset({entry})


def _form(code: str, found: Gathered) -> RequirementRow:
    """Return the row of a form: executed where a story issues it, or a test prints the register."""
    places: list[Place] = []
    shown: list[Shown] = []
    for name, section, key, title in found.forms.get(code, []):
        places.append(Place(f"{name}: {section}.{key}", title))
        if section == "documents":
            told = [each for each in found.told[name] if each.shows(f"documents.{key}")]
            shown += [_story(each) for each in told[:_MOST_STORIES]]
        elif node := _register_node(name, f"{section}.{key}", found):
            shown.append(Shown("test", node, title, None))
    if not places:
        return _rule(code, found)
    return RequirementRow(code, "executed", tuple(places), tuple(dict.fromkeys(shown)))


def _answered(
    code: str,
    found: Gathered,
    made: Mapping[str, RequirementRow],
    above: tuple[str, ...] = (),
) -> RequirementRow:
    """Return the row of a requirement the register's own file answers.

    :param above: answers that rest on this one; an answer that rests on itself is none
    """
    answer = found.asked.answers[code]
    if answer.not_encoded is not None:
        return RequirementRow(code, "not_encoded", why=answer.not_encoded, title=answer.title or "")
    # What packs show by themselves comes first: a behaviour found in a story.
    own = _row(code, found)
    places, shown = list(own.places), list(own.witnesses)
    faults: list[tuple[str, str]] = []
    status: Status = "executed" if own.status == "executed" else "supported"
    for other in (*answer.rules, *answer.forms):
        row = made.get(other) or _late(other, found, made, (*above, code))
        if row.status in ("missing", "not_encoded") or row.faults:
            faults.append(
                (f"所依据的 {other} 没有着落", f"{other}, which it rests on, is {row.status}")
            )
            continue
        if row.status == "executed":
            status = "executed"
        places += [replace(row.places[0], where=f"{other} {row.places[0].where}")]
        shown += row.witnesses[:1]
    for name in answer.features:
        if name not in found.asked.features:
            continue  # the check of the register names it
        places.append(_feature_place(name, found))
        shown += _feature_tests(name, found)
    unique = tuple(dict.fromkeys(shown))
    status = status if places else "missing"
    return RequirementRow(
        code, status, tuple(places), unique, "", tuple(faults), answer.title or own.title
    )


def _late(
    code: str, found: Gathered, made: Mapping[str, RequirementRow], above: tuple[str, ...]
) -> RequirementRow:
    """Return the row of an answer another answer rests on before its turn has come."""
    if code not in found.asked.answers or code in above:
        return RequirementRow(code, "missing")
    return _answered(code, found, made, above)


def _stories(
    code: str, executed: Iterable[tuple[str, Pack, Witness]], found: Gathered
) -> tuple[Shown, ...]:
    """Return stories in which one of the rules did something, those that say so first."""
    pairs = [
        (told, code in told.story.covers)
        for name, _, witness in executed
        for told in found.told[name]
        if told.shows(witness.where)
    ]
    told = [each for each, says in pairs if says] + [each for each, says in pairs if not says]
    unique = list(dict.fromkeys(_story(each) for each in told))[:_MOST_STORIES]
    if unique:
        return tuple(unique)
    tests = [
        Shown("test", node, each.what, None)
        for name, _, each in executed
        if (node := _register_node(name, each.where, found))
    ]
    return tuple(dict.fromkeys(tests))[:_MOST_STORIES]


def _register_node(name: str, where: str, found: Gathered) -> str | None:
    section, _, rest = where.partition(".")
    # The test prints the registers that come with the product; an organisation's own it never saw.
    if section != "registers" or found.asked.register_test is None or not shelf.is_shipped(name):
        return None
    return found.asked.register_test.format(regulation=name, register=rest.partition(".")[0])


def _place(name: str, pack: Pack, witness: Witness) -> Place:
    articles = "、".join(pack.articles[a].no for a in witness.cite if a in pack.articles)
    where = f"{name}: {witness.where}" if witness.where else name
    return Place(where, witness.what, articles, witness.assumed)


def _story(told: Told) -> Shown:
    return Shown("story", told.name, told.story.title, told.holds)


def _feature_place(name: str, found: Gathered) -> Place:
    feature = found.asked.features[name]
    return Place(feature.where, feature.title)


def _feature_tests(name: str, found: Gathered) -> list[Shown]:
    feature = found.asked.features[name]
    return [Shown("test", node, feature.title, None) for node in feature.tests]


def _card_test(card: str, found: Gathered) -> tuple[Shown, ...]:
    if found.asked.card_test is None:
        return ()
    node = found.asked.card_test.format(code=card)
    return (Shown("test", node, found.cards[card].what, None),)


def _judged(row: RequirementRow) -> RequirementRow:
    """Return the row with everything that is wrong with it."""
    faults = list(row.faults)
    if row.status == "missing":
        faults.append(("没有着落", "nothing answers it"))
    elif row.status != "not_encoded" and not row.witnesses:
        faults.append(("没有故事或测试能说明它", "no story and no test shows it"))
    for each in row.witnesses:
        if each.holds is False:
            kind, english = ("故事", "story") if each.kind == "story" else ("测试", "test")
            faults.append((f"{kind} {each.name} 不成立", f"{english} {each.name} does not hold"))
    return replace(row, faults=tuple(faults))
