"""The ring of keys: the newest locks, every one opens.

The ring is a JSON file, ``{"keys": [{"id": …, "key": base64 of 32 bytes}, …]}`` with the newest
first, readable by its owner only. It is made when the first particular is kept, and never again:
a ring that has gone missing while there is something to open is an error, not a reason to begin
anew. Back it up apart from the database; without it, what is kept is lost.
"""

import base64
import json
import os
import secrets
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from hmac import digest
from pathlib import Path
from threading import Lock
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import connection, transaction

from shouwen.vault.errors import KeyMissing

_NONCE: Final = 12
_lock = Lock()
_rings: dict[Path, "Ring"] = {}


@dataclass(frozen=True, slots=True)
class Key:
    """One key: AES-256-GCM for contents, and a derived one for fingerprints."""

    id: str
    cipher: AESGCM
    index: bytes

    @classmethod
    def of(cls, id_: str, secret: bytes) -> "Key":
        """Return the key made of 32 secret bytes."""
        index = HKDF(SHA256(), 32, None, b"shouwen.vault.index").derive(secret)
        return cls(id_, AESGCM(secret), index)


@dataclass(frozen=True, slots=True)
class Ring:
    """The keys in use, newest first; `changed` says which state of the file they are."""

    keys: tuple[Key, ...]
    changed: int = 0

    @property
    def newest(self) -> Key:
        """The key that locks."""
        return self.keys[0]

    def lock(self, ref: str, content: bytes) -> bytes:
        """Return `content` sealed for `ref` with the newest key; it opens for no other ref."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self.newest.cipher.encrypt(nonce, content, ref.encode())

    def fingerprint(self, kind: str, text: str) -> bytes:
        """Return the newest key's fingerprint of a comparable text."""
        return _fingerprint(self.newest, kind, text)

    def fingerprints(self, kind: str, text: str) -> list[bytes]:
        """Return what the text's fingerprint may be, whichever key made it."""
        return [_fingerprint(key, kind, text) for key in self.keys]

    def name_tokens(self, pairs: Iterable[str]) -> list[int]:
        """Return the newest key's tokens of the pairs of letters a name consists of."""
        return [_token(self.newest, pair) for pair in pairs]

    def name_tokens_by_key(self, pairs: Sequence[str]) -> list[list[int]]:
        """Return what the tokens may be, for each key that may have made them."""
        return [[_token(key, pair) for pair in pairs] for key in self.keys]


def ring() -> Ring:
    """Return the ring, making it (and its file) before the first particular is kept.

    A ring another process has turned since is read again, so that nothing more is locked with a key
    that is to go.

    :raises KeyMissing: if there is something to open and no ring, or the file is no ring
    """
    file = _file()
    with _lock:
        found = _rings.get(file)
        changed = _changed(file)
        if found is None or changed not in (0, found.changed):
            if not changed:
                _begin(file)
            found = _rings[file] = _read(file)
    return found


def unlock(key_id: str, ref: str, sealed: bytes) -> bytes:
    """Return what was sealed for `ref`.

    :raises KeyMissing: if the ring lacks the key, or the contents were changed or swapped
    """
    for current in (ring(), None):
        # Another process may have turned the ring since we read it: look once more.
        keys = (current or _reread()).keys
        key = next((key for key in keys if key.id == key_id), None)
        if key is not None:
            try:
                return key.cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], ref.encode())
            except InvalidTag:
                raise KeyMissing(
                    f"{ref} 的内容与存入时不同，或密钥不对",
                    f"the contents of {ref} were changed, or the key is not the one",
                ) from None
    raise KeyMissing(f"缺少密钥 {key_id}，打不开 {ref}", f"key {key_id} of {ref} is missing")


def newest_key() -> str:
    """Return the id of the key that locks what comes."""
    return ring().newest.id


def add_key() -> str:
    """Put a new key first on the ring and return its id; the old ones still open."""
    ring()
    file = _file()
    with _lock, transaction.atomic(), connection.cursor() as cursor:
        # Of two processes turning the ring at once, the second must see the first's key.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('shouwen.vault.ring'))")
        told = json.loads(file.read_text())
        new = _new_key()
        told["keys"].insert(0, new)
        draft = _draft(file, told)
        draft.replace(file)
        _rings[file] = _read(file)
    return new["id"]


def _fingerprint(key: Key, kind: str, text: str) -> bytes:
    return digest(key.index, f"{kind}\0{text}".encode(), "sha256")


def _token(key: Key, pair: str) -> int:
    """Return eight bytes of the fingerprint, as a number the database can hold in an array."""
    return int.from_bytes(_fingerprint(key, "name-pair", pair)[:8], "big", signed=True)


def _file() -> Path:
    return settings.VAULT_KEY_FILE or settings.DATA_FOLDER / "keys" / "vault.json"


def _begin(file: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM vault_item WHERE ciphertext IS NOT NULL)")
        if cursor.fetchone()[0]:
            raise KeyMissing(f"找不到密钥文件 {file}", f"the key file {file} is gone")
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = _draft(file, {"keys": [_new_key()]})
    with suppress(FileExistsError):  # another process was first: then its ring counts
        os.link(draft, file)
    draft.unlink()


def _draft(file: Path, told: object) -> Path:
    draft = file.with_name(f".{file.name}.{secrets.token_hex(6)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as out:
        json.dump(told, out, indent=1)
        out.flush()
        os.fsync(out.fileno())
    return draft


def _new_key() -> dict[str, str]:
    secret = secrets.token_bytes(32)
    return {"id": sha256(secret).hexdigest()[:12], "key": base64.b64encode(secret).decode()}


def _read(file: Path) -> Ring:
    changed = _changed(file)  # before it is read: a change in between is noticed next time
    try:
        told = json.loads(file.read_text())
        keys = tuple(
            Key.of(item["id"], base64.b64decode(item["key"], validate=True))
            for item in told["keys"]
        )
        if not keys:
            raise ValueError("no key")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KeyMissing(f"密钥文件 {file} 读不出来", f"{file} is no ring of keys") from error
    return Ring(keys, changed)


def _changed(file: Path) -> int:
    """Return what tells one state of the file from another; 0 if there is none."""
    try:
        return file.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def _reread() -> Ring:
    file = _file()
    with _lock:
        _rings[file] = _read(file)
        return _rings[file]
