"""What can go wrong before any row is looked at."""

import zipfile
import zlib
from typing import Final

from shouwen.regulations.findings import Finding
from shouwen.vocabulary import ShouwenError

#: What reading a damaged package raises: no archive, a version of the format nobody has, a place
#: before the file or a name in no alphabet, a stream that cannot be unpacked or ends too soon.
UNSOUND: Final = (zipfile.BadZipFile, NotImplementedError, ValueError, zlib.error, EOFError)


class Unreadable(ShouwenError):
    """A file cannot be read as a table: damaged, locked, or something else altogether."""


class MappingUnfit(ShouwenError):
    """A mapping has errors, or does not fit the regulation or the table. Nothing was written."""

    def __init__(self, name: str, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        count = sum(each.severity == "error" for each in findings)
        super().__init__(
            f"对照表 {name} 有 {count} 处错误，没有导入任何一行",
            "\n".join(str(each) for each in findings[:50]),
            f"the mapping {name} has {count} errors; nothing was imported",
        )


class NoSuchMapping(ShouwenError):
    """A mapping was named that is neither a file nor shipped."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(
            f"没有对照表“{name}”",
            f"请给出文件路径，或随附的：{'、'.join(known)}",
            f"there is no mapping '{name}'; give a file, or one of {', '.join(known)}",
        )


class NotScanned(ShouwenError):
    """A file the virus scanner has not looked at yet, or has found something in."""

    def __init__(self, *, infected: bool) -> None:
        super().__init__(
            "附件含有病毒，已隔离" if infected else "附件还在等待病毒扫描",
            "请勿索取原件" if infected else "扫描完成后即可打开，请稍后再试",
            "the file is infected and kept away" if infected else "the file waits for the scanner",
        )


class NoSuchImport(ShouwenError):
    """There is no such import by the page."""

    def __init__(self, id_: str) -> None:
        super().__init__(f"没有导入 {id_}", "请从导入清单选择", f"there is no import {id_}")


class NotYoursToDo(ShouwenError):
    """Somebody else brought this sheet, and its rows are for him."""

    def __init__(self) -> None:
        super().__init__(
            "表里的内容只给带来这份表的人看",
            "请由本人核对；执行和撤销可由其他管理员办理",
            "the rows of a sheet are for whoever brought it",
        )


class NotNow(ShouwenError):
    """What was asked of an import cannot follow where it stands."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"“{name}”现在不能这样做",
            "它可能已经开始，或者别人刚刚操作过；请刷新页面",
            f"not possible for {name} as it stands; reload the page",
        )
