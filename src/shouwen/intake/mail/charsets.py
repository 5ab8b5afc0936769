"""Bytes of mail into text: by the label where it tells the truth, else by the bytes.

Chinese mail is often labelled ``us-ascii``, ``iso-8859-1`` or ``gb2312`` whatever is inside. A
label is believed when the bytes fit it; otherwise the bytes decide, and that is said as a problem.
"""

import re
from codecs import lookup
from dataclasses import dataclass
from functools import cache
from typing import Final

from charset_normalizer import from_bytes

#: Labels in the wild, and the widest code table of the same family.
_ALIASES: Final = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "x-gbk": "gb18030",
    "gb-2312": "gb18030", "gb2312-80": "gb18030", "gb-2312-80": "gb18030", "cp936": "gb18030",
    "euc-cn": "gb18030", "gb": "gb18030", "chinese": "gb18030", "windows-936": "gb18030",
    "x-euc-cn": "gb18030", "iso-ir-58": "gb18030", "csgb2312": "gb18030",
    "big5": "cp950", "big-5": "cp950", "big5-hkscs": "big5hkscs", "x-x-big5": "cp950",
    "cn-big5": "cp950", "windows-950": "cp950", "csbig5": "cp950",
    "hz": "hz", "hz-gb-2312": "hz", "iso-2022-cn": "iso-2022-cn", "iso-2022-cn-ext": "iso-2022-cn",
    "ks-c-5601-1987": "cp949", "ks-c-5601": "cp949", "euc-kr": "cp949", "korean": "cp949",
    "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_ext", "euc-jp": "euc_jp", "x-euc-jp": "euc_jp",
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "iso8859-1": "cp1252",
    "iso-8859-9": "cp1254", "iso-8859-8-i": "iso-8859-8", "iso-8859-8-e": "iso-8859-8",
    "us-ascii": "ascii", "ansi-x3.4-1968": "ascii", "ascii": "ascii", "7bit": "ascii",
    "utf8": "utf-8", "utf-8": "utf-8", "utf8mb4": "utf-8", "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8", "x-unknown": "", "unknown-8bit": "", "unknown": "",
    "x-user-defined": "", "default": "", "binary": "", "8bit": "", "x-mac-roman": "mac-roman",
    "x-macroman": "mac-roman", "macintosh": "mac-roman",
}  # fmt: skip

#: The characters Chinese is mostly made of, simplified and traditional.
_COMMON: Final = frozenset(
    "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过"
    "天去能对小多然于心学么之都好看起发当没成只如事把还用第样道想作种开美总从无情己面最女但现前些所"
    "同日手又行意动方期它头经长儿回位分爱老因很给名法间斯知世什两次使身者被高已亲其进此话常与活正感"
    "见明问力理尔点文几定本公特做外孩相西果走将月十实向声车全信重三机工物气每并别真打太新比才便夫再"
    "书部水像眼等体却加电主界门利海受听表德少克代员许先口由死安写性马光白或住难望教命花结乐色更拉东"
    "神记处让母父应直字场平报友关放至张认接告入笑内英军候民岁往何度山觉路带万男边风解叫任金快原吃妈"
    "变通师立象数四失满战远格士音轻目条呢病始达深完今提求清王化空业思切怎非找片罗钱吗语元喜曾离飞科"
    "言干流欢约各即指合反题必该论交终林请医晚制球决传画保读运及则房早院量苦火布品近坐产答星精视五连"
    "司投诉银网客户服务您贵附件谢敬礼邮收款单号码费退款存折卡账转汇贷险保单理赔"
    "這個們來時為說國著會對學麼後發當沒樣還開總從無現經長兒愛給間兩親與見問爾點幾實聲車氣別書體電"
    "門聽員許馬寫樂東處應場報關張認覺帶萬邊風變師數滿戰遠輕條語難頭動過種銀網戶務貴謝禮郵單號碼費帳"
    "轉匯貸險賠請訴"
)
_HIGH: Final = re.compile(rb"[\x80-\xff]")
_HAN: Final = re.compile("[\u3400-\u9fff]")
#: Characters nobody has assigned are what one table makes of another's.
_HAN_OR_NOBODYS: Final = re.compile("[\u3400-\u9fff\ue000-\uf8ff]")
_EASTERN: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_HZ: Final = re.compile(rb"~\{(?:[\x21-\x7e]{2})+~\}")
_ISO_2022_JP: Final = re.compile(rb"\x1b\$[@B]|\x1b\$\(D")
_ISO_2022_CN: Final = re.compile(rb"\x1b\$\)[AGE]")
_ISO_2022_KR: Final = re.compile(rb"\x1b\$\)C")
_WESTERN: Final = frozenset({"ascii", "cp1252", "iso-8859-15", "cp1254", "iso8859-15", "mac-roman"})


@dataclass(frozen=True, slots=True)
class Text:
    """Decoded text, the code table that read it, and whether its label was wrong."""

    text: str
    charset: str
    mislabelled: bool = False
    damaged: bool = False


def codec_of(label: str | None) -> str:
    """Return the name of a code table for a label; "" if it names none we know.

    >>> codec_of('"GB2312"'), codec_of("x-nonsense")
    ('gb18030', '')
    """
    wanted = (label or "").strip().strip("\"'").strip().lower().replace("_", "-")
    wanted = re.split(r"[\s;,]", wanted, maxsplit=1)[0]
    if wanted in _ALIASES:
        return _ALIASES[wanted]
    try:
        found = lookup(wanted)
    except (LookupError, ValueError):
        return ""
    # "rot13", "base64", "idna" and their like are codecs too, but no code tables of mail.
    is_text = getattr(found, "_is_text_encoding", True)
    unfit = {"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs"}
    return found.name if is_text and found.name.replace("-", "_") not in unfit else ""


def decode(raw: bytes, label: str | None = None) -> Text:
    """Return the text of bytes said to be in `label`; never fails, never loses a byte silently."""
    codec = codec_of(label)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) and len(raw) % 2 == 0:
        marked = _strict(raw, "utf-16")
        if marked is not None:
            return Text(marked, "utf-16", mislabelled=not codec.startswith("utf-16"))
    if not _HIGH.search(raw):
        return _seven_bit(raw, codec)
    if codec == "utf-8":
        return _as_utf8(raw)
    as_utf8 = _strict(raw, "utf-8")
    if as_utf8 is not None and _is_utf8_rather(raw, as_utf8, codec):
        return Text(as_utf8, "utf-8", mislabelled=bool(codec))
    if not codec or codec in _WESTERN:
        return _guess(raw, codec)
    text = _strict(raw, codec)
    if text is None and codec == "cp950":  # with the characters of Hong Kong
        codec, text = "big5hkscs", _strict(raw, "big5hkscs")
    better = _better_chinese(raw, codec, text)
    if better is not None:
        return better
    if text is not None:
        return Text(text, codec)
    return _mended(raw, codec)


def _seven_bit(raw: bytes, codec: str) -> Text:
    for pattern, name in (
        (_ISO_2022_JP, "iso2022_jp_ext"), (_ISO_2022_CN, "iso-2022-cn"),
        (_ISO_2022_KR, "iso2022_kr"),
    ):  # fmt: skip
        if pattern.search(raw):
            return Text(_lenient(raw, name), name, mislabelled=codec not in ("", name))
    if codec == "hz" or _HZ.search(raw):
        text = _hz(raw)
        if codec == "hz" or _score(text) > 0.2:
            return Text(text, "hz", mislabelled=codec != "hz")
    if codec in ("utf-7", "utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        return Text(_lenient(raw, codec), codec)
    return Text(raw.decode("ascii"), codec or "ascii")


def _as_utf8(raw: bytes) -> Text:
    text = _strict(raw.removeprefix(b"\xef\xbb\xbf"), "utf-8")
    if text is not None:
        return Text(text, "utf-8")
    broken = raw.decode("utf-8", "replace")
    # A cut or damaged text is mostly right; text of another code table is mostly wrong.
    if broken.count("\ufffd") <= max(1, len(_HIGH.findall(raw)) // 20):
        return Text(broken, "utf-8", damaged=True)
    guessed = _guess(raw, "")
    return Text(guessed.text, guessed.charset, mislabelled=True, damaged=guessed.damaged)


def _is_utf8_rather(raw: bytes, text: str, codec: str) -> bool:
    """Say whether what reads as UTF-8 is UTF-8: two-byte GBK reads so by chance, three hardly."""
    if not codec or codec in _WESTERN:
        return True
    if codec in ("utf-16", "utf-32"):
        return False
    if _EASTERN.search(text):
        return True
    read = _strict(raw, codec)
    # "ü" reads as one rare character of GBK; a Greek letter in UTF-8 may well be a common one.
    western = all(each < "\u0250" or "\u2000" <= each < "\u20d0" for each in text)
    return read is None or (western and bool(_HAN.search(read)) and _score(read) < 0.2)


def _guess(raw: bytes, codec: str) -> Text:
    chinese = [
        (_score(text), name, text)
        for name in ("gb18030", "cp950", "big5hkscs")
        if (text := _strict(raw, name)) is not None
    ]
    score, name, text = max(chinese, default=(0.0, "", ""))
    if score >= 0.25 and len(_HAN.findall(text)) * 2 >= len(_HIGH.findall(raw)) * 0.6:
        return Text(text, name, mislabelled=bool(codec))
    if codec and codec != "ascii":
        western = _strict(raw, codec)
        if western is not None:
            return Text(western, codec)
    best = from_bytes(raw).best() if len(raw) >= 40 else None
    if best is not None and best.encoding != "ascii":
        return Text(str(best), best.encoding, mislabelled=bool(codec))
    if score > 0 and _pairs_only(raw):
        return Text(text, name, mislabelled=bool(codec))
    western = _strict(raw, "cp1252")
    if western is not None:
        return Text(western, "cp1252", mislabelled=bool(codec))
    return Text(raw.decode("latin-1"), "latin-1", mislabelled=bool(codec))


def _better_chinese(raw: bytes, codec: str, text: str | None) -> Text | None:
    """Return the text by the other Chinese table, when the one named makes nonsense of it."""
    if codec not in ("gb18030", "cp950", "big5hkscs"):
        return None
    other = "cp950" if codec == "gb18030" else "gb18030"
    theirs = _strict(raw, other)
    if theirs is None:
        return None
    mine = _score(text) if text is not None else 0.0
    return (
        Text(theirs, other, mislabelled=True)
        if mine < 0.12 and _score(theirs) > max(0.3, 2 * mine)
        else None
    )


def _mended(raw: bytes, codec: str) -> Text:
    broken = _lenient(raw, codec)
    lost = broken.count("\ufffd")
    if lost > max(2, len(_HIGH.findall(raw)) // 20):
        guessed = _guess(raw, "")
        if "\ufffd" not in guessed.text:
            return Text(guessed.text, guessed.charset, mislabelled=True)
    return Text(broken, codec, damaged=True)


def _score(text: str) -> float:
    """Return how much of the Chinese in a text is of the commonest characters, 0 to 1."""
    found = _HAN_OR_NOBODYS.findall(text)
    return sum(each in _COMMON for each in found) / len(found) if found else 0.0


def _pairs_only(raw: bytes) -> bool:
    return all(len(run) % 2 == 0 for run in re.findall(rb"[\xa1-\xfe]+", raw))


def _strict(raw: bytes, codec: str) -> str | None:
    if codec == "iso-2022-cn":
        return _iso_2022_cn(raw)
    try:
        return raw.decode(codec)
    except (UnicodeDecodeError, LookupError, ValueError):
        return None


def _lenient(raw: bytes, codec: str) -> str:
    if codec == "iso-2022-cn":
        return _iso_2022_cn(raw)
    try:
        return raw.decode(codec, "replace")
    except (UnicodeDecodeError, LookupError, ValueError):
        return raw.decode("latin-1")


def _hz(raw: bytes) -> str:
    """Decode HZ (RFC 1843) run by run, so that one broken run spoils no other."""
    out, position = [], 0
    for found in re.finditer(rb"~\{(.*?)(?:~\}|(?=[\r\n])|\Z)", raw, re.DOTALL):
        out.append(raw[position : found.start()].replace(b"~~", b"~").decode("ascii", "replace"))
        out.append(bytes(each | 0x80 for each in found[1]).decode("gb2312", "replace"))
        position = found.end()
    out.append(raw[position:].replace(b"~~", b"~").replace(b"~\n", b"").decode("ascii", "replace"))
    return "".join(out)


@cache
def _shifts() -> re.Pattern[bytes]:
    return re.compile(rb"\x1b\$\)(.)|\x1b\$\*(.)|\x1bN..|(\x0e)|(\x0f)", re.DOTALL)


def _iso_2022_cn(raw: bytes) -> str:
    """Decode ISO-2022-CN (RFC 1922). Planes Python has no table for read as U+FFFD."""
    out: list[str] = []
    shifted, table, position = False, b"A", 0

    def put(piece: bytes) -> None:
        if not shifted:
            out.append(piece.decode("ascii", "replace"))
        elif table == b"A":
            lines = re.split(rb"(\r?\n)", piece)
            for each in lines:
                fit = each if each.strip(b"\r\n") == b"" else bytes(b | 0x80 for b in each)
                out.append(fit.decode("gb2312", "replace"))
        else:
            out.append("\ufffd" * (len(piece) // 2))

    for found in _shifts().finditer(raw):
        put(raw[position : found.start()])
        position = found.end()
        if found[1]:
            table = found[1]
        elif found[3]:
            shifted = True
        elif found[4]:
            shifted = False
        elif not found[2]:
            out.append("\ufffd")
    put(raw[position:])
    return "".join(out)
