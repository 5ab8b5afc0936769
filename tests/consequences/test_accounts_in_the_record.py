"""Penalty accounts in the record: written with the case, closed by months, corrected by two."""

from decimal import Decimal

import pytest

from shouwen import ledger, people
from shouwen.casework import operations as casework
from shouwen.consequences import models
from shouwen.consequences import operations as money
from shouwen.consequences.closing import close_month
from shouwen.consequences.errors import NothingToCorrect, NotThisMonth, SamePerson
from shouwen.consequences.operations import BasisRow, Correction
from shouwen.consequences.streams import read
from shouwen.engine.charging import AccountId
from shouwen.engine.ledgers import statement
from shouwen.vocabulary import Month, moment

MARCH, APRIL, MAY = (Month(2024, n) for n in (3, 4, 5))
LU, SU, PAN = (AccountId("person", name) for name in ("lu", "su", "pan"))
BONUS = "performance_bonus"


def at(text):
    return moment(f"2024-{text} 09:00")


def account(id_):
    return read([id_])[id_].account


def bonus(month, now, **figures):
    rows = [
        BasisRow(n, AccountId("person", name), {BONUS: Decimal(value)})
        for n, (name, value) in enumerate(figures.items(), 2)
    ]
    return money.set_bases(month, rows, source="工资表.xlsx", person="su", now=now)


def close(month, now):
    return close_month(month, person="su", now=now)


@pytest.fixture
def charged(shop, counter):
    """A loss of 9,000 shared 40 : 30 : 20, as in T-4."""
    number = counter.register()
    counter.share(number, "9000", {"lu": 40, "su": 30, "pan": 20})
    return number


def test_the_account_is_charged_in_the_transaction_of_the_case(charged):
    rows = {row.account: row for row in models.Charge.objects.all()}
    assert {key: row.due for key, row in rows.items()} == {
        "person:lu": 4000, "person:su": 3000, "person:pan": 2000,
    }  # fmt: skip
    assert {row.number for row in rows.values()} == {charged}
    assert rows["person:lu"].articles == "第二条"
    (event,) = ledger.read("account/person:lu")
    assert event.type == "account.charged"
    assert event.body["amount"] == {"$money": "4000.00"}
    assert models.Account.objects.get(key="person:lu").owner_path == "/company/east_shop/"


def test_t4_in_the_record(charged):
    bonus(MARCH, at("04-01"), lu=5000, su=0, pan=4000)
    report = close(MARCH, at("04-01"))
    assert (report.closed, report.ended, report.totals["taken"]) == (3, True, 4500)
    bonus(APRIL, at("05-01"), lu=2400, su=6000)
    close(APRIL, at("05-01"))
    bonus(MAY, at("06-01"), lu=5000)
    close(MAY, at("06-01"))
    rows = models.AccountMonth.objects.filter(account="person:lu").order_by("month")
    assert [(row.taken, row.carried) for row in rows] == [(2500, 1500), (1200, 300), (300, 0)]
    assert models.Account.objects.get(key="person:lu").balance == 0
    assert not models.Account.objects.filter(unsettled=True).exists()


def test_a_month_is_closed_once_and_its_figures_are_frozen(charged, counter):
    bonus(MARCH, at("04-01"), lu=5000, su=5000, pan=5000)
    first = close(MARCH, at("04-01"))
    before = statement(account(LU), MARCH)
    counter.act(charged, "acquit", "2024-04-02 10:00", bearer="lu")
    counter.act(charged, "charge", "2024-04-02 10:01", loss="9000")
    again = close(MARCH, at("04-03"))
    assert (again.ended, again.closed, again.totals) == (True, 0, first.totals)
    assert statement(account(LU), MARCH).lines[0].taken == before.lines[0].taken == 2500
    assert account(LU).balance == -2500
    assert bonus(MARCH, at("04-03"), lu=1)[0].outcome == "refused"


def test_a_late_charge_belongs_to_the_next_open_month(shop, counter):
    first = counter.register("2024-03-01 09:30")
    counter.share(first, "100", {"lu": 1}, "2024-03-01 10:00")
    bonus(MARCH, at("04-01"), lu=5000)
    close(MARCH, at("04-01"))
    # 苏 had no account when March was closed; the act is dated in March all the same.
    late = counter.register("2024-03-30 09:30")
    counter.share(late, "100", {"su": 1}, "2024-03-30 10:00")
    assert models.Charge.objects.get(account="person:su").month == "2024-04"
    assert statement(account(SU), APRIL).total("charged") == 100


def test_an_unknown_basis_leaves_the_account_open_until_it_is_known(charged):
    bonus(MARCH, at("04-01"), lu=5000)
    report = close(MARCH, at("04-01"))
    assert (report.closed, report.ended) == (1, False)
    assert report.missing == {SU: (BONUS,), PAN: (BONUS,)}
    with pytest.raises(NotThisMonth):
        close(APRIL, at("05-01"))
    bonus(MARCH, at("04-02"), su=5000, pan=0)
    report = close(MARCH, at("04-02"))
    assert (report.closed, report.ended, report.accounts) == (2, True, 3)
    assert account(LU).charges[f"{_number()}/loss/lu"].taken == 2500


def _number():
    return models.Charge.objects.first().number


def test_months_are_closed_one_after_another_when_they_end(charged):
    with pytest.raises(NotThisMonth):
        close(MARCH, moment("2024-03-30 23:59"))
    bonus(MARCH, moment("2024-03-31 08:00"), lu=1, su=1, pan=1)
    assert close(MARCH, moment("2024-03-31 09:00")).ended
    with pytest.raises(NotThisMonth):
        close(MAY, at("06-01"))


def test_a_preview_writes_nothing(charged):
    bonus(MARCH, at("04-01"), lu=5000, su=5000, pan=5000)
    events = len(ledger.read("account/person:lu"))
    report = money.preview_month(MARCH, now=at("04-01"))
    assert (report.closed, report.totals["taken"]) == (3, 2500 + 2500 + 2000)
    assert len(ledger.read("account/person:lu")) == events
    assert not models.Closing.objects.exists()


def test_who_has_left_keeps_the_balance(charged):
    people.end_person("pan", by="root", now=moment("2024-03-20 00:00"))
    bonus(MARCH, at("04-01"), lu=5000, su=5000)
    assert close(MARCH, at("04-01")).ended
    assert models.Account.objects.get(key="person:pan").left
    assert (account(PAN).balance, account(PAN).left) == (2000, True)
    money.pay(
        PAN, f"{charged}/loss/pan", Decimal(500), reason="离职结清一部分", person="su",
        now=at("04-02"), command_id="p1",
    )  # fmt: skip
    assert account(PAN).balance == 1500
    with pytest.raises(NothingToCorrect):
        money.pay(
            PAN, f"{charged}/loss/pan", Decimal(1501), reason="", person="su",
            now=at("04-02"), command_id="p2",
        )  # fmt: skip


def test_a_correction_takes_two_persons_and_is_a_new_entry(charged):
    name = f"{charged}/loss/lu"
    wanted = Correction(name, "corrected", "基点数录错", Decimal(3000))
    request = money.ask_correction(LU, wanted, person="su", now=at("03-05"), command_id="a1")
    assert account(LU).balance == 4000
    for person in ("su", "lu"):
        with pytest.raises(SamePerson):
            money.decide_correction(
                LU, request, approve=True, reason="", person=person, now=at("03-05"),
                command_id=f"no-{person}",
            )  # fmt: skip
    with pytest.raises(NothingToCorrect):
        money.ask_correction(LU, wanted, person="su", now=at("03-05"), command_id="a2")
    money.decide_correction(
        LU, request, approve=True, reason="", person="chen", now=at("03-06"), command_id="d1"
    )
    assert account(LU).balance == 3000
    assert [event.type for event in ledger.read("account/person:lu")] == [
        "account.charged", "account.correction_asked", "account.corrected",
    ]  # fmt: skip
    assert models.Charge.objects.get(key=name).due == 3000


def test_an_appeal_upheld_is_paid_back_at_the_next_close(charged):
    bonus(MARCH, at("04-01"), lu=5000, su=5000, pan=5000)
    close(MARCH, at("04-01"))
    wanted = Correction(f"{charged}/loss/lu", "appeal", "申诉成立")
    request = money.ask_correction(LU, wanted, person="su", now=at("04-02"), command_id="a1")
    money.decide_correction(
        LU, request, approve=True, reason="", person="chen", now=at("04-03"), command_id="d1"
    )
    assert models.Charge.objects.get(key=f"{charged}/loss/lu").released
    bonus(APRIL, at("05-01"), su=5000)
    close(APRIL, at("05-01"))
    row = models.AccountMonth.objects.get(month="2024-04", account="person:lu")
    assert (row.repaid, row.carried) == (2500, 0)


def test_an_appeal_dismissed_changes_nothing(charged):
    wanted = Correction(f"{charged}/loss/lu", "appeal", "本人申诉")
    request = money.ask_correction(LU, wanted, person="su", now=at("03-05"), command_id="a1")
    money.decide_correction(
        LU, request, approve=False, reason="事实清楚", person="chen", now=at("03-06"),
        command_id="d1",
    )  # fmt: skip
    assert (account(LU).balance, account(LU).asked) == (4000, {})


def test_a_command_repeated_charges_once(charged, counter):
    before = len(ledger.read("account/person:lu"))
    for _ in range(2):
        casework.act(
            charged, "charge", {"loss": "9090"}, actor=people_actor("chen"), now=at("03-02"),
            command_id="again",
        )  # fmt: skip
    assert len(ledger.read("account/person:lu")) == before + 1
    assert account(LU).balance == 4040


def people_actor(person):
    from shouwen.vocabulary import Actor

    return Actor(person)


def test_basis_rows_are_judged_one_by_one(charged):
    rows = [
        BasisRow(2, LU, {BONUS: Decimal(5000)}),
        BasisRow(3, AccountId("person", "nobody"), {BONUS: Decimal(1)}),
        BasisRow(4, SU, {BONUS: Decimal(-1)}),
        BasisRow(5, LU, {BONUS: Decimal(1)}),
        BasisRow(6, AccountId("unit", "east_shop"), {BONUS: Decimal(9)}),
        BasisRow(7, PAN, {}),
    ]
    told = money.set_bases(MARCH, rows, source="表", person="su", now=at("04-01"))
    assert [each.outcome for each in told] == [
        "set", "refused", "refused", "refused", "set", "refused",
    ]  # fmt: skip
    assert [each.line for each in told] == [2, 3, 4, 5, 6, 7]
    again = money.set_bases(MARCH, rows[:1], source="表", person="su", now=at("04-01"))
    assert again[0].outcome == "unchanged"
    assert len(ledger.read("basis/2024-03")) == 1


def test_a_sanction_is_published_once(shop, counter):
    number = counter.register()
    counter.act(number, "punish", punished="lu", sanction="demerit")
    row = models.Charge.objects.get(sanction="demerit")
    assert (row.sanction_title, row.percent, row.due) == ("记过", 30, None)
    for n, count in ((1, 1), (2, 0)):
        published = money.publish(
            [(LU, row.key)], notice="人事〔2024〕3号", person="su", now=at("03-05"),
            command_id=f"p{n}",
        )  # fmt: skip
        assert published == count
    row.refresh_from_db()
    assert row.published == "人事〔2024〕3号"


def test_the_money_of_the_case_is_a_register_and_closes_with_no_month(shop, counter):
    number = counter.register()
    counter.act(number, "pay", paid="500")
    counter.act(number, "pay", paid="300")
    row = models.Charge.objects.get(account=f"case:{number}")
    assert (row.kind, row.due, row.title) == ("compensation", 800, "赔付")
    close(MARCH, at("04-01"))
    row.refresh_from_db()
    assert (row.taken, row.due) == (0, 800)


def test_rebuilding_gives_the_same_tables(charged, counter):
    counter.act(charged, "order", todo="更换包装")
    bonus(MARCH, at("04-01"), lu=5000, su=0)
    close(MARCH, at("04-01"))
    before = _everything()
    money.rebuild(now=at("04-02"))
    assert _everything() == before


def _everything():
    return {
        model.__name__: sorted(
            (tuple(sorted(row.items(), key=str)) for row in model.objects.values()), key=str
        )
        for model in (
            models.Account, models.Charge, models.AccountMonth, models.Closing, models.Improvement,
        )
    } | {"bases": sorted(models.Basis.objects.values_list("month", "account"))}  # fmt: skip


def test_what_somebody_changed_in_a_table_is_told(charged):
    models.Charge.objects.filter(account="person:lu").update(due=1)
    told = [str(each) for each in money.replay_faults(now=at("04-01"))]
    assert len(told) == 1
    assert "consequences_charge" in told[0]
    models.Charge.objects.filter(account="person:lu").update(due=4000)
