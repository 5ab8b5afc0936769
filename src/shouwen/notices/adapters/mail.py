"""Mail through the house's own SMTP server.

What we send says who sent it: its Message-ID carries the mark of the case, so that an answer finds
back, and what a machine sends says so (RFC 3834), so that machines do not answer it.
"""

import re
import smtplib
import ssl
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Self

from shouwen.casework import marks
from shouwen.notices.adapters import PATIENCE, Letter, Never, NotNow, Sent
from shouwen.notices.adapters.asking import text
from shouwen.notices.errors import WrongSetting

_PORTS: Final = {"ssl": 465, "starttls": 587, "none": 25}
_ADDRESS: Final = re.compile(r"[^@\s<>,;\"()\[\]\\]{1,64}@[^@\s<>,;\"()\[\]\\]{1,253}")
_AGAIN: Final = timedelta(minutes=5)


class MailAdapter:
    """Hands mail to one SMTP server: ``host``, ``from``, and ``tls``, ``login``, ``secret``."""

    name = "smtp"
    channel = "mail"
    repeatable = True

    def __init__(
        self,
        host: str,
        port: int,
        tls: str,
        sender: str,
        *,
        shown: str = "",
        login: str = "",
        secret: str = "",
        trusted: str = "",
        plus: bool = False,
    ) -> None:
        self.host, self.port, self.tls = host, port, tls
        self.sender, self.shown, self.plus = sender, shown, plus
        self._login, self._secret, self._trusted = login, secret, trusted

    @classmethod
    def set_up(cls, section: Mapping[str, Any], folder: Path) -> Self:
        """Return the adapter of a table of the settings.

        ``ca_file`` names the root certificate of a server that has its own; ``plus = true`` lets
        people answer to ``name+mark@host``, where the server delivers such addresses.
        """
        tls = text(section, "tls", "starttls")
        if tls not in _PORTS:
            raise WrongSetting("tls", "可写 ssl、starttls 或 none", "is ssl, starttls or none")
        port = section.get("port", _PORTS[tls])
        if not isinstance(port, int) or not 0 < port < 65536:
            raise WrongSetting("port", "请写 1 到 65535 的数", "is a number up to 65535")
        sender = text(section, "from")
        if not _ADDRESS.fullmatch(sender):
            raise WrongSetting("from", "请写一个邮件地址", "is one mail address")
        plus = section.get("plus", False)
        if not isinstance(plus, bool):
            raise WrongSetting("plus", "请写 true 或 false", "is true or false")
        login = text(section, "login") if "login" in section else ""
        secret = text(section, "secret") if login else ""
        trusted = text(section, "ca_file") if "ca_file" in section else ""
        if trusted and not Path(trusted).is_file():
            raise WrongSetting("ca_file", "没有这个文件", "there is no such file")
        shown = text(section, "name") if "name" in section else ""
        return cls(
            text(section, "host"), port, tls, sender, shown=shown, login=login, secret=secret,
            trusted=trusted, plus=plus,
        )  # fmt: skip

    def send(self, letter: Letter, *, now: datetime) -> Sent:
        """Send a message a machine made; see :class:`.Adapter`."""
        message = self._made(letter.to, letter.subject, letter.text, now)
        host = self.sender.rpartition("@")[2]
        mark = f"{marks.mark_of(letter.number)}." if letter.number else ""
        once = sha256(f"letter {letter.id}".encode()).hexdigest()[:24]
        message["Message-ID"] = f"<{mark}{once}@{host}>"
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
        message["X-Shouwen-Loop"] = once
        if self.plus and letter.number:
            local = f"{self.sender.rpartition('@')[0]}+{marks.mark_of(letter.number)}"
            if len(local) <= 64:
                message["Reply-To"] = f"{local}@{host}"
        self._hand_over(message, letter.to)
        return Sent(message["Message-ID"].strip("<>"))

    def send_answer(
        self,
        to: str,
        subject: str,
        words: str,
        *,
        from_: str,
        message_id: str,
        in_reply_to: str,
        references: Sequence[str],
        now: datetime,
    ) -> Sent:
        """Send what a person typed in answer to a mail; identifiers are without brackets.

        :param from_: the address people write to; the server must let us use it
        :raises NotNow: if another try may succeed
        :raises Never: if none will
        """
        message = self._made(to, subject, words, now, from_ if _ADDRESS.fullmatch(from_) else "")
        message["Message-ID"] = f"<{message_id}>"
        if in_reply_to:
            message["In-Reply-To"] = f"<{in_reply_to}>"
        if references:
            message["References"] = " ".join(f"<{each}>" for each in references)
        self._hand_over(message, to)
        return Sent(message_id)

    def _made(
        self, to: str, subject: str, words: str, now: datetime, from_: str = ""
    ) -> EmailMessage:
        if not _ADDRESS.fullmatch(to):
            raise Never("no address to send to")
        message = EmailMessage(policy=SMTP)
        message["From"] = Address(self.shown, addr_spec=from_ or self.sender)
        message["To"] = Address(addr_spec=to)
        message["Subject"] = re.sub(r"\s+", " ", subject).strip()
        message["Date"] = format_datetime(now)
        message.set_content(words, cte="base64" if not words.isascii() else None)
        return message

    def _hand_over(self, message: EmailMessage, to: str) -> None:
        try:
            with self._connected() as server:
                server.send_message(message, self.sender, [to])
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = next(iter(refused.recipients.values()))
            raise _said(code, said) from refused
        except smtplib.SMTPAuthenticationError as refused:
            # A wrong secret is put right by an administrator; the message is worth waiting for.
            raise NotNow(_words(refused.smtp_code, refused.smtp_error), _AGAIN) from refused
        except smtplib.SMTPResponseException as refused:
            raise _said(refused.smtp_code, refused.smtp_error) from refused
        except smtplib.SMTPNotSupportedError as refused:
            raise NotNow(str(refused), _AGAIN) from refused
        except (smtplib.SMTPException, OSError) as error:
            raise NotNow(
                f"{self.host}:{self.port} {type(error).__name__}: {error}"[:300]
            ) from error

    def _connected(self) -> smtplib.SMTP:
        trust = ssl.create_default_context(cafile=self._trusted or None)
        server: smtplib.SMTP
        if self.tls == "ssl":
            server = smtplib.SMTP_SSL(self.host, self.port, timeout=PATIENCE, context=trust)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=PATIENCE)
        try:
            if self.tls == "starttls":
                server.starttls(context=trust)
            if self._login:
                server.login(self._login, self._secret)
        except BaseException:
            server.close()
            raise
        return server


def _said(code: int, said: bytes | str) -> NotNow | Never:
    """Return the refusal a server's code means: 5xx is for good, all else may pass."""
    words = _words(code, said)
    return Never(words) if 500 <= code < 600 else NotNow(words, _AGAIN)


def _words(code: int, said: bytes | str) -> str:
    text_ = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return f"{code} {text_}"[:300]
