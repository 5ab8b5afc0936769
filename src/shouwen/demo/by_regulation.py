"""Fill an empty installation with the model organisation of one regulation, and its stories.

For demonstrations only: everybody has the same password.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from importlib import resources
from typing import Any

import yaml
from django.contrib.auth.hashers import make_password

from shouwen import ledger, notices, people
from shouwen import logins as sign_in
from shouwen.casework import codes, operations, queries
from shouwen.casework.models import Case
from shouwen.casework.shapes import Done, NotDone, Registered
from shouwen.consequences.models import AccountMonth
from shouwen.demo.course import Chore, Course, Strand
from shouwen.demo.duties import DutyBook
from shouwen.demo.laying_out import Closing, closings, keyed_stories, laid_out, told_under
from shouwen.demo.model_settling import earliest, only_holding, settle_directory
from shouwen.demo.parties import Standing
from shouwen.demo.settling import FOUNDER
from shouwen.demo.walking import Walk, close_month
from shouwen.packs import shelf
from shouwen.people import NewPerson, NewPost, Office, office_title
from shouwen.scenarios import Step, Story, moment_of
from shouwen.vocabulary import ShouwenError, at_office
from shouwen.vocabulary.identity import COMPLAINANT

#: The password of everybody at a model organisation.
PASSWORD = "shouwen-98011"  # noqa: S105 - for show, and printed at every start
#: The organisation began to work with this so long before its first matter.
_BEFORE = timedelta(days=30)
_DUTY_DAYS = 35
_FOLLOWED = 2
#: Somebody stands behind one matter of so many.
_STANDING_EVERY = 2
#: Who looks after the system: two, because what one proposes another approves.
_KEEPERS = {"admin.jia": "系统管理员甲", "admin.yi": "系统管理员乙"}
_OFFICES = {office.value: office_title(office) for office in Office}


class AnotherOrganisation(ShouwenError):
    """The data folder holds something else than the organisation asked for."""


@dataclass
class Told:
    """What became of the stories: how many were told, and which were cut short, by key, and why.

    A story is cut short where a step is refused that its own days allowed.
    """

    stories: int = 0
    cut: dict[str, str] = field(default_factory=dict)


def seed(
    regulation: str,
    *,
    now: datetime,
    progress: Callable[[str], object] = lambda _: None,
) -> Told:
    """Make a regulation's model organisation and carry out its stories, all of them before `now`.

    To be called in one transaction, on an empty database. The same `now` gives the same matters.

    :param regulation: its id; of a companion, the organisation it runs in is made
    :raises NotOnShelf: if there is no such regulation
    :raises AlreadyThere: if an organisation has moved in before
    :raises SweepFailed: if a deadline could not be carried out
    """
    regulation = told_under(regulation)
    now = at_office(now).replace(second=0, microsecond=0)
    directory = shelf.directory(regulation)
    pack = shelf.procedure(regulation).pack
    laid = laid_out(regulation, directory, now)
    later = timedelta(weeks=laid.weeks)
    begins = laid.begins(now)
    since = min(begins, earliest(directory, later) or begins) - _BEFORE
    progress(f"{pack.pack.title}：示范机构入驻 / the model organisation moves in")
    outside = [person.id for person in only_holding(directory, pack.pack.complainant)]
    settle_directory(
        directory, by=FOUNDER.person, since=since, later=later,
        password_hash=make_password(PASSWORD), without=outside,
    )  # fmt: skip
    _enter_keepers(since)
    _enter_cast(laid.stories.values(), set(directory.people), pack.pack.complainant, since)
    governing, *beside = regulation.split("+")
    operations.adopt_regulation(governing, actor=FOUNDER, now=since)
    for companion in beside:
        operations.run_beside(governing, companion, actor=FOUNDER, now=since)
    progress(f"办理 {len(laid.stories)} 个故事 / carrying out {len(laid.stories)} stories")
    course = Course(now, lambda share: progress(f"  {share}"))
    told = Told()
    for key, story in laid.stories.items():
        course.follow(_told(key, story, Walk(regulation, directory, f"demo/{key}"), told))
    course.follow(_closed(closings(laid.stories.values())))
    standing = Standing(course, people.directory(now), _STANDING_EVERY)
    course.follow(standing.said())
    course.follow(standing.filed())
    course.follow(DutyBook(course, people.directory(now), _notes(), _DUTY_DAYS).kept())
    course.run()
    notices.begin_here(from_start=True)
    if told.cut:
        progress(
            f"{len(told.cut)} 个故事因节假日等未能讲完 / {len(told.cut)} stories were cut short"
        )
    return told


def _enter_keepers(since: datetime) -> None:
    hashed = make_password(PASSWORD)
    persons = [NewPerson(login, name, login, hashed) for login, name in _KEEPERS.items()]
    people.create_people(persons, by=FOUNDER.person, now=since)
    posts = [NewPost(login, office) for login in _KEEPERS for office in Office]
    people.give_posts(posts, by=FOUNDER.person, now=since)
    # For show: whoever looks at the administrator's pages need not set up a second factor first.
    sign_in.release(Office.ADMINISTRATOR, by=FOUNDER.person, now=since)


def check_same(regulation: str) -> None:
    """Make sure that the organisation of this regulation lives here.

    :raises AnotherOrganisation: if another one does
    """
    governing = told_under(regulation).partition("+")[0]
    adopted = queries.adopted_ids()
    if adopted != (governing,):
        raise AnotherOrganisation(
            f"这个数据文件夹里是别的机构（{'、'.join(adopted)}）",
            "请换一个 --data，或用 --fresh 重来",
            f"another organisation lives in this data folder ({', '.join(adopted)});"
            " choose another --data, or begin again with --fresh",
        )


def logins(regulation: str, now: datetime) -> Iterator[str]:
    """Yield the lines that tell a visitor whom to be, the password, and which matters to follow."""
    regulation = told_under(regulation)
    yield f"密码都是 / everybody's password: {PASSWORD}"
    roles = shelf.procedure(regulation).pack.roles
    directory = people.directory(now)
    for person in directory.people.values():
        posts = directory.posts_of(person.id)
        if not posts:
            continue
        units = dict.fromkeys(directory.units[post.unit].name for post in posts if post.unit)
        held = dict.fromkeys(
            roles[post.role].title if post.role in roles else _OFFICES[post.role]
            for post in posts
            if post.role in roles or post.role in _OFFICES
        )
        yield f"{person.id:<16} {person.name}　{'、'.join(units)}　{'、'.join(held)}".rstrip()
    for number, code in _to_follow(regulation):
        yield f"网上查询 / track: {number}  查询码 / code: {code}"
    account = AccountMonth.objects.order_by("-month", "account").first()
    if account is not None:
        whose = account.account.partition(":")[2]
        yield f"分户账 / account: ./shouwen penalties statement {whose} --month {account.month}"


def _to_follow(regulation: str) -> list[tuple[str, str]]:
    """Return number and code of some matters: open ones first, then those from the portal."""
    directory = shelf.directory(regulation)
    found: list[tuple[bool, bool, str, str]] = []
    for key, story in keyed_stories(regulation).items():
        walk = Walk(regulation, directory, f"demo/{key}")
        for n, step in enumerate(story.steps, 1):
            if not _done(step):
                continue
            command = f"{walk.key}/{n}"
            first = ledger.used(command)
            if first is not None:
                number = first.stream.partition("/")[2]
                by_staff = walk.actor(step).person != COMPLAINANT
                found.append((_ended(number), by_staff, number, codes.code_for(number, command)))
            break
    return [(number, code) for _, _, number, code in sorted(found)[:_FOLLOWED]]


def _ended(number: str) -> bool:
    return Case.objects.filter(number=number, ended=True).exists()


@dataclass(frozen=True)
class _Deed:
    """One step of a story."""

    walk: Walk
    number: int
    step: Step

    @property
    def at(self) -> datetime:
        return moment_of(self.step, self.number)

    def carry_out(self) -> Registered | Done | NotDone | None:
        self.walk.go_over(self.step, self.at)
        if self.step.act is None:
            return None
        return self.walk.take(self.number, self.step, self.at)


def _told(key: str, story: Story, walk: Walk, told: Told) -> Strand:
    """Carry out a story until it ends, or a step of it is refused."""
    for number, step in enumerate(story.steps, 1):
        if not _done(step):
            continue
        answer = yield _Deed(walk, number, step)
        if step.act is not None and (answer is None or isinstance(answer, NotDone)):
            reasons = () if answer is None else answer.reasons
            why = "；".join(each.text for each in reasons) or "此人不得知悉本件"
            told.cut[key] = f"{number} {step.act}：{why}"
            break
    told.stories += walk.number is not None


def _done(step: Step) -> bool:
    """Say whether something is done in a step, and not refused: refusals leave nothing behind."""
    return (step.act is not None or step.migrate is not None) and not step.wants_refusal


def _closed(every: Iterable[Closing]) -> Strand:
    for closing in every:
        yield Chore(closing.at, partial(_close, closing))


def _close(closing: Closing, now: datetime) -> None:
    present = people.directory(now).people.keys()
    close_month(
        closing.month, closing.figures, closing.left & present, by=FOUNDER.person, at=now
    )  # fmt: skip


def _enter_cast(
    stories: Iterable[Story], known: set[str], complainant: str | None, since: datetime
) -> None:
    """Enter whom forms of the stories name without their being in the organisation.

    They cannot log in.
    """
    steps = [step for story in stories for step in story.steps]
    cast = {step.who for step in steps if step.who and step.by is None and step.role != complainant}
    named = {value for step in steps for value in step.form.values() if isinstance(value, str)}
    strangers = [NewPerson(who, who) for who in sorted((cast & named) - known)]
    people.create_people(strangers, by=FOUNDER.person, now=since)


def _notes() -> Any:
    text = resources.files(__package__).joinpath("model_life.yaml").read_text("utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader)
