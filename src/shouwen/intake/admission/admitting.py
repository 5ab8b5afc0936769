"""Whether a file may come in, and what it is from then on."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from shouwen.intake.admission import behind, packages, pictures, scanning
from shouwen.intake.admission.kinds import KINDS, NEVER, PROGRAM, SCRIPTS, Kind, kind_of
from shouwen.intake.admission.limits import Limits
from shouwen.intake.admission.names import safe_name


@dataclass(frozen=True, slots=True)
class Admitted:
    """A file that may come in.

    `digest` is the SHA-256 of `content` in hexadecimal digits; `received` is that of the file as
    it was sent, which differs where the place a photo was taken at was taken out. `scanned` is
    None where no scanner is set up, False while the scanner has given no answer: such a file is
    kept and given to nobody until it has.
    """

    name: str
    kind: str
    media_type: str
    family: str
    size: int
    digest: str
    received: str
    content: bytes
    thumbnail: bytes | None
    scanned: bool | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that may not come in: `code`, and a sentence in both languages."""

    name: str
    code: str
    text: str
    english: str

    def say(self, language: str = "zh") -> str:
        """Return the sentence in the language asked for."""
        return self.english if language.startswith("en") else self.text


_FAULTS: Final = {
    "damaged": ("文件已损坏，打不开", "the file is damaged"),
    "bomb": ("展开后过大，请缩小后再传", "it unpacks to far too much; make it smaller"),
    "macro": (
        "文件里带有宏、脚本或会启动程序的内容，请去掉，或者打印成 PDF 再传",
        "it carries macros, scripts or what starts a program; take them out, or print it as a PDF",
    ),
    "embedded": (
        "文件里嵌着程序或别的对象，请去掉，或者另存为 PDF 再传",
        "it carries a program or another object inside; take it out, or save it as PDF",
    ),
    "hidden": (
        "文件后面还藏着别的文件，请重新拍照、截图或导出再传",
        "another file is hidden in it; take the picture or export the file again",
    ),
    "programs": (
        "压缩包里有程序或脚本，请去掉再传",
        "there are programs or scripts in the archive; take them out",
    ),
    "locked": ("文件加了密码，无法检查，请去掉密码", "it is locked; send it without a password"),
}
_CHECKS: Final[dict[str, Callable[[bytes], str]]] = {
    "pdf": packages.pdf_fault,
    **dict.fromkeys(("docx", "xlsx", "pptx", "odt", "ods", "ofd", "zip"), packages.zip_fault),
    **dict.fromkeys(("doc", "xls", "ppt"), packages.ole_fault),
    "rtf": packages.rtf_fault,
}
#: Kinds in which another may hide; packages are archives themselves.
_ALONE: Final = frozenset({"picture", "sound", "film"})


def admit(
    name: str, content: bytes, *, now: datetime, limits: Limits | None = None
) -> Admitted | Refused:
    """Say whether a file may come in.

    What it is, is told by its content. Programs, scripts, macros and pages are refused under
    every setting, and so is what a scanner finds something in.

    :param name: as the sender calls it
    :param limits: those of this installation's settings when None
    """
    limits = limits or Limits.set_here()
    shown = safe_name(name, Kind("", "", ("",), "", "", "")).strip(".")[:60]
    if not content:
        return Refused(shown, "empty", f"“{shown}”是空的", f"{shown} is empty")
    if len(content) > limits.one:
        most = limits.one / 2**20
        return Refused(
            shown,
            "too_large",
            f"“{shown}”太大，每个文件最多 {most:g} MB",
            f"{shown} is too large, a file may have {most:g} MB",
        )
    kind = kind_of(content, name)
    if kind is PROGRAM:
        return Refused(
            shown, "program", f"“{shown}”是程序或脚本，不接收", f"{shown} is a program or a script"
        )
    if kind is None or kind.name not in limits.kinds - NEVER:
        return _not_taken(shown, kind, limits)
    if fault := _fault(kind, content):
        return _faulty(shown, fault)
    picture = pictures.look(kind.name, content, limits.pixels)
    if picture.fault:
        return _faulty(shown, picture.fault)
    received = sha256(content).hexdigest()
    if limits.strip_location and kind.family == "picture":
        if kind.name in pictures.STRIPPED:
            try:
                content = pictures.without_location(kind.name, content)
            except ValueError:
                return _faulty(shown, "damaged")
        elif picture.located or kind.name == "heic":
            return Refused(
                shown, "located",
                f"“{shown}”里的拍摄地点去不掉，请转成 JPG 再传",
                f"the place {shown} was taken at cannot be taken out; send it as JPG",
            )  # fmt: skip
    scanned = None
    if limits.scanner:
        verdict = scanning.scan(content, limits.scanner)
        if verdict.state == "infected":
            return infected(shown, verdict.words)
        if verdict.state == "silent" and limits.away == "refuse":
            return Refused(
                shown, "unscanned",
                f"病毒扫描暂不可用，“{shown}”没有收下，请稍后再传",
                f"the virus scanner is away; {shown} was not taken in, try again later",
            )  # fmt: skip
        scanned = verdict.state == "clean"
    return Admitted(
        safe_name(name, kind), kind.name, kind.media_type, kind.family, len(content),
        sha256(content).hexdigest(), received, content, picture.thumbnail, scanned, now,
    )  # fmt: skip


def admit_all(
    files: Iterable[tuple[str, bytes]], *, now: datetime, limits: Limits | None = None
) -> tuple[tuple[Admitted, ...], tuple[Refused, ...]]:
    """Return what may come in and what may not of files handed in together.

    The same content handed in twice comes in once. Where all together are too large, or too many,
    nothing comes in.
    """
    limits = limits or Limits.set_here()
    given = list(files)
    total = sum(len(content) for _, content in given)
    if len(given) > limits.most or total > limits.together:
        most = limits.together / 2**20
        return (), (
            Refused(
                "", "too_much",
                f"一次最多 {limits.most} 个文件、共 {most:g} MB；"
                f"这次有 {len(given)} 个、{total / 2**20:.1f} MB",
                f"at most {limits.most} files of {most:g} MB together;"
                f" these are {len(given)} of {total / 2**20:.1f} MB",
            ),
        )  # fmt: skip
    admitted: dict[str, Admitted] = {}
    refused: list[Refused] = []
    for name, content in given:
        answer = admit(name, content, now=now, limits=limits)
        if isinstance(answer, Refused):
            refused.append(answer)
        else:
            admitted.setdefault(answer.digest, answer)
    return tuple(admitted.values()), tuple(refused)


def infected(name: str, words: str) -> Refused:
    """Return the refusal of a file in which a scanner has found something."""
    return Refused(
        name, "infected", f"“{name}”含有病毒（{words}），不接收", f"{name} is infected ({words})"
    )


def _fault(kind: Kind, content: bytes) -> str:
    check = _CHECKS.get(kind.name)
    fault = "" if check is None else check(content)
    if not fault and (kind.family in _ALONE or kind.name == "pdf"):
        fault = behind.hidden_fault(kind.name, content)
    if not fault and kind.name == "zip" and packages.holds_ending(content, SCRIPTS):
        fault = "programs"
    return fault


def _faulty(name: str, fault: str) -> Refused:
    text, english = _FAULTS[fault]
    return Refused(name, fault, f"“{name}”：{text}", f"{name}: {english}")


def _not_taken(name: str, kind: Kind | None, limits: Limits) -> Refused:
    ends = "、".join(KINDS[each].ends[0] for each in KINDS if each in limits.kinds - NEVER)
    what, english = ("", "not recognised") if kind is None else (f"（{kind.title}）", kind.english)
    return Refused(
        name, "kind",
        f"“{name}”{what}不在可收的文件之列；可以传：{ends}",
        f"{name} ({english}) is not among what is taken in: {ends}",
    )  # fmt: skip
