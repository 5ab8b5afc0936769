"""A complainant with a browser and no account."""

import re
from dataclasses import dataclass, field

import pytest
from django.test import Client

FORM = "/submit/postal-bank/submit/"


@dataclass
class Complainant:
    """Walks the portal as a browser without script would."""

    browser: Client = field(default_factory=Client)
    number: str = ""
    code: str = ""

    def get(self, address):
        return self.browser.get(address)

    def read(self, address):
        """Return a page's text; it must be there."""
        answer = self.browser.get(address)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    def post(self, address, given=None):
        return self.browser.post(address, given or {})

    def fill(self, address=FORM, **facts):
        """Return the form at an address filled in, its hidden fields included."""
        hidden = dict(
            re.findall(r'type="hidden" name="([\w-]+)" value="([^"]*)"', self.read(address))
        )
        hidden.pop("next", None)
        return hidden | {f"f-{name}": value for name, value in facts.items()}

    def submit(self, **facts):
        """Submit a matter and keep its number and code."""
        given = {"subject": "网点提前关门", "content": "四点半就不让进了。"} | facts
        answer = self.post(FORM, self.fill(**given) | {"intent": "send"})
        assert answer.status_code == 302, answer.content.decode()
        text = self.read(answer.headers["Location"])
        self.number = re.search(r'id="number">(\w+)<', text)[1]
        self.code = re.search(r'id="code">(\w+)<', text)[1]
        return text


@pytest.fixture
def complainant(bank, clock):
    return Complainant()


@pytest.fixture
def another(bank, clock):
    return Complainant()
