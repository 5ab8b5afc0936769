"""Requests to other systems: only to where the public internet is, unless a setting says more.

The name is resolved here and every address checked, and the connection goes to an address that was
checked: a name that answers differently the second time leads nowhere else. Redirects are not
followed, proxies of the environment not used, and answers are read up to a bound.
"""

import socket
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

import httpcore
from django.conf import settings

from shouwen.connections.errors import NotReached

_PATIENCE: Final = {"connect": 5.0, "read": 10.0, "write": 10.0, "pool": 5.0}
_MOST: Final = 512 * 1024


@dataclass(frozen=True, slots=True)
class Reply:
    """What the other side answered; the body is cut at half a megabyte."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def check(address: str) -> None:
    """Do nothing if an address is one requests may be sent to, as far as its text says.

    :raises NotReached: if it is no http address, or names a place that is not public
    """
    parts = urlsplit(address)
    try:
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise _bad(address) from error
    if parts.scheme not in ("http", "https") or not host or parts.username or port == 0:
        raise _bad(address)
    if not address.isascii() or any(each.isspace() for each in address):
        raise _bad(address)
    if parts.scheme == "http" and not _allowed_by_setting(host):
        raise NotReached(
            "地址须以 https:// 开头", "内网地址请管理员放行后再用 http", "the address must be https"
        )
    try:
        literal = ip_address(host)
    except ValueError:
        return
    if not _may(literal):
        raise _private(host)


def send(method: str, address: str, headers: Mapping[str, str], content: bytes = b"") -> Reply:
    """Send one request and return the reply, whatever its status.

    :raises NotReached: if the address may not be reached, or cannot be
    """
    check(address)
    pool = httpcore.ConnectionPool(network_backend=_Checked(), max_connections=1)
    lines = [(name.encode(), value.encode()) for name, value in headers.items()]
    lines.append((b"Host", urlsplit(address).netloc.encode()))
    lines.append((b"Content-Length", str(len(content)).encode()))
    try:
        with (
            closing(pool),
            pool.stream(
                method, address, headers=lines, content=content, extensions={"timeout": _PATIENCE}
            ) as reply,
        ):
            body = bytearray()
            for part in reply.iter_stream():
                body += part
                if len(body) > _MOST:
                    break
            found = {
                name.decode("latin-1").lower(): value.decode("latin-1")
                for name, value in reply.headers
            }
            return Reply(reply.status, found, bytes(body[:_MOST]))
    except (httpcore.ConnectError, httpcore.ConnectTimeout, httpcore.UnsupportedProtocol) as error:
        raise _silent(error) from error
    except (
        httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, OSError,
        UnicodeError,
    ) as error:  # fmt: skip
        silent = _silent(error)
        silent.maybe_arrived = True
        raise silent from error


def _silent(error: Exception) -> NotReached:
    return NotReached(
        f"对方没有答复（{type(error).__name__}）",
        "请核对地址和网络",
        f"no answer from there ({type(error).__name__})",
    )


class _Checked(httpcore.NetworkBackend):
    """Connects to addresses that were checked, and to no others."""

    def __init__(self) -> None:
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[object] | None = None,
    ) -> httpcore.NetworkStream:
        """Resolve, check, connect; the name stays what TLS asks the certificate for."""
        addresses = resolved(host, port)
        for each in addresses[:-1]:
            try:
                return self._plain.connect_tcp(each, port, timeout, local_address)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._plain.connect_tcp(addresses[-1], port, timeout, local_address)


def resolved(host: str, port: int) -> list[str]:
    """Return the addresses of a host, all of them such that requests may go there.

    :raises NotReached: if it has none, or one of them is not public
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotReached(f"找不到主机 {host}", "请核对地址", f"there is no host {host}") from error
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    for each in addresses:
        if not _may(ip_address(each.partition("%")[0])):
            raise _private(host)
    return addresses


def _may(address: IPv4Address | IPv6Address) -> bool:
    mapped = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    real = mapped or address
    if any(real in ip_network(each, strict=False) for each in settings.HOOK_NETWORKS):
        return True
    return real.is_global and not real.is_multicast and not real.is_reserved


def _allowed_by_setting(host: str) -> bool:
    """Say whether a host is one of ours, which need not be spoken to through https."""
    if not settings.HOOK_NETWORKS:
        return False
    try:
        found = [ip_address(host)]
    except ValueError:
        try:
            found = [ip_address(each) for each in resolved(host, 80)]
        except NotReached:
            return False
    return all(
        any(each in ip_network(net, strict=False) for net in settings.HOOK_NETWORKS)
        for each in found
    )


def _bad(address: str) -> NotReached:
    return NotReached(
        f"“{address[:200]}”不是可用的地址",
        "请写 https://主机/路径，不带用户名",
        "not an address requests can be sent to; write https://host/path",
    )


def _private(host: str) -> NotReached:
    return NotReached(
        f"{host} 是内部地址，不能作为对外投递的目标",
        "确需投递的，请系统管理员在 SHOUWEN_HOOK_NETWORKS 中放行",
        f"{host} is not on the public internet; SHOUWEN_HOOK_NETWORKS can allow it",
    )
