"""YAML text to plain data that remembers its lines.

Our own rules, because YAML's surprise people: only ``true``, ``false``, ``null``, whole numbers
and decimals (exact) are typed; everything else is text, also ``on``, ``no``, ``12:30`` and dates.
Keys are always text. Two equal keys, anchors, aliases, tags and merge keys are refused: a
regulation must say what it says where it says it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import yaml

from shouwen.regulations.findings import Finding, dotted
from shouwen.vocabulary import ShouwenError

MOST_BYTES = 2_000_000
MOST_DEPTH = 40
MOST_NODES = 200_000
_MOST_FINDINGS = 50

Path = tuple[str | int, ...]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Longer digits, and digits after a leading zero, are numbers of things: telephones, accounts.
_INT = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,17})\.[0-9]{1,12}")
_WORDS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None, "": None}
#: what libyaml says, and what it means to somebody who writes regulations
_SYNTAX = (
    ("tab character", "缩进用了制表符", "缩进请用空格，不用制表符"),
    ("cannot start any token", "这里不能用这个字符开头", "缩进请用空格，不用制表符；文字请加引号"),
    ("mapping values are not allowed", "这里不能出现冒号", "文字中有冒号时，请给整段文字加引号"),
    ("expected ':'", "这一行缺少冒号", "请写成 名称: 值，冒号后留一个空格"),
    ("expected key", "这里的缩进与上文不一致", "同一层的各行请左对齐"),
    ("expected '-' indicator", "这里的缩进与上文不一致", "列表的各项请左对齐，并以“- ”开头"),
    ("expected ',' or", "方括号或花括号没有正确结束", "请检查括号和逗号"),
    ("unexpected end of stream", "引号没有结束", "请补上引号"),
)


class TextFault(ShouwenError):
    """A text cannot be read as data. `findings` tells every place, with its line."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        first = findings[0]
        more = len(findings) - 1
        super().__init__(
            f"{first.file}:{first.line}: {first.problem}" + (f"（另有 {more} 处）" * bool(more)),
            first.remedy,
            f"{first.file}:{first.line}: {first.english}" + (f" (and {more} more)" * bool(more)),
        )


@dataclass(frozen=True)
class Source:
    """A text that was read, or several put together.

    :param name: what the file is called in findings
    :param data: dicts, lists, texts, ints, Decimals, booleans and None
    :param lines: the line of every place, from 1: of an entry's key, of a list's item
    :param files: which other file a place, and everything under it, comes from
    """

    text: str
    name: str
    data: Any
    lines: Mapping[Path, int]
    files: Mapping[Path, str] = field(default_factory=dict)

    def file(self, path: Path) -> str:
        """Return what the file is called in which a place was written."""
        here = self.place(path)
        for length in range(len(here), 0, -1):
            if here[:length] in self.files:
                return self.files[here[:length]]
        return self.name

    def line(self, path: Path) -> int:
        """Return the line of a place, or of the nearest place above it that exists."""
        return self.lines.get(self.place(path), 1)

    def place(self, path: Path) -> Path:
        """Return the part of `path` that was written.

        Steps that lead nowhere are left out, so that paths of pydantic's errors, which name
        types between the keys, can be looked up as they are.
        """
        here: Path = ()
        for step in path:
            if (*here, step) in self.lines:
                here = (*here, step)
        return here


def read_source(text: str, name: str) -> Source:
    """Return the data written in `text`, with lines.

    :param name: how findings call the file
    :raises TextFault: with every finding, if the text is not YAML or uses what is refused
    """
    return _Reader(text.removeprefix("\ufeff"), name).read()


class _Stop(Exception):
    """The rest of the text cannot be made sense of."""


class _Reader:
    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name
        self.lines: dict[Path, int] = {(): 1}
        self.findings: list[Finding] = []
        self.events: Iterator[Any] = iter(())

    def read(self) -> Source:
        data = None
        try:
            data = self.document()
        except yaml.YAMLError as error:
            self.syntax(error)
        except _Stop:
            pass
        if self.findings:
            raise TextFault(tuple(self.findings))
        return Source(self.text, self.name, data, MappingProxyType(self.lines))

    def say(
        self, code: str, line: int, path: Path, problem: str, remedy: str, english: str
    ) -> None:
        self.findings.append(
            Finding(
                code=code,
                severity="error",
                file=self.name,
                line=line,
                path=dotted(path),
                problem=problem,
                remedy=remedy,
                english=english,
            )
        )
        if len(self.findings) >= _MOST_FINDINGS:
            raise _Stop

    def syntax(self, error: yaml.YAMLError) -> None:
        mark = getattr(error, "problem_mark", None)
        english = str(getattr(error, "problem", None) or getattr(error, "reason", error))
        at = getattr(error, "position", None)
        line = self.text.count("\n", 0, at) + 1 if isinstance(at, int) else 1
        line = mark.line + 1 if mark is not None else line
        problem, remedy = "这里不是合法的 YAML", "请检查缩进、冒号和引号"
        for part, chinese, advice in _SYNTAX:
            if part in english:
                problem, remedy = chinese, advice
                break
        column = f"（第 {mark.column + 1} 列）" if mark is not None else ""
        self.say("Y01", line, (), f"{problem}{column}", remedy, f"not valid YAML: {english}")

    def bounded(self) -> None:
        try:
            size = len(self.text.encode())
        except UnicodeEncodeError as wrong:
            self.say(
                "Y05",
                self.text.count("\n", 0, wrong.start) + 1,
                (),
                "文件不是 UTF-8 文字",
                "请另存为 UTF-8（不要 GBK 或 UTF-16）",
                "the text is not UTF-8; save it as UTF-8, not as GBK or UTF-16",
            )
            raise _Stop from None
        if size > MOST_BYTES:
            self.say(
                "Y05",
                1,
                (),
                f"文件超过 {MOST_BYTES // 1_000_000} MB",
                "请拆成几个文件",
                f"the file is larger than {MOST_BYTES} bytes; split it",
            )
            raise _Stop

    # ---- the stream of events

    def document(self) -> Any:
        self.bounded()
        self.events = iter(yaml.parse(self.text, Loader=_LOADER))
        data, seen = None, False
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if seen:
                    line = event.start_mark.line + 1  # type: ignore[union-attr]
                    self.say(
                        "Y04", line, (), "一个文件里写了几份文档", "请去掉 ---，每个文件写一份",
                        "more than one document in the file; keep one per file",
                    )  # fmt: skip
                    raise _Stop
                seen = True
                data = self.node(next(self.events), (), 0)
        if not seen:
            self.say("Y04", 1, (), "文件是空的", "请写入内容", "the file is empty")
        return data

    def node(self, event: Any, path: Path, depth: int) -> Any:
        line = event.start_mark.line + 1
        self.refuse_extras(event, path, line)
        if depth > MOST_DEPTH or len(self.lines) > MOST_NODES:
            self.say(
                "Y05",
                line,
                path,
                f"嵌套超过 {MOST_DEPTH} 层" if depth > MOST_DEPTH else "内容过多",
                "请简化",
                "nested too deeply" if depth > MOST_DEPTH else "too many entries",
            )
            raise _Stop
        if isinstance(event, yaml.ScalarEvent):
            return event.value if not event.implicit[0] else scalar(event.value)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(path, depth)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(path, depth)
        return None  # an alias, refused above

    def refuse_extras(self, event: Any, path: Path, line: int) -> None:
        """Refuse anchors, aliases and tags; reading goes on to find the others."""
        if isinstance(event, yaml.AliasEvent):
            self.say(
                "Y03", line, path, f"不能引用别处的内容（*{event.anchor}）", "请把内容直接写在这里",
                f"the alias *{event.anchor} is refused; write the content here",
            )  # fmt: skip
            return
        if event.anchor is not None:
            self.say(
                "Y03", line, path, f"不能使用锚点（&{event.anchor}）", "请删去锚点",
                f"the anchor &{event.anchor} is refused",
            )  # fmt: skip
        if getattr(event, "tag", None) is not None:
            self.say(
                "Y03", line, path, f"不能使用标签（{event.tag}）", "请删去标签；文字请加引号",
                f"the tag {event.tag} is refused; quote what is text",
            )  # fmt: skip

    def sequence(self, path: Path, depth: int) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            here = (*path, len(items))
            self.lines[here] = event.start_mark.line + 1
            items.append(self.node(event, here, depth + 1))
        return items

    def mapping(self, path: Path, depth: int) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            line = event.start_mark.line + 1
            key = self.key(event, path, line)
            here = (*path, key)
            if key in entries:
                self.say(
                    "Y02",
                    line,
                    here,
                    f"“{key}”写了两次（上一次在第 {self.lines[here]} 行）",
                    "请合并或改名",
                    f"'{key}' is written twice (first on line {self.lines[here]})",
                )
                self.node(next(self.events), here, depth + 1)
                continue
            self.lines[here] = line
            entries[key] = self.node(next(self.events), here, depth + 1)
        return entries

    def key(self, event: Any, path: Path, line: int) -> str:
        self.refuse_extras(event, path, line)
        if not isinstance(event, yaml.ScalarEvent):
            self.say(
                "Y04", line, path, "名称不能是列表或映射", "名称请写成一个词",
                "a key must be a single word",
            )  # fmt: skip
            raise _Stop
        if event.value == "<<" and event.implicit[0]:
            self.say(
                "Y03", line, path, "不能用 << 合并别处的内容", "请把内容直接写在这里",
                "the merge key << is refused; write the content here",
            )  # fmt: skip
        elif not event.value:
            self.say("Y04", line, path, "名称是空的", "请写出名称", "a key is empty")
        return str(event.value)


def scalar(text: str) -> bool | int | Decimal | str | None:
    """Return what an unquoted word means.

    >>> scalar("12:30"), scalar("on"), scalar("007"), scalar("-1.50")
    ('12:30', 'on', '007', Decimal('-1.50'))
    """
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text)
    return Decimal(text) if _DECIMAL.fullmatch(text) else text
