"""``shouwen vault``: the ring of keys, and sealing everything with the newest of them."""

import json
import sys
from datetime import datetime

import click

from shouwen import administration
from shouwen import vault as kept
from shouwen.intake import sealing
from shouwen.vocabulary import OFFICE_ZONE


@click.group()
def vault() -> None:
    """保密库：密钥与重新加密 / the vault: keys and sealing anew."""


@vault.command()
@click.option("--json", "as_json", is_flag=True, help="输出 JSON / print JSON")
def keys(as_json: bool) -> None:
    """各密钥锁着多少项 / how many items each key seals.

    A key that seals none any more may be taken off the ring, once no backup needs it. Exit 1 if
    something is sealed under a key that is not on the ring.
    """
    secrets = sealing.sealed_by_key()
    rows = kept.sealed_by_key(secrets)
    lost = any(not row.held for row in rows)
    if as_json:
        told = [
            {"key": row.key, "newest": row.newest, "held": row.held, "items": row.items}
            for row in rows
        ]
        click.echo(json.dumps(told))
    else:
        for row in rows:
            word = "最新 / newest" if row.newest else "" if row.held else "缺失 / MISSING"
            click.echo(f"{row.key}  {row.items}  {word}".rstrip())
    sys.exit(1 if lost else 0)


@vault.command("add-key")
def add_key() -> None:
    """加一把新密钥，此后用它加密 / put a new key on the ring; what comes is sealed with it.

    Copy the ring to its safe place at once, then run `shouwen vault reseal`.
    """
    click.echo(kept.add_key())


@vault.command()
@click.option(
    "--batch",
    type=click.IntRange(1, 10_000),
    default=500,
    show_default=True,
    help="一次几项 / items at a time",
)
@click.option("--batches", type=click.IntRange(1), help="最多几批 / at most so many batches")
@click.option("--again", is_flag=True, help="从头开始 / begin at the first item")
def reseal(batch: int, batches: int | None, again: bool) -> None:  # fmt: skip
    """用最新的密钥重新加密，并补全查找用的索引 / seal everything with the newest key.

    Every batch is a transaction of its own and is written down with it: stopped or killed, it goes
    on where it was the next time. Safe beside a running server. Exit 1 if `--batches` ended it
    before the last item.
    """
    newest = kept.newest_key()
    sealing.reseal()
    after = "" if again else administration.resealed_to(newest)
    if after is None:
        click.echo("都已用最新的密钥加密 / everything is sealed with the newest key")
        return
    done = 0
    while True:
        after = kept.reseal(after, batch)
        administration.note_resealed(newest, after, datetime.now(OFFICE_ZONE))
        done += 1
        if sys.stderr.isatty():
            click.echo(f"\r{done * batch:,}", err=True, nl=False)
        if not after:
            click.echo(f"{done} 批，都已用最新的密钥加密 / batches, all under the newest key")
            return
        if batches is not None:
            batches -= 1
            if not batches:
                click.echo(f"{done} 批，未完，请再次运行 / batches; run it again to go on")
                sys.exit(1)
