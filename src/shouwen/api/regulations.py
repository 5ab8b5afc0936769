"""Regulations this caller takes matters in under, and the forms that open a case."""

from ninja import Router, Schema

from shouwen.api.answering import answers
from shouwen.api.door import CallerRequest, needs
from shouwen.api.forms import FormOut, described
from shouwen.casework import queries

router = Router(tags=["regulations"])


class OpeningAct(Schema):
    """One act that opens a case."""

    act: str
    title: str
    hint: str | None
    article: str


class RegulationOut(Schema):
    """One regulation with the acts this caller may open a case by."""

    regulation: str
    title: str
    acts: list[OpeningAct]


class RegulationList(Schema):
    """The regulations worked by where this caller is."""

    items: list[RegulationOut]


@router.get(
    "/regulations", response=answers(RegulationList), auth=needs("read"), url_name="regulations",
    operation_id="listRegulations", summary="可登记的办法 · Regulations to register under",
)  # fmt: skip
def regulations(request: CallerRequest) -> RegulationList:
    """List the regulations this caller takes matters in under, with the acts that open a case."""
    found: dict[str, RegulationOut] = {}
    for each in queries.registration_acts(request.actor, request.now, request.language):
        one = found.setdefault(
            each.regulation,
            RegulationOut(regulation=each.regulation, title=each.regulation_title, acts=[]),
        )
        one.acts.append(
            OpeningAct(act=each.act, title=each.title, hint=each.hint, article=each.article)
        )
    return RegulationList(items=list(found.values()))


@router.get(
    "/regulations/{regulation}/acts/{act}", response=answers(FormOut), auth=needs("read"),
    url_name="opening", operation_id="getOpeningForm",
    summary="登记表单 · The form that opens a case",
)  # fmt: skip
def opening(request: CallerRequest, regulation: str, act: str) -> FormOut:
    """Describe what an act that opens a case asks for."""
    form = queries.registration_form(
        request.actor, regulation, act, request.now, language=request.language
    )
    return described(form)
