"""Every address for everybody: one printed table, and nobody sees what is not for him.

The table lies in ``docs/reference/who-may-see-what.md``. It changes on purpose only: run this test
with ``WRITE_TABLES=1`` in the environment and read what has changed before committing it.
"""

import os
from functools import partial
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from shouwen.casework import operations, queries
from shouwen.casework.errors import CaseNotFound
from shouwen.vocabulary import Actor
from shouwen.web.permissions import OFFICES, PAGES, Audience

TABLE = Path(__file__).parents[2] / "docs" / "reference" / "who-may-see-what.md"
#: The case is about 人民路 outlet; 吴勇 there is complained about.
VIEWERS = {
    None: "没有登录的人",
    "sun_fang": "经办人，本单位",
    "zhao_qiang": "负责人，本单位",
    "huang_lei": "经办人，同一分行的另一单位",
    "qian_jin": "负责人，另一分行",
    "lin_xiao": "登记该件的坐席",
    "wu_yong": "被投诉的人",
    "zhong_cheng": "审计，兼系统审计员",
    "han_chao": "部门负责人，兼系统管理员",
    "shen_lv": "合规岗，兼办法管理员",
}
#: The complainant asked not to be named, and these work for the outlet only: no page may say it.
KEPT = {"sun_fang", "zhao_qiang"}
TRACES = ("陈俊", "陈**", "13812345627", "138****5627")
#: From here on another test writes the same file: tests/casework/test_secrecy.py.
REST = "\n## "
KNOWS = {"sun_fang", "zhao_qiang", "lin_xiao", "zhong_cheng"}
KNOWS_NOT = {"huang_lei", "qian_jin", "wu_yong", "han_chao"}
SIGNS = {200: "看到", 302: "转到", 303: "转到", 403: "不许", 404: "没有", 405: "只收", 401: "登录",
         204: "空"}  # fmt: skip
#: Values for the parts of addresses; what is not here is something that is not there.
PARTS = {
    "regulation": "postal-bank", "id": "postal-bank", "act": "register", "fact": "content",
    "form": "referral_slip", "way": "pdf", "register": "registration", "code": "KB-04",
    "section": "clocks", "part": "name", "kind": "issue",
}  # fmt: skip


def addresses(patterns=None, prefix=""):
    """Yield name and argument names of every address."""
    for each in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(each, URLResolver):
            inside = f"{prefix}{each.namespace}:" if each.namespace else prefix
            yield from addresses(each.url_patterns, inside)
        elif isinstance(each, URLPattern) and each.name:
            groups = getattr(each.pattern, "regex", None) if not each.pattern.converters else None
            named = dict.fromkeys(groups.groupindex if groups else ())
            yield prefix + each.name, each.pattern.converters or named


def address(name, converters, number):
    given = {}
    for part, converter in converters.items():
        kind = type(converter).__name__
        if converter is None:  # an address of another standard, spelt as a pattern
            given[part] = {"form": "json"}.get(part, "1")
        elif kind in ("IntConverter", "UUIDConverter"):
            given[part] = 1 if kind == "IntConverter" else "0" * 32
        else:
            given[part] = number if part == "number" else PARTS.get(part, "nothing")
    return reverse(name, kwargs=given)


def may_know(person, number, now):
    try:
        queries.case_view(Actor(person), number, now)
    except CaseNotFound:
        return False
    return True


def leaks(name, converters, person, status, knows, absent):
    """Return why an answer tells somebody what is not for him, or nothing."""
    audience = PAGES[name]
    if status >= 500:
        return f"{status}"
    if audience is Audience.ANYONE or audience.name == "API":
        return ""
    if person is None:
        return "" if status in (302, 401, 405) else f"a stranger gets {status}"
    offices = {"han_chao": "ADMINISTRATORS", "shen_lv": "COMPLIANCE", "zhong_cheng": "AUDITORS"}
    if audience in OFFICES and offices.get(person) != audience.name:
        return "" if status == 403 else f"without the office one gets {status}"
    of_a_case = type(converters.get("number")).__name__ in ("StringConverter", "SlugConverter")
    # Sent on to the page of a case one may not know of, as with any other number: nothing learnt.
    if of_a_case and not knows and status not in (403, 404, 405) and status != absent():
        return f"who may not know of the case gets {status}"
    return ""


def tells(name, person, answer, number, converters):
    """Return what the words of a page tell somebody that is not for him, or nothing."""
    kind = answer.headers.get("Content-Type", "")
    if answer.streaming or not kind.startswith(("text/", "application/json")):
        return ""
    if PAGES[name] is Audience.ANYONE or name == "oversight:patterns":
        return ""  # samples of nobody, shown to everybody
    text = answer.content.decode(errors="replace")
    if person in KEPT and (found := [trace for trace in TRACES if trace in text]):
        return f"tells who complained: {found}"
    office = PAGES[name] in OFFICES
    if person in KNOWS_NOT and not office and "number" not in converters and number in text:
        return "tells of a case one may not know of"
    return ""


@pytest.fixture
def browsers(desk):
    return {person: desk(person) if person else Client() for person in VIEWERS}


@pytest.mark.slow
def test_nobody_sees_what_is_not_for_him(browsers, number, clock):
    found = {person: may_know(person, number, clock.now) for person in VIEWERS if person}
    assert {person for person, knows in found.items() if knows} >= KNOWS
    assert not {person for person, knows in found.items() if knows} & KNOWS_NOT
    wish = {"confidential": "yes"}
    operations.state(number, "wish", wish, actor=Actor("lin_xiao"), now=clock.now, command_id="w")
    rows, faults = [], []
    for name, converters in sorted(addresses()):
        where = address(name, converters, number)
        signs = []
        for person, browser in browsers.items():
            browser.raise_request_exception = False
            if person is not None:  # a page may end a session, and the next must not notice
                kept = browser.cookies["sessionid"].value
            answer = browser.get(where)
            if person is not None:
                browser.cookies["sessionid"] = kept
            status = answer.status_code
            login = status == 302 and answer.headers["Location"].startswith("/login/?next=")
            signs.append("登录" if login else SIGNS.get(status, str(status)))
            nowhere = address(name, converters, "TS2099010100001")
            absent = partial(_status, browser, nowhere)
            if why := leaks(name, converters, person, status, found.get(person, False), absent):
                faults.append(f"{where} ({name}) for {person}: {why}")
            if why := tells(name, person, answer, number, converters):
                faults.append(f"{where} ({name}) for {person}: {why}")
        rows.append((name, PAGES[name].value, signs))
    assert faults == []
    table = written(rows)
    pages, rest, others = TABLE.read_text(encoding="utf-8").partition(REST)
    if os.environ.get("WRITE_TABLES"):
        TABLE.write_text(table + rest + others, encoding="utf-8")
        pages = table
    assert pages == table, "run with WRITE_TABLES=1 and read the change"


def _status(browser, where):
    return browser.get(where).status_code


def written(rows):
    head = ["页面", "给谁看", *VIEWERS.values()]
    lines = [
        "# Who may see what",
        "",
        "Every address, asked for by ten viewers about one case of an outlet. A test asks for all",
        "of them and compares; see `tests/web/test_matrix.py`.",
        "",
        "看到 the page · 转到 sent on · 登录 asked to log in · 不许 refused ·",
        "没有 as if it did not exist · 只收 takes only what is sent to it · 空 nothing to show",
        "",
        "Behind it, by regulation: who learns who complained where that is kept from the unit",
        "complained about (全 in full, 遮 masks, 不露 nothing of it, 没有 there is no such case;",
        "see [what that unit may learn](../explanation/secrecy.md)).",
        "",
        f"| {' | '.join(head)} |",
        f"|{'---|' * len(head)}",
    ]
    lines += [f"| `{name}` | {audience} | {' | '.join(signs)} |" for name, audience, signs in rows]
    return "\n".join(lines) + "\n"
