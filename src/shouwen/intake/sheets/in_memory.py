"""A sheet that was handed in, as a file programs can open that lies on no disk."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def in_memory(name: str, content: bytes) -> Iterator[Path]:
    """Give `content` as a file called `name`, for as long as it is read.

    Its bytes are in memory; on the disk is a link to them that leads nowhere afterwards. Where the
    system has no such files (it is no Linux), it lies in a folder of this account's own.

    :param name: as handed in; what is wrong with a sheet is told by it
    """
    plain = (
        Path(name.replace("\\", "/")).name.encode(errors="replace")[:200].decode(errors="ignore")
    )
    plain = plain if plain.strip(".") else "sheet"
    with tempfile.TemporaryDirectory(prefix="shouwen-sheet-") as folder:
        place = Path(folder) / plain
        if not hasattr(os, "memfd_create"):
            place.write_bytes(content)
            yield place
            return
        with open(os.memfd_create("sheet"), "w+b") as file:
            file.write(content)
            file.flush()
            place.symlink_to(f"/proc/{os.getpid()}/fd/{file.fileno()}")
            yield place
