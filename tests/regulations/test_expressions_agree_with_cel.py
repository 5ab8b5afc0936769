"""Where CEL and we speak of the same things we say the same, and we never claim too much."""

from cel_expr_python import cel
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shouwen.regulations.expressions import UNKNOWN, compile_expression
from tests.regulations.conditions import RANDOM_FACTS, RANDOM_NAMES, Facts, random_expression

_CEL_TYPES = {
    "int": cel.Type.INT,
    "bool": cel.Type.BOOL,
    "text": cel.Type.STRING,
    "list:int": cel.Type.List(cel.Type.INT),
    "list:text": cel.Type.List(cel.Type.STRING),
}
_CEL = cel.NewEnv(variables={name: _CEL_TYPES[str(type_)] for name, type_ in RANDOM_NAMES.items()})
_KINDS = st.sampled_from(["bool", "bool", "int", "text", "list:int"])
_UNHURRIED = settings(
    max_examples=600,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def _ours(source):
    return compile_expression(source, names=RANDOM_NAMES, enums={})


@_UNHURRIED
@given(source=_KINDS.flatmap(random_expression), facts=RANDOM_FACTS)
def test_same_value_as_cel(source, facts):
    theirs = _CEL.compile(source).eval(data=facts)
    assert theirs.type() != cel.Type.ERROR, theirs.plain_value()
    ours = _ours(source)(Facts(facts))
    assert ours == theirs.plain_value()
    assert type(ours) is type(theirs.plain_value())


@_UNHURRIED
@given(
    source=_KINDS.flatmap(random_expression),
    facts=RANDOM_FACTS,
    others=st.lists(RANDOM_FACTS, min_size=3, max_size=3),
    missing=st.sets(st.sampled_from(sorted(RANDOM_NAMES)), min_size=1),
)
def test_what_is_said_of_unknown_facts_holds_whatever_they_turn_out_to_be(
    source, facts, others, missing
):
    expression = _ours(source)
    said = expression(Facts({n: v for n, v in facts.items() if n not in missing}))
    if said is UNKNOWN or (isinstance(said, list) and UNKNOWN in said):
        return
    for other in [facts, *others]:
        completed = facts | {name: other[name] for name in missing}
        assert expression(Facts(completed)) == said
