"""The account the embedded server runs under: PostgreSQL refuses to run as root."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from shouwen.vocabulary import ShouwenError

_OWN = "shouwen"


class CannotDropPrivileges(ShouwenError):
    """We are root, and the system does not let us become anybody else."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody else to run a program as."""

    name: str
    uid: int
    gid: int

    def can(self, *command: str | Path) -> bool:
        """Say whether the account can run this command with success.

        :raises CannotDropPrivileges: if we may not become the account
        """
        try:
            done = subprocess.run(
                command,
                user=self.uid,
                group=self.gid,
                extra_groups=[],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
                timeout=30,
            )
        except subprocess.SubprocessError as error:
            # Raised when the change of user itself fails between fork and exec.
            raise CannotDropPrivileges(
                f"以 root 运行，但系统不允许改用账号 {self.name}",
                "请用普通账号运行，或者设置 DATABASE_URL",
                f"running as root, yet not allowed to become {self.name}; run as an ordinary "
                "account or set DATABASE_URL",
            ) from error
        except OSError:
            return False
        return done.returncode == 0

    def reaches(self, folder: Path) -> bool:
        """Say whether the account can get into the folder."""
        return self.can("/bin/sh", "-c", 'cd "$1"', "sh", folder)


def to_run(cluster: Path) -> Account | None:
    """Return the account to drop to, or None when we are an ordinary account ourselves.

    An existing cluster is run by its owner. Otherwise, in this order: the account ``shouwen``,
    made when the system lets us; ``postgres``; ``nobody``.
    """
    if os.geteuid() != 0:
        return None
    if cluster.exists() and (owner := cluster.stat().st_uid) != 0:
        known = pwd.getpwuid(owner)
        return Account(known.pw_name, known.pw_uid, known.pw_gid)
    found = _named(_OWN) or _made() or _named("postgres") or _named("nobody")
    if found is None:
        raise CannotDropPrivileges(
            "以 root 运行，但找不到可供数据库使用的普通账号",
            "请建立一个系统账号 shouwen，或者设置 DATABASE_URL",
            "running as root and no ordinary account found for the database; make a system "
            "account 'shouwen' or set DATABASE_URL",
        )
    return found


def _named(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _made() -> Account | None:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        return None
    subprocess.run(
        [
            useradd,
            "--system",
            "--user-group",
            "--no-create-home",
            "--home-dir",
            "/nonexistent",
            "--shell",
            "/usr/sbin/nologin",
            _OWN,
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,  # a read-only system refuses, or another start was first: we look again
        timeout=30,
    )
    return _named(_OWN)
