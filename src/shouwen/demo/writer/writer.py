"""The writer: one complaint after another, never quite the same."""

import random
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from shouwen.demo.lanchuan import LANCHUAN
from shouwen.demo.organisation import Organisation
from shouwen.demo.writer import foreign
from shouwen.demo.writer.accused import Accused, accuse
from shouwen.demo.writer.answers import Answers
from shouwen.demo.writer.channels import LAYOUTS, Brief, fitted
from shouwen.demo.writer.complaint import (
    CATEGORIES,
    CHANNELS,
    Complainant,
    Facts,
    MediaLevel,
    Severity,
    WrittenComplaint,
)
from shouwen.demo.writer.material import Matter, matters, voices
from shouwen.demo.writer.occasions import occasion
from shouwen.demo.writer.persons import invent
from shouwen.demo.writer.phrases import Dealer
from shouwen.demo.writer.places import Places
from shouwen.demo.writer.voice import VOICES, Telling
from shouwen.vocabulary import Unit, at_office

#: How often each channel and class comes when nobody asks for one.
_CHANNEL_WEIGHTS = (38, 8, 22, 8, 7, 3, 5, 9)
_CATEGORY_WEIGHTS = (15, 19, 15, 16, 16, 11, 3, 5)
_MAJOR_SHARE = 0.12
_ENGLISH_SHARE = 0.04
_THRESHOLD = 50_000
#: Ages are reckoned on this day when nobody says when the complaint is made.
_SOME_DAY = date(2026, 7, 1)


class Writer(Answers):
    """Writes complaints and the texts of handling them.

    The same seed and the same calls give the same texts, on any machine.
    """

    def __init__(
        self, seed: int | random.Random = 0, organisation: Organisation = LANCHUAN
    ) -> None:
        # Nothing secret hangs on it; the same seed must give the same texts.
        self.rng = seed if isinstance(seed, random.Random) else random.Random(seed)  # noqa: S311
        self.dealer = Dealer(self.rng)
        self.organisation = organisation
        self.places = Places(organisation)
        self._staff_names = frozenset(staff.name for staff in organisation.staff)

    def complaint(
        self,
        channel: str | None = None,
        category: str | None = None,
        outlet: Unit | str | None = None,
        severity: Severity | None = None,
        made_at: datetime | None = None,
        language: str | None = None,
    ) -> WrittenComplaint:
        """Return a complaint.

        :param channel: one of ``CHANNELS``; dealt by frequency when None
        :param category: one of ``CATEGORIES``; dealt by frequency when None
        :param outlet: unit or unit id of the outlet named in the text
        :param severity: ``major`` when the regulation's marks of a major complaint should show
            (amount above 50,000 yuan, well-known person, hot topic, reputation), ``ordinary``
            when none should; None leaves it to chance
        :param made_at: aware moment at which it is made; days in the text then fit it
        :param language: ``zh`` or ``en``; a few come in English where channel and class allow
        :raises UnknownUnit: if the outlet is unknown
        :raises ValueError: if channel or category is unknown
        """
        channel = channel or self.rng.choices(CHANNELS, _CHANNEL_WEIGHTS)[0]
        category = category or self.rng.choices(CATEGORIES, _CATEGORY_WEIGHTS)[0]
        if channel not in CHANNELS or category not in CATEGORIES:
            raise ValueError(f"no channel {channel!r} or no category {category!r}")
        at = self._outlet(outlet)
        if language is None:
            foreigner = severity != "major" and self.dealer.chance(_ENGLISH_SHARE)
            language = "en" if foreigner and foreign.possible(channel, category) else "zh"
        if language == "en":
            return foreign.write(self.dealer, self.organisation, channel, category, at)
        return self._chinese(channel, category, at, severity, made_at)

    def _outlet(self, outlet: Unit | str | None) -> Unit:
        if isinstance(outlet, Unit):
            return outlet
        if outlet is not None:
            return self.organisation.unit(outlet)
        return self.dealer.one(self.organisation.of_kind("outlet"))

    def _chinese(
        self,
        channel: str,
        category: str,
        outlet: Unit,
        severity: Severity | None,
        made_at: datetime | None,
    ) -> WrittenComplaint:
        dealer = self.dealer
        if severity is None:
            severity = "major" if dealer.chance(_MAJOR_SHARE) else "ordinary"
        matter = self._matter(category)
        anonymous = category == "anonymous"
        marks, amount = self._weight(matter, severity, channel, anonymous=anonymous)
        today = at_office(made_at).date() if made_at else _SOME_DAY
        person = self._left_behind(self._complainant(matter, today), channel)
        accused = accuse(matter.staff, dealer) if matter.staff else None
        moment = occasion(dealer, channel, matter.place, matter.hours, made_at)
        words = self._words(matter, person, outlet, amount, famous="celebrity" in marks)
        facts = Facts(
            celebrity="celebrity" in marks,
            hot_topic="hot_topic" in marks,
            reputation=bool({"reputation", "exposure"} & set(marks))
            or matter.intent == "malicious",
            media_level=self._media_level(channel, severity),
            legal="legal" in marks,
            crime=category == "crime" or matter.category == "crime",
            intent=(matter.intent or "well_meant") if anonymous else None,
        )
        forwarder = self.places.forwarder(channel, outlet, facts.media_level, dealer)
        reference = self.places.reference(channel, today if made_at else None, dealer)
        words |= self._frame_words(channel, outlet, forwarder, reference, anonymous, person)

        record = Telling(VOICES["record"], dealer, words, moment, accused)
        demands = self._demands(matter, record)
        words["诉求一"] = demands[0]
        tone = self._tone(channel, matter, severity)
        copied = matter.intent == "malicious" and channel != "phone"
        voice = VOICES["web" if copied else channel]
        layout = Brief(
            channel=channel,
            matter=matter,
            telling=Telling(voice, dealer, words, moment, accused),
            dealer=dealer,
            tone=tone,
            complainant=None if anonymous else person,
            demands=demands,
            twists=tuple(dealer.one(voices()["twists"][mark]) for mark in marks),
            signed_on=f"{today.year}年{today.month}月{today.day}日" if made_at else "",
        )
        content = self._hand(fitted(LAYOUTS[channel](layout)), channel)
        own = VOICES[channel].first_person
        heading = Telling(VOICES["web" if own else "record"], dealer, words, moment, accused)
        title = heading.story(dealer.one(matter.titles))
        unit = outlet.id if matter.unit is None else self.places.centre(outlet).id
        details = {**words, "时间": moment.said("formal")}
        if accused is not None:
            details |= {"员工": accused.official, "他": accused.pronoun, "员工职": accused.job}
        return WrittenComplaint(
            title=self._headline(title, channel, forwarder),
            content=content,
            channel=channel,
            category=category,
            content_category=matter.content_category or matter.category,
            unit=unit,
            outlet=outlet.id,
            amount=None if amount is None else Decimal(amount),
            complainant=None if anonymous else person,
            anonymous=anonymous,
            tone=tone,
            accused_person_hint=_hint(accused, content),
            expected=demands,
            facts=facts,
            matter=matter.id,
            topic=matter.topic,
            forwarder=forwarder,
            reference=reference,
            details=details,
        )

    # ---- what it is about

    def _matter(self, category: str) -> Matter:
        known = matters()
        if category != "anonymous":
            return self.dealer.one(known[category])
        pool = [*known["anonymous"], *(m for many in known.values() for m in many if m.nameless)]
        # Half of what comes without a name is of the kind that only comes without one.
        return self.dealer.one(known["anonymous"] if self.dealer.chance(0.5) else pool)

    def _weight(
        self, matter: Matter, severity: Severity, channel: str, *, anonymous: bool
    ) -> tuple[list[str], int | None]:
        """Return the marks of a major complaint that show in the text, and the amount."""
        rng = self.rng
        if severity == "ordinary":
            sues = channel != "book" and not anonymous and self.dealer.chance(0.04)
            return ["legal"] if sues else [], self._amount(matter.amount)
        if matter.intent == "malicious":
            # Slander is a danger to reputation as it stands.
            return [], self._amount(matter.amount)
        ways = ["exposure"] if anonymous else ["reputation", "hot_topic"]
        if not anonymous and not matter.occupations and matter.category != "crime":
            ways.append("celebrity")
        if matter.large is not None and self.dealer.chance(0.65):
            marks = [rng.choice(ways)] if self.dealer.chance(0.2) else []
            return marks, self._amount(matter.large)
        return [rng.choice(ways)], self._amount(matter.amount)

    def _amount(self, within: tuple[int, int, int] | None) -> int | None:
        if within is None:
            return None
        low, high, step = within
        return self.rng.randrange(low, high + step, step) if high > low else low

    # ---- who and where

    def _complainant(self, matter: Matter, today: date) -> Complainant:
        return invent(self.dealer, today, matter.ages, matter.occupations, self._staff_names)

    def _left_behind(self, person: Complainant, channel: str) -> Complainant:
        """Return the person with the particulars that this channel usually brings."""
        chance = self.dealer.chance
        keeps_phone = {"book": 0.6, "media": 0.5}.get(channel, 0.97)
        keeps_mail = {"web": 0.7, "letter": 0.15}.get(channel, 0.05)
        keeps_id = {"visit": 0.8, "phone": 0.35, "letter": 0.2, "government": 0.25}.get(
            channel, 0.1
        )
        return Complainant(
            name=person.name,
            surname=person.surname,
            gender=person.gender,
            age=person.age,
            occupation=person.occupation,
            telephone=person.telephone if chance(keeps_phone) else None,
            email=person.email if chance(keeps_mail) else None,
            id_number=person.id_number if chance(keeps_id) else None,
        )

    def _media_level(self, channel: str, severity: Severity) -> MediaLevel | None:
        if channel != "media":
            return None
        high: tuple[MediaLevel, ...] = ("provincial", "central")
        return self.rng.choice(high) if severity == "major" else "local"

    # ---- words

    def _words(
        self,
        matter: Matter,
        person: Complainant,
        outlet: Unit,
        amount: int | None,
        *,
        famous: bool,
    ) -> dict[str, str]:
        dealer = self.dealer
        words = {name: dealer.one(pool) for name, pool in voices()["pools"].items()}
        words |= {name: dealer.one(options) for name, options in (matter.slots or {}).items()}
        hotline = self.organisation.hotline
        words |= {
            "网点短": outlet.name if matter.unit is None else f"{hotline}热线",
            "网点简": outlet.name,
            "开户行": outlet.name,
            "本行": self.organisation.name,
            "热线": hotline,
            "尾号": f"{self.rng.randrange(10_000):04d}",
            "妈岁": str(min(person.age + self.rng.randint(23, 31), 93)),
            "题材": matter.topic,
            "称呼": person.called,
            "全名": person.name,
            "岁数": f"（{person.age}岁）" if famous else f"（{person.age}岁，{person.occupation}）",
            "自述": self._introduction(person, famous=famous),
            "交情": "快二十年了" if person.age >= 50 else "有些年头了",
            "老感情": "几十年" if person.age >= 58 else "这些年",
            "身份": dealer.one(voices()["identities"]),
        }
        if amount is not None:
            words["金额"] = yuan(amount)
        return words

    def _introduction(self, person: Complainant, *, famous: bool) -> str:
        opening = self.dealer.one(
            (f"我叫{person.name}", "我是贵行的一名老客户", "我是贵行储户", f"本人{person.name}")
        )
        if famous:
            # What the person is comes later in the letter, where it is meant to weigh.
            return f"{opening}，今年{person.age}岁"
        job = {"务农": "一直在乡下务农", "老中医": "行医多年"}.get(
            person.occupation, person.occupation
        )
        return f"{opening}，今年{person.age}岁，{job}"

    def _frame_words(
        self,
        channel: str,
        outlet: Unit,
        forwarder: str | None,
        reference: str | None,
        anonymous: bool,
        person: Complainant,
    ) -> dict[str, str]:
        city = self.places.region(outlet)
        nameless = self.dealer.one(voices()["media"]["nameless_reader"])
        reader = nameless if anonymous else f"{self.dealer.one(('市民', '读者'))}{person.called}"
        branch = self.places.second_branch(outlet)
        return {
            "媒体": forwarder or "",
            "机关": forwarder or "",
            "发来方": forwarder or "",
            "文号": reference or "",
            "记者": self.places.journalist(self.dealer),
            "读者": reader,
            "来件人": "匿名市民" if anonymous else f"{city}市民{person.called}",
            "单位": f"{self.organisation.name}{branch.name}",
            "下级": branch.name,
        }

    def _demands(self, matter: Matter, record: Telling) -> tuple[str, ...]:
        count = self.rng.choices((1, 2, 3), (25, 50, 25))[0]
        return tuple(record.story(text) for text in self.dealer.some(matter.demands, count))

    def _tone(self, channel: str, matter: Matter, severity: Severity) -> str:
        if channel == "web":
            if matter.intent == "malicious":
                return "angry"
            if matter.category == "crime":
                return self.rng.choices(("calm", "angry"), (70, 30))[0]
            return self.rng.choices(("calm", "angry", "sarcastic", "weary"), (25, 40, 15, 20))[0]
        if channel in ("superior", "government", "media"):
            return "formal"
        if severity == "major":
            return self.dealer.one(("angry", "resolute"))
        return self.dealer.one(("calm", "aggrieved", "angry", "weary"))

    def _headline(self, title: str, channel: str, forwarder: str | None) -> str:
        if channel == "media":
            return f"{forwarder}关于“{title}”的采访函"
        if channel == "government":
            return f"{forwarder}转办：{title}"
        if channel == "superior":
            return f"{forwarder}转来：{title}"
        return title

    def _hand(self, text: str, channel: str) -> str:
        """Return the text with the slips of a real hand, now and then."""
        if channel not in ("web", "book", "letter"):
            return text
        for right, wrong, share in _SLIPS:
            if right in text and self.dealer.chance(share):
                text = text.replace(right, wrong, 1)
        return text


#: Misspellings Chinese writers make, with how often.
_SLIPS: Sequence[tuple[str, str, float]] = (
    ("账", "帐", 0.12),
    ("登录", "登陆", 0.15),
    ("已经", "以经", 0.03),
    ("再说", "在说", 0.03),
    ("好像", "好象", 0.2),
    ("做主", "作主", 0.2),
)


def _hint(accused: Accused | None, content: str) -> str | None:
    """Return how the text points at somebody: as it says, or only by the post."""
    if accused is None:
        return None
    return accused.label if accused.label in content else f"一位{accused.job}"


def yuan(amount: int) -> str:
    """Return an amount as people write it.

    >>> yuan(126000), yuan(50000), yuan(3480)
    ('12.6万元', '5万元', '3480元')
    """
    if amount >= 10_000 and amount % 1000 == 0:
        return f"{amount / 10_000:g}万元"
    return f"{amount}元"
