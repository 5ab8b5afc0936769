"""S/MIME: what is only signed is read, what is encrypted is said, what is neither is kept."""

from base64 import encodebytes
from datetime import UTC, datetime
from email.mime.image import MIMEImage
from struct import pack

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options, PKCS7SignatureBuilder

from shouwen.intake.mail import smime
from shouwen.intake.mail.message import parse
from tests.intake.mail.raw import message

WORDS = "利息算错了。"
INNER = f"Content-Type: text/plain; charset=utf-8\r\n\r\n{WORDS}".encode()
SIGNED, SM2 = "06092a864886f70d010702", "060a2a811ccf550601040202"


def signed(inner):
    """Sign as a mail programme does, definite lengths and a certificate included."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "zhang")])
    day = datetime(2025, 4, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).serial_number(1)
    certificate = (
        builder.public_key(key.public_key())
        .not_valid_before(day)
        .not_valid_after(day.replace(year=2035))
        .sign(key, SHA256())
    )
    made = PKCS7SignatureBuilder().set_data(inner).add_signer(certificate, key, SHA256())
    return made.sign(Encoding.DER, [PKCS7Options.Binary])


def streamed(*pieces, what=SIGNED):
    """Put pieces together as programmes do that do not know the length beforehand."""
    end = b"\0\0"
    data = b"".join(b"\x04\x82" + pack(">H", len(each)) + each for each in pieces)
    return (
        b"\x30\x80" + bytes.fromhex(what) + b"\xa0\x80\x30\x80\x02\x01\x01\x31\x00\x30\x80"
        + bytes.fromhex("06092a864886f70d010701") + b"\xa0\x80\x24\x80" + data + end * 3
        + b"\x31\x00" + end * 3
    )  # fmt: skip


def winmail(name, content):
    def attribute(id_, data):
        return b"\x02" + pack("<LL", id_, len(data)) + data + pack("<H", sum(data) & 0xFFFF)

    return (
        b"\x78\x9f\x3e\x22\x01\x00" + attribute(0x69002, bytes(14))
        + attribute(0x18010, name.encode() + b"\0") + attribute(0x6800F, content)
    )  # fmt: skip


def wrapped(content, type_="application/pkcs7-mime; name=smime.p7m"):
    return parse(message(encodebytes(content), "Content-Transfer-Encoding: base64", content=type_))


def armoured(content):
    return b"-----BEGIN PKCS7-----\n" + encodebytes(content) + b"-----END PKCS7-----\n"


@pytest.mark.parametrize(
    ("content", "type_"),
    [
        (signed(INNER), "application/pkcs7-mime; smime-type=signed-data; name=smime.p7m"),
        (streamed(INNER[:20], INNER[20:]), "application/x-pkcs7-mime; name=smime.p7m"),
        (streamed(INNER, what=SM2), "application/octet-stream; name=smime.p7m"),
        (armoured(signed(INNER)), "application/pkcs7-mime; name=smime.p7m"),
        (signed(INNER), "application/pkcs7-mime"),
        (winmail("smime.p7m", streamed(INNER)), "application/ms-tnef; name=winmail.dat"),
        (winmail("smime.p7m", b'Content-Type: multipart/signed; boundary="b"\r\n\r\n--b\r\n'
                 + INNER + b"\r\n--b--"), "application/ms-tnef; name=winmail.dat"),
    ],
    ids=["whole", "in pieces", "SM2", "armoured", "nameless", "in winmail", "clear in winmail"],
)  # fmt: skip
def test_what_is_only_signed_is_read_and_the_signature_kept(content, type_):
    found = wrapped(content, type_)
    assert found.text == WORDS
    assert found.attachments[0].name.endswith(".p7m")
    assert any("not verified" in each for each in found.problems)
    assert not any("encrypted" in each for each in found.problems)


def test_parts_within_a_signature_are_opened_winmail_included():
    inner = b"Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\n" + winmail("a.txt", b"a")
    picture = MIMEImage(b"GIF89a", "gif", name="b.gif").as_bytes()
    for each, name in ((inner, "a.txt"), (picture, "b.gif")):
        assert wrapped(streamed(each)).attachments[-1].name == name


def test_signatures_in_one_another_end_somewhere():
    content = INNER
    for _ in range(40):
        content = (
            b"Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + encodebytes(streamed(content))
        )  # fmt: skip
        if len(content) > 60_000:
            break
    assert wrapped(streamed(content)).kind == "message"


@pytest.mark.parametrize(
    ("content", "type_", "said"),
    [
        (bytes.fromhex("3080 0609 2a864886f70d010703 a080"), "application/pkcs7-mime", "encrypted"),
        (bytes.fromhex("3080 060b 2a864886f70d0109100117"), "application/pkcs7-mime", "encrypted"),
        (bytes.fromhex("3080 060a 2a811ccf550601040203"), "application/octet-stream; name=a.p7m",
         "encrypted"),
        (bytes.fromhex("3080 060b 2a864886f70d0109100109"), "application/pkcs7-mime", "packed"),
        (b"no object at all", "application/pkcs7-mime; smime-type=enveloped-data", "encrypted"),
        (streamed(INNER)[:60], "application/pkcs7-mime", "cannot be opened"),
        (b"0\x80" * 3_000 + bytes.fromhex("06092a864886f70d010702"), "application/pkcs7-mime", ""),
        (streamed(), "application/pkcs7-mime; smime-type=certs-only; name=a.p7c", ""),
    ],
)  # fmt: skip
def test_what_is_not_read_is_kept_and_said(content, type_, said):
    found = wrapped(content, type_)
    assert (found.text, len(found.attachments)) == ("", 1)
    assert any(said in each for each in found.problems) if said else not found.problems


def test_an_object_of_countless_pieces_is_given_up(monkeypatch):
    monkeypatch.setattr(smime._Bounded, "left", 2_000)
    with pytest.raises(ValueError, match="too many pieces"):
        smime.signed_content(streamed(*[b""] * 5_000))
    assert smime.signed_content(streamed(*[b"x"] * 20)) == b"x" * 20
