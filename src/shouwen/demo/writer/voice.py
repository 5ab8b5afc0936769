"""Voices: the same story in the words of whoever puts it down.

A customer writes 我 and 你们; the agent who listens writes 客户 and 我行; a forwarding office
writes 反映人 and 该行. Matters are written in the first person; outside quotation marks 我 and 你们
are exchanged for the words of the voice.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from shouwen.demo.writer.accused import Accused
from shouwen.demo.writer.occasions import Occasion, Style
from shouwen.demo.writer.phrases import Dealer, PhraseFault, say

_PERSONAL = re.compile(r"我的|我(?=[母父])|我|你们")
_QUOTED = re.compile(r"(“[^”]*”)")


@dataclass(frozen=True, slots=True)
class Voice:
    """The words of one channel. `outlet` and `later` name the outlet first and afterwards."""

    me: str
    bank: str
    outlet: str
    later: str
    style: Style
    first_person: bool
    #: What 我 becomes now and then after the first time, where the writer tires of the word.
    again: str | None = None


VOICES: Mapping[str, Voice] = {
    "phone": Voice("客户", "我行", "我行{outlet}", "网点", "note", first_person=False),
    "book": Voice("我", "你们", "你们网点", "网点", "spoken", first_person=True),
    "web": Voice("我", "你们", "{outlet}", "网点", "spoken", first_person=True),
    "visit": Voice(
        "来访人", "我行", "我行{outlet}", "网点", "note", first_person=False, again="其"
    ),
    "letter": Voice("我", "贵行", "贵行{outlet}", "该网点", "spoken", first_person=True),
    "media": Voice(
        "该读者", "贵行", "贵行{outlet}", "该网点", "formal", first_person=False, again="其"
    ),
    "superior": Voice("客户", "我行", "{outlet}", "该支行", "formal", first_person=False),
    "government": Voice(
        "反映人", "该行", "{bank}{outlet}", "该网点", "formal", first_person=False, again="其"
    ),
    # For titles, demands and findings.
    "record": Voice("客户", "我行", "{outlet}", "该网点", "formal", first_person=False),
}


@cache
def impersonal(text: str) -> str:
    """Return `text` with 我, 我的 and 你们 outside quotation marks turned into slots.

    >>> impersonal("我说“我不办”，你们不听")
    '<我>说“我不办”，<你们>不听'
    """
    parts = _QUOTED.split(text)
    return "".join(
        part if part.startswith("“") else _PERSONAL.sub(_as_slot, part) for part in parts
    )


def _as_slot(found: re.Match[str]) -> str:
    following = found.string[found.end() :][:1]
    if found[0] == "我" and following in ("母", "父"):
        return "<我家>"
    if found[0] == "我" and following == "是":
        return "<我本人>"
    return f"<{found[0]}>"


class Telling:
    """One story told once in one voice; remembers what has been mentioned."""

    def __init__(
        self,
        voice: Voice,
        dealer: Dealer,
        words: Mapping[str, str],
        moment: Occasion | None,
        accused: Accused | None,
    ) -> None:
        self._voice = voice
        self._dealer = dealer
        self._words = words
        self._moment = moment
        self._accused = accused
        self._mentioned: set[str] = set()
        self._tired = False

    def story(self, text: str) -> str:
        """Return a phrase of the complainant's in this voice."""
        return say(impersonal(text), self._slot, self._dealer)

    def frame(self, text: str) -> str:
        """Return a phrase of the person at the desk; 我 stays 我."""
        return say(text, self._slot, self._dealer)

    def _again(self, name: str) -> bool:
        if name in self._mentioned:
            return True
        self._mentioned.add(name)
        return False

    def _slot(self, name: str) -> str:
        voice = self._voice
        if name == "我":
            known = self._again("我")
            self._tired = known and not self._tired and voice.again is not None
            return voice.again if self._tired and voice.again else voice.me
        if name == "我本人":
            self._again("我")
            return voice.me
        if name in ("我的", "我家"):
            if not voice.first_person and self._again("我"):
                return "其"
            return voice.me + name[1:].replace("家", "")
        if name == "你们":
            return voice.bank
        if name == "网点":
            pattern = voice.later if self._again(name) else voice.outlet
            return pattern.format(outlet=self._words["网点短"], bank=self._words["本行"])
        if name == "时间" and self._moment is not None:
            return self._moment.said(voice.style)
        if self._accused is not None and name in ("员工", "他", "员工职"):
            if name == "他":
                return self._accused.pronoun
            if name == "员工职":
                return self._accused.job
            return self._accused.later if self._again(name) else self._accused.label
        if name in self._words:
            return self.story(self._words[name])
        raise PhraseFault(
            f"语句中的“<{name}>”没有内容", "请在事项的 slots 中给出", f"no words for slot <{name}>"
        )
