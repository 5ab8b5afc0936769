"""The organisation's LDAP directory: whoever can bind there may come in here, if he is known here.

Search and bind: a service account (or nobody) looks for the entry, then the entry itself is bound
with the password. Groups give nothing: what somebody may do is written in the posts.
"""

import ssl
from typing import Any, Final

from django.conf import settings

from shouwen.vocabulary import ShouwenError

#: Seconds to wait for the directory: somebody stands at the counter meanwhile.
_CONNECT: Final = 5
_ANSWER: Final = 8
_DISABLED: Final = 2  # ADS_UF_ACCOUNTDISABLE, MS-ADTS 2.2.16
_STATE: Final = ("userAccountControl", "nsAccountLock", "loginDisabled", "pwdAccountLockedTime")


class DirectoryDown(ShouwenError):
    """The directory does not answer, or not as it should."""

    def __init__(self, english: str) -> None:
        super().__init__(
            "统一目录暂时连不上，用目录密码不能登录",
            "请稍后再试；在本系统设有密码的人员不受影响",
            f"the directory cannot be reached ({english}); local passwords still work",
        )


def knows(login: str, password: str) -> bool:
    """Say whether the directory knows this login with this password.

    :raises DirectoryDown: if it does not answer, or refuses the service account
    """
    # An empty password would bind as nobody, which succeeds (RFC 4513, 5.1.2).
    if not login or not password:
        return False
    from ldap3 import Connection
    from ldap3.core.exceptions import LDAPException

    server = _server()
    try:
        entry = _entry(server, login)
        if entry is None or _closed(entry):
            return False
        connection = Connection(
            server, user=entry["dn"], password=password, receive_timeout=_ANSWER, read_only=True
        )
        try:
            return _secured(connection) and connection.bind()
        finally:
            connection.unbind()
    except (LDAPException, OSError) as error:
        raise DirectoryDown(type(error).__name__) from error


def _server() -> Any:
    from ldap3 import NONE, Server, Tls

    given = settings.DIRECTORY
    tls = Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=given["ca"] and str(given["ca"]))
    return Server(given["url"], connect_timeout=_CONNECT, get_info=NONE, tls=tls)


def _entry(server: Any, login: str) -> dict[str, Any] | None:
    """Return the one entry of a login, or None when there is none or more than one."""
    from ldap3 import SUBTREE, Connection
    from ldap3.utils.conv import escape_filter_chars

    given = settings.DIRECTORY
    connection = Connection(
        server,
        user=given["bind"] or None,
        password=given["password"] or None,
        receive_timeout=_ANSWER,
        read_only=True,
    )
    try:
        if not (_secured(connection) and connection.bind()):
            raise DirectoryDown("the service account is refused")
        connection.search(
            given["base"],
            given["filter"].replace("{login}", escape_filter_chars(login)),
            search_scope=SUBTREE,
            attributes=list(_STATE),
            size_limit=2,
        )
        found = [each for each in connection.response or () if each["type"] == "searchResEntry"]
        return found[0] if len(found) == 1 else None
    finally:
        connection.unbind()


def _secured(connection: Any) -> bool:
    """Switch TLS on where the settings ask for it, before anything secret is said."""
    connection.open()
    return not settings.DIRECTORY["starttls"] or bool(connection.start_tls())


def _closed(entry: dict[str, Any]) -> bool:
    """Say whether the directory itself has closed the account."""
    held = {name.lower(): value for name, value in entry["attributes"].items()}

    def text(name: str) -> str:
        value = held.get(name.lower()) or ""
        value = (value[0] if value else "") if isinstance(value, list | tuple) else value
        return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)

    control = text("userAccountControl")
    return bool(
        (control.isdigit() and int(control) & _DISABLED)
        or text("nsAccountLock").lower() == "true"
        or text("loginDisabled").lower() == "true"
        or text("pwdAccountLockedTime")
    )
