"""The shelf: regulations by id, by day and by digest, opened once in a process.

Shipped texts lie in ``regulations/<id>/<version>.yaml`` beside a model organisation
(``directory.yaml``) and stories. :func:`add_folder` puts an organisation's own folder of the same
shape on the shelf; where both hold an edition, its own counts. :func:`procedure_of` compiles a text
that lies nowhere any more but whose cases are open.

Wherever an id is asked for, a regulation may be named with companions beside it:
``savings-bank+statute``, in the editions in force, or ``savings-bank+statute@2020.3``.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from threading import RLock

from shouwen.calendars import DaySet
from shouwen.packs import calendar_shelf, taxonomy_shelf
from shouwen.regulations import Opened, PackUnfit, Procedure, digest_of, open_pack
from shouwen.regulations.composition import (
    MOST_LAYERS,
    Part,
    join,
    kind_of,
    references,
    section,
)
from shouwen.scenarios import read_organisation
from shouwen.vocabulary import Directory, ShouwenError

_SHIPPED = Path(__file__).parent / "regulations"
_LOCK = RLock()
_folders: list[Path] = [_SHIPPED]
_opened: dict[str, Opened] = {}
#: The texts of what was opened, so that it can be opened anew on other days off.
_texts: dict[str, tuple[str, str]] = {}
_once_sound: dict[str, Opened] = {}
#: Editions with companions beside them that were asked for, by their digest.
_with_companions: dict[str, "Edition"] = {}


class NotOnShelf(ShouwenError):
    """A regulation, or an edition of one, was asked for that the shelf does not hold."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition. It is in force from `effective` to `ends`, both included.

    `digest` is the SHA-256 of its joint text; `base` is the key of the edition it lies over,
    `companions` those of the texts beside it. A text whose head cannot be read is in force on no
    day.
    """

    id: str
    version: str
    digest: str
    effective: date
    ends: date | None
    path: Path
    title: str = ""
    base: str | None = None
    companions: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Such as ``savings-bank@2015.1``, or ``savings-bank@2015.1+statute@2020.3``."""
        return "+".join((f"{self.id}@{self.version}", *self.companions))

    @property
    def name(self) -> str:
        """What findings call its file, such as ``savings-bank/2015.1.yaml``."""
        return f"{self.id}/{self.path.name}"

    @property
    def text(self) -> str:
        """The joint text: this edition with every text it rests on, and those beside it."""
        return joined(_read(self.path), self.companions)


def add_folder(folder: Path) -> None:
    """Put the regulations of one more folder on the shelf of this process.

    :raises NotOnShelf: if there is no such folder
    """
    if not folder.is_dir():
        raise NotOnShelf(
            f"没有文件夹 {folder.name}", "请核对办法所在的文件夹", f"there is no folder {folder}"
        )
    with _LOCK:
        if folder not in _folders:
            _folders.append(folder)
        taxonomy_shelf.add_folder(folder)
        forget_scanned()


def remove_folder(folder: Path) -> None:
    """Take an added folder off the shelf again."""
    with _LOCK:
        if folder in _folders and folder != _SHIPPED:
            _folders.remove(folder)
        taxonomy_shelf.remove_folder(folder)
        forget_scanned()


def folders() -> tuple[Path, ...]:
    """Return the folders of this process's shelf, the shipped one first."""
    return tuple(_folders)


def regulation_ids() -> tuple[str, ...]:
    """Return the ids of all regulations on the shelf that take matters in, sorted."""
    return tuple(sorted(_scan()))


def is_shipped(id_: str) -> bool:
    """Say whether a regulation comes with the product, whatever an organisation has added to it."""
    return (_SHIPPED / id_).is_dir()


def companion_ids() -> tuple[str, ...]:
    """Return the ids of all companions on the shelf, sorted."""
    return tuple(sorted(_scan_companions()))


def companion(named: str, on: date | None = None) -> Edition:
    """Return an edition of a companion: of ``id@version``, or the one in force on a day, or newest.

    :raises NotOnShelf: if there is no such companion or edition
    """
    id_, _, version = named.partition("@")
    found = _scan_companions().get(id_)
    if not found:
        raise NotOnShelf(
            f"没有名为“{id_}”的并行规定",
            f"现有：{'、'.join(companion_ids()) or '无'}",
            f"no companion is called '{id_}'; there are: {', '.join(companion_ids()) or 'none'}",
        )
    return _chosen(id_, found, on, version or None)


def editions(id_: str) -> tuple[Edition, ...]:
    """Return every edition of a regulation, in the order they took effect.

    With companions beside it, the newest only.

    :raises NotOnShelf: if there is no such regulation
    """
    if "+" in id_:
        return (edition(id_),)
    found = _scan().get(id_)
    if not found:
        raise NotOnShelf(
            f"没有名为“{id_}”的办法",
            f"现有：{'、'.join(regulation_ids())}",
            f"no regulation is called '{id_}'; there are: {', '.join(regulation_ids())}",
        )
    return found


def edition(
    id_: str, on: date | None = None, version: str | None = None, digest: str | None = None
) -> Edition:
    """Return the edition with this digest or version, the one in force on a day, or the newest.

    A day before the first edition is answered with the first: history is read by the earliest
    text known.

    :raises NotOnShelf: if there is no such regulation or edition
    """
    alone, *beside = id_.split("+")
    if not beside:
        return _chosen(id_, editions(id_), on, version, digest)
    governing = edition(alone, on, version)
    found = _beside(governing, tuple(companion(each, on).key for each in sorted(beside)))
    return found if digest is None else _chosen(id_, (found,), digest=digest)


@lru_cache(maxsize=64)
def _beside(governing: Edition, companions: tuple[str, ...]) -> Edition:
    """Return an edition with companions; known by its digest from then on."""
    found = replace(governing, companions=companions)
    found = replace(found, digest=digest_of(found.text))
    _with_companions[found.digest] = found
    return found


def _chosen(
    id_: str,
    found: tuple[Edition, ...],
    on: date | None = None,
    version: str | None = None,
    digest: str | None = None,
) -> Edition:
    if digest is not None:
        chosen = [each for each in found if each.digest == digest]
    elif version is not None:
        chosen = [each for each in found if each.version == version]
    elif on is not None:
        chosen = [each for each in found if each.effective <= on] or [found[0]]
    else:
        chosen = list(found)
    if not chosen:
        wanted = version or (digest or "")[:12]
        raise NotOnShelf(
            f"“{id_}”没有 {wanted} 版",
            f"现有：{'、'.join(each.version for each in found)}",
            f"'{id_}' has no edition {wanted}",
        )
    return chosen[-1]


def opened(id_: str, version: str | None = None) -> Opened:
    """Return an edition proofread and compiled, with its findings, also when it is unfit for use.

    :raises NotOnShelf: if there is no such regulation or edition
    """
    return opened_edition(edition(id_, version=version))


def opened_edition(chosen: Edition) -> Opened:
    """Return one edition proofread and compiled, also when it is unfit for use."""
    return _opened.get(chosen.digest) or _open(chosen.digest, chosen.text, chosen.name)


def procedure(
    id_: str, on: date | None = None, version: str | None = None, digest: str | None = None
) -> Procedure:
    """Return an edition ready to execute, chosen as :func:`edition` does.

    :raises NotOnShelf: if there is no such regulation or edition
    :raises PackUnfit: if proofreading finds errors in it
    """
    chosen = edition(id_, on, version, digest)
    found = compiled(chosen.digest)
    return found or procedure_of(chosen.digest, chosen.text, chosen.name)


def procedure_of(digest: str, text: str, name: str) -> Procedure:
    """Return the procedure of a text known by its digest, compiled once in a process.

    :raises PackUnfit: if proofreading finds errors in it
    """
    found = _open(digest, text, name)
    if found.procedure is None:
        raise PackUnfit(name, found.errors)
    return found.procedure


def procedure_once_sound(digest: str, text: str, name: str) -> Procedure:
    """Return the procedure of a text the record keeps: it was sound when the first case came.

    The proofreader may have learned to find more since; open cases are decided all the same.

    :raises PackUnfit: if the text cannot be compiled any more
    """
    if known := compiled(digest):
        return known
    with _LOCK:
        # Apart from what is opened to take matters in: nothing new comes in under such a text.
        found = _once_sound.get(digest)
        if found is None:
            _texts[digest] = (text, name)
            found = _once_sound[digest] = open_pack(text, name, day_sets(), was_sound=True)
    if found.procedure is None:
        raise PackUnfit(name, found.errors)
    return found.procedure


def compiled(digest: str) -> Procedure | None:
    """Return the procedure of this digest if it was opened before in this process."""
    found = _opened.get(digest)
    if found is None and digest in _texts:
        found = _open(digest, *_texts[digest])
    return None if found is None else found.procedure


def on_other_days(digest: str, days: Mapping[str, DaySet]) -> Procedure | None:
    """Return a procedure opened before as it would be on other days off; None if it was not."""
    known = _texts.get(digest)
    if known is None:
        return None
    return open_pack(*known, {**day_sets(), **days}, was_sound=True).procedure


def compiled_before(digest: str) -> Procedure:
    """Return the procedure of a digest that was opened before in this process.

    :raises NotOnShelf: if it was not
    """
    found = compiled(digest)
    if found is None:
        raise NotOnShelf(
            f"没有摘要为 {digest[:12]} 的办法",
            "请核对办法所在的文件夹",
            f"no regulation with digest {digest[:12]} has been opened",
        )
    return found


def by_digest(digest: str) -> Edition | None:
    """Return the edition with this digest, whatever regulation it belongs to, or None.

    With companions beside it, one that was asked for in this process.
    """
    lying = (each for found in _scan().values() for each in found if each.digest == digest)
    return next(lying, None) or _with_companions.get(digest)


def joined(text: str, companions: Iterable[str] = ()) -> str:
    """Return the joint text of a regulation: with every text on the shelf it rests on.

    What the shelf does not hold is left out, and opening the joint text tells it.

    :param companions: keys of companions to run beside it
    """
    parts = [*_gathered(text)]
    for key in companions:
        found = _text_of(key)
        if found is not None:
            parts += (Part("companion", key, found), *_gathered(found))
    return join(text, parts)


def with_draft(governing: Edition, companion: str) -> str:
    """Return the joint text of an edition with a companion that is not on the shelf yet."""
    head = section(companion, "companion")
    head = head if isinstance(head, dict) else {}
    key = f"{head.get('id', 'draft')}@{head.get('version', '0')}"
    draft = Part("companion", key, companion)
    return join(
        _read(governing.path), [*_gathered(_read(governing.path)), draft, *_gathered(companion)]
    )


def opened_draft(text: str, name: str) -> Opened:
    """Return a text that lies nowhere yet, proofread and compiled with what it rests on.

    :param name: what findings call it
    """
    return _open_draft(joined(text), name)


@lru_cache(maxsize=8)
def _open_draft(text: str, name: str) -> Opened:
    return open_pack(text, name, day_sets())


def _gathered(text: str, layers: int = MOST_LAYERS) -> Iterator[Part]:
    for reference in references(text):
        if reference.kind == "taxonomy":
            found = taxonomy_shelf.text_of(reference.key)
        else:
            found = _text_of(reference.key)
        if found is not None and layers:
            yield Part(reference.kind, reference.key, found)
            yield from _gathered(found, layers - 1)


def _text_of(key: str) -> str | None:
    """Return the text of an edition as its file has it; of two folders that hold it, the last's."""
    id_, _, version = key.partition("@")
    places = [folder / id_ / f"{version}.yaml" for folder in tuple(_folders)]
    return next((_read(place) for place in reversed(places) if place.is_file()), None)


def forget_opened() -> None:
    """Open every edition anew when next asked for: a text or a calendar has changed."""
    with _LOCK:
        _opened.clear()
        _once_sound.clear()
        _open_draft.cache_clear()
        day_sets.cache_clear()
        forget_scanned()


def forget_scanned() -> None:
    """Look again what lies on the shelf; what was opened stays open under its digest."""
    _lying.cache_clear()
    _beside.cache_clear()
    directory.cache_clear()
    taxonomy_shelf.forget_scanned()


@lru_cache(maxsize=64)
def directory(id_: str) -> Directory:
    """Return the model organisation that lies beside a regulation; empty where there is none.

    Beside an overlay that has none of its own lies that of its base.

    :raises NotOnShelf: if there is no such regulation
    """
    newest = editions(id_.partition("+")[0])[-1]
    # An edition may lie in a folder of its own, without what the earlier ones came with.
    for place in _beside_any(newest.id, "directory.yaml"):
        return read_organisation(_read(place), f"{newest.id}/directory.yaml")
    below = (newest.base or "").partition("@")[0]
    return directory(below) if below in _scan() else Directory.of()


def stories(id_: str) -> dict[str, str]:
    """Return the texts of the stories that lie beside a regulation or companion, by file name.

    :raises NotOnShelf: if there is neither
    """
    found = companion(id_) if id_ in _scan_companions() else editions(id_.partition("+")[0])[-1]
    for folder in _beside_any(found.id, "stories"):
        return {place.name: _read(place) for place in sorted(folder.glob("*.yaml"))}
    return {}


def _beside_any(id_: str, name: str) -> Iterator[Path]:
    """Yield where a file or folder of this name lies beside a regulation, the last folder first."""
    places = (folder / id_ / name for folder in reversed(tuple(_folders)))
    return (place for place in places if place.exists())


@cache
def day_sets() -> Mapping[str, DaySet]:
    """Return the calendars regulations are opened with, by id."""
    return {id_: calendar_shelf.open_days(id_) for id_ in calendar_shelf.shelf_ids()}


def _open(digest: str, text: str, name: str) -> Opened:
    found = _opened.get(digest)
    if found is None:
        with _LOCK:
            found = _opened.get(digest)
            if found is None:
                _texts[digest] = (text, name)
                found = _opened[digest] = open_pack(text, name, day_sets())
    return found


def _scan() -> dict[str, tuple[Edition, ...]]:
    return _lying()[0]


def _scan_companions() -> dict[str, tuple[Edition, ...]]:
    return _lying()[1]


@cache
def _lying() -> tuple[dict[str, tuple[Edition, ...]], dict[str, tuple[Edition, ...]]]:
    """Look what lies on the shelf, regulations and companions: heads only, nothing is compiled."""
    found: dict[str, dict[str, Edition]] = {}
    beside: dict[str, dict[str, Edition]] = {}
    for folder in tuple(_folders):
        for place in sorted(folder.glob("*/[0-9]*.yaml")):
            kind, each = _edition(place)
            shelf = beside if kind == "companion" else found
            shelf.setdefault(place.parent.name, {})[place.stem] = each
    return _in_order(found), _in_order(beside)


def _in_order(found: dict[str, dict[str, Edition]]) -> dict[str, tuple[Edition, ...]]:
    def order(one: Edition) -> tuple[date, tuple[int, ...]]:
        return one.effective, version_order(one.version)

    return {id_: tuple(sorted(each.values(), key=order)) for id_, each in found.items()}


def _edition(place: Path) -> tuple[str, Edition]:
    text = _read(place)
    kind = kind_of(text)
    head = section(text, kind)
    try:
        effective = date.fromisoformat(str(head["effective"]))
        ends = None if head.get("ends") is None else date.fromisoformat(str(head["ends"]))
    except (KeyError, TypeError, ValueError):
        effective, ends = date.max, None  # the proofreader names the fault when it is opened
    base = next((each.key for each in references(text) if each.kind == "base"), None)
    digest = digest_of(joined(text))
    title = str(head.get("title", "")) if isinstance(head, dict) else ""
    return kind, Edition(place.parent.name, place.stem, digest, effective, ends, place, title, base)


def _read(place: Path) -> str:
    return place.read_text(encoding="utf-8", errors="surrogateescape")


def version_order(version: str) -> tuple[int, ...]:
    """Return what versions are ordered by: their numbers, so that 2015.10 comes after 2015.9."""
    return tuple(int(part) for part in version.split(".") if part.isdigit())
