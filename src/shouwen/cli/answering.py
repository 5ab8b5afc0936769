"""``shouwen rules coverage``: each requirement, what answers it, and what shows that it does."""

import importlib
import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict

import click

from shouwen import knowledge
from shouwen.packs import answers, shelf
from shouwen.packs.answers import Place, RequirementRow
from shouwen.regulations import Finding

_MOST_FAULTS = 3
_LABELS = {
    "executed": "执行 executed",
    "supported": "功能 supported",
    "not_encoded": "不编码 not encoded",
    "missing": "没有着落 missing",
}


def all_rows(*, tests: bool) -> tuple[tuple[RequirementRow, ...], list[Finding]]:
    """Return every row, its stories played and its tests run, and what is wrong with the register.

    :param tests: run the tests that are witnesses; otherwise only look whether they are there
    """
    asked = answers.read_asked()
    cards = {
        code: Place(f"knowledge: {kept.file}:{kept.line}", kept.card.title)
        for code, kept in knowledge.cards().items()
    }
    covered: dict[str, tuple[str, ...]] = {}
    for code, kept in knowledge.cards().items():
        for each in kept.card.covers:
            covered[each] = (*covered.get(each, ()), code)
    rows = answers.rows(asked, cards, covered)
    nodes = {each.name for row in rows for each in row.witnesses if each.kind == "test"}
    # By name: the command line lies below `project`, which alone knows where the tests are.
    runner = importlib.import_module("shouwen.project.testing")
    outcomes: Mapping[str, bool] = (runner.run if tests else runner.there)(sorted(nodes))
    rows = tuple(answers.with_tests(row, outcomes) for row in rows)
    return rows, [*asked.findings, *_unread_packs()]


def _unread_packs() -> Iterable[Finding]:
    for id_ in shelf.regulation_ids():
        yield from shelf.opened(id_).errors


def show_all(*, as_json: bool, tests: bool) -> None:
    """Print every row and end: 0 if all stand, 1 if one does not."""
    rows, findings = all_rows(tests=tests)
    for finding in findings:
        click.echo(str(finding), err=as_json)
    for row in rows:
        if as_json:
            click.echo(json.dumps(as_data(row), ensure_ascii=False))
        else:
            _print(row)
    unmet = [row for row in rows if row.faults]
    counted = {
        status: sum(row.status == status for row in rows) for status in ("executed", "supported",
                                                                          "not_encoded", "missing")
    }  # fmt: skip
    told = "，".join(f"{_LABELS[status]} {count}" for status, count in counted.items())
    click.echo(f"{len(rows)} 项要求 / requirements：{told}", err=as_json)
    if unmet:
        click.echo(f"{len(unmet)} 项不成立 / do not stand：", err=as_json)
        for row in unmet:
            for chinese, english in row.faults[:_MOST_FAULTS]:
                click.echo(f"  {row.id}  {chinese} / {english}", err=as_json)
    sys.exit(1 if unmet or findings else 0)


def as_data(row: RequirementRow) -> dict[str, object]:
    """Return a row as the command prints it in JSON."""
    return {
        "id": row.id,
        "title": row.title,
        "status": row.status,
        "where": [each.where for each in row.places],
        "by": [asdict(each) for each in row.places],
        "witness": [asdict(each) for each in row.witnesses],
        "why": row.why,
        "faults": [english for _, english in row.faults],
    }


def _print(row: RequirementRow) -> None:
    said = "  ".join(each for each in (_LABELS[row.status], row.title, row.why) if each)
    click.echo(f"{row.id:<6} {said}")
    for each in row.places:
        articles = f" 〔{each.articles}〕" if each.articles else ""
        assumed = f"（推定：{each.assumed}）" if each.assumed else ""
        click.echo(f"       {each.where}  {each.what}{articles}{assumed}")
    for each in row.witnesses:
        sign = {True: "✓", False: "✗", None: "·"}[each.holds]
        kind = "故事" if each.kind == "story" else "测试"
        title = f"  {each.title}" if each.kind == "story" else ""
        click.echo(f"     {sign} {kind} {each.name}{title}")
