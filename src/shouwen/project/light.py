"""Static files as they go over the wire: without what only people read, and several as one.

A style sheet may be a set: the sheets it imports are written into it, so that a browser asks once
and equal words of theirs are sent once. As it stands in the repository it works as well.
"""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

#: Strings, which stay; comments; the end of a line with the indentation of the next.
_PIECE: Final = re.compile(
    rb"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|/\*.*?\*/|\s*\n\s*""", re.DOTALL
)
_IMPORT: Final = re.compile(rb'^@import "([\w-]+\.css)";\n', re.MULTILINE)
#: Comments that have their lines to themselves; the indentation of a line. Not those behind code:
#: what looks like one may be part of a pattern or of an address.
_LINE: Final = re.compile(
    rb"^[ \t]*(?://[^\n]*\n|/\*(?:[^*]|\*(?!/))*\*/[ \t]*\n|\n)|^[ \t]+", re.MULTILINE
)
_OWN_SCRIPTS: Final = "web/js/"


def lighten(name: str, content: bytes, beside: Callable[[str], bytes] | None = None) -> bytes:
    r"""Return what is sent of a file: without comments and indentation, imports written out.

    Only that: libraries that go further lose blanks a selector needs (``.a :is(b)``). Of scripts
    only our own: a text of several lines between backquotes would not bear it, and ours have none.

    :param beside: gives the content of another file of the same folder

    >>> lighten("a.css", b"/* why */\n.a {\n  color: red;\n}\n")
    b'\n.a {\ncolor: red;\n}\n'
    >>> lighten("web/js/a.js", b"// why\nif (b) {\n  c(); // so\n}\n")
    b'if (b) {\nc(); // so\n}\n'
    >>> lighten("b.css", b'@import "a.css";\n', {"a.css": b".a {\n}\n"}.__getitem__)
    b'.a {\n}\n'
    """
    if ".min." in name:
        return content
    if _OWN_SCRIPTS in name and name.endswith(".js"):
        return _LINE.sub(b"", content)
    if not name.endswith(".css"):
        return content
    if beside is not None:
        content = _IMPORT.sub(lambda found: beside(found[1].decode()), content)
    return _PIECE.sub(lambda found: found[1] or (b"" if found[0][:2] == b"/*" else b"\n"), content)


class _Lightened:
    """A source of static files that come lighter."""

    def __init__(self, source: Storage) -> None:
        self.source = source

    def open(self, path: str) -> File:  # type: ignore[type-arg]
        """Return the file as it is sent."""

        def beside(name: str) -> bytes:
            return self._content(posixpath.join(posixpath.dirname(path), name))

        return ContentFile(lighten(path, self._content(path), beside), name=path)

    def _content(self, path: str) -> bytes:
        with self.source.open(path) as file:
            content: bytes = file.read()
            return content


class LightStorage(CompressedManifestStaticFilesStorage):
    """Hashed, lightened and compressed files; those without a hash stay as they were written."""

    def post_process(
        self, paths: Mapping[str, tuple[Storage, str]], *args: Any, **options: Any
    ) -> Iterator[Any]:
        """Yield what became of each file, as Django asks it."""
        lighter = {name: (_Lightened(storage), path) for name, (storage, path) in paths.items()}
        yield from super().post_process(lighter, *args, **options)
