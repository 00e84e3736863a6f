"""What a run reads beside the population: tables turned into the arrays that steps pass on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from agents.codes import AGE_BAND_START, Industry, Occupation, Ownership, UnitTable
from agents.kernels.separation import tenure_hazard
from scenarios import tables
from scenarios.months import Month
from scenarios.parameters import Parameters
from scenarios.tables_farming import cotton_share
from sim.technology import Technology, technology

Floats = npt.NDArray[np.float64]
# years of schooling behind each code of `Schooling`
SCHOOL_YEARS = np.array([0.0, 0.0, 0.0, 6.0, 9.0, 12.0, 15.0, 16.0])
DECEMBER_2025 = Month.of(2025, 12)
# sections whose demand a slump leaves alone: farming, and services paid by the public
STEADY = (Industry.A, Industry.O, Industry.P, Industry.Q)
LAST_YEAR = 2040
TENURE_MONTHS = 480
OLDEST = 100  # years; the last band is open


def sum_by_group(group: Any, values: Any, n: int) -> npt.NDArray[np.int64]:
    """Return int64[n]: sum of whole numbers over the members of each group; few are not zero."""
    rows = np.flatnonzero(values)
    return np.bincount(group[rows], weights=values[rows], minlength=n).astype(np.int64)


def cumulative(shares: Any, axis: int = -1) -> Floats:
    """Return the cumulative distribution of non-negative weights along an axis (last entry 1)."""
    weights = np.asarray(shares, dtype=np.float64)
    total = weights.sum(axis=axis, keepdims=True)
    flat = np.where(total > 0, weights / np.where(total > 0, total, 1.0), 1.0 / weights.shape[axis])
    out = np.cumsum(flat, axis=axis)
    return np.asarray(np.minimum(out / out.take([-1], axis=axis), 1.0))


@dataclass(frozen=True)
class Inputs:
    """Arrays that do not change during a run.

    Attributes
    ----------
    death_rate : float64[2, months], probability per month by sex and age in months
    old_age : int16[3, n_birth_months], months; men, women cadres, other women
    retire : dict, probabilities per month around the statutory age
    season, season_peak : float64[12, 22], float64[22], heads over their yearly mean
    farm_share : float64[12], share of the family farm pool at work
    log_wage : float64[22, 4], log yuan/month of December 2025
    log_flexible : float, the same for flexible work
    unit_level, unit_trend : float64[n_units], log relative pay; per year
    growth : dict period -> float64[22], per year: "2011" (to 2020), "2021" (to 2025), "2026"
    road : float64[2, n_units, n_units], km in summer and in winter
    tier : int64[n_units], minimum-wage tier less one
    farm_income : float64[n_units], yuan/month of December 2025, family farm work at the margin
    farm_calendar : float64[12], farm work to be done over its yearly mean
    farm_trend : dict period -> float, growth of farm work per year, as `growth`
    care_value : float, yuan/month, value of being at home where someone is cared for
    outside_pay : float, yuan/month of December 2025 in other provinces
    harvest_pay : float, yuan a season of harvest work
    cotton : float64[n_units], share of the region's cotton picked by hand
    away_stock : float, persons who work in other provinces
    county_unit : int8[n_counties]
    births : float64[years], per person and month from 2010
    arrivals : float, persons a month
    departures : float64[2, months], probability per month of an outsider by sex and age in months
    arrival_age : float64[3], cumulative shares of ages 15-19, 20-44, 45-59
    occupation_move : float64[7, 7], cumulative
    hazard : float64[4, months], separation by ownership and tenure
    search_by_tenure : float64[months], search on the job over its mean, by tenure
    exit_rate : float64[4], firms' exits per year, at a size of one
    half : int8[n_units]
    slump : float64[22], log points of demand lost at the depth of a slump; 0 on other paths
    budget_scale : float, factor of all envelopes: 1, or more in a world of several copies
    technology : paths of AI and machines
    """

    death_rate: Floats
    old_age: npt.NDArray[np.int16]
    retire: dict[str, float]
    season: Floats
    season_peak: Floats
    farm_share: Floats
    log_wage: Floats
    log_flexible: float
    unit_level: Floats
    unit_trend: Floats
    growth: dict[str, Floats]
    road: Floats
    tier: npt.NDArray[np.int64]
    farm_income: Floats
    farm_calendar: Floats
    farm_trend: dict[str, float]
    care_value: float
    outside_pay: float
    harvest_pay: float
    cotton: Floats
    away_stock: float
    county_unit: npt.NDArray[np.int8]
    births: Floats
    arrivals: float
    departures: Floats
    arrival_age: Floats
    arrival_male: float
    birth_male: float
    occupation_move: Floats
    hazard: Floats
    search_by_tenure: Floats
    exit_rate: Floats
    half: npt.NDArray[np.int8]
    slump: Floats
    budget_scale: float
    technology: Technology


def make_inputs(
    units: UnitTable, p: Parameters, *, ai: str = "central", demand: str = "central",
    base_variant: str = "annual",
) -> Inputs:  # fmt: skip
    """Read the tables for one run.

    Parameters
    ----------
    units : UnitTable
        The shipped units; their order is that of the tables.
    ai, demand : str, names of paths
    base_variant : "annual" or "census"
    """
    rates, industry = tables.age_sex_rates(), tables.industry_table()
    factors, rule, flows = tables.unit_factors(), tables.retirement(), tables.migration_flows()
    season = heads_season(tables.seasonality(), p["season_heads"])
    census_2010 = np.maximum(industry.employed_2010, 1.0)
    half = np.array(units.half, np.int8)
    marginal = np.array(
        [tables.farm_income(name)["marginal_product"] for name in ("north", "south")]
    )
    young = p["arrivals_young"]
    infants = tables.census(2020).sex_age[:, :, :2].sum(axis=(0, 2))
    outsiders = float(tables.census(2020).registration[:, 3].sum())
    path = ("low", "central", "high").index("central" if demand == "slump" else demand)
    trend = np.asarray(factors.trend_deviation)
    stay = p["occupation_stay"]
    n_occupations = len(Occupation)
    move = np.full((n_occupations, n_occupations), (1.0 - stay) / (n_occupations - 1))
    np.fill_diagonal(move, stay)
    wage = tables.wage_table()
    return Inputs(
        death_rate=by_month_of_age(rates.death_rate / 12.0),
        old_age=old_ages(),
        retire={
            "state": rule.exit_at_age_state,
            "private": rule.exit_at_age_private,
            "after": rule.exit_after_age,
            "early": rule.early_exit,
            "early_months": 240.0,
            "exit_60": rule.exit_uninsured_60_69,
            "exit_70": rule.exit_uninsured_70_plus,
        },
        season=season,
        season_peak=season.max(axis=0),
        farm_share=np.asarray(tables.farm_season()) * (base_variant == "annual"),
        log_wage=np.log(wage),
        log_flexible=float(np.log(wage[8:12, Ownership.PRIVATE].mean()) + p["gap_inf"]),
        unit_level=np.log(factors.wage_relative),
        unit_trend=trend,
        growth={
            "2011": np.log(industry.employed_2020 / census_2010) / 10.0,
            "2021": np.log(industry.employed_2025 / np.maximum(industry.employed_2020, 1.0)) / 5.0,
            "2026": np.asarray(industry.growth[path]),
        },
        road=np.asarray(tables.road_km()),
        tier=factors.minimum_wage_tier_seat - 1,
        farm_income=marginal[half] / 12.0,
        farm_calendar=np.asarray(tables.seasonality())[0],
        farm_trend={
            "2011": float(np.log(industry.employed_2020[0] / census_2010[0]) / 10.0),
            "2021": p["farm_work_2021"],
            "2026": float(industry.growth[path][0]),
        },
        care_value=tables.farm_income()["care_value"],
        outside_pay=p["outside_pay"],
        harvest_pay=p["cotton_inc"],
        cotton=cotton_share(),
        away_stock=flows["away_stock"],
        county_unit=np.array(units.county_unit, np.int8),
        births=np.array([tables.births_per_1000(y) for y in range(2010, LAST_YEAR)]) / 12000.0,
        arrivals=flows["arrivals"] / 12.0,
        departures=departure_rates(flows["departures"] / outsiders / 12.0, p),
        arrival_age=cumulative(
            [young, flows["arrivals_aged_20_44"], 1.0 - young - flows["arrivals_aged_20_44"]]
        ),
        arrival_male=p["arrival_male"],
        birth_male=float(infants[0] / infants.sum()),
        occupation_move=cumulative(move),
        hazard=hazards(p),
        search_by_tenure=search_by_tenure(p),
        exit_rate=exit_rates(p),
        half=half,
        slump=slump_depth(p) if demand == "slump" else np.zeros(len(Industry)),
        budget_scale=1.0,
        technology=technology(ai, p),
    )


def slump_depth(p: Parameters) -> Floats:
    """Return float64[22]: log points lost in a slump, outside farm and public sections."""
    out = np.full(len(Industry), p["slump_depth"])
    out[list(STEADY)] = 0.0
    return out


def slump_part(month: int, p: Parameters) -> float:
    """Return the part of a slump's depth that is reached in a month: a trapezoid over time.

    Demand falls from January of `slump_year` on, over `slump_ramp` months; `slump_months` after its
    begin it recovers as fast.
    """
    since = month - int(Month.of(int(p["slump_year"]), 1)) + 1.0
    ramp = p["slump_ramp"]
    return float(np.clip(min(since / ramp, (p["slump_months"] - since) / ramp + 1.0), 0.0, 1.0))


def departure_rates(mean: float, p: Parameters) -> Floats:
    """Return float64[2, months]: chance per month to leave the region by sex and age in months.

    Parameters
    ----------
    mean : float, of all; weighted with the region's census ages, since outsiders' are not published
    """
    start = np.array(AGE_BAND_START)
    by_age = np.where(start < 30, p["depart_young"], np.where(start >= 45, p["depart_old"], 1.0))
    relative = by_age[None, :] * np.array([p["depart_men"], 1.0])[:, None]
    persons = tables.census(2020).sex_age.sum(axis=0) * (start >= 15)
    return by_month_of_age(mean * relative * persons.sum() / (persons * relative).sum())


def by_month_of_age(by_band: Floats) -> Floats:
    """Return float64[2, months]: values of the census age bands at every age in months."""
    band = np.searchsorted(AGE_BAND_START, np.arange(12 * OLDEST) // 12, side="right") - 1
    return np.ascontiguousarray(by_band[:, band])


@cache
def old_ages() -> npt.NDArray[np.int16]:
    """Return int16[3, n]: statutory retirement age in months by month of birth since 1900.

    Rows: men, women cadres, other women (the order that `ageing.age_workers` asks for).
    """
    rule = tables.retirement()
    months = int(Month.of(LAST_YEAR, 12))
    order = (0, 2, 1)
    return np.array(
        [[rule.statutory_age(group, birth) for birth in range(months)] for group in order],
        dtype=np.int16,
    )


def heads_season(seasonality: Floats, pass_through: float) -> Floats:
    """Return float64[12, 22]: heads over their yearly mean, from the index of labour demand."""
    heads = 1.0 + pass_through * (np.asarray(seasonality) - 1.0)
    return np.ascontiguousarray((heads / heads.mean(axis=1, keepdims=True)).T)


def hazards(p: Parameters) -> Floats:
    """Return float64[4, months]: quits and contract ends by ownership and tenure.

    The published rates (s_state, s_priv, s_inf) are of stocks and cover all destinations. Only the
    share `quit_share` is drawn here: moves to other jobs, layoffs and closures have mechanisms of
    their own, and working lives end. All of these shorten tenures, so the level is solved in a
    stock of jobs that end for these reasons too.
    """
    out = np.zeros((len(Ownership), TENURE_MONTHS))
    ends_of_life = working_life_ends(p)
    for owner, rate in enumerate(separation_rates(p)):
        others = (1.0 - p["quit_share"]) * rate + ends_of_life
        tenure_hazard(p["quit_share"] * rate, others, p["h_tenure"], TENURE_MONTHS, out[owner])
    return out


def search_by_tenure(p: Parameters) -> Floats:
    """Return float64[months]: search on the job by tenure, over its mean in private firms.

    `h_tenure` is the fall of all separations, moves to other jobs among them, so the search that
    leads to these moves falls alike: who dislikes a job looks for another one early, and who stays
    has found what suits [1]_.

    References
    ----------
    .. [1] Pissarides & Wadsworth (1994), European Economic Review 38(2).
    """
    out, rate = np.empty(TENURE_MONTHS), p["s_priv"]
    tenure_hazard(rate, working_life_ends(p), p["h_tenure"], TENURE_MONTHS, out)
    return out / rate


def working_life_ends(p: Parameters) -> float:
    """Return the chance per month that a job ends with its holder's working life."""
    return float(1.0 / (12.0 * p["working_years"]))


def separation_rates(p: Parameters | dict[str, float]) -> Floats:
    """Return float64[4]: separations to all destinations per month, by ownership."""
    informal = p["informal_staff"]
    rates = {
        Ownership.STATE: p["s_state"],
        Ownership.XPCC: p["s_state"],
        Ownership.PRIVATE: p["s_priv"],
        Ownership.HOUSEHOLD: informal * p["s_inf"] + (1.0 - informal) * p["s_priv"],
    }
    return np.array([rates[owner] for owner in Ownership])


def exit_rates(p: Parameters) -> Floats:
    """Return float64[4]: exits per year of a firm of one person, by ownership.

    A private firm of the usual size `exit_size` closes at the mean rate `x_firm`; see
    `agents.kernels.demand.exit_hazard` for the fall with size.
    """
    private = p["x_firm"] * p["exit_size"] ** p["exit_by_size"]
    state = p["exit_state"] * p["x_firm"]
    return np.array([state, private, state, p["x_trader"]])


def destinations(road: Floats, level: Floats, mass: Floats, p: Parameters) -> tuple[Floats, Floats]:
    """Return where people look for work, the fixed part, and the pay that a mover gives up.

    share = exp(kappa_mig · ln w) · distance^eps_dist, and outside the own unit also
    exp(-barrier) · mass of the destination; what job chances add stands in the visit weights.

    Parameters
    ----------
    road : float64[n_units, n_units], km
    level : float64[n_units], log relative pay
    mass : float64[n_units], start population over the mean unit's

    Returns
    -------
    share, cost : float64[n_units, n_units], by unit of residence and of work
    """
    distance = np.maximum(road, p["own_distance"])
    away = 1.0 - np.eye(len(level))
    log_weight = p["kappa_mig"] * level[None, :] + p["eps_dist"] * np.log(distance)
    log_weight = log_weight + away * (np.log(np.maximum(mass, 1e-9))[None, :] - p["unit_barrier"])
    weight = np.exp(log_weight - log_weight.max(axis=1, keepdims=True))
    cost = p["move_cost"] * np.log(distance / p["own_distance"]) * away
    return weight / weight.sum(axis=1, keepdims=True), cost
