"""The ways messages go: one interface, an adapter for each provider.

To add one: write a module in this folder with a class that

- has `name` (what the settings call it), `channel` (one of :data:`CHANNELS`) and `repeatable`:
  whether a message handed over twice under the same `letter.id` arrives once,
- is made by ``set_up(section, folder)`` from its table of the settings file, raising
  ``WrongSetting`` for what is missing or impossible,
- has ``send(letter, now=…)``, which returns :class:`Sent` when the provider has taken the message
  over, raises :class:`NotNow` for what another try may mend (away, throttled) and :class:`Never`
  for what it will not (no such number, blocked, refused template), and :class:`Unsure` where the
  provider may have it and did not say so. All carry the provider's own words; anything else that
  is raised counts as :class:`NotNow`, or as unsure where the message is not repeatable.

and name it in :data:`ADAPTERS`. The courier calls ``send`` outside of any transaction. What is
repeatable is sent again after a crash; of the rest it is never sent again by itself what may have
arrived: an SMS comes at most once, and a person decides about one nobody knows of.
Every call has a time limit (:data:`PATIENCE` seconds). An adapter opens no database and keeps no
address; of a message to a complainant the address is the only thing that names a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Protocol, Self

#: Seconds a provider may take to answer.
PATIENCE: Final = 10.0
#: The ways a message may go, and what each is called.
CHANNELS: Final[Mapping[str, tuple[str, str]]] = {
    "sms": ("短信", "SMS"),
    "mail": ("邮件", "Mail"),
    "wechat": ("微信公众号", "WeChat"),
    "wecom": ("企业微信", "WeCom"),
    "wecom_robot": ("企业微信群机器人", "WeCom group robot"),
}
#: What the settings call an adapter, and the module it is in. The first of each channel counts
#: where the settings name none but have a table for the channel.
ADAPTERS: Final[Mapping[str, str]] = {
    "file": "file:FileAdapter",
    "aliyun": "sms_aliyun:AliyunSms",
    "tencent": "sms_tencent:TencentSms",
    "smtp": "mail:MailAdapter",
    "wecom": "wecom:WeComMessages",
    "wecom_robot": "wecom_robot:WeComRobot",
    "wechat": "wechat:WeChatTemplates",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """One message on its way to one address.

    :param id: the same at every try
    :param channel: one of :data:`CHANNELS`
    :param to: the address in the clear: a telephone number, a mail address, an id at the provider
    :param shown_to: the same masked, for what is written down
    :param occasion: why it is sent, see ``notices.occasions``; picks a provider's own template
    :param subject: for ways that have one; of a discreet matter it gives nothing away
    :param text: the whole message
    :param values: what stands for the placeholders of the text, in the order of the text
    :param number: of the case
    :param language: ``zh`` or ``en``
    :param discreet: anonymous or confidential: nothing beside `text` may be added
    """

    id: str
    channel: str
    to: str
    shown_to: str
    occasion: str
    subject: str
    text: str
    values: Mapping[str, str] = field(default_factory=dict)
    number: str = ""
    language: str = "zh"
    discreet: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider has taken a message over; `reference` is what it calls it."""

    reference: str


class NotNow(Exception):
    """The message could not be sent this time.

    :param words: the provider's own
    :param after: not before this has passed, where the provider says so
    """

    def __init__(self, words: str, after: timedelta | None = None) -> None:
        super().__init__(words)
        self.words, self.after = words, after


class Unsure(NotNow):
    """The provider may have taken the message over: the answer did not come, or made no sense."""


class Never(Exception):
    """The message will not be sent, however often it is tried; `words` are the provider's own."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class Adapter(Protocol):
    """One way to one provider."""

    name: str
    channel: str
    repeatable: bool

    @classmethod
    def set_up(cls, section: Mapping[str, Any], folder: Path) -> Self:
        """Return the adapter its table of the settings describes.

        :param folder: the data folder, for what is written to files
        :raises WrongSetting: for what is missing or impossible
        """
        ...

    def send(self, letter: Letter, *, now: datetime) -> Sent:
        """Hand a message over to the provider.

        :raises NotNow: if another try may succeed
        :raises Never: if none will
        """
        ...


def adapter_class(name: str) -> type[Adapter]:
    """Return the class the settings mean by a name.

    :raises KeyError: if there is none
    """
    module, _, cls = ADAPTERS[name].partition(":")
    found: type[Adapter] = getattr(import_module(f"{__name__}.{module}"), cls)
    return found
