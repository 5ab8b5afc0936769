"""Invented people: names by generation, telephones nobody has, identity numbers of no region.

Telephones begin with prefixes never issued in the mainland (142, 143, 160, 161, 163, 164, 168,
169), identity numbers with region 99, which does not exist, and mail addresses end in domains
reserved for examples: nothing a demonstration sends can reach a person by mistake. Shape, length
and check digit are right.
"""

from collections.abc import Collection
from datetime import date, timedelta

from shouwen.demo.writer.complaint import Complainant, Gender
from shouwen.demo.writer.material import names
from shouwen.demo.writer.phrases import Dealer

_PREFIXES = ("142", "143", "160", "161", "163", "164", "168", "169")
_MAIL_DOMAINS = ("example.com", "example.net", "example.org")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_BORN_ELDER, _BORN_MIDDLE = 1966, 1986


def telephone(dealer: Dealer) -> str:
    """Return eleven digits that look like a mobile number and are nobody's."""
    return dealer.one(_PREFIXES) + "".join(str(dealer.rng.randrange(10)) for _ in range(8))


def check_digit(first_seventeen: str) -> str:
    """Return the eighteenth character of an identity number (GB 11643)."""
    total = sum(
        int(digit) * weight for digit, weight in zip(first_seventeen, _WEIGHTS, strict=True)
    )
    return _CHECKS[total % 11]


def identity_number(born: date, gender: Gender, dealer: Dealer) -> str:
    """Return an identity number with the right birthday, sex and check digit, of no region."""
    region = f"99{dealer.rng.randrange(1, 30):02d}{dealer.rng.randrange(1, 40):02d}"
    order = dealer.rng.randrange(1, 499) * 2 + (gender == "male")
    body = f"{region}{born:%Y%m%d}{order:03d}"
    return body + check_digit(body)


def family_name(dealer: Dealer) -> str:
    """Return a surname, now and then one of two characters."""
    known = names()
    return dealer.one(known.compound) if dealer.chance(0.015) else dealer.rng.choice(known.surnames)


def given_name(gender: Gender, born_year: int, dealer: Dealer) -> str:
    """Return a given name as parents of that time chose."""
    generation = (
        "elder" if born_year < _BORN_ELDER else "middle" if born_year < _BORN_MIDDLE else "young"
    )
    return dealer.one(names().given[gender][generation])


def invent(
    dealer: Dealer,
    today: date,
    ages: tuple[int, int],
    occupations: Collection[str] = (),
    avoid: Collection[str] = (),
) -> Complainant:
    """Return a complainant of these ages (inclusive) on `today`, whose name is not in `avoid`."""
    jobs = [
        job
        for job in names().occupations
        if job.ages[0] <= ages[1] and job.ages[1] >= ages[0]
        if not occupations or job.name in occupations
    ]
    job = dealer.one(jobs) if jobs else None
    low, high = ages
    if job is not None:
        low, high = max(low, job.ages[0]), min(high, job.ages[1])
    occupation = job.name if job is not None else dealer.one(sorted(occupations))
    age = dealer.rng.randint(low, high)
    sexes: tuple[Gender, ...] = ("female", "male")
    gender = job.gender if job is not None and job.gender else dealer.rng.choice(sexes)
    if "女工" in occupation:
        gender = "female"
    last_birthday = today - timedelta(days=dealer.rng.randrange(0, 364))
    born = last_birthday.replace(year=last_birthday.year - age, day=min(last_birthday.day, 28))
    surname = family_name(dealer)
    name = surname + given_name(gender, born.year, dealer)
    while name in avoid:
        name = surname + given_name(gender, born.year, dealer)
    return Complainant(
        name=name,
        surname=surname,
        gender=gender,
        age=age,
        occupation=occupation,
        telephone=telephone(dealer),
        email=f"u{dealer.rng.randrange(10**6, 10**8)}@{dealer.one(_MAIL_DOMAINS)}",
        id_number=identity_number(born, gender, dealer),
    )
