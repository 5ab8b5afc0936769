"""Messages as files in the data folder: for use without a provider, and for trying things out.

One file for each message, named by its id: sent again it is the same file. Addresses stand there
masked; the text names nobody.
"""

import logging
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from typing import Any, Final, Self
from urllib.parse import urlencode

from shouwen.notices.adapters import CHANNELS, Letter, Never, NotNow, Sent
from shouwen.notices.errors import WrongSetting
from shouwen.vocabulary import at_office

_TRIAL: Final = re.compile(r"trial-[0-9a-f]{12}")
_LOG = logging.getLogger("shouwen.messages")


class FileAdapter:
    """Writes messages under ``messages/<day>/`` and, if asked to, into the log."""

    name = "file"
    repeatable = True

    def __init__(self, channel: str, folder: Path, *, console: bool = False) -> None:
        self.channel, self.folder, self.console = channel, folder, console

    @classmethod
    def set_up(cls, section: Mapping[str, Any], folder: Path) -> Self:
        """Return the adapter; ``console = true`` writes a line into the log as well."""
        console = section.get("console", False)
        if not isinstance(console, bool):
            raise WrongSetting("console", "请写 true 或 false", "write true or false")
        where = section.get("folder")
        if where is not None and not isinstance(where, str):
            raise WrongSetting("folder", "请写文件夹的路径", "write the path of a folder")
        return cls(
            section["channel"], Path(where) if where else folder / "messages", console=console
        )

    def way_to(self, back: str, state: str) -> str:
        """Return `back` itself with an account made up: nobody has to be asked here."""
        return f"{back}?{urlencode({'code': f'trial-{token_hex(6)}', 'state': state})}"

    def account_of(self, code: str, *, now: datetime) -> str:
        """Return the account made up before."""
        if not _TRIAL.fullmatch(code):
            raise Never("no account of a trial")
        return code

    def send(self, letter: Letter, *, now: datetime) -> Sent:
        """Write the message down."""
        day = self.folder / f"{at_office(now):%Y-%m-%d}"
        path = day / f"{letter.id}.txt"
        head = [CHANNELS[letter.channel][0], letter.shown_to, f"{at_office(now):%H:%M}"]
        try:
            day.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.write_text(
                "\n".join([" ".join(head), letter.subject, "", letter.text, ""]), "utf-8"
            )
        except OSError as error:
            raise NotNow(str(error)) from error
        if self.console:
            _LOG.info("%s -> %s: %s", letter.channel, letter.shown_to, letter.text)
        return Sent(f"{day.name}/{path.name}")
