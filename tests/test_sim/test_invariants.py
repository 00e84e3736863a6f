"""What holds in every month, whatever the luck; and that a planted violation is found."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import small_world

from agents.codes import FIRST_EMPLOYED, LAST_EMPLOYED, NO_FIRM, Flag, Status
from agents.kernels.separation import count_staff
from sim.month import MONTH
from sim.steps.record import record
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


def hide_a_break(world: World) -> None:
    world.population.firms.n_break[0] += 1
    world.population.firms.places[0] += 1


def forget_a_subsidy(world: World) -> None:
    w = world.population.workers
    w.subsidy_months[int(np.flatnonzero((w.status == Status.EMPLOYEE) & (w.employer >= 0))[0])] = 9


def lose_a_post(world: World) -> None:
    posts = world.population.posts
    posts.reorder(np.arange(1, posts.n))


@pytest.mark.parametrize(
    ("plant", "message"),
    [
        (lose_a_person, "people, expected"),
        (double_count_a_job, "firms count other people at work than work there"),
        (lose_a_place, "more people than places"),
        (keep_staff_in_a_closed_firm, "a closed firm still has staff"),
        (idle_at_work, "firms count other people at work than work there"),
        (hide_a_break, "firms count other people on a break than work there"),
        (forget_a_subsidy, "firms count other people with a subsidy than work there"),
        (lose_a_post, "posts, expected"),
    ],
)
def test_a_planted_violation_stops_the_month(
    start: World, plant: Callable[[World], None], message: str
) -> None:
    small_world.run_months(start, 1)
    start.flows.clear()  # so that nobody is expected to come or go
    record(start)
    plant(start)
    with pytest.raises(AssertionError, match=message):
        record(start)


def test_stocks_change_only_by_the_flows_that_were_recorded(start: World) -> None:
    w = start.population.workers
    for _ in range(3):
        before = set(w.id[w.status != Status.GONE].tolist())
        employers = dict(zip(w.id.tolist(), employer_id(start).tolist(), strict=True))
        small_world.run_months(start, 1)
        w, flows = start.population.workers, start.flows
        after = set(w.id[w.status != Status.GONE].tolist())
        assert len(after - before) == flows.births.sum() + flows.arrivals.sum()
        assert len(before - after) == flows.deaths.sum() + flows.departures.sum()
        got_job = sum(
            1
            for who, firm in zip(w.id.tolist(), employer_id(start).tolist(), strict=True)
            if firm != NO_FIRM and who in employers and employers[who] != firm
        )
        # each of them was matched or founded a business; a hire may be hired back by her old firm
        began = flows.hires.sum() + flows.founders.sum()
        assert got_job <= began
        assert began - got_job <= 0.1 * flows.hires.sum()
        assert flows.job_to_job.sum() <= flows.hires.sum()
        assert flows.unfilled.sum() + began == flows.vacancies.sum()
        assert flows.layoffs.sum() <= flows.separations.sum()
        assert flows.urban_registered.sum() <= flows.urban_entry_persons.sum()
        assert flows.urban_entry_persons.sum() <= flows.urban_entries.sum()
        assert flows.claims_rejected.sum() <= flows.claims.sum()


def posts_by_unit(world: World) -> np.ndarray:
    """Return int64[n_units]: open posts by unit of the firm."""
    unit = world.population.firms.unit[world.population.posts.firm]
    return np.bincount(unit, minlength=world.flows.n)


def test_posts_are_last_months_plus_posted_less_filled_less_withdrawn_in_every_unit(
    start: World,
) -> None:
    """S2 of the list of stylised facts: V(t+1) = V(t) + posted - filled - withdrawn."""
    before, total = posts_by_unit(start), 0
    for _ in range(MONTHS):  # a January among them, in which rows of firms are renumbered
        small_world.run_months(start, 1)
        flows, f = start.flows, start.population.firms
        after = posts_by_unit(start)
        offered = before + flows.posts - flows.withdrawn
        np.testing.assert_array_equal(flows.vacancies, offered)
        np.testing.assert_array_equal(after, offered - flows.hires - flows.founders)
        np.testing.assert_array_equal(flows.unfilled, after)
        np.testing.assert_array_equal(
            np.bincount(start.population.posts.firm, minlength=f.n), f.vacancies
        )
        total += int(flows.withdrawn.sum())
        before = after
    assert total > 0, "some posts were withdrawn"
    assert (before > 0).any()


def test_a_post_keeps_its_name_until_it_is_filled_or_withdrawn(start: World) -> None:
    small_world.run_months(start, 1)
    for _ in range(3):
        posts = start.population.posts
        old = {
            key: fact
            for key, *fact in zip(
                posts.key.tolist(), posts.opened.tolist(), posts.market.tolist(),
                posts.schooling.tolist(), start.population.firms.id[posts.firm].tolist(),
                strict=True,
            )
        }  # fmt: skip
        assert len(old) == posts.n, "a name names one post"
        small_world.run_months(start, 1)
        posts, firm = start.population.posts, start.population.firms.id
        kept = np.isin(posts.key, np.array(list(old), np.uint64))
        assert kept.any()
        assert np.all(posts.opened[~kept] == int(start.month)), "all others were opened now"
        for p in np.flatnonzero(kept):
            now = [posts.opened[p], posts.market[p], posts.schooling[p], firm[posts.firm[p]]]
            assert old[int(posts.key[p])] == now
        assert np.all(np.diff(posts.firm) >= 0)


def jobs(world: World) -> int:
    return int(world.population.firms.n_workers.sum())


def test_filled_jobs_change_only_by_what_each_step_recorded(start: World) -> None:
    """S2, jobs: filled jobs are employed persons, firm by firm, after every step of the month."""
    for _ in range(3):
        start.begin_month()
        for process in MONTH:
            w, f, flows = start.population.workers, start.population.firms, start.flows
            before, who = jobs(start), w.employer.copy()
            resting = w.flags & int(Flag.RECALL) != 0
            process(start)
            if process.__name__ == "age":  # deaths and retirements are counted for all persons
                left = (who >= 0) & (w.employer[: len(who)] < 0) & ~resting
                change = -int(left.sum())
            elif process.__name__ == "separate":
                change = int((flows.recalls - flows.breaks - flows.separations).sum())
            elif process.__name__ == "match":
                change = int((flows.hires - flows.job_to_job).sum())
            elif process.__name__ == "run_programmes":  # a founder may have left another job
                began = (who < 0) & (w.employer[: len(who)] >= 0)
                change = int(began.sum())
                assert change <= flows.founders.sum()
            else:
                change = 0
            assert jobs(start) - before == change, process.__name__
            names = ("n_workers", "n_break", "n_subsidised", "owned")
            counted = [np.empty_like(getattr(f, name)) for name in names]
            count_staff(w.status, w.employer, w.subsidy_months, w.flags, *counted)
            for name, found in zip(names, counted, strict=True):
                told = f"{name} after {process.__name__}"
                np.testing.assert_array_equal(getattr(f, name), found, err_msg=told)


# ------------------------------------------------------------------------------ smallest changes


def employer_id(world: World) -> np.ndarray:
    """Return int64[n_workers]: id of the firm that each person belongs to, -1 for none."""
    w, f = world.population.workers, world.population.firms
    return np.where(w.employer >= 0, f.id[w.employer], NO_FIRM).astype(np.int64)


def changed_persons(one: World, other: World, but: int) -> int:
    """Return how many persons of `one`, `but` apart, differ in work, pay or place in `other`."""
    a, b = one.population.workers, other.population.workers
    rows_a = {who: i for i, who in enumerate(a.id.tolist()) if who >= 0 and who != but}
    rows_b = {who: i for i, who in enumerate(b.id.tolist()) if who >= 0 and who != but}
    assert rows_a.keys() == rows_b.keys(), "no other person came or went"
    i = np.fromiter(rows_a.values(), np.int64)
    j = np.array([rows_b[who] for who in rows_a])
    differ = np.zeros(len(i), np.bool_)
    for name in ("status", "wage", "unit", "urban", "tenure", "reservation_wage"):
        differ |= getattr(a, name)[i] != getattr(b, name)[j]
    differ |= employer_id(one)[i] != employer_id(other)[j]
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
