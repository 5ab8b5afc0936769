"""Every way something sealed leaves the vault is known, with why it may; a new one is looked at."""

import ast
from collections import Counter
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "shouwen"
#: Calls that open something, by module: how many, and what keeps it from whom it must be kept.
DOORS = {
    "casework/secrecy.py": (1, "asks who complained, and blacks texts"),
    "casework/book_days.py": (2, "the unit's own book, for who keeps it or stands above it"),
    "casework/opinion_book.py": (1, "for whoever keeps the book, to take an entry in"),
    "casework/enclosing.py": (2, "asks secrecy.may_open first; the file's name with it"),
    "casework/given_views.py": (1, "the complainant's own words, by number and code"),
    "casework/portal.py": (1, "public letters, by number and code"),
    "casework/past_matters.py": (1, "learning; nothing of it is shown (0063)"),
    "documents/cases.py": (1, "leaves out what is closed to the reader, and blacks texts"),
    "inquiry/operations.py": (1, "asks secrecy.may_open_of first"),
    "intake/enclosing.py": (1, "the virus scanner"),
    "intake/telephone/calls.py": (1, "asks told_numbers of the call's case"),
    "intake/mail/queries.py": (1, "behind mail_of, which asks told_numbers of the mail's case"),
    "intake/mail/operations.py": (3, "behind mail_of, as above"),
    "intake/mail/answering.py": (1, "the courier sends an answer"),
    "intake/by_page/looking.py": (1, "a sheet, for whoever brought it"),
    "intake/by_page/keeping.py": (1, "a sheet, for whoever brought it"),
    "notices/courier.py": (1, "the courier reads an address"),
    "demo/telephone.py": (1, "makes calls of a demonstration"),
}
_OPENING = {"reveal", "reveal_file"}
#: Who may word a case without its reader: nothing private is said with it, or of no case at all.
WORDED = {
    "casework/asking.py": 1, "casework/by_meaning.py": 2, "casework/callers.py": 1,
    "casework/book_days.py": 2,
    "casework/desk_lists.py": 1, "casework/expecting.py": 1, "casework/facets.py": 1,
    "casework/lateness.py": 1, "casework/lists.py": 1, "casework/outward.py": 1,
    "casework/rulebooks.py": 1, "casework/wording.py": 1, "cli/forms.py": 1,
    "documents/register_tables.py": 3, "documents/stories.py": 2,
}  # fmt: skip


def calls(spelt, of):
    """Return how often each module calls something `of` recognises, spelt so at least."""
    found = Counter()
    for file in sorted(SOURCE.rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if spelt in text else ():
            if isinstance(node, ast.Call) and of(node.func):
                found[file.relative_to(SOURCE).as_posix()] += 1
    return found


def test_every_opening_is_known():
    opened = calls(
        "vault",
        lambda called: (
            isinstance(called, ast.Attribute)
            and called.attr in _OPENING
            and isinstance(called.value, ast.Name)
            and called.value.id == "vault"
        ),
    )
    assert opened == {module: count for module, (count, _why) in DOORS.items()}


def test_a_case_is_worded_for_its_reader():
    made = calls("Wording(", lambda called: isinstance(called, ast.Name) and called.id == "Wording")
    made.pop("notices/texts.py", None)  # another Wording: of messages
    assert made == WORDED
