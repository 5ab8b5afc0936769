"""Write the container old Office files are made of, to have a locked workbook to refuse."""

import struct

_SECTOR = 512
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound_file(streams: dict[str, bytes]) -> bytes:
    """Return a compound file of a few streams."""
    sectors: list[bytes] = []
    chain: list[int] = []

    def add(data: bytes) -> int:
        first, count = len(sectors), -(-len(data) // _SECTOR)
        for n in range(count):
            sectors.append(data[n * _SECTOR : (n + 1) * _SECTOR].ljust(_SECTOR, b"\0"))
            chain.append(first + n + 1 if n < count - 1 else _END)
        return first

    def entry(name: str, kind: int, start: int, size: int, right: int, child: int) -> bytes:
        text = (name + "\0").encode("utf-16-le")
        head = struct.pack("<HBB3I", len(text), kind, 1, _FREE, right, child)
        return text.ljust(64, b"\0") + head + bytes(36) + struct.pack("<IQ", start, size)

    placed = [(name, add(data.ljust(4096, b"\0"))) for name, data in streams.items()]
    folder = entry("Root Entry", 5, _END, 0, _FREE, 1)
    for n, (name, start) in enumerate(placed, start=1):
        right = n + 1 if n < len(placed) else _FREE
        folder += entry(name, 2, start, 4096, right, _FREE)
    folder_start = add(folder.ljust(_SECTOR, b"\0"))
    table_start = len(sectors)
    chain.append(_TABLE)
    sectors.append(struct.pack("<128I", *chain, *[_FREE] * (128 - len(chain))))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, 1, folder_start, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", table_start, *[_FREE] * 108)
    return header + b"".join(sectors)
