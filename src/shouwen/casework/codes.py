"""The code that opens a case to its complainant: shown once, kept as a keyed hash."""

from datetime import datetime, timedelta
from hmac import compare_digest

from django.conf import settings
from django.db import connection
from django.utils.crypto import salted_hmac

from shouwen.casework.errors import TooManyTries

#: No 0 and O, no 1 and I and L, no 8 and B, no 5 and S, no 2 and Z: read aloud on the telephone.
_LETTERS = "34679ACDEFGHJKMNPQRTUVWXY"
_LENGTH = 8
_MOST_FAILURES = 10
_WINDOW = timedelta(minutes=15)


def code_for(number: str, command_id: str) -> str:
    """Return the code of a case. The same command repeated gets the same code back."""
    digest = salted_hmac(
        "shouwen.casework.code", f"{number}\0{command_id}", algorithm="sha256"
    ).digest()
    rest, letters = int.from_bytes(digest), []
    for _ in range(_LENGTH):
        rest, index = divmod(rest, len(_LETTERS))
        letters.append(_LETTERS[index])
    return "".join(letters)


def own_mark(person: str) -> str:
    """Return the mark of whoever files his own matter: it finds it for him, and names nobody."""
    return _mark(person, settings.SECRET_KEY)


def own_marks(person: str) -> list[str]:
    """Return every mark a person may have left, also under earlier secret keys."""
    return [_mark(person, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def own_command(command_id: str) -> str:
    """Return the id a command is kept under where it must not say who gave it."""
    return "own/" + salted_hmac("shouwen.casework.own", command_id, algorithm="sha256").hexdigest()


def _mark(person: str, key: str) -> str:
    digest = salted_hmac("shouwen.casework.filer", person, secret=key, algorithm="sha256")
    return f"own:{digest.hexdigest()[:32]}"


def hash_of(number: str, code: str) -> bytes:
    """Return what is kept of a code: useless without the installation's secret key."""
    return _hash(number, code, settings.SECRET_KEY)


def fits(number: str, code: str, kept: bytes | None) -> bool:
    """Say, in constant time, whether a code opens the case; also under earlier secret keys."""
    if kept is None:
        # As much work as for a case that has a code: timing tells nothing.
        compare_digest(hash_of(number, code), bytes(32))
        return False
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    fitting = [compare_digest(_hash(number, code, key), bytes(kept)) for key in keys]
    return any(fitting)


def check_patience(number: str, now: datetime) -> None:
    """Refuse to try another code after too many wrong ones.

    :raises TooManyTries: after ten wrong codes for one number within a quarter of an hour
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM casework_code_failure WHERE number = %s AND at > %s",
            [number[:100], now - _WINDOW],
        )
        (failures,) = cursor.fetchone()
    if failures >= _MOST_FAILURES:
        raise TooManyTries(int(_WINDOW.total_seconds()) // 60)


def note_failure(number: str, now: datetime) -> None:
    """Remember a wrong code, and forget those that no longer count."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM casework_code_failure WHERE at < %s", [now - _WINDOW])
        cursor.execute(
            "INSERT INTO casework_code_failure (number, at) VALUES (%s, %s)", [number[:100], now]
        )


def _hash(number: str, code: str, key: str) -> bytes:
    text = f"{number}\0{code.strip().upper()}"
    return salted_hmac("shouwen.casework.code_hash", text, secret=key, algorithm="sha256").digest()
