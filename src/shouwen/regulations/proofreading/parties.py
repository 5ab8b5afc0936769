"""Who speaks for whom, how many come together, by when a forwarder wants an answer.

Parts that know no regulation read these facts by what they mean, so what they mean must be of the
kind those parts can read: a name that is kept as a name, an authority that can be told from none.
"""

from collections.abc import Callable, Mapping
from typing import Final

from shouwen.regulations.model import Act, Fact
from shouwen.regulations.proofreading.proof import Path, Proof

_COUNT: Final = ("整数（int）", "a whole number", lambda fact: fact.type == "int")
_YES: Final = ("是或否（bool）", "yes or no", lambda fact: fact.type == "bool")
_WORDS: Final = (
    "文字或选项",
    "a text or an option",
    lambda fact: fact.private is None and (fact.type == "text" or fact.type.startswith("enum:")),
)
#: What a fact of some meaning has to be: in words, in English, and the test of it.
_SHAPES: Final[Mapping[str, tuple[str, str, Callable[[Fact], bool]]]] = {
    "agent": (
        "文字，并写 private: name",
        "a text kept as a name",
        lambda fact: fact.type == "text" and fact.private == "name",
    ),
    "agent_telephone": (
        "文字，并写 private: telephone",
        "a text kept as a telephone number",
        lambda fact: fact.type == "text" and fact.private == "telephone",
    ),
    "agent_tie": _WORDS,
    "authority": (
        "是或否，或选项",
        "yes or no, or an option",
        lambda fact: fact.type == "bool" or fact.type.startswith("enum:"),
    ),
    "members": _COUNT,
    "representatives": _COUNT,
    "confidential": _YES,
    "internal": _YES,
    "language": _WORDS,
    "reply_form": _WORDS,
    "forward_due": ("时刻（time）", "a moment", lambda fact: fact.type == "time"),
}


def read_parties(proof: Proof) -> None:
    """Find what would leave open who may be told, or a forwarder's date that nothing counts."""
    pack = proof.pack
    for name, fact in pack.facts.items():
        _shape(proof, name, fact)
    agent, authority = pack.fact_meaning("agent"), pack.fact_meaning("authority")
    if agent is not None and authority is None:
        proof.say(
            "G18",
            ("facts", agent),
            f"“{pack.facts[agent].title}”替人投诉，却没有一项说明他凭什么",
            "请写一个含义为 authority 的要素",
            f"'{agent}' speaks for somebody, and no fact says on what authority",
        )
    if authority is not None:
        _proves(proof, authority, pack.facts[authority])
        _shown_to_staff(proof, authority)
    for name, act in pack.acts.items():
        if act.own:
            _files_his_own(proof, name, act)
    due = pack.fact_meaning("forward_due")
    if due is not None and all(clock.until != due for clock in pack.clocks.values()):
        proof.say(
            "G19",
            ("facts", due),
            f"没有时限走到“{pack.facts[due].title}”为止",
            "请写一个 until 为它的时限",
            f"no clock runs until '{due}'",
        )


def _files_his_own(proof: Proof, name: str, act: Act) -> None:
    """Everybody here may do it and nobody learns who did: it begins a case, at no place."""
    pack = proof.pack
    placed = any(
        seat.of is not None or seat.role not in pack.roles or pack.roles[seat.role].external
        for seat in act.by
    )
    if not act.starts_case or placed or not act.by or pack.pack.complainant is None:
        proof.say(
            "G22",
            ("acts", name),
            f"“{act.title}”写了 own，却不是人人都能为自己提出的",
            "own 的动作要写 starts_case，by 只写本单位的角色、不写 of，办法要写 pack.complainant",
            f"'{name}' is own: it must start a case, by roles of the organisation without a place,"
            " and the pack needs a complainant",
        )


def _shown_to_staff(proof: Proof, authority: str) -> None:
    """Nobody proves his own authority: an act of the public may not write it."""
    pack = proof.pack
    for name, act in pack.acts.items():
        outside = any(
            seat.role in pack.roles and pack.roles[seat.role].external
            for seat in act.by
            if seat.role is not None
        )
        if outside and authority in (*act.form, *act.also):
            proof.say(
                "G21",
                ("acts", name),
                f"“{act.title}”让投诉人自己填“{pack.facts[authority].title}”",
                "授权由员工核对：请从这个动作中删去",
                f"'{name}' lets complainants say themselves that they proved their authority",
            )


def _shape(proof: Proof, name: str, fact: Fact) -> None:
    if fact.means is None or fact.means not in _SHAPES:
        return
    words, english, fits = _SHAPES[fact.means]
    if not fits(fact):
        proof.say(
            "R28",
            ("facts", name),
            f"含义为 {fact.means} 的要素“{fact.title}”应当是{words}",
            "请改 type 或 private，或换一个含义",
            f"'{name}' means {fact.means} and must be {english}",
        )


def _proves(proof: Proof, name: str, fact: Fact) -> None:
    """Of a list, what proves an authority is said; of a yes-or-no fact, yes does."""
    here: Path = ("facts", name)
    if not fact.type.startswith("enum:"):
        return
    members = proof.pack.terms.get(fact.type.removeprefix("enum:"), {})
    if not fact.good or not set(fact.good) < set(members):
        proof.say(
            "G20",
            here,
            f"“{fact.title}”没有写明哪些算已证明，或全都算",
            "请用 good 写明，至少留一项不算",
            f"which values of '{name}' prove the authority, and which do not?",
        )
