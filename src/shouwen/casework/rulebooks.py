"""Regulations as pages and commands show them: read side by side, drawn, tried out.

Pure reading: no case is touched. Everything comes back as frozen values in the language asked for.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from shouwen.casework.money_words import account_lines, money_rules
from shouwen.casework.rulebook_shapes import (
    Arrow,
    ArticleView,
    Beneath,
    FindingRow,
    Node,
    RegulationRow,
    RegulationView,
    RequirementRow,
    RuleLine,
    StoryRow,
    StoryStepView,
    StoryView,
)
from shouwen.casework.table_words import tables_of
from shouwen.casework.telling import event_words
from shouwen.casework.wording import Wording
from shouwen.engine import Case, Event, explain, explain_due, explain_reasons
from shouwen.packs import shelf
from shouwen.packs.findings import left_untried
from shouwen.packs.migrations import EDITIONS
from shouwen.packs.side_by_side import side_by_side
from shouwen.packs.stories import inherited_stories, joint_ids, played_under, stories_of
from shouwen.regulations import Finding, Procedure, mermaid, witnesses
from shouwen.regulations.expressions import Expression, describe
from shouwen.regulations.model import Pack, Unencoded
from shouwen.scenarios import StepPlayed, Story, StoryFile, StoryPlayed, coverage, play
from shouwen.vocabulary import Directory, iso


def regulations(language: str = "zh") -> tuple[RegulationRow, ...]:
    """Return the newest sound edition of every regulation on the shelf."""
    rows = []
    for id_ in shelf.regulation_ids():
        pack = shelf.opened(id_).pack
        if pack is None:
            continue
        say = pack.say
        rows.append(
            RegulationRow(
                id_,
                pack.pack.version,
                say(pack.pack.title, language),
                say(pack.pack.issuer, language),
                pack.pack.effective.isoformat(),
                len(pack.articles),
                len(pack.acts),
                len(pack.clocks),
                sum(len(file.stories) for file in _files(id_)),
            )
        )
    return (*rows, *_companion_rows(language))


def title_of(id_: str, language: str = "zh") -> str:
    """Return what a regulation is called; its id where its newest edition cannot be read.

    :raises shelf.NotOnShelf: if there is none of this id
    """
    pack = shelf.opened(id_).pack
    return id_ if pack is None else pack.say(pack.pack.title, language)


def _companion_rows(language: str) -> Iterator[RegulationRow]:
    """Yield every companion on the shelf beside each regulation its stories play under."""
    for companion in shelf.companion_ids():
        edition = shelf.companion(companion)
        for joint in joint_ids(companion):
            pack, governing = shelf.opened(joint).pack, shelf.opened(joint.partition("+")[0]).pack
            if pack is None or governing is None:
                continue
            title = governing.say(governing.pack.title, language)
            yield RegulationRow(
                joint,
                edition.version,
                pack.say(edition.title, language),
                f"beside {title}" if language.startswith("en") else f"与《{title}》并行",
                edition.effective.isoformat(),
                len(pack.articles) - len(governing.articles),
                len(pack.acts) - len(governing.acts),
                len(pack.clocks) - len(governing.clocks),
                sum(len(file.stories) for file in _files(joint)),
            )


def regulation(id_: str, language: str = "zh") -> RegulationView:
    """Return one regulation with everything its page shows.

    :raises shelf.NotOnShelf: if there is none of this id
    """
    return _read(id_, shelf.procedure(id_).digest, language)


@lru_cache(maxsize=64)
def _read(id_: str, digest: str, language: str) -> RegulationView:
    procedure = shelf.procedure(id_, digest=digest)
    pack = procedure.pack
    nodes, arrows = _drawing(procedure, language)
    return RegulationView(
        id_,
        pack.pack.version,
        pack.say(pack.pack.title, language),
        pack.say(pack.pack.issuer, language),
        pack.pack.effective.isoformat(),
        None if pack.pack.about is None else pack.say(pack.pack.about, language),
        procedure.digest,
        _articles(procedure, language),
        nodes,
        arrows,
        mermaid(procedure, language),
        tables_of(procedure, language),
        _requirements(id_, procedure, language),
        _findings(id_, procedure, language),
        tuple(_story_row(*each, procedure, language) for each in _played(id_)),
        tuple(
            (_unread(pack, item, language), pack.say(item.why, language))
            for item in pack.not_encoded
        ),
        _beneath(procedure, language),
    )


def _unread(pack: Pack, item: Unencoded, language: str) -> str:
    """Return what is not encoded: numbered requirements, and articles as they are quoted."""
    numbers = (pack.number(id_, language) for id_ in item.articles)
    return (", " if language.startswith("en") else "、").join((*item.covers, *numbers))


def _beneath(procedure: Procedure, language: str) -> tuple[Beneath, ...]:
    found = []
    if procedure.base is not None:
        id_, _, version = procedure.base.partition("@")
        base = shelf.opened(id_, version).pack
        title = procedure.base if base is None else base.say(base.pack.title, language)
        found.append(Beneath(id_, procedure.base, title, "base"))
    for key in procedure.companions:
        title = procedure.pack.say(shelf.companion(key).title, language)
        found.append(Beneath(key.partition("@")[0], key, title, "companion"))
    return tuple(found)


def story(id_: str, index: int, language: str = "zh") -> StoryView | None:
    """Return one story replayed step by step, or None where there is none of this index."""
    procedure = shelf.procedure(id_)
    for each, file, played in _played(id_):
        if each == index:
            row = _story_row(index, file, played, procedure, language)
            steps = tuple(
                _step(procedure, id_, played, n, language) for n in range(len(played.steps))
            )
            return StoryView(index, row.title, played.holds, row.articles, steps)
    return None


def _files(id_: str) -> tuple[StoryFile, ...]:
    return stories_of(id_)


def _played(id_: str) -> tuple[tuple[int, StoryFile, StoryPlayed], ...]:
    return _play_all(id_, shelf.procedure(id_).digest)


@lru_cache(maxsize=64)
def _play_all(id_: str, digest: str) -> tuple[tuple[int, StoryFile, StoryPlayed], ...]:
    procedure, directory = shelf.procedure(id_, digest=digest), shelf.directory(id_)
    pairs = [(file, each) for file in _files(id_) for each in file.stories]
    return tuple(
        (
            index,
            file,
            play(played_under(file, procedure), each, file.directory or directory, EDITIONS),
        )
        for index, (file, each) in enumerate(pairs)
    )


def _articles(procedure: Procedure, language: str) -> tuple[ArticleView, ...]:
    pack = procedure.pack
    ids = list(pack.articles)
    found = []
    for id_, (article, rules) in zip(ids, side_by_side(pack), strict=True):
        lines = tuple(
            RuleLine(
                where,
                where.partition(".")[0],
                _heading(pack, title, language),
                _detail(procedure, where, language),
            )
            for where, title in rules
        )
        found.append(
            ArticleView(
                id_,
                pack.number(id_, language),
                pack.say(article.gist, language),
                article.text,
                article.assumed,
                article.informative,
                lines,
            )
        )
    return tuple(found)


def _heading(pack: Pack, title: str, language: str) -> str:
    """Return what a rule is called; who steps aside has no title of its own."""
    if title == "回避" and language.startswith("en"):
        return "Recusal"
    return pack.say(title, language)


def _detail(procedure: Procedure, where: str, language: str) -> tuple[str, ...]:
    """Return what a rule says beyond its title: conditions, limits, who."""
    pack = procedure.pack
    english = language.startswith("en")

    def say(text: str) -> str:
        return pack.say(text, language)

    section, _, name = where.partition(".")
    if section == "acts":
        act = pack.acts[name]
        roles = dict.fromkeys(seat.role for seat in act.by if seat.role in pack.roles)
        who = (", " if english else "、").join(say(pack.roles[role].title) for role in roles)
        lines = [f"by {who}" if english else f"由{who}"] if who else []
        must = "else refused: " if english else "不符即拒："
        return (*lines, *(f"{must}{say(each.otherwise)}" for each in act.must))
    if section == "clocks":
        clock = pack.clocks[name]
        ready = procedure.clocks[name]
        limit = ""
        if ready.limit is not None:
            limit = str(ready.limit).replace("_", " ") if english else ready.limit.chinese
        if clock.limit_from is not None:
            table = say(pack.tables[clock.limit_from.partition(".")[0]].title)
            if english:
                limit = f"as in {table}" + (f"; while unknown {limit}" if limit else "")
            else:
                limit = f"见“{table}”" + (f"，未知时 {limit}" if limit else "")
        if clock.until is not None:
            until = say(pack.facts[clock.until].title)
            limit = f"until {until}" if english else f"至{until}"
        return (f"limit: {limit}" if english else f"期限：{limit}",)
    if section == "derived":
        return (condition_words(procedure, procedure.derived[name], language),)
    if section == "approvals":
        basis = (", " if english else "、").join(
            say(pack.title_of(each)) for each in pack.approvals[name].rests_on
        )
        return (
            f"lapses when these change: {basis}" if english else f"以下各项一变即失效：{basis}",
        )
    if section == "records":
        columns = (", " if english else "、").join(
            say(pack.title_of(column)) for column in pack.records[name].of
        )
        return (f"each entry: {columns}" if english else f"逐条记：{columns}",)
    if section == "registers":
        where = procedure.registers[name].where
        return () if where is None else (condition_words(procedure, where, language),)
    if section == "duties":
        return (say(pack.duties[name].covers_period),)
    if section == "ledgers":
        return money_rules(procedure, name, language)
    return ()


def condition_words(procedure: Procedure, condition: Expression, language: str = "zh") -> str:
    """Return a condition, or how a derived fact follows from others, in words."""
    pack = procedure.pack
    named = {**pack.facts, **pack.derived, **pack.tables}
    titles = {key: pack.say(item.title, language) for key, item in named.items()}
    for kind in ("task", "clock", "act", "record", "approval"):
        items = getattr(pack, f"{kind}s")
        titles |= {f"{kind} {key}": pack.say(item.title, language) for key, item in items.items()}
    labels = {
        key: {member: pack.say(label, language) for member, label in members.items()}
        for key, members in pack.terms.items()
    }
    labels["stage"] = {key: pack.say(item.title, language) for key, item in pack.stages.items()}
    return describe(condition, titles, labels, language)


def _drawing(procedure: Procedure, language: str) -> tuple[tuple[Node, ...], tuple[Arrow, ...]]:
    pack = procedure.pack
    nodes = tuple(
        Node(
            id_, pack.say(stage.title, language), stage.kind == "end", id_ == pack.pack.first_stage
        )
        for id_, stage in pack.stages.items()
    )
    arrows: dict[tuple[str | None, str, str], Arrow] = {}
    for act in pack.acts.values():
        lefts: list[str | None] = list(act.in_) if isinstance(act.in_, list) else [None]
        if act.starts_case:
            lefts = [pack.pack.first_stage]
        for effect in act.do:
            for left in lefts if effect.goto else ():
                if left != effect.goto:
                    label = pack.say(act.title, language)
                    articles = procedure.articles(tuple(act.cite), language)
                    arrow = Arrow(left, str(effect.goto), label, articles, False)
                    arrows[(left, arrow.right, label)] = arrow
    for name, rule in pack.rules.items():
        for effect in rule.do:
            if effect.goto is None:
                continue
            label = pack.say(rule.title or name, language)
            for left in _left_by(procedure, rule.on) or {None}:
                if left != effect.goto:
                    articles = procedure.articles(tuple(rule.cite), language)
                    arrow = Arrow(left, effect.goto, label, articles, True)
                    arrows[(left, arrow.right, label)] = arrow
    return nodes, tuple(arrows.values())


def _left_by(procedure: Procedure, tags: list[str]) -> set[str | None]:
    pack = procedure.pack
    found: set[str | None] = set()
    for tag in tags:
        word, _, name = tag.partition(" ")
        if word == "enter":
            found.add(name)
        for act in pack.acts_behind(tag):
            if isinstance(act.in_, list):
                found |= set(act.in_)
    return found


def _requirements(id_: str, procedure: Procedure, language: str) -> tuple[RequirementRow, ...]:
    def say(words: str | None) -> str | None:
        return None if words is None else _heading(procedure.pack, words, language)

    told: dict[str, list[str]] = {}
    for file in (*_files(id_), *inherited_stories(id_)):
        for each in file.stories:
            for code in each.covers:
                told.setdefault(code, []).append(_titled(each, language))
    return tuple(
        RequirementRow(
            code,
            answers[0].status if answers else "missing",
            tuple(
                (say(each.where) or "", say(each.what) or "", say(each.assumed)) for each in answers
            ),
            tuple(told.get(code, ())),
        )
        for code, answers in witnesses(procedure.pack).items()
    )


def _findings(id_: str, procedure: Procedure, language: str) -> tuple[FindingRow, ...]:
    english = language.startswith("en")
    # Of a companion only what it brings: what it runs beside has a page of its own.
    known = shelf.opened(id_.partition("+")[0]).findings if procedure.companions else ()
    its_files = {shelf.companion(key).name for key in procedure.companions}
    its_files = its_files or {shelf.edition(id_).name}
    rows = [finding_row(each, language) for each in shelf.opened(id_).findings if each not in known]
    seen = coverage(procedure, _all_played(id_), shelf.directory(id_))
    rows += [
        FindingRow(
            "warning",
            ".".join(map(str, each.path)),
            0,
            each.english if english else each.text,
            "Please tell a story of it" if english else "请补写故事",
        )
        for each in left_untried(shelf.opened(id_), seen, frozenset(its_files))
    ]
    return tuple(rows)


def finding_row(found: Finding, language: str = "zh") -> FindingRow:
    """Return a finding as pages show it, with its remedy where that is in their language."""
    if language.startswith("en") and found.english:
        return FindingRow(found.severity, found.path, found.line, found.english, "")
    return FindingRow(found.severity, found.path, found.line, found.problem, found.remedy)


def _all_played(id_: str) -> list[StoryPlayed]:
    """Return what became of its own stories, and of those of the text it lies over."""
    procedure = shelf.procedure(id_)
    return [*(played for _, _, played in _played(id_)), *_play_inherited(id_, procedure.digest)]


@lru_cache(maxsize=64)
def _play_inherited(id_: str, digest: str) -> tuple[StoryPlayed, ...]:
    procedure, directory = shelf.procedure(id_, digest=digest), shelf.directory(id_)
    return tuple(
        play(procedure, each, file.directory or directory, EDITIONS)
        for file in inherited_stories(id_)
        for each in file.stories
    )


def _story_row(
    index: int, file: StoryFile, played: StoryPlayed, procedure: Procedure, language: str
) -> StoryRow:
    told = next(each for each in file.stories if each.title == played.title)
    return StoryRow(
        index,
        _titled(told, language),
        file.name,
        len(played.steps),
        played.holds,
        procedure.articles(tuple(told.cites), language),
    )


def _titled(story: Story, language: str) -> str:
    """Return the title of a story; Chinese where it has no English."""
    return story.english or story.title if language.startswith("en") else story.title


def _step(
    procedure: Procedure, id_: str, played: StoryPlayed, index: int, language: str
) -> StoryStepView:
    """Return one step in words."""
    step, result, case = played.trail[index]
    procedure = result.procedure or procedure
    pack = procedure.pack
    directory = shelf.directory(id_)
    if step.duty is not None:
        act = pack.duties[step.duty].title if step.duty in pack.duties else step.duty
    elif step.act in pack.acts:
        act = pack.acts[step.act].title
    elif step.close_month is not None:
        english = language.startswith("en")
        act = f"Close of {step.close_month}" if english else f"月结 {step.close_month}"
    elif step.migrate is not None:
        key = step.migrate.to
        act = f"Migration to {key}" if language.startswith("en") else f"迁移至 {key}"
    elif step.by or step.who:
        english = language.startswith("en")
        act = "Looks at what can be done" if english else "看此刻能办什么"
    else:
        act = "Time passes" if language.startswith("en") else "时间推移"
    person = step.by or step.who or ""
    if person in directory.people:
        person = directory.people[person].name
    titles = {name: pack.say(clock.title, language) for name, clock in pack.clocks.items()}
    return StoryStepView(
        result.number,
        iso(result.at)[:16].replace("T", " "),
        pack.say(act, language),
        person,
        result.outcome == "accepted",
        explain_reasons(procedure, result.reasons, language),
        pack.say(pack.stages[result.stage].title, language) if result.stage in pack.stages else "",
        tuple(_happened(procedure, result.events, directory, language))
        + account_lines(result.accounts, directory, language),
        tuple(
            (titles.get(name, act), iso(at)[:16].replace("T", " "))
            for name, at in result.due.items()
        ),
        tuple(_why(procedure, result, case, name, language) for name in result.due),
        tuple(_in_language(line, language) for line in result.broken),
    )


def _in_language(line: str, language: str) -> str:
    """Return one half of a sentence the player says in both languages, Chinese first."""
    chinese, _, english = line.partition(" / ")
    return (english or chinese) if language.startswith("en") else chinese


def _happened(
    procedure: Procedure, events: Iterable[Event], directory: Directory, language: str
) -> Iterator[str]:
    """Yield a line for each event, with its articles."""
    if not language.startswith("en"):
        for line in explain(procedure, events, directory, shelf.compiled_before):
            yield f"{line.text}〔{line.articles}〕" if line.articles else line.text
        return
    wording = Wording(procedure, directory, language)
    for event in events:
        text = event_words(event, wording)
        articles = procedure.articles(event.cite, language)
        yield f"{text} [{articles}]" if articles else text


def _why(
    procedure: Procedure, result: StepPlayed, case: Case | None, name: str, language: str
) -> str:
    """Return why a clock is due when it is."""
    if language.startswith("en") and case is not None and name in case.clocks:
        return explain_due(procedure, case, name, english=True)
    return result.explanations.get(name, "")
