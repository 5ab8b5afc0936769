"""What allauth asks us: how secrets are kept, what things are called, where errors go."""

import base64
from functools import lru_cache
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser


@lru_cache(maxsize=4)
def _cipher(key: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"shouwen second factor").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


class Factors(DefaultMFAAdapter):
    """Seeds of second factors are encrypted in the database; names are the person's own."""

    def encrypt(self, text: str) -> str:
        """Return the text sealed with a key derived from the installation's secret."""
        return _cipher(settings.SECRET_KEY).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return what :meth:`encrypt` was given."""
        return _cipher(settings.SECRET_KEY).decrypt(encrypted_text.encode()).decode()

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing: staff have no mail address here; the login's history tells of it."""

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        """Return who a passkey is for, with the name colleagues know."""
        entity = super().get_public_key_credential_user_entity(user)
        person = getattr(user, "person", None)
        return {**entity, "display_name": person.name if person else user.get_username()}

    def _get_site_name(self) -> str:
        return "首问 Shouwen"
