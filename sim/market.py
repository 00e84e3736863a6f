"""How the market's memory moves at the month's end, and what firms and services learn from it."""

from __future__ import annotations

import numpy as np

from agents.codes import FIRST_EMPLOYED, LAST_EMPLOYED, OfferEvent, Programme, Status
from sim.claims import publish as publish_claims
from sim.services import reckon
from sim.steps.moves import remember_farms
from sim.training import publish_training
from sim.world import World

# share of each age group of `tabulate` that is 16-59, and who may be offered a seat
OF_AGE = np.array([0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 0.6, 0.0])
LEARNERS = [int(s) for s in (Status.EMPLOYEE, Status.FLEXIBLE, Status.FARM, Status.UNEMPLOYED)]
HIRES, SEEKERS, VACANCIES, CLAIMS, REJECTIONS, OFFERS, REFUSALS = range(7)  # offers: of training


def remember(world: World) -> None:
    """Update tightness, flexible shares and the running quarter from this month's flows."""
    m, p, flows = world.market, world.parameters, world.flows
    tightness = (flows.vacancies + 0.5) / (flows.seekers + 1.0)
    now = np.log(tightness / p["tightness_base"])[:, None]
    m.heat_year[world.month.month - 1] = m.heat
    memory = p["market_memory"]
    m.heat[:] = memory * m.heat + (1.0 - memory) * now
    by_status = world.tallies[-1].persons.sum(axis=(2, 3))  # unit, rural/urban, status
    town = by_status[:, 1]
    at_work = town[:, FIRST_EMPLOYED : LAST_EMPLOYED + 1].sum(axis=1)
    m.flexible[:] = (town[:, Status.FLEXIBLE] + 0.5) / (at_work + 10.0)
    remember_farms(world, by_status)
    reckon(world)
    by_age = world.tallies[-1].persons.sum(axis=(1, 2))  # unit, age, status
    able = (by_age * OF_AGE[:, None]).sum(axis=1)
    m.employees[:] = able[:, Status.EMPLOYEE]
    m.trainable[:] = able[:, LEARNERS].sum(axis=1)
    m.trainable += (p["train_priority"] - 1.0) * able[:, Status.UNEMPLOYED]
    asked = flows.book[:, Programme.TRAINING].sum(axis=1)
    for column, counts in (
        (HIRES, flows.hires),
        (SEEKERS, flows.seekers),
        (VACANCIES, flows.vacancies),
        (CLAIMS, flows.claims),
        (REJECTIONS, flows.claims_rejected),
        (OFFERS, asked[:, OfferEvent.OFFERS]),
        (REFUSALS, asked[:, OfferEvent.REFUSALS]),
    ):
        m.quarter[:, column] += counts


def close_quarter(world: World) -> None:
    """Start a new quarter; firms expect the share of claims that was accepted in the last one."""
    m = world.market
    claims = m.quarter[:, CLAIMS].sum()
    if claims > 0:
        m.paid_ratio[0] = 1.0 - m.quarter[:, REJECTIONS].sum() / claims
    publish_claims(world)
    m.chance[:] = world.population.services.job_chance
    publish_training(world)
    m.quarter[:] = 0.0
