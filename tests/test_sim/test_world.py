"""The world: saved and opened, the same bits for the same seed, and still where policy is still."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import small_world

from agents import jit
from agents.claims import Account, Budget
from agents.codes import NO_FIRM, Half, Status
from agents.kernels.rows import count_displaced
from scenarios.measures.employment_first import EmploymentFirst
from scenarios.measures.hiring_support import HiringSupport
from scenarios.months import Month
from scenarios.scenario import Paths, Scenario
from sim.ledger import Line
from sim.month import step
from sim.steps.pay import claim_and_pay
from sim.steps.set_demand import set_demand
from sim.steps.set_policy import set_policy
from sim.world import DISORDER, World, load_state, save_state

ROOT = Path(__file__).resolve().parents[2]


def no_policy(months: int = 6) -> Scenario:
    return small_world.scenario("no_policy", months)


# ------------------------------------------------------------------------------------ same bits


def test_the_same_seed_gives_the_same_bits_in_another_process(half_year: World) -> None:
    code = "import small_world as s; print(s.fingerprint(s.run_short(s.scenario())))"
    surroundings = {**os.environ, "PYTHONHASHSEED": "4711"}
    surroundings["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    other = subprocess.run(
        [sys.executable, "-c", code], env=surroundings, cwd=ROOT, capture_output=True, text=True
    )
    assert other.returncode == 0, other.stderr
    assert other.stdout.strip() == small_world.fingerprint(half_year)


def test_another_seed_gives_other_months(half_year: World) -> None:
    other = small_world.run_short(small_world.scenario(), 6, seed=2)
    mine, its = half_year.population.workers, other.population.workers
    both = np.intersect1d(mine.id[mine.id >= 0], its.id[its.id >= 0])
    a = dict(zip(mine.id.tolist(), mine.status.tolist(), strict=True))
    b = dict(zip(its.id.tolist(), its.status.tolist(), strict=True))
    differ = sum(a[who] != b[who] for who in both.tolist())
    assert 0.005 < differ / len(both) < 0.5, "some lives take another course, most do not"
    assert not small_world.frame(half_year).equals(small_world.frame(other))


def test_one_and_two_threads_give_the_same_bits() -> None:
    worlds = []
    for threads in (1, 2):
        world = small_world.open_start(small_world.scenario())
        jit.set_threads(threads)
        try:
            for _ in range(3):
                step(world)
        finally:
            jit.set_threads(1)
        worlds.append(world)
    assert small_world.differing(*worlds) == []
    pd.testing.assert_frame_equal(*map(small_world.frame, worlds), check_exact=True)


def test_the_order_of_rows_is_nobodys_luck() -> None:
    """Persons in another order of rows live the same month (places in the table mean nothing)."""
    plain = small_world.run_short(small_world.scenario(), 1)
    mixed = small_world.open_start(small_world.scenario())
    w = mixed.population.workers
    w.reorder(np.concatenate([np.arange(mixed.n_workers)[::-1], np.arange(mixed.n_workers, w.n)]))
    small_world.run_months(mixed, 1)
    for name in ("status", "wage", "spell", "tenure", "unit", "flags", "skill"):
        one, other = (
            dict(zip(x.id.tolist(), getattr(x, name).tolist(), strict=True))
            for x in (plain.population.workers, mixed.population.workers)
        )
        differ = [who for who in one if who >= 0 and one[who] != other[who]]
        assert differ == [], f"{name} of {len(differ)} persons depends on their row"


# ---------------------------------------------------------------------------------- still water


def test_hiring_support_at_dose_zero_is_bit_for_bit_no_hiring_support() -> None:
    off = small_world.run_short(no_policy())
    zero = small_world.run_short(no_policy().with_measures(HiringSupport(dose=0)))
    assert small_world.differing(off, zero) == []
    assert off.ledger.state() == zero.ledger.state()
    pd.testing.assert_frame_equal(small_world.frame(off), small_world.frame(zero), check_exact=True)


def test_employment_first_at_no_push_is_bit_for_bit_off() -> None:
    off = small_world.run_short(no_policy(), 2)
    zero = small_world.run_short(
        no_policy().with_measures(
            EmploymentFirst(named_industry_demand=0, project_investment_scored=0)
        ),
        2,
    )
    assert small_world.differing(off, zero) == []


def test_a_measure_from_a_month_on_leaves_earlier_months_bit_identical() -> None:
    begins = Month.of(2021, 3)
    late = no_policy().with_measures(HiringSupport(from_=begins, si_subsidy_months_graduate=36))
    plain, changed = small_world.open_start(no_policy()), small_world.open_start(late)
    while int(plain.month) + 1 < int(begins):
        small_world.run_months(plain, 1)
        small_world.run_months(changed, 1)
        assert small_world.differing(plain, changed) == [], str(plain.month)
    small_world.run_months(plain, 9)  # few hires of so small a world are eligible: wait for one
    small_world.run_months(changed, 9)
    assert small_world.differing(plain, changed), "and from then on it does something"


def test_the_order_in_which_measures_are_listed_changes_no_bit() -> None:
    measures = [HiringSupport(), EmploymentFirst(named_industry_demand=2.0)]
    one = no_policy().with_measures(*measures)
    other = no_policy().with_measures(*measures[::-1])
    assert one.digest() == other.digest()
    worlds = [small_world.run_short(s, 3) for s in (one, other)]
    assert small_world.differing(*worlds) == []


# --------------------------------------------------------------------------------------- on disk


def test_a_saved_world_goes_on_as_if_it_had_not_been_saved(tmp_path: Path) -> None:
    through = small_world.run_short(small_world.scenario(), 4)
    halfway = small_world.run_short(small_world.scenario(), 2)
    save_state(halfway, tmp_path / "halfway", extra={"note.txt": b"kept"})
    reopened = small_world.open_start(small_world.scenario())
    load_state(reopened, tmp_path / "halfway")
    assert small_world.differing(halfway, reopened) == []
    assert small_world.fingerprint(small_world.run_months(reopened, 2)) == (
        small_world.fingerprint(through)
    )
    assert (tmp_path / "halfway" / "note.txt").read_bytes() == b"kept"
    assert [p.name for p in tmp_path.iterdir()] == ["halfway"], "no half-written folder is left"


def test_the_start_world_is_the_census_month_and_is_not_changed_by_runs(start: World) -> None:
    assert start.month == start.base_month == Month.of(2020, 11)
    before = small_world.fingerprint(start)
    small_world.run_short(small_world.scenario(), 1)
    assert small_world.fingerprint(small_world.open_start(small_world.scenario())) == before


def references(world: World) -> tuple[dict[int, int], dict[int, int]]:
    """Return the id of the firm of every person, and of every post by its key; -1 for none."""
    w, f, posts = world.population.workers, world.population.firms, world.population.posts
    firm = np.append(f.id, NO_FIRM)  # row -1 is the last
    used = w.id >= 0
    of_person = zip(w.id[used].tolist(), firm[w.employer[used]].tolist(), strict=True)
    return dict(of_person), dict(zip(posts.key.tolist(), firm[posts.firm].tolist(), strict=True))


def december(world: World) -> None:
    while world.month.month != 12:
        small_world.run_months(world, 1)


def test_in_january_free_rows_are_dropped_and_people_sorted_if_many_are_out_of_place(
    start: World,
) -> None:
    december(start)
    w, f = start.population.workers, start.population.firms
    assert np.any(w.status[: start.n_workers] == Status.GONE)
    assert np.any(f.alive[: start.n_firms] == 0)
    mixed = np.random.default_rng(1).permutation(start.n_workers)
    w.reorder(np.concatenate([mixed, np.arange(start.n_workers, w.n)]))
    before = references(start)
    start.begin_month()
    used = w.status != Status.GONE
    assert used[: start.n_workers].all()
    assert not used[start.n_workers :].any()
    assert np.all(np.diff(w.unit[: start.n_workers].astype(int)) >= 0)
    assert np.all(f.alive[: start.n_firms] == 1)
    assert not f.alive[start.n_firms :].any()
    assert references(start) == before, "everybody and every post is where it was"


def test_in_january_rows_stay_if_few_are_out_of_place(start: World) -> None:
    december(start)
    before = {name: getattr(start.population.workers, name).copy() for name in ("id", "unit")}
    counts = start.n_workers, start.n_firms
    start.begin_month()
    assert (start.n_workers, start.n_firms) == counts
    for name, column in before.items():
        np.testing.assert_array_equal(getattr(start.population.workers, name), column)


def test_a_year_of_moves_deaths_and_births_does_not_yet_call_for_sorting(start: World) -> None:
    """Two to six in a hundred rows a year: a first mover to the last unit once made it all."""
    small_world.run_months(start, 12)
    w = start.population.workers
    share = count_displaced(w.unit[: start.n_workers], w.status) / start.n_workers
    assert 0.005 < share < DISORDER


def test_applications_are_asked_for_only_after_they_were_made(start: World) -> None:
    with pytest.raises(RuntimeError, match="applications are made in step `search`"):
        start.current_applications()


# -------------------------------------------------------------------------------- known answers


def targets(ai: str) -> World:
    world = small_world.open_start(small_world.scenario(paths=Paths(ai=ai)))
    world.month = Month.of(2029, 12)  # displacement is a table of calendar years
    world.flows.clear()
    set_policy(world)
    set_demand(world)
    return world


def test_the_high_path_of_ai_lowers_what_firms_want_against_zero() -> None:
    zero, central, high = (targets(path) for path in ("zero", "central", "high"))
    n = small_world.open_start(small_world.scenario()).n_firms  # entrants come after these rows
    staff = [float(w.population.firms.target[:n].sum()) for w in (zero, central, high)]
    assert staff[0] > staff[1] > staff[2]
    assert np.all(high.population.firms.target[:n] <= zero.population.firms.target[:n])


def test_a_push_on_named_industries_raises_their_demand_and_no_other() -> None:
    pushed = no_policy().with_measures(EmploymentFirst(named_industry_demand=1.2))
    plain, more = small_world.run_short(no_policy(), 1), small_world.run_short(pushed, 1)
    difference = more.market.demand - plain.market.demand
    named = np.abs(difference).max(axis=0) > 0
    assert named.sum() == 8
    np.testing.assert_allclose(difference[:, named], 0.012 / 12, rtol=1e-9)


# -------------------------------------------------------- the subsidy, from the file to the money

SUBSIDY = """\
extends: no_policy
title: {zh: 补贴, en: Subsidy}
start: 2020-12
months: 6
parameters: {takeup_hs: 0.6}
measures:
  hiring_support:
    si_subsidy_share_employer: 100
    si_subsidy_months_graduate: 12
    si_subsidy_months_hardship: 36
  joint_effort: {}
"""


def test_a_hiring_subsidy_goes_from_the_file_to_claims_to_the_ledger(tmp_path: Path) -> None:
    (tmp_path / "subsidy.yaml").write_text(SUBSIDY, "utf-8")
    chosen = small_world.scenario(tmp_path / "subsidy.yaml")
    world = small_world.open_start(chosen)
    claims = rejected = 0
    paid: dict[str, int] = {}
    for _ in range(6):
        small_world.run_months(world, 1)
        claims += int(world.flows.claims.sum())
        rejected += int(world.flows.claims_rejected.sum())
        for account, fen in world.ledger.month.items():
            paid[account] = paid.get(account, 0) + fen
        w = world.population.workers
        # run down by one month after the month was paid, so the last month is over by now
        subsidised = w.subsidy_months > 0
        assert np.all(w.insured[subsidised] == 1), "only paid contributions are reimbursed"
        assert np.all(w.employer[subsidised] != NO_FIRM)
        assert np.all(w.subsidy_share[subsidised] == np.float32(1.0))
        for line, envelope in world.ledger.envelope.items():
            committed = world.ledger.paid[line] + world.ledger.committed[line]
            assert committed <= envelope, "promises accepted stay within the envelope"
    assert claims > rejected >= 0
    assert paid["employment_subsidy/north"] + paid["employment_subsidy/south"] > 0
    assert np.count_nonzero(world.population.workers.subsidy_months > 0) > 0


def test_without_money_every_claim_is_rejected_and_nothing_is_paid(tmp_path: Path) -> None:
    (tmp_path / "subsidy.yaml").write_text(SUBSIDY, "utf-8")
    scenario = small_world.scenario(tmp_path / "subsidy.yaml")
    world = small_world.open_start(scenario.without("joint_effort"))
    claims = rejected = 0
    for _ in range(4):
        small_world.run_months(world, 1)
        claims += int(world.flows.claims.sum())
        rejected += int(world.flows.claims_rejected.sum())
        assert not any(
            a.startswith("employment_subsidy") and f for a, f in world.ledger.month.items()
        )
    assert claims == rejected > 0
    assert not world.population.workers.subsidy_months.any()


FUND, LINE = Account.EMPLOYMENT_SUBSIDY.code, Budget.CONTRIBUTIONS.code
PLENTY, REMNANT = 10_000_000, 50  # fen; a remnant buys no claim


@pytest.mark.parametrize(
    ("month", "half", "north", "south", "accepted"),
    [
        (9, Half.SOUTH, PLENTY, 0, False),  # before October each half has its own line
        (10, Half.SOUTH, PLENTY, 0, True),  # then the south draws on what the north has left
        (10, Half.SOUTH, PLENTY, REMNANT, True),  # a line hardly ever stands at exactly zero
        (10, Half.NORTH, 0, PLENTY, False),  # the north never draws on the south's
        (10, Half.NORTH, PLENTY, 0, True),  # what is lent does not bar the north's own claims
        (12, Half.SOUTH, 0, 0, False),
    ],
)
def test_money_is_lent_only_from_north_to_south_and_only_from_october(
    start: World, month: int, half: Half, north: int, south: int, accepted: bool
) -> None:
    start.month = Month.of(2021, month)
    start.flows.clear()
    set_policy(start)
    lines = (Line(FUND, 0, LINE, 2021), Line(FUND, 1, LINE, 2021))
    for line, fen in zip(lines, (north, south), strict=True):
        start.ledger.open_line(line, fen)
    w = start.population.workers
    there = start.inputs.half[w.unit] == int(half)
    row = np.flatnonzero((w.status == Status.EMPLOYEE) & (w.insured == 1) & there)[:1]
    start.claim_row, start.claim_rule = row.astype(np.int32), np.zeros(1, np.int32)
    claim_and_pay(start, lines)
    assert start.flows.claims_rejected.sum() == 1 - accepted
    assert (w.subsidy_months[row[0]] > 0) == accepted
    start.ledger.check()
