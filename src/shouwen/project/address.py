"""Where the database is: addresses as text, and as the parts Django wants."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlsplit

#: The owner of the embedded cluster and of its one database.
NAME = "shouwen"
#: The account pages and chores use there: it makes no tables (see :mod:`.rights`).
WORKER = "shouwen_work"
_LONGEST_SOCKET = 107  # bytes, the kernel's limit for the path of a Unix socket
_SOCKET_FILE = ".s.PGSQL.5432"


def home(data: Path) -> Path:
    """Return the folder of the embedded cluster that belongs to the data folder.

    It lies inside, unless the account the server runs under cannot get there; then a note in
    the data folder says where it is.
    """
    note = elsewhere(data)
    return Path(note.read_text().strip()) if note.is_file() else data / "postgres"


def elsewhere(data: Path) -> Path:
    """Return the file that names the cluster's folder when it is not in the data folder."""
    return data / "postgres.elsewhere"


def short(folder: Path) -> str:
    """Return twelve characters that stand for this folder and no other."""
    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]


def socket_folder(home: Path) -> Path:
    """Return the folder of the server's socket: in its home, or in /tmp when that is too long."""
    folder = home / "socket"
    if len(os.fsencode(folder / _SOCKET_FILE)) <= _LONGEST_SOCKET:
        return folder
    return Path("/tmp") / f"shouwen-{short(home)}"  # noqa: S108 -- made 0700 and checked


def socket_file(home: Path) -> Path:
    """Return the socket the server listens on."""
    return socket_folder(home) / _SOCKET_FILE


def url(home: Path, database: str = NAME, *, account: str = NAME) -> str:
    """Return the address of a database in the embedded cluster."""
    return f"postgresql://{account}@/{database}?host={quote(str(socket_folder(home)), safe='')}"


def embedded(data: Path) -> str:
    """Return the address the embedded server of this data folder has when it is up."""
    return url(home(data))


@dataclass(frozen=True, slots=True)
class Parts:
    """An address taken apart. `host` may be the folder of a socket; empty means the default."""

    name: str
    user: str
    password: str
    host: str
    port: str
    options: dict[str, str]

    def as_django(self) -> dict[str, str]:
        """Return what Django's ``DATABASES`` wants, without the options."""
        return {
            "NAME": self.name,
            "USER": self.user,
            "PASSWORD": self.password,
            "HOST": self.host,
            "PORT": self.port,
        }


def parts(address: str) -> Parts:
    """Return the parts of a database's address.

    >>> parts("postgresql://clerk:a%2Fb@db.example:6432/cases?sslmode=require").password
    'a/b'
    """
    split = urlsplit(address)
    options = dict(parse_qsl(split.query))
    return Parts(
        name=unquote(split.path.lstrip("/")) or NAME,
        user=unquote(split.username or "") or options.pop("user", ""),
        password=unquote(split.password or "") or options.pop("password", ""),
        host=options.pop("host", "") or split.hostname or "",
        port=options.pop("port", "") or str(split.port or ""),
        options=options,
    )
