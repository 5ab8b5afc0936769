"""Work lists, badges and search at 10,000, 100,000 and 1,000,000 cases: flat, or not.

    python benchmarks/work_list.py [--cases 10000 100000 1000000] [--times 40] [--quick]

A bank of a thousand outlets in fifty branches; one case in twenty is open. Asked are a handler in
an outlet, the leader of a branch and an auditor who sees everything. Times are those of
``casework.queries``: rows fetched, names and private values masked, words made; not HTML. The last
line is what a list usually costs: a page by OFFSET with an exact count, as Django's paginator does.
"""

import argparse
import time
from collections.abc import Callable

import ground

from shouwen.vocabulary import Actor, moment

OPENED = moment("2024-11-04 09:00")
NOW = moment("2024-11-06 10:00")
BRANCHES, OUTLETS = 50, 20
ONE_IN = 20  # cases, so many are open
HANDLER, LEADER, AUDITOR = Actor("h0507"), Actor("l05"), Actor("zhong_cheng")
OUTLET = "o0507"
SUBJECTS = (
    "柜台排队时间过长",
    "信用卡年费争议",
    "转账手续费重复收取",
    "自助设备吞卡未退",
    "理财产品收益与宣传不符",
    "贷款审批进度缓慢",
    "工作人员态度生硬",
    "网上银行无法登录",
)
RARE, ONE_RARE_IN = "蓝鲸计划", 2_000

Question = Callable[[], object]


def models() -> tuple[str, str]:
    """Work on two cases and return their numbers: one at its handler's, one archived."""
    from shouwen.casework import operations
    from shouwen.casework.shapes import Done, Registered

    form = {
        "channel": "phone", "subject": SUBJECTS[0], "category": "work_error",
        "complainant_name": "陈立军", "telephone": "13812345678", "accused_unit": "renmin",
        "accused_level": "outlet", "region": "local", "accepting_level": "first_branch",
    }  # fmt: skip
    path = [
        ("dispatch", "tian_yu", {}),
        ("start", "zhao_qiang", {"handler": "sun_fang", "inquiring_units": ["renmin"]}),
        ("report_inquiry", "wu_yong", {"inquiry_finding": "属实"}),
        ("conclude", "zhao_qiang", {
            "liability": "bank", "finding": "属实", "treatment": "批评",
            "rectification": "增开窗口", "unit_apology": True,
        }),
        ("reply_customer", "sun_fang", {"reply": "已增开窗口，向您致歉。"}),
        ("return_result", "sun_fang", {
            "satisfaction": "satisfied", "handled_at": "2024-11-04 11:00",
            "handler_phone": "0571-0000001",
        }),
        ("call_back", "lin_xiao", {"satisfaction": "satisfied"}),
        ("archive", "tian_yu", {}),
    ]  # fmt: skip
    numbers = []
    for steps in (2, len(path)):
        answer = operations.register(
            ground.REGULATION, "register", form,
            actor=Actor("lin_xiao"), now=OPENED, command_id=f"model/{steps}",
        )  # fmt: skip
        assert isinstance(answer, Registered), answer
        for n, (act, who, values) in enumerate(path[:steps]):
            done = operations.act(
                answer.number, act, values, actor=Actor(who), now=NOW, command_id=f"{steps}/{n}"
            )
            assert isinstance(done, Done), (act, done)
        numbers.append(answer.number)
    return numbers[0], numbers[1]


def outlets() -> None:
    """Add fifty branches of twenty outlets, each with somebody in every seat asked about."""
    from shouwen import people

    units, persons, posts = [], [], []
    for b in range(BRANCHES):
        branch = f"b{b:02}"
        units.append(people.NewUnit(branch, f"第{b}支行", "second_branch", "east"))
        persons.append(people.NewPerson(f"l{b:02}", f"行长{b}"))
        posts.append(people.NewPost(f"l{b:02}", "branch_leader", branch))
        for o in range(OUTLETS):
            outlet, handler = f"o{b:02}{o:02}", f"h{b:02}{o:02}"
            units.append(people.NewUnit(outlet, f"第{b}支行第{o}网点", "outlet", branch))
            persons.append(people.NewPerson(handler, f"经办{b}{o}"))
            posts.append(people.NewPost(handler, "handler", outlet))
    people.create_units(units, by="root", now=OPENED)
    people.create_people(persons, by="root", now=OPENED)
    people.give_posts(posts, by="root", now=OPENED)


def changes() -> dict[str, str]:
    """Return how copies differ: where, whose, when, and what about."""
    place = f"(n / {ONE_IN}) %% {BRANCHES * OUTLETS}"
    branch = f"lpad(({place} / {OUTLETS})::text, 2, '0')"
    outlet = f"{branch} || lpad(({place} %% {OUTLETS})::text, 2, '0')"
    moved = "old::text"
    for was, now in (("renmin", f"'o' || {outlet}"), ("sun_fang", f"'h' || {outlet}"),
                     ("linjiang", f"'b' || {branch}")):  # fmt: skip
        moved = f"replace({moved}, '{was}', {now})"
    listed = ", ".join(f"'{subject}'" for subject in SUBJECTS)
    subject = f"(ARRAY[{listed}])[1 + n %% {len(SUBJECTS)}]"
    subject += f" || CASE WHEN n %% {ONE_RARE_IN} = 1 THEN '{RARE}' ELSE '' END"
    instant = f"timestamptz '{NOW.isoformat()}'"
    due = f"{instant} + ((n::bigint * 7919) %% 43200 - 14400) * interval '1 minute'"
    ended = f"{instant} - ((n::bigint * 7919) %% 1576800) * interval '1 minute'"
    return {
        "casework_case": f"""{moved}::jsonb || jsonb_build_object('subject', {subject}) ||
            CASE WHEN (old ->> 'ended')::boolean
            THEN jsonb_build_object('ended_at', {ended},
                                    'opened_at', {ended} - interval '5 days')
            ELSE jsonb_build_object('next_due_at', {due},
                                    'next_due_since', {due} - interval '3 days',
                                    'next_soon_at', {due} - interval '1 day',
                                    'opened_at', {due} - interval '3 days') END""",
        "casework_desk": f"{moved}::jsonb",
        "casework_search": f"jsonb_build_object('body', 'all' || n || E'\\n' || {subject})",
    }


def questions() -> dict[str, Question]:
    """Return what is asked, by name."""
    from django.core.paginator import Paginator

    from shouwen.casework import queries
    from shouwen.casework.models import Case

    def page(actor: Actor, view: str, cursor: str | None = None, **filters: str) -> object:
        return queries.work_list(actor, view=view, filters=filters, cursor=cursor, now=NOW)

    def after(pages: int) -> str | None:
        cursor = None
        for _ in range(pages):
            cursor = page(AUDITOR, "all", cursor).next_cursor or cursor
        return cursor

    far = after(198)
    usual = Paginator(Case.objects.order_by("next_due_at", "number"), 50)
    return {
        "handler: my work": lambda: page(HANDLER, "mine"),
        "handler: my unit": lambda: page(HANDLER, "unit"),
        "handler: badges": lambda: queries.badges(HANDLER, NOW),
        "leader: my unit": lambda: page(LEADER, "unit"),
        "leader: overdue": lambda: page(LEADER, "late"),
        "leader: closed": lambda: page(LEADER, "closed"),
        "handler: search, frequent word": lambda: page(HANDLER, "all", text="年费"),
        "leader: unit, by stage": lambda: page(LEADER, "unit", stage="handling"),
        "leader: search, frequent word": lambda: page(LEADER, "all", text="年费"),
        "leader: search, rare word": lambda: page(LEADER, "all", text=RARE),
        "leader: badges": lambda: queries.badges(LEADER, NOW),
        "auditor: all, page 1": lambda: page(AUDITOR, "all"),
        "auditor: all, page 199": lambda: page(AUDITOR, "all", far),
        "auditor: overdue": lambda: page(AUDITOR, "late"),
        "auditor: due soon": lambda: page(AUDITOR, "soon"),
        "auditor: by stage": lambda: page(AUDITOR, "all", stage="archived"),
        "auditor: by handler": lambda: page(AUDITOR, "all", handler=HANDLER.person),
        "auditor: by outlet": lambda: page(AUDITOR, "all", unit=OUTLET),
        "auditor: by channel": lambda: page(AUDITOR, "all", channel="phone"),
        "auditor: search, frequent word": lambda: page(AUDITOR, "all", text="年费"),
        "auditor: search, rare word": lambda: page(AUDITOR, "all", text=RARE),
        "auditor: search, a number": lambda: page(AUDITOR, "all", text="all777\n"),
        "auditor: badges": lambda: queries.badges(AUDITOR, NOW),
        "peer: OFFSET, exact count, page 199": lambda: list(usual.page(199)),
    }


def ask(asked: dict[str, Question], times: int, seconds: float) -> dict[str, tuple[float, float]]:
    """Return median and 95th percentile in milliseconds; everything is asked in turn."""
    spent: dict[str, list[float]] = {name: [] for name in asked}
    until = time.perf_counter() + seconds
    for turn in range(times):
        for name, question in asked.items():
            begun = time.perf_counter()
            question()
            took = time.perf_counter() - begun
            if turn:  # the first round warms caches and prepares statements
                spent[name].append(took * 1e3)
        if time.perf_counter() > until and turn > 2:
            break
    found = {}
    for name, each in spent.items():
        each.sort()
        found[name] = each[len(each) // 2], each[int(len(each) * 0.95)]
    return found


def main() -> None:
    """Ask at every size, and print how each grows."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=120, help="at most, for each size")
    parser.add_argument("--quick", action="store_true", help="10,000 and 50,000 cases, 10 times")
    options = parser.parse_args()
    sizes, times = ([10_000, 50_000], 10) if options.quick else (options.cases, options.times)
    print(ground.heading())
    with ground.bank():
        import crowd

        outlets()
        open_, archived = models()
        patterns = [open_] + [archived] * (ONE_IN - 1)
        found = []
        for n, size in enumerate(sizes):
            begun = time.perf_counter()
            with crowd.bare():
                crowd.rows(patterns, size - (sizes[n - 1] if n else 0), f"S{n}N", changes())
            print(f"{size:,} cases (made in {time.perf_counter() - begun:.0f} s)", flush=True)
            found.append(ask(questions(), times, options.seconds))
    print(f"{'median / 95th percentile, ms':38}" + "".join(f"{size:>18,}" for size in sizes))
    for name, first in found[0].items():
        cells = "".join(f"{each[name][0]:>10.1f} /{each[name][1]:6.1f}" for each in found)
        print(f"{name:38}{cells}   {found[-1][name][0] / first[0]:5.1f} ×")


if __name__ == "__main__":
    main()
