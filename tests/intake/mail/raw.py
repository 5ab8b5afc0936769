"""Raw messages as they come over the wire, written by hand."""

from base64 import b64encode
from textwrap import dedent


def raw(text: str, encoding: str = "utf-8") -> bytes:
    """Return a message with the line ends of mail."""
    return dedent(text).lstrip("\n").replace("\n", "\r\n").encode(encoding)


def message(body: bytes | str, *fields: str, content: str = "text/plain; charset=utf-8") -> bytes:
    """Return a message with the usual fields, `fields` first."""
    own = {field.split(":", 1)[0].lower() for field in fields}
    usual = {
        "from": "From: =?utf-8?B?5byg5LiJ?= <zhang@example.com>",
        "to": "To: kefu@bank.example",
        "subject": "Subject: =?utf-8?B?5oqV6K+J?=",
        "date": "Date: Tue, 1 Apr 2025 10:00:00 +0800",
        "message-id": "Message-ID: <m1@example.com>",
        "content-type": f"Content-Type: {content}",
    }
    head = [*fields, *(line for name, line in usual.items() if name not in own)]
    data = body.encode() if isinstance(body, str) else body
    return "\r\n".join(head).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + data


def b64(data: bytes) -> str:
    """Return base64 on one line."""
    return b64encode(data).decode()
