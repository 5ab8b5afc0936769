"""Kinds of particulars: how each is written alike, and how much of it a list may show."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

#: What a reader sees in place of free text, and of what has been destroyed.
CONFIDENTIAL: Final = "（已保密）"
DESTROYED: Final = "（已销毁）"
_IN_ENGLISH: Final = {CONFIDENTIAL: "(confidential)", DESTROYED: "(destroyed)"}


def mask_words(mask: str, language: str = "zh") -> str:
    """Return a mask as it is shown in the language asked for; names and numbers stay."""
    return _IN_ENGLISH.get(mask, mask) if language.startswith("en") else mask


class Kind(StrEnum):
    """What a particular is."""

    NAME = "name"
    TELEPHONE = "telephone"
    IDENTITY_NUMBER = "identity_number"
    ADDRESS = "address"
    EMAIL = "email"
    ACCOUNT = "account"
    TEXT = "text"
    FILE = "file"


#: Kinds that can be searched for by their exact value.
SEARCHABLE: Final = frozenset({Kind.TELEPHONE, Kind.IDENTITY_NUMBER, Kind.EMAIL, Kind.ACCOUNT})


@dataclass(frozen=True, slots=True)
class Particular:
    """One value about a person, about to be kept. `kind` may be given as its word."""

    kind: Kind
    value: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", Kind(self.kind))
        if self.kind is Kind.FILE:
            raise ValueError("a file is kept by keep_file")


def alike(kind: Kind, value: str) -> str:
    """Return `value` as everybody would have written it, for comparison; never shown.

    >>> alike(Kind.TELEPHONE, "+86 138-0000 5627"), alike(Kind.EMAIL, "Ann@X.cn")
    ('13800005627', 'ann@x.cn')
    """
    text = unicodedata.normalize("NFKC", value).strip()
    match kind:
        case Kind.TELEPHONE:
            return _telephone(text)
        case Kind.IDENTITY_NUMBER | Kind.ACCOUNT:
            return re.sub(r"[\W_]", "", text).upper()
        case Kind.EMAIL:
            return text.casefold()
        case _:
            return " ".join(text.split())


def name_pairs(name: str) -> tuple[str, ...]:
    """Return the pairs of neighbouring letters of a name, by which it is found; none of one letter.

    >>> name_pairs("欧阳 慧敏")
    ('欧阳', '阳慧', '慧敏')
    """
    text = "".join(unicodedata.normalize("NFKC", name).casefold().split())
    return tuple(dict.fromkeys(a + b for a, b in pairwise(text)))


def mask(kind: Kind, value: str) -> str:
    """Return what a list may show of `value`: enough to recognise, too little to use.

    >>> mask(Kind.TELEPHONE, "13812345627"), mask(Kind.NAME, "郭小明"), mask(Kind.TEXT, "…")
    ('138****5627', '郭**', '（已保密）')
    """
    if kind is Kind.TEXT:
        return CONFIDENTIAL if value.strip() else ""
    text = "".join(c for c in unicodedata.normalize("NFKC", value) if c.isprintable()).strip()
    if not text:
        return "***" if value.strip() else ""
    return _MASKS[kind](text)


def _telephone(text: str) -> str:
    # An extension is of no use for recognising a caller, and is written in a dozen ways.
    number = re.split(r"转|分机|ext|[xX#,;]", text, maxsplit=1, flags=re.IGNORECASE)[0]
    digits = re.sub(r"\D", "", number)
    for code in ("0086", "86"):
        rest = digits.removeprefix(code)
        # 86 also begins some local numbers: it is the country's only before a whole number.
        if rest != digits and re.fullmatch(r"1\d{10}|0?[1-9]\d{8,10}", rest):
            if not rest.startswith("0") and not re.fullmatch(r"1[3-9]\d{9}", rest):
                rest = "0" + rest
            return rest
    return digits


def _mask_telephone(text: str) -> str:
    digits = _telephone(text)
    if len(digits) >= 11:
        return f"{digits[:3]}{'*' * (len(digits) - 7)}{digits[-4:]}"
    shown = min(3, len(digits) - 4)
    return "*" * (len(digits) - shown) + digits[-shown:] if shown > 0 else "***"


def _mask_number(text: str) -> str:
    plain = re.sub(r"[\W_]", "", text)
    if len(plain) >= 15:
        return f"{plain[:4]}{'*' * (len(plain) - 8)}{plain[-4:]}"
    if len(plain) <= 4:
        return "***"
    return f"{plain[0]}{'*' * (len(plain) - 2)}{plain[-1]}"


def _mask_email(text: str) -> str:
    name, at, host = text.rpartition("@")
    return f"{name[:1]}***@{host}" if at else "***"


_MASKS: Final[dict[Kind, Callable[[str], str]]] = {
    # Two stars whatever the length: the number of characters tells names apart.
    Kind.NAME: lambda text: text[0] + "**",
    Kind.TELEPHONE: _mask_telephone,
    Kind.IDENTITY_NUMBER: _mask_number,
    Kind.ACCOUNT: _mask_number,
    Kind.EMAIL: _mask_email,
    # Province and city at most; a short address might be shown whole otherwise.
    Kind.ADDRESS: lambda text: text[: min(6, len(text) // 3)] + "****",
}
