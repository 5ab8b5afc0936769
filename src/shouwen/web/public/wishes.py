"""What the portal asks beside the regulation: for whom one speaks, what one wishes, this device.

What is said here is kept by meaning: as a fact where the regulation has one, else beside the acts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shouwen.casework import queries
from shouwen.casework.party_shapes import PartyChoices
from shouwen.casework.shapes import Field
from shouwen.web.public.request import PublicRequest

AGENT: Final = "for-another"
WHOM: Final = "whom"
TIE: Final = "tie"
CONFIDENTIAL: Final = "confidential"
LANGUAGE: Final = "language"
#: Facts asked here in the portal's own words, and so not among the fields of the form.
MEANINGS: Final = frozenset(
    {"agent", "agent_telephone", "agent_tie", "authority", "confidential", "language"}
)
OWN: Final = "device"
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was said of oneself. `own`: this device is the writer's, drafts may stay on it."""

    agent: bool = False
    whom: str = ""
    tie: str = ""
    confidential: bool = False
    language: str = ""
    own: bool = False

    @property
    def choices(self) -> PartyChoices:
        """What may be chosen of ties and languages, in the language of the page."""
        return queries.party_choices(get_language() or "zh")

    @property
    def tie_words(self) -> str:
        """What the agent is to the person concerned, in words."""
        return next((each.label for each in self.choices.ties if each.value == self.tie), "")

    @property
    def language_words(self) -> str:
        """The language wished for, in words."""
        found = (each.label for each in self.choices.languages if each.value == self.language)
        return next(found, "")

    @property
    def errors(self) -> dict[str, str]:
        """What is missing, by the name of its control."""
        if not self.agent:
            return {}
        found = {}
        if not self.whom:
            found[WHOM] = _("请填写：您替谁反映")
        if not self.tie_words:
            found[TIE] = _("请选择：您和对方是什么关系")
        return found

    def said(
        self, values: Mapping[str, Any], fields: Iterable[Field]
    ) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
        """Return the form to hand in, and what is said beside it, by what it is about.

        Whoever speaks for somebody wrote his own name and number as his own: the complainant is
        the one he speaks for. An anonymous one names nobody in the form.
        """
        form = dict(values)
        by_meaning = {each.means: each.name for each in fields if each.means}
        said: dict[str, dict[str, str]] = {}
        if self.agent:
            name, telephone = by_meaning.get("complainant", ""), by_meaning.get("telephone", "")
            mine = str(form.get(name, ""))
            said["agent"] = {
                "agent": mine,
                "agent_telephone": str(form.get(telephone, "")),
                "agent_tie": self.tie,
            }
            if mine:
                form[name] = self.whom
            else:
                said["agent"]["represented"] = self.whom
        said["wish"] = {
            "confidential": "yes" if self.confidential else "", "language": self.language,
        }  # fmt: skip
        for wanted in said.values():
            for meaning in [each for each in wanted if each in MEANINGS and each in by_meaning]:
                if value := wanted.pop(meaning):
                    form[by_meaning[meaning]] = "true" if value == "yes" else value
        return form, {about: wanted for about, wanted in said.items() if any(wanted.values())}

    @property
    def carried(self) -> tuple[tuple[str, str], ...]:
        """Names and values that travel along while the form is read over."""
        pairs = [
            (AGENT, "yes" if self.agent else "no"),
            (WHOM, self.whom),
            (TIE, self.tie),
            (CONFIDENTIAL, "yes" if self.confidential else ""),
            (LANGUAGE, self.language),
            (OWN, "own" if self.own else "shared"),
        ]
        return tuple((name, value) for name, value in pairs if value)

    def plain(self) -> dict[str, Any]:
        """Return them as a draft keeps them."""
        return {
            AGENT: self.agent, WHOM: self.whom, TIE: self.tie, CONFIDENTIAL: self.confidential,
            LANGUAGE: self.language,
        }  # fmt: skip


def read(request: PublicRequest) -> Wishes:
    """Return what was said in a form that was handed in."""
    post = request.POST
    return Wishes(
        agent=post.get(AGENT) == "yes",
        whom=post.get(WHOM, "").strip()[:_LONGEST],
        tie=post.get(TIE, "").strip()[:_LONGEST],
        confidential=post.get(CONFIDENTIAL) == "yes",
        language=_language(post.get(LANGUAGE, "")),
        own=post.get(OWN) == "own",
    )


def kept(values: Mapping[str, Any], *, own: bool) -> Wishes:
    """Return what a draft has kept."""
    return Wishes(
        agent=bool(values.get(AGENT)),
        whom=str(values.get(WHOM, "")),
        tie=str(values.get(TIE, "")),
        confidential=bool(values.get(CONFIDENTIAL)),
        language=_language(str(values.get(LANGUAGE, ""))),
        own=own,
    )


def first(request: PublicRequest) -> Wishes:
    """Return what to begin with: a telephone is somebody's own, a computer may be everybody's."""
    return Wishes(own="Mobi" in request.headers.get("User-Agent", ""))


def _language(wanted: str) -> str:
    """Return a language of the list, or nothing: what is none is no wish."""
    known = {each.value for each in queries.party_choices().languages}
    return wanted if wanted in known else ""
