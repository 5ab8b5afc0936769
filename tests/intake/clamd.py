"""A clamd on a real socket: it takes files in chunks as the protocol says, and finds EICAR."""

import socketserver
import struct
import threading
from contextlib import contextmanager

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class _Session(socketserver.StreamRequestHandler):
    def handle(self):
        mark = self.rfile.read(1)
        end = {b"z": b"\0", b"n": b"\n"}[mark]
        command = b""
        while not command.endswith(end):
            command += self.rfile.read(1)
        if command[:-1] != b"INSTREAM":
            self.wfile.write(b"UNKNOWN COMMAND" + end)
            return
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
            if len(content) > self.server.most:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR" + end)
                return
        self.server.seen.append(content)
        found = b"Win.Test.EICAR_HDB-1 FOUND" if EICAR in content else b"OK"
        self.wfile.write(b"stream: " + found + end)


@contextmanager
def clamd(most=25 * 2**20):
    """Run it; yields its address and the list of files it was sent."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Session) as server:
        server.daemon_threads = True
        server.most, server.seen = most, []
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}", server.seen
        finally:
            server.shutdown()
            thread.join()
