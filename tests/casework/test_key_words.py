"""Help beside a text: every section and key the language knows has its words."""

from shouwen.casework.key_words import _elements, _words, section_help, sections
from shouwen.regulations import Pack
from shouwen.regulations.effects import Effect


def test_every_section_of_the_language_has_its_words():
    known = {info.alias or name for name, info in Pack.model_fields.items()}
    assert known == set(_words()["sections"])
    assert [word for word, _ in sections("en")] == list(_words()["sections"])


def test_every_key_of_an_entry_has_its_words_and_none_is_left_over():
    entries = {each for info in Pack.model_fields.values() for each in _elements(info.annotation)}
    keys = {
        info.alias or name
        for entry in (*entries, Effect)
        for name, info in entry.model_fields.items()
    }
    assert keys == set(_words()["keys"])


def test_help_for_clocks_names_what_is_needed_and_what_may_stand_there():
    shown = section_help("clocks")
    keys = {line.key: line for line in shown.keys}
    assert keys["cite"].needed
    assert not keys["limit"].needed
    assert "working_day" in keys["unit"].choices
    assert not shown.effects
    assert {line.key for line in section_help("acts").effects} >= {"goto", "notify"}
    assert section_help("nonsense") is None
