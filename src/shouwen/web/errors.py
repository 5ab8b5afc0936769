"""Pages for what cannot be shown, and the one place where exceptions become answers."""

import json
from collections.abc import Callable

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import gettext as _

from shouwen.vocabulary import ShouwenError
from shouwen.web import kept

#: Errors that mean "not for you, or not there": nobody learns which.
_ABSENT = frozenset(
    {
        "CaseNotFound", "NothingToReveal", "NoSuchDuty", "NoSuchForm", "NoSuchDraft",
        "NotOnShelf", "NotWorkedBy", "NoSuchContact", "NotYours", "NoSuchCharge",
        "NoSuchCall",
        "NoSuchEdition",
        "NoSuchEnclosure",
        "NoSuchImport",
        "NoSuchImprovement",
        "NoSuchMail",
        "NoSuchMailbox",
        "NoSuchSubscription",
    }
)  # fmt: skip

#: Errors that mean "seen, but not for you to do".
_FORBIDDEN = frozenset(
    {"NotYoursToDo", "SamePerson", "NotInOffice", "ProposedByYou", "KeptFromUnit"}
)


class Refusals:
    """Answer the errors of the work with a polite page instead of a stack trace."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Show what the error says, when it was raised on purpose."""
        if not isinstance(error, ShouwenError):
            return None
        kind = type(error).__name__
        code = 404 if kind in _ABSENT else 403 if kind in _FORBIDDEN else 409
        english = getattr(request, "language", "zh") == "en"
        problem = (error.english if english else error.problem) or error.problem
        remedy = "" if english else error.remedy
        return page(request, code, problem[:1].upper() + problem[1:], remedy)


def page(
    request: HttpRequest,
    code: int,
    problem: str,
    remedy: str,
    icon: str = "search-x",
    public: str = "",
) -> HttpResponse:
    """Return an error page; where only a fragment was asked for, its words for a toast.

    The page that asked stays as it is, with whatever is being typed on it.

    :param public: the remedy for readers who are not staff, where it is another
    """
    if getattr(request, "htmx", False):
        response = HttpResponse(status=code)
        said = " ".join(part for part in (f"{problem}。" if remedy else problem, remedy) if part)
        response["HX-Reswap"] = "none"
        response["HX-Trigger"] = json.dumps({"said": said})
        return response
    values = {
        "code": code, "problem": problem, "remedy": remedy, "public": public, "icon_name": icon,
    }  # fmt: skip
    return render(request, "web/error.html", values, status=code)


def not_found(request: HttpRequest, exception: Http404) -> HttpResponse:
    """Answer 404."""
    return page(
        request, 404, _("没有找到这个页面"), _("地址可能有误，或者内容不在您的职责范围内。"),
        public=_("地址可能抄错了，或者这一页已经撤下。您提交过的投诉照常办理，用编号和查询码就能查到。"),
    )  # fmt: skip


def forbidden(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    """Answer 403."""
    return page(
        request, 403, _("您不能使用这个页面"),
        _("如工作需要，请联系系统管理员调整您的岗位。"), "lock",
        public=_("这一页是给工作人员用的。投诉、建议和查进度，请从首页进去。"),
    )  # fmt: skip


def wrong_form(request: HttpRequest, exception: BadRequest) -> HttpResponse:
    """Answer 400."""
    return page(
        request, 400, _("没有看懂这个请求"), _("请返回上一页重新操作。"), "circle-question-mark",
        public=_("请返回上一页，再试一次。写了一半的内容，回到首页就能接着写。"),
    )  # fmt: skip


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose secret has expired, or that came from elsewhere.

    Whoever typed it on a page of ours keeps it: with script it stays where it stands and gets a new
    secret, without it is shown a page that sends it again.
    """
    typed = kept.typed(request)
    if typed and getattr(request, "htmx", False):
        response = HttpResponse(status=403)
        response["Shouwen-Refusal"] = "stale"
        response["Shouwen-Secret"] = get_token(request)
        return response
    title = _("页面停留太久，已经失效")
    if typed:
        return kept.ask_again(request, request.get_full_path(), typed, title, 403)
    return page(request, 403, title, _("请返回上一页，刷新后重新提交。"), "timer-off")
