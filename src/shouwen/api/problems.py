"""Refusals and errors of the interface: problem details (RFC 9457), one shape for all."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import Schema
from pydantic import Field

from shouwen.casework.shapes import Why

MEDIA_TYPE: Final = "application/problem+json"
#: Where the reference explains the problems.
_TYPES: Final = "/api/v1/docs#problem-"

#: Code: status, title in Chinese, in English.
PROBLEMS: Final[dict[str, tuple[int, str, str]]] = {
    "bad_request": (400, "请求不完整或无法读取", "The request cannot be read"),
    "unauthorized": (401, "没有有效的密钥或令牌", "No valid key or token"),
    "scope_missing": (403, "密钥没有这项权限", "The key lacks a scope"),
    "forbidden": (403, "不能由您办理", "Not for you to do"),
    "not_found": (404, "没有可供您查看的内容", "Nothing there that you may see"),
    "method_not_allowed": (405, "此地址不支持这种请求", "The address knows no such method"),
    "not_acceptable": (406, "没有所要的格式", "No answer in the format asked for"),
    "conflict": (409, "与现状冲突，请重读后再办", "In conflict with how things stand"),
    "in_progress": (409, "同一请求正在办理", "The same request is being worked on"),
    "version_mismatch": (412, "本件已有变动，请重读后再办", "The case has changed meanwhile"),
    "too_large": (413, "内容过大", "Too large"),
    "unsupported_type": (415, "请求内容的格式不对", "The body is in another format"),
    "refused": (422, "按办法不能办理", "The regulation does not allow it"),
    "invalid": (422, "请求内容不符合要求", "The request is not valid"),
    "key_reused": (422, "幂等键已用于另一请求", "The idempotency key was used differently"),
    "rate_limited": (429, "请求过于频繁", "Too many requests"),
    "internal": (500, "服务出错", "Something went wrong here"),
    "unavailable": (503, "暂时无法办理", "Not possible at the moment"),
}
_OF_STATUS: Final = {
    400: "bad_request", 401: "unauthorized", 403: "forbidden", 404: "not_found",
    405: "method_not_allowed", 406: "not_acceptable", 409: "conflict", 412: "version_mismatch",
    413: "too_large", 415: "unsupported_type", 422: "invalid", 429: "rate_limited",
    503: "unavailable",
}  # fmt: skip


class ReasonOut(Schema):
    """One reason: its code, a sentence, the article it rests on, and the field it is about."""

    code: str
    text: str
    article: str = ""
    cite: list[str] = []
    field: str | None = None


class Problem(Schema):
    """A refusal or an error (RFC 9457). `reasons` are all there are, not only the first."""

    type: str = Field(examples=["/api/v1/docs#problem-refused"])
    title: str
    status: int
    code: str
    detail: str
    instance: str
    request_id: str
    reasons: list[ReasonOut] = []


class Trouble(Exception):
    """Ends a request with a problem."""

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        reasons: Iterable[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.reasons = list(reasons)
        self.headers = dict(headers or {})


def reason_of(why: Why) -> dict[str, Any]:
    """Return a reason of the regulation as an answer holds it."""
    return {
        "code": why.code, "text": why.text, "article": why.article, "cite": list(why.cite),
        "field": why.field,
    }  # fmt: skip


def refused(reasons: Iterable[Why]) -> Trouble:
    """Return the trouble an act gets into that the regulation refuses."""
    told = [reason_of(why) for why in reasons]
    return Trouble("refused", told[0]["text"] if told else "", reasons=told)


def response(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """Return a trouble as an answer in the language asked for."""
    status, chinese, english = PROBLEMS[trouble.code]
    title = english if getattr(request, "language", "zh") == "en" else chinese
    body = {
        "type": f"{_TYPES}{trouble.code}",
        "title": title,
        "status": status,
        "code": trouble.code,
        "detail": trouble.detail or title,
        "instance": request.path,
        "request_id": getattr(request, "request_id", ""),
        "reasons": trouble.reasons,
    }
    given = HttpResponse(
        json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"),
        status=status,
        content_type=MEDIA_TYPE,
        headers=trouble.headers,
    )
    if status == 401:
        # RFC 6750: without a token there is nothing to be wrong with it.
        wrong = ', error="invalid_token"' if request.headers.get("Authorization") else ""
        given["WWW-Authenticate"] = f'Bearer realm="shouwen"{wrong}'
    elif trouble.code == "scope_missing":
        given["WWW-Authenticate"] = 'Bearer realm="shouwen", error="insufficient_scope"'
    return given


def of_status(status: int) -> str:
    """Return the code of a status that came without one."""
    return _OF_STATUS.get(status, "internal" if status >= 500 else "bad_request")
