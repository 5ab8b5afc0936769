"""A connection to an IMAP server, and what goes wrong with one in words."""

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError
from imap_tools.utils import encode_folder

from shouwen.intake.mail.errors import CannotReach

TLS: Final = ("ssl", "starttls", "none")
#: Seconds a server may take to answer.
PATIENCE: Final = 30.0
_KINDS: Final[dict[str, Any]] = {
    "ssl": MailBox, "starttls": MailBoxStartTls, "none": MailBoxUnencrypted,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Account:
    """What it takes to open a folder. `secret` is in the clear: never kept, never shown."""

    host: str
    port: int
    tls: str
    login: str
    secret: str
    folder: str = "INBOX"


class Folder:
    """An open folder. Messages are known by their UID, as long as `validity` is the same.

    :ivar writable: whether the server lets us mark or move anything in it
    """

    def __init__(self, box: BaseMailBox, validity: int, *, writable: bool = True) -> None:
        self._box, self.validity, self.writable = box, validity, writable
        self._abilities = _capabilities(box)

    def uids(self, after: int = 0) -> list[int]:
        """Return the UIDs above `after`, smallest first."""
        # "n:*" always names the last message, however small its UID is.
        found = self._box.uids(f"UID {after + 1}:*")
        return sorted(uid for uid in map(int, found) if uid > after)

    def given_up(self) -> set[int]:
        """Return the UIDs of messages that are marked as deleted, and may stay so for long."""
        return set(map(int, self._box.uids("DELETED")))

    def size(self, uid: int) -> int:
        """Return how many bytes a message has; 0 if it has gone meanwhile."""
        answer = self._ask(uid, "(RFC822.SIZE)")
        found = re.search(rb"RFC822\.SIZE (\d+)", b" ".join(_lines(answer)))
        return int(found[1]) if found else 0

    def raw(self, uid: int, most: int | None = None) -> bytes | None:
        """Return a message, or its first `most` bytes; None if it has gone meanwhile."""
        part = "(BODY.PEEK[])" if most is None else f"(BODY.PEEK[]<0.{most}>)"
        answer = self._ask(uid, part)
        for piece in answer:
            if isinstance(piece, tuple) and len(piece) > 1:
                return bytes(piece[1])
        # There, and the server has nothing to say of it.
        return b"" if any(re.search(rb"BODY\[\]\S* NIL", line) for line in _lines(answer)) else None

    def done_with(self, uid: int, move_to: str) -> None:
        """Mark a message as read, or move it to another folder, which is made if need be.

        No other message is touched: where the server cannot remove one alone, it stays behind
        marked as deleted, and whoever else uses the folder removes it for good.
        """
        if not self.writable:
            return
        if not move_to:
            self._do("STORE", uid, "+FLAGS", "(\\Seen)")
            return
        if not self._box.folder.exists(move_to):
            self._box.folder.create(move_to)
        target = encode_folder(move_to)
        if b"MOVE" in self._abilities:
            self._do("MOVE", uid, target)
            return
        # Copied, it must be markable, or it is copied again and again.
        if b"\\Deleted" not in self._markable():
            raise imaplib.IMAP4.error("the folder's messages cannot be marked as deleted")
        self._do("COPY", uid, target)
        self._do("STORE", uid, "+FLAGS", "(\\Deleted)")
        if b"UIDPLUS" in self._abilities:
            self._do("EXPUNGE", uid)

    def _markable(self) -> bytes:
        told = self._box.client.untagged_responses.get("PERMANENTFLAGS")
        return bytes(told[-1]) if told else b"\\Deleted"  # all of them, where nothing is said

    def _do(self, command: str, uid: int, *more: Any) -> None:
        kind, answer = self._box.client.uid(command, str(uid), *more)
        if kind != "OK":
            raise imaplib.IMAP4.error(str(answer))

    def _ask(self, uid: int, what: str) -> list[Any]:
        kind, answer = self._box.client.uid("FETCH", str(uid), what)
        if kind != "OK":
            raise imaplib.IMAP4.error(str(answer))
        return [each for each in answer if each is not None]


@contextmanager
def opened(account: Account) -> Iterator[Folder]:
    """Open a folder, and leave it again whatever happens.

    :raises CannotReach: with the server's own words, whenever the connection fails
    """
    box = None
    try:
        kind = _KINDS[account.tls]
        box = kind(account.host, account.port, timeout=PATIENCE)
        writable = _log_in(box, account)
        yield Folder(box, _validity(box), writable=writable)
    except CannotReach:
        raise
    except (OSError, ImapToolsError, imaplib.IMAP4.error) as error:
        raise _in_words(error, account) from error
    finally:
        if box is not None:
            _leave(box)


def _log_in(box: BaseMailBox, account: Account) -> bool:
    """Log in, open the folder, and say whether anything may be changed in it."""
    box.login(account.login, account.secret, initial_folder=None)
    if b"ID" in _capabilities(box):
        # Some Chinese providers refuse to open folders for clients that do not say who they are.
        box.client.xatom("ID", '("name" "shouwen" "version" "1")')
    try:
        box.folder.set(account.folder)
    except imaplib.IMAP4.readonly:
        # Somebody else's, opened to us for reading: every message is read, none is marked.
        box.folder.set(account.folder, readonly=True)
        return False
    return True


def _validity(box: BaseMailBox) -> int:
    """Return what the server said when the folder was opened; 0 where it never counts anew."""
    told = box.client.untagged_responses.get("UIDVALIDITY")
    found = re.search(rb"\d+", bytes(told[-1])) if told else None
    return int(found[0]) if found else 0


def _capabilities(box: BaseMailBox) -> set[bytes]:
    """Return what the server can do; many tell the half of it only to who has logged in."""
    kind, answer = box.client.capability()
    return set(bytes(answer[-1] or b"").upper().split()) if kind == "OK" and answer else set()


def _leave(box: BaseMailBox) -> None:
    try:
        box.logout()
    except (OSError, ImapToolsError, imaplib.IMAP4.error):
        return  # the connection is gone already


def _in_words(error: Exception, account: Account) -> CannotReach:
    said = _said(error, account.secret)
    where = f"{account.host}:{account.port}"
    match error:
        case MailboxLoginError():
            words = ("用户名或口令不对，服务器拒绝登录",
                     "请核对；许多邮箱须用客户端授权码，而不是网页口令",
                     "the server refuses the login")  # fmt: skip
        case MailboxFolderSelectError():
            words = (f"打不开文件夹“{account.folder}”", "请核对名称",
                     f"the folder {account.folder} cannot be opened")  # fmt: skip
        case socket.gaierror():
            words = (f"找不到主机 {account.host}", "请核对服务器名称", "no such host")
        case ssl.SSLCertVerificationError():
            words = (f"{where} 的证书不可信", "请核对服务器名称，或由管理员装入其根证书",
                     "the certificate is not trusted")  # fmt: skip
        case ssl.SSLError():
            words = (f"{where} 不能建立加密连接", "请核对端口和加密方式", "no encrypted connection")
        case TimeoutError():
            words = (
                f"{where} 在 {PATIENCE:.0f} 秒内没有应答",
                "请核对端口和防火墙",
                "no answer in time",
            )
        case ConnectionRefusedError():
            words = (f"{where} 拒绝连接", "请核对端口", "connection refused")
        case OSError() | imaplib.IMAP4.abort():
            words = (f"与 {where} 的连接中断", "稍后会再试", "the connection broke")
        case _:
            words = (f"{where} 的应答出错", "稍后会再试", "the server answered with an error")
    problem, way_out, english = words
    return CannotReach(
        f"{problem}（{said}）" if said else problem, way_out, f"{english}: {said}", said
    )


def _said(error: Exception, secret: str) -> str:
    """Return the server's own words, without the secret should they repeat it."""
    result = getattr(error, "command_result", None)
    words = str(error)
    if isinstance(result, tuple) and len(result) > 1 and result[1]:
        pieces = [each for each in result[1] if isinstance(each, bytes)]
        words = b" ".join(pieces).decode("utf-8", "replace") or words
    words = re.sub(r"\s+", " ", words).strip()[:300]
    return words.replace(secret, "***") if len(secret) > 3 else words


def _lines(answer: list[Any]) -> list[bytes]:
    return [bytes(each[0]) if isinstance(each, tuple) else bytes(each) for each in answer]
