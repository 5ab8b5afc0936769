"""Header fields as people read them: encoded words, raw bytes, parameters, identifiers, dates."""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from datetime import UTC, datetime, timedelta, timezone
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import unquote_to_bytes

from shouwen.intake.mail.charsets import decode
from shouwen.vocabulary import OFFICE_ZONE

_MOST: Final = 20_000  # characters of one field that are looked at
_WORD: Final = re.compile(
    r"=\?\s*([A-Za-z0-9_.:+()-]+?)(?:\*[A-Za-z0-9-]*)?\s*\?\s*([bBqQ])\s*\?"
    # The last one may have been cut off.
    r"(?:(.*?)\?=(?=$|[^0-9A-Fa-f]|=\?)|([A-Za-z0-9+/=_]+)\??$)",
    re.DOTALL,
)
_IDS: Final = re.compile(r"<([^<>\s]+(?:\s+[^<>\s]+)*)>")
_STAMP: Final = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?\D{0,12}?"
    r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?"
)
#: China's zone by its letters alone, as programmes in Java write it.
_CHINA: Final = re.compile(r"(?<![+\-\d(]\d{4} )(?<![\w(])CST(?![\w)])")
_MONTHS: Final = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
_ENGLISH: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
_UNSEEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\ufeff]")


def raw_fields(message: Message, name: str) -> list[str]:
    """Return the fields of this name as they came, unfolded, unknown bytes as surrogates."""
    wanted = name.lower()
    return [
        re.sub(r"\r?\n(?=[ \t])|\r?\n", "", str(value))[:_MOST]
        for key, value in message.raw_items()
        if key.lower() == wanted
    ]


def field(message: Message, name: str, hint: str | None = None) -> str:
    """Return the first field of this name as text, or "".

    :param hint: the code table of the message's text, for bytes that have no label
    """
    found = raw_fields(message, name)
    return readable(found[0], hint) if found else ""


def readable(raw: str, hint: str | None = None) -> str:
    """Return the text of an unfolded header field."""
    read = decoded_words(raw, hint)
    if read != raw and _WORD.fullmatch(read.strip()):
        read = decoded_words(read.strip(), hint)  # encoded twice on the way
    return _tidy(read)


def decoded_words(raw: str, hint: str | None = None) -> str:
    """Return a text with its encoded words (RFC 2047, and what is sent in its name) read."""
    out: list[str] = []
    pending: tuple[str, bytes] | None = None  # neighbours may share a character between them
    position = 0

    def settle() -> None:
        nonlocal pending
        if pending is not None:
            out.append(decode(pending[1], pending[0]).text)
            pending = None

    for found in _WORD.finditer(raw):
        between = raw[position : found.start()]
        content = _word_bytes(found[2], found[3] if found[3] is not None else found[4])
        if between.strip() or content is None or (pending is None and between):
            settle()
            out.append(as_text(between, hint))
        position = found.end()
        if content is None:
            settle()
            out.append(as_text(found[0], hint))
            continue
        charset = found[1].lower()
        if pending is not None and pending[0] == charset:
            pending = (charset, pending[1] + content)
        else:
            settle()
            pending = (charset, content)
    settle()
    out.append(as_text(raw[position:], hint))
    return "".join(out)


def parameters(raw: str, hint: str | None = None) -> tuple[str, dict[str, str]]:
    """Return the value of a field such as Content-Type in lower case, and its parameters.

    RFC 2231 (continued and with a code table), RFC 2047 inside quotes, bare spaces, unbalanced
    quotes and raw bytes are all read.
    """
    pieces = _split(raw)
    value = pieces[0].strip().strip('"').lower() if pieces else ""
    plain: dict[str, str] = {}
    continued: dict[str, list[tuple[int, bool, str]]] = {}
    for piece in pieces[1:]:
        key, is_set, written = piece.partition("=")
        key, written = key.strip().lower(), _unquoted(written.strip())
        if not is_set or not key:
            continue
        marked = re.fullmatch(r"([^*]+)\*(?:(\d+)(\*)?)?", key)
        if marked is None:
            plain.setdefault(key, readable(written, hint))
        else:
            number = int(marked[2][:6]) if marked[2] else 0
            encoded = marked[2] is None or marked[3] is not None
            continued.setdefault(marked[1], []).append((number, encoded, written))
    for key, parts in continued.items():
        plain[key] = _tidy(_joined(sorted(parts, key=lambda part: part[0]), hint))
    return value, plain


def identifiers(message: Message, name: str) -> list[str]:
    """Return message ids of a field in order, without their angle brackets."""
    found: list[str] = []
    for raw in raw_fields(message, name):
        # Spaces inside an id came with folding.
        ids = [re.sub(r"\s+", "", each) for each in _IDS.findall(raw)]
        if not ids:
            ids = [each for each in raw.split() if "@" in each]
            if not ids and name.lower() == "message-id" and raw.strip():
                ids = [raw.strip()]
        found += [each.strip("<>") for each in ids]
    return list(dict.fromkeys(_UNSEEN.sub("", each) for each in found if each))[:100]


def date_of(message: Message) -> tuple[datetime | None, str]:
    """Return the moment of the Date field with its zone, and what is wrong with the field.

    A date without a zone is read in the office's zone; ``-0000`` is UTC (RFC 5322, 3.3).
    """
    raws = raw_fields(message, "date")
    if not raws or not raws[0].strip():
        return None, "没有日期 / no date"
    raw = _in_english(decoded_words(raws[0]).strip())
    if _CHINA.search(raw):
        # Elsewhere these letters are Central Standard Time; who writes to us hardly lives there.
        raw = _CHINA.sub("+0800", raw)
    try:
        found = parsedate_to_datetime(raw)
    except (ValueError, TypeError, IndexError, OverflowError):
        found = None
    if found is not None and not re.match(r"\s*\d{4}\s*[-/年]", raw):
        found = _afternoon(found, raw)
        if found.tzinfo is None:
            if re.search(r"-\s?0000", raw):
                return found.replace(tzinfo=UTC), ""
            return found.replace(tzinfo=OFFICE_ZONE), "日期没有时区 / the date has no zone"
        return found, ""
    return _stamped(raw)


def _afternoon(moment: datetime, raw: str) -> datetime:
    """Return a moment read from a date with twelve hours."""
    if moment.hour < 12 and re.search(r"(?i)\d\s*PM\b|下午\s*\d|晚上\s*\d|傍晚\s*\d", raw):
        return moment.replace(hour=moment.hour + 12)
    if moment.hour == 12 and re.search(r"(?i)\d\s*AM\b|凌晨\s*12|上午\s*12", raw):
        return moment.replace(hour=0)
    return moment


def _in_english(raw: str) -> str:
    """Return a date whose months are Chinese with English ones; other dates as they are."""
    month = re.search(r"(?<!年)\s(\d{1,2}|十[一二]?|[一二三四五六七八九])月\s", raw)
    if month is None:
        return raw
    number = int(month[1]) if month[1].isdigit() else _MONTHS.index(month[1]) + 1
    if not 1 <= number <= 12:
        return raw
    told = f"{raw[: month.start()]} {_ENGLISH[number - 1]} {raw[month.end() :]}"
    return re.sub(r"^(周|星期|礼拜)[一二三四五六日天]\s*[,，]?\s*", "", told)


def _stamped(raw: str) -> tuple[datetime | None, str]:
    stamp = _STAMP.search(raw)
    fault = f"日期读不懂：{raw[:60]} / unreadable date"
    if stamp is None:
        return None, fault
    year, month, day, hour, minute, second = (int(each or 0) for each in stamp.groups()[:6])
    zone = stamp[7]
    known = OFFICE_ZONE
    try:
        if zone:
            digits = "+0000" if zone == "Z" else zone.replace(":", "")
            offset = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5]))
            known = timezone(-offset if digits[0] == "-" else offset)  # type: ignore[assignment]
        moment = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=known)
    except ValueError:
        return None, fault
    moment = _afternoon(moment, raw)
    return moment, "" if zone else "日期没有时区 / the date has no zone"


def _word_bytes(way: str, content: str) -> bytes | None:
    raw = content.encode("utf-8", "surrogateescape")
    if way in "bB":
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
        if not letters and raw.strip(b"= "):
            return None
        if len(letters) % 4 == 1:
            letters = letters[:-1]
        try:
            return b64decode(letters + b"=" * (-len(letters) % 4))
        except (Base64Error, ValueError):
            return None
    spaced = re.sub(rb"\s*\r?\n\s*", b"", raw).replace(b"_", b" ")
    return re.sub(rb"=([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), spaced)


def as_text(piece: str, hint: str | None) -> str:
    """Return unfolded text with bytes that have no label read, by the hint or by themselves."""
    if piece.isascii() and "\x1b$" not in piece:
        return piece
    raw = piece.encode("utf-8", "surrogateescape")
    return decode(raw, hint or None).text


def _tidy(text: str) -> str:
    return _UNSEEN.sub("", re.sub(r"[\r\n\t]+", " ", text)).strip()


def _split(raw: str) -> list[str]:
    """Return the pieces between semicolons outside quotes."""
    pieces, piece, quoted, escaped = [], [], False, False
    for letter in raw:
        if escaped:
            escaped = False
        elif letter == "\\" and quoted:
            escaped = True
        elif letter == '"':
            quoted = not quoted
        elif letter == ";" and not quoted:
            pieces.append("".join(piece))
            piece = []
            continue
        piece.append(letter)
    pieces.append("".join(piece))
    if quoted and ";" in pieces[-1]:  # a quote that was never closed
        head, *rest = pieces[-1].split(";")
        pieces[-1:] = [head, *rest]
    return pieces


def _unquoted(written: str) -> str:
    if written.startswith('"'):
        body = written[1:-1] if written.endswith('"') and len(written) > 1 else written[1:]
        # A backslash before a letter is a folder of Windows, not an escape.
        return re.sub(r"\\([\"\\])", r"\1", body)
    return written.strip("'") if written.startswith("'") and written.endswith("'") else written


def _joined(parts: list[tuple[int, bool, str]], hint: str | None) -> str:
    charset, raw = "", b""
    for position, (_number, encoded, written) in enumerate(parts):
        content = written
        if encoded and position == 0 and content.count("'") >= 2:
            charset, _, content = content.split("'", 2)
        raw += (
            unquote_to_bytes(content.encode("utf-8", "surrogateescape"))
            if encoded
            else content.encode("utf-8", "surrogateescape")
        )
    if b"=?" in raw and not charset:
        return decoded_words(raw.decode("utf-8", "surrogateescape"), hint)
    return decode(raw, charset or hint).text
