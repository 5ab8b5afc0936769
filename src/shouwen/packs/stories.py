"""Stories on the shelf: a regulation's own, and those of the text it lies over."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from shouwen.packs import shelf
from shouwen.packs.migrations import EDITIONS
from shouwen.regulations import Procedure
from shouwen.scenarios import StoryFile, StoryUnplayable, play, read_stories


def own_stories(id_: str) -> tuple[StoryFile, ...]:
    """Return the files of stories that lie beside a regulation.

    :raises NotOnShelf: if there is no such regulation
    :raises StoriesUnreadable: if a file cannot be read
    """
    return _read(id_, tuple(shelf.stories(id_).items()))


def inherited_stories(id_: str) -> tuple[StoryFile, ...]:
    """Return the stories of the text an overlay lies over, and of what that lies over.

    They tell what the base makes of them; where an overlay makes something else of them, it is
    meant to.
    """
    base = shelf.editions(id_)[-1].base
    if base is None:
        return ()
    below = base.partition("@")[0]
    # Stories of cases that go over to the base begin under another text: they tell nothing of ours.
    told = (file for file in own_stories(below) if file.regulation in (None, below))
    return (*told, *inherited_stories(below))


def joint_ids(companion: str) -> tuple[str, ...]:
    """Return the regulations with companions, such as ``bank+statute``, a companion's stories name.

    :raises NotOnShelf: if there is no such companion
    """
    named = [file.regulation for file in own_stories(companion) if file.regulation is not None]
    return tuple(each for each in dict.fromkeys(named) if companion in _beside(each))


def stories_of(id_: str) -> tuple[StoryFile, ...]:
    """Return the stories that try a regulation; with companions, those of the companions for it.

    :raises NotOnShelf: if there is no such regulation
    """
    beside = _beside(id_)
    if not beside:
        return own_stories(id_)
    return tuple(file for each in beside for file in own_stories(each) if file.regulation == id_)


def played_under(file: StoryFile, procedure: Procedure) -> Procedure:
    """Return what a file of stories is played under: the regulation it names, or this one.

    A story of cases that go over lies beside the text they go to, and begins under another.

    :raises NotOnShelf: if the shelf does not hold it
    """
    if file.regulation is None or file.regulation.partition("+")[0] == procedure.pack.pack.id:
        return procedure
    return shelf.procedure(file.regulation, version=file.version)


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A story that comes out otherwise under another text: at which step first, and how.

    `how` is in Chinese and English, with a stroke between; `place` is file and line.
    """

    place: str
    title: str
    step: int
    how: str


def otherwise(id_: str, after: Procedure) -> Iterator[Otherwise]:
    """Yield the stories of a regulation that come out otherwise under another text.

    :raises NotOnShelf: if there is no such regulation
    """
    for file in (each for each in own_stories(id_) if each.regulation in (None, id_)):
        for story in file.stories:
            directory = file.directory or shelf.directory(id_)
            try:
                played = play(after, story, directory, EDITIONS)
            except StoryUnplayable as fault:
                place = f"{file.name}:{file.line_of(story, fault.step)}"
                yield Otherwise(place, story.title, fault.step, str(fault))
                continue
            step = next((each for each in played.steps if each.broken), None)
            if step is not None:
                place = f"{file.name}:{file.line_of(story, step.number)}"
                yield Otherwise(place, story.title, step.number, step.broken[0])


def _beside(id_: str) -> tuple[str, ...]:
    return tuple(each.partition("@")[0] for each in id_.split("+")[1:])


@lru_cache(maxsize=64)
def _read(id_: str, texts: tuple[tuple[str, str], ...]) -> tuple[StoryFile, ...]:
    return tuple(read_stories(text, f"{id_}/stories/{name}") for name, text in texts)
