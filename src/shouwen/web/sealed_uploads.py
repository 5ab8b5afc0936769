"""Files on their way in never lie on a disk in the clear.

What is handed in stays in memory as long as it is little. The rest of a request goes to a file
without a name, block by block, each sealed under a key that lives in this process's memory only and
is gone with the request: a disk taken out, a crash or a backup of the temporary folder shows
nothing. Bytes above what an installation takes in are counted and thrown away.
"""

import io
from tempfile import TemporaryFile
from typing import IO, Any, Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from shouwen.intake.by_page.keeping import LARGEST

#: Bytes sealed at a time, and what the seal adds to each.
BLOCK: Final = 64 * 1024
_TAG: Final = 16
_NONCE: Final = 12


class Sealed(io.RawIOBase):
    """Bytes written once, then read any number of times.

    The key is this object's own, so that the number of a block serves as its nonce.
    """

    def __init__(self) -> None:
        self._cipher = AESGCM(AESGCM.generate_key(256))
        self._parts: list[bytes] = []  # blocks in memory, in front of those in the file
        self._last = bytearray()
        self._disk: IO[bytes] | None = None
        self._blocks = 0
        self._size = 0
        self._at = 0
        self._shown: tuple[int, bytes] = (-1, b"")

    def take(self, data: bytes, room: int) -> int:
        """Put `data` behind what is there and return how many bytes of memory that took.

        :param room: so many bytes may be held in memory, beside one unfinished block
        """
        self._size += len(data)
        self._last += data
        held = 0
        while len(self._last) >= BLOCK:
            block, self._last = bytes(self._last[:BLOCK]), self._last[BLOCK:]
            if self._disk is None and held + BLOCK <= room:
                self._parts.append(block)
                held += BLOCK
            else:
                self._spill(block)
            self._blocks += 1
        return held

    @property
    def in_memory(self) -> int:
        """How many bytes are held in the clear in memory."""
        return len(self._parts) * BLOCK + len(self._last)

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return where the next byte is read."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place and return it; places before the first byte are the first."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, into: Any) -> int:
        """Read as many bytes as there are in the current block and fit."""
        if self._at >= self._size:
            return 0
        block, start = divmod(self._at, BLOCK)
        piece = self._block(block)[start : start + len(into)]
        into[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def close(self) -> None:
        """Forget everything."""
        if self._disk is not None:
            self._disk.close()
        self._parts.clear()
        self._last, self._shown = bytearray(), (-1, b"")
        super().close()

    def _spill(self, block: bytes) -> None:
        if self._disk is None:
            self._disk = TemporaryFile(  # noqa: SIM115 - closed with this object
                dir=settings.FILE_UPLOAD_TEMP_DIR
            )
        self._disk.write(self._cipher.encrypt(_nonce(self._blocks), block, None))

    def _block(self, n: int) -> bytes:
        if n < len(self._parts):
            return self._parts[n]
        if n >= self._blocks:
            return bytes(self._last)
        if self._shown[0] != n:
            assert self._disk is not None  # noqa: S101 - a block behind memory is in the file
            self._disk.seek((n - len(self._parts)) * (BLOCK + _TAG))
            sealed = self._disk.read(BLOCK + _TAG)
            self._shown = (n, self._cipher.decrypt(_nonce(n), sealed, None))
        return self._shown[1]


class SealedUpload(UploadedFile):
    """A file as it was handed in. `size` counts what was thrown away, too."""

    def __init__(self, file: Sealed, name: str, size: int, *about: Any) -> None:
        content_type, charset, extra = about
        super().__init__(io.BufferedReader(file, BLOCK), name, content_type, size, charset, extra)


class SealedUploads(FileUploadHandler):
    """Takes every file of a request; together they hold no more memory than the settings say.

    No installation takes in a larger file than :data:`LARGEST`: of those above it the rest is not
    kept, and they are refused by their size.
    """

    chunk_size = BLOCK

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._room: int = settings.FILE_UPLOAD_MAX_MEMORY_SIZE
        self._left: int = max(settings.FILES_MOST, LARGEST) + LARGEST
        self._file: Sealed | None = None
        self._open: list[Sealed] = []
        self._kept = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin with the next file."""
        super().new_file(*args, **kwargs)
        self._file, self._kept = Sealed(), 0
        self._open.append(self._file)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep what comes in, one byte more than a file may have at most."""
        assert self._file is not None  # noqa: S101 - Django begins with new_file
        most = min(LARGEST + 1 - self._kept, self._left)
        data = raw_data[: max(0, most)]
        self._kept += len(data)
        self._left -= len(data)
        self._room -= self._file.take(data, self._room)

    def file_complete(self, file_size: int) -> SealedUpload | None:
        """Return the file that has come in."""
        assert self._file is not None  # noqa: S101 - Django begins with new_file
        about = (self.content_type, self.charset, self.content_type_extra)
        return SealedUpload(self._file, self.file_name or "", file_size, *about)

    def upload_interrupted(self) -> None:
        """Forget what came in of a request that broke off."""
        for each in self._open:
            each.close()


def _nonce(n: int) -> bytes:
    return n.to_bytes(_NONCE, "big")
