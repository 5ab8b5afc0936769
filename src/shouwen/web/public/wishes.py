"""What the portal asks beside the regulation: for whom one speaks, not to be named, this device."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from shouwen.web.public.request import PublicRequest

AGENT: Final = "for-another"
WHOM: Final = "whom"
TIE: Final = "tie"
CONFIDENTIAL: Final = "confidential"
OWN: Final = "device"
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was said of oneself. `own`: this device is the writer's, drafts may stay on it."""

    agent: bool = False
    whom: str = ""
    tie: str = ""
    confidential: bool = False
    own: bool = False

    @property
    def errors(self) -> dict[str, str]:
        """What is missing, by the name of its control."""
        if not self.agent:
            return {}
        found = {}
        if not self.whom:
            found[WHOM] = _("请填写：您替谁反映")
        if not self.tie:
            found[TIE] = _("请填写：您和对方是什么关系")
        return found

    @property
    def agent_words(self) -> str:
        """For whom somebody speaks, in one sentence; nothing when for oneself."""
        if not self.agent:
            return ""
        return f"代理反映。当事人：{self.whom}；关系：{self.tie}"  # in the record's language

    @property
    def confidential_words(self) -> str:
        """The wish not to be named, in one sentence, or nothing."""
        return "请求不向被投诉的单位和人员透露身份" if self.confidential else ""

    @property
    def carried(self) -> tuple[tuple[str, str], ...]:
        """Names and values that travel along while the form is read over."""
        pairs = [
            (AGENT, "yes" if self.agent else "no"),
            (WHOM, self.whom),
            (TIE, self.tie),
            (CONFIDENTIAL, "yes" if self.confidential else ""),
            (OWN, "own" if self.own else "shared"),
        ]
        return tuple((name, value) for name, value in pairs if value)

    def plain(self) -> dict[str, Any]:
        """Return them as a draft keeps them."""
        return {
            AGENT: self.agent, WHOM: self.whom, TIE: self.tie, CONFIDENTIAL: self.confidential,
        }  # fmt: skip


def read(request: PublicRequest) -> Wishes:
    """Return what was said in a form that was handed in."""
    post = request.POST
    return Wishes(
        agent=post.get(AGENT) == "yes",
        whom=post.get(WHOM, "").strip()[:_LONGEST],
        tie=post.get(TIE, "").strip()[:_LONGEST],
        confidential=post.get(CONFIDENTIAL) == "yes",
        own=post.get(OWN) == "own",
    )


def kept(values: Mapping[str, Any], *, own: bool) -> Wishes:
    """Return what a draft has kept."""
    return Wishes(
        agent=bool(values.get(AGENT)),
        whom=str(values.get(WHOM, "")),
        tie=str(values.get(TIE, "")),
        confidential=bool(values.get(CONFIDENTIAL)),
        own=own,
    )


def first(request: PublicRequest) -> Wishes:
    """Return what to begin with: a telephone is somebody's own, a computer may be everybody's."""
    return Wishes(own="Mobi" in request.headers.get("User-Agent", ""))
