"""Style sheets on the wire say what those in the repository say."""

import re
from pathlib import Path

import pytest

from shouwen.project.environment import SOURCE_TREE
from shouwen.project.light import lighten

STATIC = SOURCE_TREE / "src/shouwen/web/static"
SETS = sorted(STATIC.rglob("set-*.css"))
OWN = sorted(set(STATIC.rglob("*.css")) - set(SETS))
SCRIPTS = sorted(STATIC.rglob("*.js"))
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


@pytest.mark.parametrize("sheet", SETS, ids=lambda path: path.name)
def test_a_set_is_the_sheets_it_imports_one_after_the_other(sheet: Path):
    def beside(name):
        return (sheet.parent / name).read_bytes()

    sent = lighten(sheet.name, sheet.read_bytes(), beside)
    names = re.findall(r'@import "(.*?)";', sheet.read_text())
    assert b"@import" not in sent
    # The first says in which order layers count; each stands in the set once.
    assert names[0] == "tokens.css"
    assert len(set(names)) == len(names) > 5
    assert sent.split() == b" ".join(lighten(name, beside(name)) for name in names).split()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_lighter_script_has_lost_only_what_people_read(script: Path):
    written = script.read_text()
    # A text of several lines would lose its indentation.
    assert all(line.count("`") % 2 == 0 for line in written.splitlines())
    assert not re.search(r"\\\n", written)
    sent = lighten(f"web/js/{script.name}", script.read_bytes()).decode()
    left, inside = [], False
    for line in map(str.strip, written.splitlines()):
        inside = inside or line.startswith("/*")
        if line and not inside and not line.startswith("//"):
            left.append(line)
        inside = inside and not line.endswith("*/")
    assert not inside
    assert sent.splitlines() == left
