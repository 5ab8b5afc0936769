"""What will become of one matter, decided before it begins."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Plan:
    """One matter to come.

    `channel` and `category` are the writer's words. `age` is how many office hours ago it came in.
    `turns` are what is special about it (see the handlings); `halt` is the stage at which it still
    lies, `tempo` how fast it is handled (1 is ordinary), `late` whether it misses its limit.
    `place` is the unit it is taken in at where the channel leaves a choice, `outlet` the one it is
    about.
    """

    regulation: str
    channel: str
    category: str
    age: float
    turns: frozenset[str] = field(default_factory=frozenset)
    halt: str = ""
    tempo: float = 1.0
    late: bool = False
    place: str = ""
    outlet: str = ""
    language: str | None = None
