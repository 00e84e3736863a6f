"""The twin written the plain Mesa way agrees with the engine, and loses nobody and nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
import small_world

from agents.codes import Flag, Status
from scenarios.scenario import Scenario
from sim.mesa_model import LaborMarket
from sim.twin.agents import pair_draw
from sim.twin.model import MesaTwin
from sim.twin.office import check

SEEDS, MONTHS = range(1, 9), 8  # December 2020 to July 2021
STOCKS = ("people", "unemployment_rate", "employed", "firms", "mean_pay")
FLOWS = (
    "hires", "job_to_job", "separations", "layoffs", "breaks", "recalls", "vacancies", "posts",
    "seekers", "applications", "urban_entry_persons", "retirements", "deaths",
    "training_starts", "training_completions",
)  # fmt: skip
# Student's t of the difference of two means, 14 degrees of freedom: beyond this with probability
# 5.3e-5, so one of the 20 figures is with probability 0.001 if twin and engine are alike
LIMIT = 5.6

Figures = dict[str, float]
# measures whose offers bring people into work that the twin does not know of
UNKNOWN = ("rural_workers", "veterans_women_disabled", "flexible_work")


def scenario() -> Scenario:
    """Return the baseline without the measures that the twin does not follow."""
    chosen = small_world.scenario(months=MONTHS)
    for name in UNKNOWN:
        chosen = chosen.without(name)
    return chosen


def engine_figures(seed: int) -> Figures:
    world = small_world.open_start(scenario(), seed)
    model = LaborMarket(world.scenario, seed=seed, fraction=1000, world=world, collect=False)
    flows: Counter[str] = Counter()
    rates = []
    for _ in range(MONTHS):
        model.step()
        flows.update({name: int(getattr(world.flows, name).sum()) for name in FLOWS})
        rates.append(model.unemployment_rate())
    w, f = world.population.workers, world.population.firms
    return {
        **flows,
        "people": float(np.count_nonzero(w.status != Status.GONE)),
        "unemployment_rate": float(np.mean(rates)),
        "employed": model.employed() / 1000,
        "firms": float(f.alive.sum()),
        "mean_pay": float(w.wage[w.status == Status.EMPLOYEE].mean(dtype=np.float64)),
    }


def twin_figures(seed: int, **changed: float) -> Figures:
    world = small_world.open_start(scenario(), seed)
    world.parameters = world.parameters.with_values(changed)
    twin = MesaTwin(world, seed=1000 + seed)
    flows: Counter[str] = Counter()
    rates = []
    for _ in range(MONTHS):
        twin.step()
        flows.update({name: sum(twin.flows[name]) for name in FLOWS})
        rates.append(twin.unemployment_rate())
    status = [person.status for person in twin.people]
    pay = [person.wage for person in twin.people if person.status == Status.EMPLOYEE]
    return {
        **flows,
        "people": float(len(twin.people)),
        "unemployment_rate": float(np.mean(rates)),
        "employed": float(sum(Status.EMPLOYEE <= s <= Status.INTERN for s in status)),
        "firms": float(len(twin.firms)),
        "mean_pay": float(np.mean(pay)),
    }


@pytest.fixture(scope="module")
def engines() -> list[Figures]:
    return [engine_figures(seed) for seed in SEEDS]


def differences(ones: list[Figures], others: list[Figures]) -> dict[str, float]:
    """Return Student's t of the difference in every figure."""
    found = {}
    for name in (*STOCKS, *FLOWS):
        a, b = (np.array([each[name] for each in side]) for side in (ones, others))
        error = np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / len(a))
        found[name] = float((b.mean() - a.mean()) / error)
    return found


@pytest.mark.statistical
def test_twin_and_engine_agree_on_stocks_and_flows(engines: list[Figures]) -> None:
    """False alarm: 0.001 for all figures together, see LIMIT (eight seeds a side)."""
    t = differences(engines, [twin_figures(seed) for seed in SEEDS])
    assert {name: round(value, 2) for name, value in t.items() if abs(value) > LIMIT} == {}


@pytest.mark.statistical
def test_a_twin_with_another_parameter_is_told_apart(engines: list[Figures]) -> None:
    """The comparison sees what it should: posts suit two in three of those that they did."""
    suit = small_world.open_start(small_world.scenario()).parameters["suit_base"]
    t = differences(engines, [twin_figures(seed, suit_base=0.65 * suit) for seed in SEEDS])
    assert t["applications"] < -LIMIT
    assert t["hires"] < -LIMIT
    assert abs(t["deaths"]) < LIMIT


@pytest.fixture(scope="module")
def half_a_year() -> MesaTwin:
    twin = MesaTwin(small_world.open_start(small_world.scenario()), seed=3)
    for _ in range(6):
        twin.step()
    return twin


def test_the_twin_starts_from_the_same_people_firms_and_posts() -> None:
    world = small_world.open_start(small_world.scenario())
    before = small_world.fingerprint(world)
    twin = MesaTwin(world, seed=1)
    w, f = world.population.workers, world.population.firms
    here = w.status != Status.GONE
    assert Counter(p.status for p in twin.people) == Counter(w.status[here].tolist())
    assert sum(len(firm.staff) for firm in twin.firms) == f.n_workers.sum()
    assert sum(len(firm.resting) for firm in twin.firms) == f.n_break.sum()
    assert sum(len(firm.posts) for firm in twin.firms) == world.population.posts.n
    assert sum(p.wage for p in twin.people) == pytest.approx(w.wage[here].sum(dtype=np.float64))
    twin.step()
    assert small_world.fingerprint(world) == before, "the twin reads the world, no more"


def test_nobody_works_twice_and_firms_know_their_people(half_a_year: MesaTwin) -> None:
    twin = half_a_year
    assert len({id(person) for person in twin.people}) == len(twin.people)
    listed = [person for firm in twin.firms for person in (*firm.staff, *firm.resting)]
    assert len(set(listed)) == len(listed)
    for firm in twin.firms:
        assert firm.alive
        assert all(p.employer is firm and not p.flags & Flag.RECALL for p in firm.staff)
        assert all(p.employer is firm and p.flags & Flag.RECALL for p in firm.resting)
        assert all(Status.EMPLOYEE <= p.status <= Status.OWN_ACCOUNT for p in firm.staff)
        assert firm.n_subsidised == sum(p.subsidy_months > 0 for p in firm.staff)
        assert firm.owner is None or firm.owner in firm.staff
        assert all(post.firm is firm for post in firm.posts)
    assert set(listed) == {person for person in twin.people if person.employer is not None}
    assert len(twin.agents) == len(twin.people), "Mesa's registry holds the living, nobody else"


def lose_a_person(twin: MesaTwin) -> None:
    twin.people.pop()


def hire_twice(twin: MesaTwin) -> None:
    one, other = [firm for firm in twin.firms if firm.staff][:2]
    other.staff[next(iter(one.staff))] = None


def lose_a_post(twin: MesaTwin) -> None:
    next(firm for firm in twin.firms if firm.posts).posts.pop()


def make_money(twin: MesaTwin) -> None:
    twin.balance["firms"] += 1


@pytest.mark.parametrize(
    ("plant", "message"),
    [
        (lose_a_person, "people, expected"),
        (hire_twice, "firms count"),
        (lose_a_post, "posts were lost"),
        (make_money, "money was lost"),
    ],
)
def test_a_planted_violation_stops_the_twin(
    plant: Callable[[MesaTwin], None], message: str
) -> None:
    twin = MesaTwin(small_world.open_start(small_world.scenario()), seed=1)
    twin.step()
    twin.flows = {name: [0] for name in twin.flows}  # so that nobody is expected to come or go
    check(twin)
    plant(twin)
    with pytest.raises(AssertionError, match=message):
        check(twin)


def test_one_seed_gives_one_course() -> None:
    courses = []
    for seed in (5, 5, 6):
        twin = MesaTwin(small_world.open_start(small_world.scenario()), seed=seed)
        course = []
        for _ in range(2):
            twin.step()
            course.append({name: list(counts) for name, counts in twin.flows.items()})
        courses.append(course)
    assert courses[0] == courses[1] != courses[2]


def test_pairs_draw_evenly_and_always_the_same() -> None:
    """Chi-square of 100 cells over 100 x 200 pairs; beyond 180 with probability 1.2e-6."""
    rng = np.random.default_rng(4)
    ones, others = (rng.integers(0, 2**53, n).tolist() for n in (100, 200))
    drawn = np.array([[pair_draw(a, b) for b in others] for a in ones])
    counts = np.histogram(drawn, bins=100, range=(0.0, 1.0))[0]
    assert ((counts - 200.0) ** 2 / 200.0).sum() < 180.0
    assert pair_draw(ones[0], others[0]) == drawn[0, 0]
    apart = np.corrcoef(drawn[:-1].ravel(), drawn[1:].ravel())[0, 1]
    swapped = [pair_draw(b, a) for a in ones for b in others]
    assert abs(apart) < 0.04
    assert abs(np.corrcoef(drawn.ravel(), swapped)[0, 1]) < 0.04


def test_the_twin_reads_this_months_policy() -> None:
    world = small_world.open_start(small_world.scenario("plan"))
    twin = MesaTwin(world, seed=1)
    twin.step()
    small_world.run_months(world, 1)
    assert len(twin.rules) == len(world.levers.contribution_subsidy) > 0
    assert twin.prices["demand_growth"] == world.levers.demand_growth.values.tolist()
