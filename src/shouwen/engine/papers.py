"""What a document shows when it leaves the case, and the mark by which it can be told again."""

import hashlib
import json
from collections.abc import Iterable

from shouwen.engine.events import DocumentIssued
from shouwen.engine.scope import CaseScope
from shouwen.engine.stored import body_of
from shouwen.regulations.expressions import UNKNOWN
from shouwen.vocabulary import iso


def contents_of(names: Iterable[str], scope: CaseScope) -> dict[str, object]:
    """Return what is known of these facts, derived facts and records at the moment of the scope.

    A record is there as the list of its entries; what is not known is left out.
    """
    looked = ((name, scope.look(name)) for name in names)
    return {name: value for name, value in looked if value is not UNKNOWN}


def digest_of(issued: DocumentIssued) -> str:
    """Return the digest of an issued document: SHA-256 of all it says, in hexadecimal.

    It covers the kind, number, moment, articles, copies and contents; particulars by their
    references. The same document has the same digest whenever it is printed.
    """
    body = {"at": iso(issued.at), **body_of(issued)}
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
