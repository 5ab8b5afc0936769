"""Style sheets on the wire say what those in the repository say."""

import re
from pathlib import Path

import pytest

from shouwen.project.environment import SOURCE_TREE
from shouwen.project.light import lighten

OWN = sorted((SOURCE_TREE / "src/shouwen/web/static").rglob("*.css"))
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
#: Arithmetic in a value: an operator that lost its blanks would be part of a name.
SUM = re.compile(r"(?:calc|min|max|clamp)\([^;}]*")


@pytest.mark.parametrize("sheet", OWN, ids=lambda path: path.name)
def test_a_lighter_style_sheet_says_the_same(sheet: Path):
    written = COMMENT.sub("", sheet.read_text())
    sent = lighten(sheet.name, sheet.read_bytes()).decode()
    assert len(sent) < len(written)

    def tokens(text):
        return text.split()

    def sums(text):
        return [len(re.findall(r" [-+] ", each)) for each in SUM.findall(text)]

    assert tokens(sent) == tokens(written)
    assert sum(sums(sent)) == sum(sums(written))
    # A blank before a pseudo-class is a descendant: ".a :is(b)" is not ".a:is(b)".
    selector = re.compile(r"[\w)\]] (:[a-z-]+\([^)]*\))")
    assert selector.findall(sent) == selector.findall(written)


def test_strings_and_whatever_is_no_style_sheet_stay():
    said = b".a::before { content: '/* here */  \\' '; }"
    assert lighten("a.css", said + b" /* not\n here */") == said + b" "
    assert lighten("a.svg", b"<svg>  </svg>") == b"<svg>  </svg>"
    assert lighten("a.js", b"// why\n\nb ( a );\n") == b"// why\n\nb ( a );\n"
