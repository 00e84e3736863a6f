"""Step 1: birthdays, school leaving, deaths, retirement, departures, births and arrivals."""

from __future__ import annotations

import numpy as np

from agents.codes import Flag
from agents.draws import Stream
from agents.kernels.ageing import age_workers, settle_events
from agents.kernels.entry import count_entrants, write_entrants
from agents.kernels.hiring import settle_movers
from agents.kernels.rows import rows_where
from sim.services import drawn_by
from sim.steps.school import finish_school
from sim.world import World


def age(world: World) -> None:
    """Move everybody one month on; a death or retirement frees the job at once."""
    w, h, f = world.population.workers, world.population.households, world.population.firms
    p, x, flows = world.parameters, world.inputs, world.flows
    world.population.month = int(world.month)
    if world.month.month == 1:
        w.flags &= ~np.int16(Flag.COUNTED | Flag.ENTERED | Flag.TRAVELLED | Flag.TRAINED)
    keys = np.array(
        [
            world.key(stream)
            for stream in (
                Stream.DEATH,
                Stream.DEPARTURE,
                Stream.RETIREMENT,
                Stream.RECLASSIFY,
            )
        ]
        + [world.key(Stream.SCHOOL_EXIT, 0), world.key(Stream.GRADUATE_RETURN)],
        dtype=np.uint64,
    )
    event = world.scratch("event")
    age_workers(
        int(world.month),
        w.id, w.household, w.sex, w.birth, w.urban, w.registration, w.schooling, w.school_exit,
        w.status, w.employer, w.insured, w.contribution, w.contribution_used, w.tenure,
        w.spell, w.flags, h.id, f.ownership,
        x.death_rate, x.old_age,
        x.retire["state"], x.retire["private"], x.retire["after"], x.retire["early"],
        int(x.retire["early_months"]), x.retire["exit_60"], x.retire["exit_70"],
        x.departures, monthly_return(p["ret_g"]), int(p["gone_after"]), p["reclassify"] / 12.0,
        int(p["settle_months"]), keys, event,
    )  # fmt: skip
    rows = rows_where(event)
    settle_events(
        rows, event, w.id, w.household, w.unit, w.status, w.employer, w.wage,
        w.tenure, w.spell, w.subsidy_months, w.flags, h.n_members, h.n_minors,
        f.n_workers, f.n_break, f.n_subsidised, f.owned,
        flows.deaths, flows.departures, flows.retirements, flows.urban_attrition,
    )  # fmt: skip
    settle_movers(
        rows, event, w.id, w.county, w.unit, w.urban, w.home_unit, w.registration, w.employer,
        f.unit, f.urban, world.structure.county_share, p["settle_share"], world.key(Stream.SETTLE),
    )  # fmt: skip
    finish_school(world, rows, event)
    enter(world)


def monthly_return(within_five_years: float) -> float:
    """Return the monthly hazard that brings this share of leavers back within five years."""
    return float(1.0 - (1.0 - within_five_years) ** (1.0 / 60.0))


def enter(world: World) -> None:
    """Write this month's births and arrivals into free rows."""
    p, x, s, flows = world.parameters, world.inputs, world.structure, world.flows
    births = x.births[world.month.year - 2010] * s.start_population
    arrivals = x.arrivals * s.arrival_unit
    k_birth, k_arrival = world.key(Stream.BIRTH), world.key(Stream.ARRIVAL)
    graduates, k_graduate = (
        drawn_by(world, world.market.support),
        world.key(Stream.GRADUATE_ARRIVAL),
    )
    arrivals = np.maximum(arrivals - drawn_by(world, p["settlement_usual"]), 0.0)
    n = count_entrants(births, arrivals, graduates, k_birth, k_arrival, k_graduate, world.fraction)
    world.make_room(workers=n, households=n)
    w, h = world.population.workers, world.population.households
    world.n_workers, world.n_households = write_entrants(
        int(world.month), world.months_since_base, world.fraction, births, arrivals, graduates,
        world.n_workers, world.n_households, world.base_household,
        s.county_share, s.urban_arrivals, x.arrival_age, x.arrival_male, s.arrival_schooling,
        x.birth_male, p["seek_leavers"], p["sd_w"],
        np.array([p["skill_tail_begins"], p["skill_tail_index"]]), k_birth, k_arrival,
        k_graduate, w.id, w.household, w.county, w.unit, w.urban, w.home_unit, w.registration,
        w.sex, w.birth, w.schooling, w.school_exit, w.skill, w.status, w.flags, h.id, h.county,
        h.urban, h.n_members, h.n_minors,
        flows.births, flows.arrivals, flows.college_arrivals,
    )  # fmt: skip
