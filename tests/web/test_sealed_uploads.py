"""Files on their way in: nothing of them lies on a disk in the clear, whatever their size."""

import io
import random
from types import SimpleNamespace

import pytest
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParser

from shouwen.web import sealed_uploads
from shouwen.web.sealed_uploads import BLOCK, Sealed, SealedUploads

MARK = "投诉人陈俊 13812345627 ".encode()


@pytest.fixture
def on_disk(monkeypatch):
    """What was written to the disk, file by file; the files themselves are real."""
    made = []
    real = sealed_uploads.TemporaryFile

    def note(**words):
        file = real(**words)
        written = io.BytesIO()
        made.append(written)
        return SimpleNamespace(
            write=lambda data: (written.write(data), file.write(data)),
            seek=file.seek, read=file.read, close=file.close,
        )  # fmt: skip

    monkeypatch.setattr(sealed_uploads, "TemporaryFile", note)
    return made


def handed_in(files):
    """Return the files of a request as Django's parser hands them over."""
    body = b""
    for name, content in files:
        body += (
            b'--edge\r\nContent-Disposition: form-data; name="files"; filename="' + name.encode()
            + b'"\r\nContent-Type: image/png\r\n\r\n' + content + b"\r\n"
        )  # fmt: skip
    body += b"--edge--\r\n"
    meta = {"CONTENT_TYPE": "multipart/form-data; boundary=edge", "CONTENT_LENGTH": len(body)}
    handlers: list[FileUploadHandler] = [SealedUploads(HttpRequest())]
    _, got = MultiPartParser(meta, io.BytesIO(body), handlers, "utf-8").parse()
    return got.getlist("files")


def test_what_does_not_stay_in_memory_is_sealed_and_read_back_whole(on_disk, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 3 * BLOCK
    large = MARK * (8 * BLOCK // len(MARK)) + b"end"
    small = MARK * 10
    first, second, empty = handed_in([("a.txt", large), ("b.txt", small), ("c.txt", b"")])
    assert (first.size, second.size, empty.size) == (len(large), len(small), 0)
    assert first.read() == large
    first.seek(0)
    assert b"".join(first.chunks(10_000)) == large
    first.seek(5 * BLOCK - 7)
    assert first.read(20) == large[5 * BLOCK - 7 :][:20]
    first.seek(-3, io.SEEK_END)
    assert first.read() == b"end"
    assert second.read() == small
    assert empty.read() == b""
    (written,) = on_disk
    assert len(written.getvalue()) > 4 * BLOCK
    assert "陈俊".encode() not in written.getvalue()
    assert first.file.raw.in_memory <= 4 * BLOCK
    assert (first.name, first.content_type) == ("a.txt", "image/png")


def test_every_cut_of_the_stream_gives_the_same_bytes(on_disk):
    dice = random.Random(84)
    content = dice.randbytes(5 * BLOCK + 123)
    for _ in range(10):
        kept, at, room = Sealed(), 0, dice.choice([0, BLOCK, 2 * BLOCK, 99 * BLOCK])
        while at < len(content):
            step = dice.choice([1, 100, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK])
            room -= kept.take(content[at : at + step], room)
            at += step
        assert io.BufferedReader(kept, 1000).read() == content


def test_above_what_is_taken_in_bytes_are_counted_and_not_kept(on_disk, monkeypatch, settings):
    monkeypatch.setattr(sealed_uploads, "LARGEST", 2 * BLOCK)
    settings.FILES_MOST = 3 * BLOCK
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = BLOCK
    files = handed_in([(f"{n}", bytes(10 * BLOCK)) for n in range(4)])
    assert [each.size for each in files] == [10 * BLOCK] * 4
    kept = [len(each.read()) for each in files]
    assert kept[0] == 2 * BLOCK + 1
    assert sum(kept) <= 5 * BLOCK + 1


def test_one_block_opens_in_its_own_place_only():
    kept = Sealed()
    kept.take(bytes(3 * BLOCK), 0)
    disk = kept._disk
    disk.seek(0)
    first = disk.read(BLOCK + 16)
    disk.seek(BLOCK + 16)
    disk.write(first)
    kept.seek(BLOCK)
    with pytest.raises(Exception, match=r"^$"):  # InvalidTag says nothing
        kept.read(10)


def test_the_sites_handler_is_this_one_and_a_broken_upload_leaves_nothing(settings):
    assert settings.FILE_UPLOAD_HANDLERS == ["shouwen.web.sealed_uploads.SealedUploads"]
    handler = SealedUploads(HttpRequest())
    handler.new_file("f", "a", "image/png", 5, None, None)
    handler.receive_data_chunk(bytes(BLOCK), 0)
    handler.upload_interrupted()
    assert handler._file.closed
