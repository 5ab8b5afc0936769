"""What administrators and pages do with messages."""

from datetime import datetime

from shouwen.notices.errors import NoSuchMessage
from shouwen.notices.models import Delivery
from shouwen.notices.texts import save_text
from shouwen.notices.ways import set_staff_way, wish

__all__ = ["retry", "save_text", "set_staff_way", "wish"]

_AGAIN = ("failed", "given_up", "unsure")


def retry(id_: int, *, now: datetime) -> None:
    """Try a message again at once, from the first try on.

    :raises NoSuchMessage: if there is none, or it is neither failed nor given up nor unsure
    """
    changed = Delivery.objects.filter(id=id_, state__in=_AGAIN).update(
        state="waiting", next_at=now, attempts=0, ended_at=None
    )
    if not changed:
        raise NoSuchMessage(id_)
