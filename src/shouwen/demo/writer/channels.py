"""How a story becomes a message: one layout per channel.

Each layout returns pieces in order; a piece may be dropped when the whole grows too long, the one
with the highest `spare` first (0 is never dropped).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from shouwen.demo.writer.complaint import Complainant
from shouwen.demo.writer.material import Matter, voices
from shouwen.demo.writer.phrases import Dealer
from shouwen.demo.writer.voice import Telling

#: Marks that meet where phrases are joined, and what a writer would put.
_ROUGH = (
    ("。”。", "。”"), ("？”。", "？”"), ("！”。", "！”"), ("。”，", "”，"), ("？。", "？"),
    ("！。", "！"), ("。。", "。"), ("，。", "。"), ("。，", "，"), ("；。", "。"), ("？！", "？"),
)  # fmt: skip

#: Channels in which somebody at a desk passes on what somebody else wrote.
_COPYING = ("visit", "media", "superior", "government")

LONGEST = 600
SHORTEST = 60


@dataclass(frozen=True)
class Brief:
    """Everything a layout may need."""

    channel: str
    matter: Matter
    telling: Telling
    dealer: Dealer
    tone: str
    complainant: Complainant | None
    demands: tuple[str, ...]
    twists: tuple[str, ...]
    signed_on: str

    @property
    def quoted(self) -> bool:
        """Whether the office copies the words out rather than retelling them: slander."""
        return self.matter.intent == "malicious" and self.channel in _COPYING

    def part(self, name: str) -> Sequence[str]:
        """Return frames of this channel, those for nameless complaints where there are some."""
        frames = self.frames[self.channel]
        nameless = f"nameless_{name}" if self.complainant is None else name
        return frames.get(nameless, frames[name])  # type: ignore[no-any-return]

    @property
    def frames(self) -> Any:
        """The frames of all channels."""
        return voices()

    def frame(self, options: Sequence[str]) -> str:
        """Deal one of the frames and fill it."""
        return self.telling.frame(self.dealer.one(options))

    def story(self) -> list["Piece"]:
        """Return the story, position by position, then what makes it a major one."""
        told = [self.telling.story(self.dealer.one(options)) for options in self.matter.tell]
        if self.quoted:
            told = ["「" + told[0], *told[1:-1], told[-1] + "」"]
        pieces = [Piece(sentence) for sentence in told]
        return pieces + [Piece(self.telling.story(twist)) for twist in self.twists]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `spare` says how readily it is dropped."""

    text: str
    spare: int = 0


def numbered(demands: Sequence[str], dealer: Dealer) -> str:
    """Return demands as one line, in one of the ways people list them."""
    if len(demands) == 1:
        return f"{demands[0]}。"
    way = dealer.rng.randrange(4)
    if way == 0:
        return "；".join(f"{i}.{text}" for i, text in enumerate(demands, 1)) + "。"
    if way == 1:
        marks = "一二三四"
        return "；".join(f"{marks[i]}、{text}" for i, text in enumerate(demands)) + "。"
    if way == 2:
        return "；".join(f"（{i}）{text}" for i, text in enumerate(demands, 1)) + "。"
    return "，".join(demands) + "。"


def _asked(brief: Brief, leads: Sequence[str], spare: int = 0) -> Piece:
    return Piece(brief.frame(leads) + numbered(brief.demands, brief.dealer), spare)


def phone(brief: Brief) -> list[Piece]:
    """An agent's note, written while listening."""
    frames = brief.frames["phone"]
    if brief.complainant is None:
        return [
            Piece(brief.frame(frames["nameless_head"])),
            *brief.story(),
            Piece(brief.frame(frames["nameless_tail"]), 1),
        ]
    pieces = [Piece(brief.frame(frames["head"])), *brief.story()]
    if brief.dealer.chance(0.7):
        pieces.append(Piece(brief.frame(frames["remark"]), 2))
    return [*pieces, _asked(brief, frames["ask"]), Piece(brief.frame(frames["tail"]), 1)]


def book(brief: Brief) -> list[Piece]:
    """An entry in the opinion book: short, by hand, standing up."""
    if brief.matter.intent == "malicious":
        return brief.story()
    frames = brief.frames["book"]
    said = brief.telling.story(brief.dealer.one(brief.matter.brief))
    twists = [Piece(brief.telling.story(twist)) for twist in brief.twists]
    sign = (
        brief.dealer.one(frames["nameless_sign"])
        if brief.complainant is None
        else _signature(brief)
    )
    body = [said, *(piece.text for piece in twists), brief.frame(frames["wish"])]
    while sum(map(len, body)) < SHORTEST:
        body.insert(-1, brief.frame(frames["more"]))
    return [Piece(brief.dealer.one(frames["start"]), 2), *map(Piece, body), Piece(sign)]


def _signature(brief: Brief) -> str:
    who = brief.complainant
    if who is None:
        return ""
    number = who.telephone or ""
    return brief.dealer.one((f"——{who.name} {number}", f"顾客：{who.called} {number}", "")).strip()


def web(brief: Brief) -> list[Piece]:
    """A post or a form on the net: the temper shows."""
    frames = brief.frames["web"]
    story = brief.story()
    asides = frames["aside"][brief.tone]
    if len(story) > 2 and brief.dealer.chance(0.6):
        story.insert(brief.dealer.rng.randrange(2, len(story)), Piece(brief.dealer.one(asides), 3))
    if brief.tone == "angry":
        story = [_louder(piece, brief.dealer) for piece in story]
    ends = frames["nameless_end"] if brief.complainant is None else frames["end"][brief.tone]
    start = [Piece(brief.frame(frames["start"][brief.tone]), 1)]
    asked = [_asked(brief, frames["ask"], 2)] if brief.dealer.chance(0.75) else []
    return [*start, *story, *asked, Piece(brief.dealer.one(ends), 1)]


def _louder(piece: Piece, dealer: Dealer) -> Piece:
    if piece.text.endswith("。") and dealer.chance(0.4):
        return Piece(piece.text[:-1] + dealer.one(("！", "！！", "！")), piece.spare)
    return piece


def visit(brief: Brief) -> list[Piece]:
    """The receptionist's record of somebody who came in person."""
    frames = brief.frames["visit"]
    named = brief.complainant is not None
    if brief.quoted:
        return [Piece(brief.frame(frames["slipped_in"])), *brief.story()]
    head, tail = brief.part("head"), brief.part("tail")
    pieces = [Piece(brief.frame(head)), *brief.story()]
    if named and brief.dealer.chance(0.75):
        pieces.append(Piece(brief.frame(frames["remark"]), 2))
    if named:
        pieces.append(_asked(brief, frames["ask"]))
    return [*pieces, Piece(brief.frame(tail), 1)]


def letter(brief: Brief) -> list[Piece]:
    """A letter: salutation, who writes, what happened, what is asked, signature."""
    if brief.matter.intent == "malicious":
        return _threat(brief)
    frames = brief.frames["letter"]
    who = brief.complainant
    opening = frames["nameless_open"] if who is None else frames["open"]
    body = [Piece(brief.frame(opening)), *brief.story()]
    close = ""
    if who is None:
        sign = brief.dealer.one(frames["nameless_sign"])
    else:
        if brief.dealer.chance(0.6):
            grave = brief.matter.category == "crime"
            body.append(Piece(brief.frame(frames["aside_grave" if grave else "aside"]), 3))
        sign = f"储户 {who.name}"
        if who.telephone and brief.dealer.chance(0.6):
            sign += f"（电话{who.telephone}）"
            close = "如需核实，可按信末电话联系我。"
        close = brief.dealer.one((close, brief.frame(frames["close"])))
    date_line = f"\n{brief.signed_on}" if brief.signed_on else ""
    return [
        Piece(brief.dealer.one(frames["greet"]) + "\n"),
        *body,
        Piece("\n"),
        _asked(brief, frames["ask"]),
        Piece(close, 2),
        Piece(f"\n{brief.dealer.one(frames['salute'])}\n{sign}{date_line}"),
    ]


def _threat(brief: Brief) -> list[Piece]:
    """Return a letter that does not say please."""
    greeting = brief.dealer.one(brief.frames["letter"]["threat_greet"])
    return [Piece(f"{greeting}\n"), *brief.story()]


def media(brief: Brief) -> list[Piece]:
    """A journalist's inquiry."""
    frames = brief.frames["media"]
    possible = list(frames["questions"])
    if brief.matter.staff is not None:
        possible.insert(3, frames["question_person"])
    questions = brief.dealer.some(possible, brief.dealer.rng.randint(2, 3))
    asked = "；".join(f"{i}.{text}？" for i, text in enumerate(questions, 1)).replace("？；", "？")
    return [
        Piece(brief.frame(frames["open"])),
        *brief.story(),
        Piece(brief.frame(frames["ask"]) + asked),
        Piece(brief.frame(frames["tail"]), 1),
    ]


def forwarded(brief: Brief) -> list[Piece]:
    """What the superior bank or an authority passes on, under its own number."""
    asked = [] if brief.quoted else [_asked(brief, brief.part("ask"))]
    return [
        Piece(brief.frame(brief.part("open"))),
        *brief.story(),
        *asked,
        Piece(brief.frame(brief.part("tail")), 1),
    ]


LAYOUTS: dict[str, Callable[[Brief], list[Piece]]] = {
    "phone": phone,
    "book": book,
    "web": web,
    "visit": visit,
    "letter": letter,
    "media": media,
    "superior": forwarded,
    "government": forwarded,
}


def smooth(text: str) -> str:
    """Return `text` without the doubled stops that joining phrases leaves."""
    for rough, even in _ROUGH:
        text = text.replace(rough, even)
    return text


def fitted(pieces: list[Piece], longest: int = LONGEST) -> str:
    """Return the pieces joined, without the most dispensable while longer than `longest`."""
    kept = list(pieces)
    while sum(len(piece.text) for piece in kept) > longest:
        spare = max(piece.spare for piece in kept)
        if spare == 0:
            # Nothing is spare any more: the story loses its middle, never its ends.
            del kept[len(kept) // 2]
        else:
            kept.remove(next(piece for piece in kept if piece.spare == spare))
    return smooth("".join(piece.text for piece in kept)).strip()
