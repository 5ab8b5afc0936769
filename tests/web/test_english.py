"""In English everything is English but what people wrote and what people and units are called."""

import re
from datetime import timedelta
from html.parser import HTMLParser

from shouwen import people
from shouwen.casework import operations
from shouwen.vocabulary import Actor
from shouwen.web.permissions import PAGES, Audience

from .conftest import MATTER
from .test_matrix import address, addresses

#: Signs only Chinese is written with, its punctuation among them.
CHINESE = re.compile(r"[\u3001-\u303f\u3400-\u9fff\uff00-\uffef]+")
#: Attributes that are read or heard.
SAID = ("aria-label", "title", "placeholder", "alt", "data-confirm")
VIEWS = (("list", "all"), ("list", "closed"))
#: The product's name, the language one can change to, and whoever stands on the page of patterns.
OWN = ("首问", "中文", "简体中文", "林晓雨", "晓雨")


class _Reader(HTMLParser):
    """Collects what a page says outside scripts and what is marked as Chinese."""

    def __init__(self):
        super().__init__()
        self.said, self._deaf = [], []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in ("script", "style", "textarea"):
            self._deaf.append(tag)
        self.said += [given[name] for name in SAID if given.get(name)]

    def handle_endtag(self, tag):
        if self._deaf and tag == self._deaf[-1]:
            self._deaf.pop()

    def handle_data(self, data):
        if not self._deaf:
            self.said.append(" ".join(data.split()))


def chinese_of(page, names):
    """Return what a page says in Chinese that is neither a name nor what somebody wrote."""
    reader = _Reader()
    reader.feed(page)
    found = []
    for said in reader.said:
        rest = said
        for name in names:
            rest = rest.replace(name, "")
        if CHINESE.search(rest):
            found.append(said)
    return found


#: Who opens the pages of an office; everybody else's are opened by a head of a unit.
BY_AUDIENCE = {"ADMINISTRATORS": "han_chao", "COMPLIANCE": "shen_lv", "AUDITORS": "zhong_cheng"}
#: Pages that end a session, and those that replay every story of a regulation.
LEFT_OUT = {"account:logout", "oversight:findings", "oversight:coverage", "oversight:story"}
#: What is quoted: words to say or not to say to a caller, a notice of the State Council.
QUOTED = {"desk:wording", "administration:calendar_new"}


def test_nothing_but_names_and_what_people_wrote_is_chinese(desk, stranger, number, clock, bank):
    operations.act(
        number, "dispatch", {}, actor=Actor("tian_yu"), now=clock.now, command_id="dispatch"
    )
    clock.now += timedelta(days=12)
    operations.sweep(now=clock.now)
    operations.open_duties(now=clock.now)
    directory = people.directory(clock.now)
    known = [unit.name for unit in directory.units.values()]
    # Of a person's name also the mark beside it, and what is shown of one that is masked.
    for person in directory.people.values():
        known += [person.name, person.name[-2:]]
    written = [value for value in MATTER.values() if CHINESE.search(value)]
    names = sorted((*known, *written, *OWN, "陈**"), key=len, reverse=True)
    browsers = {person: desk(person, "en") for person in {*BY_AUDIENCE.values(), "zhao_qiang"}}
    stranger.cookies["django_language"] = "en"
    asked = [(name, "zhao_qiang", f"/desk/?view={view}") for name, view in VIEWS]
    for name, converters in sorted(addresses()):
        person = BY_AUDIENCE.get(PAGES[name].name, "zhao_qiang")
        if PAGES[name] is Audience.ANYONE:
            person = ""
        if name not in LEFT_OUT | QUOTED and PAGES[name] is not Audience.API:
            asked.append((name, person, address(name, converters, number)))
    found, seen = {}, 0
    for name, person, where in asked:
        browser = browsers[person] if person else stranger
        browser.raise_request_exception = False
        answer = browser.get(where)
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            seen += answer.status_code == 200
            for said in chinese_of(answer.content.decode(), names):
                found.setdefault(said, name)
    assert seen > 80
    assert not found, "\n".join(f"{name}: {said}" for said, name in found.items())
