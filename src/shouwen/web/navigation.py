"""Where the side bar, the palette and the keyboard lead."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_noop as _noop

from shouwen.people import Office


@dataclass(frozen=True, slots=True)
class Place:
    """One place to go. `keys` are pressed one after the other.

    :param pocket: whether it has a place in the bar of a telephone; the others are behind "more"
    :param offices: the offices of the system any of which leads there; none for everybody
    """

    page: str
    label: str
    icon: str
    keys: str
    pages: tuple[str, ...] = ()
    group: str = "work"
    offices: frozenset[Office] = frozenset()
    pocket: bool = False

    @property
    def href(self) -> str:
        """The address; empty when the page is not there."""
        try:
            return reverse(self.page)
        except NoReverseMatch:
            return ""

    def open_to(self, offices: Iterable[Office]) -> bool:
        """Say whether somebody with these offices of the system is led there."""
        return bool(self.href) and (not self.offices or not self.offices.isdisjoint(offices))

    @property
    def keycaps(self) -> tuple[str, ...]:
        """The keys, one by one."""
        return tuple(self.keys.split())


PLACES: tuple[Place, ...] = (
    Place("desk:list", _noop("工作台"), "inbox", "G Q",
          ("desk:case", "desk:act", "desk:reveal", "desk:document", "desk:forms", "desk:draft",
           "desk:paper", "desk:draft_file"), pocket=True),
    Place("desk:registration", _noop("登记"), "square-pen", "G N",
          ("desk:register", "desk:registered", "desk:contacts", "desk:bulletins", "desk:bulletin",
           "desk:own", "desk:own_new"),
          pocket=True),
    Place("mail:inbox", _noop("来信"), "mail", "G E", ("mail:message",)),
    Place("telephone:calls", _noop("通话"), "phone", "G T",
          ("telephone:call", "telephone:exchanges")),
    Place("desk:search", _noop("检索"), "search", "G S", ("desk:persons",), pocket=True),
    Place("desk:notices", _noop("通知"), "bell", "G M", ("messages:mine",),
          pocket=True),
    Place("supervision:map", _noop("督办"), "radar", "G U",
          ("supervision:lateness", "supervision:disputes", "supervision:urge",
           "supervision:queue", "supervision:call", "supervision:samples", "supervision:plan",
           "supervision:scores"),
          group="watch"),
    Place("desk:knowledge", _noop("知识库"), "book-marked", "G K", ("desk:card", "desk:wording"),
          group="watch"),
    Place("desk:duties", _noop("定期事项"), "calendar-check", "G D", ("desk:opinion_book",),
          group="watch"),
    Place("desk:books", _noop("登记表"), "table-properties", "G B",
          ("desk:book", "desk:book_file"),
          group="watch"),
    Place("improving:list", _noop("整改"), "wrench", "G I", ("improving:item", "improving:raise"),
          group="watch"),
    Place("money:mine", _noop("罚扣"), "coins", "G F",
          ("money:accounts", "money:account", "money:correct", "money:month", "money:figures",
           "money:sanctions", "money:register"),
          group="watch"),
    Place("oversight:home", _noop("办法"), "scale", "G R",
          ("oversight:regulation", "oversight:drawing", "oversight:tables", "oversight:coverage",
           "oversight:findings", "oversight:scenarios", "oversight:story", "oversight:days",
           "oversight:editions", "oversight:drafts", "oversight:draft", "oversight:draft_compare"),
          "rules"),
    Place("administration:home", _noop("系统管理"), "settings", "G A",
          ("administration:units", "administration:unit", "administration:persons",
           "administration:person", "administration:login", "administration:posts",
           "administration:demands", "administration:changes", "administration:sheet",
           "administration:template", "administration:calendars",
           "administration:calendar_new", "administration:calendar",
           "administration:health", "administration:anchor", "mail:mailboxes",
           "mail:new_mailbox", "mail:mailbox"),
          "rules", frozenset({Office.ADMINISTRATOR})),
    Place("connections:keys", _noop("系统对接"), "plug", "G J",
          ("connections:hooks", "connections:hook", "connections:cities"), "rules",
          frozenset({Office.ADMINISTRATOR})),
    Place("importing:home", _noop("投诉导入"), "file-spreadsheet", "G L",
          ("importing:choose", "importing:trial"), "rules", frozenset({Office.ADMINISTRATOR})),
    Place("messages:sent", _noop("消息"), "send", "G X", ("messages:texts", "messages:text"),
          "rules", frozenset({Office.ADMINISTRATOR})),
    Place("public:home", _noop("投诉人入口"), "globe", "G P", (), "rules"),
)  # fmt: skip
