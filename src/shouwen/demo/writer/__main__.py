"""``python -m shouwen.demo.writer --seed 7 --count 5``: look at what the writer writes."""

import argparse
import sys

from shouwen.demo.writer import CATEGORIES, CHANNELS, Outcome, Writer, WrittenComplaint


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m shouwen.demo.writer",
        description="打印虚构的投诉 / print invented complaints",
    )
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--count", type=int, default=5)
    parser.add_argument("--channel", choices=CHANNELS)
    parser.add_argument("--category", choices=CATEGORIES)
    parser.add_argument("--severity", choices=("ordinary", "major"))
    parser.add_argument("--language", choices=("zh", "en"))
    parser.add_argument("--answers", action="store_true", help="办理文书一并打印 / also handling")
    return parser.parse_args(arguments)


def _shown(number: int, complaint: WrittenComplaint) -> str:
    who = complaint.complainant
    name = f"{who.called} {who.telephone or '无电话'}" if who else "匿名"
    marks = [key for key in ("celebrity", "hot_topic", "reputation", "legal", "crime", "overseas")
             if getattr(complaint.facts, key)]  # fmt: skip
    head = (
        f"── {number} · {complaint.channel} · {complaint.category} · {complaint.unit} · {name}"
        f" · {complaint.amount if complaint.amount is not None else '—'}元 · {complaint.tone}"
        f" {' '.join(marks)}"
    )
    hint = complaint.accused_person_hint or "—"
    return f"{head}\n【{complaint.title}】被投诉人：{hint}\n{complaint.content}\n"


def _handled(writer: Writer, complaint: WrittenComplaint) -> str:
    outcome = writer.dealer.one(list(Outcome))
    lines = [
        f"[{outcome}] 核查：{writer.finding(complaint, outcome)}",
        f"处理：{writer.treatment(complaint, outcome)}",
        f"整改：{writer.lessons(complaint, outcome)}",
    ]
    if complaint.complainant:
        lines.append(f"答复：{writer.reply(complaint, outcome)}")
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Print complaints; return 0."""
    asked = _asked(arguments)
    writer = Writer(asked.seed)
    for number in range(1, asked.count + 1):
        complaint = writer.complaint(
            channel=asked.channel,
            category=asked.category,
            severity=asked.severity,
            language=asked.language,
        )
        sys.stdout.write(_shown(number, complaint) + "\n")
        if asked.answers:
            sys.stdout.write(_handled(writer, complaint) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
