"""Scans of letters, notes of visits and pages of opinion books: drawn, and nobody's hand."""

import io
import random
import textwrap
from functools import cache
from pathlib import Path
from typing import Final

import pylopdf_fonts_zh_cn
from PIL import Image, ImageDraw, ImageFont

_SIZE: Final = (1000, 1414)
_PAPER: Final = ((250, 247, 240), (246, 246, 243), (251, 249, 244))
_INK: Final = ((34, 44, 92), (30, 34, 46), (44, 52, 64))
_LINE: Final = 52
_LETTERS: Final = 26
_MOST_LINES: Final = 20


def scanned(title: str, words: str, signed: str, seed: str) -> bytes:
    """Return a JPEG of a ruled page with these words by hand, a little aslant."""
    rng = random.Random(seed)  # noqa: S311 - the same page, the same paper
    paper = rng.choice(_PAPER)
    page = Image.new("RGB", _SIZE, paper)
    draw = ImageDraw.Draw(page)
    for n in range(_MOST_LINES + 2):
        y = 200 + n * _LINE
        draw.line((80, y, 920, y), fill=(206, 214, 224), width=1)
    draw.text((500, 120), title, fill=(150, 38, 38), font=_font(38), anchor="mm")
    ink = rng.choice(_INK)
    lines = [
        line
        for paragraph in words.splitlines()
        for line in textwrap.wrap(f"　　{paragraph.strip()}", _LETTERS) or [""]
    ][:_MOST_LINES]
    for n, line in enumerate(lines):
        x = 90
        for letter in line:
            drop = rng.randint(-2, 2)
            draw.text((x, 160 + n * _LINE + drop), letter, fill=ink, font=_font(31))
            x += 31 + rng.randint(0, 1) if ord(letter) > 0x2E80 else 18
    draw.text((900, 190 + (len(lines) + 1) * _LINE), signed, fill=ink, font=_font(31), anchor="rm")
    page = page.rotate(rng.uniform(-0.9, 0.9), fillcolor=tuple(c - 18 for c in paper))
    out = io.BytesIO()
    page.save(out, "JPEG", quality=60)
    return out.getvalue()


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    folder = Path(str(pylopdf_fonts_zh_cn.__file__)).parent
    return ImageFont.truetype(next(folder.rglob("NotoSerifSC-Regular.otf")), size)
