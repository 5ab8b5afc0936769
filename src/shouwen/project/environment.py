"""What the environment says, read once and checked.

A misspelt or impossible variable stops the start with its name: a server that quietly ignores
``SHOUWEN_HOST`` is worse than one that does not start.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from shouwen.vocabulary import ShouwenError

#: The folder of the source tree, when the product runs from one.
SOURCE_TREE = Path(__file__).resolve().parents[3]


class WrongEnvironment(ShouwenError):
    """An environment variable is unknown or cannot be understood."""


@dataclass(frozen=True, slots=True)
class Environment:
    """Everything the product takes from outside.

    :param database_url: ``postgresql://…`` of a server of your own, or empty for the embedded one
    :param data: folder for the embedded database, keys, collected static files
    :param hosts: host names the server answers to, beside this machine's own
    :param origin: where people reach the server, such as ``https://shouwen.bank.example``
    :param secret_key: signing key shared by several machines; kept in `data` when empty
    :param vault_key: file with the key of the vault; kept in `data` when absent
    :param postgres: folder with ``postgres`` and ``initdb`` to use instead of the supplied ones
    :param packs: an organisation's own folder of regulations, shared terms and knowledge
    :param threads: requests one worker process answers at the same time
    :param messages: file that says which providers messages go through
    :param clamav: ``host:port`` or socket of clamd, which then looks through every file
    :param clamav_away: ``wait`` or ``refuse``: files that come in while clamd does not answer
    :param file_kinds: kinds of files taken in
    :param file_most: megabytes of one file at most
    :param files_most: megabytes at most of all files handed in together
    :param representatives: people who may speak for a group, where a regulation gives no number
    :param photo_location: ``keep`` or ``strip`` where a photo was taken, in the original
    :param portal_telephone: the number complainants may call, shown on every page of the portal
    :param portal_hours: when somebody answers there, in words
    :param debug: show tracebacks in the browser; never for real complaints
    :param ldap: address of the organisation's directory, ``ldap://`` or ``ldaps://``; empty: none
    :param ldap_base: where in the directory logins are looked for
    :param ldap_bind: the name the directory is searched under; empty: nobody's
    :param ldap_password: file with that name's password
    :param ldap_filter: which entry a login is; ``{login}`` stands for what was typed
    :param ldap_starttls: switch TLS on after ``ldap://`` has connected
    :param ldap_ca: file with the certificates the directory's is checked by; the system's without
    :param oidc: address of the identity provider (its issuer); empty: none
    :param oidc_client: what the provider knows us as
    :param oidc_secret: file with the secret the provider gave us
    :param oidc_name: what the button says
    :param oidc_claim: which claim holds the login
    :param oidc_create: enter people the provider knows and we do not; they hold no post
    :param api_issuer: the identity provider whose bearer tokens the interface believes
    :param api_audience: the audience such tokens must be made for
    :param api_claim: the claim in them that names a login
    :param hook_networks: networks events may be delivered to though they are not public
    :param python: which Python the launcher uses (read by ``./shouwen`` only)
    """

    database_url: str
    data: Path
    hosts: tuple[str, ...]
    origin: str
    secret_key: str
    vault_key: Path | None
    postgres: Path | None
    packs: Path | None
    threads: int
    messages: Path | None
    clamav: str
    clamav_away: str
    file_kinds: tuple[str, ...]
    file_most: int
    files_most: int
    representatives: int
    photo_location: str
    portal_telephone: str
    portal_hours: str
    debug: bool
    ldap: str
    ldap_base: str
    ldap_bind: str
    ldap_password: Path | None
    ldap_filter: str
    ldap_starttls: bool
    ldap_ca: Path | None
    oidc: str
    oidc_client: str
    oidc_secret: Path | None
    oidc_name: str
    oidc_claim: str
    oidc_create: bool
    api_issuer: str
    api_audience: str
    api_claim: str
    hook_networks: tuple[str, ...]
    python: str

    @property
    def https(self) -> bool:
        """Whether people reach the server through https."""
        return self.origin.startswith("https://")

    @classmethod
    def read(cls, variables: Mapping[str, str] | None = None) -> "Environment":
        """Return the checked environment.

        :raises WrongEnvironment: naming the first variable that is unknown or wrong
        """
        given = os.environ if variables is None else variables
        known = {_name(field.name) for field in fields(cls)}
        for name in sorted(given):
            if name.startswith("SHOUWEN_") and name not in known:
                raise WrongEnvironment(
                    f"不认识的环境变量 {name}",
                    "可用的有：" + "、".join(sorted(known)),
                    f"{name} is not a known setting; known are {', '.join(sorted(known))}",
                )
        values = {
            field.name: _READERS[field.name](_name(field.name), given.get(_name(field.name), ""))
            for field in fields(cls)
        }
        return cls(**values)  # type: ignore[arg-type]


def _name(field: str) -> str:
    return "DATABASE_URL" if field == "database_url" else f"SHOUWEN_{field.upper()}"


def _wrong(name: str, value: str, chinese: str, english: str) -> WrongEnvironment:
    return WrongEnvironment(
        f"环境变量 {name} 的值“{value}”不对", chinese, f"{name}={value!r}: {english}"
    )


def _database_url(name: str, value: str) -> str:
    # A wrong URL may hold a password: the message names the variable, never the value.
    if value and urlsplit(value).scheme not in {"postgresql", "postgres"}:
        raise _wrong(
            name,
            "…",
            "请写 postgresql://用户:密码@主机:端口/库名",
            "write postgresql://user:password@host:port/name",
        )
    return value


def _text(name: str, value: str) -> str:
    return value.strip()


def _words(name: str, value: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in value.split(",") if word.strip())


def _folder(name: str, value: str) -> Path | None:
    if not value:
        return None
    folder = Path(value).expanduser().absolute()
    if not folder.is_dir():
        raise _wrong(name, value, "没有这个文件夹", "there is no such folder")
    return folder


def _file(name: str, value: str) -> Path | None:
    if not value:
        return None
    file = Path(value).expanduser().absolute()
    if not file.is_file():
        raise _wrong(name, value, "没有这个文件", "there is no such file")
    return file


def _data(name: str, value: str) -> Path:
    if value:
        return Path(value).expanduser().absolute()
    if (SOURCE_TREE / "pyproject.toml").is_file():
        return SOURCE_TREE / ".shouwen" / "data"
    home = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(home).expanduser().absolute() / "shouwen"


def _origin(name: str, value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.path):
        raise _wrong(
            name,
            value,
            "请写协议和主机，例如 https://shouwen.example.cn，末尾不带斜杠",
            "write scheme and host, such as https://shouwen.example.cn, without a path",
        )
    return value


def _count(usual: int, most: int) -> Callable[[str, str], int]:
    def read(name: str, value: str) -> int:
        if not value:
            return usual
        if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= most:
            raise _wrong(
                name, value, f"请写 1 到 {most} 的整数", f"write a whole number from 1 to {most}"
            )
        return int(value)

    return read


def _one_of(*words: str) -> Callable[[str, str], str]:
    """Return what reads one of these words; the first where nothing is said."""

    def read(name: str, value: str) -> str:
        if value and value not in words:
            raise _wrong(
                name, value, f"请写 {' 或 '.join(words)}", f"write one of {', '.join(words)}"
            )
        return value or words[0]

    return read


#: What a telephone number may be written with besides its digits.
_SPACED = str.maketrans("", "", " -+()")

#: What is taken in where nothing is said: what people send, and nothing that runs.
_USUAL_KINDS = (
    "jpg", "png", "gif", "webp", "bmp", "tif", "heic", "pdf", "docx", "xlsx", "pptx", "odt", "ods",
    "doc", "xls", "ppt", "ofd", "txt", "csv", "mp3", "wav", "amr", "m4a", "mp4", "mov", "3gp",
)  # fmt: skip
_OTHER_KINDS = ("zip", "rtf", "eml")


def _kinds(name: str, value: str) -> tuple[str, ...]:
    kinds = _words(name, value.lower()) or _USUAL_KINDS
    for kind in kinds:
        if kind not in (*_USUAL_KINDS, *_OTHER_KINDS):
            known = [*_USUAL_KINDS, *_OTHER_KINDS]
            raise _wrong(name, kind, f"可写：{'、'.join(known)}", f"not one of {', '.join(known)}")
    return kinds


def _scanner(name: str, value: str) -> str:
    value = value.strip()
    host, colon, port = value.rpartition(":")
    if value and not value.startswith("/") and not (host and colon and port.isdigit()):
        raise _wrong(
            name, value, "请写 主机:端口，或套接字的完整路径", "write host:port, or a socket's path"
        )
    return value


def _directory(name: str, value: str) -> str:
    if value and (urlsplit(value).scheme not in {"ldap", "ldaps"} or not urlsplit(value).hostname):
        raise _wrong(
            name, value, "请写 ldaps://主机，或 ldap://主机:端口",
            "write ldaps://host or ldap://host:port",
        )  # fmt: skip
    return value


def _issuer(name: str, value: str) -> str:
    if value and (urlsplit(value).scheme not in {"https", "http"} or not urlsplit(value).hostname):
        raise _wrong(
            name, value, "请写统一身份认证的地址，例如 https://id.example.cn",
            "write the issuer's address, such as https://id.example.cn",
        )  # fmt: skip
    return value.rstrip("/")


def _filter(name: str, value: str) -> str:
    value = value.strip() or "(uid={login})"
    if "{login}" not in value or not value.startswith("(") or not value.endswith(")"):
        raise _wrong(
            name, value, "请写带括号的过滤式，登录名处写 {login}，例如 (uid={login})",
            "write a filter in parentheses with {login} in it, such as (uid={login})",
        )  # fmt: skip
    return value


def _claim(name: str, value: str) -> str:
    return value.strip() or "preferred_username"


def _networks(name: str, value: str) -> tuple[str, ...]:
    words = _words(name, value)
    for word in words:
        try:
            ip_network(word, strict=False)
        except ValueError as error:
            raise _wrong(
                name,
                word,
                "请写网段，例如 10.1.0.0/16，多个用逗号隔开",
                "write networks such as 10.1.0.0/16, with commas between them",
            ) from error
    return words


def _dialled(name: str, value: str) -> str:
    value = value.strip()
    if value and not (value.translate(_SPACED).isdecimal() and value.isascii()):
        raise _wrong(
            name, value, "请写电话号码，例如 95580 或 0571-88001234", "write a telephone number"
        )
    return value


def _switch(name: str, value: str) -> bool:
    if value.lower() not in {"", "0", "1", "no", "yes", "false", "true"}:
        raise _wrong(name, value, "请写 1 或 0", "write 1 or 0")
    return value.lower() in {"1", "yes", "true"}


_READERS: dict[str, Callable[[str, str], object]] = {
    "database_url": _database_url,
    "data": _data,
    "hosts": _words,
    "origin": _origin,
    "secret_key": _text,
    "vault_key": _file,
    "postgres": _folder,
    "packs": _folder,
    "threads": _count(8, 64),
    "messages": _file,
    "clamav": _scanner,
    "clamav_away": _one_of("wait", "refuse"),
    "file_kinds": _kinds,
    "file_most": _count(20, 20),
    "files_most": _count(60, 200),
    "representatives": _count(5, 50),
    "photo_location": _one_of("keep", "strip"),
    "portal_telephone": _dialled,
    "portal_hours": _text,
    "debug": _switch,
    "ldap": _directory,
    "ldap_base": _text,
    "ldap_bind": _text,
    "ldap_password": _file,
    "ldap_filter": _filter,
    "ldap_starttls": _switch,
    "ldap_ca": _file,
    "oidc": _issuer,
    "oidc_client": _text,
    "oidc_secret": _file,
    "oidc_name": _text,
    "oidc_claim": _text,
    "oidc_create": _switch,
    "api_issuer": _issuer,
    "api_audience": _text,
    "api_claim": _claim,
    "hook_networks": _networks,
    "python": _text,
}
