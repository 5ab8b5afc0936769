"""One decision: our engine against SpiffWorkflow on the same small regulation, in one run.

    python benchmarks/engine.py [--rounds 200]

Both take a case from registration to closing through the same eight commands (two departments in
parallel, authority by amount, three timers). "With JSON" restores the case before each command and
stores it after, as a server without the case in memory must; SpiffWorkflow then carries its whole
specification with it. Ours also computes due dates in working time, collects refusals and cites
articles; SpiffWorkflow does none of these.
"""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.camunda.parser.CamundaParser import CamundaParser
from SpiffWorkflow.camunda.serializer import DEFAULT_CONFIG
from SpiffWorkflow.util.task import TaskState

from shouwen.engine import (
    SHAPE,
    Accepted,
    Case,
    Command,
    Event,
    body_of,
    decide,
    event_from,
    replay,
    type_of,
)
from shouwen.packs import shelf
from shouwen.regulations import procedure_from
from shouwen.vocabulary import Actor, Directory, moment

HERE = Path(__file__).parent / "regulations"
CLERK = Actor("clerk", roles=frozenset({"clerk"}))
HANDLER = Actor("handler", roles=frozenset({"handler"}))
MANAGER = Actor("manager", roles=frozenset({"manager"}))
STEPS = [
    ("2026-09-28 09:00", CLERK, "register", {"category": "general", "amount": 1500}, None),
    ("2026-09-28 09:30", CLERK, "transfer", {}, None),
    ("2026-09-28 10:00", MANAGER, "start", {"teams": ["quality", "service"]}, None),
    ("2026-09-28 15:00", HANDLER, "check", {"finding": "属实"}, "quality"),
    ("2026-09-28 16:00", HANDLER, "check", {"finding": "不属实"}, "service"),
    ("2026-09-29 09:00", MANAGER, "approve", {}, None),
    ("2026-09-29 10:00", HANDLER, "answer", {"reply": "致歉"}, None),
    ("2026-09-30 10:00", CLERK, "call", {"satisfied": True}, None),
]
NOBODY = Directory.of()


def ours() -> tuple[Callable[[], None], Callable[[], None]]:
    """Return a run through a whole case without and with JSON."""
    text = (HERE / "referral.yaml").read_text(encoding="utf-8")
    procedure = procedure_from(text, "referral.yaml", shelf.day_sets())
    steps = [(moment(at), Command(act, who, form, task)) for at, who, act, form, task in STEPS]

    def in_memory() -> None:
        case: Case | None = None
        for at, command in steps:
            outcome = decide(procedure, case, command, NOBODY, at)
            assert isinstance(outcome, Accepted), outcome
            case = outcome.case
        assert case is not None
        assert case.stage == "closed"

    def with_json() -> None:
        stored: list[str] = []  # a ledger: what was written is not written again
        for at, command in steps:
            events: list[Event] = []
            for line in stored:
                type_, when, body = json.loads(line)
                events.append(event_from(type_, SHAPE, body, moment(when)))
            case = replay(events) if events else None
            outcome = decide(procedure, case, command, NOBODY, at)
            assert isinstance(outcome, Accepted), outcome
            stored += [
                json.dumps((type_of(each), each.at.isoformat(), body_of(each)), ensure_ascii=False)
                for each in outcome.events
            ]

    return in_memory, with_json


def theirs() -> tuple[Callable[[], None], Callable[[], None]]:
    """Return the same through SpiffWorkflow."""
    parser = CamundaParser()
    parser.add_bpmn_file(str(HERE / "referral.bpmn"))
    parser.add_dmn_file(str(HERE / "limits.dmn"))
    parser.add_dmn_file(str(HERE / "authority.dmn"))
    spec = parser.get_spec("referral")
    serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(DEFAULT_CONFIG))

    def ready(workflow: BpmnWorkflow, name: str) -> object:
        return next(
            task
            for task in workflow.get_tasks(state=TaskState.READY)
            if task.task_spec.bpmn_name == name
        )

    def perform(workflow: BpmnWorkflow, act: str, form: dict[str, object]) -> None:
        task = ready(workflow, act)
        task.data.update(form)
        task.run()
        workflow.do_engine_steps()

    def in_memory() -> None:
        workflow = BpmnWorkflow(spec)
        workflow.do_engine_steps()
        for _, _, act, form, _ in STEPS:
            perform(workflow, act, form)
        assert workflow.completed

    def with_json() -> None:
        workflow = BpmnWorkflow(spec)
        workflow.do_engine_steps()
        stored = serializer.serialize_json(workflow)
        for _, _, act, form, _ in STEPS:
            workflow = serializer.deserialize_json(stored)
            perform(workflow, act, form)
            stored = serializer.serialize_json(workflow)
        assert workflow.completed

    return in_memory, with_json


def microseconds(run: Callable[[], None], rounds: int) -> float:
    """Return the time of one command: the best of three batches."""
    run()
    best = float("inf")
    for _ in range(3):
        begun = time.perf_counter()
        for _ in range(rounds):
            run()
        best = min(best, (time.perf_counter() - begun) / rounds / len(STEPS))
    return best * 1e6


def main() -> None:
    """Print both, and the ratio."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=200)
    rounds = options.parse_args().rounds
    (our_memory, our_json), (their_memory, their_json) = ours(), theirs()
    print(f"{'one command, µs':<28}{'Shouwen':>10}{'SpiffWorkflow':>16}{'ratio':>9}")
    for name, mine, other in (
        ("in memory", our_memory, their_memory),
        ("with JSON both ways", our_json, their_json),
    ):
        us, them = microseconds(mine, rounds), microseconds(other, max(3, rounds // 20))
        print(f"{name:<28}{us:>10.1f}{them:>16.1f}{them / us:>8.0f}×")


if __name__ == "__main__":
    main()
