"""Texts of a pack people read that have no English; it is advice, for not everybody needs it."""

import re
from collections.abc import Iterator

from shouwen.regulations.model import Pack
from shouwen.regulations.proofreading.proof import Path, Proof
from shouwen.vocabulary.articles import article_in_english

#: Conditions are read out in words of their own; the texts they compare with stay as they are.
_CONDITIONS = frozenset({"is", "that", "when", "count", "share"})
_CHINESE = re.compile(r"[\u3400-\u9fff]")
#: So many are named; the rest are counted.
_NAMED = 5
_SHOWN = 24


def read_english(proof: Proof) -> None:
    """Tell once which texts pages in English will show in Chinese, the first ones by name."""
    lacking = list(dict.fromkeys(text for _, text in without_english(proof.pack)))
    if not lacking:
        return
    place = next(path for path, _ in without_english(proof.pack))
    named = [text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…" for text in lacking[:_NAMED]]
    whole = len(lacking) <= _NAMED
    proof.say(
        "N06",
        place,
        f"{'' if whole else '共 '}{len(lacking)} 处文字没有英文，英文页面显示中文："
        f"{'、'.join(f'“{text}”' for text in named)}{'' if whole else ' 等'}",
        "要有英文页面的，请在 english 一节补上",
        f"{len(lacking)} texts have no English and are shown in Chinese, such as {named[0]}; "
        "write them under english",
        "note",
    )


def without_english(pack: Pack) -> Iterator[tuple[Path, str]]:
    """Yield every text of a pack people read that has no English, with its place."""
    for path, text in texts_read(pack):
        if text in pack.english:
            continue
        if path[0] == "articles" and path[-1] == "no" and article_in_english(text) is not None:
            continue
        yield path, text


def texts_read(pack: Pack) -> Iterator[tuple[Path, str]]:
    """Yield every Chinese text of a pack people read, with its place; conditions are none."""
    yield from _texts(pack.model_dump(by_alias=True, exclude={"english"}), ())


def _texts(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            # A register's `where` is a condition; where something is supported is not.
            condition = key in _CONDITIONS or (key == "where" and path[:1] == ("registers",))
            if not (condition and isinstance(item, str)):
                yield from _texts(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, (*path, index))
    elif isinstance(value, str) and _CHINESE.search(value):
        yield path, value
