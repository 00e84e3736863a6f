"""Part of steps 1, 4, 6, 7 and 11: homes, other provinces, harvest work, what the farm is worth.

How much farm work there is to be done follows its trend; where a unit has more hands than that,
fewer young people and fewer of those who lose a job take up farming, and more look for other work.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.claims import Claim
from agents.codes import Flag, Industry, Status
from agents.columns import Array
from agents.draws import Stream, key
from agents.kernels.farming import call_harvest, keep_harvest
from agents.kernels.moving import (
    ADULT,
    GOES_OUT,
    SETTLED,
    apply_moves,
    choose_moves,
    count_channels,
    send_out_at_start,
)
from agents.kernels.rows import rows_where
from sim.claims import claim, in_fen
from sim.world import World

Floats = npt.NDArray[np.float64]
FARMERS, HARVESTABLE, OUTSIDE = range(3)  # columns of `Market.rural`
HARVEST = (9, 10)  # months of hand picking
LEAST_PULL, MOST_PULL = 0.25, 2.5


# ------------------------------------------------------------------------------------- the farm


def season_hands(world: World) -> Floats:
    """Return float64[n_units]: family members wanted in season over those of the base; at most 1.

    Fewer than there is work for are called where the land has hands enough the whole year.
    """
    wanted = np.exp(min(0.0, world.market.farm_path[0]))
    return np.asarray(wanted * np.minimum(world.market.farm_pull, 1.0))


def farm_need(world: World) -> Floats:
    """Return float64[n_units]: factor of entry into farming, below 1 where hands are too many."""
    need = world.market.farm_pull ** world.parameters["farm_need"]
    return np.asarray(np.clip(need, 0.1, 2.0))


def regional_need(world: World) -> float:
    """Return the mean of `farm_need` over the farm workers of the base."""
    hands = world.structure.farm_hands.sum(axis=1) + 1e-9
    return float((farm_need(world) * hands).sum() / hands.sum())


def farm_leavers(world: World) -> float:
    """Return the share of rural school leavers without college who take up farming."""
    return min(1.0, world.parameters["farm_leavers"] * regional_need(world))


def farm_after_job(world: World) -> float:
    """Return the share of rural residents who go back to the farm when a job ends."""
    return min(1.0, world.parameters["farm_after_job"] * regional_need(world))


def farm_product(world: World) -> Floats:
    """Return float64[n_units]: yuan/month, marginal product of a farm worker in this season.

    Falls with the number of hands on the land (`farm_returns`).
    """
    season = world.inputs.farm_calendar[world.month.month - 1]
    crowding = world.market.farm_pull ** world.parameters["farm_returns"]
    return np.asarray(world.farm_income() * season * crowding)


def remember_farms(world: World, by_status: Array) -> None:
    """Compare the hands on the land with the work to be done, and move that work's trend on.

    Parameters
    ----------
    by_status : int64[n_units, 2, n_statuses], persons by rural/urban residence
    """
    m, x, month = world.market, world.inputs, world.month
    steady, season = world.structure.farm_hands.T
    wanted = (steady + season * x.farm_share[month.month - 1]) * np.exp(m.farm_path[0])
    hands = by_status[:, :, Status.FARM].sum(axis=1) - world.flows.harvest_hired
    m.farm_pull[:] = np.clip((wanted + 1.0) / (hands + 1.0), LEAST_PULL, MOST_PULL)
    country = by_status[:, 0]
    m.rural[:, FARMERS] = hands
    m.rural[:, HARVESTABLE] = country[:, [Status.FARM, Status.FLEXIBLE, Status.INACTIVE]].sum(1)
    m.rural[:, OUTSIDE] = by_status[:, :, Status.AWAY].sum(axis=1)
    period = "2011" if month.year <= 2020 else "2021" if month.year <= 2025 else "2026"
    m.farm_path += x.farm_trend[period] / 12.0


# ----------------------------------------------------------------------------------- other homes


def outside_pay(world: World) -> float:
    """Return yuan/month that one of mean skill earns in another province."""
    growth = np.exp(world.parameters["g_w"] * world.years_from_2025())
    return float(world.inputs.outside_pay * growth)


def outside_gain(world: World) -> Floats:
    """Return float64[n_units]: log points won in another province by one without ties.

    Pay outside as perceived, less the cost of leaving (`cost_prov`), over the better of informal
    work near home and the farm.
    """
    p = world.parameters
    there = np.log(outside_pay(world)) + np.log(1.0 - p["cost_prov"]) + p["bias_perceive"]
    return np.asarray(there - home_pay(world))


def home_pay(world: World) -> Floats:
    """Return float64[n_units], log yuan/month: the better of informal work near home and farm."""
    p, x = world.parameters, world.inputs
    near = x.log_flexible + x.unit_level + p["g_w"] * world.years_from_2025()
    return np.asarray(np.maximum(near, np.log(np.maximum(world.farm_income(), 1.0))))


def move_homes(world: World) -> None:
    """Let people return home, leave for other provinces and come back."""
    w, h = world.population.workers, world.population.households
    p, x, flows = world.parameters, world.inputs, world.flows
    mark = world.scratch("moves")
    every = int(p["move_decisions"])
    due = ((np.arange(2048) + int(world.month)) % every == 0).astype(np.int8)
    hazard = p["h_ret"] / 12.0 * every
    choose_moves(
        int(world.month), w.id, w.household, w.unit, w.home_unit, w.urban, w.birth,
        w.status, w.tenure, w.spell, w.flags, h.county, h.n_minors, h.care_load, x.county_unit, due,
        hazard, p["return_family"], return_behind(world), p["return_jobless"], p["return_early"],
        int(p["return_months"]), hazard * p["return_outside"], p["h_rep"] / 12.0 * every,
        np.full(flows.n, p["meet_outside"] * every), outside_gain(world), p["family_apart"],
        p["sd_perceive"], p["theta_loc"], world.key(Stream.RETURN),
        world.key(Stream.MEET_OUTSIDE), world.key(Stream.TASTE_OUTSIDE, 0), mark,
    )  # fmt: skip
    carry_out_moves(world, rows_where(mark), mark)
    sent = world.market.rural[:, OUTSIDE] * outside_pay(world) * p["remit_share"]
    flows.remittances += np.rint(sent).astype(np.int64)


def return_behind(world: World) -> Floats:
    """Return float64[n_units]: factor of return where the household stayed behind.

    Where more migrants' children find a school place, more families join, and fewer stay behind.
    """
    p = world.parameters
    places = world.levers.school_places_for_migrants.values
    apart = (1.0 - places) / max(1.0 - p["school_places"], 1e-9)
    return np.asarray(1.0 + (p["return_family"] - 1.0) * np.minimum(apart, 1.0))


def carry_out_moves(world: World, rows: Array, mark: Array) -> None:
    """Carry out the moves that `mark` says about each of `rows`."""
    w, h, f = world.population.workers, world.population.households, world.population.firms
    p, x, flows = world.parameters, world.inputs, world.flows
    support_trips(world, rows[(mark[rows] == GOES_OUT) & (w.flags[rows] & Flag.TRAVELLED == 0)])
    apply_moves(
        int(world.month), rows, mark, world.scratch("fate"), w.id, w.household,
        w.county, w.unit, w.urban, w.home_unit, w.registration, w.sex, w.birth, w.skill, w.status,
        w.employer, w.last_firm, w.insured, w.wage, w.tenure, w.spell, w.reservation_wage,
        w.subsidy_months, w.programme, w.flags, h.county, h.urban, h.n_members,
        world.base_household, x.county_unit, f.id, f.n_workers, f.n_break, f.n_subsidised, f.owned,
        world.farm_income(), p["leave_men"], p["leave_women"], farm_after_job(world), p["rw0"],
        outside_pay(world), p["informal_skill"], world.key(Stream.MOVE_HOME),
        flows.returns, flows.separations, flows.went_out, flows.came_home, flows.trip_persons,
    )  # fmt: skip


def support_trips(world: World, rows: Array) -> None:
    """Claim transport and housing support for those who set out for the first time in the year."""
    lever, unit = world.levers, world.population.workers.unit[rows]
    for what, amount, months in (
        (Claim.TRANSPORT_ALLOWANCE, lever.transport_allowance.values, 1),
        (Claim.HOUSING_SUPPORT, lever.housing_support.values,
         int(world.parameters["housing_months"])),
    ):  # fmt: skip
        claim(world, what, rows, in_fen(world, amount)[unit], months)


def send_out(world: World) -> None:
    """Let some of the rural people of a new world work in other provinces already.

    The census counts residents, so they should come on top of it; they are 0.3 % of it.
    """
    w, p, x = world.population.workers, world.parameters, world.inputs
    age = world.population.month - w.birth
    free = (w.status == Status.FARM) | (w.status == Status.INACTIVE)
    free &= (w.urban == 0) & (w.home_unit == w.unit) & (w.flags & Flag.RECALL == 0)
    free &= (age >= ADULT) & (age < SETTLED)
    stock = p["away_start"] * x.away_stock / world.fraction
    send_out_at_start(
        world.population.month, w.id, w.unit, w.home_unit, w.urban, w.birth, w.status, w.skill,
        w.wage, w.tenure, w.spell, w.flags, stock / max(int(free.sum()), 1),
        int(2 * p["return_months"]), outside_pay(world), p["informal_skill"],
        key(world.seed, int(Stream.OUT_START), 0),
    )  # fmt: skip
    away = w.status == Status.AWAY
    world.market.rural[:, OUTSIDE] = np.bincount(w.unit[away], minlength=world.flows.n)


def start_channels(world: World, rows: Array, held: Array) -> None:
    """Count the job starts of rural people near home and elsewhere in Xinjiang."""
    w, f, flows = world.population.workers, world.population.firms, world.flows
    hired = held >= 0
    who, firm = rows[hired], world.population.posts.firm[held[hired]]
    leaves = (w.urban[who] == 0) & (f.unit[firm] != w.unit[who])
    leaves &= (f.industry[firm] != Industry.A) & (w.flags[who] & Flag.TRAVELLED == 0)
    support_trips(world, who[leaves])
    count_channels(
        rows, held, world.population.posts.firm, w.unit, w.urban, w.flags, f.unit, f.industry,
        flows.starts_near, flows.starts_elsewhere, flows.trip_persons,
    )  # fmt: skip


# --------------------------------------------------------------------------------------- harvest


def pickers(world: World) -> float:
    """Return sampled persons who pick cotton by hand this year; machines take over the rest."""
    p, year = world.parameters, world.month.year
    done = min(max((year - 2020) / 5.0, 0.0), 1.0)
    machine = p["cotton_mech_2020"] + done * (p["cotton_mech"] - p["cotton_mech_2020"])
    by_hand = (1.0 - machine) / (1.0 - p["cotton_mech_2020"])
    return float(1000.0 * p["cotton_n"] * by_hand / world.fraction)


def take_harvest(world: World) -> None:
    """Begin, go on with or end the season's harvest work."""
    month = world.month.month
    if month < HARVEST[0] or month > HARVEST[-1] + 1:
        return
    w, p, flows, x = world.population.workers, world.parameters, world.flows, world.inputs
    if month == HARVEST[0]:
        rural = np.maximum(world.market.rural[:, HARVESTABLE], 1.0)
        share = np.minimum(pickers(world) * x.cotton / rural / p["harvest_age_share"], 1.0)
        call_harvest(
            int(world.month), w.id, w.unit, w.urban, w.birth, w.status, w.tenure, w.spell, w.wage,
            w.flags, share, world.farm_income(), key(world.seed, int(Stream.HARVEST),
            world.month.year), w.harvest,
        )  # fmt: skip
    rows = rows_where(w.harvest)
    keep_harvest(
        rows, month > HARVEST[-1], w.unit, w.status, w.tenure, w.spell, w.wage, w.flags, w.harvest,
        flows.harvesters, flows.harvest_hired,
    )  # fmt: skip
    pay = x.harvest_pay / len(HARVEST)
    flows.harvest_pay += np.rint(flows.harvesters * pay).astype(np.int64)
