"""A key that is made once and kept beside the data, readable by its owner only."""

import os
import secrets
from pathlib import Path


def kept_in(file: Path) -> str:
    """Return the key in `file`, made (64 random bytes) at the first call.

    Two processes asking for the first time get the same key: the second finds the first's file.
    """
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(secrets.token_urlsafe(64))
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(draft, file)  # fails when the other process was first: then its key counts
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_text().strip()
