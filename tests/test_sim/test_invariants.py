"""What holds in every month, whatever the luck; and that a planted violation is found."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import small_world

from agents.codes import FIRST_EMPLOYED, LAST_EMPLOYED, Flag, Status
from sim.month import MONTH
from sim.steps.record import check_people_and_jobs
from sim.world import World

MONTHS = 8  # December 2020 to July 2021: a new year, three quarters, winter and summer


def living(world: World) -> int:
    return int(np.count_nonzero(world.population.workers.status != Status.GONE))


def test_people_places_and_money_are_conserved_in_every_month() -> None:
    world = small_world.open_start(small_world.scenario(months=MONTHS))
    before = living(world)
    for _ in range(MONTHS):
        small_world.run_months(world, 1)
        w, f, flows = world.population.workers, world.population.firms, world.flows
        came = int(flows.births.sum() + flows.arrivals.sum())
        went = int(flows.deaths.sum() + flows.departures.sum())
        assert living(world) == before + came - went == world.people
        before = living(world)

        idle = f.places - f.n_workers - f.vacancies
        assert idle.min() >= 0, "places = people at work + vacancies + idle, none negative"
        assert np.all(f.n_break <= idle), "a place kept for a recall is idle"
        assert np.all(f.places[f.alive == 0] == 0)
        at_work = (w.status >= FIRST_EMPLOYED) & (w.status <= LAST_EMPLOYED) & (w.employer >= 0)
        staff = np.bincount(w.employer[at_work], minlength=f.n)
        assert np.array_equal(staff, f.n_workers), "filled jobs are persons at work, firm by firm"
        away = (w.flags & int(Flag.RECALL) != 0) & (w.employer >= 0) & ~at_work
        assert np.array_equal(np.bincount(w.employer[away], minlength=f.n), f.n_break)

        world.ledger.check()
        assert sum(world.ledger.balance.values()) == 0
        for line, envelope in world.ledger.envelope.items():
            assert 0 <= world.ledger.paid[line] <= envelope
            assert world.ledger.paid[line] + world.ledger.committed[line] <= envelope


def test_a_persons_row_stays_within_its_ranges(half_year: World) -> None:
    w, f = half_year.population.workers, half_year.population.firms
    units = half_year.population.units
    here = w.status != Status.GONE
    assert np.unique(w.id[here]).size == np.count_nonzero(here), "an id names one person"
    assert np.all(w.id[~here] == -1) or np.all(w.employer[~here] == -1)
    age = (int(half_year.month) - w.birth[here]) // 12
    assert age.min() >= 0
    assert age.max() <= 120
    assert np.array_equal(w.status[here] == Status.MINOR, age < 15)
    assert np.array_equal(np.array(units.county_unit)[w.county[here]], w.unit[here])
    employed = here & (w.employer >= 0)
    assert np.all(f.alive[w.employer[employed]] == 1), "nobody works for a firm that is not there"
    paid = here & (w.status >= FIRST_EMPLOYED) & (w.status <= LAST_EMPLOYED)
    assert np.all(w.wage[paid] > 0)
    assert np.all(np.isfinite(w.wage))
    assert np.all(np.isfinite(w.reservation_wage))
    assert np.all(w.subsidy_share <= 1.0)
    assert np.all(w.subsidy_months >= 0)


def test_every_step_of_the_month_runs_once_in_the_order_of_the_page() -> None:
    names = [process.__name__ for process in MONTH]
    assert names == [
        "age", "set_policy", "set_demand", "separate", "post", "search", "match", "train",
        "run_programmes", "pay", "record",
    ]  # fmt: skip


def lose_a_person(world: World) -> None:
    idle = np.flatnonzero(world.population.workers.status == Status.INACTIVE)
    world.population.workers.status[idle[0]] = Status.GONE


def double_count_a_job(world: World) -> None:
    f = world.population.firms
    row = int(np.flatnonzero(f.places - f.n_workers - f.vacancies - f.n_break > 0)[0])
    f.n_workers[row] += 1


def lose_a_place(world: World) -> None:
    f = world.population.firms
    f.places[int(np.argmax(f.n_workers))] -= 1000


def keep_staff_in_a_closed_firm(world: World) -> None:
    f = world.population.firms
    f.alive[int(np.argmax(f.n_workers))] = 0


def idle_at_work(world: World) -> None:
    w = world.population.workers
    row = int(np.flatnonzero((w.status == Status.EMPLOYEE) & (w.employer >= 0))[0])
    w.status[row] = Status.INACTIVE


@pytest.mark.parametrize(
    ("plant", "message"),
    [
        (lose_a_person, "people, expected"),
        (double_count_a_job, "firms count another number"),
        (lose_a_place, "more people than places"),
        (keep_staff_in_a_closed_firm, "a closed firm still has staff"),
        (idle_at_work, "filled places differ from people at work"),
    ],
)
def test_a_planted_violation_stops_the_month(
    start: World, plant: Callable[[World], None], message: str
) -> None:
    small_world.run_months(start, 1)
    start.flows.clear()  # so that nobody is expected to come or go
    check_people_and_jobs(start)
    plant(start)
    with pytest.raises(AssertionError, match=message):
        check_people_and_jobs(start)


def test_stocks_change_only_by_the_flows_that_were_recorded(start: World) -> None:
    w = start.population.workers
    for _ in range(3):
        before = set(w.id[w.status != Status.GONE].tolist())
        employers = dict(zip(w.id.tolist(), w.employer.tolist(), strict=True))
        small_world.run_months(start, 1)
        w, flows = start.population.workers, start.flows
        after = set(w.id[w.status != Status.GONE].tolist())
        assert len(after - before) == flows.births.sum() + flows.arrivals.sum()
        assert len(before - after) == flows.deaths.sum() + flows.departures.sum()
        got_job = sum(
            1
            for who, firm in zip(w.id.tolist(), w.employer.tolist(), strict=True)
            if firm >= 0 and who in employers and employers[who] != firm
        )
        # each of them was matched; a hire may be hired back by the firm that it just left
        assert got_job <= flows.hires.sum()
        assert flows.hires.sum() - got_job <= 0.1 * flows.hires.sum()
        assert flows.job_to_job.sum() <= flows.hires.sum()
        assert flows.unfilled.sum() + flows.hires.sum() == flows.vacancies.sum()
        assert flows.layoffs.sum() <= flows.separations.sum()
        assert flows.urban_registered.sum() <= flows.urban_entry_persons.sum()
        assert flows.urban_entry_persons.sum() <= flows.urban_entries.sum()
        assert flows.claims_rejected.sum() <= flows.claims.sum()


# ------------------------------------------------------------------------------ smallest changes


def changed_persons(one: World, other: World, but: int) -> int:
    """Return how many persons of `one`, `but` apart, differ in work, pay or place in `other`."""
    a, b = one.population.workers, other.population.workers
    rows_a = {who: i for i, who in enumerate(a.id.tolist()) if who >= 0 and who != but}
    rows_b = {who: i for i, who in enumerate(b.id.tolist()) if who >= 0 and who != but}
    assert rows_a.keys() == rows_b.keys(), "no other person came or went"
    i = np.fromiter(rows_a.values(), np.int64)
    j = np.array([rows_b[who] for who in rows_a])
    differ = np.zeros(len(i), np.bool_)
    for name in ("status", "employer", "wage", "unit", "urban", "tenure", "reservation_wage"):
        differ |= getattr(a, name)[i] != getattr(b, name)[j]
    return int(np.count_nonzero(differ))


def test_one_more_job_seeker_changes_only_the_chain_of_those_she_displaces() -> None:
    """Nobody else's luck moves; only places she takes. Bound: 5 of 25 000 people in a month."""
    plain = small_world.run_short(small_world.scenario(), 1)
    world = small_world.open_start(small_world.scenario())
    world.make_room(workers=1)
    w = world.population.workers
    model = int(np.flatnonzero((w.status == Status.UNEMPLOYED) & (w.urban == 1))[0])
    row, who = world.n_workers, 2**31 - 7
    for array in w.arrays().values():
        array[row] = array[model]
    w.id[row] = who
    world.n_workers += 1
    if world.people is not None:
        world.people += 1
    small_world.run_months(world, 1)
    assert changed_persons(plain, world, who) <= 5


def test_one_more_firm_without_places_changes_nobody(start: World) -> None:
    plain = small_world.run_short(small_world.scenario(), 1)
    start.make_room(firms=1)
    f = start.population.firms
    model = int(np.flatnonzero(f.alive == 1)[0])
    row = start.n_firms
    for array in f.arrays().values():
        array[row] = array[model]
    f.id[row] = 2**31 - 7
    for name in ("base", "target", "places", "n_workers", "n_break", "vacancies", "n_subsidised"):
        getattr(f, name)[row] = 0
    start.n_firms += 1
    small_world.run_months(start, 1)
    assert changed_persons(plain, start, -1) == 0
