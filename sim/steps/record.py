"""Step 11: the survey week at the month's end; events become statistics."""

from __future__ import annotations

import dataclasses

import numpy as np

from agents.codes import OfferEvent
from agents.kernels.rows import firm_sum
from sim.field_planning import plan_schools
from sim.local_income import remember_income
from sim.market import remember
from sim.projects import count_unfilled
from sim.response import count_displaced, released
from sim.risk_watch import FIRST_UNIT, watch
from sim.rural import count_poverty_lifted
from sim.southern import count_textiles
from sim.statistics_office import tally
from sim.steps.school import count_graduates
from sim.world import World


def record(world: World) -> None:
    """Tally the month, assert conservation, and remember what agents may learn from it."""
    world.flows.ledger = dict(world.ledger.month)
    world.flows.reporting_bias = world.levers.reporting_bias.values.copy()
    world.flows.entries = dict(world.ledger.entries)
    by_event = world.flows.book.sum(axis=(1, 2))
    count_graduates(world)
    plan_schools(world)
    count_unfilled(world)
    count_poverty_lifted(world)
    count_textiles(world)
    count_displaced(world)
    world.flows.offers += by_event[:, OfferEvent.OFFERS]
    world.flows.refusals += by_event[:, OfferEvent.REFUSALS]
    p = world.parameters
    world.tallies.append(
        tally(
            world.population, world.flows, int(world.month), world.seed,
            survey_households=int(p["survey_households"]),
            register_unemployed=p["register_unemployed"],
        )
    )  # fmt: skip
    check_people_and_jobs(world)
    remember(world)
    remember_income(world)
    show_watch(world)


def show_watch(world: World) -> None:
    """Let the risk watch read what was published, and keep what it says with the month's counts."""
    units = slice(FIRST_UNIT, FIRST_UNIT + world.flows.n)
    used = released(world)  # before the charts move on
    found = np.zeros((3, world.market.watch_cells.shape[1]))
    found[:2], found[2, units] = watch(world), used
    world.tallies[-1] = dataclasses.replace(world.tallies[-1], watch=found)


def check_people_and_jobs(world: World) -> None:
    """Assert that people, jobs and posts are conserved.

    Raises
    ------
    AssertionError
        If the number of people is not last month's plus entries less exits, if a place is lost or
        counted twice, if posts do not add up, or if somebody works for a firm that is not there.
    """
    f, flows = world.population.firms, world.flows
    people = int(world.tallies[-1].persons.sum())
    net = flows.births.sum() + flows.arrivals.sum() - flows.deaths.sum() - flows.departures.sum()
    if world.people is not None and people != world.people + int(net):
        raise AssertionError(f"{world.month}: {people} people, expected {world.people + int(net)}")
    world.people = people
    idle = f.places - f.n_workers - f.vacancies
    if np.any(idle < f.n_break):
        raise AssertionError(f"{world.month}: a firm has more people than places")
    by_persons = world.tallies[-1].books
    by_firms = [firm_sum(n) for n in (f.n_workers, f.n_break, f.n_subsidised)]
    for what, one, other in zip(
        ("at work", "on a break", "with a subsidy"), by_persons, by_firms, strict=True
    ):
        if one != other:
            raise AssertionError(f"{world.month}: firms count other people {what} than work there")
    if np.any((f.n_workers > 0) & (f.alive == 0)):
        raise AssertionError(f"{world.month}: a closed firm still has staff")
    moved = flows.posts.sum() - flows.withdrawn.sum() - (flows.vacancies - flows.unfilled).sum()
    n_posts = world.population.posts.n
    if world.n_posts is not None and n_posts != world.n_posts + int(moved):
        raise AssertionError(f"{world.month}: {n_posts} posts, expected {world.n_posts + moved}")
    world.n_posts = n_posts
