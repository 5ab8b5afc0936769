"""Tokens of providers that hand one out for a while: kept, and asked for anew when refused."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Final

from shouwen.notices.adapters import Never, NotNow

#: A token is asked for anew so long before it ends.
_EARLY: Final = timedelta(minutes=5)
_MINUTE: Final = timedelta(minutes=1)
#: Answers of WeCom and WeChat by what they mean: the token is no longer good; wait; never.
STALE: Final = frozenset({40001, 40014, 42001, 42007})
WAIT: Final = frozenset({-1, 45009, 45011, 45033, 45047, 50004})
NEVER: Final = frozenset({40003, 43004, 43019, 81013, 60111, 46004, 45015, 40068})


class Token:
    """One token; `fetch` returns a new one and the seconds it is good for."""

    def __init__(self, fetch: Callable[[bool], tuple[str, int]]) -> None:
        self._fetch, self._lock = fetch, Lock()
        self._token, self._until = "", None

    def get(self, now: datetime) -> str:
        """Return a token that is good at `now`."""
        with self._lock:
            if self._until is None or now >= self._until:
                self._renew(now, forced=False)
            return self._token

    def renew(self, refused: str, now: datetime) -> str:
        """Return another token than the one that was refused."""
        with self._lock:
            if self._token == refused:  # another thread may have renewed it meanwhile
                self._renew(now, forced=True)
            return self._token

    def _renew(self, now: datetime, *, forced: bool) -> None:
        self._token, seconds = self._fetch(forced)
        self._until: datetime | None = now + max(timedelta(seconds=seconds) - _EARLY, _MINUTE)


def asked(token: Token, now: datetime, ask: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    """Return the answer to a question asked with a token, which is renewed once if refused.

    :raises NotNow: if the provider is busy or asked too often
    :raises Never: if it says that the addressee cannot be reached
    """
    used = token.get(now)
    answer = ask(used)
    if answer.get("errcode") in STALE:
        answer = ask(token.renew(used, now))
    raise_for(answer)
    return answer


def raise_for(answer: dict[str, Any]) -> None:
    """Raise what an answer of WeCom or WeChat means, unless it says that all is well."""
    code = answer.get("errcode", 0)
    words = f"{code} {answer.get('errmsg', '')}"[:300]
    if code in NEVER:
        raise Never(words)
    if code in WAIT:
        raise NotNow(words, _MINUTE)
    if code:
        raise NotNow(words)
