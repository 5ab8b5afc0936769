"""The signs by which mail clients begin what they quote, in the languages people write to us in."""

import re
from typing import Final

from shouwen.intake.mail.html import is_forward

_ANY: Final = r".{0,300}?"
_DASH: Final = "[-_—–─=*~－＿＝～]"

#: "On … wrote:" and its like; matched against one to four lines put together.
INTRODUCTIONS: Final = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        rf"^-*\s*(on|at)\s(?={_ANY}\d){_ANY}\s?(wrote|writes|sent|said)\s*[:：]?\s*-*$",
        rf"^(on|at)\s(?={_ANY}\d){_ANY}wrote\s*[:：]$",
        r"^in (article|message|post|<).{1,300}(wrote|writes)\s*:$",
        r"^[^\s@]{1,64}@\S{1,100}( \(.{1,100}\))? (wrote|writes)\s*:$",
        r"^(le|el|il|em|op|am|vào|pada|den|dnia|w dniu|in data|dne|på|fre|v|a|på)"
        rf"\s(?={_ANY}\d){_ANY}"
        r"(a écrit|escribió|escreveu|ha scritto|schreef|schrieb|skrev|napisał\(?a?\)?"
        r"|napsal\(?a?\)?"
        r"|kirjoitti|написал\(?а?\)?|írta|đã viết|menulis)\b.{0,200}[:：]$",
        r"^.{0,120}\d.{0,160}\b(skrev|schrieb|schreef|kirjoitti|a écrit|ha scritto|napisał\(?a?\)?"
        r"|пишет|написал\(?а?\)?|írta|yazdı|escreveu|escribió)\b.{0,160}[:：]$",
        r"^\d{4}-\d{2}-\d{2}.{0,60}<\S+@\S+>\s*[:：]$",
        r"^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}.{0,20}\d:\d{2}.{0,160}\bwrote\s*[:：]$",
        # Notes, with the writer's place in his house
        r"^[^\s/]{1,60}/\S.{0,120}\s(wrote on|写于|寫於)\s\d.{0,40}[:：]$",
        r"^\d{1,2}[.:]\d{2}.{0,60}<\S+@\S+>\s*[:：]$",
        r"^[\d:APMapm ,.]{3,14},?\s.{1,80}\d{4}.{0,160}<\S+@\S+>\s*[:：]$",
        r"^.{0,60}\b\d{4}\b.{0,60}\bfrom\b.{1,120}<\S+@\S+>\s*[:：]$",
        r"^\w{2,4}\.?,? \d{1,2} \S{1,12} \d{4}.{0,160}<\S+@\S+>\s*[:：]$",
        # Chinese
        # Chinese: an address or a time of day must show that nobody is telling a story.
        r"^(?=.*\d{1,2}[:：]\d{2}|.*\d{1,2}时\d{1,2}分)[^。！？]{0,300}\d[^。！？]{0,300}"
        r"(写道|寫道|写到|寫到|撰写|来信说|发送了邮件)\s*[:：]?$",
        r"^.{1,200}[<＜(（\[]?\S+@\S+[>＞)）\]]?\s*.{0,80}(写道|寫道|写了|寫了|撰寫)\s*[:：]?$",
        r"^引用.{1,80}(的话|的邮件|的来信|的内容)\s*[:：]$",
        # The writer first, the date after the verb
        r"^.{1,120}\S+@\S+\s(schrieb|skrev|schreef|kirjoitti|írta|pisze)\s.{0,80}\d.{0,60}[:：]$",
        # Japanese and Korean
        r"^\d{4}[年/]\d{1,2}[月/]\d{1,2}.{0,160}<\S+@\S+>\s*[:：]$",
        r"^.{0,120}\d{4}.{0,160}(のメール|のメッセージ|[がに]書きました|님이 작성)\s*[:：]$",
    )
)

#: Lines by which a quoted message is announced, in whatever dashes.
ANNOUNCED: Final = re.compile(
    rf"^[\s>*]*{_DASH}{{2,}}\s*"
    r"(original (messages?|e?-?mail|appointment)|original|reply message"
    r"|replied message|message d'origine|message original|mensagem original|mensaje original"
    r"|messaggio originale|messaggio originario|ursprüngliche nachricht|originalnachricht"
    r"|original-nachricht|oorspronkelijk bericht|oprindelig (besked|meddelelse)"
    r"|opprinnelig melding|ursprungligt meddelande|alkuperäinen viesti|wiadomość oryginalna"
    r"|pierwotna wiadomość|исходное сообщение|původní zpráva|eredeti üzenet|orijinal mesaj"
    # Chinese clients each have their own word for it: something original, or answered to.
    r"|(?:以下[是为]?)?(?:回复|答复|回覆|引用|历史|往来|来往)的?(?:原|原始)?(?:邮件|郵件|消息|信息|訊息|来信|原文)?"
    r"(?:信息|内容|原文|原件|历史|记录)?"
    r"|(?:原始|原|原来的)(?:的)?(?:邮件|郵件|消息|信息|訊息|来信|信件|文)(?:信息|内容|原文)?"
    r"|(?:邮件|郵件|来信|信件)(?:原文|原件|历史|记录)"
    r"|元のメッセージ|원본 메시지"
    # Telephones that put only the writer between the dashes.
    r"|[^\n]{1,120}?\s?(?:编写|写道|撰写|寫道|wrote)\s*[:：]?)"
    rf"\s*{_DASH}{{2,}}\s*$",
    re.IGNORECASE,
)
BARE_ANNOUNCED: Final = re.compile(
    r"^\s*(message du\s*:\s*\d.*|(转发|回复)?原始邮件(信息)?(如下)?[:：]?|以下是(原"
    r"|历史)(始)?邮件(内容)?[:：]?)\s*$",
    re.IGNORECASE,
)

#: Lines by which a forwarded message is announced.
FORWARDED: Final = re.compile(
    rf"^[\s>*]*({_DASH}{{2,}}\s*"
    r"(forwarded (message|mail|by.{0,80})|forward(ed)? (e?-?mail)?"
    r"|转发(的)?"
    r"(邮件|消息|原邮件|信息)(信息)?|轉寄(的)?(郵件|訊息)|轉寄郵件|message transféré"
    r"|weitergeleitete nachricht"
    r"|mensaje reenviado|doorgestuurd bericht|messaggio inoltrato|пересылаемое сообщение)"
    rf"[^\n]{{0,60}}?\s*{_DASH}{{2,}}"
    r"|begin forwarded message\s*[:：]?|下面是被转发的邮件\s*[:：]?"
    r"|开始转发的邮件\s*[:：]?|被转发的邮件\s*[:：]?|以下是转发(的)?邮件\s*[:：]?)\s*$",
    re.IGNORECASE,
)

#: Who tells what somebody wrote: a pronoun, or where it stood. No client writes so.
_TOLD: Final = re.compile(
    r"[他她]们?|[你您]们|贵(行|司|公司|院|局|校)|短信|微信|纸条|公告|朋友圈|[信中里内上面条]\s*写[道到]|"
    r"\b(he|she|they|I|we|who|(your|their|his|her|the|my|a|an) [\w ]{1,30}?)\s(wrote|said|sent)"
)
_ENDS: Final = re.compile(
    r"([:：-]|wrote|写道|寫道|写到|寫到|撰写|撰寫|来信说|发送了邮件|写了|寫了)$", re.IGNORECASE
)

_LABELS: Final = {
    "from": r"from|von|de|van|da|fra|från|frá|lähettäjä|od|от|от кого|发件人|发送人|發件人"
    r"|寄件人|寄件者"
    r"|发信人|发件者|差出人|보낸 ?사람|由",
    "sent": r"sent|date|gesendet|datum|envoyé(?: le)?|verzonden(?: op)?|inviato|data|fecha|enviado"
    r"(?: el| em)?|sendt|dato|skickat|lähetetty|wysłano|отправлено|дата|发送时间|发送日期"
    r"|发件时间|日期|时间"
    r"|發送時間|寄件日期|傳送時間|已发送|已發送|送信日時|보낸 ?날짜|发信时间",
    "to": r"to|an|à|a|aan|para|til|till|vastaanottaja|do|кому|收件人|收件者|收信人|宛先"
    r"|받는 ?사람|至|cc|kopie"
    r"|copie(?: à)?|copia|kopi|kopia|копия|抄送(?:人)?|副本|密送|bcc|reply-to|回复(?:至|给)?",
    "subject": r"subject|betreff|objet|onderwerp|oggetto|assunto|asunto|emne|ämne|aihe|temat|тема"
    r"|主题|主題|主旨|标题|標題|件名|제목",
}
_LABEL: Final = re.compile(
    r"^[\s>*|_]*(?:"
    + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _LABELS.items())
    + r")[*_\s]*[:：∶﹕|][*_]*(?!//)(?P<rest>.*)$",
    re.IGNORECASE,
)


def label_of(line: str) -> str:
    """Return which header line of a quoted message this looks like: from, sent, to, subject, ""."""
    # Some clients space their labels: 日　期：
    label, colon, rest = re.split(r"([:：∶﹕|]|\Z)", line[:400], maxsplit=1)
    if len(label) <= 24:
        label = re.sub(r"(?<=[\u4e00-\u9fff])[ \t\u3000]+(?=[\u4e00-\u9fff])", "", label)
    found = _LABEL.match(f"{label}{colon}{rest}")
    if found is None:
        return ""
    return next(name for name in _LABELS if found[name] is not None)


def is_introduction(text: str) -> bool:
    """Say whether lines put together introduce a quoted message."""
    stripped = re.sub(r"\s+", " ", text.strip())
    if len(stripped) > 400 or not _ENDS.search(stripped):
        return False
    if "@" not in stripped and _TOLD.search(stripped):
        return False
    return any(pattern.match(stripped) for pattern in INTRODUCTIONS)


def announces_forward(line: str) -> bool:
    """Say whether a line announces a forwarded message."""
    return bool(FORWARDED.match(line)) or (line.lstrip().startswith("--") and is_forward(line))
