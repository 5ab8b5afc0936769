"""Local implementing rules: entries of a base regulation replaced, and others added.

What an overlay may touch follows from the base: its ``permitted_by`` articles. Each article of the
overlay says under which of them it stands, and each rule it writes cites an article of its own.
"""

from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from typing import Annotated, Any, get_args, get_origin

from pydantic import Field, ValidationError

from shouwen.regulations.composition.sheet import Sheet
from shouwen.regulations.elements import Cited, Element
from shouwen.regulations.faults import written
from shouwen.regulations.findings import findings_from
from shouwen.regulations.model import Pack
from shouwen.regulations.reading import Path
from shouwen.regulations.texts import Edition, Id, PackId, Text
from shouwen.vocabulary import ShouwenError, Term
from shouwen.vocabulary.articles import article_in_english

BaseKey = Annotated[
    str,
    written(
        r"^[a-z][a-z0-9-]{0,47}@\d{4}\.\d+$",
        "请写 办法编号@版本，例如 postal-bank@2015.1",
        "write regulation@edition, such as postal-bank@2015.1",
    ),
]
#: Keys of the head that are the overlay's and not the composed regulation's.
_OWN = ("base", "permitted_by", "short")


class OverlayHead(Element):
    """What the overlay is, what it lies over, and who allowed it."""

    id: PackId
    title: Text
    short: Text = Field(description="how its articles are quoted: 东江细则第三条")
    version: Edition
    base: BaseKey
    permitted_by: list[Id] = Field(min_length=1)
    effective: date
    ends: date | None = None
    issuer: Text
    number: str | None = None
    about: Text | None = None


class _Overlay(Element):
    """An overlay's head alone; its sections are read with those of the base."""

    overlay: OverlayHead


def overlay_head(overlay: Sheet) -> OverlayHead | None:
    """Return an overlay's head, or None: what is wrong with it is found on its sheet."""
    try:
        return _Overlay.model_validate({"overlay": overlay.data.get("overlay")}).overlay
    except ValidationError as faults:
        overlay.findings += findings_from(faults, overlay.source, _Overlay)
        return None


def lay_over(base: Sheet, overlay: Sheet, head: OverlayHead) -> None:
    """Write what an overlay says into the base; what is wrong is found on the base's sheet."""
    _permission(base, overlay, head)
    below = base.source.name
    base.belongs_to(overlay.source.name)
    sections = {(field.alias or name): field for name, field in Pack.model_fields.items()}
    file = overlay.source.name
    before = dict(base.entries())
    for word, part in overlay.data.items():
        if word == "overlay":
            continue
        if word not in sections or word == "pack":
            _unknown_section(base, overlay, word, sections)
        elif not isinstance(part, dict | list):
            overlay.say("S03", (word,), "这里须是条目", "请每行写一条", "entries are wanted here")
        elif isinstance(part, list):
            for index, item in enumerate(part):
                base.append(word, item, file, overlay.under((word, index)))
        elif get_origin(sections[word].annotation) is dict:
            for name, entry in part.items():
                base.put((word, name), entry, file, overlay.under((word, name)))
        else:
            base.put((word,), part, file, overlay.under((word,)))
    _retitle(base, overlay, head, below)
    _citations(overlay, sections)
    _sameness(overlay, before)
    _loosened(overlay, before)
    base.findings += overlay.findings
    base.notes += overlay.notes


def _permission(base: Sheet, overlay: Sheet, head: OverlayHead) -> None:
    """The base's articles must permit it, and its own must say under which they stand."""
    known = base.section("articles")
    for name in head.permitted_by:
        if name not in known:
            overlay.say(
                "O02",
                ("overlay", "permitted_by"),
                f"{head.base} 没有条文“{name}”",
                "请写授权制定细则的条文",
                f"{head.base} has no article '{name}'",
            )
    for name, article in overlay.section("articles").items():
        here: Path = ("articles", name)
        if name in known:
            overlay.say(
                "O04",
                here,
                f"条文编号“{name}”已为 {head.base} 所用",
                "细则只能有自己的条文，请另取编号",
                f"article '{name}' is the base's; an overlay has articles of its own",
            )
            continue
        under = article.get("under") if isinstance(article, dict) else None
        if under not in head.permitted_by:
            overlay.say(
                "O05",
                here,
                "条文没有写依据哪一条授权" if under is None else f"“{under}”不是授权条文",
                f"请写 under，可用：{'、'.join(head.permitted_by)}",
                f"it must say under which article it stands: {', '.join(head.permitted_by)}",
            )
    effective = base.section("pack").get("effective")
    if isinstance(effective, str) and effective > head.effective.isoformat():
        overlay.say(
            "O06",
            ("overlay", "effective"),
            f"施行日早于 {head.base} 的 {effective}",
            "细则不能先于所依据的办法施行",
            f"it takes effect before its base does ({effective})",
        )


def _unknown_section(base: Sheet, overlay: Sheet, word: str, sections: dict[str, Any]) -> None:
    known = [each for each in sections if each != "pack"]
    near = get_close_matches(word, known, 1, 0.5)
    overlay.say(
        "S02",
        (word,),
        f"不认识“{word}”",
        f"是否想写 {near[0]}" if near else f"可用：{'、'.join(known)}",
        f"'{word}' is not known here" + (f"; did you mean '{near[0]}'" if near else ""),
    )


def _retitle(base: Sheet, overlay: Sheet, head: OverlayHead, below: str) -> None:
    """Give the composed regulation the overlay's head, and its articles its name."""
    file = overlay.source.name
    for key in base.section("pack"):
        base.files.setdefault(("pack", key), base.files.get(("pack",), below))
    for key, value in overlay.section("overlay").items():
        if key not in _OWN:
            base.put(("pack", key), value, file, overlay.under(("overlay", key)))
    base.lines["pack",] = overlay.source.line(("overlay",))
    base.files["pack",] = file
    quote_under(base, list(overlay.section("articles")), head.short)
    _forget_words(base, overlay, head)


def _forget_words(base: Sheet, overlay: Sheet, head: OverlayHead) -> None:
    """Leave out English of the base for what is no longer said."""
    said = set(_texts({word: part for word, part in base.data.items() if word != "english"}))
    own = overlay.section("english").keys() - {head.short}
    for words in [each for each in base.section("english") if each not in said | own]:
        base.drop(("english", words))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str):
        yield value


def quote_under(sheet: Sheet, articles: list[str], short: str) -> None:
    """Let articles be quoted under the name of their own text: 第三条 of two texts is not one."""
    english = sheet.section("english")
    for name in articles:
        article = sheet.section("articles").get(name)
        no = article.get("no") if isinstance(article, dict) else None
        if not isinstance(article, dict) or not isinstance(no, str):
            continue  # the model says what is wrong with it
        quoted = f"{short}{no}"
        sheet.section("articles")[name] = {**article, "no": quoted}
        number = english.get(no) or article_in_english(no)
        if short in english and number and quoted not in english:
            line = sheet.source.line(("articles", name, "no"))
            file = sheet.source.file(("articles", name))
            said = f"{english[short]}, {number}"
            sheet.put(("english", quoted), said, file, {(): line})


def _citations(overlay: Sheet, sections: dict[str, Any]) -> None:
    own = set(overlay.section("articles"))
    for (word, name), entry in overlay.entries():
        field = sections.get(str(word))
        if field is None or not _is_rule(field.annotation) or not isinstance(entry, dict):
            continue
        if not own & _cited(entry):
            overlay.say(
                "O03",
                (word, name),
                "没有引用细则自己的条文",
                f"请在 cite 写明细则的哪一条：{'、'.join(sorted(own)) or '（尚无条文）'}",
                "it cites no article of the overlay itself",
            )


def _is_rule(annotation: Any) -> bool:
    """Say whether a section holds rules, which must cite."""
    kinds = [annotation, *get_args(annotation)]
    return any(isinstance(kind, type) and issubclass(kind, Cited) for kind in kinds)


def _cited(entry: Any) -> set[str]:
    found: set[str] = set()
    if isinstance(entry, dict):
        cites = entry.get("cite")
        found |= {str(each) for each in cites} if isinstance(cites, list) else set()
        for value in entry.values():
            found |= _cited(value)
    elif isinstance(entry, list):
        for value in entry:
            found |= _cited(value)
    return found


def _sameness(overlay: Sheet, before: dict[Path, Any]) -> None:
    for path, entry in overlay.entries():
        if path[0] not in ("overlay", "articles", "english") and before.get(path) == entry:
            overlay.say(
                "O07",
                path,
                "与所依据的办法完全一样",
                "请删去：没有写的沿用原办法",
                "it is the same as in the base; leave it out",
            )


def _loosened(overlay: Sheet, before: dict[Path, Any]) -> None:
    """Note where the overlay asks for less than its base: somebody must have meant it."""
    for path, entry in overlay.entries():
        old = before.get(path)
        if not isinstance(entry, dict) or not isinstance(old, dict):
            continue
        for said, english in (*_longer(path, entry, old), *_fewer(path, entry, old)):
            overlay.say("N02", path, said, "", english, "note")


def _longer(path: Path, entry: dict[str, Any], old: dict[str, Any]) -> Iterator[tuple[str, str]]:
    was, now = _term(old.get("limit")), _term(entry.get("limit"))
    if path[0] != "clocks" or was is None or now is None:
        return
    if was.unit == now.unit and now.amount > was.amount:
        yield (
            f"期限由{was.chinese}放宽为{now.chinese}",
            f"the limit is longer than the base's: {now} instead of {was}",
        )


def _term(written_: object) -> Term | None:
    try:
        return Term.parse(written_) if isinstance(written_, str) else None
    except ShouwenError:
        return None  # the model says what is wrong with it


def _fewer(path: Path, entry: dict[str, Any], old: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if path[0] != "acts":
        return
    kept = {must.get("that") for must in entry.get("must") or () if isinstance(must, dict)}
    for must in old.get("must") or ():
        if isinstance(must, dict) and must.get("that") not in kept:
            yield (
                f"不再要求“{must.get('else', must.get('that'))}”",
                f"a condition of the base is left out: {must.get('that')}",
            )
