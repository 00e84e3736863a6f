"""Step 4: quits, layoffs, closures, seasonal breaks and recalls; the farm season."""

from __future__ import annotations

import numpy as np

from agents.codes import Industry, Status
from agents.draws import Stream
from agents.kernels.ageing import farm_season
from agents.kernels.rows import mark_households, mark_staff, rows_where
from agents.kernels.separation import (
    LAID_OFF,
    adjust_staff,
    apply_fates,
    busy_firms,
    owners_who_quit,
    quit_jobs,
    staff_index,
)
from sim.automation import active, displace, machine_share, scar
from sim.benefits import award, owners_among
from sim.refunds import count_layoffs
from sim.rights import hazard_rows
from sim.steps.moves import farm_after_job, move_homes, season_hands, take_harvest
from sim.world import World


def separate(world: World) -> None:
    """End jobs and turn the farm's season; who is separated searches from next month on."""
    w, f = world.population.workers, world.population.firms
    p, x, flows, plan = world.parameters, world.inputs, world.flows, world.plan
    fate = world.scratch("fate")
    quit_jobs(
        w.id, w.status, w.employer, w.tenure, *hazard_rows(world), p["owner_quits"],
        w.unit, w.home_unit, f.unit, p["away_quits"], world.key(Stream.QUIT), fate,
    )  # fmt: skip
    owners_who_quit(rows_where(fate), fate, w.status, w.employer, f.owned)
    busy = np.empty(f.n, np.int8)
    busy_firms(
        f.alive, f.ownership, f.n_workers, f.n_break, f.owned, plan.layoff, plan.rest, plan.recall,
        busy,
    )  # fmt: skip
    staff = world.scratch("staff")
    automates = active(world)
    if automates:
        hit = np.flatnonzero(plan.displaced.any(axis=0))
        busy[hit] = 1
    mark_staff(w.employer, busy, staff)
    start, row = staff_index(rows_where(staff), w.employer, busy, f.n_workers, f.n_break)
    adjust_staff(
        start, row, w.id, w.status, w.tenure, w.flags, fate, plan.layoff, plan.rest, plan.recall,
        f.alive, f.ownership, f.owned, world.key(Stream.LAYOFF),
    )  # fmt: skip
    displaced = displace(world, start, row, fate) if automates else None
    ended = rows_where(fate)
    count_layoffs(world, ended, fate)
    owner = owners_among(world, ended)
    apply_fates(
        int(world.month), ended, fate, w.id, w.sex, w.birth, w.unit, w.urban, w.status,
        w.employer, w.last_firm, w.wage, w.reservation_wage, w.tenure, w.spell, w.subsidy_months,
        w.flags, f.id, f.n_workers, f.n_break, f.n_subsidised, f.owned, world.farm_income(),
        p["leave_men"], p["leave_women"], farm_after_job(world), p["season_search"], p["rw0"],
        world.key(Stream.SEASON_BREAK),
        flows.separations, flows.layoffs, flows.breaks, flows.recalls,
    )  # fmt: skip
    laid_off = w.industry[ended[fate[ended] == LAID_OFF]]
    flows.industry_layoffs += np.bincount(laid_off[laid_off >= 0], minlength=len(Industry))
    if displaced is not None:
        scar(world, ended, fate, displaced)
    award(world, ended, owner)
    mark_households(ended, w.status, w.household, int(Status.UNEMPLOYED), world.household_marks())
    by_hand = 1.0 - float(machine_share(world)[0])  # of the farm's season, beside machines
    farm_season(
        w.id, w.status, w.tenure, w.spell, w.wage, w.unit, w.flags,
        x.farm_share[world.month.month - 1] * season_hands(world) * by_hand, world.farm_income(),
        world.key(Stream.SEASON_FARM, 0),
    )  # fmt: skip
    move_homes(world)
    take_harvest(world)
