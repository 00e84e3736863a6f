"""Step 4: quits, layoffs, closures, seasonal breaks and recalls; the farm season."""

from __future__ import annotations

import numpy as np

from agents.codes import Ownership
from agents.draws import Stream
from agents.kernels.ageing import farm_season
from agents.kernels.separation import adjust_staff, apply_fates, quit_jobs, staff_index
from sim.world import World


def separate(world: World) -> None:
    """End jobs and turn the farm's season.

    Who is separated here may already search in this month's step 6; the model page lets her wait
    for the next month, a change that needs the levels refitted (docs/odd.md).
    """
    w, f = world.population.workers, world.population.firms
    p, x, flows, plan = world.parameters, world.inputs, world.flows, world.plan
    fate = world.scratch("int8")
    quit_jobs(
        int(world.month), w.id, w.sex, w.birth, w.urban, w.status, w.employer, w.tenure, w.flags,
        f.ownership, f.industry, x.hazard, p["owner_quits"], x.industry_hazard,
        world.key(Stream.QUIT), fate,
    )  # fmt: skip
    start, row = staff_index(w.employer, f.n)
    adjust_staff(
        start, row, w.id, w.status, w.tenure, w.flags, fate, plan.layoff, plan.rest, plan.recall,
        f.alive, (f.ownership == Ownership.HOUSEHOLD).astype(np.int8), world.key(Stream.LAYOFF),
    )  # fmt: skip
    apply_fates(
        int(world.month), fate, w.id, w.sex, w.birth, w.unit, w.urban, w.status, w.employer,
        w.last_firm, w.wage, w.reservation_wage, w.tenure, w.spell, w.subsidy_months, w.flags,
        f.id, world.farm_income(),
        p["leave_men"], p["leave_women"], p["farm_after_job"], p["season_search"], p["rw0"],
        world.key(Stream.SEASON_BREAK),
        flows.separations, flows.layoffs, flows.breaks, flows.recalls,
    )  # fmt: skip
    farm_season(
        w.id, w.status, w.tenure, w.spell, w.wage, w.unit, w.flags,
        float(x.farm_share[world.month.month - 1]) * farm_trend(world), world.farm_income(),
        world.key(Stream.SEASON_FARM, 0),
    )  # fmt: skip
    world.count_staff()
    assert np.all(f.n_workers[f.alive == 0] == 0), "a closed firm still has staff"


def farm_trend(world: World) -> float:
    """Return the seasonal farm pool's size over that of the base month (falls with farm demand)."""
    return float(np.exp(min(0.0, world.market.demand[:, 0].mean())))
