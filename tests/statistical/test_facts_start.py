"""Facts of the start world and of keyed lists of people, with a stated rate of false alarms.

Every test names its statistic, its limit and how often a correct program would fail it for another
seed. The seed is fixed, so a test that passes goes on passing until somebody changes the model.
"""

from __future__ import annotations

import numpy as np
import pytest
import small_world

from agents.codes import FIRST_EMPLOYED, LAST_EMPLOYED, Sex, Status
from sim.steps.age import enter
from sim.world import World

pytestmark = pytest.mark.statistical
SIGMAS = 4.0  # two-sided normal tail beyond 4 standard errors: 6e-5


def standard_error(share: float, n: float) -> float:
    """Return the standard error of a share among `n` independent draws."""
    return float(np.sqrt(share * (1.0 - share) / n))


def test_unemployment_of_urban_residents_is_near_five_percent_at_the_start() -> None:
    """Statistic: unemployed over labour force, urban residents of the census month, 1/1000.

    Limit: 4 standard errors of simple random sampling around 5 %, and 0.25 points for the rounding
    of county cells. False alarms: below 6e-5, since whole households are sampled systematically.
    """
    world = small_world.open_start(small_world.scenario())
    w = world.population.workers
    at_work = (w.status >= FIRST_EMPLOYED) & (w.status <= LAST_EMPLOYED)
    out = (w.status == Status.UNEMPLOYED) & (w.urban == 1)
    force = int(np.count_nonzero(out | (at_work & (w.urban == 1))))
    rate = np.count_nonzero(out) / force
    assert abs(rate - 0.05) < SIGMAS * standard_error(0.05, force) + 0.0025


def test_the_share_of_registered_entries_is_the_registration_share() -> None:
    """Statistic: registered over all persons who entered urban work, January to May 2021, 1/1000.

    Each person's registration is one keyed draw a year, so the count is binomial with `reg_new`.
    Limit: 4 standard errors. False alarms: 6e-5.
    """
    world = small_world.open_start(small_world.scenario())
    persons = registered = 0
    for _ in range(6):
        small_world.run_months(world, 1)
        if world.month.year == 2021:
            persons += int(world.flows.urban_entry_persons.sum())
            registered += int(world.flows.urban_registered.sum())
    share = world.parameters["reg_new"]
    assert persons > 200
    assert abs(registered / persons - share) < SIGMAS * standard_error(share, persons)


def newborns(fraction: int) -> tuple[World, np.ndarray]:
    """Return a world after one month's entrants at 1/`fraction`, and the rows of its newborns."""
    world = small_world.open_start(small_world.scenario())
    world.begin_month()
    world.population.fraction = fraction
    first = world.n_workers
    enter(world)
    rows = np.arange(first, world.n_workers)
    return world, rows[world.population.workers.status[rows] == Status.MINOR]


def test_the_sex_ratio_of_births_over_all_keyed_slots_is_that_of_the_census() -> None:
    """Statistic: share of boys among one month's births at 1/1 (above 8 000).

    Limit: 4 standard errors around the share at ages 0-4 of the census. False alarms: 6e-5.
    """
    world, rows = newborns(1)
    boys = np.count_nonzero(world.population.workers.sex[rows] == Sex.MALE)
    share = world.inputs.birth_male
    assert 0.50 < share < 0.53
    assert len(rows) > 8000
    assert abs(boys / len(rows) - share) < SIGMAS * standard_error(share, len(rows))


def test_a_sampled_world_realises_some_of_the_same_children() -> None:
    """Statistic: newborns at 1/10 over newborns at 1/1; all of the former are among the latter.

    Limit: one child a unit, from the rounding of the keyed offset. False alarms: none.
    """
    full, all_rows = newborns(1)
    part, rows = newborns(10)
    whole = full.population.workers
    sex = dict(zip(whole.id[all_rows].tolist(), whole.sex[all_rows].tolist(), strict=True))
    found = part.population.workers
    for who, its in zip(found.id[rows].tolist(), found.sex[rows].tolist(), strict=True):
        assert sex[who] == its
    assert abs(len(rows) - len(all_rows) / 10) <= full.flows.n
