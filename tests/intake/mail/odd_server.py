"""An IMAP server with the habits of bad ones, on loopback: what a good server never shows us."""

import re
import socketserver
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Odd:
    """What the server holds and how it behaves. `heard` is every command it was given.

    :ivar refuses: the commands it answers with NO
    :ivar breaks_at: the UID at whose FETCH it drops the connection
    :ivar abilities: what it says it can do
    :ivar marks: PERMANENTFLAGS it tells; None: it tells none
    """

    messages: dict[int, bytes] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    seen: set[int] = field(default_factory=set)
    copies: list[int] = field(default_factory=list)
    refuses: frozenset[str] = frozenset()
    breaks_at: int = 0
    abilities: str = "IMAP4rev1"
    marks: str | None = r"\Seen \Deleted"
    validity: int | None = 7
    read_only: bool = False
    heard: list[str] = field(default_factory=list)
    port: int = 0

    def put(self, *messages: bytes) -> None:
        for each in messages:
            self.messages[max(self.messages, default=0) + 1] = each


class _Talk(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("* OK odd")
        while line := self.rfile.readline():
            tag, _, rest = line.decode().strip().partition(" ")
            command = rest.upper().removeprefix("UID ").split(" ")[0]
            self.server.odd.heard.append(rest)
            if command in self.server.odd.refuses:
                self.say(f"{tag} NO refused")
                continue
            if getattr(self, f"do_{command.lower()}", lambda _rest: None)(rest) is False:
                return
            code = "[READ-ONLY] " if command == "EXAMINE" or (
                command == "SELECT" and self.server.odd.read_only) else ""  # fmt: skip
            self.say(f"{tag} OK {code}done")
            if command == "LOGOUT":
                return

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def do_capability(self, rest):
        self.say(f"* CAPABILITY {self.server.odd.abilities}")

    def do_select(self, rest):
        odd = self.server.odd
        self.say(f"* {len(odd.messages)} EXISTS")
        if odd.validity is not None:
            self.say(f"* OK [UIDVALIDITY {odd.validity}] x")
        if odd.marks is not None:
            self.say(f"* OK [PERMANENTFLAGS ({odd.marks})] x")

    do_examine = do_select

    def do_list(self, rest):
        self.say('* LIST () "/" "Done"')

    def do_search(self, rest):
        odd = self.server.odd
        after = re.search(r"UID (\d+):\*", rest)
        found = odd.deleted if "DELETED" in rest else odd.messages
        first = int(after[1]) if after else 1
        self.say("* SEARCH " + " ".join(str(uid) for uid in sorted(found) if uid >= first))

    def do_fetch(self, rest):
        odd, uid = self.server.odd, int(rest.split(" ")[2])
        if uid == odd.breaks_at and "BODY" in rest:
            self.wfile.write(b"* 1 FETCH (UID 1 BODY[] {5000}\r\nFrom: half of it")
            return False
        raw = odd.messages[uid]
        if "RFC822.SIZE" in rest:
            self.say(f"* {uid} FETCH (UID {uid} RFC822.SIZE {len(raw)})")
        elif not raw:
            self.say(f"* {uid} FETCH (UID {uid} BODY[] NIL)")
        else:
            self.say(f"* 9 FETCH (FLAGS ())\r\n* {uid} FETCH (UID {uid} BODY[] {{{len(raw)}}}")
            self.wfile.write(raw + b")\r\n")
        return True

    def do_copy(self, rest):
        self.server.odd.copies.append(int(rest.split(" ")[2]))

    def do_store(self, rest):
        odd, uid = self.server.odd, int(rest.split(" ")[2])
        (odd.deleted if "Deleted" in rest else odd.seen).add(uid)

    def do_expunge(self, rest):
        odd = self.server.odd
        named = re.search(r"UID EXPUNGE (\d+)", rest, re.IGNORECASE)
        for uid in {int(named[1])} if named else set(odd.deleted):
            odd.messages.pop(uid, None)
            odd.deleted.discard(uid)


@contextmanager
def odd_server(**habits):
    """Run such a server; change the habits of what is yielded as you go."""
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk)
    server.daemon_threads = True
    server.odd = Odd(port=server.server_address[1], **habits)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server.odd
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
