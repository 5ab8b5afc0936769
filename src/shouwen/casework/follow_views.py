"""What follows from a case outside of it, as its page shows it: money and improvements."""

from shouwen.casework.matter import Matter
from shouwen.casework.shapes import ChargedView, RaisedView
from shouwen.casework.wording import Wording


def charges_of(matter: Matter, wording: Wording) -> tuple[ChargedView, ...]:
    """Return what the case charges now, ledger by ledger; what was withdrawn is left out."""
    procedure = wording.procedure
    return tuple(
        ChargedView(
            wording.say(ready.ledger.title),
            "" if ready.ledger.account == "case" else wording.account(posting.account),
            wording.posting(name, posting),
            wording.articles(ready.ledger.cite),
        )
        for name, ready in procedure.ledgers.items()
        for posting in matter.case.posted.get(name, ())
        if not posting.withdrawn
    )


def improvements_of(matter: Matter, wording: Wording) -> tuple[RaisedView, ...]:
    """Return the improvements the case has raised, in order."""
    titles = wording.procedure.pack.improvements
    return tuple(
        RaisedView(
            f"{matter.number}-{event.first + place}",
            wording.say(titles[event.improvement].title),
            item.what,
            wording.unit(item.unit),
            item.due_on,
        )
        for event in matter.case.improvements
        for place, item in enumerate(event.items)
    )
