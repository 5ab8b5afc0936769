"""Where a signature begins in the lines a person wrote."""

import re
from collections.abc import Sequence
from typing import Final

_DELIMITER: Final = re.compile(r"^\s?(--|—|——|––|__)\s*$")
_RULE: Final = re.compile(r"^\s*([-—–─_]{4,}|[-_]{3})\s*$")
_DEVICES: Final = (
    "iphone|ipad|android|安卓|手机|手機|平板|邮箱|邮件|郵件|mail|outlook|华为|小米|荣耀|oppo|vivo|三星"
    "|galaxy|samsung|windows|客户端|移动端|微信|钉钉|钉邮|飞书|鸿蒙|163|139|189|spark|lark|wecom|foxmail"
)
#: What a telephone or a mail programme adds. No full stop, no clause: it is a line, not a sentence.
_DEVICE: Final = re.compile(
    "^\\s*[-–—*_\\[【\u2600-\u27bf\ufe0f\U0001f300-\U0001faff]*\\s*("
    r"sent from (huawei|honor|xiaomi|redmi|oppo|vivo|oneplus|realme|meizu|zte)\b[^,;!?]{0,40}"
    r"|sent from (my|a|the|an|our) [^,.;:!?]{1,60}"
    r"|sent from (mail for|outlook|yahoo|samsung|windows mail|typeapp|gmail|proton|nine"
    r"|mailbird|aol"
    r"|bluemail|spark|foxmail|lark|feishu|wecom|dingtalk|alimail|netease|mobile|iphone|ipad|android|blackberry|email|qq)\b[^,;!?]{0,60}"
    r"|sent (using|via|with) [^,;!?]{1,50}|via mobile|get outlook for [^,;!?]{1,40}"
    r"|get \w+ for (ios|android).{0,40}"
    r"|envoyé (de|depuis|à partir de|avec) .{1,60}|von meinem .{1,40} gesendet|gesendet (von"
    r"|mit) .{1,60}"
    r"|enviado (desde|do|de) .{1,60}|inviato da(l)? .{1,60}|verzonden vanaf .{1,60}"
    r"|отправлено (с|из) .{1,60}|sendt fra .{1,60}|skickat från .{1,60}"
    r"|lähetetty .{1,60}puhelimesta"
    r"|(发自|發自|发送自)(我的|您的|手機|于|于我的)[^，。；！？]{1,40}"
    rf"|(发自|發自|发送自|来自|來自)[^，。；！？]{{0,24}}?({_DEVICES})[^，。；！？\u4e00-\u9fff]{{0,12}}"
    r"(手机版|版|客户端|大师|应用|程序|手机|邮箱|邮件应用|版邮件应用)?"
    rf"|(从|從|以|用|由|通过|經由|经由|使用)[^，。；！？]{{0,30}}?({_DEVICES})[^，。；！？]{{0,16}}?"
    r"(发送|发出|发来|傳送|發送|寄出|定制)"
    r"|[^，。；！？、]{1,24}から送信|(由|用)?(我的)?手机(发送|发出|寄出)"
    r"|(获取|取得|下载|獲取)[^，。；！？]{0,20}(outlook|邮箱)[^，。；！？]{0,30}"
    r"|outlook for (ios|android).{0,6}|签名由.{1,15}(定制|生成|提供)"
    r")\s*(<[^>]*>|\[[^\]]*\]|\([^)]*\))?\s*[*_\]】]*\s*$",
    re.IGNORECASE,
)
_MOST_DEVICE_WORDS: Final = 9
_LONGEST_DEVICE: Final = 300
#: Characters of a line that are looked at.
_LOOKED_AT: Final = 1_000
#: Lines of a card under a line of dashes.
_MOST_CARD: Final = 14
_SIGN_OFF: Final = re.compile(
    r"^\s*(((with )?(kind|kindest|best|warm|warmest|many)?\s*regards|cheers|all the best"
    r"|best wishes|best|(yours )?(sincerely|faithfully|truly)( yours)?|sincerely yours|yours"
    r"|thanks (and|&) (best |kind )?regards|many thanks|thanks( again)?|thank you|rgds"
    r"|b\.?\s?r\.?|kr"
    r"|с уважением|mit freundlichen grüßen|freundliche grüße|viele grüße|mfg|liebe grüße"
    r"|cordialement|bien cordialement|bien à vous|met vriendelijke groet(en)?|saludos( cordiales)?"
    r"|un saludo|atentamente|atenciosamente|cordiali saluti|distinti saluti|med vänlig hälsning"
    r"|med venlig hilsen|mvh))\s*[,，.!。]*(\s*\W{0,3})\s*$",
    re.IGNORECASE,
)
_NEEDS_NAME: Final = re.compile(
    r"^\s*(thanks|thank you|cheers|many thanks|best|yours|sincerely|b\.?\s?r\b|kr)", re.IGNORECASE
)
_NOT_CLOSING: Final = re.compile(r"^\s*sincerely", re.IGNORECASE)
_REACHED: Final = re.compile(
    r"\S+@\S+\.\S+|https?://|www\.|(?:\+?\d[\d\s().-]{6,}\d)|"
    r"(?i:\b(tel|phone|mobile|fax|cell|mob|skype|email|e-mail|ext|wechat|qq)\b)"
)
_CARD_WORDS: Final = re.compile(
    r"(电话|手机|传真|邮箱|微信|地址|邮编|网址|热线|電話|手機|傳真|地址|部门|公司|职务|董事"
    r"|经理|主任|工程师)"
)
_CONFIDENTIAL: Final = re.compile(
    r"(?i)^\W*((this|the information (contained )?in this) (e-?mail|message"
    r"|communication)\b.{0,200}"
    r"(confidential|privileged|intended)|confidentiality notice|disclaimer\s*[:：]|"
    r"([^，。]{0,6}声明|重要提示|保密提示|注意)\s*[:：]?.{0,20}(本|此)(电子)?(邮件|郵件)"
    # Who asks us to keep his letter to ourselves says so too: only the firm's words forbid.
    r"|(本|此)(电子|電子)?(邮件|郵件|信息|訊息)(?=.{0,400}(收件人|收件者|仅限|仅供|僅供|误收|錯收"
    r"|擅自|未经|未經|禁止|授权|法律责任)).{0,80}(保密|机密|機密|专有|專有|特权|特許)"
    r"|(本|此)(电子|電子)?(邮件|郵件).{0,60}(仅限|仅供|僅限|僅供).{0,40}(收件人|收件者)"
    r"|请考虑环境|請考慮環境|please consider the environment"
    r"|les informations contenues dans ce|le informazioni contenute in questo)"
)
_ENTRY: Final = re.compile(r"^[\u4e00-\u9fff]{2,8}\s*[:：]")
_NAME_DASH: Final = re.compile(r"^-\s?[A-Z][\w.']*( [A-Z][\w.']*){0,3}$")
_SENTENCE: Final = re.compile(r"[.!?。！？；][\"'”’)）]?\s*$")


def begins_at(lines: Sequence[str], sender: str = "", *, below: bool = False) -> int:
    """Return the index of the line a signature begins at, or the number of lines if there is none.

    :param lines: what the person wrote, quotes taken away
    :param sender: the name in the message's From
    :param below: whether the person wrote something above already, so that all this may be one
    """
    lines = [line[:_LOOKED_AT] for line in lines]
    best = len(lines)
    for rule in (_by_delimiter, _by_device, _by_rule, _by_sign_off, _by_notice):
        best = min(best, rule(lines[:best]))
    best = min(best, _by_sender(lines[:best], sender), _by_dash(lines[:best]))
    return best if below or _leaves_something(lines, best) else len(lines)


def _is_contact(line: str) -> bool:
    """Say whether a line tells how to reach somebody, or what he is; no sentence does."""
    if _REACHED.search(line):
        return True
    return bool(_CARD_WORDS.search(line)) and not re.search("[，。；！？]", line)


def _leaves_something(lines: Sequence[str], at: int) -> bool:
    # A mail of nothing but a delimiter and words under it has its words there.
    return (
        any(line.strip() for line in lines[:at])
        or at >= len(lines)
        or bool(_DELIMITER.match(lines[at]) or _DEVICE.match(lines[at]))
    )


def _by_delimiter(lines: Sequence[str]) -> int:
    for at, line in enumerate(lines):
        if line == "-- ":
            return at
        if _DELIMITER.match(line):
            rest = [each for each in lines[at + 1 :] if each.strip()]
            if any(map(_is_story, rest)):
                continue
            if len(rest) <= 25 and sum(len(each) > 90 for each in rest) <= max(3, len(rest) // 2):
                return at
    return len(lines)


def _is_story(line: str) -> bool:
    """Say whether a line tells something in Chinese sentences, as no card does."""
    clauses = len(re.findall("[，。；！？]", line))
    return len(line) > 40 and clauses > 2 and not _CONFIDENTIAL.match(line)


def _by_device(lines: Sequence[str]) -> int:
    fenced = False
    for at, line in enumerate(lines):
        fenced ^= line.lstrip().startswith("```")
        if fenced or not _is_device(line):
            continue
        before = not any(each.strip() for each in lines[:at]) or not lines[at - 1].strip()
        after = at + 1 >= len(lines) or not lines[at + 1].strip() or _rest_is_short(lines, at)
        last = not any(each.strip() for each in lines[at + 1 :])
        if last or (before and after):
            return _card_above(lines, at) if "签名由" in line else at
    return len(lines)


def _card_above(lines: Sequence[str], at: int) -> int:
    """Return where the card begins that NetEase's programme sets above its own line."""
    while at > 0 and lines[at - 1].strip() and at > 1:
        at -= 1
    return at


def _is_device(line: str) -> bool:
    if len(line) > _LONGEST_DEVICE:
        return False
    shown = re.sub(r"<[^>]*>|(?<=\S)\s*\[[^\]]*\]", "", line).strip()
    if not _DEVICE.match(line) or len(shown) > 80:
        return False
    return len(shown.split()) <= _MOST_DEVICE_WORDS


def _rest_is_short(lines: Sequence[str], at: int) -> bool:
    return sum(len(each.strip()) for each in lines[at + 1 :]) <= 120


def _by_rule(lines: Sequence[str]) -> int:
    """A line of dashes begins one when what follows reads like a card, not like sentences."""
    below = 0
    for at in range(len(lines) - 1, -1, -1):
        if below > _MOST_CARD:
            break
        if not _RULE.match(lines[at]):
            below += bool(lines[at].strip())
            continue
        rest = [each.strip() for each in lines[at + 1 :] if each.strip()]
        below += 1
        if not rest or len(rest) > _MOST_CARD:
            continue
        cards = sum(bool(_is_contact(each)) for each in rest)
        prose = sum(
            (len(each) > 60 or bool(_SENTENCE.search(each))) and not _is_contact(each)
            for each in rest
        )
        if cards and prose <= len(rest) // 4:
            return at
    return len(lines)


def _by_sign_off(lines: Sequence[str]) -> int:
    for at in range(max(0, len(lines) - 25), len(lines)):
        if not _SIGN_OFF.match(lines[at]) or _NOT_CLOSING.match(lines[at]):
            continue
        rest = [each.strip() for each in lines[at + 1 :] if each.strip()]
        if len(rest) > 10 or any(len(each) > 80 for each in rest[:4]):
            continue
        if not rest and (_NEEDS_NAME.match(lines[at]) or not lines[at].rstrip().endswith(",")):
            continue
        if rest and _SENTENCE.search(rest[0]) and len(rest[0].split()) > 4:
            continue
        if _NEEDS_NAME.match(lines[at]) and len(rest) > 6 and not any(map(_is_contact, rest)):
            continue
        return at
    return len(lines)


def _by_notice(lines: Sequence[str]) -> int:
    for at, line in enumerate(lines):
        if not at or not _CONFIDENTIAL.match(line):
            continue
        if _RULE.match(lines[at - 1]):
            return at - 1
        if not lines[at - 1].strip():
            return at
    return len(lines)


def _by_dash(lines: Sequence[str]) -> int:
    last = next((n for n in range(len(lines) - 1, -1, -1) if lines[n].strip()), None)
    if last and _NAME_DASH.match(lines[last].strip()) and not lines[last - 1].strip():
        return last
    return len(lines)


def _by_sender(lines: Sequence[str], sender: str) -> int:
    """The last block begins one when its first line is the sender and another is a way to him."""
    names = [each for each in re.split(r"[\s,，.]+", sender.casefold()) if len(each) > 1]
    if not names:
        return len(lines)
    last = next((n for n in range(len(lines) - 1, -1, -1) if lines[n].strip()), -1)
    start = last
    while start > 0 and lines[start - 1].strip():
        start -= 1
    block = [each.strip() for each in lines[start : last + 1]]
    if start <= 0 or not 2 <= len(block) <= 10 or any(len(each) > 60 for each in block):
        return len(lines)
    first = block[0].casefold()
    # "投诉人：张三" is how a letter ends, and belongs to it.
    ours = len(first) <= 40 and any(name in first for name in names) and not _ENTRY.match(first)
    return start if ours and any(_is_contact(each) for each in block[1:]) else len(lines)
