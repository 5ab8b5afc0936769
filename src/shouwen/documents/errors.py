"""What can be wrong with asking for a form."""

from collections.abc import Sequence

from shouwen.regulations import Pack
from shouwen.vocabulary import ShouwenError


class NoSuchForm(ShouwenError):
    """A regulation has no form, or no register, of this code."""

    def __init__(self, regulation: str, code: str, known: Sequence[str]) -> None:
        listed = "、".join(known) or "（无）"
        super().__init__(
            f"《{regulation}》没有表单 {code}",
            f"可用：{listed}",
            f"'{regulation}' has no form {code}; there are: {', '.join(known) or 'none'}",
        )


class NotIssued(ShouwenError):
    """A document was asked for by its sequence, and the case has not issued that many."""

    def __init__(self, title: str, sequence: int, issued: int) -> None:
        super().__init__(
            f"《{title}》没有第 {sequence} 份，本件只签发过 {issued} 份",
            "请改 --sequence，或不写以取最近一份",
            f"'{title}' was issued {issued} times; there is no number {sequence}",
        )


class NoSuchCopy(ShouwenError):
    """A copy was asked for that the form does not have."""

    def __init__(self, title: str, copy: int, copies: int) -> None:
        super().__init__(
            f"《{title}》没有第 {copy} 联",
            f"共 {copies} 联" if copies else "本件不分联",
            f"'{title}' has no copy {copy}; it has {copies}",
        )


class FormLacks(ShouwenError):
    """A form cannot be made out: what it must hold is not known. The article says why it must."""

    def __init__(self, pack: Pack, title: str, lacking: Sequence[str], articles: str) -> None:
        self.articles = articles
        titles = [pack.title_of(name) for name in lacking]
        english = ", ".join(pack.say(each, "en") for each in titles)
        super().__init__(
            f"《{title}》还不能出：尚缺 {'、'.join(titles)}〔{articles}〕",
            "请先在案件中填写",
            f"'{pack.say(title, 'en')}' cannot be made out yet; not known: {english} ({articles})",
        )


class TooLongForPaper(ShouwenError):
    """A register has more lines than anybody would print."""

    def __init__(self, title: str, lines: int, most: int) -> None:
        super().__init__(
            f"《{title}》有 {lines} 行，超过 {most} 行，不宜打印",
            "请改用 Excel，或缩短期间",
            f"'{title}' has {lines} lines, more than {most}: use a workbook or a shorter period",
        )


class TemplateUnfit(ShouwenError):
    """An office's own Word template names what its form does not have, or cannot be read."""

    def __init__(self, title: str, strange: Sequence[str], fault: str = "") -> None:
        listed = "、".join(strange)
        super().__init__(
            f"《{title}》的自备 Word 模板不能用：{f'不认识 {listed}' if strange else fault}",
            "请在 Word 中改正花括号里的名称，或用 shouwen form template 重新生成",
            f"the Word template of '{title}' cannot be filled in: "
            + (f"unknown {', '.join(strange)}" if strange else fault),
        )
