"""What the file of message settings says: which adapter serves which way, and when it is night.

The file is TOML, named by ``SHOUWEN_MESSAGES``. Every table named like a way (``[sms]``) sets one
adapter up; a way without a table is served by files in the data folder, so that everything can be
tried without a provider.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from shouwen.notices.adapters import ADAPTERS, CHANNELS, Adapter, adapter_class
from shouwen.notices.errors import WrongSetting
from shouwen.vocabulary import at_office

#: The adapter of a way whose table names none.
_USUAL: Final = {
    "mail": "smtp", "wechat": "wechat", "wecom": "wecom", "wecom_robot": "wecom_robot",
}  # fmt: skip
_KNOWN: Final = frozenset({*CHANNELS, "quiet", "satisfaction"})


@dataclass(frozen=True, slots=True)
class Quiet:
    """When complainants are left in peace, on the office's clock; from `since` to before `until`.

    The same twice: never.
    """

    since: time = time(21)
    until: time = time(8)

    def over_at(self, at: datetime) -> datetime:
        """Return `at`, or the end of the quiet hours it falls into."""
        local = at_office(at)
        clock = local.time()
        if self.since <= self.until:
            quiet = self.since <= clock < self.until
        else:
            quiet = clock >= self.since or clock < self.until
        if not quiet:
            return at
        end = local.replace(hour=self.until.hour, minute=self.until.minute, second=0, microsecond=0)
        return end if end > local else end + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Setup:
    """Everything set up for messages. `ask_after` is how long after a reply one is asked about it.

    `named` are the ways the settings file names; the others are served by files.
    """

    adapters: Mapping[str, Adapter]
    quiet: Quiet
    ask_after: timedelta
    named: frozenset[str]


def set_up() -> Setup:
    """Return what the settings file says now; it is read again when it has changed.

    :raises WrongSetting: naming the table and the word that is wrong
    """
    path = settings.MESSAGES_FILE
    if path is None:
        return _read(None, 0, Path(settings.DATA_FOLDER))
    try:
        changed = Path(path).stat().st_mtime_ns
    except OSError as error:
        raise WrongSetting(str(path), str(error), str(error)) from error
    return _read(Path(path), changed, Path(settings.DATA_FOLDER))


@lru_cache(maxsize=4)
def _read(path: Path | None, changed: int, folder: Path) -> Setup:
    """Return the setup; `changed` is there so that a changed file is read again."""
    tables: dict[str, Any] = {}
    if path is not None:
        try:
            tables = tomllib.loads(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise WrongSetting(path.name, str(error), str(error)) from error
    return setup_from(tables, folder)


def setup_from(tables: Mapping[str, Any], folder: Path) -> Setup:
    """Return the setup that tables of settings describe.

    :raises WrongSetting: naming the table and the word that is wrong
    """
    for name, table in tables.items():
        if name not in _KNOWN or not isinstance(table, dict):
            known = "、".join(sorted(_KNOWN))
            raise WrongSetting(f"[{name}]", f"可写的表有：{known}", f"tables are {known}")
    adapters = {
        channel: _adapter(channel, tables.get(channel, {"adapter": "file"}), folder)
        for channel in CHANNELS
    }
    named = frozenset(name for name in tables if name in CHANNELS)
    return Setup(adapters, _quiet(tables.get("quiet", {})), _ask_after(tables), named)


def _adapter(channel: str, table: Mapping[str, Any], folder: Path) -> Adapter:
    name = table.get("adapter", _USUAL.get(channel, ""))
    if name not in ADAPTERS:
        known = "、".join(ADAPTERS)
        raise WrongSetting(f"[{channel}] adapter", f"可写：{known}", f"is one of {known}")
    cls = adapter_class(name)
    try:
        adapter = cls.set_up({**table, "channel": channel}, folder)
    except WrongSetting as wrong:
        raise WrongSetting(f"[{channel}]", wrong.problem, wrong.english or "") from wrong
    if adapter.channel != channel:
        raise WrongSetting(
            f"[{channel}] adapter", f"{name} 不是用来发{CHANNELS[channel][0]}的",
            f"{name} serves {adapter.channel}",
        )  # fmt: skip
    return adapter


def _quiet(table: Mapping[str, Any]) -> Quiet:
    try:
        return Quiet(
            time.fromisoformat(str(table.get("from", "21:00"))),
            time.fromisoformat(str(table.get("until", "08:00"))),
        )
    except ValueError as error:
        raise WrongSetting("[quiet]", "请写 21:00 这样的时刻", "write times like 21:00") from error


def _ask_after(tables: Mapping[str, Any]) -> timedelta:
    hours = tables.get("satisfaction", {}).get("after_hours", 24)
    if not isinstance(hours, int) or not 0 <= hours <= 24 * 30:
        raise WrongSetting(
            "[satisfaction] after_hours", "请写 0 到 720 的整数", "is a whole number up to 720"
        )
    return timedelta(hours=hours)
