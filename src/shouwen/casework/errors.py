"""What can go wrong when working on cases; pages know the record's errors by these names too."""

from shouwen.ledger.errors import LedgerConflict as LedgerConflict
from shouwen.vault.errors import Forgotten as Forgotten
from shouwen.vault.errors import ReasonNeeded as ReasonNeeded
from shouwen.vocabulary import ShouwenError


class CaseNotFound(ShouwenError):
    """No case has this number, or this person may not know of it: nobody learns which."""

    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__(
            f"没有可供您查看的 {number}",
            "请核对编号；如确有此件，可能不在您的职责范围内",
            f"there is no case {number} that you may see",
        )


class EditionLost(ShouwenError):
    """A case is pinned to an edition whose text is nowhere any more."""

    def __init__(self, digest: str) -> None:
        super().__init__(
            f"找不到本件适用的办法文本（{digest[:12]}）",
            "请恢复该版本的文件，或运行 shouwen ledger verify 查明原因",
            f"the text with digest {digest[:12]} is neither on the shelf nor in the record",
        )


class NotWorkedBy(ShouwenError):
    """A regulation is not worked by where somebody is: nobody takes matters in under it there."""

    def __init__(self, title: str, english: str) -> None:
        super().__init__(
            f"您所在的单位不按《{title}》受理",
            "请从“登记”页选择本单位适用的办法",
            f"matters are not taken in under “{english}” where you are",
        )


class NotInOffice(ShouwenError):
    """Something only an office of the system may do was tried by somebody else."""

    def __init__(self, title: str, english: str) -> None:
        super().__init__(
            f"这件事由{title}办理",
            "请联系您单位的系统管理员",
            f"this is for the {english}",
        )


class NoSuchEdition(ShouwenError):
    """There is no such draft of a regulation, or it is not in the state this needs."""

    def __init__(self, draft: str) -> None:
        super().__init__(
            "没有这份拟稿，或它已送审、发布或作废",
            "请从“拟稿”页重新打开",
            f"there is no draft {draft} in that state",
        )


class DraftChanged(ShouwenError):
    """Somebody else has written on a draft since it was opened here."""

    def __init__(self, who: str) -> None:
        super().__init__(
            f"{who or '另一窗口'}已改过这份拟稿，本次修改没有保存",
            "请复制您的文字，重新打开后再改",
            f"{who or 'another window'} has changed this draft; nothing was saved here",
        )


class EditionUnfit(ShouwenError):
    """A new edition cannot be proposed or published as it stands."""


class ProposedByYou(ShouwenError):
    """Who proposed an edition may not publish it."""

    def __init__(self) -> None:
        super().__init__(
            "送审人不能自己批准发布",
            "请由另一位办法管理员批准",
            "somebody else than who proposed it publishes an edition",
        )


class NothingToReveal(ShouwenError):
    """The fact asked for holds no particular in this case."""

    def __init__(self, number: str, fact: str) -> None:
        super().__init__(
            f"{number} 没有可揭示的“{fact}”",
            "请从案件页选择要查看的内容",
            f"{number} keeps no particular under '{fact}'",
        )


class KeptFromUnit(ShouwenError):
    """Who complained is kept from the unit complained about, which this person works for."""

    def __init__(self) -> None:
        super().__init__(
            "本件不向被投诉单位透露投诉人是谁，您在这个单位，不能查看这一项",
            "需要联系投诉人或者需要其材料的，请受理单位的人转达",
            "who complained is kept from the unit complained about, which is yours",
        )


class NoSuchEnclosure(ShouwenError):
    """The case has no such file or recording."""

    def __init__(self, number: str, n: int) -> None:
        super().__init__(
            f"{number} 没有第 {n} 个附件", "请从案件页选择", f"{number} has no enclosure {n}"
        )


class TooManyFiles(ShouwenError):
    """A case would have more files than anybody looks through."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"一件最多 {most} 个附件", "请先联系受理人员", f"a case has at most {most} files"
        )


class TooManyTries(ShouwenError):
    """Wrong tracking codes were tried too often."""

    def __init__(self, minutes: int) -> None:
        super().__init__(
            "查询码输错次数过多",
            f"请 {minutes} 分钟后再试，或致电受理单位",
            f"too many wrong codes; try again in {minutes} minutes",
        )


class NoSuchDuty(ShouwenError):
    """There is no such periodic duty, or it is not this person's."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"没有可由您签办的“{key}”",
            "请从定期义务清单选择",
            f"there is no duty '{key}' for you to sign",
        )


class NoSuchDraft(ShouwenError):
    """There is no such draft of this person."""

    def __init__(self, draft: str) -> None:
        super().__init__(f"没有草稿 {draft}", "它可能已经提交或删除", f"there is no draft {draft}")


class NoSuchContact(ShouwenError):
    """There is no such contact."""

    def __init__(self, contact: str) -> None:
        super().__init__(f"没有来件 {contact}", "请核对编号", f"there is no contact {contact}")


class NoSuchForm(ShouwenError):
    """The regulation has no such act to fill in a form for."""

    def __init__(self, act: str) -> None:
        super().__init__(f"本办法没有“{act}”", "请从页面上选择", f"there is no act '{act}'")


class NothingGiven(ShouwenError):
    """Neither a file nor a word was given."""

    def __init__(self) -> None:
        super().__init__(
            "还没有添加文件，也没有写说明",
            "请至少添加一个文件，或者写一句话",
            "nothing was added: choose a file, or write a sentence",
        )


class NotForHistory(ShouwenError):
    """The case was imported as history: it may be read, and nothing more."""

    def __init__(self, number: str) -> None:
        super().__init__(
            f"{number} 是导入的历史件，只供查阅",
            "如需继续反映，请重新登记",
            f"{number} was imported as history and can only be read",
        )


class ProofNeeded(ShouwenError):
    """A new code is given only on proof."""

    def __init__(self) -> None:
        super().__init__(
            "请写明核对了什么身份材料",
            "例如：当面核对本人证件。只报电话号码不能作为凭证",
            "say what proof was shown; a telephone number alone is none",
        )


class HandlerCalls(ShouwenError):
    """Whoever handled a matter wanted to ask whether he did it well."""

    def __init__(self, number: str) -> None:
        super().__init__(
            f"{number} 由您经办，回访须由他人进行",
            "请交给没有经办过本件的同事",
            f"you handled {number}: somebody else has to call back",
        )


class NoSuchOutcome(ShouwenError, ValueError):
    """An attempt cannot end like that."""

    def __init__(self, outcome: str) -> None:
        super().__init__(
            f"没有“{outcome}”这种拨打结果",
            "请选择已接通、无人接听、空号或错号、拒绝受访之一",
            f"an attempt cannot end as '{outcome}'",
        )


class NotAskedApart(ShouwenError, ValueError):
    """Somebody was reached, and how it was handled or what came of it was not asked."""

    def __init__(self) -> None:
        super().__init__(
            "接通的，办理过程和处理结果须分开各记一项",
            "请两项都选；对方不愿说的选“不愿评价”",
            "for somebody reached, note both how it was handled and what came of it",
        )


class NoSuchPlan(ShouwenError):
    """There is no such plan of sampling, none can be like it, or it is not for this person."""

    def __init__(self) -> None:
        super().__init__(
            "没有这份抽样方案，或方案写得不全",
            "请写明办法、起止月份、1 至 100 的比例、分层和种子",
            "there is no such plan, or it lacks a regulation, months, a share, strata or a seed",
        )


class TooMuchToDraw(ShouwenError):
    """A plan of sampling would draw more than anybody calls back."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"照这个比例会抽到 {most} 件以上，没有留存方案",
            "请减小比例、缩短时间，或换一种分层",
            f"this would draw more than {most}; no plan was kept",
        )


class NothingToDraw(ShouwenError):
    """Nothing was closed in the period of a plan."""

    def __init__(self) -> None:
        super().__init__(
            "这段时间没有办结的投诉，没有留存方案",
            "请换一段时间",
            "nothing was closed in this period; no plan was kept",
        )


class SameCase(ShouwenError):
    """A case was to be linked with itself."""

    def __init__(self, number: str) -> None:
        super().__init__(
            f"{number} 不能与自己关联",
            "请填写另一件的编号",
            f"{number} cannot be linked with itself",
        )


class NoSuchBulletin(ShouwenError):
    """No bulletin has this id."""

    def __init__(self, bulletin: str) -> None:
        super().__init__(
            f"没有公告 {bulletin}", "请从公告页选择", f"there is no bulletin {bulletin}"
        )


class MayNotPublish(ShouwenError):
    """Somebody wanted to make or change a bulletin who oversees no regulation."""

    def __init__(self) -> None:
        super().__init__(
            "您的岗位不发布公告",
            "公告由统管某一办法的岗位发布，请转告他们",
            "bulletins are made by whoever oversees a regulation",
        )


class BulletinUnfit(ShouwenError):
    """A bulletin lacks something, or its dates contradict each other. `field` says where."""

    def __init__(self, field: str) -> None:
        self.field = field
        words = {
            "title": ("标题须写明何事，不超过 400 字", "the title is empty or too long"),
            "say": ("请写明对来电人怎么说", "what callers are told is missing"),
            "unit": ("没有这个单位", "there is no such unit"),
            "since": ("开始时间写得不对", "the beginning is no moment"),
            "until": ("结束时间须在开始时间之后", "it must end after it begins"),
            "answer": ("请写明答复", "the answer is missing"),
            "category": ("没有这个类别", "there is no such class"),
        }
        chinese, english = words[field]
        super().__init__(chinese, "请改正后再发布", english)
