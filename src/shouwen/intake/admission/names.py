"""Names of files as a system of ours may show and give back: nothing in them leads anywhere."""

import re
import unicodedata
from typing import Final

from shouwen.intake.admission.kinds import SCRIPTS, Kind

_LONGEST: Final = 100
_FORBIDDEN: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
#: Names of devices on Windows, whatever they end in.
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
UNNAMED: Final = "未命名"


def safe_name(name: str, kind: Kind) -> str:
    """Return `name` without folders, control and direction marks, ending as `kind` ends.

    An ending that would run on some system goes too; inside the name it is joined to the name:
    ``账单.exe.jpg`` becomes ``账单.jpg``, ``账单.exe.旧.jpg`` becomes ``账单_exe.旧.jpg``.

    >>> from shouwen.intake.admission.kinds import KINDS
    >>> safe_name("../../etc/账单.pdf.exe", KINDS["pdf"])
    '账单.pdf'
    """
    text = unicodedata.normalize("NFC", name).replace("\\", "/").rstrip("/").rpartition("/")[2]
    # Cc: control, Cf: direction marks and joiners, Cs and Co: no characters at all.
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    text = " ".join(_FORBIDDEN.sub("_", text).split()).strip(". ")
    parts = [part.strip() for part in text.split(".") if part.strip()]
    end = kind.ends[0]
    while len(parts) > 1 and parts[-1].lower() in SCRIPTS | {*kind.ends}:
        if parts[-1].lower() in kind.ends:
            end = parts[-1].lower()
        parts.pop()
    if len(parts) > 1 and re.fullmatch(r"[A-Za-z][A-Za-z0-9]{1,4}", parts[-1]):
        parts.pop()  # ends as another kind does, which this is not
    stem = parts[0] if parts else ""
    for part in parts[1:]:
        stem += ("_" if part.lower() in SCRIPTS else ".") + part
    stem = stem[: _LONGEST - len(end) - 1].strip(". ") or UNNAMED
    if _DEVICES.fullmatch(stem.partition(".")[0]):
        stem = f"_{stem}"
    return f"{stem}.{end}"
