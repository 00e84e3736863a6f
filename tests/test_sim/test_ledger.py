"""Money: budget lines are opened, committed, lent and paid; nothing is created or overdrawn."""

from __future__ import annotations

import json

import numpy as np
import pytest

from agents.codes import Half
from sim.ledger import Ledger, Line

NORTH = Line("employment_subsidy", int(Half.NORTH), "contributions", 2026)
SOUTH = Line("employment_subsidy", int(Half.SOUTH), "contributions", 2026)


def commit(ledger: Ledger, line: Line, cost: list[int], monthly: list[int], running: int = 0,
           order: list[int] | None = None) -> list[bool]:  # fmt: skip
    turn = np.arange(len(cost)) if order is None else np.array(order)
    found = ledger.commit(line, np.array(cost), np.array(monthly), running, turn)
    return [bool(x) for x in found]


@pytest.fixture
def ledger() -> Ledger:
    made = Ledger()
    made.open_line(NORTH, 1000)
    made.open_line(SOUTH, 400)
    return made


def test_an_opened_line_takes_its_envelope_from_the_treasury(ledger: Ledger) -> None:
    assert ledger.balance == {"treasury": -1400, "employment_subsidy": 1400}
    assert [ledger.uncommitted(line) for line in (NORTH, SOUTH)] == [1000, 400]
    ledger.check()


def test_a_negative_envelope_is_refused_by_the_name_of_its_line() -> None:
    with pytest.raises(
        ValueError, match=r"employment_subsidy/north/contributions/2026: .*-1 fen is negative"
    ):
        Ledger().open_line(NORTH, -1)


def test_a_new_year_returns_to_the_treasury_what_the_old_line_did_not_pay(ledger: Ledger) -> None:
    ledger.pay(NORTH, "firms", 300)
    ledger.open_line(Line(NORTH.account, NORTH.half, NORTH.budget, 2027), 50)
    assert NORTH not in ledger.envelope
    assert ledger.balance == {"treasury": -750, "employment_subsidy": 450, "firms": 300}
    ledger.check()


def test_claims_are_accepted_in_lottery_order_until_the_line_is_full(ledger: Ledger) -> None:
    accepted = commit(ledger, SOUTH, [200, 200, 200], [1, 1, 1], order=[2, 0, 1])
    assert accepted == [True, False, True]
    assert ledger.committed[SOUTH] == 400
    assert ledger.uncommitted(SOUTH) == 0


def test_a_claim_too_dear_does_not_bar_a_cheaper_one_behind_it(ledger: Ledger) -> None:
    assert commit(ledger, SOUTH, [401, 400], [1, 1]) == [False, True]


def test_a_claim_must_also_fit_into_a_whole_year_of_what_already_runs(ledger: Ledger) -> None:
    # in December one month is cheap, but twelve of it beside 12 x 30 are more than 400
    assert commit(ledger, SOUTH, [4], [4], running=30) == [False]
    assert commit(ledger, SOUTH, [3], [3], running=30) == [True]
    # the second new claim meets what the first one added
    assert commit(ledger, NORTH, [50, 50], [50, 50], running=0) == [True, False]


def test_no_claims_commit_nothing(ledger: Ledger) -> None:
    assert commit(ledger, SOUTH, [], []) == []
    assert ledger.committed[SOUTH] == 0


def test_lending_moves_only_what_the_giver_has_not_committed(ledger: Ledger) -> None:
    commit(ledger, NORTH, [900], [1])
    ledger.lend(NORTH, SOUTH, 5000)
    assert (ledger.envelope[NORTH], ledger.envelope[SOUTH]) == (900, 500)
    ledger.lend(NORTH, SOUTH, -7)
    assert (ledger.envelope[NORTH], ledger.envelope[SOUTH]) == (900, 500)
    ledger.check()


def test_pay_stops_at_the_end_of_the_line_and_records_the_rest_as_unpaid(ledger: Ledger) -> None:
    assert ledger.pay(SOUTH, "firms", 300) == 300
    assert ledger.pay(SOUTH, "firms", 300) == 100
    assert ledger.month == {
        "employment_subsidy/south": 400,
        "employment_subsidy.unpaid/south": 200,
    }
    assert ledger.balance["firms"] == 400
    ledger.check()


def test_receipts_come_from_outside_and_keep_the_balance_at_zero(ledger: Ledger) -> None:
    ledger.receive("workers", "social_insurance", int(Half.SOUTH), 77)
    assert ledger.month == {"social_insurance.received/south": 77}
    assert ledger.balance["workers"] == -77
    ledger.check()


def test_a_month_of_payments_begins_empty(ledger: Ledger) -> None:
    ledger.pay(SOUTH, "firms", 1)
    ledger.begin_month()
    assert ledger.month == {}


def test_the_state_survives_a_round_trip_through_json(ledger: Ledger) -> None:
    commit(ledger, NORTH, [120], [10])
    ledger.pay(NORTH, "firms", 80)
    other = Ledger()
    other.open_line(Line("treasury_bonds", 0, "other", 2020), 5)
    other.restore(json.loads(json.dumps(ledger.state())))
    assert other.state() == ledger.state()
    assert (other.envelope, other.paid, other.committed) == (
        ledger.envelope,
        ledger.paid,
        ledger.committed,
    )
    assert other.uncommitted(NORTH) == 800


def test_money_from_nowhere_is_found(ledger: Ledger) -> None:
    ledger.balance["firms"] += 1
    with pytest.raises(AssertionError, match="balances sum to 1 fen"):
        ledger.check()


@pytest.mark.parametrize("fen", [401, -1])
def test_a_line_paid_beyond_its_envelope_is_found(ledger: Ledger, fen: int) -> None:
    ledger.paid[SOUTH] = fen
    with pytest.raises(
        AssertionError, match=rf"employment_subsidy/south/contributions/2026: {fen} fen paid"
    ):
        ledger.check()


def test_a_fund_pays_what_it_holds_and_records_the_rest_as_unpaid() -> None:
    ledger = Ledger()
    ledger.book("treasury", "fund", int(Half.NORTH), 100, "fund.opened")
    assert ledger.pay_out("fund", "households", int(Half.NORTH), 70) == 70
    assert ledger.pay_out("fund", "households", int(Half.SOUTH), 50) == 30
    assert ledger.pay_out("fund", "households", int(Half.SOUTH), 5) == 0
    assert ledger.balance == {"treasury": -100, "fund": 0, "households": 100}
    assert ledger.month == {
        "fund.opened/north": 100, "fund/north": 70, "fund/south": 30, "fund.unpaid/south": 25,
    }  # fmt: skip
    ledger.check()
