"""Logging in by a directory: a real LDAP server on this machine, asked over the network."""

import socket
import ssl
import subprocess
import sys
import threading
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.contrib.auth.models import User
from django.test import Client

from shouwen import logins, people
from shouwen.logins import directory
from shouwen.vocabulary import OFFICE_ZONE


@pytest.fixture(scope="module")
def port():
    """The port of an LDAP server in a process of its own; it stops with the module."""
    command = [sys.executable, str(Path(__file__).with_name("ldap_server.py"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        yield int(server.stdout.readline())
        server.terminate()


@pytest.fixture
def ldap(settings, port):
    settings.DIRECTORY = {
        "url": f"ldap://127.0.0.1:{port}",
        "base": "ou=people,dc=example,dc=cn",
        "bind": "cn=reader,dc=example,dc=cn",
        "password": "reads-for-us",
        "filter": "(uid={login})",
        "starttls": False,
        "ca": None,
    }
    return settings.DIRECTORY


def made(name, issuer=None):
    """Return a certificate and its key: a root of its own, or for a host under that root."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    about = (
        x509.CertificateBuilder().subject_name(subject).public_key(key.public_key())
        .issuer_name(issuer[0].subject if issuer else subject)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    )  # fmt: skip
    if issuer:
        about = about.add_extension(
            x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False
        )
    return about.sign(issuer[1] if issuer else key, hashes.SHA256()), key


def pem(certificate):
    return certificate.public_bytes(serialization.Encoding.PEM)


@pytest.fixture(scope="module")
def tls(port, tmp_path_factory):
    """The same directory over TLS, with certificates of a house of its own, and who vouches."""
    folder = tmp_path_factory.mktemp("tls")
    root, stranger = made("Root of the house"), made("Root of somebody else")
    for name, (certificate, _) in {"root": root, "stranger": stranger}.items():
        (folder / f"{name}.pem").write_bytes(pem(certificate))
    ports = {}
    with ExitStack() as stack:
        for host in ("localhost", "directory.example.cn"):
            certificate, key = made(host, root)
            file = folder / f"{host}.pem"
            file.write_bytes(
                key.private_bytes(
                    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                ) + pem(certificate)
            )  # fmt: skip
            ports[host] = stack.enter_context(
                tls_in_front_of(port, ssl.create_default_context(ssl.Purpose.CLIENT_AUTH), file)
            )
        yield folder, ports


@contextmanager
def tls_in_front_of(port, context, file):
    """Serve TLS and hand on what it carries; yields the port."""
    context.load_cert_chain(file)

    class Relay(StreamRequestHandler):
        def handle(self):
            with (
                suppress(OSError),
                context.wrap_socket(self.request, server_side=True) as near,
                socket.create_connection(("127.0.0.1", port)) as far,
            ):
                there = threading.Thread(target=carry, args=(far, near), daemon=True)
                there.start()
                carry(near, far)
                there.join()

    with ThreadingTCPServer(("127.0.0.1", 0), Relay) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def carry(source, to):
    with suppress(OSError):
        while data := source.recv(4096):
            to.sendall(data)
    with suppress(OSError):
        to.shutdown(socket.SHUT_WR)


def test_over_tls_the_directory_is_believed_only_with_the_houses_certificate(ldap, tls):
    folder, ports = tls
    ldap |= {"url": f"ldaps://localhost:{ports['localhost']}", "ca": folder / "root.pem"}
    assert directory.knows("wang.li", "of-the-directory") is True
    assert directory.knows("wang.li", "another") is False
    for ca in (folder / "stranger.pem", None):  # another's root; those of the system
        ldap["ca"] = ca
        with pytest.raises(logins.DirectoryDown):
            directory.knows("wang.li", "of-the-directory")
    # The right house, but a certificate made out for another machine.
    ldap |= {"url": f"ldaps://localhost:{ports['directory.example.cn']}",
             "ca": folder / "root.pem"}  # fmt: skip
    with pytest.raises(logins.DirectoryDown):
        directory.knows("wang.li", "of-the-directory")


@pytest.mark.parametrize(
    ("login", "password", "known"),
    [
        ("wang.li", "of-the-directory", True),
        ("wang.li", "another", False),
        ("wang.li", "", False),  # would bind as nobody, and succeed
        ("li.si", "of-the-directory", False),
        ("qian.yi", "of-the-directory", False),  # closed in the directory
        ("sun.er", "of-the-directory", False),  # closed in an Active Directory
        ("wang*", "of-the-directory", False),
        ("*)(uid=wang.li", "of-the-directory", False),
        ("wang.li)(cn=*", "of-the-directory", False),
        ("\\2a", "of-the-directory", False),
    ],
)
def test_whom_the_directory_knows(ldap, login, password, known):
    assert directory.knows(login, password) is known


def test_the_password_of_the_directory_opens_a_known_login(ldap, browser, log_in):
    assert log_in(browser, password="of-the-directory").status_code == 302
    assert "登录成功（目录密码）" in browser.get("/me/security/").content.decode()
    assert log_in(Client()).status_code == 302  # and the one kept here does, too


def test_nobody_comes_in_who_is_only_in_the_directory(ldap, browser, log_in):
    assert log_in(browser, "nobody.here", "of-the-directory").status_code == 422
    assert not User.objects.filter(username="nobody.here").exists()


@pytest.mark.parametrize("end", [people.close_login, people.end_person])
def test_whoever_is_closed_out_here_stays_out_whatever_the_directory_says(
    ldap, browser, log_in, end
):
    log_in(browser, password="of-the-directory")
    end("wang.li", by="zhao.min", now=datetime.now(OFFICE_ZONE))
    assert browser.get("/me/security/").status_code == 302
    assert log_in(browser, password="of-the-directory").status_code == 422


def test_the_throttle_holds_before_the_directory_is_asked(ldap, browser, log_in):
    for _ in range(5):
        assert log_in(browser, password="guess").status_code == 422
    assert log_in(browser, password="of-the-directory").status_code == 429


def test_a_directory_that_is_down_is_said_and_passwords_kept_here_still_work(ldap, browser, log_in):
    ldap["url"] = "ldap://127.0.0.1:1"
    down = log_in(browser, password="of-the-directory")
    assert down.status_code == 503
    assert "统一目录暂时连不上" in down.content.decode()
    assert log_in(browser).status_code == 302


def test_a_refused_service_account_is_the_directorys_fault(ldap):
    ldap["password"] = "wrong"
    with pytest.raises(logins.DirectoryDown):
        directory.knows("wang.li", "of-the-directory")


def test_no_password_crosses_the_line_when_tls_cannot_be_had(ldap):
    ldap["starttls"] = True  # this server knows no TLS
    with pytest.raises(logins.DirectoryDown):
        directory.knows("wang.li", "of-the-directory")
