"""Stories on the shelf: a regulation's own, and those of the text it lies over."""

from functools import lru_cache

from shouwen.packs import shelf
from shouwen.scenarios import StoryFile, read_stories


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
    return (*own_stories(below), *inherited_stories(below))


@lru_cache(maxsize=64)
def _read(id_: str, texts: tuple[tuple[str, str], ...]) -> tuple[StoryFile, ...]:
    return tuple(read_stories(text, f"{id_}/stories/{name}") for name, text in texts)
