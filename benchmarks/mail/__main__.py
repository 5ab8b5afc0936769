"""Reading real mail: how often the person's own words come out, beside a plain reply parser.

    python benchmarks/mail FOLDER

FOLDER holds the collections named below; nothing of them is in this repository. What is expected of
each file is what its own project expects, written here as rules, not as texts.
"""

import re
import sys
import time
from pathlib import Path

from shouwen.intake.mail import replies
from shouwen.intake.mail.charsets import decode
from shouwen.intake.mail.html import text_of
from shouwen.intake.mail.message import parse
from shouwen.intake.mail.tnef import unwrap

#: What a person wrote must end before these, which stand in the quotes and signatures of the texts.
_FOREIGN = re.compile(
    r"(?m)^>|^(On|Le|Am|Em|Op|Il) .{0,80}\d.*(wrote|écrit|schrieb|escreveu|schreef|scritto)\s*:"
    r"|Original Message|^\*?(From|Von|De|Van|Da|Fra)\s*:\s?.*@|^Sent from (my|a) [\w ]{2,40}$"
    r"|^Etiam non sagittis|^riak-users mailing list|^(--|__)\s*$",
    re.IGNORECASE,
)


def naive(text: str) -> str:
    """Return the reply as the well-known small parsers find it: ``On … wrote:``, ``>``, ``--``."""
    text = re.sub(
        r"(?m)^(On\s(.+?)wrote:)$", lambda found: found[0].replace("\n", " "), text, flags=re.DOTALL
    )
    kept = []
    for line in text.split("\n"):
        if re.match(r"^(--|__|-\w)|^Sent from my (\w+\s*){1,3}$", line):
            break
        if re.match(r"^On .*wrote:\s*$", line):
            continue
        if not line.startswith(">"):
            kept.append(line)
    return "\n".join(kept).strip()


def texts(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Count, for each collection of bare texts, those whose own words come out clean and whole."""
    rows = {}
    for name in ("github", "zapier", "crisp"):
        files = sorted((folder / f"email_reply_parser_{name}").glob("*.txt"))
        ours = theirs = 0
        for file in files:
            text = decode(file.read_bytes()).text
            ours += _clean(replies.cut(text).reply, text)
            theirs += _clean(naive(text), text)
        rows[f"reply parser, {name}"] = (ours, theirs, len(files))
    return rows


def _clean(reply: str, text: str) -> bool:
    """Say whether nothing foreign is left, and the first words of the text are still there."""
    forwarded = re.search(r"(?i)forwarded message", text)
    foreign = None if forwarded else _FOREIGN.search(reply)
    first = next((line.strip() for line in text.split("\n") if line.strip()), "")
    begins_foreign = _FOREIGN.search(first) or first.startswith(("On ", "[", "___"))
    whole = bool(begins_foreign) or first[:40] in reply or first.startswith("Hi,")
    return foreign is None and whole and bool(reply or begins_foreign)


def talon(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Count talon's replies, each of which says Hello, or that somebody is fine."""
    rows = {}
    mails = sorted((folder / "talon/standard_replies").glob("*.eml"))
    found = [parse(file.read_bytes()) for file in mails]
    rows["talon, plain replies"] = (
        sum(each.reply == "Hello" for each in found),
        sum(naive(each.text) == "Hello" for each in found),
        len(mails),
    )
    pages = sorted((folder / "talon/html_replies").glob("*.html"))
    read = [text_of(decode(file.read_bytes()).text) for file in pages]
    rows["talon, HTML replies"] = (
        sum(replies.cut(text).reply == "Hi. I am fine." for text in read),
        sum(re.sub(r"\s+", " ", naive(text)) == "Hi. I am fine. Thanks, Alex" for text in read),
        len(pages),
    )
    signed = sorted((folder / "talon/signature/emails/stripped").glob("*_body"))
    ours = theirs = counted = 0
    for file in signed:
        wanted = file.with_name(file.name.replace("_body", "_signature"))
        if not wanted.exists():
            continue
        counted += 1
        sender = decode(file.with_name(file.name.replace("_body", "_sender")).read_bytes()).text
        text, lines = decode(file.read_bytes()).text, _words(decode(wanted.read_bytes()).text)
        ours += _words(replies.cut(text, sender=sender.strip()).signature) == lines
        theirs += _words(text[len(naive(text)) :]) == lines
    rows["talon, signatures"] = (ours, theirs, counted)
    return rows


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.replace("#sig#", ""))


def wrapped(folder: Path) -> tuple[int, int]:
    """Count files in Outlook's wrapping that come out with the names and bytes expected."""
    right = wanted = 0
    for file in sorted((folder / "mimekit_tnef").glob("*.tnef")):
        expected = {
            each.name: each.read_bytes()
            for each in file.with_suffix("").glob("*")
            if not each.name.startswith(("message.", "Untitled"))
        }
        inside = dict(unwrap(file.read_bytes()).files) if expected else {}
        wanted += len(expected)
        # The collection's text files have lost the line ends of the originals.
        right += sum(
            inside.get(name, b"?").replace(b"\r", b"") == content.replace(b"\r", b"")
            for name, content in expected.items()
        )
    return right, wanted


def main() -> None:
    folder = Path(sys.argv[1])
    print(f"{'':28}{'ours':>8}{'naive':>8}{'of':>6}")
    for name, (ours, theirs, count) in {**texts(folder), **talon(folder)}.items():
        print(f"{name:28}{ours:>8}{theirs:>8}{count:>6}")
    right, wanted = wrapped(folder)
    print(f"{'files out of winmail.dat':28}{right:>8}{'–':>8}{wanted:>6}")
    files = [file for file in folder.rglob("*") if file.is_file()]
    begun, kinds = time.perf_counter(), {}
    for file in files:
        kind = parse(file.read_bytes()).kind
        kinds[kind] = kinds.get(kind, 0) + 1
    took = time.perf_counter() - begun
    print(f"{len(files)} files of any kind in {took:.1f} s, none raised: {kinds}")


if __name__ == "__main__":
    main()
