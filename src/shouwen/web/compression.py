"""Pages as they go over the wire: Brotli for whoever reads it, gzip for everybody else.

Browsers read Brotli where the connection is https, and on this machine. A page of our own is a
tenth to a third smaller in it: words of a long page stand far apart, and gzip looks back no further
than 32 kB.
"""

import re
import secrets
from typing import Final

import brotli
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

#: As quick as gzip as Django uses it; one more costs half as much again for two per cent.
_QUALITY: Final = 5
_SHORTEST: Final = 200
_PADDING: Final = 100
#: "br", alone or among others, unless its weight is nought.
_READS: Final = re.compile(r"(?:^|[\s,])br\s*(?:;(?!\s*q=0(?:\.0*)?\s*(?:,|$))|,|$)", re.IGNORECASE)


class Compression(GZipMiddleware):
    """Compress what is sent, as short as the browser can read.

    Either way something of random length goes along, so that the length of a page tells nothing of
    a secret in it to whoever may put words of his own beside it (the attack known as BREACH).
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Return the answer, compressed where that makes it shorter."""
        if (
            response.streaming
            or response.has_header("Content-Encoding")
            or not response.headers.get("Content-Type", "").startswith("text/html")
            or not _READS.search(request.headers.get("Accept-Encoding", ""))
        ):
            return super().process_response(request, response)  # type: ignore[no-any-return, arg-type]
        content: bytes = response.content  # type: ignore[attr-defined]
        if len(content) < _SHORTEST:
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        response.content = compress(content)  # type: ignore[attr-defined]
        response.headers["Content-Length"] = str(len(response.content))  # type: ignore[attr-defined]
        response.headers["Content-Encoding"] = "br"
        return response


def compress(content: bytes) -> bytes:
    """Return the content in Brotli, with a block of metadata of random length, which readers skip.

    >>> brotli.decompress(compress(b"a page"))
    b'a page'
    """
    writer = brotli.Compressor(mode=brotli.MODE_TEXT, quality=_QUALITY)
    written = writer.process(content) + writer.flush()
    noise = secrets.token_bytes(1 + secrets.randbelow(_PADDING))
    return written + _skipped(noise) + writer.finish()


def _skipped(noise: bytes) -> bytes:
    """Return a block of metadata, RFC 7932 section 9.2: up to 256 bytes, from a whole byte on."""
    # From the lowest bit: not the last block (0), no data (11), reserved (0), its length in one
    # byte (01), that length less one, and two bits to fill the byte.
    head = 0b110 | 1 << 4 | (len(noise) - 1) << 6
    return head.to_bytes(2, "little") + noise
