"""What must come back in the clear later is kept sealed under the installation's secret key."""

from secrets import token_bytes
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.crypto import salted_hmac

from shouwen.vocabulary import ShouwenError

_NONCE: Final = 12


class SealLost(ShouwenError):
    """Something was sealed under a secret key the installation no longer has."""


def seal(what: str, text: str) -> bytes:
    """Return a text sealed; `what` says which thing it belongs to and is needed to open it."""
    nonce = token_bytes(_NONCE)
    return nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, text.encode(), what.encode())


def unseal(what: str, sealed: bytes) -> str:
    """Return what :func:`seal` was given, also under earlier secret keys.

    :raises SealLost: if none of the keys opens it
    """
    sealed = bytes(sealed)
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            opened = _cipher(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], what.encode())
        except InvalidTag:
            continue
        return opened.decode()
    raise SealLost(
        "密钥已更换，无法读出先前加密的内容",
        "请重新填写该项，或恢复原来的 SHOUWEN_SECRET_KEY",
        "sealed under a secret key that is no longer there",
    )


def _cipher(key: str) -> AESGCM:
    return AESGCM(
        salted_hmac("shouwen.connections", "seal", secret=key, algorithm="sha256").digest()
    )
