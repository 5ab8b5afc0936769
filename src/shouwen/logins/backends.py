"""Who may come in with a password: our own, or the directory's."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.http import HttpRequest

from shouwen.logins import directory


class LocalPassword(ModelBackend):
    """The password kept here. Closed logins are refused, and their sessions end."""


class DirectoryPassword(ModelBackend):
    """The password of the directory, for logins that are known here and open.

    :raises DirectoryDown: by ``authenticate``, if the directory does not answer
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **more: Any,
    ) -> User | None:
        """Return the login if the directory knows it with this password."""
        if not settings.DIRECTORY or not username or not password:
            return None
        user = User.objects.filter(username=username).first()
        if user is None or not self.user_can_authenticate(user):
            return None
        return user if directory.knows(username, password) else None
