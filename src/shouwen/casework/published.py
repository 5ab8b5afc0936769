"""Editions published here lie on the shelf of every process, whatever machine it runs on.

The record holds their texts; each process lays those it has not seen into a folder of its data, in
the shape of any other folder of regulations.
"""

import os
from collections.abc import Iterable

from django.conf import settings

from shouwen.casework.models import Published
from shouwen.packs import shelf

#: The editions this process has on its shelf.
_lying: set[str] = set()


def lie(keys: Iterable[str]) -> None:
    """Make sure that the published editions of these keys lie on the shelf of this process."""
    missing = set(keys) - _lying
    if not missing:
        return
    folder = settings.DATA_FOLDER / "published"
    for each in Published.objects.filter(key__in=missing).order_by("key"):
        id_, _, version = each.key.partition("@")
        place = folder / id_ / f"{version}.yaml"
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_name(f".{place.name}.{os.getpid()}")
        draft.write_text(each.text, encoding="utf-8")
        draft.replace(place)
        _lying.add(each.key)
    if folder.is_dir():
        shelf.add_folder(folder)


def take_away() -> None:
    """Take what was published off the shelf of this process: the database is another one now."""
    shelf.remove_folder(settings.DATA_FOLDER / "published")
    _lying.clear()
