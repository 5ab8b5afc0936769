"""Complaints of foreign customers, in English."""

import re
from decimal import Decimal

from shouwen.demo.organisation import Organisation
from shouwen.demo.writer.complaint import Complainant, Facts, Gender, WrittenComplaint
from shouwen.demo.writer.material import english
from shouwen.demo.writer.persons import telephone
from shouwen.demo.writer.phrases import Dealer, say
from shouwen.vocabulary import Unit

_SENTENCE = re.compile(r"(?<=[.!?] )[a-z]|(?<=[.!?]” )[a-z]")


def possible(channel: str, category: str) -> bool:
    """Say whether somebody writes in English this way and about this class."""
    told = english()
    return channel in told["open"] and any(
        category in story["categories"] for story in told["stories"]
    )


def write(
    dealer: Dealer, organisation: Organisation, channel: str, category: str, outlet: Unit
) -> WrittenComplaint:
    """Return a complaint in English.

    :raises ValueError: if none comes this way or in this class (see :func:`possible`)
    """
    if not possible(channel, category):
        raise ValueError(f"no English complaints by {channel} about {category}")
    told = english()
    fitting = {one["id"]: one for one in told["stories"] if category in one["categories"]}
    chosen = fitting[dealer.one(tuple(fitting))]
    people = {one["name"]: one for one in told["people"]}
    person = dealer.one(tuple(people))
    known = people[person]
    gender: Gender = known["gender"]
    amount = _amount(dealer, chosen["amount"])
    words = {
        "name": person,
        "outlet": told["outlets"].get(outlet.id, outlet.name),
        "when": dealer.one(told["when"]),
        "amount": f"{amount:,} yuan" if amount is not None else "",
    }

    def told_in(text: str) -> str:
        return say(text, words.__getitem__, dealer)

    body = told_in(chosen["text"])
    content = (
        told_in(dealer.one(told["open"][channel]))
        + body[:1].upper()
        + body[1:]
        + told_in(dealer.one(told["close"][channel]))
    ).strip()
    # Alternatives that open a sentence are written small.
    content = _SENTENCE.sub(lambda found: found[0].upper(), content)  # fmt: skip
    demands = tuple(dealer.some(chosen["demands"], dealer.rng.randint(1, 3)))
    unit = chosen.get("unit", outlet.id)
    given, _, surname = person.rpartition(" ")
    return WrittenComplaint(
        title=chosen["title"],
        content=content,
        channel=channel,
        category=category,
        content_category=category,
        unit=unit,
        outlet=outlet.id,
        amount=None if amount is None else Decimal(amount),
        complainant=Complainant(
            name=person,
            surname=surname,
            gender=gender,
            age=dealer.rng.randint(22, 58),
            occupation=known["job"],
            telephone=telephone(dealer),
            email=f"{given[0].lower()}.{surname.lower()}@example.org",
        ),
        anonymous=False,
        tone="calm",
        accused_person_hint=None,
        expected=demands,
        facts=Facts(overseas=unit != outlet.id),
        matter=chosen["id"],
        topic=chosen["topic"],
        language="en",
        details={"网点短": outlet.name, "本行": organisation.name, "热线": organisation.hotline},
    )


def _amount(dealer: Dealer, within: tuple[int, int, int] | None) -> int | None:
    if within is None:
        return None
    low, high, step = within
    return dealer.rng.randrange(low, high + step, step)
