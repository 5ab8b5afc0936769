"""What a page weighs on its way to a browser that sees it for the first time."""

import gzip
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

from shouwen.project.light import lighten

STYLES = re.compile(rb'<link rel="stylesheet" href="/static/([^"]+)"')
SCRIPTS = re.compile(rb'<script src="/static/([^"]+)"')
#: Bytes, compressed as our server compresses them.
MOST_ALL, MOST_SCRIPT = 60_000, 30_000
#: A regulation read whole is one document, like a file handed out: every article, every rule.
WHOLE = re.compile(r"/regulations/(drafts/)?[^/]+/(coverage/)?")
MOST_WHOLE = 100_000


@dataclass(frozen=True)
class Weight:
    """Compressed bytes of the page itself, of its style sheets and of its scripts."""

    text: int
    styles: int
    scripts: int


@cache
def compressed(name: bytes) -> int:
    found = finders.find(name.decode())
    return len(gzip.compress(lighten(found, Path(found).read_bytes())))


def weigh(page: bytes) -> Weight:
    """Return what a page weighs with everything it asks for."""
    return Weight(
        len(gzip.compress(page, 6)),
        sum(map(compressed, STYLES.findall(page))),
        sum(map(compressed, SCRIPTS.findall(page))),
    )


def assert_light(page: bytes, address: str) -> None:
    """Fail when a page is heavier than a slow telephone should carry."""
    found = weigh(page)
    assert found.scripts < MOST_SCRIPT, (address, found)
    most = MOST_WHOLE if WHOLE.fullmatch(address) else MOST_ALL
    assert found.text + found.styles + found.scripts < most, (address, found)
