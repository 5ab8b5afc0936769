"""WeCom group robots (企业微信群机器人): a message into a group, through its own address."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self

from shouwen.notices.adapters import Letter, Never, Sent
from shouwen.notices.adapters.asking import Provider, texts
from shouwen.notices.adapters.tokens import raise_for
from shouwen.notices.adapters.wecom import cut
from shouwen.notices.errors import WrongSetting

_MOST: Final = 2048
#: The group has no such robot (any more).
_NO_SUCH_ROBOT: Final = 93000


class WeComRobot:
    """Sends into the group whose robot the settings call by the address."""

    name = "wecom_robot"
    channel = "wecom_robot"
    repeatable = False

    def __init__(self, provider: Provider, keys: Mapping[str, str]) -> None:
        self.provider, self._keys = provider, dict(keys)

    @classmethod
    def set_up(cls, section: Mapping[str, Any], folder: Path) -> Self:
        """Return the adapter of ``[wecom_robot.robots]``: a name of ours for each robot's key."""
        keys = texts(section, "robots")
        if not keys:
            raise WrongSetting("robots", "至少写一个机器人", "name at least one robot")
        return cls(Provider.of(section, "https://qyapi.weixin.qq.com"), keys)

    def send(self, letter: Letter, *, now: datetime) -> Sent:
        """Send a text message; a group may get twenty in a minute."""
        key = self._keys.get(letter.to)
        if key is None:
            raise Never(f"robot {letter.to}?")
        body = {"msgtype": "text", "text": {"content": cut(letter.text, _MOST)}}
        answer = self.provider.ask("POST", "/cgi-bin/webhook/send", params={"key": key}, json=body)
        if answer.get("errcode") == _NO_SUCH_ROBOT:
            raise Never(f"{_NO_SUCH_ROBOT} {answer.get('errmsg', '')}")
        raise_for(answer)
        return Sent(letter.id)
