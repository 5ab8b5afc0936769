"""Accounts, months and sanctions: who sees and does what."""

from decimal import Decimal

import pytest

from shouwen import people
from shouwen.accountability import operations, queries
from shouwen.accountability.errors import NoSuchSheet, NotYours, NotYoursToDo
from shouwen.consequences import models
from shouwen.consequences.errors import SamePerson
from shouwen.vocabulary import Actor, Month, moment

MARCH = Month(2024, 3)
NOW = moment("2024-04-01 09:00")
LU, SU, PAN, HE, JIANG, SHEN, CHEN = (
    Actor(name) for name in ("lu", "su", "pan", "he", "jiang", "shen", "chen")
)


def keys(page):
    return [row.key for row in page.rows]


def sheet(*lines):
    return operations.read_sheet(list(enumerate(lines, 1)))


def bonus(actor=JIANG, **figures):
    lines = [("工号", "绩效奖金（元）"), *figures.items()]
    return operations.set_bases(MARCH, sheet(*lines), source="表", actor=actor, now=NOW)


def test_everybody_sees_his_own_statement_and_no_other(charged):
    view = queries.statement_for(LU, None, MARCH, NOW)
    assert (view.owner, view.own, view.charged, view.carried) == ("陆二", True, 4000, 4000)
    assert (view.state, view.missing) == ("open", ("绩效奖金",))
    (line,) = view.charges
    assert (line.title, line.article, line.number, line.may_correct) == (
        "损失罚扣", "第二条", charged, False,
    )  # fmt: skip
    for other in (PAN, HE, CHEN):
        with pytest.raises(NotYours):
            queries.statement_for(other, "person:lu", MARCH, NOW)
    with pytest.raises(NotYours):
        queries.statement_for(JIANG, "person:nobody", MARCH, NOW)
    nobody = queries.statement_for(CHEN, None, MARCH, NOW)
    assert (nobody.charges, nobody.carried) == ((), 0)


def test_keepers_see_the_accounts_at_and_below_their_post(charged):
    assert keys(queries.account_list(JIANG, NOW)) == ["person:lu", "person:pan", "person:su"]
    assert keys(queries.account_list(SU, NOW)) == ["person:lu", "person:su"]
    assert keys(queries.account_list(HE, NOW)) == ["person:pan"]
    assert keys(queries.account_list(LU, NOW)) == []
    first = queries.account_list(JIANG, NOW, limit=2)
    assert (keys(first), first.next) == (["person:lu", "person:pan"], "person:pan")
    assert keys(queries.account_list(JIANG, NOW, cursor=first.next)) == ["person:su"]
    row = first.rows[0]
    assert (row.owner, row.unit, row.balance) == ("陆二", "东店", 4000)


def test_only_keepers_of_the_whole_house_close_and_take_in_figures(charged):
    for actor in (SU, LU):
        with pytest.raises(NotYoursToDo):
            bonus(actor, lu="5000")
        with pytest.raises(NotYoursToDo):
            operations.close_month(MARCH, actor=actor, now=NOW)
    assert {each.outcome for each in bonus(lu="5,000.00", su="0", pan="5000")} == {"set"}
    view = queries.month_view(JIANG, MARCH, NOW)
    assert (view.state, view.may_close, view.known, view.missing) == ("ready", True, 3, ())
    assert view.totals["taken"] == 2500 + 0 + 2000
    assert not queries.month_view(SU, MARCH, NOW).may_close
    with pytest.raises(NotYoursToDo):
        queries.month_view(LU, MARCH, NOW)
    assert operations.close_month(MARCH, actor=JIANG, now=NOW).ended
    view = queries.month_view(JIANG, MARCH, NOW)
    assert (view.state, view.accounts, view.totals["carried"]) == ("closed", 3, 1500 + 3000)
    assert queries.statement_for(LU, None, MARCH, NOW).taken == 2500
    assert queries.month_view(JIANG, None, NOW).month == "2024-04"


def test_the_states_of_a_month(charged):
    early = moment("2024-03-15 09:00")
    assert queries.month_view(JIANG, MARCH, early).state == "early"
    bonus(lu="1")
    view = queries.month_view(JIANG, MARCH, NOW)
    assert {name for _, name, _ in view.missing} == {"苏三", "潘四"}
    assert not operations.close_month(MARCH, actor=JIANG, now=NOW).ended
    assert queries.month_view(JIANG, MARCH, NOW).state == "begun"
    waiting = queries.month_view(JIANG, Month(2024, 4), moment("2024-05-01 09:00"))
    assert (waiting.state, waiting.first) == ("waiting", "2024-03")


def test_what_a_month_took_is_listed_for_who_sees_the_whole_account(charged):
    bonus(lu=5000, su=0, pan=5000)
    operations.close_month(MARCH, actor=JIANG, now=NOW)
    page = queries.month_list(JIANG, MARCH, NOW, limit=2)
    assert [(row.key, row.charged, row.taken, row.carried) for row in page.rows] == [
        ("person:lu", 4000, 2500, 1500), ("person:pan", 2000, 2000, 0),
    ]  # fmt: skip
    assert keys(queries.month_list(JIANG, MARCH, NOW, cursor=page.next)) == ["person:su"]
    with pytest.raises(NotYoursToDo):
        queries.month_list(SU, MARCH, NOW)
    # 陆 has a charge in a ledger somebody else keeps: the sum would tell of it.
    lu = models.Charge.objects.filter(account="person:lu")
    lu.update(ledger="elsewhere.loss")
    assert keys(queries.month_list(JIANG, MARCH, NOW)) == ["person:pan", "person:su"]
    lu.update(ledger="counter-money.loss")


def test_a_sheet_is_read_line_by_line(charged):
    found = sheet(
        ("二〇二四年三月绩效",),
        ("姓名", "工 号", "绩效奖金(元)", "基点数"),
        ("陆二", "lu", "5,000.00", "40"),
        ("某人", "", "1", "1"),
        (None, None, None, None),
        ("苏三", "su", "五千", "30"),
        ("潘四", "pan", "", "20"),
        ("合计", "", "", ""),
    )
    assert [(row.line, row.id.id, row.figures) for row in found.rows] == [
        (3, "lu", {"performance_bonus": Decimal("5000.00"), "base_points": Decimal(40)}),
        (7, "pan", {"base_points": Decimal(20)}),
    ]
    assert [each.line for each in found.refused] == [4, 6, 8]
    with pytest.raises(NotYoursToDo):
        operations.set_bases(MARCH, found, source="表", actor=LU, now=NOW)
    with pytest.raises(NoSuchSheet):
        sheet(("姓名", "电话"), ("陆二", "1"))


def test_a_correction_is_asked_by_one_keeper_and_approved_by_another(charged):
    name = f"{charged}/loss/lu"
    ask = {"cause": "corrected", "to": Decimal(3000), "reason": "基点数录错", "now": NOW}
    for actor in (LU, HE, CHEN):
        with pytest.raises(NotYours):
            operations.ask_correction(actor, name, command_id=f"no-{actor.person}", **ask)
    request = operations.ask_correction(JIANG, name, command_id="a", **ask)
    assert queries.requests_for(JIANG, NOW) == []
    (waiting,) = queries.requests_for(SHEN, NOW)
    assert (waiting.owner, waiting.words, waiting.person) == ("陆二", "改为 3,000.00 元", "蒋五")
    decide = {"approve": True, "reason": "", "now": NOW}
    with pytest.raises(SamePerson):
        operations.decide_correction(JIANG, "person:lu", request, command_id="d1", **decide)
    with pytest.raises(NotYours):
        operations.decide_correction(SHEN, "person:su", request, command_id="d2", **decide)
    operations.decide_correction(SHEN, "person:lu", request, command_id="d3", **decide)
    view = queries.statement_for(LU, None, MARCH, NOW, "en")
    assert (view.corrected, view.carried) == (-1000, 3000)
    assert view.entries[-1].words == "损失罚扣: corrected"
    assert view.entries[-1].person == "蒋五, approved by 沈六"


def test_a_keeper_never_works_on_his_own_account(house, counter):
    number = counter.register()
    counter.share(number, "100", {"jiang": 1})
    ask = {"cause": "appeal", "to": None, "reason": "我没有错", "now": NOW}
    with pytest.raises(NotYoursToDo):
        operations.ask_correction(JIANG, f"{number}/loss/jiang", command_id="a", **ask)
    request = operations.ask_correction(SHEN, f"{number}/loss/jiang", command_id="b", **ask)
    with pytest.raises(SamePerson):
        operations.decide_correction(
            JIANG, "person:jiang", request, approve=True, reason="", now=NOW, command_id="d"
        )


def test_payments_are_recorded_by_keepers(charged):
    name = f"{charged}/loss/lu"
    operations.pay(JIANG, name, Decimal(500), reason="自缴", now=NOW, command_id="p")
    view = queries.statement_for(LU, None, MARCH, NOW)
    assert (view.paid, view.carried) == (500, 3500)
    with pytest.raises(NotYours):
        operations.pay(HE, name, Decimal(1), reason="", now=NOW, command_id="p2")


def test_sanctions_are_listed_and_published_by_keepers(house, counter):
    number = counter.register()
    counter.act(number, "punish", punished="lu", sanction="demerit")
    counter.act(number, "punish", punished="pan", sanction="warning")
    page = queries.sanction_list(JIANG, NOW)
    assert {(row.owner, row.sanction) for row in page.rows} == {("陆二", "记过"), ("潘四", "警告")}
    assert [row.owner for row in queries.sanction_list(SU, NOW).rows] == ["陆二"]
    assert queries.sanction_list(LU, NOW).rows == ()
    charge = next(row.charge for row in page.rows if row.owner == "陆二")
    other = next(row.charge for row in page.rows if row.owner == "潘四")
    with pytest.raises(NotYoursToDo):
        operations.publish(SU, [other], "人事1号", now=NOW, command_id="p0")
    with pytest.raises(NotYoursToDo):
        operations.publish(JIANG, [charge], " ", now=NOW, command_id="p1")
    assert operations.publish(JIANG, [charge], "人事1号", now=NOW, command_id="p2") == 1
    left = queries.sanction_list(JIANG, NOW).rows
    assert [row.owner for row in left] == ["潘四"]
    (done,) = queries.sanction_list(JIANG, NOW, view="published").rows
    assert (done.published, done.may_publish) == ("人事1号", False)


def test_lists_turn_pages(house, counter):
    numbers = [counter.register() for _ in range(3)]
    for n, number in enumerate(numbers):
        counter.act(number, "punish", f"2024-03-0{n + 1} 10:00", punished="lu", sanction="demerit")
        counter.act(number, "pay", f"2024-03-0{n + 1} 10:00", paid="100")
        counter.act(number, "order", f"2024-03-0{n + 1} 10:00", todo=f"第 {n} 项")
    for ask, key in (
        (queries.sanction_list, lambda row: row.number),
        (queries.money_list, lambda row: row.number),
        (queries.improvement_list, lambda row: row.id),
    ):
        first = ask(JIANG, NOW, limit=2)
        second = ask(JIANG, NOW, limit=2, cursor=first.next)
        seen = [key(row) for row in (*first.rows, *second.rows)]
        assert len(seen) == len(set(seen)) == 3
        assert second.next is None


def test_the_money_of_cases_is_seen_by_those_who_see_the_case(house, counter):
    number = counter.register()
    counter.act(number, "pay", paid="800")
    (row,) = queries.money_list(SU, NOW).rows
    assert (row.number, row.kind, row.amount) == (number, "赔付", 800)
    assert queries.money_list(PAN, NOW).rows == ()
    assert queries.money_list(JIANG, NOW, kind="refund").rows == ()


def test_names_of_leavers_are_still_told(charged):
    people.end_person("pan", by="root", now=moment("2024-03-20 00:00"))
    rows = {row.key: row.owner for row in queries.account_list(JIANG, NOW, view="all").rows}
    assert rows["person:pan"] == "潘四"
