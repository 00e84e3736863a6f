"""How the market's memory moves at the month's end, and what firms and services learn from it."""

from __future__ import annotations

import numpy as np

from agents.kernels.programmes import count_groups
from sim.world import World

HIRES, SEEKERS, VACANCIES, CLAIMS, REJECTIONS, OFFERS, REFUSALS = range(7)


def remember(world: World) -> None:
    """Update tightness, flexible shares and the running quarter from this month's flows."""
    w, m, p, flows = world.population.workers, world.market, world.parameters, world.flows
    tightness = (flows.vacancies + 0.5) / (flows.seekers + 1.0)
    now = np.log(tightness / p["tightness_base"])[:, None]
    m.heat_year[world.month.month - 1] = m.heat
    memory = p["market_memory"]
    m.heat[:] = memory * m.heat + (1.0 - memory) * now
    flexible, at_work = np.zeros(flows.n), np.zeros(flows.n)
    count_groups(w.unit, w.urban, w.status, flexible, at_work, m.trainable)
    m.flexible[:] = (flexible + 0.5) / (at_work + 10.0)
    for column, counts in (
        (HIRES, flows.hires),
        (SEEKERS, flows.seekers),
        (VACANCIES, flows.vacancies),
        (CLAIMS, flows.claims),
        (REJECTIONS, flows.claims_rejected),
        (OFFERS, flows.offers),
        (REFUSALS, flows.refusals),
    ):
        m.quarter[:, column] += counts


def close_quarter(world: World) -> None:
    """Start a new quarter; firms expect the share of claims that was accepted in the last one."""
    m = world.market
    claims = m.quarter[:, CLAIMS].sum()
    if claims > 0:
        m.paid_ratio[0] = 1.0 - m.quarter[:, REJECTIONS].sum() / claims
    m.chance[:] = world.population.services.job_chance
    m.quarter[:] = 0.0
