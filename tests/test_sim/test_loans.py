"""Bank loans: lent once, repaid to the fen, lost when the holder fails; rows may move."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import small_world
from ruamel.yaml import YAML

from agents.codes import LoanKind, Status
from agents.draws import Stream, uniforms
from sim.loans import borrowers, lend, run_loans
from sim.world import World, load_state, save_state

CASES = Path(__file__).resolve().parents[1] / "cases" / "loans.yaml"


def one_holder(world: World, kind: LoanKind) -> np.ndarray:
    """Return the row of a firm with staff, or of somebody who runs a business."""
    if kind.of_firms:
        return np.flatnonzero(world.population.firms.n_workers > 3)[:1].astype(np.int32)
    return np.flatnonzero(world.population.workers.status == Status.OWN_ACCOUNT)[:1]


def month_of(world: World) -> dict[str, int]:
    """Let one month of loans happen; return what moved, in fen, without zeros."""
    world.month = world.month + 1
    world.ledger.begin_month()
    run_loans(world)
    world.ledger.check()
    found: dict[str, int] = {}
    for name, fen in world.ledger.month.items():
        kind = name.split("/")[0]
        found[kind] = found.get(kind, 0) + fen
    return {name: fen for name, fen in found.items() if fen}


@pytest.mark.parametrize(
    "case", list(YAML(typ="safe").load(CASES.read_text("utf-8"))), ids=lambda c: c["case"]
)
def test_worked_case(start: World, case: dict[str, Any]) -> None:
    told = case["given"] | case["assumed"]
    kind = LoanKind[told["kind"]]
    rows = one_holder(start, kind)
    lend(
        start, kind, rows, np.array([told["fen"]]), told["months"], told["rate"],
        guarantee=told["guarantee"], discount=told.get("discount", 0.0),
    )  # fmt: skip
    assert start.ledger.balance["banks"] == -told["fen"]
    run_loans(start)  # the month of the loan itself: nothing is due yet
    assert start.population.loans.principal.tolist() == [told["fen"]]
    expect = case["expect"]
    for repaid, interest, relief in zip(
        expect["repaid"], expect["interest"], expect["relief"], strict=True
    ):
        moved = month_of(start)
        assert moved[f"banks.repaid_{kind.code}"] == repaid
        assert moved.get(f"banks.interest_{kind.code}", 0) == interest
        assert moved.get("treasury", 0) == relief
    assert start.population.loans.n == 0
    earned = sum(expect["interest"]) + sum(expect["relief"])
    assert start.ledger.balance["banks"] == earned


def test_a_loan_of_a_firm_that_closes_is_the_banks_loss(start: World) -> None:
    rows = one_holder(start, LoanKind.STABILISATION)
    lend(start, LoanKind.STABILISATION, rows, np.array([500]), 12, 0.04)
    start.population.firms.alive[rows] = 0
    moved = month_of(start)
    assert moved == {"banks.lost_stabilisation": 500}
    assert start.population.loans.n == 0
    assert start.flows.loans_lost.sum() == 1
    assert start.ledger.balance["banks"] == -500


def test_the_guarantee_fund_pays_its_share_as_far_as_its_capital_reaches(start: World) -> None:
    w = start.population.workers
    rows = np.flatnonzero(w.status == Status.OWN_ACCOUNT)[:10]
    lend(start, LoanKind.START_UP, rows, np.full(10, 1000), 12, 0.0, guarantee=0.8)
    w.status[rows[0]] = Status.GONE
    moved = month_of(start)
    # it answers for 8,000, holds a fifth of that, and pays 800 of the 1,000 lost
    assert moved["guarantee_fund.received"] == 1600
    assert moved["guarantee_fund"] == 800
    assert moved["banks.lost_start_up"] == 1000
    assert start.ledger.balance["guarantee_fund"] == 800
    w.status[rows[1:]] = Status.GONE
    moved = month_of(start)
    # nine loans of 917 (83 repaid): 734 each; the fund is topped up to a fifth, which is not enough
    assert moved["guarantee_fund.received"] + 800 == moved["guarantee_fund"] == int(0.2 * 9 * 734)
    assert moved["guarantee_fund.unpaid"] == 9 * 734 - moved["guarantee_fund"]
    assert start.ledger.balance["guarantee_fund"] == 0


def test_a_founder_who_gave_up_still_repays_unless_she_cannot(start: World) -> None:
    w = start.population.workers
    rows = np.flatnonzero(w.status == Status.OWN_ACCOUNT)[:40]
    lend(start, LoanKind.START_UP, rows, np.full(len(rows), 2400), 24, 0.0)
    w.status[rows] = Status.UNEMPLOYED
    month_of(start)
    luck = uniforms(start.key(Stream.LOAN_DEFAULT, 0), w.id[rows])
    pays = luck >= start.parameters["founder_default"]
    assert 0 < pays.sum() < len(rows)
    assert start.population.loans.id.tolist() == w.id[rows[pays]].tolist()
    assert set(start.population.loans.principal.tolist()) == {2300}


def test_nobody_has_two_loans_of_one_kind(start: World) -> None:
    rows = one_holder(start, LoanKind.STABILISATION)
    lend(start, LoanKind.STABILISATION, rows, np.array([500]), 12, 0.04)
    assert borrowers(start, LoanKind.STABILISATION).tolist() == rows.tolist()
    assert borrowers(start, LoanKind.START_UP).tolist() == []
    with pytest.raises(ValueError, match="two loans"):
        lend(start, LoanKind.STABILISATION, rows, np.array([500]), 12, 0.04)
    with pytest.raises(ValueError, match="below one month"):
        lend(start, LoanKind.STABILISATION, rows + 1, np.array([500]), 0, 0.04)
    with pytest.raises(ValueError, match="from 0 to 1"):
        lend(start, LoanKind.STABILISATION, rows + 1, np.array([500]), 1, 0.04, guarantee=2.0)


def test_loans_follow_their_holders_when_rows_are_sorted(start: World) -> None:
    w, f = start.population.workers, start.population.firms
    firms = np.flatnonzero(f.n_workers > 2)[-5:].astype(np.int32)
    persons = np.flatnonzero(w.status == Status.OWN_ACCOUNT)[-5:]
    lend(start, LoanKind.STABILISATION, firms, np.full(5, 500), 12, 0.04)
    lend(start, LoanKind.START_UP, persons, np.full(5, 500), 12, 0.04)
    f.alive[:3] = 0
    nobody = (w.employer < 0) & (w.status == Status.INACTIVE)
    w.status[np.flatnonzero(nobody)[: start.n_workers // 10]] = Status.GONE
    start.sort_rows()
    loans = start.population.loans
    assert f.id[loans.holder[:5]].tolist() == loans.id[:5].tolist()
    assert w.id[loans.holder[5:]].tolist() == loans.id[5:].tolist()
    assert loans.holder[:5].tolist() != firms.tolist()
    assert loans.holder[5:].tolist() != persons.tolist()


def test_a_world_with_loans_is_saved_and_goes_on_with_the_same_bits(
    start: World, tmp_path: Path
) -> None:
    rows = one_holder(start, LoanKind.STABILISATION)
    lend(start, LoanKind.STABILISATION, rows, np.array([50000]), 12, 0.04)
    save_state(start, tmp_path / "eve")
    again = small_world.open_start(small_world.scenario())
    load_state(again, tmp_path / "eve")
    assert small_world.differing(start, again) == []
    assert again.population.loans.principal.tolist() == [50000]
