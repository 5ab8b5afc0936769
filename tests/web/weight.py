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
#: Bytes, in gzip as our server sends it to whoever does not read Brotli, which is shorter.
MOST_ALL, MOST_SCRIPT = 60_000, 30_000
#: The text of a regulation somebody writes is what he works on, however long: not the page's own.
WRITTEN = re.compile(rb'(<textarea id="draft-(?:text|plan)"[^>]*>).*?(</textarea>)', re.DOTALL)


@dataclass(frozen=True)
class Weight:
    """Compressed bytes of the page itself, of its style sheets and of its scripts."""

    text: int
    styles: int
    scripts: int


@cache
def compressed(name: bytes) -> int:
    found = finders.find(name.decode())
    file = Path(found)
    sent = lighten(found, file.read_bytes(), lambda beside: (file.parent / beside).read_bytes())
    return len(gzip.compress(sent))


def weigh(page: bytes) -> Weight:
    """Return what a page weighs with everything it asks for."""
    return Weight(
        len(gzip.compress(WRITTEN.sub(rb"\1\2", page), 6)),
        sum(map(compressed, STYLES.findall(page))),
        sum(map(compressed, SCRIPTS.findall(page))),
    )


def assert_light(page: bytes, address: str) -> None:
    """Fail when a page is heavier than a slow telephone should carry."""
    found = weigh(page)
    assert found.scripts < MOST_SCRIPT, (address, found)
    assert found.text + found.styles + found.scripts < MOST_ALL, (address, found)
