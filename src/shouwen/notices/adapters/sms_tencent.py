"""SMS by Tencent Cloud (腾讯云短信): ``SendSms`` of 2021-01-11, signed by TC3-HMAC-SHA256.

The account's templates count their variables ({1}, {2} …): ours are sent in the order in which
``[sms.parameters]`` lists them for the occasion, or else in which they stand in the text.
"""

import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Self

from shouwen.notices.adapters import Letter, Never, NotNow, Sent
from shouwen.notices.adapters.asking import Provider, text, texts
from shouwen.notices.adapters.numbers import international
from shouwen.notices.errors import WrongSetting

_ALGORITHM: Final = "TC3-HMAC-SHA256"
_SERVICE: Final = "sms"
_VERSION: Final = "2021-01-11"
_TYPE: Final = "application/json; charset=utf-8"
_NEVER: Final = (
    "FailedOperation.PhoneNumberInBlacklist", "InvalidParameterValue.IncorrectPhoneNumber",
    "UnsupportedOperation.",
)  # fmt: skip


class TencentSms:
    """Sends to a telephone number, by the application's template for the occasion."""

    name = "tencent"
    channel = "sms"
    repeatable = False

    def __init__(
        self,
        provider: Provider,
        key: tuple[str, str],
        *,
        app: str,
        region: str,
        sign: str,
        templates: Mapping[str, str],
        parameters: Mapping[str, Sequence[str]],
    ) -> None:
        self.provider, self.app, self.region, self.sign = provider, app, region, sign
        self.templates, self.parameters = dict(templates), dict(parameters)
        self._secret_id, self._secret_key = key

    @classmethod
    def set_up(cls, section: Mapping[str, Any], folder: Path) -> Self:
        """Return the adapter of ``secret_id``, ``secret_key``, ``sdk_app_id``, ``sign_name``.

        ``region`` is ``ap-guangzhou`` unless said otherwise; ``[sms.templates]`` says which
        template an occasion is sent by.
        """
        parameters = section.get("parameters", {})
        if not isinstance(parameters, dict) or not all(
            isinstance(each, list) for each in parameters.values()
        ):
            raise WrongSetting("parameters", "须按场合列出参数", "must list names for occasions")
        return cls(
            Provider.of(section, "https://sms.tencentcloudapi.com"),
            (text(section, "secret_id"), text(section, "secret_key")),
            app=text(section, "sdk_app_id"),
            region=text(section, "region", "ap-guangzhou"),
            sign=text(section, "sign_name"),
            templates=texts(section, "templates"),
            parameters=parameters,
        )

    def send(self, letter: Letter, *, now: datetime) -> Sent:
        """Send one message."""
        template = self.templates.get(letter.occasion) or self.templates.get("default")
        if template is None:
            raise NotNow(f"no template for {letter.occasion} in [sms.templates]")
        names = self.parameters.get(letter.occasion, list(letter.values))
        body = json.dumps(
            {
                "PhoneNumberSet": [international(letter.to)],
                "SmsSdkAppId": self.app,
                "SignName": self.sign,
                "TemplateId": template,
                "TemplateParamSet": [letter.values.get(name, "") for name in names],
                "SessionContext": letter.id,
            }
        ).encode()
        head = signed(
            self._secret_id, self._secret_key, host=self.provider.host, service=_SERVICE,
            action="SendSms", body=body, now=now,
        )  # fmt: skip
        head |= {"X-TC-Version": _VERSION, "X-TC-Region": self.region}
        answer = self.provider.ask("POST", "/", headers=head, content=body).get("Response", {})
        if error := answer.get("Error"):
            _raise(str(error.get("Code", "")), str(error.get("Message", "")))
        states = answer.get("SendStatusSet") or [{}]
        state = states[0]
        if state.get("Code") != "Ok":
            _raise(str(state.get("Code", "")), str(state.get("Message", "")))
        return Sent(str(state.get("SerialNo", "")))


def _raise(code: str, message: str) -> None:
    words = f"{code} {message}"[:300]
    if code.startswith(_NEVER):
        raise Never(words)
    if code.startswith("LimitExceeded"):
        raise NotNow(words, timedelta(hours=1))
    if code.startswith("RequestLimitExceeded"):
        raise NotNow(words, timedelta(seconds=30))
    raise NotNow(words)


def signature(
    secret_key: str,
    *,
    host: str,
    service: str,
    body: bytes,
    now: datetime,
    extra: Mapping[str, str] | None = None,
) -> tuple[str, str]:
    """Return the signature of a POST request and the names it covers, as documented (v3).

    :param extra: further heads to sign, by their names in small letters
    """
    head = {"content-type": _TYPE, "host": host, **(extra or {})}
    names = ";".join(sorted(head))
    lines = "".join(f"{name}:{head[name].strip().lower()}\n" for name in sorted(head))
    request = "\n".join(["POST", "/", "", lines, names, sha256(body).hexdigest()])
    at = now.astimezone(UTC)
    day, scope = f"{at:%Y-%m-%d}", f"{at:%Y-%m-%d}/{service}/tc3_request"
    to_sign = "\n".join(
        [_ALGORITHM, str(int(at.timestamp())), scope, sha256(request.encode()).hexdigest()]
    )
    key = f"TC3{secret_key}".encode()
    for part in (day, service, "tc3_request"):
        key = hmac.new(key, part.encode(), sha256).digest()
    return hmac.new(key, to_sign.encode(), sha256).hexdigest(), names


def signed(
    secret_id: str,
    secret_key: str,
    *,
    host: str,
    service: str,
    action: str,
    body: bytes,
    now: datetime,
) -> dict[str, str]:
    """Return the head of a request with its signature."""
    made, names = signature(
        secret_key, host=host, service=service, body=body, now=now,
        extra={"x-tc-action": action},
    )  # fmt: skip
    at = now.astimezone(UTC)
    scope = f"{at:%Y-%m-%d}/{service}/tc3_request"
    return {
        "Content-Type": _TYPE,
        "Host": host,
        "X-TC-Action": action,
        "X-TC-Timestamp": str(int(at.timestamp())),
        "Authorization": (
            f"{_ALGORITHM} Credential={secret_id}/{scope}, SignedHeaders={names}, Signature={made}"
        ),
    }
