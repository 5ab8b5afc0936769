"""Ratings and calls without a good value, disputes and reasons nobody judges, idle call-backs."""

from shouwen.regulations.model import Act, Fact
from shouwen.regulations.proofreading.proof import Path, Proof


def read_supervision(proof: Proof) -> None:
    """Find what would leave supervision without an answer: how it was rated, who settles."""
    pack = proof.pack
    for name, fact in pack.facts.items():
        _rating(proof, name, fact)
    rating = pack.fact_meaning("satisfied")
    for name, act in pack.acts.items():
        if "called_back" in act.means and rating not in (*act.form, *act.also):
            proof.say(
                "G15",
                ("acts", name),
                f"“{act.title}”是回访，却不问满意与否",
                "请在 form 或 also 中写上含义为 satisfied 的要素",
                f"'{name}' calls back and does not ask whether somebody is satisfied",
            )
        if "declined" in act.means and not pack.acts_meaning("dispute_settled"):
            proof.say(
                "G16",
                ("acts", name),
                f"“{act.title}”之后无人裁定：没有含义为 dispute_settled 的动作",
                "请写由谁裁定，或删去这个含义",
                f"after '{name}' nobody settles the dispute",
            )
        if {"reason_accepted", "reason_rejected"} & set(act.means):
            _judged(proof, name, act)


def _judged(proof: Proof, name: str, act: Act) -> None:
    """Find reasons for lateness judged by whoever gave them, or rejected and asked of nobody."""
    pack, here = proof.pack, ("acts", name)
    given = pack.acts_meaning("late_explained")
    both = pack.acts_meaning("reason_accepted") and pack.acts_meaning("reason_rejected")
    if not given or not both:
        proof.say(
            "G22",
            here,
            f"“{act.title}”认定逾期原因，却缺了报告、认可或不认可中的一项",
            "请写含义为 late_explained、reason_accepted、reason_rejected 的动作各一项",
            f"'{name}' judges a reason for lateness; giving, accepting or rejecting one is missing",
        )
        return
    free = next((each for each in given if f"did {each}" not in act.not_by), None)
    if free is not None:
        proof.say(
            "G22",
            here,
            f"“{act.title}”可由报告原因的本人认定",
            f"请在 not_by 中写上 did {free}",
            f"who did '{free}' may judge his own reason by '{name}'",
        )
    asked = {pack.acts[each].completes for each in given}
    if "reason_rejected" in act.means and not any(effect.open in asked for effect in act.do):
        proof.say(
            "G22",
            here,
            f"“{act.title}”之后无人须重新报告原因",
            "请在 do 中写 open，交办由报告原因的动作完成的任务",
            f"after '{name}' nobody owes a reason again",
        )


def _rating(proof: Proof, name: str, fact: Fact) -> None:
    here: Path = ("facts", name)
    said = [*fact.good, *fact.bad, *fact.unrated]
    rates = fact.means in ("satisfied", "reached") and fact.type.startswith("enum:")
    if fact.means == "authority" and not fact.bad and not fact.unrated:
        return  # what proves it is said by `good`, see ``parties``
    if said and not rates:
        proof.say(
            "R27",
            here,
            f"“{fact.title}”不是选项式的满意评价或拨打结果，写不得 good、bad、unrated",
            "请删去，或写 means: satisfied 或 reached",
            f"'{name}' is no rating, and no outcome of a call, chosen from a list",
        )
        return
    if not rates:
        if fact.means == "reached":
            proof.say(
                "R27",
                here,
                f"“{fact.title}”是拨打结果，须从词表中选",
                "请写 type: enum:…，并写明 good、bad、unrated",
                f"'{name}' is the outcome of a call and must be chosen from a list",
            )
        return
    members = proof.pack.terms.get(fact.type.removeprefix("enum:"), {})
    for value in said:
        if value not in members or said.count(value) > 1:
            proof.say(
                "R27",
                here,
                f"“{fact.title}”没有“{value}”这个选项，或写了两次",
                "请从词表中选，每个至多写一处",
                f"'{value}' is no option of '{name}', or is named twice",
            )
            return
    if fact.means == "reached" and not (fact.good and fact.unrated):
        proof.say(
            "G17",
            here,
            f"“{fact.title}”没有写明哪个是接通、哪个是无人接听",
            "请写 good（接通）和 unrated（无人接听），错号写 bad",
            f"which value of '{name}' is reached, which not answered?",
        )
    elif fact.means == "satisfied" and not (fact.good and fact.bad):
        proof.say(
            "G17",
            here,
            f"“{fact.title}”没有写明哪些算满意、哪些算不满意",
            "请写 good 和 bad",
            f"which values of '{name}' are good, which bad?",
        )
