"""The text of an HTML mail, and HTML that is safe to show.

Quoting is marked in the text: inside ``blockquote`` lines begin with ``>``, and where a mail client
put its own sign that history or a signature begins, a line holds :data:`HISTORY`, or the
signature's lines stand between :data:`SIGNATURE` and :data:`SIGNATURE_END`.
"""

import re
from html.parser import HTMLParser
from typing import Final

import nh3

#: Private characters that stand alone on a line; :mod:`.replies` reads and removes them.
HISTORY: Final = "\ue0f0"
SIGNATURE: Final = "\ue0f1"
SIGNATURE_END: Final = "\ue0f2"
MARKS: Final = re.compile(f"[{HISTORY}{SIGNATURE}{SIGNATURE_END}]")

#: More of an HTML mail is not read for its text.
_MOST: Final = 3_000_000
_DEEPEST: Final = 400
_BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
        "caption",
        "includetail",
        "sign",
    ]
)
_SPACED: Final = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6"])
_SKIPPED: Final = frozenset(
    ["script", "style", "head", "title", "template", "noscript", "object", "xml", "svg", "math"]
)
_VOID: Final = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "o:p",
    ]
)
_HIDDEN: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|max-height\s*:\s*0(?![.\d])"
    r"|opacity\s*:\s*0(?![.\d])|\bheight\s*:\s*0(?![.\d]).*overflow\s*:\s*hidden",
    re.IGNORECASE,
)
_HISTORY_SIGN: Final = re.compile(
    r"\b(gmail_quote|gmail_extra|yahoo_quoted|moz-cite-prefix|OutlookMessageHeader|divRplyFwdMsg"
    r"|appendonsend|mail_quote|isReplyContent|ntes-mailmaster-quote|zmail_extra|protonmail_quote"
    r"|tutanota_quote|OLK_SRC_BODY_SECTION|reply-intro|mail-editor-reference-message-container"
    r"|mailQuote|replyquote|WPSMailQuote|stopSpelling|replyContent|ReferenceQuote|xm_write_quote"
    r"|lark-mail-quote[\w-]*|history-quote-wrapper|mail-quote[\w-]*)\b"
)
_SIGNATURE_SIGN: Final = re.compile(
    r"\b(gmail_signature|moz-signature|mail-signature|ntes-mailmaster-signature|spmail_signature"
    r"|foxmail_signature|xmail_sign|ntes-[\w-]+-signature|mobile_signature|ms-outlook-mobile-signature|ms-outlook-signature"
    r"|protonmail_signature_block|email_signature|zm_signature|FoxMailSign|xmail_signature"
    r"|lark-mail-signature|mail_?signature)\b",
    re.IGNORECASE,
)
_FORWARD: Final = re.compile(
    r"forwarded message|转发的(邮件|消息|原邮件)|转发邮件|begin forwarded", re.IGNORECASE
)
_TAGS: Final = {
    "a", "abbr", "b", "blockquote", "br", "caption", "center", "code", "dd", "del", "div", "dl",
    "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "ins", "li", "ol", "p", "pre", "q",
    "s", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead",
    "tr", "u", "ul",
}  # fmt: skip


def safe(html: str) -> str:
    """Return HTML that may be shown: no script, style, picture from elsewhere, form or frame."""
    return nh3.clean(
        html[:_MOST],
        tags=_TAGS,
        attributes={"a": {"href", "title"}, "td": {"colspan", "rowspan"}, "th": {"colspan"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
        clean_content_tags={"script", "style", "title"},
    )


def text_of(html: str) -> str:
    """Return the text of an HTML mail with the marks of this module; no HTML is too broken."""
    reader = _Reader()
    reader.feed(html[:_MOST])
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.line: list[str] = []
        self.open: list[tuple[str, str]] = []  # tag, and what it opened: "", skip, quote, sign, pre
        self.skipping = self.quoting = self.pre = 0
        self.cells = 0
        self.lists: list[int] = []

    # -- what html.parser calls

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "br":
            self._end_line(hard=True)
            return
        if tag in _BLOCKS:
            self._end_line()
            block = next((name for name, _role in reversed(self.open) if name in _BLOCKS), "")
            if block == "p":
                self.handle_endtag("p")  # no paragraph holds another block
        if tag == "body":
            # A head that was never closed hides no body.
            self.skipping = 0
            self.open = [(name, "" if role == "skip" else role) for name, role in self.open]
        if tag == "hr":
            self._rule(given)
            return
        if tag in _VOID:
            if tag == "img" and not self.skipping and _worth(given.get("alt", "")):
                self.line.append(f"[{given['alt'].strip()}]")
            return
        if len(self.open) >= _DEEPEST:
            return
        self.open.append((tag, self._opened(tag, given)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._end_line()
        if tag in _SPACED:
            self._blank()
        at = next((n for n in range(len(self.open) - 1, -1, -1) if self.open[n][0] == tag), None)
        if at is None:
            if tag == "p":
                self._blank()
            return
        for _name, role in reversed(self.open[at:]):
            self._closed(role)
        del self.open[at:]

    def handle_data(self, data: str) -> None:
        if self.skipping:
            return
        if self.pre:
            first, *rest = data.replace("\r\n", "\n").split("\n")
            self.line.append(first)
            for each in rest:
                self._end_line(hard=True)
                self.line.append(each)
        else:
            self.line.append(re.sub(r"[ \t\r\n\f]+", " ", data))

    def unknown_decl(self, data: str) -> None:
        """Outlook's conditional sections say nothing to a reader."""

    # -- roles of elements

    def _opened(self, tag: str, given: dict[str, str]) -> str:
        if tag in _SKIPPED or _HIDDEN.search(given.get("style", "")) or "hidden" in given:
            self.skipping += 1
            return "skip"
        signs = f"{given.get('class', '')} {given.get('id', '')} {given.get('name', '')}"
        if tag == "includetail" or _HISTORY_SIGN.search(signs):
            self._mark(HISTORY)
        if tag == "sign" or _SIGNATURE_SIGN.search(signs):
            self._end_line()
            self._mark(SIGNATURE)
            return "sign"
        if tag == "blockquote":
            # Editors indent with it too, without a line at its side; any other in mail is a quote.
            style = given.get("style", "")
            if "type" not in given and re.search(r"(?i)border\s*:\s*(none|0)\b", style):
                return ""
            self.quoting += 1
            return "quote"
        if tag == "pre":
            self.pre += 1
            return "pre"
        if tag in ("ul", "ol"):
            self.lists.append(0)
            return "list" if tag == "ul" else "numbers"
        if tag == "li":
            self._item()
        if tag in ("td", "th") and "".join(self.line).strip():
            self.line.append("\t")
        return ""

    def _closed(self, role: str) -> None:
        if role == "skip":
            self.skipping = max(0, self.skipping - 1)
        elif role == "quote":
            self._end_line()
            self.quoting = max(0, self.quoting - 1)
        elif role == "pre":
            self.pre = max(0, self.pre - 1)
        elif role == "sign":
            self._end_line()
            self._mark(SIGNATURE_END)
        elif role in ("list", "numbers") and self.lists:
            self.lists.pop()

    def _item(self) -> None:
        kinds = [role for _tag, role in self.open if role in ("list", "numbers")]
        if kinds and kinds[-1] == "numbers" and self.lists:
            self.lists[-1] += 1
            self.line.append(f"{self.lists[-1]}. ")
        else:
            self.line.append("- ")

    def _rule(self, given: dict[str, str]) -> None:
        if not self.skipping:
            signs = f"{given.get('id', '')} {given.get('class', '')}"
            if re.search(r"zwchr|stopSpelling|EC_stopSpelling", signs):
                self._mark(HISTORY)
            self._put("_" * 32)

    # -- lines

    def _mark(self, mark: str) -> None:
        self._end_line()
        if not self.skipping:
            self.lines.append(mark)

    def _put(self, text: str) -> None:
        prefix = ">" * self.quoting + " " if self.quoting else ""
        self.lines.append((prefix + text).rstrip())

    def _end_line(self, *, hard: bool = False) -> None:
        text = "".join(self.line)
        self.line = []
        if self.skipping:
            return
        if not self.pre:
            text = re.sub(r" *\t *", "\t", re.sub(r"[ \u00a0]{2,}", " ", text))
            text = text.replace("\u00a0", " ").strip(" ")
        text = text.replace("\u00a0", " ").rstrip("\t")
        if text.strip() or hard:
            self._put(text)

    def _blank(self) -> None:
        if not self.skipping and self.lines and self.lines[-1].strip("> "):
            self._put("")

    def text(self) -> str:
        """Return everything read, with no more than one blank line in a row."""
        self._end_line()
        whole = "\n".join(self.lines)
        whole = re.sub(r"\n{3,}", "\n\n", whole)
        whole = re.sub(r"(?m)^((?:>+ ?)\n)(?:>+ ?\n)+", r"\1", whole)
        return whole.strip("\n")


def _worth(alt: str) -> bool:
    """Say whether a picture's words tell something a reader would miss."""
    return bool(re.search("[\u3400-\u9fff]|[A-Za-z]{3}", alt)) and len(alt) <= 80


def is_forward(text: str) -> bool:
    """Say whether a line announces a forwarded message."""
    return bool(_FORWARD.search(text))
