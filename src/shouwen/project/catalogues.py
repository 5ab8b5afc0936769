"""Compile the translations, so that nobody needs GNU gettext and no binary is committed."""

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def compile_stale() -> list[Path]:
    """Compile each catalogue that is newer than its compiled form; return what was written."""
    written = []
    for source in sorted(_PACKAGE.glob("**/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        if not os.access(source.parent, os.W_OK):
            continue  # installed by somebody else, who compiled it when packaging
        _compile(source, target)
        written.append(target)
    return written


def _compile(source: Path, target: Path) -> None:
    # Imported late: it takes longer than everything else here, and is seldom needed.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as text:
        catalogue = read_po(text, locale=source.parent.parent.name, abort_invalid=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    with draft.open("wb") as out:
        write_mo(out, catalogue)
    draft.replace(target)
