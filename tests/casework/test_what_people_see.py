"""At the end of every story, every person looks at everything, in both languages."""

from datetime import datetime

import pytest

from shouwen.casework import queries
from shouwen.casework.access import may_know, opened
from shouwen.casework.errors import CaseNotFound
from shouwen.packs import shelf
from shouwen.vocabulary import OFFICE_ZONE, Actor

from .conftest import settle_in
from .walking import all_stories, walk

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("regulation", "story"),
    [pytest.param(id_, story, id=name) for name, id_, story in all_stories(every=6)],
)
def test_pages_show_what_may_be_known(db, regulation, story):
    directory = shelf.directory(regulation)
    settle_in(directory)
    last = walk(regulation, story)
    number, code, at = last.number, last.code, last.at
    if number is None:
        return
    found = opened(number, at)
    for person in directory.people.values():
        actor = Actor(person.id, person.name)
        knows = may_know(actor, found, at)
        # No view tells of what one may not know; what one may, reads the same in each.
        rows = {
            row.number
            for view in (("all",) if knows else queries.VIEWS)
            for row in queries.work_list(actor, view=view, now=at).rows
        }
        assert rows <= ({number} if knows else set())
        if not knows:
            with pytest.raises(CaseNotFound):
                queries.case_view(actor, number, at)
            continue
        for language in ("zh", "en"):
            view = queries.case_view(actor, number, at, language)
            assert view.number == number
            assert {step.state for step in view.steps} >= {"current"}
            for option in view.options:
                if option.allowed and language == "zh":
                    form = queries.act_form(
                        actor, number, option.act, at, task=option.task, language=language
                    )
                    assert form.reasons == ()
                assert option.allowed != bool(option.reasons)
            assert len(queries.badges(actor, at, language)) == 7
            queries.notices_of(actor, at, language)
    public = queries.public_view(number, code, at)
    assert public.number == number
    for option in public.options:
        queries.public_form(number, code, option.act, at, task=option.task)
    assert number in queries.explain_case(number, at)


@pytest.mark.parametrize("regulation", shelf.regulation_ids())
def test_every_registration_form_is_generated(db, regulation):
    directory = shelf.directory(regulation)
    settle_in(directory)
    at = datetime(2024, 9, 23, 10, tzinfo=OFFICE_ZONE)
    procedure = shelf.procedure(regulation, on=at.date())
    for name, ready in procedure.acts.items():
        if not ready.act.starts_case:
            continue
        for language in ("zh", "en"):
            form = queries.registration_form(
                Actor("nobody"), regulation, name, at, language=language
            )
            assert [field.name for field in form.fields] == list(
                dict.fromkeys((*ready.act.form, *ready.act.also))
            )
            for field in form.fields:
                if field.kind in ("choice", "choices", "unit", "units"):
                    assert field.choices
    # What somebody may take in does not depend on the cases there are.
    for person in directory.people.values():
        chinese, english = (
            {each.act for each in queries.registration_acts(Actor(person.id), at, language)
             if each.regulation == regulation}
            for language in ("zh", "en")
        )  # fmt: skip
        assert chinese == english
        assert chinese <= {name for name, ready in procedure.acts.items() if ready.act.starts_case}
