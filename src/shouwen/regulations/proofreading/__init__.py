"""Proofreading: everything that can be known to be wrong with a pack before a case meets it.

All findings at once, each with its place, the problem and the remedy, in Chinese and English.
What only stories can show (whether every act, condition, row and point is exercised) is
``scenarios.coverage``.
"""

from shouwen.regulations.compiled import Procedure
from shouwen.regulations.findings import Finding
from shouwen.regulations.model import Pack
from shouwen.regulations.proofreading.articles import read_articles
from shouwen.regulations.proofreading.clocks import read_clocks
from shouwen.regulations.proofreading.english import (
    read_english,
    texts_read,
    without_english,
)
from shouwen.regulations.proofreading.ledgers import read_ledgers
from shouwen.regulations.proofreading.lifecycle import read_lifecycle
from shouwen.regulations.proofreading.parties import read_parties
from shouwen.regulations.proofreading.proof import Proof
from shouwen.regulations.proofreading.references import read_references
from shouwen.regulations.proofreading.seats import read_seats
from shouwen.regulations.proofreading.supervision import read_supervision
from shouwen.regulations.proofreading.tables import read_tables
from shouwen.regulations.proofreading.unread import read_unread
from shouwen.regulations.reading import Source
from shouwen.vocabulary import Directory

__all__ = ["Proof", "proofread", "read_references", "read_seats", "texts_read", "without_english"]


def proofread(source: Source, pack: Pack, procedure: Procedure) -> list[Finding]:
    """Return what is wrong, or worth knowing, in a pack that compiles; in order of its lines."""
    proof = Proof(source, pack)
    read_articles(proof)
    read_tables(proof, procedure)
    read_lifecycle(proof)
    read_clocks(proof, procedure)
    read_supervision(proof)
    read_parties(proof)
    read_ledgers(proof, procedure)
    read_unread(proof, procedure)
    read_english(proof)
    return proof.sorted()


def proofread_seats(source: Source, pack: Pack, directory: Directory) -> list[Finding]:
    """Return the seats of a pack nobody could hold in this organisation."""
    proof = Proof(source, pack)
    read_seats(proof, directory)
    return proof.sorted()
