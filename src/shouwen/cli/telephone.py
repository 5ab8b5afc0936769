"""``shouwen telephone``: keys of exchanges, and calls to try the desk with."""

import json
import sys
import time
from datetime import datetime

import click
import httpx

from shouwen.intake import telephone as calls
from shouwen.vocabulary import OFFICE_ZONE

#: The exchange that calls made by this command come from.
_TRIAL = "试拨"


@click.group()
def telephone() -> None:
    """电话：密钥与试拨 / telephone: keys of exchanges, calls to try with."""


@telephone.command()
@click.argument("name")
def key(name: str) -> None:
    """给交换机发一把密钥，只显示这一次 / make an exchange's key; it is shown this once."""
    click.echo(calls.make_key(name, by="shouwen", now=datetime.now(OFFICE_ZONE)))


@telephone.command()
@click.option("--from", "caller", default="", help="来电号码 / the caller's number")
@click.option("--to", "called", default="", help="被叫号码 / the number called")
@click.option("--extension", required=True, help="分机 / whose telephone rings")
@click.option("--call", help="通话编号 / the call's id  [a new one]")
@click.option(
    "--event",
    type=click.Choice(["ringing", "answered", "ended"]),
    default="ringing",
    show_default=True,
    help="发生了什么 / what happens",
)
@click.option("--recording", default="", help="录音编号 / what the recording is called")
@click.option("--url", help="经网络发到这个地址 / send it over the network to this server")
@click.option("--key", "secret", help="交换机的密钥，与 --url 同用 / the exchange's key, for --url")
@click.option("--sign", is_flag=True, help="不发密钥，只签名 / sign instead of sending the key")
def ring(
    caller: str,
    called: str,
    extension: str,
    call: str | None,
    event: str,
    recording: str,
    url: str | None,
    secret: str | None,
    sign: bool,
) -> None:
    """试拨一次：分机所在的桌面会弹出来电 / ring an extension without an exchange.

    Prints the call's id; give it to --call for what happens next to the same call.
    """
    now = datetime.now(OFFICE_ZONE)
    call = call or f"trial-{now:%Y%m%d%H%M%S%f}"
    body = {
        "call": call, "event": event, "at": now.isoformat(), "from": caller, "to": called,
        "extension": extension, "recording": recording,
    }  # fmt: skip
    if url is None:
        try:
            calls.note(_TRIAL, calls.event_from(body, now), now=now)
        except calls.Faulty as faulty:
            raise click.BadParameter(str(faulty)) from faulty
    else:
        _send(url, secret or "", body, sign=sign)
    click.echo(call)


def _send(url: str, key: str, body: dict[str, str], *, sign: bool) -> None:
    content = json.dumps(body).encode()
    proof = (
        {"X-Shouwen-Signature": calls.signature(key, int(time.time()), content)}
        if sign
        else {"Authorization": f"Bearer {key}"}
    )
    try:
        answer = httpx.post(
            f"{url.rstrip('/')}/telephone/events/", content=content, timeout=10,
            headers={"Content-Type": "application/json", **proof},
        )  # fmt: skip
    except httpx.HTTPError as error:
        raise click.ClickException(f"没有连上 / cannot reach {url}: {error}") from error
    if answer.status_code != 202:
        click.echo(answer.text, err=True)
        sys.exit(1)
