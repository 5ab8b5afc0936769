"""A second regulation on the same case: its clocks, conditions, notices and documents.

A companion is written without knowing which regulation governs the case. It reads the case by what
facts mean (``uses: {received: received_at}``) and reacts to what acts mean (``means replied``).
Written into a governing regulation, its names get a prefix and its articles its short name.
"""

from datetime import date
from typing import Annotated, Any

from pydantic import Field, ValidationError

from shouwen.regulations.composition.overlay import quote_under
from shouwen.regulations.composition.renaming import SHAPES, Renaming
from shouwen.regulations.composition.sheet import Sheet
from shouwen.regulations.elements import Element
from shouwen.regulations.faults import written
from shouwen.regulations.findings import findings_from
from shouwen.regulations.model import ActMeaning, Meaning, Must
from shouwen.regulations.reading import Path
from shouwen.regulations.texts import Edition, Id, PackId, Text

Prefix = Annotated[
    str,
    written(
        r"^[a-z][a-z0-9]{0,11}$",
        "前缀用小写字母和数字，最多十二个，例如 cb",
        "a prefix has small letters and digits, at most twelve, such as cb",
    ),
]
#: Sections a companion has and a regulation has not.
_ITS_OWN = ("companion", "uses", "musts")


class CompanionHead(Element):
    """What the companion is, since when it holds, and how it is quoted."""

    id: PackId
    title: Text
    short: Text = Field(description="how its articles are quoted: 消保办法第十八条")
    prefix: Prefix = Field(description="what its names get before them in the joint regulation")
    version: Edition
    effective: date
    ends: date | None = None
    issuer: Text
    about: Text | None = None


class CompanionMust(Must):
    """A condition it adds to every act of the governing regulation that means `on`."""

    on: ActMeaning
    cite: list[Id] = Field(min_length=1)


class _Companion(Element):
    """What is read before the rest is written into the governing regulation."""

    companion: CompanionHead
    uses: dict[Id, Meaning] = {}
    musts: list[CompanionMust] = []


def run_beside(governing: Sheet, companion: Sheet) -> None:
    """Write a companion into a regulation; what is wrong is found on the regulation's sheet."""
    read = _read(companion)
    if read is not None:
        _write(governing, companion, read)
    governing.findings += companion.findings


def _read(companion: Sheet) -> _Companion | None:
    data = companion.data if isinstance(companion.data, dict) else {}
    try:
        read = _Companion.model_validate({word: data[word] for word in _ITS_OWN if word in data})
    except ValidationError as faults:
        companion.findings += findings_from(faults, companion.source, _Companion)
        return None
    known = [*_ITS_OWN, *(word for word in SHAPES if word not in _ITS_OWN), "roles", "english"]
    for word in data:
        if word not in known:
            companion.say(
                "S02",
                (word,),
                f"并行规定没有“{word}”一节",
                f"可用：{'、'.join(known)}",
                f"a companion has no section '{word}'; there are: {', '.join(known)}",
            )
    return read


def _write(governing: Sheet, companion: Sheet, read: _Companion) -> None:
    head = read.companion
    bound = _bound(governing, companion, read)
    ends = [
        name
        for name, stage in governing.section("stages").items()
        if isinstance(stage, dict) and stage.get("kind") == "end"
    ]
    names = Renaming(companion, head.prefix, bound, ends, _roles(governing, companion))
    file = companion.source.name
    for word in SHAPES:
        part = companion.data.get(word)
        if word == "musts":
            continue
        if isinstance(part, list):
            for index, item in enumerate(part):
                path: Path = (word, index)
                governing.append(word, names.entry(word, item, path), file, companion.under(path))
        for name, entry in companion.section(word).items():
            _put(governing, companion, names, word, name, entry)
    fresh = [
        words for words in companion.section("english") if words not in governing.section("english")
    ]
    for words in fresh:
        path = ("english", words)
        governing.put(path, companion.section("english")[words], file, companion.under(path))
    quote_under(governing, [names.own(each) for each in companion.section("articles")], head.short)
    if head.short in fresh:
        governing.drop(("english", head.short))
    _musts(governing, companion, names, read)


def _put(
    governing: Sheet, companion: Sheet, names: Renaming, word: str, name: str, entry: Any
) -> None:
    own = names.own(name)
    if own in governing.section(word):
        companion.say(
            "J04",
            (word, name),
            f"“{own}”已为管辖办法所用",
            "请改 companion 的 prefix",
            f"'{own}' is taken in the governing regulation; choose another prefix",
        )
        return
    if word == "acts" and isinstance(entry, dict) and entry.get("starts_case") is True:
        companion.say(
            "J06",
            (word, name, "starts_case"),
            "并行规定不能受理投诉",
            "请删去 starts_case：案件由管辖办法受理",
            "a companion takes no matter in; the governing regulation does",
        )
    value = names.entry(word, entry, (word, name))
    lines = companion.under((word, name))
    governing.put((word, own), value, companion.source.name, lines)


def _bound(governing: Sheet, companion: Sheet, read: _Companion) -> dict[str, str]:
    """Return the facts of the governing regulation the companion's ``uses`` stand for."""
    by_meaning: dict[str, str] = {}
    for name, fact in governing.section("facts").items():
        if isinstance(fact, dict) and isinstance(fact.get("means"), str):
            by_meaning.setdefault(fact["means"], name)
    bound = {}
    for alias, meaning in read.uses.items():
        if meaning in by_meaning:
            bound[alias] = by_meaning[meaning]
            continue
        companion.say(
            "J01",
            ("uses", alias),
            f"管辖办法没有表示“{meaning}”的要素",
            f"请在管辖办法的一个要素写 means: {meaning}，或不与它并行",
            f"no fact of the governing regulation means '{meaning}'",
        )
        bound[alias] = alias
    return bound


def _roles(governing: Sheet, companion: Sheet) -> dict[str, str]:
    """Add roles the governing regulation lacks; return the companion's that are called otherwise.

    A post is held in the organisation, not in a regulation: roles keep their names. Only whoever
    complains has a name of his own in each.
    """
    renamed: dict[str, str] = {}
    complainant = governing.section("pack").get("complainant")
    for name, role in companion.section("roles").items():
        external = isinstance(role, dict) and role.get("external") is True
        if external and isinstance(complainant, str):
            renamed[name] = complainant
        elif name not in governing.section("roles"):
            path = ("roles", name)
            governing.put(path, role, companion.source.name, companion.under(path))
    return renamed


def _musts(governing: Sheet, companion: Sheet, names: Renaming, read: _Companion) -> None:
    for index, must in enumerate(read.musts):
        path = ("musts", index)
        acts = [
            name
            for name, act in governing.section("acts").items()
            if isinstance(act, dict) and must.on in _several(act.get("means"))
        ]
        if not acts:
            companion.say(
                "J03",
                path,
                f"管辖办法没有含义为“{must.on}”的动作",
                f"请在管辖办法的动作写 means: {must.on}",
                f"no act of the governing regulation means '{must.on}'",
            )
        said = dict(companion.data["musts"][index])
        said.pop("on")
        condition = names.entry("musts", said, path)
        for name in acts:
            governing.extend(
                ("acts", name, "must"), condition, companion.source.name, companion.under(path)
            )


def _several(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
