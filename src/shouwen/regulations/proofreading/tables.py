"""Decision tables: gaps, overlaps and rows that never apply, each with an example in words."""

from shouwen.regulations.compiled import Procedure
from shouwen.regulations.decision import examine
from shouwen.regulations.proofreading.proof import Proof


def read_tables(proof: Proof, procedure: Procedure) -> None:
    """Find what is wrong with the tables."""
    pack = proof.pack
    titles = {name: fact.title for name, fact in pack.facts.items()}
    titles |= {name: derived.title for name, derived in pack.derived.items()}
    labels = {name: dict(members) for name, members in pack.terms.items()}
    limits = {name: (fact.min, fact.max) for name, fact in pack.facts.items()}
    for name, table in procedure.tables.items():
        for fault in examine(table, enums=labels, titles=titles, limits=limits):
            path = (
                ("tables", name) if fault.row is None else ("tables", name, "rows", fault.row - 1)
            )
            proof.say(fault.code, path, fault.problem, fault.remedy, fault.english)
