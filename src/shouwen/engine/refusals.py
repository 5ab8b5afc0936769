"""Every sentence the engine itself says no with, in Chinese and in English.

Conditions of the pack bring their own sentence; its English stands in the pack's glossary.
"""

from collections.abc import Iterable

from shouwen.engine.outcome import Reason
from shouwen.regulations.model import Pack

Cite = tuple[str, ...]


class Refusals:
    """Reasons worded for one pack."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    def _en(self, titles: str | Iterable[str]) -> str:
        many = [titles] if isinstance(titles, str) else list(titles)
        return ", ".join(self._pack.say(title, "en") for title in many)

    def not_open_yet(self, act: str, cite: Cite) -> Reason:
        """Nothing was taken in yet."""
        return Reason(
            "not_open_yet", f"尚未登记，不能“{act}”", cite,
            english=f"Not registered yet: '{self._en(act)}' is not possible",
        )  # fmt: skip

    def already_open(self, act: str, cite: Cite) -> Reason:
        """The matter was taken in before."""
        return Reason(
            "already_open", f"本件已登记，不能再“{act}”", cite,
            english=f"Already registered: '{self._en(act)}' is not possible again",
        )  # fmt: skip

    def only_once(self, act: str, cite: Cite) -> Reason:
        """The act may be done once."""
        return Reason(
            "stage", f"“{act}”已办过，不再重复", cite,
            english=f"'{self._en(act)}' was done already and is not repeated",
        )  # fmt: skip

    def ended(self, act: str, stage: str, cite: Cite) -> Reason:
        """The case has ended."""
        return Reason(
            "ended", f"本件已终结（{stage}），不能“{act}”", cite,
            english=f"The case has ended ({self._en(stage)}): '{self._en(act)}' is not possible",
        )  # fmt: skip

    def wrong_stage(
        self, act: str, wanted: list[str], stage: str, ended: bool, cite: Cite
    ) -> Reason:
        """The act belongs to another stage."""
        return Reason(
            "ended" if ended else "stage",
            f"“{act}”须在“{'、'.join(wanted)}”进行，本件现为“{stage}”",
            cite,
            english=f"'{self._en(act)}' belongs to the stage '{self._en(wanted)}'; "
            f"the case is at '{self._en(stage)}'",
        )

    def no_task(self, task: str, item: str | None, cite: Cite) -> Reason:
        """Nothing of this kind waits to be done."""
        which = f"“{item}”的" if item else ""
        of = f" of '{item}'" if item else ""
        return Reason(
            "task", f"没有待完成的{which}“{task}”", cite,
            english=f"No open task '{self._en(task)}'{of}",
        )  # fmt: skip

    def which_task(self, task: str, items: list[str], cite: Cite) -> Reason:
        """Several wait; one must be named."""
        return Reason(
            "task", f"有多项“{task}”待完成，请指明是哪一项：{'、'.join(items)}", cite,
            english=f"Several tasks '{self._en(task)}' are open; say which: {', '.join(items)}",
        )  # fmt: skip

    def not_by(self, act: str, who: str, who_english: str, cite: Cite) -> Reason:
        """Somebody else's seat."""
        return Reason(
            "role", f"“{act}”须由{who}办理", cite,
            english=f"'{self._en(act)}' is done by: {who_english}",
        )  # fmt: skip

    def unit_unknown(self, who: str, who_english: str, missing: list[str], cite: Cite) -> Reason:
        """The seat cannot be found before a unit is known."""
        return Reason(
            "unit_unknown", f"须由{who}办理，但“{'、'.join(missing)}”尚未确定", cite,
            english=f"To be done by: {who_english}; not known yet: {self._en(missing)}",
        )  # fmt: skip

    def recused(self, fact: str, cite: Cite) -> Reason:
        """The person may do nothing here."""
        return Reason(
            "recusal", f"{fact}不得经办本件", cite,
            english=f"{self._en(fact)}: this person may not handle the case",
        )  # fmt: skip

    def done_before(self, done: str, act: str, cite: Cite) -> Reason:
        """Who did the one may not do the other."""
        return Reason(
            "recusal", f"办过“{done}”的人不得再“{act}”", cite,
            english=f"Who did '{self._en(done)}' may not do '{self._en(act)}'",
        )  # fmt: skip

    def barred(self, fact: str, act: str, cite: Cite) -> Reason:
        """The person is named by a fact that bars him from this act."""
        return Reason(
            "recusal", f"{fact}不得办理“{act}”", cite,
            english=f"{self._en(fact)}: this person may not do '{self._en(act)}'",
        )  # fmt: skip

    def outside(self, circle: str, act: str, cite: Cite) -> Reason:
        """The person may not know of the case at all."""
        return Reason(
            "circle", f"本件限知情人办理（{circle}），不能“{act}”", cite,
            english=f"Only those who may know of the case act on it ({self._en(circle)}): "
            f"'{self._en(act)}' is not possible",
        )  # fmt: skip

    def missing(self, fact: str, cite: Cite, field: str) -> Reason:
        """A field is empty."""
        return Reason(
            "form_missing", f"请填写“{fact}”", cite, field,
            english=f"Please fill in '{self._en(fact)}'",
        )  # fmt: skip

    def unexpected(self, act: str, fact: str, cite: Cite, field: str) -> Reason:
        """The act does not ask for this fact."""
        return Reason(
            "form_unexpected", f"“{act}”不能改“{fact}”", cite, field,
            english=f"'{self._en(act)}' cannot change '{self._en(fact)}'",
        )  # fmt: skip

    def must(self, sentence: str, missing: list[str], cite: Cite) -> Reason:
        """A condition does not hold, or cannot be told to."""
        if not missing:
            return Reason("must", sentence, cite, english=self._en(sentence))
        return Reason(
            "must", f"{sentence}（尚不知：{'、'.join(missing)}）", cite,
            english=f"{self._en(sentence)} (not known yet: {self._en(missing)})",
        )  # fmt: skip

    def document(self, document: str, lacking: list[str], cite: Cite) -> Reason:
        """A document may not leave without its elements."""
        return Reason(
            "document", f"《{document}》尚缺：{'、'.join(lacking)}", cite,
            english=f"'{self._en(document)}' still lacks: {self._en(lacking)}",
        )  # fmt: skip

    def entry_lacks(self, record: str, lacking: list[str], cite: Cite) -> Reason:
        """An entry needs the columns it is found by, or anything at all."""
        return Reason(
            "record", f"“{record}”须写明：{'、'.join(lacking)}", cite,
            english=f"'{self._en(record)}' needs: {self._en(lacking)}",
        )  # fmt: skip

    def no_entry(self, record: str, cite: Cite) -> Reason:
        """There is nothing to strike out."""
        return Reason(
            "record", f"“{record}”中没有这一条", cite,
            english=f"'{self._en(record)}' has no such entry",
        )  # fmt: skip

    def not_postable(self, ledger: str, lacking: list[tuple[str, str]], cite: Cite) -> Reason:
        """Nothing is charged half: all that a ledger needs must be known."""
        zh, en = "；".join(each[0] for each in lacking), "; ".join(each[1] for each in lacking)
        return Reason(
            "ledger", f"“{ledger}”无法记账：{zh}", cite,
            english=f"'{self._en(ledger)}' cannot be charged: {en}",
        )  # fmt: skip

    def not_raisable(self, title: str, lacking: list[tuple[str, str]], cite: Cite) -> Reason:
        """Nobody can improve what is not said."""
        zh, en = "；".join(each[0] for each in lacking), "; ".join(each[1] for each in lacking)
        return Reason(
            "improvement", f"“{title}”无法下达：{zh}", cite,
            english=f"'{self._en(title)}' cannot be raised: {en}",
        )  # fmt: skip

    def not_running(self, clock: str, cite: Cite) -> Reason:
        """Only a running clock can be extended."""
        return Reason(
            "extension", f"“{clock}”没有在计时，不能延期", cite,
            english=f"'{self._en(clock)}' is not running and cannot be extended",
        )  # fmt: skip

    def extended_enough(self, clock: str, times: int, cite: Cite) -> Reason:
        """All extensions are used up."""
        return Reason(
            "extension", f"“{clock}”最多延期 {times} 次，已用完", cite,
            english=f"'{self._en(clock)}' may be extended {times}×, which is used up",
        )  # fmt: skip

    def extended_too_far(
        self, clock: str, most: str, most_english: str, asked: int, cite: Cite, field: str
    ) -> Reason:
        """More was asked for than may be given."""
        return Reason(
            "extension", f"“{clock}”每次可延 1 至 {most}，不能延 {asked}", cite, field,
            english=f"'{self._en(clock)}' may be extended by 1 to {most_english}, not {asked}",
        )  # fmt: skip
