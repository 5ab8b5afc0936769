"""WeCom (企业微信): a message of an application to a member of staff.

``gettoken`` and ``message/send`` as the provider documents them; the token is kept until shortly
before it ends, and asked for anew when it is refused (40014, 42001).
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self

from shouwen.notices.adapters import Letter, Never, Sent
from shouwen.notices.adapters.asking import Provider, text
from shouwen.notices.adapters.tokens import Token, asked, raise_for
from shouwen.notices.errors import WrongSetting

#: Bytes of a text at most.
_MOST: Final = 2048
#: The provider drops a message with the same text to the same person within so many seconds: a
#: message sent again after a crash does not arrive twice.
_SAME_WITHIN: Final = 1800


class WeComMessages:
    """Sends to the user id of a member of staff."""

    name = "wecom"
    channel = "wecom"
    repeatable = True

    def __init__(self, provider: Provider, corp: str, secret: str, agent: int) -> None:
        self.provider, self.agent = provider, agent
        self._corp, self._secret = corp, secret
        self._token = Token(self._fetch)

    @classmethod
    def set_up(cls, section: Mapping[str, Any], folder: Path) -> Self:
        """Return the adapter of ``corp_id``, ``secret`` and ``agent_id``."""
        agent = text(section, "agent_id")
        if not agent.isdigit():
            raise WrongSetting("agent_id", "须是数字", "must be a number")
        provider = Provider.of(section, "https://qyapi.weixin.qq.com")
        return cls(provider, text(section, "corp_id"), text(section, "secret"), int(agent))

    def send(self, letter: Letter, *, now: datetime) -> Sent:
        """Send a text message."""
        body = {
            "touser": letter.to,
            "msgtype": "text",
            "agentid": self.agent,
            "text": {"content": cut(letter.text, _MOST)},
            "safe": 0,
            "enable_duplicate_check": 1,
            "duplicate_check_interval": _SAME_WITHIN,
        }
        answer = asked(
            self._token, now,
            lambda token: self.provider.ask(
                "POST", "/cgi-bin/message/send", params={"access_token": token}, json=body
            ),
        )  # fmt: skip
        if answer.get("invaliduser"):
            raise Never(f"invaliduser {answer['invaliduser']}")
        return Sent(str(answer.get("msgid", "")))

    def _fetch(self, forced: bool) -> tuple[str, int]:
        answer = self.provider.ask(
            "GET", "/cgi-bin/gettoken", params={"corpid": self._corp, "corpsecret": self._secret}
        )
        raise_for(answer)
        return str(answer["access_token"]), int(answer["expires_in"])


def cut(words: str, most: int) -> str:
    """Return a text of so many bytes at most, whole characters only."""
    return words.encode()[:most].decode(errors="ignore")
