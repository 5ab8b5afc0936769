"""Static files as they go over the wire: style sheets without what only people read."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

#: Strings, which stay; comments; the end of a line with the indentation of the next.
_PIECE: Final = re.compile(
    rb"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|/\*.*?\*/|\s*\n\s*""", re.DOTALL
)


def lighten(name: str, content: bytes) -> bytes:
    r"""Return what is sent of a file: a style sheet without comments and indentation.

    Only that: libraries that go further lose blanks a selector needs (``.a :is(b)``).

    >>> lighten("a.css", b"/* why */\n.a {\n  color: red;\n}\n")
    b'\n.a {\ncolor: red;\n}\n'
    """
    if not name.endswith(".css") or ".min." in name:
        return content
    return _PIECE.sub(lambda found: found[1] or (b"" if found[0][:2] == b"/*" else b"\n"), content)


class _Lightened:
    """A source of static files whose style sheets come lighter."""

    def __init__(self, source: Storage) -> None:
        self.source = source

    def open(self, path: str) -> File:  # type: ignore[type-arg]
        """Return the file as it is sent."""
        with self.source.open(path) as file:
            return ContentFile(lighten(path, file.read()), name=path)


class LightStorage(CompressedManifestStaticFilesStorage):
    """Hashed, lightened and compressed files; those without a hash stay as they were written."""

    def post_process(
        self, paths: Mapping[str, tuple[Storage, str]], *args: Any, **options: Any
    ) -> Iterator[Any]:
        """Yield what became of each file, as Django asks it."""
        lighter = {name: (_Lightened(storage), path) for name, (storage, path) in paths.items()}
        yield from super().post_process(lighter, *args, **options)
