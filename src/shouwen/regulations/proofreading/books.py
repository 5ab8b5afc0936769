"""Books customers write in: read day by day, and what makes an entry a matter takes it in."""

from shouwen.regulations.model import Book, Duty
from shouwen.regulations.proofreading.names import need
from shouwen.regulations.proofreading.proof import Path, Proof


def read_book(proof: Proof, duty: Duty, book: Book, here: Path) -> None:
    """Find what is wrong with the book of a duty."""
    pack = proof.pack
    need(proof, "acts", [book.act], (*here, "act"))
    need(proof, "facts", book.form, (*here, "form"))
    act = pack.acts.get(book.act)
    if act is None:
        return
    left_out = [name for name in book.form if name not in (*act.form, *act.also)]
    if duty.every not in ("day", "business_day") or not duty.units:
        proof.say(
            "G23",
            here,
            f"“{duty.title}”不是各单位按日的事项，簿子无从按日翻阅",
            "book 只写在 every 为 day 或 business_day、写了 units 的事项里",
            "a book needs a daily duty of units",
        )
    elif not act.starts_case or left_out:
        proof.say(
            "G23",
            here,
            f"簿上的意见不能用“{act.title}”立件",
            "act 写一个 starts_case 的动作，form 只写它的 form 和 also 里的要素",
            f"'{book.act}' does not take an entry of the book in"
            + (f": it has no {', '.join(left_out)}" if left_out else ""),
        )
