"""What a registration can come to: a case, a case settled at once, more of an old one, no case."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from shouwen import insight, intake
from shouwen.casework import operations, queries
from shouwen.casework.on_the_spot import Step
from shouwen.casework.shapes import ActForm, Field, NotDone, Registered, Why
from shouwen.inquiry import operations as inquiry
from shouwen.intake.mail import operations as mail
from shouwen.vocabulary import ShouwenError
from shouwen.web import forms
from shouwen.web.desk import beside, party_forms
from shouwen.web.requests import DeskRequest, command_id, go

GIVEN: Final = "registered"
#: What is no case, by its kind of contact: the button's words and its key.
NO_CASE: Final = {
    "consultation": (_noop("咨询"), "7"),
    "praise": (_noop("表扬"), "8"),
    "suggestion": (_noop("建议"), "9"),
    "out_of_scope": (_noop("不属受理范围"), ""),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A registration as it was typed.

    `blank` is its form; `steps` are the acts that follow at once, each with its own form; `parties`
    are for whom, with whom and through whom somebody complains, where the form has no facts for it.
    """

    regulation: str
    blank: ActForm
    typed: Mapping[str, Any]
    steps: tuple[tuple[ActForm, Step], ...] = ()
    parties: Mapping[str, str] = field(default_factory=dict)

    @property
    def given(self) -> dict[str, Any]:
        """What was filled in."""
        return _filled(self.typed)

    @property
    def then(self) -> tuple[Step, ...]:
        """The acts that follow, as the record takes them."""
        return tuple(step for _, step in self.steps)

    def said(self, meaning: str) -> str:
        """Return what was typed for a meaning, or nothing."""
        for each in self.blank.fields:
            if each.means == meaning:
                return str(self.typed.get(each.name) or "").strip()
        return ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why nothing was done: the reasons, and which step they are of; 0 is the registration.

    `errors` are what is wrong with controls beside the form, by their names.
    """

    title: str
    reasons: tuple[Why, ...] = ()
    step: int = 0
    errors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def asked(request: DeskRequest, regulation: str, blank: ActForm) -> Asked:
    """Return what was posted; of the acts to follow, those that are possible after it."""
    typed = forms.read(request.POST, blank.fields, request.now)
    wanted = [*request.POST.getlist("then")]
    intent = request.POST.get("intent", "").split(" ")
    if intent[0] == "then" and len(intent) == 2:
        wanted.append(intent[1])
    if intent[0] == "alone":
        wanted = []
    steps: list[tuple[ActForm, Step]] = []
    for act in dict.fromkeys(wanted):
        form = queries.at_once_form(
            regulation, blank.act, _filled(typed), act, then=[step for _, step in steps],
            actor=request.actor, now=request.now, language=request.language,
        )  # fmt: skip
        if form is None:
            break
        steps.append((form, Step(act, _filled(forms.read(request.POST, form.fields, request.now)))))
    return Asked(regulation, blank, typed, tuple(steps), party_forms.read(request.POST))


def fields_of_steps(found: Asked) -> list[tuple[ActForm, tuple[Field, ...]]]:
    """Return the acts that follow, each with the fields no form before it has."""
    known = {field.name for field in found.blank.fields}
    shown = []
    for form, _step in found.steps:
        shown.append((form, tuple(field for field in form.fields if field.name not in known)))
        known |= {field.name for field in form.fields}
    return shown


def take_in(request: DeskRequest, found: Asked, draft: str) -> HttpResponse | Problem:
    """Register what was typed, and whatever is to follow at once; or say why not.

    :param draft: the id of the draft it was, or nothing: a message may have begun it
    """
    token = command_id(request)
    if wrong := party_forms.errors_in(found.parties):
        return Problem("", errors=wrong)
    sent = [(file.name or "", file.read()) for file in request.FILES.getlist("files")]
    files, refused = intake.admit_all(sent, now=request.now)
    if refused:
        words = "；".join(each.say(request.language) for each in refused)
        return Problem(_("%(words)s。没有登记，其他内容都还在，请重选文件。") % {"words": words})
    with transaction.atomic():
        outcome = operations.register_and_settle(
            found.regulation, found.blank.act, found.given, found.then, actor=request.actor,
            now=request.now, command_id=token, language=request.language,
        )  # fmt: skip
        if isinstance(outcome, Registered):
            intake.enclose(
                outcome.number, files, source="desk", actor=request.actor, now=request.now,
                command_id=f"{token}/files",
            )  # fmt: skip
            said = party_forms.say_all(request, outcome.number, found.parties, token)
            if said is not None:
                transaction.set_rollback(True)
                return Problem(_("没有登记"), said.reasons)
            if entry := found.parties.get(party_forms.ENTRY):
                operations.take_entry(entry, outcome.number, actor=request.actor, now=request.now)
    if isinstance(outcome, operations.StepRefused):
        if not outcome.step:
            return Problem("", outcome.reasons)
        title = found.steps[outcome.step - 1][0].title
        words = _("“%(title)s”没有办成，登记也没有保存") % {"title": title}
        return Problem(words, outcome.reasons, outcome.step)
    if draft:
        mail.registered(draft, outcome.number, actor=request.actor, now=request.now)
    _connect(request, outcome.number, token)
    for fact, (value, percent, version) in beside.suggestions_posted(request.POST.dict()).items():
        insight.keep_choice(
            outcome.number, found.regulation, fact, version=version, suggested=value,
            percent=percent, chosen=str(found.typed.get(fact) or ""), now=request.now,
        )  # fmt: skip
    if words := forms.advice(found.blank.fields, found.typed, found.regulation):
        messages.info(request, words)
    # The code is shown to whoever registered, once: it is kept nowhere else in the clear.
    request.session[GIVEN] = {
        "number": outcome.number, "code": outcome.code, "due": outcome.due_words,
    }  # fmt: skip
    return go(request, reverse("desk:registered", args=[outcome.number]))


def _connect(request: DeskRequest, number: str, token: str) -> None:
    """Link the new matter with those it was compared with, and with its common causes."""
    for other, kind in beside.compared(request.POST.dict()).items():
        try:
            if kind == "different":
                operations.tell_apart(
                    number, other, actor=request.actor, now=request.now,
                    command_id=f"{token}/apart/{other}",
                )  # fmt: skip
            else:
                inquiry.link(
                    number, other, kind="repeated", reason=_("登记时认定为同一事项"),
                    actor=request.actor, now=request.now, command_id=f"{token}/link/{other}",
                )  # fmt: skip
        except ShouwenError as barred:
            # The matter itself is registered: what could not be linked is said, and no more.
            words = {"other": other, "why": barred.problem}
            messages.warning(request, _("没有与 %(other)s 关联：%(why)s") % words)
    told = {row.id for row in queries.bulletins(request.now)}
    for bulletin in request.POST.getlist("bulletin"):
        if bulletin in told:
            operations.attach_to_bulletin(
                bulletin, number, actor=request.actor, now=request.now,
                command_id=f"{token}/bulletin/{bulletin}",
            )  # fmt: skip


def belongs_to(request: DeskRequest, found: Asked, number: str, act: str) -> HttpResponse | Problem:
    """Keep the call with an earlier matter, and do the act on it that was asked for.

    What the act wants to know beyond what was typed is asked on its own page.

    :raises CaseNotFound: if the matter is not one this person may see
    """
    text = found.said("content") or found.said("subject")
    if not text:
        return Problem(_("请先写下这次来件说了什么"))
    case = queries.case_view(request.actor, number, request.now, request.language)
    token = command_id(request)
    operations.record_contact(
        "complaint", found.said("channel"), _("就 %(number)s 再次来件") % {"number": number},
        actor=request.actor, now=request.now, command_id=f"{token}/contact", particulars=text,
        number=number,
    )  # fmt: skip
    messages.success(request, _("这次来件已记在 %(number)s 名下") % {"number": number})
    option = next((each for each in case.options if each.act == act and each.allowed), None)
    if option is None:
        return go(request, reverse("desk:case", args=[number]))
    form = queries.act_form(request.actor, number, act, request.now, language=request.language)
    values = {field.name: text for field in form.fields if field.kind == "text" and field.required}
    outcome = operations.act(
        number, act, values, actor=request.actor, now=request.now, command_id=f"{token}/act",
        task=option.task, language=request.language,
    )  # fmt: skip
    if isinstance(outcome, NotDone):
        return go(request, reverse("desk:act", args=[number, act]))
    messages.success(request, _("已办理：%(title)s") % {"title": form.title})
    return go(request, reverse("desk:case", args=[number]))


def keep_contact(request: DeskRequest, found: Asked, kind: str) -> HttpResponse | Problem:
    """Keep what was no complaint as a contact of its kind."""
    summary = found.said("subject")
    if kind not in NO_CASE:
        return Problem(_("没有这一种来件"))
    if not summary:
        return Problem(_("请先用一句话写明何事，再记为来件"))
    kept = [found.said(each) for each in ("content", "complainant", "telephone")]
    contact = operations.record_contact(
        kind, found.said("channel"), summary, actor=request.actor, now=request.now,  # type: ignore[arg-type]
        command_id=command_id(request), particulars="\n".join(each for each in kept if each),
    )  # fmt: skip
    words = {"kind": _(NO_CASE[kind][0]), "contact": contact}
    messages.success(request, _("已记为%(kind)s，来件编号 %(contact)s") % words)
    return go(request, reverse("desk:contacts"))


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", [], None)}
