"""Schools fill their seats; reserved posts and internships are conserved in a small world."""

from __future__ import annotations

import numpy as np
import pytest
import small_world
from hypothesis import given
from hypothesis import strategies as st

from agents.codes import Destination, Flag, Status
from sim.counting_graduates import destinations, placement, reserved
from sim.facts.worlds import set_parameters
from sim.fields import jobs_by_class
from sim.inputs import SCHOOL_YEARS
from sim.month import MONTH
from sim.statistics_office import Panel
from sim.steps.age import monthly_return
from sim.steps.post import post
from sim.steps.recruit import part_of_year
from sim.steps.school import admit
from sim.steps.search import search
from sim.world import World

MONTHS = 13  # December 2020 to December 2021


@given(
    st.lists(st.integers(0, 5000), min_size=4, max_size=4),
    st.lists(st.floats(0.05, 1.0), min_size=4, max_size=4),
    st.floats(0.0, 20000.0),
)
def test_seats_are_filled_as_far_as_there_are_candidates(persons, chances, places):
    candidates = np.array(persons).reshape(2, 2)
    weight = np.array(chances).reshape(2, 2)
    cut = admit(weight, candidates, places)
    assert (cut >= 0.0).all()
    assert (cut <= 1.0).all()
    admitted = float((cut * candidates).sum())
    assert admitted == pytest.approx(min(places, candidates.sum()), rel=1e-9, abs=1e-6)
    inside = (cut > 0.0) & (cut < 1.0)
    if inside.sum() > 1:  # chances keep their proportions until one group is admitted whole
        ratio = cut[inside] / weight[inside]
        np.testing.assert_allclose(ratio, ratio[0], rtol=1e-9, atol=1e-300)  # no subnormal digits


def test_who_has_no_chance_gets_no_seat():
    weight = np.array([[0.5, 0.0], [0.7, 0.0]])
    cut = admit(weight, np.array([[10, 10], [10, 10]]), 1000.0)
    assert cut.tolist() == [[1.0, 0.0], [1.0, 0.0]]


def test_a_part_of_those_with_a_field_look_in_its_trade_only():
    rng = np.random.default_rng(1)
    by_schooling = rng.random((len(SCHOOL_YEARS), 7)).cumsum(axis=1)
    by_schooling /= by_schooling[:, -1:]
    table = np.diff(jobs_by_class(np.eye(7).cumsum(axis=1), by_schooling, 0.6), axis=1, prepend=0)
    assert table.shape == (7 + 8 + 27, 7)
    np.testing.assert_allclose(table.sum(axis=1), 1.0)
    college, medicine = np.diff(by_schooling[6], prepend=0.0), table[15 + 9 + 3]
    np.testing.assert_allclose(medicine[1], 0.6 + 0.4 * college[1], rtol=1e-9)
    np.testing.assert_allclose(medicine[2], 0.4 * college[2], rtol=1e-9)


def test_a_year_is_spread_over_the_months_of_a_season():
    assert sum(part_of_year(m, 4, 9) for m in range(1, 13)) == pytest.approx(1.0)
    assert part_of_year(3, 4, 9) == 0.0
    assert sum(part_of_year(m, 11, 2) for m in (11, 12, 1, 2)) == pytest.approx(1.0)


def test_the_share_that_comes_back_within_five_years_is_the_parameter():
    assert 1.0 - (1.0 - monthly_return(0.15)) ** 60 == pytest.approx(0.15)


@pytest.fixture(scope="module")
def world() -> World:
    return small_world.run_short(small_world.scenario(months=MONTHS))


def total(world: World, flow: str) -> int:
    return sum(int(t.flows[flow].sum()) for t in world.tallies if t.flows)


def test_reserved_posts_are_filled_withdrawn_or_still_open(world):
    opened = sum(total(world, f"reserved_{k}") for k in ("public", "grassroots", "state_firm"))
    filled = sum(total(world, f"filled_{k}") for k in ("public", "grassroots", "state_firm"))
    still_open = int((world.population.posts.asks > 0).sum())
    assert opened > 0
    assert filled > 0
    assert opened == filled + total(world, "reserved_withdrawn") + still_open


def test_whom_a_host_keeps_does_not_search_in_the_same_month():
    world = small_world.open_start(small_world.scenario())
    set_parameters(world, {"sh_ojs": 1.0, "ojs_young": 1.0, "n_app": 50.0})
    kept = 0
    for _ in range(MONTHS):
        world.begin_month()
        for process in MONTH:
            process(world)
            if process is post:
                before = world.interns.copy()
            elif process is search and world.flows.intern_converted.sum():
                w = world.population.workers
                rows = before[(w.status[before] == Status.EMPLOYEE) & (w.tenure[before] == 0)]
                kept += len(rows)
                assert (world.scratch("applications")[rows] == 0).all()
    assert kept > 0


def test_interns_are_paid_by_the_fund_and_their_hosts(world):
    w, lever, month = world.population.workers, world.levers, world.ledger.month
    persons = np.bincount(w.unit[w.status == Status.INTERN], minlength=world.flows.n)
    assert persons.sum() > 0
    each = np.floor(lever.internship_host_pay.values * world.minimum_wage() * 100.0 + 0.5)
    for half, code in enumerate(("north", "south")):
        here = world.inputs.half == half
        assert month.get(f"firms.interns/{code}", 0) == int((persons * each)[here].sum())
    lines = [line for line in world.ledger.envelope if line.budget == "internships"]
    assert sum(world.ledger.paid[line] for line in lines) > 0


def test_interns_are_those_who_began_and_neither_left_nor_were_kept(world):
    w = world.population.workers
    interns = int((w.status == Status.INTERN).sum())
    gone = total(world, "intern_exits") + total(world, "intern_ends")
    gone += total(world, "intern_converted")
    assert total(world, "intern_starts") - gone - interns in (0, 1), "one may have died"
    assert (w.employer[w.status == Status.INTERN] == -1).all()


def test_graduates_are_counted_twice_a_year_and_all_have_a_destination(world):
    panel = Panel(world.tallies, np.linspace(1 / 12, 1, 12))
    cells = destinations(panel)
    everybody = cells["all", "true"][:, 0]
    counted = ~np.isnan(everybody)
    assert (panel.months[counted] % 12).tolist() == [11, 7, 11]
    graduates = total(world, "graduates") * world.fraction
    assert 0.9 * graduates <= everybody[-1] <= graduates
    parts = sum(cells[f"destination={d.code}", "true"][-1, 0] for d in Destination)
    assert parts == everybody[-1]
    rate = placement(panel)["all", "published"]
    assert np.isnan(rate[:-1, 0]).sum() == len(panel.months) - 2
    assert 40.0 < rate[-1, 0] <= 100.0
    kinds = reserved("filled")(panel)
    assert kinds["all", "true"][-1, 0] == sum(
        kinds[f"recruitment={k}", "true"][-1, 0] for k in ("public", "grassroots", "state_firm")
    )


def test_only_graduates_hold_the_flag_and_each_has_a_field(world):
    w = world.population.workers
    young = (w.flags & Flag.GRADUATE > 0) & (int(world.month) - w.school_exit < 6)
    young &= w.status != Status.STUDENT
    assert young.any()
    assert (w.field[young] > 0).all()
    assert (w.schooling[young] >= 6).all()
