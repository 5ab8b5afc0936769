"""A regulation as it is read: each article with the rules that implement it."""

from collections.abc import Iterator
from typing import Any

from shouwen.regulations import Pack
from shouwen.regulations.model import Article

_SECTIONS = (
    "facts",
    "derived",
    "tables",
    "records",
    "tasks",
    "acts",
    "approvals",
    "clocks",
    "rules",
    "documents",
    "registers",
    "duties",
    "ledgers",
    "improvements",
    "circles",
)


def side_by_side(pack: Pack) -> Iterator[tuple[Article, list[tuple[str, str]]]]:
    """Yield each article with (place, title) of every rule that cites it, in the pack's order."""
    by_article: dict[str, list[tuple[str, str]]] = {name: [] for name in pack.articles}
    for section in _SECTIONS:
        for name, item in getattr(pack, section).items():
            title = getattr(item, "title", None) or name
            for article in sorted(_cites(item)):
                by_article[article].append((f"{section}.{name}", title))
    if pack.recusal is not None:
        for article in pack.recusal.cite:
            by_article[article].append(("recusal", "回避"))
    for name, found in pack.articles.items():
        yield found, by_article[name]


def _cites(item: Any) -> set[str]:
    found = set(getattr(item, "cite", ()))
    for name in type(item).model_fields:
        value = getattr(item, name)
        for each in value if isinstance(value, list) else [value]:
            if hasattr(each, "model_fields_set"):
                found |= _cites(each)
    return found
