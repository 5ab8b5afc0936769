"""What can go wrong with mailboxes and messages."""

from shouwen.vocabulary import ShouwenError


class CannotReach(ShouwenError):
    """A mail server cannot be reached, or does not let us in; `words` are its own."""

    def __init__(self, problem: str, way_out: str, english: str, words: str = "") -> None:
        super().__init__(problem, way_out, english)
        self.words = words


class NoSuchMail(ShouwenError):
    """There is no such message, or it is in none of the mailboxes this person looks after."""

    def __init__(self, id_: object) -> None:
        super().__init__(f"没有来信 {id_}", "请回到来信列表", f"there is no mail {id_}")


class NoSuchMailbox(ShouwenError):
    """There is no such mailbox."""

    def __init__(self, id_: object) -> None:
        super().__init__(f"没有邮箱 {id_}", "请回到邮箱列表", f"there is no mailbox {id_}")


class WrongMailbox(ShouwenError):
    """What was typed of a mailbox cannot be: `faults` by field, in both languages."""

    def __init__(self, faults: dict[str, tuple[str, str]]) -> None:
        self.faults = faults
        super().__init__(
            "；".join(chinese for chinese, _ in faults.values()),
            "请改正后再保存",
            "; ".join(english for _, english in faults.values()),
        )


class AlreadySettled(ShouwenError):
    """Somebody has settled this message meanwhile."""

    def __init__(self, state: str, english: str) -> None:
        super().__init__(f"这封来信{state}", "请刷新后查看", f"this mail is already {english}")


class WordsNeeded(ShouwenError):
    """An answer, or a closing, without a word."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(chinese, "请写明后再提交", english)
