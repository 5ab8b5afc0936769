"""Which encoding a text is in. Decided by trying, and always said aloud."""

import codecs
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from charset_normalizer import from_bytes

from shouwen.intake.errors import Unreadable

_SAMPLE: Final = 1 << 20
_PIECE: Final = 1 << 20
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: The characters most texts are made of; nonsense from the wrong table hardly holds any.
_USUAL: Final = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子"
    "说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机"
    "当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心"
    "反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程"
    "期时间编号电话姓名内容类别投诉客户单位日期地址办理答复状态渠道备注用户主题详情留言标题来源回访"
    "這個們來為國說時會對發過後學業經問題與關於從還沒開無動實現點應當體機車長門見聽寫買賣請謝愛網"
    "，。、；：？！“”《》（）【】"
)
#: What undecodable bytes become, so that rows holding them can be refused.
DAMAGED: Final = "\udcff"
_HANDLER: Final = "shouwen-damaged"
codecs.register_error(_HANDLER, lambda error: (DAMAGED, error.end))  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding, and how it was found: ``asked``, ``bom``, ``tried`` or ``guessed``."""

    name: str
    how: str

    @property
    def chinese(self) -> str:
        """How it was found, in words."""
        words = {
            "asked": "按要求",
            "bom": "文件自述",
            "tried": "全文试读无误",
            "guessed": "比较几种编码后判定",
        }
        return f"{self.name.upper()}（{words[self.how]}）"

    @property
    def errors(self) -> str:
        """The error handler that marks bytes which cannot be read."""
        return _HANDLER


def find_encoding(path: Path, asked: str | None = None, hints: Collection[str] = ()) -> Encoding:
    """Return the encoding a text file is in.

    :param hints: words the text should hold, such as the headers of a mapping
    :raises Unreadable: if the encoding asked for is unknown, or the file is no text
    """
    if asked is not None:
        try:
            return Encoding(codecs.lookup(asked).name, "asked")
        except LookupError:
            raise Unreadable(
                f"没有“{asked}”这种编码",
                "例如 utf-8、gb18030、big5、utf-16",
                f"there is no encoding '{asked}'; try utf-8, gb18030, big5 or utf-16",
            ) from None
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    for bom, name in _BOMS:
        if sample.startswith(bom):
            return Encoding(name, "bom")
    if b"\0" not in sample and _fits(path, "utf-8"):
        return Encoding("utf-8", "tried")
    found = _best(sample, hints)
    if found is None:
        raise not_text(path)
    return Encoding(found, "guessed")


def not_text(path: Path) -> Unreadable:
    """Return the complaint about a file that is no table of any kind."""
    return Unreadable(
        f"{path.name} 不是可以读取的表格",
        "请另存为 CSV 或 XLSX 再导入",
        f"{path.name} is no table we can read; save it as CSV or XLSX",
    )


def _fits(path: Path, name: str) -> bool:
    """Say whether a whole file decodes, in bounded memory."""
    decoder = codecs.getincrementaldecoder(name)("strict")
    with path.open("rb") as file:
        try:
            for piece in iter(lambda: file.read(_PIECE), b""):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _best(sample: bytes, hints: Collection[str]) -> str | None:
    scored = [
        (score, -place, name)
        for place, name in enumerate(_candidates(sample))
        if (score := _score(sample, name, hints)) is not None
    ]
    return max(scored)[2] if scored else None


def _candidates(sample: bytes) -> Iterator[str]:
    # The zeros of UTF-16 stand on one side of every plain letter; a stray one stands anywhere.
    zeros = sample[1::2].count(0), sample[::2].count(0)
    if max(zeros) > 9 * min(zeros) and max(zeros) > len(sample) // 500:
        yield "utf-16-le" if zeros[0] > zeros[1] else "utf-16-be"
    yield from ("utf-8", "gb18030", "big5hkscs")
    guess = from_bytes(sample[: 1 << 16]).best()
    if guess is not None and guess.encoding not in ("utf_8", "gb18030", "gbk", "gb2312", "ascii"):
        yield guess.encoding


def _score(sample: bytes, name: str, hints: Collection[str]) -> float | None:
    """Return how much a sample looks like text in an encoding; None when it does not at all."""
    decoder = codecs.getincrementaldecoder(name)(_HANDLER)
    text = decoder.decode(sample)  # the end of a sample may cut a character: that is no damage
    if not text:
        return None
    damaged = text.count(DAMAGED)
    head = [c for c in text[:50_000] if c not in "\t\r\n\f"]
    controls = sum(unicodedata.category(c) in ("Cc", "Cn", "Co") for c in head)
    if controls > 0.02 * len(head) or damaged > 0.05 * len(text):
        return None
    beyond = [c for c in text[:200_000] if c > "\x7f" and c != DAMAGED]
    usual = sum(c in _USUAL for c in beyond) / len(beyond) if beyond else 0.0
    # Letters of European languages are usual too; symbols and private characters are not.
    letters = sum("\xc0" <= c <= "\u024f" for c in beyond) / len(beyond) if beyond else 0.0
    heard = sum(hint in text for hint in hints)
    spoilt = damaged / (len(beyond) + damaged) if damaged else 0.0
    return usual + 0.2 * letters + heard - 4 * spoilt
