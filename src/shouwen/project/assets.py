"""Collect and compress the static files into the data folder when they have changed."""

import hashlib
from pathlib import Path

_NOTE = ".collected"
#: Changes when files are prepared in another way, so that those there already are made anew.
_WAY = b"lightened, in sets"


def collect_stale() -> bool:
    """Collect when any source file is new, changed or gone; say whether that was so."""
    from django.conf import settings
    from django.core.management import call_command

    target = Path(settings.STATIC_ROOT)
    note = target / _NOTE
    wanted = _digest()
    if note.is_file() and note.read_text() == wanted:
        return False
    target.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    note.write_text(wanted)
    return True


def _digest() -> str:
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256(_WAY)
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda entry: entry[0]):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
