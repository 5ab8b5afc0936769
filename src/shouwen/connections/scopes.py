"""What a key or token may be used for. Which cases, its person's posts say."""

from typing import Final

#: Scope, in words, in English.
SCOPES: Final[dict[str, tuple[str, str]]] = {
    "read": ("读取投诉、期限、通知和日历", "read cases, limits, notices and the calendar"),
    "register": ("登记投诉和来件", "register cases and contacts"),
    "act": ("办理、添加材料、签办", "act on cases, add files, sign duties"),
    "reveal": ("查看明文（逐次说明理由并记录）", "reveal particulars, each time with a reason"),
    "admin": ("管理事件订阅", "administer subscriptions"),
}
