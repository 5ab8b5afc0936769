"""Real servers of mail on loopback, each in its own thread: pymap for IMAP, aiosmtpd for SMTP."""

import asyncio
import socket
import threading
from argparse import Namespace
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from imaplib import IMAP4

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import DictBackend
from pymap.imap import IMAPServer

LOGIN, SECRET = "kefu", "open sesame"


@dataclass
class Imap:
    """A running IMAP server with one user, and a hand to put messages into his folders."""

    port: int
    loop: asyncio.AbstractEventLoop
    opened: list = field(default_factory=list)

    def put(self, *messages: bytes, folder: str = "INBOX") -> None:
        with self._client() as client:
            for each in messages:
                kind, answer = client.append(folder, None, None, each)
                assert kind == "OK", answer

    def count(self, folder: str = "INBOX") -> int:
        with self._client() as client:
            kind, answer = client.select(folder, readonly=True)
            return int(answer[0]) if kind == "OK" else 0

    def make(self, folder: str) -> None:
        with self._client() as client:
            client.create(folder)

    @contextmanager
    def _client(self):
        client = IMAP4("127.0.0.1", self.port, timeout=20)
        client.login(LOGIN, SECRET)
        try:
            yield client
        finally:
            client.logout()


@contextmanager
def imap_server():
    """Run an IMAP server; empty, with the user :data:`LOGIN`."""
    loop = asyncio.new_event_loop()
    ready, box = threading.Event(), {}

    async def serve():
        args = Namespace(
            debug=False, demo_data=False, demo_user=LOGIN, demo_password=SECRET, host=None,
            port="0", cert=None, key=None, tls=False, proxy_protocol=None, passlib_cfg=None,
            inherited_sockets=None, reject_dnsbl=None, disable_search_keys=None,
        )  # fmt: skip
        backend, config = await DictBackend.init(args)
        config.apply_context()
        reader = ProxyProtocolReader(config.proxy_protocol)
        box["server"] = await asyncio.start_server(
            reader.get_callback(IMAPServer(backend.login, config)), "127.0.0.1", 0
        )
        box["stop"] = asyncio.Event()
        ready.set()
        await box["stop"].wait()
        box["server"].close()

    def run():
        asyncio.set_event_loop(loop)
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(serve())
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(20), "the IMAP server did not start"
    yield Imap(box["server"].sockets[0].getsockname()[1], loop)
    loop.call_soon_threadsafe(box["stop"].set)
    thread.join(10)


class Postman:
    """What an SMTP server does with mail: keeps it, or refuses it with `answer`."""

    def __init__(self):
        self.letters, self.answer = [], ""

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.answer:
            return self.answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.letters.append(envelope)
        return "250 taken"


@contextmanager
def smtp_server(*, login: bool = False):
    """Run an SMTP server and yield its port and postman."""
    postman = Postman()

    def check(server, session, envelope, mechanism, auth):
        right = isinstance(auth, LoginPassword) and auth.password == SECRET.encode()
        return AuthResult(success=right, handled=False)  # the server says what came of it

    more = (
        {"authenticator": check, "auth_required": True, "auth_require_tls": False} if login else {}
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(postman, hostname="127.0.0.1", port=port, **more)
    controller.start()
    try:
        yield port, postman
    finally:
        controller.stop()
