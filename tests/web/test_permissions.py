"""Who may see what: the table is complete, and the pages keep to it."""

import re

import pytest
from django.http import HttpResponse
from django.test import override_settings
from django.urls import URLPattern, URLResolver, get_resolver, include, path, reverse

from shouwen.project import urls as project_urls
from shouwen.web.permissions import PAGES, Audience


def names(patterns, prefix=""):
    for each in patterns:
        if isinstance(each, URLResolver):
            inside = f"{prefix}{each.namespace}:" if each.namespace else prefix
            yield from names(each.url_patterns, inside)
        elif isinstance(each, URLPattern):
            assert each.name, f"{each.pattern} has no name and so no line in the table"
            yield prefix + each.name


urlpatterns = [
    path("", include(project_urls.urlpatterns)),
    path("forgotten/", lambda request: HttpResponse("never seen"), name="forgotten"),
]


def test_every_address_is_in_the_table_and_no_other():
    assert set(names(get_resolver().url_patterns)) == set(PAGES)


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("person", [None, "tian_yu"])
def test_an_address_missing_from_the_table_is_refused(desk, stranger, person):
    browser = desk(person) if person else stranger
    answer = browser.get("/forgotten/")
    assert answer.status_code == 403
    assert b"never seen" not in answer.content


# 林晓 took the call; 孙芳 handles at the outlet, 赵强 heads it; 钟诚 audits the whole bank;
# 吴勇 is complained about.
MAY = {"lin_xiao": 200, "sun_fang": 200, "zhao_qiang": 200, "zhong_cheng": 200}
MAY_NOT = {"wu_yong": 404}


def address(name, number):
    case = {"number": number}
    given = {
        "desk:register": {"regulation": "postal-bank", "act": "register"},
        "desk:registered": case,
        "desk:case": case,
        "desk:act": {**case, "act": "supplement"},
        "desk:reveal": {**case, "fact": "content"},
        "desk:preview": case,
        "desk:pulse": case,
        "desk:articles": case,
        "desk:inquiry_new": {**case, "kind": "issue"},
        "desk:inquiry": {**case, "kind": "finding", "n": 1},
        "desk:evidence": {**case, "n": 1},
        "desk:interview": {**case, "n": 1, "part": "name"},
        "desk:unlink": {**case, "other": "TS2025042500002"},
        "supervision:urge": case,
        "supervision:call": case,
        "desk:find": {"kind": "unit"},
        "desk:own_new": {"regulation": "hospital", "act": "file_internal"},
        "desk:own_open": case,
        "desk:bulletin": {"bulletin": "20250425-001"},
        "desk:card": {"code": "KB-04"},
        "desk:given": case,
        "desk:parties": case,
        "desk:document": {**case, "position": 0},
        "desk:paper": {**case, "position": 0, "way": "pdf"},
        "desk:forms": case,
        "desk:files": case,
        "desk:file": {**case, "n": 1},
        "desk:thumbnail": {**case, "n": 1},
        "desk:recordings": case,
        "desk:elsewhere": case,
        "public:bind": {"ticket": "x"},
        "desk:draft": {**case, "form": "referral_slip"},
        "desk:draft_file": {**case, "form": "referral_slip", "way": "pdf"},
        "desk:book": {"regulation": "postal-bank", "register": "registration"},
        "desk:book_file": {"regulation": "postal-bank", "register": "registration", "way": "pdf"},
    }
    return reverse(name, kwargs=given.get(name, {}))


@pytest.mark.parametrize(("person", "status"), [*MAY.items(), *MAY_NOT.items()])
def test_who_may_know_of_a_case(desk, number, person, status):
    browser = desk(person)
    for name in ("desk:case", "desk:reveal", "desk:act", "desk:forms", "desk:preview", "desk:given",
                 "desk:parties",
                 "desk:articles",
                 "desk:inquiry_new", "desk:evidence", "desk:interview",
                 "supervision:urge", "supervision:call"):  # fmt: skip
        assert browser.get(address(name, number)).status_code == status, name
    assert browser.post(address("desk:reveal", number), {"reason": "x"}).status_code == status


def test_a_case_that_may_not_be_known_looks_like_none(desk, number):
    browser = desk("wu_yong")
    hidden = browser.get(address("desk:case", number)).content.decode()
    absent = browser.get(address("desk:case", "TS2099010100001")).content.decode()
    token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
    assert token.sub("", hidden.replace(number, "")) == token.sub(
        "", absent.replace("TS2099010100001", "")
    )


@pytest.mark.parametrize(
    "name", [name for name, audience in PAGES.items()
             if audience is Audience.STAFF and name.startswith("desk:")]
)  # fmt: skip
def test_strangers_are_asked_to_log_in(stranger, name):
    answer = stranger.get(address(name, "TS2025042500001"))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/login/?next=")


@pytest.mark.parametrize(
    "name", ["desk:list", "desk:palette", "desk:registration", "desk:register", "desk:duties",
             "desk:books", "desk:notices"]
)  # fmt: skip
@pytest.mark.parametrize("person", ["lin_xiao", "sun_fang", "zhong_cheng", "wu_yong"])
def test_all_staff_see_the_desk(desk, name, person):
    answer = desk(person).get(address(name, ""), follow=True)
    assert answer.status_code == 200


def test_a_login_that_is_nobody_in_the_organisation_is_refused(bank, client, django_user_model):
    client.force_login(django_user_model.objects.create_user("root"))
    assert client.get("/desk/").status_code == 403


def test_a_fragment_asked_for_without_a_login_sends_the_whole_page_there(stranger):
    answer = stranger.get("/desk/palette/", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["Shouwen-Login"].startswith("/login/")
