"""Step 9: flexible work, the farm as fall-back, certification, welfare posts, start-ups."""

from __future__ import annotations

import numpy as np

from agents.draws import Stream
from agents.kernels.programmes import TAKES_UP, apply_flexible, choose_flexible
from agents.kernels.rows import rows_where
from sim.families import relieve_carers, relieve_need
from sim.flexible import cut_hours, flexible_income, meet_flexible, offer_part_time, take_cover
from sim.hardship import count_placed
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
    part_time = offer_part_time(world, choice, income)
    rows = rows_where(choice)
    apply_flexible(
        rows, choice, w.id, w.unit, w.urban, w.skill, w.status, w.wage, w.tenure,
        w.spell, w.industry, w.occupation, w.insured, w.flags, income, p["informal_skill"], farm,
        structure.flexible_industry, structure.flexible_occupation, p["reg_new"],
        w.reservation_wage, p["rw0"],
        world.key(Stream.FLEXIBLE_ENTRY, 0), world.register_key(),
        flows.urban_entries, flows.urban_entry_persons, flows.urban_registered, flows.separations,
    )  # fmt: skip
    cut_hours(world, part_time)
    count_placed(world, rows[choice[rows] == TAKES_UP])
    take_cover(world, rows)
    run_posts(world)
    found(world)
    relieve_carers(world)
    relieve_need(world)
