"""Claims: committed by lottery while a line covers them, paid after the lag, ended in time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from agents.claims import TERMS, TERMS_OF, Account, Budget, Claim, Terms
from agents.codes import Half, Status
from agents.state import Promises
from scenarios.load import load
from scenarios.months import Month
from sim import money
from sim.budgets import budget_lines, envelope
from sim.claims import COMMITTED, MADE, PAID, REJECTED, claim, expected, promised, publish, settle
from sim.steps.set_policy import set_policy
from sim.world import World, load_state, save_state
from tests import small_world

WHAT = Claim.STARTUP_GRANT  # a claim of the employment subsidy fund, line "other"
YUAN = 100
Opened = Callable[..., World]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Return a function that opens a world in a month with lines of so many fen."""

    def make(month: int = 3, north: int = 10**9, south: int = 10**9, **terms: object) -> World:
        world = small_world.open_start(load("baseline").with_(start=small_world.START, months=12))
        given = {"account": Account.EMPLOYMENT_SUBSIDY, "budget": Budget.OTHER, "measure": 16,
                 "take_up": False} | terms  # fmt: skip
        made = Terms(**given)  # type: ignore[arg-type]
        monkeypatch.setitem(TERMS_OF, int(WHAT), made)
        monkeypatch.setattr("sim.claims.TERMS", dict(TERMS) | {WHAT: made})
        world.month = Month.of(2021, month)
        world.flows.clear()
        world.ledger.begin_month()
        set_policy(world)
        for line, fen in zip(
            budget_lines(world, Account.EMPLOYMENT_SUBSIDY, Budget.OTHER), (north, south),
            strict=True,
        ):  # fmt: skip
            world.ledger.envelope[line] = fen
            world.ledger.balance["employment_subsidy"] += fen
            world.ledger.balance["treasury"] -= fen
        return world

    return make


def people(world: World, n: int, half: Half = Half.NORTH) -> np.ndarray:
    w = world.population.workers
    there = world.inputs.half[np.maximum(w.unit, 0)] == int(half)
    return np.flatnonzero((w.status == Status.EMPLOYEE) & there)[:n].astype(np.int32)


def no_lag(world: World) -> None:
    world.levers.payment_lag.at_most(0.0)


def next_month(world: World) -> None:
    world.month = world.month + 1
    world.flows.clear()
    world.ledger.begin_month()
    set_policy(world)


def book(world: World, column: int) -> int:
    return int(world.flows.claim_book[:, int(WHAT), column].sum())


def test_a_claim_is_paid_once_to_the_fen_and_then_forgotten(opened: Opened) -> None:
    world = opened()
    no_lag(world)
    claim(world, WHAT, people(world, 3), 5000 * YUAN)
    settle(world)
    assert world.ledger.month["employment_subsidy/north"] == 3 * 5000 * YUAN
    assert [book(world, c) for c in (MADE, COMMITTED, REJECTED, PAID)] == [3, 3, 0, 1_500_000]
    assert int(world.flows.paid_by_unit.sum()) == 1_500_000
    assert world.population.promises.n == 0


def test_a_claim_waits_for_the_payment_lag(opened: Opened) -> None:
    world = opened()
    claim(world, WHAT, people(world, 1), 100)
    paid = []
    for _ in range(5):
        settle(world)
        paid.append(world.ledger.month.get("employment_subsidy/north", 0))
        next_month(world)
    assert paid == [0, 0, 0, 100, 0]  # three months, as without measure 15


def test_a_promise_runs_its_months_and_is_committed_to_the_years_end(opened: Opened) -> None:
    world = opened(month=11)
    no_lag(world)
    line = budget_lines(world, Account.EMPLOYMENT_SUBSIDY, Budget.OTHER)[0]
    claim(world, WHAT, people(world, 1), 100, 4)
    settle(world)
    assert (world.ledger.paid[line], world.ledger.committed[line]) == (100, 100)
    assert list(promised(world, WHAT)) == list(people(world, 1))
    for _ in range(4):
        next_month(world)
        settle(world)
    new = budget_lines(world, Account.EMPLOYMENT_SUBSIDY, Budget.OTHER)[0]
    assert (new.year, world.ledger.paid[new]) == (2022, 200)  # January and February
    assert world.population.promises.n == 0


def test_money_goes_by_lottery_as_far_as_it_reaches(opened: Opened) -> None:
    world = opened(north=250)
    no_lag(world)
    rows = people(world, 40)
    claim(world, WHAT, rows, 100)
    settle(world)
    assert [book(world, c) for c in (COMMITTED, REJECTED, PAID)] == [2, 38, 200]
    assert expected(world, WHAT).min() == 1.0
    publish(world)
    known = expected(world, WHAT)[world.inputs.half == Half.NORTH]
    assert np.all(known == 2 / 40)
    assert expected(world, WHAT)[world.inputs.half == Half.SOUTH].min() == 1.0


def test_the_order_of_claims_does_not_matter(opened: Opened) -> None:
    winners = []
    for turn in (1, -1):
        world = opened(north=500)
        no_lag(world)
        rows = people(world, 20)
        for part in np.array_split(rows, 4)[::turn]:
            claim(world, WHAT, part[::turn], 100, 2)
        settle(world)
        winners.append(sorted(promised(world, WHAT)))
    assert winners[0] == winners[1]
    assert 0 < len(winners[0]) < 20


@pytest.mark.parametrize(
    ("month", "half", "paid"),
    [(9, Half.SOUTH, 0), (10, Half.SOUTH, 100), (10, Half.NORTH, 0)],
)
def test_only_the_south_is_helped_out_and_only_from_october(
    opened: Opened, month: int, half: Half, paid: int
) -> None:
    lines = (0, 1000) if half == Half.NORTH else (1000, 0)
    world = opened(month, *lines)
    no_lag(world)
    claim(world, WHAT, people(world, 1, half), 100)
    settle(world)
    assert book(world, PAID) == paid


def test_a_promise_ends_when_its_holder_no_longer_qualifies(opened: Opened) -> None:
    world = opened(lasts=(Status.EMPLOYEE,))
    no_lag(world)
    rows = people(world, 2)
    claim(world, WHAT, rows, 100, 12)
    settle(world)
    world.population.workers.status[rows[0]] = Status.UNEMPLOYED
    next_month(world)
    settle(world)
    assert list(promised(world, WHAT)) == [rows[1]]
    assert world.ledger.month["employment_subsidy/north"] == 100


def test_a_promise_does_not_pass_to_who_takes_over_the_row(opened: Opened) -> None:
    world = opened()
    no_lag(world)
    row = people(world, 1)
    claim(world, WHAT, row, 100, 12)
    settle(world)
    world.population.workers.id[row] = 2_000_000_000
    next_month(world)
    settle(world)
    assert world.population.promises.n == 0


@pytest.mark.parametrize("waits", [True, False])
def test_a_rejected_claim_waits_where_the_terms_say_so(opened: Opened, waits: bool) -> None:
    world = opened(north=0, waits=waits)
    no_lag(world)
    claim(world, WHAT, people(world, 1), 100)
    settle(world)
    assert world.population.promises.n == int(waits)
    line = budget_lines(world, Account.EMPLOYMENT_SUBSIDY, Budget.OTHER)[0]
    next_month(world)
    world.ledger.envelope[line] = 100
    world.ledger.balance["employment_subsidy"] += 100
    world.levers.payment_lag.at_most(0.0)
    settle(world)
    assert book(world, PAID) == (100 if waits else 0)


def test_only_part_of_those_entitled_claim_and_more_when_it_is_easier(opened: Opened) -> None:
    world = opened(take_up=True)
    rows = people(world, 400)
    few = claim(world, WHAT, rows, 100)
    assert 0.3 < few.mean() < 0.5  # 40 %
    world.levers.take_up.at_least(0.7)
    many = claim(world, WHAT, rows, 100)
    assert 0.6 < many.mean() < 0.8
    assert np.all(many[few])  # who claims by hand claims when it is easier


def test_part_of_what_is_paid_goes_to_those_not_entitled(opened: Opened) -> None:
    world = opened(take_up=True)
    no_lag(world)
    world.levers.take_up.at_least(1.0)
    claim(world, WHAT, people(world, 19), 100)
    settle(world)
    assert world.ledger.balance["improper"] == 100  # 5 % of 2000


def test_promises_survive_the_disk(opened: Opened, tmp_path: Path) -> None:
    world = opened()
    claim(world, WHAT, people(world, 3), 100, 5)
    settle(world)
    save_state(world, tmp_path / "state")
    kept = world.population.promises.arrays()
    world.population.promises = Promises(0)
    load_state(world, tmp_path / "state")
    again = world.population.promises.arrays()
    assert kept["id"].size == 3
    assert all(np.array_equal(kept[name], again[name]) for name in kept)


def test_the_fund_is_split_by_parts_and_by_the_souths_share() -> None:
    world = small_world.open_start(load("baseline").with_(start=small_world.START, months=12))
    set_policy(world)
    total = sum(
        envelope(world, Account.EMPLOYMENT_SUBSIDY, budget, half)
        for budget in (Budget.CONTRIBUTIONS, Budget.TRAINING, Budget.WELFARE_POSTS,
                       Budget.FLEXIBLE, Budget.INTERNSHIPS, Budget.OTHER, Budget.RESERVE)
        for half in (0, 1)
    )  # fmt: skip
    assert total == pytest.approx(3400e6)
    north, south = (
        envelope(world, Account.EMPLOYMENT_SUBSIDY, Budget.TRAINING, half) for half in (0, 1)
    )
    assert south / (north + south) == pytest.approx(0.4)


def test_every_yuan_in_the_ledger_table_is_in_a_balance() -> None:
    world = small_world.open_start(load("baseline").with_(start=small_world.START, months=12))
    before = dict(world.ledger.balance)
    small_world.run_months(world, 6)
    table = money.frame(world.tallies)
    came = table.groupby("taker")["fen"].sum()
    went = table.groupby("giver")["fen"].sum()
    for party, balance in world.ledger.balance.items():
        change = int(came.get(party, 0)) - int(went.get(party, 0))
        assert change == balance - before.get(party, 0), party
    flows = money.sankey(table, [2021], "en")
    assert sum(flows["value"]) > 0
    assert len(flows["labels"]) > max(*flows["source"], *flows["target"])


def test_public_cost_is_what_public_accounts_pay_to_others() -> None:
    moves = [
        (202601, "opened", "treasury", "employment_subsidy", 9e8),
        (202601, "paid", "employment_subsidy", "firms", 2e6),
        (202602, "paid", "treasury", "households", 1e6),
        (202602, "lent", "banks", "firms", 5e8),
        (202603, "received", "firms", "unemployment_insurance", 7e8),
        (202701, "paid", "treasury", "households", 8e6),
    ]
    table = pd.DataFrame(moves, columns=["month", "kind", "giver", "taker", "yuan"])
    assert money.public_cost(table, [2026]) == pytest.approx(3.0)
    assert money.public_cost(table, [2026, 2027]) == pytest.approx(5.5)
