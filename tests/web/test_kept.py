"""What was typed survives a lost session, an old form's secret, and a closed matter."""

import json
import re
from html import unescape

import pytest
from django.test import Client

from .conftest import MATTER

HERE = {"Origin": "http://testserver"}
REGISTER = "/desk/register/postal-bank/register/"
TYPED = {"f-subject": "短信费", "f-content": "第一行\n第二行 <b>&", "f-channel": "phone"}


def fields(text, prefix=""):
    """Return the fields that travel along with a page's form."""
    found = re.findall(
        rf'<textarea name="{prefix}([\w-]+)" hidden>\n(.*?)</textarea>', text, re.DOTALL
    )
    return {name: unescape(value) for name, value in found}


@pytest.fixture
def lost(bank, clock):
    """A browser whose session has ended."""
    return Client()


def test_a_form_sent_after_the_session_ended_waits_for_the_login(lost):
    answer = lost.post(REGISTER, TYPED, headers=HERE)
    assert answer.status_code == 401
    assert fields(answer.content.decode(), "kept-") == TYPED


def test_after_a_wrong_password_it_is_still_there(lost):
    sent = {f"kept-{name}": value for name, value in TYPED.items()}
    answer = lost.post("/login/", sent | {"username": "lin_xiao", "password": "x"})
    assert answer.status_code == 422
    assert fields(answer.content.decode(), "kept-") == TYPED


def test_after_the_login_one_press_sends_it_on(lost, bank, django_user_model):
    user = django_user_model.objects.get(username="lin_xiao")
    user.set_password("right-98011")
    user.save()
    sent = {f"kept-f-{name}": value for name, value in MATTER.items()}
    sent |= {"username": "lin_xiao", "password": "right-98011", "next": REGISTER}
    text = lost.post("/login/", sent).content.decode()
    assert f'action="{REGISTER}"' in text
    assert "right-98011" not in text
    done = lost.post(REGISTER, fields(text))
    assert done.status_code == 303
    assert done.headers["Location"].startswith("/desk/registered/")


def test_a_fragment_keeps_its_page_and_offers_a_login(lost):
    answer = lost.post(REGISTER, TYPED, headers=HERE | {"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["Shouwen-Refusal"] == "expired"
    assert "HX-Redirect" not in answer.headers


def test_another_sites_form_is_not_kept(lost):
    answer = lost.post(REGISTER, TYPED, headers={"Origin": "http://elsewhere.example"})
    assert answer.status_code == 302
    strict = Client(enforce_csrf_checks=True)
    refused = strict.post("/track/", TYPED, headers={"Origin": "http://elsewhere.example"})
    assert refused.status_code == 403
    assert "短信费" not in refused.content.decode()


def test_an_old_secret_asks_to_press_once_more(bank, clock):
    strict = Client(enforce_csrf_checks=True)
    form = "/submit/postal-bank/submit/"
    answer = strict.post(form, TYPED, headers=HERE)
    text = answer.content.decode()
    assert answer.status_code == 403
    assert fields(text) == TYPED
    assert f'action="{form}"' in text
    secret = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)[1]
    again = strict.post(
        form, fields(text) | {"csrfmiddlewaretoken": secret, "intent": "change"}, headers=HERE
    )
    assert again.status_code == 200
    assert "短信费" in again.content.decode()


def test_a_fragment_with_an_old_secret_gets_a_new_one(bank, clock):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/track/", TYPED, headers=HERE | {"HX-Request": "true"})
    assert answer.status_code == 403
    assert answer.headers["Shouwen-Refusal"] == "stale"
    secret = answer.headers["Shouwen-Secret"]
    sent = {"csrfmiddlewaretoken": secret, "number": "TS1", "code": "NOPE"}
    assert strict.post("/track/", sent, headers=HERE).status_code == 422


@pytest.mark.parametrize(
    "address", ["/desk/case/%00/", "/track/?q=%00", "/desk/?q=%00", "/regulations/%00/"]
)
def test_a_character_no_keyboard_writes_breaks_nothing(desk, address):
    assert desk("lin_xiao").get(address).status_code in (200, 404)


def test_it_is_dropped_from_what_is_typed(lost):
    answer = lost.post("/login/", {"username": "lin\0", "password": "\0"})
    assert answer.status_code == 422


def test_a_fragment_that_cannot_be_had_says_so_and_leaves_the_page_alone(desk, bank):
    answer = desk("lin_xiao").get("/desk/case/TS1/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (404, b"")
    assert answer.headers["HX-Reswap"] == "none"
    assert "said" in json.loads(answer.headers["HX-Trigger"])
