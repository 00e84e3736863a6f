"""Step 11: the survey week at the month's end; events become statistics."""

from __future__ import annotations

import numpy as np

from agents.codes import FIRST_EMPLOYED, LAST_EMPLOYED, Status
from sim.market import remember
from sim.statistics_office import tally
from sim.world import World


def record(world: World) -> None:
    """Assert conservation, tally the month, and remember what agents may learn from it."""
    check_people_and_jobs(world)
    world.flows.ledger = dict(world.ledger.month)
    p = world.parameters
    world.tallies.append(
        tally(
            world.population, world.flows, int(world.month), world.seed,
            survey_households=int(p["survey_households"]),
            register_unemployed=p["register_unemployed"],
        )
    )  # fmt: skip
    remember(world)


def check_people_and_jobs(world: World) -> None:
    """Assert that people and jobs are conserved.

    Raises
    ------
    AssertionError
        If the number of people is not last month's plus entries less exits, if a place is lost or
        counted twice, or if somebody works for a firm that is not there.
    """
    w, f, flows = world.population.workers, world.population.firms, world.flows
    people = int(np.count_nonzero(w.status != Status.GONE))
    net = flows.births.sum() + flows.arrivals.sum() - flows.deaths.sum() - flows.departures.sum()
    if world.people is not None and people != world.people + int(net):
        raise AssertionError(f"{world.month}: {people} people, expected {world.people + int(net)}")
    world.people = people
    idle = f.places - f.n_workers - f.vacancies
    if idle.min(initial=0) < 0 or np.any(idle < f.n_break):
        raise AssertionError(f"{world.month}: a firm has more people than places")
    with_firm = np.count_nonzero(w.employer >= 0)
    if with_firm != int(f.n_workers.sum() + f.n_break.sum()):
        raise AssertionError(
            f"{world.month}: {with_firm} people with a firm, firms count another number"
        )
    at_work = (w.employer >= 0) & (w.status >= FIRST_EMPLOYED) & (w.status <= LAST_EMPLOYED)
    if int(np.count_nonzero(at_work)) != int(f.n_workers.sum()):
        raise AssertionError(f"{world.month}: filled places differ from people at work in firms")
    if np.any(f.n_workers[f.alive == 0] > 0):
        raise AssertionError(f"{world.month}: a closed firm still has staff")
