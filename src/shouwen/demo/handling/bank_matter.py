"""What the savings bank's people know of one complaint: who answers for it, where, led by whom."""

from shouwen.demo.handling.dossier import Dossier
from shouwen.demo.handling.reception import CATEGORIES, Reception, reception

#: Words in a complaint about a product or a channel that tell which department leads.
_LEADERS = {
    "service_product": (
        ("ho_wealth", ("理财", "基金", "保险", "净值", "国债")),
        ("ho_loans", ("贷",)),
        ("ho_cards", ("信用卡", "积分", "分期", "年费")),
        ("ho_savings", ("",)),
    ),
    "service_channel": (
        ("ho_online", ("手机银行", "网银", "网上银行", "短信", "App", "app", "登录", "扫码")),
        ("ho_channels", ("",)),
    ),
}


class Handling:
    """What the people of one complaint know while they work on it."""

    def __init__(self, d: Dossier) -> None:
        self.d = d
        complaint = d.complaint
        counter = d.plan.channel in ("book", "media") or d.turn("at_outlet")
        self.accused = complaint.outlet if counter else complaint.unit
        if d.turn("overseas"):
            self.accused = d.plan.outlet
        word = complaint.category
        if word == "anonymous" and d.chance(0.7):
            word = complaint.content_category
        self.category = CATEGORIES[word]
        self.first_named = self.accused
        self.finding = ""
        self.desk: Reception = reception(d, self.accused)

    @property
    def lead(self) -> str:
        """The department that leads, where one does."""
        text = f"{self.d.complaint.topic}{self.d.complaint.title}{self.d.complaint.content}"
        for unit, words in _LEADERS.get(self.category, ()):
            if any(word in text for word in words):
                return unit
        return ""

    @property
    def head(self) -> str:
        """Who answers for the responsible unit: heads it, or stands above its accused head."""
        d = self.d
        if self.lead:
            return d.holder("product_manager", self.lead)
        if d.turn("head_accused"):
            return d.holder("branch_leader", d.above("second_branch", self.accused))
        return d.holder("unit_head", self.accused)

    @property
    def handler(self) -> str:
        """Who works on it for the responsible unit."""
        return self.d.holder("handler", self.lead or self.accused, (self.culprit or "",))

    @property
    def culprit(self) -> str | None:
        """The member of staff complained about, where the complaint lets one tell who it is."""
        d = self.d
        if d.turn("head_accused"):
            return d.holder("unit_head", self.accused)
        told = d.complaint.accused_person_hint is not None and d.unit(self.accused).kind == "outlet"
        if told and d.turn("known_culprit") and not d.turn("redirect"):
            return d.holder("employee", self.accused)
        return None

    @property
    def region(self) -> str:
        """Where the business was done, seen from the head office."""
        words = self.d.unit(self.accused).attributes
        if "overseas" in words:
            return "overseas"
        city = "head_office_city" in words or self.accused.startswith("ho")
        return "local" if city else "elsewhere"
