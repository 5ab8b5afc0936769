"""WeChat official account (微信公众号): a template message to a follower who agreed to it.

The stable token interface is used: several machines asking get the same token and do not put each
other out. ``client_msg_id`` keeps a message sent again after a crash from arriving twice.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import urlencode

from shouwen.notices.adapters import Letter, Never, NotNow, Sent
from shouwen.notices.adapters.asking import Provider, text, texts
from shouwen.notices.adapters.tokens import Token, asked, raise_for

#: Characters of one value at most; the provider cuts longer ones in its own way.
_MOST: Final = 60
_AUTHORIZE: Final = "https://open.weixin.qq.com/connect/oauth2/authorize"
#: A code that is none, was used before, or is too old.
_BAD_CODE: Final = frozenset({40029, 40163, 41008, 42003})


class WeChatTemplates:
    """Sends to an open id, by the account's template for the occasion."""

    name = "wechat"
    channel = "wechat"
    repeatable = True

    def __init__(
        self,
        provider: Provider,
        app: str,
        secret: str,
        templates: Mapping[str, str],
        fields: Mapping[str, str],
        authorize: str = _AUTHORIZE,
    ) -> None:
        self.provider, self.templates, self.fields = provider, dict(templates), dict(fields)
        self._app, self._secret, self.authorize = app, secret, authorize
        self._token = Token(self._fetch)

    @classmethod
    def set_up(cls, section: Mapping[str, Any], folder: Path) -> Self:
        """Return the adapter of ``app_id``, ``secret``, ``[wechat.templates]``, ``[….fields]``.

        ``fields`` says under which name of a template a placeholder of ours is sent
        (``number = "character_string1"``); those it does not name are sent under their own.
        """
        return cls(
            Provider.of(section, "https://api.weixin.qq.com"),
            text(section, "app_id"), text(section, "secret"),
            texts(section, "templates"), texts(section, "fields"),
            text(section, "authorize", _AUTHORIZE),
        )  # fmt: skip

    def send(self, letter: Letter, *, now: datetime) -> Sent:
        """Send a template message."""
        template = self.templates.get(letter.occasion) or self.templates.get("default")
        if template is None:
            raise NotNow(f"no template for {letter.occasion} in [wechat.templates]")
        body: dict[str, Any] = {
            "touser": letter.to,
            "template_id": template,
            "client_msg_id": letter.id,
            "data": {
                self.fields.get(name, name): {"value": value[:_MOST]}
                for name, value in letter.values.items()
                if name != "link"
            },
        }
        if letter.values.get("link"):
            body["url"] = letter.values["link"]
        answer = asked(
            self._token, now,
            lambda token: self.provider.ask(
                "POST", "/cgi-bin/message/template/send", params={"access_token": token}, json=body
            ),
        )  # fmt: skip
        return Sent(str(answer.get("msgid", "")))

    def way_to(self, back: str, state: str) -> str:
        """Return the address at which WeChat says who somebody is; see ``notices.binding``."""
        asked = urlencode(
            {
                "appid": self._app, "redirect_uri": back, "response_type": "code",
                "scope": "snsapi_base", "state": state,
            }
        )  # fmt: skip
        return f"{self.authorize}?{asked}#wechat_redirect"

    def account_of(self, code: str, *, now: datetime) -> str:
        """Return the open id a code stands for."""
        answer = self.provider.ask(
            "GET", "/sns/oauth2/access_token",
            params={
                "appid": self._app, "secret": self._secret, "code": code,
                "grant_type": "authorization_code",
            },
        )  # fmt: skip
        if answer.get("errcode") in _BAD_CODE:
            raise Never(f"{answer['errcode']} {answer.get('errmsg', '')}"[:300])
        raise_for(answer)
        account = str(answer.get("openid", ""))
        if not account:
            raise NotNow("no openid in the answer")
        return account

    def _fetch(self, forced: bool) -> tuple[str, int]:
        answer = self.provider.ask(
            "POST", "/cgi-bin/stable_token",
            json={
                "grant_type": "client_credential", "appid": self._app, "secret": self._secret,
                "force_refresh": forced,
            },
        )  # fmt: skip
        raise_for(answer)
        return str(answer["access_token"]), int(answer["expires_in"])
