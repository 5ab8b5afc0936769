"""Approvals nobody gives or asks for, and what they cannot rest on."""

from collections.abc import Iterable

from shouwen.regulations.expressions import Expression
from shouwen.regulations.proofreading.clocks import raised_tags
from shouwen.regulations.proofreading.lifecycle import edges_of
from shouwen.regulations.proofreading.names import need
from shouwen.regulations.proofreading.proof import Path, Proof


def read_approval_names(proof: Proof) -> None:
    """Find approvals named like something else, and bases that are not there, or do not stay."""
    pack = proof.pack
    taken = {*pack.facts, *pack.derived, *pack.tables, *pack.records}
    known = {*pack.derived, *pack.records}
    blanked = {
        column
        for record in pack.records.values()
        for column in record.of
        if column in pack.facts and column not in record.keeps
    }
    for name, approval in pack.approvals.items():
        here: Path = ("approvals", name)
        if name in taken:
            proof.say(
                "R05",
                here,
                f"“{name}”在核准与要素、推导、决策表或记录中重名",
                "请改名：条件里同一个名字只能有一个意思",
                f"'{name}' has two meanings; rename one",
            )
        facts = [each for each in approval.rests_on if each not in known]
        need(proof, "facts", facts, (*here, "rests_on"))
        for each in approval.rests_on:
            if each in blanked:
                proof.say(
                    "R19",
                    (*here, "rests_on"),
                    f"“{pack.facts[each].title}”记入后即清空，核准随即失效",
                    "请改写为记录的名称，或在记录的 keeps 中写上它",
                    f"'{each}' is blank again once entered; rest on the record instead",
                )


def read_approvals(proof: Proof, expressions: Iterable[Expression]) -> None:
    """Find approvals that are never given, and approvals no condition asks for."""
    _, raised = raised_tags(proof, edges_of(proof))
    asked = {
        argument
        for expression in expressions
        for function, argument in expression.calls
        if function == "approved"
    }
    for name, approval in proof.pack.approvals.items():
        here: Path = ("approvals", name)
        if not (raised - {f"lapse {name}"}) & set(approval.given):
            proof.say(
                "G12",
                (*here, "given"),
                f"核准“{approval.title}”从未给出：{'、'.join(approval.given)}不会发生",
                "请核对 given",
                f"approval '{name}' is never given",
            )
        if name not in asked:
            proof.say(
                "U05",
                here,
                f"核准“{approval.title}”没有任何条件过问",
                f"请在须经核准的动作写 approved('{name}')，或删去",
                f"nothing asks for approval '{name}'",
            )
