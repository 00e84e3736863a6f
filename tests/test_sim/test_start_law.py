"""What the start world must hold before a month has happened."""

from __future__ import annotations

import numpy as np
import pytest
import small_world as small

from agents.codes import Occupation, Status
from sim.world import World


@pytest.fixture(scope="module")
def start() -> World:
    return small.open_start(small.scenario())


def test_providers_can_teach(start: World) -> None:
    t = start.population.providers
    assert (t.quality > 0.0).all()
    assert (t.price > 0.0).all()
    assert t.staff.any()
    assert not t.staff.all()
    assert len(set(t.subject)) > 1


def test_grades_were_reached_at_different_times(start: World) -> None:
    w = start.population.workers
    graded = (w.status == Status.EMPLOYEE) & (w.grade > 0)
    assert len(set(w.grade_year[graded])) > 5
    assert (w.grade_year[graded] <= start.month.year - 1950).all()


def test_start_pay_knows_occupation_and_the_minimum_wage(start: World) -> None:
    w, p = start.population.workers, start.parameters
    at_work = (w.status == Status.EMPLOYEE) & (w.employer >= 0)
    log_pay = np.log(np.maximum(w.wage[at_work], 1.0))
    years = w.schooling[at_work]
    gap = [
        log_pay[(w.occupation[at_work] == o) & (years >= 5)].mean()
        for o in (Occupation.MANAGERS, Occupation.SERVICES)
    ]
    assert gap[0] - gap[1] > 0.5 * (p["occupation_pay_managers"] - p["occupation_pay_services"])
    assert (start.market.floor > 0.0).all()
    lowest = p["nc_depth"] * start.market.floor[start.population.firms.unit[w.employer[at_work]]]
    assert (w.wage[at_work] >= 0.999 * lowest).all()
