"""An organisation's own regulations, shared terms and knowledge, beside the shipped ones."""

from shouwen.project.environment import Environment


def put_on_shelf() -> None:
    """Put the folder ``SHOUWEN_PACKS`` names on the shelf of this process, if it names one.

    :raises WrongEnvironment: if it is no folder, or a variable is unknown or wrong
    """
    folder = Environment.read().packs
    if folder is not None:
        # Late: commands that need no regulation answer sooner without the language.
        from shouwen.packs import shelf

        shelf.add_folder(folder)
