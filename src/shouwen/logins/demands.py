"""Of whom a second factor is demanded: of the system's administrators, and of roles one names."""

from datetime import datetime
from typing import Final

from shouwen import people
from shouwen.logins.models import FactorDemand
from shouwen.people import Office
from shouwen.people.operations.changing import changing

#: Instead of a role: ask everybody to prove anew who he is before particulars are shown.
REVEALS: Final = "reveals"
#: Demanded unless somebody has decided otherwise.
USUAL: Final = frozenset({Office.ADMINISTRATOR.value})


def all_demands() -> frozenset[str]:
    """Return the roles a second factor is demanded of, and :data:`REVEALS` if that is on."""
    decided = dict(FactorDemand.objects.values_list("role", "demanded"))
    return frozenset(role for role in USUAL | decided.keys() if decided.get(role, role in USUAL))


def demanded_of(person: str, now: datetime) -> bool:
    """Say whether a person must have a second factor, by a post in force or one to come."""
    wanted = all_demands()
    return any(
        post.role in wanted
        for post in people.posts(person=person)
        if post.until is None or post.until > now
    )


def demand(role: str, *, by: str, now: datetime) -> None:
    """Demand a second factor of a role from now on; of :data:`REVEALS`, a proof before reading."""
    _decide(role, by, now, demanded=True)


def release(role: str, *, by: str, now: datetime) -> None:
    """Demand it no longer."""
    _decide(role, by, now, demanded=False)


def ask_no_longer() -> bool:
    """Say whether reading particulars needs no further proof."""
    return REVEALS not in all_demands()


def _decide(role: str, by: str, now: datetime, *, demanded: bool) -> None:
    with changing(by, now) as log:
        FactorDemand.objects.update_or_create(
            role=role, defaults={"demanded": demanded, "since": now, "by": by}
        )
        log("factor.demanded" if demanded else "factor.released", role)
