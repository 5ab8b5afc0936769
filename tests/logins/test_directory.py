"""Logging in by a directory: a real LDAP server on this machine, asked over the network."""

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
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
