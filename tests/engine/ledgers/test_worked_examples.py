"""Penalty money in worked examples, each small enough to check by hand."""

from decimal import Decimal

import pytest

from shouwen.engine.ledgers import (
    Account,
    BasisSet,
    Cap,
    Charged,
    Corrected,
    CorrectionAsked,
    CorrectionRefused,
    LeftOrganisation,
    MonthClosed,
    NotApportionable,
    NotClosed,
    NothingReceivable,
    Paid,
    Published,
    Released,
    account_of,
    apportion,
    close,
    collection_rate,
    percent_of,
    reconcile,
    statement,
    take_in,
)
from shouwen.vocabulary import Month, NotAMonth, moment

NOON = moment("2026-07-20 12:00")
JULY, AUGUST, SEPTEMBER = (Month(2026, n) for n in (7, 8, 9))
BONUS = "performance_bonus"


def d(text: str | int) -> Decimal:
    return Decimal(text)


def charge(name: str = "c1", amount: str | int | None = 4000, **over) -> Charged:
    values: dict = {
        "at": NOON, "charge": name, "ledger": "shop.loss", "title": "损失罚扣",
        "kind": "deduction", "source": "TS1", "month": JULY,
        "amount": None if amount is None else d(amount), "cap": Cap(d(50), BONUS),
    }  # fmt: skip
    return Charged(**values | over)


def fine(name: str = "f1", amount: str | int = 300, **over) -> Charged:
    kind = over.pop("kind", "fine")
    return charge(name, amount, ledger=f"shop.{kind}", title="罚款", kind=kind, cap=None, **over)


def withheld(name: str = "s1", percent: int = 30, **over) -> Charged:
    return charge(
        name, None, ledger="shop.sanction", title="处分扣奖", kind="sanction",
        percent=d(percent), of=BONUS, cap=None, carries=False, **over,
    )  # fmt: skip


def settle(account: Account, month: Month, bonus: str | int | None) -> MonthClosed:
    closing = close(account, month, None if bonus is None else {BONUS: d(bonus)}, NOON)
    assert isinstance(closing, MonthClosed)
    take_in(account, closing)
    return closing


def figures(account: Account, month: Month) -> tuple[Decimal, Decimal]:
    found = statement(account, month)
    return found.total("taken"), found.total("carried")


# -- shares


def test_the_loss_of_t4_falls_as_4000_3000_2000() -> None:
    assert apportion(d(9000), {"a": 40, "b": 30, "c": 20}) == {"a": 4000, "b": 3000, "c": 2000}


def test_the_remainder_goes_to_the_largest_share() -> None:
    assert apportion(d(100), {"a": 1, "b": 2, "c": 4}) == {
        "a": d("14.29"), "b": d("28.57"), "c": d("57.14"),
    }  # fmt: skip
    assert apportion(d("0.05"), {"a": 1, "b": 1}) == {"a": d("0.02"), "b": d("0.03")}


def test_rounding_that_goes_too_far_never_makes_a_share_negative() -> None:
    assert apportion(d("0.02"), dict.fromkeys("abcd", 1)) == {
        "a": 0, "b": 0, "c": d("0.01"), "d": d("0.01"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("loss", "points"), [(1, {"a": 0}), (1, {}), (-1, {"a": 1}), (1, {"a": -1})]
)
def test_what_cannot_be_shared_out_is_refused(loss: int, points: dict[str, int]) -> None:
    with pytest.raises(NotApportionable):
        apportion(d(loss), points)


def test_percentages_are_rounded_half_up_to_the_fen() -> None:
    assert percent_of(d(50), d("0.01")) == d("0.01")
    assert percent_of(d(30), d("1234.55")) == d("370.37")


# -- the month's close


def test_t4_month_by_month() -> None:
    account = account_of([charge()])
    settle(account, JULY, 5000)
    assert figures(account, JULY) == (2500, 1500)
    settle(account, AUGUST, 2400)
    assert figures(account, AUGUST) == (1200, 300)
    settle(account, SEPTEMBER, 5000)
    assert figures(account, SEPTEMBER) == (300, 0)
    assert account.balance == 0


def test_several_cases_of_a_month_are_added_before_the_cap_and_the_older_goes_first() -> None:
    account = account_of([charge("late", 1000, month=AUGUST), charge("first", 2000)])
    settle(account, JULY, 2000)
    settle(account, AUGUST, 3000)
    lines = {line.first.charge: line for line in statement(account, AUGUST).lines}
    assert (lines["first"].taken, lines["first"].carried) == (1000, 0)
    assert (lines["late"].taken, lines["late"].carried) == (500, 500)


def test_a_month_with_zero_bonus_takes_nothing_and_carries_all() -> None:
    account = account_of([charge()])
    settle(account, JULY, 0)
    assert figures(account, JULY) == (0, 4000)


def test_an_unknown_bonus_is_not_zero() -> None:
    account = account_of([charge()])
    assert close(account, JULY, None, NOON) == NotClosed(missing=(BONUS,))
    assert close(account, JULY, {"wage": d(1)}, NOON) == NotClosed(missing=(BONUS,))
    assert statement(account, JULY).missing == (BONUS,)


def test_a_month_is_closed_once() -> None:
    account = account_of([charge()])
    settle(account, JULY, 5000)
    assert close(account, JULY, {BONUS: d(5000)}, NOON) == NotClosed(closed=True)
    assert close(account, Month(2026, 6), {BONUS: d(5000)}, NOON) == NotClosed(closed=True)


def test_a_fine_needs_no_bonus_and_is_under_no_cap() -> None:
    account = account_of([fine()])
    closing = settle(account, JULY, None)
    assert [line.taken for line in closing.lines] == [300]


def test_a_sanction_takes_its_part_of_the_month_and_leaves_the_rest_to_older_losses() -> None:
    account = account_of([charge(), withheld(percent=80)])
    settle(account, JULY, 1000)
    lines = {line.first.charge: line for line in statement(account, JULY).lines}
    assert lines["s1"].taken == 800
    # The cap would allow 500, but no more than the bonus is taken in all.
    assert (lines["c1"].taken, lines["c1"].carried) == (200, 3800)


def test_what_two_sanctions_exceed_the_bonus_by_lapses_and_is_shown() -> None:
    account = account_of([withheld("s1", 100), withheld("s2", 30)])
    settle(account, JULY, 5000)
    found = statement(account, JULY)
    assert (found.total("taken"), found.total("lapsed"), found.total("carried")) == (5000, 1500, 0)


def test_who_has_left_keeps_the_balance() -> None:
    account = account_of([charge(), withheld(), fine(), LeftOrganisation(NOON)])
    settle(account, JULY, None)
    found = statement(account, JULY)
    assert (found.left, found.total("taken"), found.total("lapsed")) == (True, 0, 0)
    assert found.total("carried") == 4300
    assert [line.percent for line in found.lines if line.percent is not None] == [30]
    take_in(account, Paid(NOON, "c1", d(4000), "离职结清", "hr"))
    assert account.balance == 300


# -- corrections


def test_a_correction_is_a_new_entry_and_is_paid_back_at_the_next_close() -> None:
    account = account_of([charge(amount=2000)])
    settle(account, JULY, 4000)
    before = statement(account, JULY)
    take_in(account, Corrected(NOON, "c1", "corrected", "基点数有误", "hr", "boss", d(-500)))
    assert statement(account, JULY) == before
    settle(account, AUGUST, 4000)
    found = statement(account, AUGUST)
    assert (found.total("corrected"), found.total("repaid"), found.total("carried")) == (
        -500,
        500,
        0,
    )
    assert account.charges["c1"].taken == 1500


def test_an_appeal_upheld_releases_what_is_open_and_returns_what_was_taken() -> None:
    account = account_of([charge()])
    settle(account, JULY, 5000)
    take_in(account, Released(NOON, "c1", "appeal", "申诉成立", "union", "boss"))
    assert account.balance == -2500
    settle(account, AUGUST, None)
    assert statement(account, AUGUST).total("repaid") == 2500
    assert account.balance == 0


def test_a_correction_waits_for_a_second_person() -> None:
    asked = CorrectionAsked(NOON, "r1", "c1", "corrected", "金额有误", "hr", d(-1000))
    account = account_of([charge(), asked])
    assert (account.balance, list(account.asked)) == (4000, ["r1"])
    refused = account_of([charge(), asked, CorrectionRefused(NOON, "r1", "无误", "boss")])
    assert (refused.balance, refused.asked) == (4000, {})
    done = Corrected(NOON, "c1", "corrected", "金额有误", "hr", "boss", d(-1000), request="r1")
    take_in(account, done)
    assert (account.balance, account.asked) == (3000, {})


def test_a_corrected_percentage_is_counted_on_the_month_it_was_taken_in() -> None:
    account = account_of([withheld(percent=100)])
    settle(account, JULY, 5000)
    correction = Corrected(NOON, "s1", "appeal", "改为记过", "hr", "boss", by_percent=d(-70))
    take_in(account, correction)
    assert account.balance == -3500


def test_a_charge_made_after_the_close_belongs_to_the_next_month() -> None:
    account = account_of([charge()])
    settle(account, JULY, 8000)
    assert account.month_for(JULY) == AUGUST
    take_in(account, fine(month=account.month_for(JULY)))
    assert statement(account, JULY).total("charged") == 4000
    assert statement(account, AUGUST).total("charged") == 300


def test_what_is_taken_at_once_is_in_the_statement_of_its_month() -> None:
    account = account_of([fine(takes="at_once")])
    assert figures(account, JULY) == (300, 0)
    settle(account, JULY, None)
    assert figures(account, JULY) == (300, 0)


def test_credits_are_paid_out_beside_the_sums_of_what_is_taken() -> None:
    account = account_of([fine(), fine("reward", 500, credit=True)])
    assert account.balance == -200
    settle(account, JULY, None)
    found = statement(account, JULY)
    assert (found.total("taken"), found.paid_out, account.balance) == (300, 500, 0)


def test_what_is_only_held_is_never_taken() -> None:
    account = account_of([fine("held", 9000, takes="never", kind="disputed")])
    settle(account, JULY, 5000)
    assert (account.balance, account.held, statement(account, JULY).held) == (0, 9000, 9000)
    take_in(account, Released(NOON, "held", "amended", "结案", "hr"))
    assert account.held == 0


def test_an_open_month_shows_what_its_close_would_do() -> None:
    account = account_of([charge(), BasisSet(NOON, JULY, {BONUS: d(5000)})])
    found = statement(account, JULY)
    assert (found.state, found.total("taken"), found.total("carried")) == ("open", 2500, 1500)
    (cap,) = found.caps
    assert (cap.room, cap.used) == (2500, 2500)
    assert account.balance == 4000


def test_a_skipped_month_shows_what_stood_open() -> None:
    account = account_of([charge()])
    settle(account, JULY, 0)
    settle(account, SEPTEMBER, 0)
    found = statement(account, AUGUST)
    assert (found.state, found.total("opening"), found.total("carried")) == ("skipped", 4000, 4000)


def test_a_sanction_is_published_once_it_has_a_notice() -> None:
    account = account_of([withheld(), Published(NOON, "s1", "人事〔2026〕7号")])
    assert account.charges["s1"].published == "人事〔2026〕7号"


# -- goods and receivables


@pytest.mark.parametrize(
    ("actual", "outcome", "booked"),
    [("99", "smaller", "99"), ("100", "equal", "100"), ("105", "within", "105"),
     ("105.01", "above", None), ("106", "above", None), ("0", "smaller", "0")],
)  # fmt: skip
def test_a_return_is_booked_up_to_the_tolerance_and_stops_above(
    actual: str, outcome: str, booked: str | None
) -> None:
    found = reconcile(d(100), d(actual), d(5))
    assert (found.outcome, found.booked) == (outcome, None if booked is None else d(booked))


def test_disputed_receivables_do_not_spoil_the_collection_rate() -> None:
    assert collection_rate(d(60000), d(100000), d(0)) == 60
    assert collection_rate(d(60000), d(100000), d(25000)) == 80
    assert collection_rate(d(1), d(3), d(0)) == d("33.33")
    with pytest.raises(NothingReceivable):
        collection_rate(d(0), d(100), d(100))


# -- months


def test_months_follow_one_another() -> None:
    assert Month.parse("2026-12").next == Month(2027, 1)
    assert Month(2026, 1).previous == Month(2025, 12)
    assert Month(2026, 2).last_day.day == 28
    assert Month.of(moment("2026-07-31 23:59")) == JULY
    assert Month.of(JULY.end) == JULY
    for text in ("2026-7", "2026-13", "0000-01", "七月", "2026-00"):
        with pytest.raises(NotAMonth):
            Month.parse(text)
