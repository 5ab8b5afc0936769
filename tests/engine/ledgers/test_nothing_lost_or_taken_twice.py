"""What must hold of every account, whatever is charged, corrected and closed, in whatever order."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from shouwen.engine.ledgers import (
    Account,
    Cap,
    Charged,
    Corrected,
    LeftOrganisation,
    MonthClosed,
    Paid,
    Released,
    account_of,
    apportion,
    close,
    percent_of,
    statement,
    take_in,
)
from shouwen.vocabulary import Month, moment

NOON = moment("2026-07-20 12:00")
BONUS = "performance_bonus"
FIRST = Month(2026, 1)
ZERO = Decimal(0)

fen = st.integers(0, 2_000_000).map(lambda n: Decimal(n) / 100)
bonuses = st.one_of(st.just(ZERO), fen)
points = st.dictionaries(
    st.sampled_from("abcdefgh"), st.one_of(st.integers(0, 500), fen), min_size=1
).filter(lambda found: sum(found.values()) > 0)
quiet = settings(max_examples=200, deadline=None)


@given(fen, points)
@quiet
def test_shares_add_up_to_the_loss_and_none_is_negative(loss: Decimal, by: dict) -> None:
    shares = apportion(loss, by)
    assert sum(shares.values()) == loss
    assert all(share >= 0 and share == share.quantize(Decimal("0.01")) for share in shares.values())


@given(fen, points)
@quiet
def test_a_share_is_never_further_from_the_exact_one_than_rounding_explains(
    loss: Decimal, by: dict
) -> None:
    shares, total = apportion(loss, by), sum(by.values())
    for who, share in shares.items():
        exact = loss * Decimal(by[who]) / Decimal(total)
        assert abs(share - exact) <= Decimal("0.005") * (len(by) + 1)


@given(fen, points)
@quiet
def test_who_has_no_points_bears_nothing(loss: Decimal, by: dict) -> None:
    shares = apportion(loss, by)
    assert all(share == 0 for who, share in shares.items() if not by[who])


# -- walks: charges, corrections, payments and closes in any order

steps = st.lists(
    st.one_of(
        st.tuples(st.just("charge"), st.sampled_from(["loss", "fine", "once", "credit"]), fen),
        st.tuples(st.just("percent"), st.booleans(), st.integers(0, 150)),
        st.tuples(st.just("correct"), st.integers(0, 20), st.integers(-500_000, 500_000)),
        st.tuples(st.just("release"), st.integers(0, 20), st.none()),
        st.tuples(st.just("pay"), st.integers(0, 20), fen),
        st.tuples(st.just("leave"), st.none(), st.none()),
        st.tuples(st.just("close"), st.booleans(), bonuses),
    ),
    max_size=40,
)


def charged(name: str, kind: str, amount: Decimal | None, month: Month, **over) -> Charged:
    values: dict = {
        "at": NOON, "charge": name, "ledger": f"shop.{kind}", "title": kind, "kind": "deduction",
        "source": "TS1", "month": month, "amount": amount,
        "cap": Cap(Decimal(50), BONUS) if kind == "loss" else None,
        "takes": "at_once" if kind == "once" else "month_close", "credit": kind == "credit",
    }  # fmt: skip
    return Charged(**values | over)


def walk(moves: list) -> tuple[Account, list]:
    account, month, events = Account(), FIRST, []

    def happen(event) -> None:
        take_in(account, event)
        events.append(event)

    for verb, one, other in moves:
        names = list(account.charges)
        open_month = account.month_for(month)
        if verb == "charge":
            happen(charged(f"c{len(names)}", one, other, open_month))
        elif verb == "percent":
            happen(
                charged(
                    f"c{len(names)}", "sanction", None, open_month,
                    percent=Decimal(other), of=BONUS, carries=one,
                )
            )  # fmt: skip
        elif verb == "correct" and names:
            name = names[one % len(names)]
            by = Decimal(other) / 100
            happen(Corrected(NOON, name, "corrected", "有误", "hr", "boss", by))
        elif verb == "release" and names:
            happen(Released(NOON, names[one % len(names)], "appeal", "成立", "hr", "boss"))
        elif verb == "pay" and names:
            name = names[one % len(names)]
            if account.charges[name].open > 0 and not account.charges[name].first.credit:
                happen(Paid(NOON, name, min(other, account.charges[name].open), "自缴", "hr"))
        elif verb == "leave":
            happen(LeftOrganisation(NOON))
        elif verb == "close":
            closing = close(account, month, {BONUS: other} if one else None, NOON)
            if isinstance(closing, MonthClosed):
                happen(closing)
            month = month.next
    return account, events


@given(steps)
@quiet
def test_nothing_is_lost_or_taken_twice(moves: list) -> None:
    account, _ = walk(moves)
    for each in account.charges.values():
        if each.due is None:
            assert each.taken == 0
            continue
        assert each.due - each.taken == each.open + min(
            each.lapsed, max(each.due - each.taken, ZERO)
        )


@given(steps)
@quiet
def test_every_closed_month_adds_up_and_follows_from_the_one_before(moves: list) -> None:
    account, _ = walk(moves)
    carried: dict = {}
    for month in sorted(account.closed):
        found = statement(account, month)
        assert found.state == "closed"
        for line in found.lines:
            assert line.opening == carried.get(line.first.charge, ZERO)
            assert line.carried == account.closed[month].carried.get(line.first.charge, ZERO)
            assert line.taken >= 0
            assert line.repaid >= 0
        carried = dict(account.closed[month].carried)


@given(steps)
@quiet
def test_no_cap_and_no_basis_is_exceeded_and_a_leaver_without_pay_pays_nothing(moves: list) -> None:
    account, _ = walk(moves)
    for month, closed in account.closed.items():
        bonus = closed.event.basis.get(BONUS, ZERO)
        taken = {"shop.loss": ZERO, "shop.sanction": ZERO}
        for line in closed.event.lines:
            ledger = account.charges[line.charge].first.ledger
            if ledger in taken:
                taken[ledger] += max(line.taken, ZERO)
        assert taken["shop.loss"] <= percent_of(Decimal(50), bonus)
        assert sum(taken.values()) <= bonus
        assert statement(account, month).basis == closed.event.basis


@given(steps)
@quiet
def test_a_zero_bonus_takes_no_deduction_and_carries_all(moves: list) -> None:
    account, _ = walk([*moves, ("charge", "loss", Decimal(100))])
    last = account.closed_through
    month = FIRST if last is None else last.next
    month = max(month, *(each.first.month for each in account.charges.values()))
    before = {name: each.open for name, each in account.charges.items()}
    closing = close(account, month, {BONUS: ZERO}, NOON)
    assert isinstance(closing, MonthClosed)
    take_in(account, closing)
    for name, each in account.charges.items():
        if each.first.ledger == "shop.loss" and before[name] > 0:
            assert each.open == before[name]


@given(steps, st.lists(fen, min_size=1, max_size=6), bonuses)
@quiet
def test_splitting_a_charge_changes_nothing(moves: list, parts: list, bonus: Decimal) -> None:
    whole, _events = walk(moves)
    split, _events = walk(moves)
    last = whole.closed_through
    month = FIRST if last is None else last.next
    take_in(whole, charged("whole", "loss", sum(parts, ZERO), month))
    for number, part in enumerate(parts):
        take_in(split, charged(f"part{number}", "loss", part, month))
    for turn in range(3):
        for account in (whole, split):
            closing = close(account, month, {BONUS: bonus}, NOON)
            if isinstance(closing, MonthClosed):
                take_in(account, closing)
        one, many = statement(whole, month), statement(split, month)
        for figure in ("taken", "repaid", "lapsed", "carried"):
            assert one.total(figure) == many.total(figure), (turn, figure)
        month = month.next


@given(
    fen,
    st.lists(
        st.tuples(st.sampled_from("ab"), st.integers(-300_000, 300_000)), min_size=2, max_size=6
    ),
    st.randoms(use_true_random=False),
    bonuses,
)
@quiet
def test_the_order_of_corrections_does_not_matter(
    amount: Decimal, changes: list, random, bonus: Decimal
) -> None:
    def after(order: list) -> Account:
        account = account_of([charged(name, "loss", amount, FIRST) for name in "ab"])
        take_in(account, _closed(account, FIRST, bonus))
        for name, by in order:
            take_in(
                account,
                Corrected(NOON, name, "corrected", "有误", "hr", "boss", Decimal(by) / 100),
            )
        take_in(account, _closed(account, FIRST.next, bonus))
        return account

    shuffled = list(changes)
    random.shuffle(shuffled)
    one, other = after(changes), after(shuffled)
    for name in "ab":
        assert one.charges[name].open == other.charges[name].open
        assert one.charges[name].taken == other.charges[name].taken


@given(steps)
@quiet
def test_replay_gives_the_same_account_and_frozen_months_stay(moves: list) -> None:
    account, events = walk(moves)
    assert account_of(events) == account
    frozen = {month: _money(account, month) for month in account.closed}
    for name in list(account.charges):
        take_in(account, Corrected(NOON, name, "corrected", "有误", "hr", "boss", Decimal(-1)))
    for month, before in frozen.items():
        assert _money(account, month) == before


def _money(account: Account, month: Month) -> list:
    return [
        (line.first, line.opening, line.charged, line.taken, line.repaid, line.carried)
        for line in statement(account, month).lines
    ]


def _closed(account: Account, month: Month, bonus: Decimal) -> MonthClosed:
    closing = close(account, month, {BONUS: bonus}, NOON)
    assert isinstance(closing, MonthClosed)
    return closing
