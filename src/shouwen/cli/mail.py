"""``shouwen mail``: read messages as the inbox would, without an inbox or a database."""

import json
from typing import Any, BinaryIO

import click

from shouwen.intake.mail.message import ParsedMail, parse

_SHOWN = 400  # characters of a text shown to people


@click.group()
def mail() -> None:
    """邮件 / messages."""


@mail.command("parse")
@click.argument("files", nargs=-1, required=True, type=click.File("rb"), metavar="FILE…")
@click.option("--json", "as_json", is_flag=True, help="每封一行 JSON / one line of JSON each")
def parse_(files: tuple[BinaryIO, ...], as_json: bool) -> None:
    """解析原始邮件，- 表示标准输入 / read raw messages; - is standard input.

    What cannot be parsed is an answer too (kind ``unparsed``, with the reason): exit 0.
    """
    for file in files:
        found = as_data(parse(file.read()))
        if as_json:
            click.echo(json.dumps({"file": file.name, **found}, ensure_ascii=False))
        else:
            _tell(file.name, found)


def as_data(found: ParsedMail) -> dict[str, Any]:
    """Return what ``mail parse`` prints of a message: docs/reference/mail.md says what each is."""
    return {
        "kind": found.kind,
        "from": str(found.from_),
        "to": [str(each) for each in found.to],
        "cc": [str(each) for each in found.cc],
        "date": found.date.isoformat() if found.date else None,
        "subject": found.subject,
        "message_id": _bracketed(found.message_id),
        "in_reply_to": _bracketed(found.in_reply_to),
        "references": [_bracketed(each) for each in found.references],
        "text": found.text,
        "reply": found.reply,
        "signature": found.signature,
        "attachments": [
            {"name": each.name, "type": each.media_type, "size": each.size}
            for each in found.attachments
        ],
        "problems": list(found.problems),
    }


def _bracketed(identifier: str) -> str:
    return f"<{identifier}>" if identifier else ""


def _tell(name: str, found: dict[str, Any]) -> None:
    click.secho(name, bold=True)
    for key in ("kind", "from", "to", "date", "subject", "message_id", "in_reply_to"):
        value = found[key]
        if value:
            click.echo(f"  {key}: {', '.join(value) if isinstance(value, list) else value}")
    for each in found["attachments"]:
        click.echo(f"  attachment: {each['name']} ({each['type']}, {each['size']} B)")
    for each in found["problems"]:
        click.echo(f"  problem: {each}")
    for key in ("reply", "signature"):
        if found[key]:
            shown = found[key][:_SHOWN] + ("…" if len(found[key]) > _SHOWN else "")
            click.echo(f"  {key}:\n    " + shown.replace("\n", "\n    "))
