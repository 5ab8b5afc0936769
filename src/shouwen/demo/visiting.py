"""What complainants do on the portal: a photo added, a few words, an opinion when it is over."""

import io
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from PIL import Image, ImageDraw

from shouwen import ledger
from shouwen.casework import operations, queries
from shouwen.demo.course import Chore, Course, Strand
from shouwen.intake import admit_all, submission
from shouwen.vocabulary import Actor
from shouwen.vocabulary.identity import COMPLAINANT

_WORDS: Final = (
    "找到了当天的叫号小票，拍照附上。",
    "补充一点：当时大堂经理也在场，可以证明。",
    "又收到一条扣费短信，截图附上。",
)
_THOUGHTS: Final = (
    (4, 5, ("polite", "solved"), "处理得很认真，谢谢。"),
    (2, 3, ("slow", "untold"), "等了好几天才有人联系，希望快一点。"),
)
_SIZE: Final = (960, 720)


def visited(course: Course, codes: Mapping[str, str]) -> Strand:
    """Yield what the visitors of the portal do, who hold the codes of these matters."""
    for n, (key, code) in enumerate(codes.items()):
        added = course.until - timedelta(hours=30 - 5 * n)
        yield Chore(added, partial(_add, key, code, n))
    for n, (key, code) in enumerate(codes.items()):
        yield Chore(course.until - timedelta(hours=3 - n / 2), partial(_rate, key, code, n))


def _add(key: str, code: str, n: int, now: datetime) -> None:
    number = _number(key)
    if number is None:
        return
    photo = (f"现场照片{n + 1}.jpg", _photo(n))
    files, _ = admit_all([photo] if n != 1 else [], now=now)
    submission.add_material(
        number, _WORDS[n % len(_WORDS)], files, actor=Actor(COMPLAINANT), now=now, code=code,
        command_id=f"demo/{key}/portal/add",
    )  # fmt: skip


def _rate(key: str, code: str, n: int, now: datetime) -> None:
    number = _number(key)
    if number is None:
        return
    view = queries.public_view(number, code, now)
    if view.replied_at is None and not view.ended:
        return
    process, outcome, reasons, words = _THOUGHTS[n % len(_THOUGHTS)]
    operations.evaluate(
        number, process=process, outcome=outcome, reasons=reasons, words=words, code=code,
        actor=Actor(COMPLAINANT), now=now, command_id=f"demo/{key}/portal/rate",
    )  # fmt: skip


def _number(key: str) -> str | None:
    first = ledger.used(f"demo/{key}/1")
    return None if first is None else first.stream.partition("/")[2]


def _photo(n: int) -> bytes:
    """Return a photo of a slip of paper: drawn, and nobody's."""
    picture = Image.new("RGB", _SIZE, (70 + 30 * n, 90, 110))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((260, 60, 700, 660), fill=(247, 244, 236))
    for line in range(9):
        wide = 300 + 37 * ((line * 5 + n) % 4)
        draw.rectangle((300, 120 + 56 * line, wide + 90, 134 + 56 * line), fill=(60, 60, 66))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82)
    return out.getvalue()
