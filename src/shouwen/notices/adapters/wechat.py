"""WeChat official account (微信公众号): a template message to a follower who agreed to it.

The stable token interface is used: several machines asking get the same token and do not put each
other out. ``client_msg_id`` keeps a message sent again after a crash from arriving twice.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self

from shouwen.notices.adapters import Letter, NotNow, Sent
from shouwen.notices.adapters.asking import Provider, text, texts
from shouwen.notices.adapters.tokens import Token, asked, raise_for

#: Characters of one value at most; the provider cuts longer ones in its own way.
_MOST: Final = 60


class WeChatTemplates:
    """Sends to an open id, by the account's template for the occasion."""

    name = "wechat"
    channel = "wechat"

    def __init__(
        self,
        provider: Provider,
        app: str,
        secret: str,
        templates: Mapping[str, str],
        fields: Mapping[str, str],
    ) -> None:
        self.provider, self.templates, self.fields = provider, dict(templates), dict(fields)
        self._app, self._secret = app, secret
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
