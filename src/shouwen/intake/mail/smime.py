"""S/MIME that hides the text: taken out where it is only signed, said where it is encrypted.

Signatures are not verified here: that needs roots of trust which no installation has named.
"""

import io
from base64 import b64decode
from binascii import Error as Base64Error
from re import search
from typing import Final, Literal

from pyasn1.codec.ber import decoder
from pyasn1.error import PyAsn1Error
from pyasn1.type import namedtype, tag, univ

Wrapping = Literal["signed", "sealed", "packed", ""]

#: What the outermost object says it is: the identifiers of CMS (RFC 5652, 5083, 3274) and of
#: GM/T 0010, which the same structures carry in China.
_SAYS: Final[dict[bytes, Wrapping]] = {
    bytes.fromhex("2a864886f70d010702"): "signed",
    bytes.fromhex("2a811ccf550601040202"): "signed",
    bytes.fromhex("2a864886f70d010703"): "sealed",
    bytes.fromhex("2a864886f70d0109100117"): "sealed",
    bytes.fromhex("2a811ccf550601040203"): "sealed",
    bytes.fromhex("2a864886f70d0109100109"): "packed",
}
#: Reads of the stream one object may take: a message of 50 MB in the pieces programmes write needs
#: a tenth of them, one made of empty pieces would take hours.
_MOST_READS: Final = 1_000_000


def _in(number: int) -> tag.Tag:
    return tag.Tag(tag.tagClassContext, tag.tagFormatConstructed, number)


def _set(number: int | None = None) -> univ.SetOf:
    anything = univ.SetOf(componentType=univ.Any())
    return anything if number is None else anything.subtype(implicitTag=_in(number))


class _Encapsulated(univ.Sequence):  # type: ignore[misc]
    componentType = namedtype.NamedTypes(  # noqa: N815 - the library's name
        namedtype.NamedType("type", univ.ObjectIdentifier()),
        namedtype.OptionalNamedType("content", univ.OctetString().subtype(explicitTag=_in(0))),
    )


class _Signed(univ.Sequence):  # type: ignore[misc]
    componentType = namedtype.NamedTypes(  # noqa: N815
        namedtype.NamedType("version", univ.Integer()),
        namedtype.NamedType("digests", _set()),
        namedtype.NamedType("encapsulated", _Encapsulated()),
        namedtype.OptionalNamedType("certificates", _set(0)),
        namedtype.OptionalNamedType("revoked", _set(1)),
        namedtype.NamedType("signers", _set()),
    )


class _Outermost(univ.Sequence):  # type: ignore[misc]
    componentType = namedtype.NamedTypes(  # noqa: N815
        namedtype.NamedType("type", univ.ObjectIdentifier()),
        namedtype.NamedType("content", _Signed().subtype(explicitTag=_in(0))),
    )


class _Bounded(io.BytesIO):
    """Bytes that are read only so many times."""

    left = _MOST_READS

    def read(self, size: int | None = -1) -> bytes:
        self.left -= 1
        if self.left < 0:
            raise ValueError("too many pieces")
        return super().read(size)


def is_wrapped(type_: str, name: str) -> bool:
    """Say whether a part is S/MIME by its type, or by its name where the type says nothing."""
    if type_ in ("application/pkcs7-mime", "application/x-pkcs7-mime"):
        return True
    return type_ == "application/octet-stream" and name.lower().endswith(".p7m")


def says_sealed(given: dict[str, str], name: str) -> bool:
    """Say whether a part calls itself encrypted, by its parameters or by its name alone."""
    kind = given.get("smime-type", "").lower()
    return kind in ("enveloped-data", "authenveloped-data") or (
        not kind and name.lower().endswith(".p7m")
    )


def wrapping(content: bytes) -> Wrapping:
    """Return what is done to what lies within, "" if this is no S/MIME."""
    head = _plain(content[:400])[:60]
    return next((says for mark, says in _SAYS.items() if mark in head), "")


def signed_content(content: bytes) -> bytes:
    """Return what was signed: "" of a list of certificates, or of a signature that stands apart.

    :raises ValueError: if it cannot be read
    """
    try:
        found, _rest = decoder.decode(_Bounded(_plain(content)), asn1Spec=_Outermost())
    except (PyAsn1Error, RecursionError, UnicodeError, IndexError, TypeError) as error:
        raise ValueError(str(error).partition("\n")[0][:100] or type(error).__name__) from error
    inner = found["content"]["encapsulated"]["content"]
    return bytes(inner) if inner.isValue else b""


def _plain(content: bytes) -> bytes:
    """Return the object without the armour of PEM, or base64 that was written twice."""
    if content[:1] == b"0":
        return content
    armoured = search(rb"(?s)-----BEGIN (?:PKCS7|CMS)-----(.*?)(?:-----END|\Z)", content)
    body = armoured[1] if armoured else content
    letters = b"".join(body.split())
    try:
        return b64decode(letters[: len(letters) - len(letters) % 4])
    except Base64Error:
        return content
