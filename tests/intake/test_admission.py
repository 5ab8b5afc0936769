"""What may come in is told by content: kinds, names, bombs, macros, places, the scanner."""

import io
import socket
import zipfile
import zlib
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

import pytest
from PIL import Image

from shouwen.intake import Admitted, Refused, admit, admit_all
from shouwen.intake.admission import KINDS, Limits, packages, safe_name
from shouwen.intake.admission import kinds as kinds_module
from shouwen.intake.admission.packages import zip_fault, zip_kind
from shouwen.vocabulary import OFFICE_ZONE
from tests.intake.clamd import EICAR, clamd

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=OFFICE_ZONE)
ALL = Limits(frozenset(KINDS), 20 * 2**20, 60 * 2**20)


def picture(form="JPEG", size=(640, 480), **notes):
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, form, **notes)
    return out.getvalue()


def located_photo(form="JPEG"):
    notes = Image.Exif()
    notes[0x0112] = 6
    notes[0x010F] = "Camera"
    notes.get_ifd(0x8825)[2] = (31.0, 12.0, 30.5)
    return picture(form, exif=notes.tobytes())


def hidden(objects):
    """Return a stream of objects, packed, as programs write them since PDF 1.5."""
    return b"<</Type/ObjStm/N 1>>stream\n" + zlib.compress(objects) + b"\nendstream endobj"


def related(target, what="attachedTemplate"):
    return (
        '<Relationships><Relationship Id="r" TargetMode="External" Type="http://schemas.'
        f'openxmlformats.org/officeDocument/2006/relationships/{what}" Target="{target}"/>'
        "</Relationships>"
    )


def office(rels):
    more = {"word/_rels/settings.xml.rels": rels}
    return package("[Content_Types].xml", "word/document.xml", **more)


def package(*names, **contents):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(name, "x")
        for name, content in contents.items():
            made.writestr(name, content)
    return out.getvalue()


def answer(name, content, **limits):
    return admit(name, content, now=NOW, limits=replace(ALL, **limits))


def carrying(content, at="word/embeddings/oleObject1.bin"):
    return package("[Content_Types].xml", "word/document.xml", **{at: content})


def ole(*streams):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "".join(streams).encode("utf-16-le")


def fields(text):
    return package("[Content_Types].xml", **{"word/document.xml": text})


PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.jpg", picture(), "jpg"),
        ("liar.txt", picture("PNG"), "png"),
        ("a.webp", picture("WEBP"), "webp"),
        ("a.gif", picture("GIF"), "gif"),
        ("a.tiff", picture("TIFF"), "tif"),
        ("a.bmp", picture("BMP"), "bmp"),
        ("a", PDF, "pdf"),
        ("a.zip", package("[Content_Types].xml", "word/document.xml"), "docx"),
        ("a.xlsx", package("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        ("a.pptx", package("[Content_Types].xml", "ppt/presentation.xml"), "pptx"),
        ("a.ofd", package("OFD.xml"), "ofd"),
        ("a.odt", package(mimetype="application/vnd.oasis.opendocument.text"), "odt"),
        ("a.zip", package("letter.txt"), "zip"),
        ("投诉.txt", "扣了两次费".encode("gb18030"), "txt"),
        ("投诉", "扣了两次费".encode(), "txt"),
        ("b.csv", "日期,金额\n".encode("utf-16"), "csv"),
        ("m.eml", b"Received: x\r\nFrom: a@b.cn\r\n\r\nhi", "eml"),
        ("a.amr", b"#!AMR\n" + bytes(40), "amr"),
        ("a.mp3", b"ID3\x03" + bytes(200), "mp3"),
    ],
)
def test_the_kind_is_told_by_content(name, content, kind):
    given = answer(name, content)
    assert isinstance(given, Admitted), given
    assert given.kind == kind
    assert given.name.rpartition(".")[2] in KINDS[kind].ends
    assert given.digest == sha256(given.content).hexdigest()
    assert given.size == len(content)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("账单.pdf", b"MZ\x90\0" + bytes(100), "program"),
        ("a.jpg", b"\x7fELF" + bytes(100), "program"),
        ("a.txt", b"#!/bin/sh\nrm -rf /", "program"),
        ("a.js", b"alert(1)", "program"),
        ("说明.bat", b"del *", "program"),
        ("a.docx", package("META-INF/MANIFEST.MF"), "program"),
        ("a.txt", b"<?php system($_GET[0]); ?>", "program"),
        ("a.html", b"<p>hello", "kind"),
        ("a.txt", b"  <!DOCTYPE html><html><script>1</script>", "kind"),
        ("a.png", b'<?xml version="1.0"?><svg xmlns="x" onload="alert(1)"/>', "kind"),
        ("a.docx", package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
         "macro"),
        ("a.pdf", PDF.replace(b"<<>>endobj", b"<</S/JavaScript/JS(1)>>endobj"), "macro"),
        ("a.pdf", PDF.replace(b"<<>>endobj", b"<</S/Java#53cript/J#53(1)>>endobj"), "macro"),
        ("a.pdf", PDF.replace(b"<<>>endobj", hidden(b"<</S/JavaScript/JS(1)>>")), "macro"),
        ("a.pdf", PDF.replace(b"<<>>endobj", hidden(b"<</S/#4caunch>>")), "macro"),
        ("a.pdf", PDF.replace(b"<<>>endobj", hidden(bytes(40 * 2**20))), "bomb"),
        ("a.docx", office(rels=related("https://evil.example/x.dotm")), "macro"),
        ("a.docx", office(rels=related("file://server/x.dotm")), "macro"),
        ("a.docx", office(rels=related(r"\\server\x.dotm")), "macro"),
        ("a.xlsx", package("[Content_Types].xml", **{"xl/a.xml": '<!DOCTYPE x [<!ENTITY a "b">]>'}),
         "damaged"),
        ("a.zip", package(*(f"{n:0250}" for n in range(6_000))), "bomb"),
        ("a.pdf", PDF.replace(b"trailer<<>>", b"trailer<</Encrypt 3 0 R>>"), "locked"),
        ("a.pdf", PDF[:-8], "damaged"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument_VBA_PROJECT"
         .encode("utf-16-le"), "macro"),
        ("a.pdf", PDF.replace(b"<<>>endobj", b"<</XFA 9 0 R>>endobj"), "macro"),
        ("a.pdf", PDF.replace(b"<<>>endobj", b"<</Filter/ASCIIHexDecode/Type/ObjStm>>stream\n3C"),
         "macro"),
        ("a.pdf", PDF.replace(b"<<>>", b"<</Type/Obj#53tm>>stream\n" + zlib.compress(b"/Launch")),
         "macro"),
        ("a.docx", carrying(ole("Ole10Native")), "embedded"),
        ("a.docx", carrying(ole("Equation Native")), "embedded"),
        ("a.docx", carrying(b"MZ" + bytes(60)), "embedded"),
        ("a.docx", carrying(package("a.exe")), "embedded"),
        ("a.docx", carrying(ole("Workbook", "_VBA_PROJECT")), "macro"),
        ("a.docx", carrying(package("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"),
                            "word/embeddings/Sheet1.xlsx"), "macro"),
        ("a.docx", carrying(carrying(carrying(office("")))), "embedded"),
        ("a.docx", fields("<w:instrText>DDE</w:instrText><w:instrText>AUTO c:\\x</w:instrText>"),
         "macro"),
        ("a.xlsx", package("[Content_Types].xml", "xl/workbook.xml",
                           **{"xl/externalLinks/externalLink1.xml": '<ddeLink ddeService="cmd"/>'}),
         "macro"),
        ("a.doc", ole("WordDocument", "ObjectPool", "\x01Ole10Native"), "embedded"),
        ("a.rtf", rb"{\rtf1 {\object\objemb{\*\objdata 0105}}}", "embedded"),
        ("a.rtf", rb"{\rtf1 {\*\template http://evil.example/x}}", "embedded"),
        ("a.jpg", picture() + package("x.class"), "hidden"),
        ("a.jpg", picture() + b"MZ" + bytes(100), "hidden"),
        ("a.png", picture("PNG") + b"\r\n<script>alert(1)</script>", "hidden"),
        ("a.gif", picture("GIF") + b"<?php 1; ?>", "hidden"),
        ("a.webp", picture("WEBP") + PDF, "hidden"),
        ("a.bmp", picture("BMP") + b"Rar!\x1a\x07", "hidden"),
        ("a.jpg", picture(comment=b"%PDF-1.4 1 0 obj"), "hidden"),
        ("a.mp3", b"ID3\x03" + bytes(200) + package("x.class"), "hidden"),
        ("a.pdf", PDF + package("x.class") + b"\n%%EOF\n", "hidden"),
        ("a.zip", package("letter.txt", "照片/invoice.pdf.js"), "programs"),
        ("a.jpg", picture()[:300], "damaged"),
        ("a.zip", package(bomb=b"\0" * (60 * 2**20)), "bomb"),
        ("a.bin", bytes(range(256)), "kind"),
        ("a.txt", b"", "empty"),
    ],
)  # fmt: skip
def test_what_runs_hides_or_breaks_is_refused_with_a_sentence(name, content, code):
    given = answer(name, content)
    assert isinstance(given, Refused), given
    assert given.code == code
    assert given.say("zh")
    assert given.say("en") != given.say("zh")


def test_what_only_looks_like_it_comes_in():
    scan = b"<<>>stream\n" + b"\x01/JS \x02/Open" * 50 + b"endstream endobj"
    assert isinstance(answer("a.pdf", PDF.replace(b"<<>>endobj", scan)), Admitted)
    assert isinstance(answer("a.pdf", PDF.replace(b"<<>>endobj", hidden(b"<<>>"))), Admitted)
    own = related("file:///C:/Users/chen/AppData/Roaming/Microsoft/Templates/Normal.dotm")
    assert isinstance(answer("a.docx", office(rels=own)), Admitted)
    sheet = package("[Content_Types].xml", "xl/workbook.xml")
    assert isinstance(answer("a.docx", carrying(sheet)), Admitted)
    assert isinstance(answer("a.docx", carrying(ole("Workbook"))), Admitted)
    assert isinstance(answer("a.docx", fields("<w:t>the DDE of the bank</w:t>")), Admitted)
    assert isinstance(answer("a.rtf", rb"{\rtf1 {\*\template C:\\Normal.dotm} hello}"), Admitted)
    # Telephones put a second picture or a short film behind a photo.
    for behind in (picture(), b"\0\0\0\x18ftypmp42" + bytes(80), b"SEFT" + bytes(9)):
        assert isinstance(answer("a.jpg", picture() + behind), Admitted)
    link = related("https://example.cn/", "hyperlink")
    assert isinstance(answer("a.docx", office(rels=link)), Admitted)


@pytest.mark.parametrize("stored", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_package_broken_at_any_byte_is_answered_and_never_thrown_over(stored):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", stored) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    sound, faults = out.getvalue(), set()
    for place in range(len(sound)):
        for value in (0, 0x7F, 0xFF, sound[place] ^ 1):
            broken = sound[:place] + bytes([value]) + sound[place + 1 :]
            assert zip_kind(broken) in ("odt", "zip")
            faults.add(zip_fault(broken))
        assert zip_fault(sound[:place]) == "damaged"
    assert faults == {"", "damaged", "bomb", "locked"}


def test_a_pdf_of_countless_streams_is_not_gone_through(monkeypatch):
    monkeypatch.setattr(packages, "_MOST_STREAMS", 3)
    many = PDF.replace(b"<<>>", b"/ObjStm stream\n" * 4, 1)
    assert answer("a.pdf", many).code == "bomb"
    monkeypatch.setattr(packages, "_MOST_STREAMS", 4)
    assert isinstance(answer("a.pdf", many), Admitted)


def test_a_page_is_taken_in_under_no_setting():
    assert {"html", "svg", "xml"} <= kinds_module.NEVER
    assert answer("a.svg", b"<svg/>").code == "kind"


def test_a_kind_the_installation_does_not_take_is_refused_and_the_sentence_says_which_it_takes():
    given = answer("a.zip", package("x"), kinds=frozenset({"pdf", "jpg"}))
    assert given.code == "kind"
    assert given.text.partition("可以传：")[2] == "jpg、pdf"


def test_sizes_of_one_and_of_all_together():
    assert answer("a.txt", b"x" * 11, one=10).code == "too_large"
    limits = Limits(frozenset(KINDS), 100, 150, most=3)
    for files in ([("a.txt", b"x" * 90), ("b.txt", b"y" * 90)],
                  [(f"{n}.txt", b"x") for n in range(4)]):  # fmt: skip
        admitted, refused = admit_all(files, now=NOW, limits=limits)
        assert not admitted
        assert [each.code for each in refused] == ["too_much"]


def test_the_same_content_twice_comes_in_once_and_one_refusal_keeps_no_other_out():
    admitted, refused = admit_all(
        [("a.txt", b"once"), ("b.txt", b"once"), ("c.exe", b"MZ"), ("d.txt", b"other")],
        now=NOW, limits=ALL,
    )  # fmt: skip
    assert [each.name for each in admitted] == ["a.txt", "d.txt"]
    assert [each.code for each in refused] == ["program"]


@pytest.mark.parametrize(
    ("given", "kind", "safe"),
    [
        ("../../etc/passwd", "txt", "passwd.txt"),
        ("C:\\Users\\陈\\账单.pdf", "pdf", "账单.pdf"),
        ("账单\u202efdp.exe", "pdf", "账单fdp.pdf"),
        ("a.exe.jpg", "jpg", "a.jpg"),
        ("a.exe.我的.jpg", "jpg", "a_exe.我的.jpg") ,
        ("photo.jpg.exe", "jpg", "photo.jpg"),
        ("a\0b\r\n.txt", "txt", "ab.txt"),
        ("...", "pdf", "未命名.pdf"),
        ("", "png", "未命名.png"),
        ("con.txt", "txt", "_con.txt"),
        ("报告 v1.2.docx", "docx", "报告 v1.2.docx"),
        ('a"<b>|?.txt', "txt", "a__b___.txt"),
        ("x" * 300 + ".jpeg", "jpg", "x" * 95 + ".jpeg"),
        ("扫描.PDF", "pdf", "扫描.pdf"),
    ],
)  # fmt: skip
def test_names_lead_nowhere(given, kind, safe):
    assert safe_name(given, KINDS[kind]) == safe


def test_a_picture_that_would_unpack_to_billions_is_refused_before_it_does():
    tiny = picture("PNG", (8, 8))
    claims = tiny[:16] + (60_000).to_bytes(4, "big") * 2 + tiny[24:]
    assert answer("a.png", claims).code in ("bomb", "damaged")
    assert answer("a.png", picture("PNG", (1000, 1000)), pixels=10_000).code == "bomb"


def test_a_thumbnail_is_small_upright_and_says_nothing_of_the_place():
    given = answer("a.jpg", located_photo())
    small = Image.open(io.BytesIO(given.thumbnail))
    assert small.size == (270, 360)  # held upright
    assert not small.getexif()
    assert given.content == located_photo()  # the original is evidence and stays as it came


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_the_place_can_be_taken_out_of_the_original_without_touching_a_pixel(form):
    original = located_photo(form)
    given = answer("a.jpg", original, strip_location=True)
    assert isinstance(given, Admitted)
    after = Image.open(io.BytesIO(given.content))
    assert not after.getexif().get_ifd(0x8825)
    assert 0x010F not in after.getexif()
    assert after.tobytes() == Image.open(io.BytesIO(original)).tobytes()
    assert given.received == sha256(original).hexdigest() != given.digest


def test_a_scanner_is_asked_about_every_file_and_believed():
    with clamd() as (address, seen):
        clean = answer("a.txt", b"nothing in it", scanner=address)
        found = answer("b.txt", b"see: " + EICAR, scanner=address)
    assert clean.scanned is True
    assert found.code == "infected"
    assert "EICAR" in found.text
    assert seen == [b"nothing in it", b"see: " + EICAR]


def test_without_an_answer_a_file_waits_or_is_refused_and_never_counts_as_clean():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening: nobody answers
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        assert answer("a.txt", b"x", scanner=address).scanned is False
        assert answer("a.txt", b"x", scanner=address, away="refuse").code == "unscanned"
    with clamd(most=3) as (address, _):
        assert answer("a.txt", b"too long for it", scanner=address).scanned is False
    assert answer("a.txt", b"x").scanned is None
