r"""Let Lighthouse judge pages of a running installation, on a desk and on a telephone.

Lighthouse is a tool one installs oneself, outside of this repository::

    npm install --prefix SOMEWHERE lighthouse
    ./shouwen demo --port 8000
    .shouwen/venv/bin/python benchmarks/lighthouse.py \
        --tool SOMEWHERE/node_modules/.bin/lighthouse \
        --login nie.sen --password … /desk/ /desk/books/

Without paths: the pages anybody may see. The telephone is Lighthouse's own: a slow network and a
processor four times slower, simulated. Exit 1 when a figure stays below ``--least``.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from playwright.sync_api import sync_playwright

PUBLIC = ("/", "/submit/", "/track/", "/track/lost/", "/help/", "/login/")
KINDS = ("performance", "accessibility", "best-practices", "seo")
SECRET = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_TRIES = 3
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> int:
    """Print a line per page and device; return how it ended, for the shell."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("paths", nargs="*", default=PUBLIC)
    asked.add_argument("--server", default="http://127.0.0.1:8000")
    asked.add_argument("--tool", default="lighthouse", help="the program lighthouse")
    asked.add_argument("--login", help="whose desk to look at")
    asked.add_argument("--password", default="")
    asked.add_argument("--cookie", default="", help="more cookies, as name=value; name=value")
    asked.add_argument("--least", type=int, default=95)
    asked.add_argument("--why", action="store_true", help="name what costs points")
    given = asked.parse_args()
    cookies = "; ".join(filter(None, (_session(given), given.cookie)))
    low = 0
    print("| page | device | " + " | ".join(KINDS) + " | first paint | largest paint | wire |")
    print("|---" * (len(KINDS) + 5) + "|")
    for path in given.paths:
        for device in ("desktop", "mobile"):
            report = _judge(given.tool, given.server, path, device, cookies)
            figures = [_figure(report, kind) for kind in KINDS]
            low += any(figure < given.least for figure in figures)
            audits = report["audits"]
            print(
                f"| `{path}` | {device} | " + " | ".join(map(str, figures)),
                audits["first-contentful-paint"]["displayValue"],
                audits["largest-contentful-paint"]["displayValue"],
                f"{audits['total-byte-weight']['numericValue'] / 1000:.0f} kB |",
                sep=" | ",
                flush=True,
            )
            if given.why:
                for line in _reasons(report):
                    print(line)
    return 1 if low else 0


def _session(given: argparse.Namespace) -> str:
    """Log in as a browser would and return the cookie of the session."""
    if not given.login:
        return ""
    with httpx.Client(base_url=given.server, follow_redirects=True) as browser:
        form = browser.get("/login/")
        found = SECRET.search(form.text)
        if found is None:
            raise SystemExit("no form to log in with")
        secret = {"csrfmiddlewaretoken": found[1]}
        browser.post("/login/", data=secret | {"username": given.login, "password": given.password})
        if "sessionid" not in browser.cookies:
            raise SystemExit("the login was refused")
        return f"sessionid={browser.cookies['sessionid']}"


@contextmanager
def _browser(server: str, cookies: str) -> Iterator[str]:
    """Start a browser with these cookies and an empty cache; yield the port it takes orders at.

    In the browser, not as a header of the tool's: what a page asks for later is logged in as well.
    """
    program = next((found for each in _BROWSERS if (found := shutil.which(each))), None)
    with sync_playwright() as play, TemporaryDirectory() as folder:
        context = play.chromium.launch_persistent_context(
            folder, executable_path=program, args=["--no-sandbox", "--remote-debugging-port=0"]
        )
        context.add_cookies(
            [
                {"name": name, "value": value, "url": server}
                for name, _, value in (each.partition("=") for each in cookies.split("; ") if each)
            ]
        )
        told = Path(folder) / "DevToolsActivePort"
        until = time.monotonic() + 20
        while not (told.exists() and told.read_text().strip()):
            if time.monotonic() > until:
                raise SystemExit("the browser does not say where it takes orders")
            time.sleep(0.1)
        yield told.read_text().split()[0]
        context.close()


def _judge(tool: str, server: str, path: str, device: str, cookies: str) -> dict:
    """Run Lighthouse on one page and return its report; on a busy machine it may lose its trace."""
    for _ in range(_TRIES):
        with _browser(server, cookies) as port, TemporaryDirectory() as folder:
            out = Path(folder) / "report.json"
            command = [
                tool, server + path, "--quiet", "--output=json", f"--output-path={out}",
                f"--only-categories={','.join(KINDS)}", f"--port={port}", "--disable-storage-reset",
            ]  # fmt: skip
            if device == "desktop":
                command.append("--preset=desktop")
            done = subprocess.run(command, check=False)
            if not done.returncode:
                return json.loads(out.read_text())
    raise SystemExit(f"Lighthouse did not get through {path}")


def _figure(report: dict, kind: str) -> int:
    return round(100 * (report["categories"][kind]["score"] or 0))


def _reasons(report: dict) -> Iterator[str]:
    """Return what costs points, by category, with what was found."""
    for kind in KINDS:
        for each in report["categories"][kind]["auditRefs"]:
            audit = report["audits"][each["id"]]
            if each["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                yield f"    {kind}: {audit['title']} {audit.get('displayValue', '')}"
                for item in audit.get("details", {}).get("items", [])[:3]:
                    node = item.get("node", {})
                    found = node.get("snippet") or json.dumps(item, ensure_ascii=False)
                    yield f"        {found[:160]}"


if __name__ == "__main__":
    sys.exit(main())
