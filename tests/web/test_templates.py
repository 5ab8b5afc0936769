"""What holds of every template: icons exist, nothing inline, every word has its English."""

import io
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from shouwen import web
from shouwen.web.desk.case import SIGNS
from shouwen.web.navigation import PLACES
from shouwen.web.templatetags.face import icon

WEB = Path(web.__file__).parent
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
WORDS = {"_": None, "_noop": None, "gettext": None, "gettext_noop": None, "gettext_lazy": None,
         "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}  # fmt: skip


def named(template):
    return str(template.relative_to(WEB / "templates"))


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_nothing_is_inline(template):
    text = template.read_text()
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=\s*\"", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"https?://", text.replace("http://www.w3.org", ""))


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_it_says_what_it_takes(template):
    if template.name != "500.html":
        assert "{% comment %}" in template.read_text()


def test_every_icon_exists():
    used = set(SIGNS.values()) | {place.icon for place in PLACES}
    for template in TEMPLATES:
        used |= set(re.findall(r'{% icon "([\w-]+)"', template.read_text()))
        used |= set(re.findall(r'\sicon="([\w-]+)"', template.read_text()))
    for name in sorted(used):
        assert icon(name).startswith("<svg"), name


def messages():
    """Return every text marked for translation, with the file it stands in."""
    for file in sorted([*WEB.rglob("*.py"), *TEMPLATES]):
        text = file.read_text()
        if file.suffix == ".html":
            marked = templatize(text, origin=str(file))
            text = "\n".join(line.lstrip() for line in marked.splitlines())
        found = extract_python(io.BytesIO(text.encode()), WORDS.keys(), [], {})
        for _, _, message, _ in found:
            for each in message if isinstance(message, tuple) else (message,):
                if each:
                    yield each, str(file.relative_to(WEB))


def test_every_word_has_its_english():
    known = {}
    for place in WEB.glob("**/en/LC_MESSAGES/django.po"):
        with place.open("rb") as source:
            catalogue = read_po(source, locale="en")
        known |= {message.id: message.string for message in catalogue if message.id}
    missing = sorted({(text, file) for text, file in messages() if not known.get(text)})
    assert missing == []
    for chinese, english in known.items():
        # blocktrans spells its values the same way in both.
        assert set(re.findall(r"%\(\w+\)[sd]", chinese)) == set(
            re.findall(r"%\(\w+\)[sd]", english)
        ), chinese
