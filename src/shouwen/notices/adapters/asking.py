"""Asking a provider over HTTP, with a time limit, and the settings every such adapter has."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import httpx

from shouwen.notices.adapters import PATIENCE, NotNow, Unsure
from shouwen.notices.errors import WrongSetting

_AGAIN: Final = timedelta(minutes=1)


def text(section: Mapping[str, Any], name: str, default: str | None = None) -> str:
    """Return a text of the settings; ``NAME_file`` may name a file that holds it instead.

    :raises WrongSetting: if it is missing or no text, or its file cannot be read
    """
    file = section.get(f"{name}_file")
    if file is not None:
        try:
            return Path(str(file)).expanduser().read_text("utf-8").strip()
        except OSError as error:
            raise WrongSetting(f"{name}_file", str(error), str(error)) from error
    value = section.get(name, default)
    if value is None or not isinstance(value, str | int) or not str(value).strip():
        raise WrongSetting(name, "没有写", "is missing")
    return str(value).strip()


def texts(section: Mapping[str, Any], name: str) -> dict[str, str]:
    """Return a table of texts of the settings; empty where there is none.

    :raises WrongSetting: if it is something else
    """
    table = section.get(name, {})
    if not isinstance(table, dict) or not all(isinstance(each, str) for each in table.values()):
        raise WrongSetting(name, "须是一张文字表", "must be a table of texts")
    return dict(table)


class Provider:
    """One provider's address; `proxy` is the way out of the house, where there is one."""

    def __init__(self, base: str, proxy: str | None = None) -> None:
        self.base, self.proxy = base.rstrip("/"), proxy

    @classmethod
    def of(cls, section: Mapping[str, Any], base: str) -> "Provider":
        """Return the provider of a table of the settings: ``endpoint`` and ``proxy``.

        :raises WrongSetting: if ``endpoint`` is no address
        """
        endpoint = text(section, "endpoint", base)
        if not endpoint.startswith(("https://", "http://")):
            raise WrongSetting("endpoint", "请写 https:// 开头的地址", "write an https:// address")
        return cls(endpoint, text(section, "proxy") if "proxy" in section else None)

    @property
    def host(self) -> str:
        """The host as it stands in a request's head, the port included where it is unusual."""
        return httpx.URL(self.base).netloc.decode()

    def ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        json: object = None,
    ) -> dict[str, Any]:
        """Return the JSON object a provider answers with.

        :raises NotNow: if it cannot be reached, or is overloaded
        :raises Unsure: if it was asked, and no answer came that can be understood
        """
        try:
            # httpx would encode a query of its own way: a signed one is part of the path already.
            answer = httpx.request(
                method, self.base + path, params=params, headers=headers, content=content,
                json=json, timeout=PATIENCE, proxy=self.proxy, trust_env=False,
            )  # fmt: skip
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise NotNow(f"{type(error).__name__}: {error}"[:300]) from error
        except httpx.HTTPError as error:
            raise Unsure(f"{type(error).__name__}: {error}"[:300]) from error
        if answer.status_code in (429, 503):
            wait = answer.headers.get("Retry-After", "")
            after = timedelta(seconds=int(wait)) if wait.isdigit() else _AGAIN
            raise NotNow(f"HTTP {answer.status_code} {answer.text[:200]}", after)
        try:
            body = answer.json()
        except ValueError as error:
            raise Unsure(f"HTTP {answer.status_code} {answer.text[:200]}") from error
        if not isinstance(body, dict) or answer.status_code >= 500:
            raise Unsure(f"HTTP {answer.status_code} {answer.text[:200]}")
        return body
