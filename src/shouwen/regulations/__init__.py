"""What a regulation is: a text, a typed model, a proofread and compiled procedure."""

from shouwen.regulations.compiled import Procedure
from shouwen.regulations.composition import digest_of
from shouwen.regulations.diagram import mermaid
from shouwen.regulations.findings import Finding
from shouwen.regulations.model import Act, Fact, Pack
from shouwen.regulations.opening import Opened, PackUnfit, open_pack, procedure_from
from shouwen.regulations.proofreading import proofread_seats
from shouwen.regulations.requirements import Witness, witnesses

__all__ = [
    "Act",
    "Fact",
    "Finding",
    "Opened",
    "Pack",
    "PackUnfit",
    "Procedure",
    "Witness",
    "digest_of",
    "mermaid",
    "open_pack",
    "procedure_from",
    "proofread_seats",
    "witnesses",
]
