"""What is written about settings, commands and dependencies covers what there is."""

import re
import tomllib
from dataclasses import fields

import pytest

from shouwen.cli.main import COMMANDS
from shouwen.project.environment import SOURCE_TREE, Environment

DOCS = SOURCE_TREE / "docs"


def dependencies():
    project = tomllib.loads((SOURCE_TREE / "pyproject.toml").read_text())
    extras = project["project"]["optional-dependencies"]
    named = [*project["project"]["dependencies"], *extras["test"], *extras["bench"]]
    return [re.match(r"[\w.-]+", name)[0] for name in named]


def test_every_dependency_has_its_line():
    text = (DOCS / "explanation" / "dependencies.md").read_text()
    listed = set(re.findall(r"^\| ([\w.-]+) \|", text, re.MULTILINE))
    assert not set(dependencies()) - listed


def test_every_dependency_is_locked_with_digests():
    locked = (SOURCE_TREE / "requirements-bench.lock").read_text().lower().replace("_", "-")
    for name in dependencies():
        assert re.search(rf"^{name.lower()}(\[.*\])?==", locked, re.MULTILINE), name


def test_the_locks_name_no_index():
    for lock in SOURCE_TREE.glob("requirements*.lock"):
        assert "://" not in lock.read_text()
        assert "-index" not in lock.read_text()


def test_every_setting_is_explained():
    text = (DOCS / "reference" / "settings.md").read_text()
    for field in fields(Environment):
        name = "DATABASE_URL" if field.name == "database_url" else f"SHOUWEN_{field.name.upper()}"
        assert f"| `{name}` |" in text


def test_every_command_is_listed():
    text = (DOCS / "reference" / "commands.md").read_text()
    for name in COMMANDS:
        assert re.search(rf"^\| `{name}( …)?` \|", text, re.MULTILINE), name


@pytest.mark.parametrize(
    "page",
    [*DOCS.rglob("*.md"), *SOURCE_TREE.glob("*.md")],
    ids=lambda page: str(page.relative_to(SOURCE_TREE)),
)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
        assert (page.parent / target).exists(), target
