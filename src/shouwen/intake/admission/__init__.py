"""Files from anywhere: what they are by their content, and whether the house takes them in.

:func:`admit` answers for one file, :func:`admit_all` for what was handed in together. Nothing is
kept here: ``intake.take_in``, ``intake.act_with`` and ``intake.enclose`` keep what was admitted
with its case.
"""

from shouwen.intake.admission.admitting import Admitted, Refused, admit, admit_all
from shouwen.intake.admission.kinds import KINDS, Kind
from shouwen.intake.admission.limits import Limits
from shouwen.intake.admission.names import safe_name
from shouwen.intake.admission.scanning import Verdict, scan

__all__ = [
    "KINDS",
    "Admitted",
    "Kind",
    "Limits",
    "Refused",
    "Verdict",
    "admit",
    "admit_all",
    "safe_name",
    "scan",
]
