"""How people point at a member of staff they do not know."""

from dataclasses import dataclass

from shouwen.demo.writer.complaint import Gender
from shouwen.demo.writer.persons import family_name
from shouwen.demo.writer.phrases import Dealer

_JOBS = {
    "teller": "柜员",
    "lobby": "大堂经理",
    "wealth": "理财经理",
    "client": "客户经理",
    "loan": "信贷员",
    "agent": "座席",
    "guard": "保安",
    "head": "支行负责人",
}
#: Who is known by name to customers, and who only by a window, a badge or a look.
_LABELS = {
    "teller": (
        "{n}号窗口的{job}",
        "{n}号窗口的那位{sex}{job}",
        "工号{badge}的{job}",
        "一个戴眼镜的{sex}{job}",
        "姓{surname}的{job}",
        "一位年纪轻轻的{job}",
    ),
    "lobby": ("姓{surname}的{job}", "一位{sex}{job}", "胸牌尾号{short}的{job}", "门口的{job}"),
    "agent": ("工号{badge}的{job}", "一位{sex}{job}", "{badge}号{job}"),
    "guard": ("门口的{job}", "姓{surname}的{job}", "一个{look}的{job}"),
}
_KNOWN = ("{job}{surname}某", "{job}小{surname}", "{surname}姓{job}")
_HEAD = ("{surname}姓负责人", "负责人{surname}某")


@dataclass(frozen=True, slots=True)
class Accused:
    """Somebody the complaint points at."""

    label: str
    job: str
    surname: str
    gender: Gender

    @property
    def pronoun(self) -> str:
        """她 or 他."""
        return "她" if self.gender == "female" else "他"

    @property
    def later(self) -> str:
        """How the story goes on about the person."""
        return f"这个{self.job}"

    @property
    def official(self) -> str:
        """How a finding names the person."""
        return f"{self.job}{self.surname}某"


def accuse(kind: str, dealer: Dealer) -> Accused:
    """Return somebody of the kind a matter names.

    :raises KeyError: if there is no such kind of staff
    """
    job = _JOBS[kind]
    gender: Gender = "male" if kind == "guard" else dealer.rng.choice(("female", "female", "male"))
    surname = family_name(dealer)
    patterns = _HEAD if kind == "head" else _LABELS.get(kind, _KNOWN)
    label = dealer.one(patterns).format(
        job=job,
        sex="女" if gender == "female" else "男",
        surname=surname,
        n=dealer.rng.randint(1, 6),
        badge=f"{dealer.rng.randint(101, 9899):04d}",
        short=f"{dealer.rng.randint(1, 99):02d}",
        look=dealer.one(("留平头", "高个子", "上了年纪", "胖胖")),
    )
    return Accused(label, job, surname, gender)
