"""What the how-to for integrators says is run as it stands there, with curl, on a real server."""

import os
import re
import shutil
import subprocess
import threading
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "connect-another-system.md"


class _Quiet(WSGIRequestHandler):
    def log_message(self, *words):
        """Say nothing."""


@pytest.fixture
def address(committed):
    """Our own server on this machine."""
    application = get_wsgi_application()

    def closing(environ, start):
        try:
            yield from application(environ, start)
        finally:
            connections.close_all()

    server = make_server("127.0.0.1", 0, closing, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl here")
def test_every_example_does_what_it_says(address, key_of, tmp_path):
    blocks = re.findall(r"^```sh\n(.*?)^```$", HOW_TO.read_text(), re.MULTILINE | re.DOTALL)
    assert len(blocks) > 6
    ran = subprocess.run(
        ["bash", "-euxc", "\n".join(blocks)],
        cwd=tmp_path,
        env={**os.environ, "SHOUWEN": address, "KEY": key_of("lin_xiao").secret, "no_proxy": "*"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    for said in ('"enclosed":1', '"code": "refused"', "<services>", '"because"', '"items"'):
        assert said in ran.stdout, said
