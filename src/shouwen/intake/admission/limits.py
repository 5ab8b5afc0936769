"""What may come in: kinds, sizes, and what happens while the scanner is away."""

from dataclasses import dataclass
from typing import Literal

from django.conf import settings

Away = Literal["wait", "refuse"]


@dataclass(frozen=True, slots=True)
class Limits:
    """The rules of one installation.

    :param kinds: names of kinds that may come in, see ``kinds.KINDS``
    :param one: bytes of one file at most
    :param together: bytes at most of all files handed in together
    :param most: how many files at most are handed in together
    :param pixels: of one picture at most, all its frames counted
    :param scanner: ``host:port`` or the path of clamd's socket; empty: no file is scanned
    :param away: what becomes of a file the scanner cannot be asked about
    :param strip_location: take the place a photo was taken at out of the original too
    """

    kinds: frozenset[str]
    one: int
    together: int
    most: int = 20
    pixels: int = 60_000_000
    scanner: str = ""
    away: Away = "wait"
    strip_location: bool = False

    @classmethod
    def set_here(cls) -> "Limits":
        """Return what this installation's settings say."""
        return cls(
            kinds=frozenset(settings.FILE_KINDS),
            one=settings.FILE_MOST,
            together=settings.FILES_MOST,
            scanner=settings.CLAMAV,
            away=settings.CLAMAV_AWAY,
            strip_location=settings.PHOTO_LOCATION == "strip",
        )
