"""From the tree of MIME parts: the text a reader is meant to read, and the files beside it."""

import re
from dataclasses import dataclass, field
from email.message import Message
from mimetypes import guess_type
from typing import Final

from shouwen.intake.mail import headers, parts, smime, tnef
from shouwen.intake.mail.attachments import Attachment, ending, meant_name, safe_name
from shouwen.intake.mail.charsets import Text, decode
from shouwen.intake.mail.flowed import unflowed
from shouwen.intake.mail.html import text_of
from shouwen.intake.mail.limits import Limits
from shouwen.intake.mail.transfer import (
    UU,
    base64_and_rest,
    from_base64,
    from_quoted,
    from_uu,
    uu_files,
)

_MULTIPART: Final = "multipart/"
_TEXTS: Final = ("text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown")
#: What a plain alternative says when it says nothing.
_PLACEHOLDER: Final = re.compile(
    r"(?i)^\W*(this (message|e-?mail)( \w+)? (is|was sent) in html|(your|the) (e-?mail|mail) "
    r"(client|program|reader)\b.{0,60}\b(html|support)|(to )?view (this|the) (e-?mail|message) in "
    r"(html|(a|your) browser)|html (only )?(e-?mail|message)|本邮件(为|是)\s*html"
    r"|您的邮件客户端不支持)"
)
_ARMOUR: Final = re.compile(
    r"(?s)-----BEGIN PGP SIGNED MESSAGE-----\n(?:[A-Za-z-]+:[^\n]*\n)*\n(.*?)\n"
    r"-----BEGIN PGP SIGNATURE-----.*?(?:-----END PGP SIGNATURE-----\n?|\Z)"
)
_SEALED: Final = (
    "正文已加密，本系统没有解密钥匙，只保留原件，请来信人不加密重发"
    " / encrypted, cannot be read: kept as it came, ask for it unencrypted"
)
_SIGNED: Final = (
    "正文从 S/MIME 签名中取出，签名未经验证"
    " / taken out of an S/MIME signature, which is not verified"
)


@dataclass(slots=True)
class Content:
    """What was found in the parts. `html` is the HTML the text was made of, or its alternative."""

    texts: list[str] = field(default_factory=list)
    htmls: list[str] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    charset: str = ""
    parts: int = 0
    bytes: int = 0

    def say(self, problem: str) -> None:
        """Note a problem once."""
        if problem not in self.problems:
            self.problems.append(problem)


class Opener:
    """Opens the parts of one message."""

    def __init__(self, limits: Limits, hint: str | None) -> None:
        self.limits, self.hint = limits, hint
        self.found = Content()

    def open(self, part: Message, depth: int = 0) -> None:
        """Take a part and everything in it."""
        found = self.found
        found.parts += 1
        if found.parts > self.limits.parts or depth > self.limits.depth:
            found.say(
                "部件太多或嵌套太深，其余未打开 / too many or too deep parts, the rest unopened"
            )
            return
        type_, given = self.type_of(part)
        if part.is_multipart() and not type_.startswith("message/"):
            self._open_multipart(part, type_, depth)
        elif type_.startswith(_MULTIPART):
            # Said to have parts, but its boundary is missing or another one.
            found_out = parts.parted_anew(part, type_)
            if found_out is not None:
                found.say(
                    "部件分界有误，已按内容分开 / wrong boundary, parts told apart by content"
                )
                self._open_multipart(found_out, type_, depth)
                return
            # None could be told apart: its text is what there is.
            self._take_text(part, "text/plain", given)
            if not (found.texts and found.texts[-1].strip()):
                found.say("多部件邮件没有可识别的部件 / a multipart without parts")
        else:
            self._take_leaf(part, type_, given, depth)

    def type_of(self, part: Message) -> tuple[str, dict[str, str]]:
        """Return type and parameters; what is no type counts as plain text (RFC 2045, 5.2)."""
        fields = headers.raw_fields(part, "content-type")
        type_, given = headers.parameters(fields[0], self.hint) if fields else ("", {})
        if not re.fullmatch(r"[\w.+-]+/[\w.+-]+", type_):
            main = type_.split("/", 1)[0].strip()
            default = part.get_default_type()
            type_ = "multipart/mixed" if main == "multipart" else default
            if main and main not in ("text", "multipart"):
                type_ = "application/octet-stream"
        return type_, given

    # -- parts with parts

    def _open_multipart(self, part: Message, type_: str, depth: int) -> None:
        children = [each for each in part.get_payload() if isinstance(each, Message)]
        if type_ == "multipart/alternative":
            self._choose(children, depth)
        elif type_ == "multipart/related":
            self._related(part, children, depth)
        else:
            for child in children:
                self.open(child, depth + 1)

    def _related(self, part: Message, children: list[Message], depth: int) -> None:
        """Open the root first: everything else belongs to it."""
        _type, given = self.type_of(part)
        start = given.get("start", "").strip("<>")
        root = next(
            (c for c in children if start and start in headers.field(c, "content-id")),
            children[0] if children else None,
        )
        if root is not None:
            self.open(root, depth + 1)
        for child in children:
            if child is not root:
                self.open(child, depth + 1)

    def _choose(self, children: list[Message], depth: int) -> None:
        """Take the text of one alternative, the plain one unless it says nothing."""
        before_texts, before_htmls = len(self.found.texts), len(self.found.htmls)
        plain: list[str] = []
        html: list[str] = []
        rendered: list[str] = []
        for child in children:
            self.open(child, depth + 1)
            texts = self.found.texts[before_texts:]
            htmls = self.found.htmls[before_htmls:]
            del self.found.texts[before_texts:], self.found.htmls[before_htmls:]
            if htmls:
                html, rendered = htmls, texts
            elif not plain:
                plain = texts
        said = "\n".join(plain).strip()
        if html and (not said or (len(said) < 300 and _PLACEHOLDER.match(said))):
            self.found.texts += rendered
        else:
            self.found.texts += plain
        self.found.htmls += html

    # -- parts without

    def _take_leaf(self, part: Message, type_: str, given: dict[str, str], depth: int) -> None:
        disposition, name = self._disposition(part, given)
        if type_ == "message/rfc822" or (type_ == "message/global" and part.is_multipart()):
            self._take_message(part, type_, name)
        elif type_ in ("message/delivery-status", "message/disposition-notification",
                       "message/feedback-report", "message/global-delivery-status"):  # fmt: skip
            self.found.reports.append(parts.fields_text(part))
            self._keep(part, type_, name)
        elif type_ in _TEXTS and not self._is_file(part, disposition, name, type_):
            self._take_text(part, type_, given)
        else:
            content = self._bytes(part)
            if type_ in ("application/ms-tnef", "application/vnd.ms-tnef") or (
                content.startswith(tnef.SIGNATURE)
            ):
                self._unwrap(content, type_, name, depth)
            else:
                if type_ == "application/pgp-encrypted":
                    self.found.say(_SEALED)
                self._add(content, type_, name, part, inline=disposition == "inline")
                if smime.is_wrapped(type_, name):
                    self._take_wrapped(content, given, name, depth)

    def _is_file(self, part: Message, disposition: str, name: str, type_: str) -> bool:
        if disposition == "attachment":
            return True
        if not name:
            return False
        if self.found.texts and "".join(self.found.texts).strip():
            return True
        return (
            type_ == "text/html"
            and name.lower().endswith((".html", ".htm"))
            and (disposition != "" and bool(headers.raw_fields(part, "content-disposition")))
        )

    def _disposition(self, part: Message, given: dict[str, str]) -> tuple[str, str]:
        fields = headers.raw_fields(part, "content-disposition")
        disposition, more = headers.parameters(fields[0], self.hint) if fields else ("", {})
        name = more.get("filename") or more.get("name") or given.get("name")
        if not name:
            name = given.get("filename") or ""
        if not name and "=" in disposition:
            name = headers.parameters(f"x; {fields[0]}", self.hint)[1].get("filename", "")
        if not name and part.get_content_maintype() not in ("text", "message"):
            place = headers.field(part, "content-location", self.hint)
            name = place if place and ":" not in place and "." in place else ""
        return disposition.split("=")[0].strip(), meant_name(name)

    def _take_text(self, part: Message, type_: str, given: dict[str, str]) -> None:
        raw = self._bytes(part)
        read = self._decoded(raw, given.get("charset"), type_)
        text = read.text.replace("\r\n", "\n").replace("\r", "\n")
        self.found.charset = self.found.charset or read.charset
        if type_ == "text/html" or (type_ == "text/plain" and _is_html(text)):
            self.found.htmls.append(text)
            self.found.texts.append(text_of(text))
            return
        if type_ in ("text/enriched", "text/richtext"):
            text = re.sub(r"</?[A-Za-z][\w-]{0,40}>", "", text.replace("<<", "<"))
        if given.get("format", "").lower() == "flowed":
            text = unflowed(text, delsp=given.get("delsp", "").lower() == "yes")
        if "-----BEGIN PGP" in text:
            text = _ARMOUR.sub(lambda said: re.sub(r"(?m)^- ", "", said[1]), text)
            if "-----BEGIN PGP MESSAGE-----" in text:
                self.found.say(_SEALED)
        if UU.search(raw):
            text = self._without_uu(raw, text)
        self.found.texts.append(text)

    def _decoded(self, raw: bytes, label: str | None, type_: str) -> Text:
        if type_ == "text/html" and not label:
            said = re.search(rb"(?i)charset\s*=\s*[\"']?\s*([\w-]+)", raw[:4096])
            label = said[1].decode("ascii") if said else None
        read = decode(raw, label)
        if read.mislabelled:
            self.found.say(
                f"字符集标注为 {label}，实为 {read.charset} / labelled {label}, is {read.charset}"
            )
        if read.damaged:
            self.found.say(f"部分文字无法解码（{read.charset}） / some text could not be decoded")
        return read

    def _take_message(self, part: Message, type_: str, name: str) -> None:
        inner = part.get_payload()
        if isinstance(inner, list) and inner and isinstance(inner[0], Message):
            content = parts.as_bytes(inner[0])
            subject = headers.field(inner[0], "subject", self.hint)
        else:
            content, subject = self._bytes(part), ""
        shown = name or (f"{subject}.eml" if subject else "")
        self._add(content, type_, shown, part)

    def _keep(self, part: Message, type_: str, name: str) -> None:
        self._add(parts.fields_text(part).encode(), type_, name, part)

    def _take_wrapped(self, content: bytes, given: dict[str, str], name: str, depth: int) -> None:
        """Take what S/MIME wraps; the signature itself is among the files already."""
        if content[:13].lower() == b"content-type:":  # Exchange keeps a clear signature so
            self.found.say(_SIGNED)
            self.open(parts.read(content), depth + 1)
            return
        done = smime.wrapping(content)
        if done == "sealed" or (not done and smime.says_sealed(given, name)):
            self.found.say(_SEALED)
            return
        try:
            inner = smime.signed_content(content) if done == "signed" else b""
        except ValueError as error:
            self.found.say(f"S/MIME 打不开：{error} / cannot be opened")
            return
        if inner.strip():
            self.found.say(_SIGNED)
            self.open(parts.read(inner), depth + 1)
        elif done == "packed":
            self.found.say("正文在 S/MIME 压缩包里，未打开 / packed by S/MIME, not opened")

    def _unwrap(self, content: bytes, type_: str, name: str, depth: int) -> None:
        try:
            inside = tnef.unwrap(content)
            if not (inside.files or inside.text or inside.html):
                raise ValueError("empty")
        except ValueError as error:
            self.found.say(f"winmail.dat 打不开：{error} / cannot be opened")
            self._add(content, type_, name or "winmail.dat", None)
            return
        if not "".join(self.found.texts).strip():
            if inside.text:
                self.found.texts.append(inside.text.replace("\r\n", "\n"))
            elif inside.html:
                self.found.htmls.append(inside.html)
                self.found.texts.append(text_of(inside.html))
        for inner_name, inner in inside.files:
            guessed = _type_by_name(inner_name)
            self._add(inner, guessed, inner_name, None)
            if inner_name.lower().endswith(".p7m"):
                self._take_wrapped(inner, {}, inner_name, depth)

    def _without_uu(self, raw: bytes, text: str) -> str:
        """Return the text without the files that were written into it, which are taken."""
        files, text = uu_files(raw, text)
        for name, content in files:
            self._add(content, _type_by_name(name), name, None)
        return text

    # -- bytes

    def _add(
        self, content: bytes, type_: str, name: str, part: Message | None, *, inline: bool = False
    ) -> None:
        if self.found.bytes + len(content) > self.limits.attachments:
            self.found.say(
                "附件过大，只保留在原件中 / attachments too large, kept in the raw mail only"
            )
            return
        self.found.bytes += len(content)
        number = len(self.found.files) + 1
        shown = safe_name(name, type_, number)
        if type_ == "message/rfc822" and "." not in shown[-6:]:
            shown += ending(type_)
        content_id = headers.field(part, "content-id").strip("<>") if part is not None else ""
        self.found.files.append(Attachment(shown, type_, content, inline, content_id))

    def _bytes(self, part: Message) -> bytes:
        """Return the content of a part, undone from its transfer encoding as well as it goes."""
        payload = part.get_payload()
        if isinstance(payload, list):
            return b"\n".join(parts.as_bytes(each) for each in payload if isinstance(each, Message))
        raw = parts.as_it_came(part)
        way = headers.field(part, "content-transfer-encoding").lower()
        way = re.split(r"[\s;]", way.strip("\"' "), maxsplit=1)[0]
        if way in ("base64", "b"):
            encoded, rest = base64_and_rest(raw)
            if not encoded.strip():
                self.found.say("标为 base64 而不是 / labelled base64, is not")
                return raw
            content, whole = from_base64(encoded)
            if rest.strip() and part.get_content_maintype() == "text":
                content += b"\n" + rest  # what a list has put below
            if not whole:
                self.found.say("附件或正文的 base64 不完整 / incomplete base64")
            return content
        if way in ("quoted-printable", "q", "qp", "quoted"):
            return from_quoted(raw)
        if way in ("x-uuencode", "uuencode", "x-uue", "uue"):
            begun = UU.search(raw)
            return from_uu(raw[begun.end() :] if begun else raw)
        if way not in ("", "7bit", "8bit", "binary", "7-bit", "8-bit", "8bits", "7bits", "plain"):
            self.found.say(f"不认识的传输编码 {way[:40]} / unknown transfer encoding")
        return raw


def _is_html(text: str) -> bool:
    return bool(re.match(r"(?is)\s*(<!doctype html|<html[\s>]|<head>|<body[\s>])", text))


def _type_by_name(name: str) -> str:
    return guess_type(name)[0] or "application/octet-stream"
