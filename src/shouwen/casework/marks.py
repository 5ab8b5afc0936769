"""Marks that lead a written answer back to its case, and whether its sender is known there.

A mark is made by us and cannot be made up: it goes into message ids and addresses of what we send.
It says which case an answer is about; it does not say who answers, and opens nothing.
"""

import re
from base64 import b32decode, b32encode
from binascii import Error as Base32Error
from typing import Final
from unicodedata import normalize

from django.utils.crypto import constant_time_compare, salted_hmac

from shouwen import vault
from shouwen.casework.models import Case, Particular

_MARK: Final = re.compile(r"(?<![a-z0-9])c([a-z2-7]{8,120})-([a-z2-7]{16})(?![a-z2-7])")
#: What may be a number of ours in a text: letters and digits as regulations write them.
_NUMBER: Final = re.compile(
    r"[A-Za-z\u4e00-\u9fff]{0,8}[-〔\[（(]?\d[\d〔〕\[\]（）()-]{5,24}\d?号?"
)
_MOST: Final = 20
_WORDS_BEFORE: Final = re.compile("[\u4e00-\u9fff]+")


def mark_of(number: str) -> str:
    """Return the mark of a case: letters, digits and a dash."""
    name = b32encode(number.encode()).decode().rstrip("=").lower()
    return f"c{name}-{_seal(number)}"


def number_marked(text: str) -> str:
    """Return the number of the first true mark in a text, or ""."""
    for found in _MARK.finditer(text.lower()[:20_000]):
        name = found[1].upper()
        try:
            number = b32decode(name + "=" * (-len(name) % 8)).decode()
        except (Base32Error, UnicodeDecodeError, ValueError):
            continue
        if constant_time_compare(_seal(number), found[2]):
            return number
    return ""


def numbers_named(text: str) -> list[str]:
    """Return the numbers of cases that stand in a text, of those that exist.

    People run them into their words, write them wide or in small letters: 编号ＴＳ2025…的事.
    """
    told = f"{text[:2000]}\n{normalize('NFKC', text[:2000])}"
    found = list(dict.fromkeys(_NUMBER.findall(told)))[:_MOST]
    wanted = list(dict.fromkeys(each for written in found for each in _as_kept(written)))
    if not wanted:
        return []
    known = set(Case.objects.filter(number__in=wanted).values_list("number", flat=True))
    return [number for number in wanted if number in known]


def _as_kept(written: str) -> list[str]:
    """Return what a number may be without the words before it; its own letters are never cut."""
    words = _WORDS_BEFORE.match(written)
    ways = [written[at:] for at in range(len(words[0]) + 1)] if words else [written]
    ways += [each.removesuffix("号").rstrip("-—)）]〕") for each in ways]
    return list(dict.fromkeys([*ways, *(each.upper() for each in ways)]))


def knows_address(number: str, email: str) -> bool:
    """Say whether a mail address is one of those kept with a case; nothing is opened for it."""
    refs = vault.find("email", email)[:2000] if email else []
    return bool(refs) and Particular.objects.filter(number=number, ref__in=refs).exists()


def _seal(number: str) -> str:
    made = salted_hmac("shouwen.casework.marks", number, algorithm="sha256").digest()
    return b32encode(made[:10]).decode().lower()
