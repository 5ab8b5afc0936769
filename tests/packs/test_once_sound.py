"""The proofreader learns; cases already open are decided by their text all the same."""

from pathlib import Path

import pytest

from shouwen.packs import shelf
from shouwen.regulations import PackUnfit, digest_of

BROKEN = Path(__file__).parents[1] / "broken_packs"


@pytest.fixture
def text():
    """A text with a fault that only proofreading finds."""
    yield (BROKEN / "dead_end.yaml").read_text(encoding="utf-8")
    shelf.forget_opened()


def test_what_the_record_keeps_is_executed_though_new_matters_are_not_taken_in(text):
    digest = digest_of(text)
    with pytest.raises(PackUnfit):
        shelf.procedure_of(digest, text, "kept.yaml")
    procedure = shelf.procedure_once_sound(digest, text, "kept.yaml")
    assert procedure.digest == digest
    assert shelf.procedure_once_sound(digest, text, "kept.yaml") is procedure
    assert shelf.compiled(digest) is None
    with pytest.raises(PackUnfit):
        shelf.procedure_of(digest, text, "kept.yaml")


def test_what_cannot_be_compiled_is_not():
    text = (BROKEN / "expression_type_error.yaml").read_text(encoding="utf-8")
    with pytest.raises(PackUnfit):
        shelf.procedure_once_sound(digest_of(text), text, "kept.yaml")
    shelf.forget_opened()
