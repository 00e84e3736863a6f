"""Step 9: flexible work, the farm as fall-back, certification, welfare posts, start-ups."""

from __future__ import annotations

import numpy as np

from agents.draws import Stream
from agents.kernels.flexible import buy_cover
from agents.kernels.programmes import apply_flexible, choose_flexible
from agents.kernels.rows import rows_where
from sim.startups import found
from sim.steps.internships import run_internships
from sim.steps.moves import farm_need, farm_product
from sim.welfare_posts import run_posts
from sim.world import World
from sim.youth import claim_hire_grants, claim_job_seeking


def run_programmes(world: World) -> None:
    """Offer internships, then flexible work to those still without a job; all may be refused."""
    run_internships(world)
    claim_hire_grants(world)
    claim_job_seeking(world)
    w, p, flows = world.population.workers, world.parameters, world.flows
    structure, h = world.structure, world.population.households
    income = flexible_income(world)
    farm = world.farm_income()
    choice = world.scratch("flexible")
    choose_flexible(
        int(world.month), w.id, w.sex, w.birth, w.unit, w.urban, w.skill, w.status, w.spell,
        w.reservation_wage, w.flags, income, meet_flexible(world), p["flexible_leave"],
        p["unemployed_to_farm"] * farm_need(world), p["drw"], p["flexible_discount"],
        p["informal_skill"], p["certify"], w.household, h.care_load,
        farm_product(world), world.inputs.care_value, float(np.log(p["farm_pay_share"])),
        p["farm_fallback"],
        world.key(Stream.FLEXIBLE_ENTRY), world.key(Stream.FLEXIBLE_EXIT),
        world.key(Stream.HARDSHIP), choice,
    )  # fmt: skip
    rows = rows_where(choice)
    apply_flexible(
        rows, choice, w.id, w.unit, w.urban, w.skill, w.status, w.wage, w.tenure,
        w.spell, w.industry, w.occupation, w.insured, w.flags, income, p["informal_skill"], farm,
        structure.flexible_industry, structure.flexible_occupation, p["reg_new"],
        w.reservation_wage, p["rw0"],
        world.key(Stream.FLEXIBLE_ENTRY, 0), world.register_key(),
        flows.urban_entries, flows.urban_entry_persons, flows.urban_registered, flows.separations,
    )  # fmt: skip
    buy_cover(
        rows, w.id, w.unit, w.status, w.tenure, w.wage, w.insured,
        p["flexible_pension_rate"] * world.levers.contribution_floor.values,
        p["flexible_cover_burden"], p["flexible_cover"], world.key(Stream.FLEXIBLE_COVER, 0),
        flows.new_flexible, flows.covered_flexible,
    )  # fmt: skip
    run_posts(world)
    found(world)


def meet_flexible(world: World) -> np.ndarray:
    """Return float64[n_units]: chance of an opening for flexible work; hubs within reach help."""
    p, hubs = world.parameters, world.levers.gig_hubs.values
    return np.asarray(p["flexible_meet"] * (1.0 + p["gig_hub_effect"] * hubs))


def flexible_income(world: World) -> np.ndarray:
    """Return float64[n_units]: log yuan/month of flexible work; falls where many do it."""
    x, p, market = world.inputs, world.parameters, world.market
    crowd = np.log(np.maximum(market.flexible, 1e-4) / world.structure.flexible_base)
    return np.asarray(
        x.log_flexible + p["g_w"] * world.years_from_2025()
        + x.unit_level - p["flexible_crowding"] * crowd
    )  # fmt: skip
