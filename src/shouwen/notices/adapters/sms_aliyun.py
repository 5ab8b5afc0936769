"""SMS by Alibaba Cloud (阿里云短信): ``SendSms`` of Dysmsapi 2017-05-25, signed by version 3.

The account's templates have our placeholders as their variables: ``${number}``, ``${due}``.
"""

import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Any, Final, Self
from urllib.parse import quote

from shouwen.notices.adapters import Letter, Never, NotNow, Sent
from shouwen.notices.adapters.asking import Provider, text, texts
from shouwen.notices.adapters.numbers import national

_ALGORITHM: Final = "ACS3-HMAC-SHA256"
_VERSION: Final = "2017-05-25"
#: Answers no further try will change: they are about the number, not about the account.
_NEVER: Final = frozenset({"isv.MOBILE_NUMBER_ILLEGAL", "isv.BLACK_KEY_CONTROL_LIMIT",
                           "isv.MOBILE_COUNT_OVER_LIMIT", "isv.BLACK_LIST"})  # fmt: skip
#: So many messages to one number within a minute, an hour or a day: the provider says no.
_LIMIT: Final = "isv.BUSINESS_LIMIT_CONTROL"


class AliyunSms:
    """Sends to a telephone number, by the account's template for the occasion."""

    name = "aliyun"
    channel = "sms"
    repeatable = False

    def __init__(
        self, provider: Provider, key: tuple[str, str], sign: str, templates: Mapping[str, str]
    ) -> None:
        self.provider, self.sign, self.templates = provider, sign, dict(templates)
        self._key_id, self._key_secret = key

    @classmethod
    def set_up(cls, section: Mapping[str, Any], folder: Path) -> Self:
        """Return the adapter of ``access_key_id``, ``access_key_secret``, ``sign_name``.

        ``[sms.templates]`` says which template an occasion is sent by.
        """
        return cls(
            Provider.of(section, "https://dysmsapi.aliyuncs.com"),
            (text(section, "access_key_id"), text(section, "access_key_secret")),
            text(section, "sign_name"),
            texts(section, "templates"),
        )

    def send(self, letter: Letter, *, now: datetime) -> Sent:
        """Send one message."""
        template = self.templates.get(letter.occasion) or self.templates.get("default")
        if template is None:
            raise NotNow(f"no template for {letter.occasion} in [sms.templates]")
        query = canonical_query(
            {
                "PhoneNumbers": national(letter.to),
                "SignName": self.sign,
                "TemplateCode": template,
                "TemplateParam": json.dumps(dict(letter.values), ensure_ascii=False),
                "OutId": letter.id,
            }
        )
        headers = signed(
            self._key_id, self._key_secret, host=self.provider.host, action="SendSms",
            version=_VERSION, query=query, nonce=token_hex(16), now=now,
        )  # fmt: skip
        answer = self.provider.ask("POST", f"/?{query}", headers=headers)
        code = str(answer.get("Code", ""))
        words = f"{code} {answer.get('Message', '')}"[:300]
        if code == "OK":
            return Sent(str(answer.get("BizId", "")))
        if code in _NEVER:
            raise Never(words)
        if code == _LIMIT:
            raise NotNow(words, timedelta(hours=1))
        if code.startswith("Throttling"):
            raise NotNow(words, timedelta(seconds=30))
        raise NotNow(words)


def canonical_query(values: Mapping[str, str]) -> str:
    """Return a query in the one spelling that is signed: sorted, all but ``-_.~`` encoded."""
    return "&".join(f"{quote(name, safe='~')}={quote(values[name], safe='~')}"
                    for name in sorted(values))  # fmt: skip


def signed(
    key_id: str,
    key_secret: str,
    *,
    host: str,
    action: str,
    version: str,
    query: str,
    nonce: str,
    now: datetime,
    body: bytes = b"",
) -> dict[str, str]:
    """Return the head of a request with its signature, as the provider documents version 3."""
    digest = sha256(body).hexdigest()
    head = {
        "host": host,
        "x-acs-action": action,
        "x-acs-content-sha256": digest,
        "x-acs-date": f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "x-acs-signature-nonce": nonce,
        "x-acs-version": version,
    }
    names = ";".join(sorted(head))
    lines = "".join(f"{name}:{head[name].strip()}\n" for name in sorted(head))
    request = "\n".join(["POST", "/", query, lines, names, digest])
    to_sign = f"{_ALGORITHM}\n{sha256(request.encode()).hexdigest()}"
    signature = hmac.new(key_secret.encode(), to_sign.encode(), sha256).hexdigest()
    head["Authorization"] = (
        f"{_ALGORITHM} Credential={key_id},SignedHeaders={names},Signature={signature}"
    )
    return head
