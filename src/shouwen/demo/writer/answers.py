"""The texts of handling: what was found, done and learnt, and what the customer is told."""

import re

from shouwen.demo.organisation import Organisation
from shouwen.demo.writer.channels import smooth
from shouwen.demo.writer.complaint import Outcome, WrittenComplaint
from shouwen.demo.writer.material import answers, matter
from shouwen.demo.writer.persons import family_name
from shouwen.demo.writer.phrases import Dealer, PhraseFault, say
from shouwen.vocabulary import ShouwenError

_QUOTED = re.compile(r"(“[^”]*”)")
#: 客户 where it means the one who complained, not another customer nor a compound.
_THE_CUSTOMER = re.compile(
    r"(?<!同名|外籍|净值|其他|老年|企业|前一|不便|证件|真实|影响|及的)(?<!该)客户(?!经理|信息|资料|管理)"
)


class NobodyToAnswer(ShouwenError):
    """A reply was asked for, but the complaint bears no name."""


class Answers:
    """Writes the texts of handling; they agree with the complaint they belong to."""

    dealer: Dealer
    organisation: Organisation

    # ---- inside the bank

    def finding(self, complaint: WrittenComplaint, outcome: Outcome = Outcome.UPHELD) -> str:
        """Return what was looked at, what came out and where the responsibility lies."""
        texts = answers()
        about = matter(complaint.matter)
        if complaint.category == "anonymous" and (
            complaint.facts.intent == "malicious" or not about.found
        ):
            return self._say(self.dealer.one(texts["anonymous"][complaint.facts.intent]), complaint)
        if about.category == "crime":
            key = "cleared" if outcome is Outcome.NOT_UPHELD else "finding"
            return self._say(self.dealer.one(texts["crime"][key]), complaint)
        facts = self._facts(complaint, outcome)
        method = self._say(self.dealer.one(texts["method"][about.place]), complaint)
        verdict = self.dealer.one(texts["verdict"][outcome.value])
        return _joined(method, facts, verdict)

    def treatment(self, complaint: WrittenComplaint, outcome: Outcome = Outcome.UPHELD) -> str:
        """Return what happens to those responsible."""
        texts = answers()
        about = matter(complaint.matter)
        if about.category == "crime" and outcome is not Outcome.NOT_UPHELD:
            return self._say(self.dealer.one(texts["crime"]["treatment"]), complaint)
        kind = complaint.content_category if complaint.category != "anonymous" else "anonymous"
        if outcome is Outcome.NOT_UPHELD or complaint.facts.intent == "malicious":
            kind = "nobody"
        if about.staff is None and kind in ("mistake", "attitude", "violation"):
            kind = "management"
        return self._say(self.dealer.one(texts["treatment"][kind]), complaint)

    def lessons(self, complaint: WrittenComplaint, outcome: Outcome = Outcome.UPHELD) -> str:
        """Return what is put right so that it does not happen again."""
        texts = answers()
        about = matter(complaint.matter)
        if about.category == "crime" and outcome is not Outcome.NOT_UPHELD:
            return self._say(self.dealer.one(texts["crime"]["lessons"]), complaint)
        if outcome is Outcome.NOT_UPHELD or not about.lesson:
            return self._say(self.dealer.one(texts["lessons"]["nobody"]), complaint)
        lesson = self._say(self.dealer.one(about.lesson), complaint)
        return f"{lesson}。{self._say(self.dealer.one(texts['lessons']['close']), complaint)}"

    def delay_reason(self, complaint: WrittenComplaint) -> str:
        """Return why a case is not finished in time, for the department that accepted it."""
        return self._say(self.dealer.one(answers()["delay"]), complaint)

    def withdraw_reason(self, complaint: WrittenComplaint, *, voluntary: bool = True) -> str:
        """Return why a complaint is withdrawn, and whether freely."""
        key = "voluntary" if voluntary else "pressured"
        return self._say(self.dealer.one(answers()["withdraw"][key]), complaint)

    def callback_note(
        self, complaint: WrittenComplaint, *, satisfied: bool = True, reached: bool = True
    ) -> str:
        """Return what the caller writes down after calling back."""
        key = "unreachable" if not reached else "satisfied" if satisfied else "unsatisfied"
        return self._say(self.dealer.one(answers()["callback"][key]), complaint)

    def recording_review(self, complaint: WrittenComplaint) -> str:
        """Return the note of having listened again to a major call."""
        return self._say(self.dealer.one(answers()["recording"]), complaint)

    def legal_opinion(self, complaint: WrittenComplaint) -> str:
        """Return what the legal department proposes."""
        return self._say(self.dealer.one(answers()["legal"]), complaint)

    # ---- to the outside

    def reply(self, complaint: WrittenComplaint, outcome: Outcome = Outcome.UPHELD) -> str:
        """Return the letter to the customer: facts, measures, apology or explanation, contact.

        :raises NobodyToAnswer: if the complaint is anonymous
        """
        self._answerable(complaint)
        texts = answers()["reply"]
        about = matter(complaint.matter)
        one = self.dealer.one
        words = self._contact(complaint)
        parts = [one(texts["greet"]), one(texts["received"])]
        if about.category == "crime":
            parts.append(
                "您反映的情况性质严肃，已交由监察部门依法依规核查，您的身份和材料将严格保密。"
            )
        else:
            parts.append(_to_customer(self._facts(complaint, outcome, outside=True)))
            if outcome is Outcome.NOT_UPHELD:
                parts += [one(texts["soften"]), one(texts["way_out"])]
            else:
                parts.append(one(texts["apology"]))
                if about.done:
                    measures = self._say(one(about.done), complaint, _post(complaint, "当事"))
                    words["措施"] = _to_customer(measures)
                    parts.append(one(texts["measures"]))
                if about.staff is not None:
                    parts.append(one(texts["person"]))
                if about.lesson:
                    words["整改"] = self._say(one(about.lesson), complaint)
                    parts.append(one(texts["lesson"]))
        parts += [one(texts["contact"]), one(texts["bye"])]
        return "".join(self._say(part, complaint, words) for part in parts)

    def delay_explanation(self, complaint: WrittenComplaint) -> str:
        """Return what the customer is told when the answer is late.

        :raises NobodyToAnswer: if the complaint is anonymous
        """
        return self._letter("delay_explanation", complaint)

    def refusal_explanation(self, complaint: WrittenComplaint) -> str:
        """Return why a demand cannot be met and which lawful ways remain.

        :raises NobodyToAnswer: if the complaint is anonymous
        """
        return self._letter("refusal", complaint)

    def media_response(self, complaint: WrittenComplaint, outcome: Outcome = Outcome.UPHELD) -> str:
        """Return what the office tells the press."""
        about = matter(complaint.matter)
        words = self._contact(complaint)
        lesson = self._say(self.dealer.one(about.lesson), complaint) if about.lesson else ""
        words["整改"] = lesson or "开展专项自查，逐项落实整改"
        words["媒体"] = complaint.forwarder or "媒体朋友"
        return self._say(self.dealer.one(answers()["media"][outcome.value]), complaint, words)

    def again(self, complaint: WrittenComplaint) -> str:
        """Return what the customer writes when the first answer did not satisfy."""
        return self._say(self.dealer.one(answers()["again"]), complaint)

    # ---- words

    def _letter(self, key: str, complaint: WrittenComplaint) -> str:
        self._answerable(complaint)
        text = self.dealer.one(answers()[key])
        return self._say(text, complaint, self._contact(complaint))

    def _answerable(self, complaint: WrittenComplaint) -> None:
        if complaint.complainant is None:
            raise NobodyToAnswer(
                "匿名投诉没有可以答复的人",
                "请归档，或在网点张贴整改情况",
                "an anonymous complaint has nobody to answer; file it or post what was improved",
            )

    def _facts(
        self, complaint: WrittenComplaint, outcome: Outcome, *, outside: bool = False
    ) -> str:
        about = matter(complaint.matter)
        facts = about.cleared if outcome is Outcome.NOT_UPHELD and about.cleared else about.found
        if not facts:
            return ""
        words = _post(complaint, "我行") if outside else None
        said = self._say(self.dealer.one(facts), complaint, words)
        if outcome is Outcome.PARTLY:
            said += self._say(self.dealer.one(answers()["partly"]), complaint)
        return said

    def _contact(self, complaint: WrittenComplaint) -> dict[str, str]:
        unit = self.organisation.unit(complaint.unit)
        return {
            "联系人": family_name(self.dealer) + self.dealer.one(("经理", "主任", "主管")),
            "分机": f"8{self.dealer.rng.randrange(100, 999)}",
            "单位短": unit.name,
            "单位": f"{self.organisation.name}{unit.name}",
            "渠道名": answers()["channels"][complaint.channel],
        }

    def _say(
        self, text: str, complaint: WrittenComplaint, words: dict[str, str] | None = None
    ) -> str:
        known = {
            "诉求": complaint.expected[0] if complaint.expected else "尽快解决问题",
            "题材": complaint.topic,
            "网点": self.organisation.unit(complaint.outlet).name,
            "称呼": complaint.complainant.called if complaint.complainant else "客户",
            **complaint.details,
            **(words or {}),
        }

        def slot(name: str) -> str:
            try:
                filled = known[name]
            except KeyError:
                raise PhraseFault(
                    f"语句中的“<{name}>”没有内容", "请检查事项文件", f"no words for slot <{name}>"
                ) from None
            return say(filled, slot, self.dealer) if "<" in filled else filled

        return smooth(say(text, slot, self.dealer))


def _joined(method: str, facts: str, verdict: str) -> str:
    if method.endswith("，") and facts.startswith(("调", "经", "现场", "复听")):
        # Two "after looking into it" in one sentence sound like a form.
        method = ""
    return f"{method}{facts}{verdict}"


def _to_customer(text: str) -> str:
    """Return an inside text as it is put to the customer: 客户 becomes 您 outside quotes."""
    return "".join(
        part if part.startswith("“") else _THE_CUSTOMER.sub("您", part)
        for part in _QUOTED.split(text)
    )


def _post(complaint: WrittenComplaint, before: str) -> dict[str, str]:
    """Return the accused as a letter names them: by post, never by name."""
    return {"员工": f"{before}{complaint.details.get('员工职', '人员')}"}
