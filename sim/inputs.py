"""What a run reads beside the population: tables turned into the arrays that steps pass on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from agents.codes import Ownership
from agents.kernels.separation import tenure_hazard
from scenarios.months import Month
from scenarios.parameters import Parameters

Floats = npt.NDArray[np.float64]
# years of schooling behind each code of `Schooling`
SCHOOL_YEARS = np.array([0.0, 0.0, 0.0, 6.0, 9.0, 12.0, 15.0, 16.0])
DECEMBER_2025 = Month.of(2025, 12)
TENURE_MONTHS = 480


def cumulative(shares: Any, axis: int = -1) -> Floats:
    """Return the cumulative distribution of non-negative weights along an axis (last entry 1)."""
    weights = np.asarray(shares, dtype=np.float64)
    total = weights.sum(axis=axis, keepdims=True)
    flat = np.where(total > 0, weights / np.where(total > 0, total, 1.0), 1.0 / weights.shape[axis])
    out = np.cumsum(flat, axis=axis)
    return np.minimum(out / out.take([-1], axis=axis), 1.0)


@dataclass(frozen=True)
class Inputs:
    """Arrays that do not change during a run; units in the names' tables (`docs/data.md`)."""

    death_rate: Floats  # [2, 19] probability per month
    old_age: npt.NDArray[np.int16]  # [3, months of birth] months
    retire: dict[str, float]
    season: Floats  # [12, 22] heads over the yearly mean
    season_peak: Floats  # [22]
    farm_share: Floats  # [12] share of the family farm pool at work
    log_wage: Floats  # [22, 4] log yuan/month of December 2025
    unit_level: Floats  # [n_units] log relative pay
    unit_trend: Floats  # [n_units] per year, deviation of non-farm demand from 2026 on
    growth: dict[str, Floats]  # per year by period: "2011", "2021", "2026" -> [22]
    displaced: Floats  # [6, 22] cumulative gross share at the ends of 2025 .. 2030
    road: Floats  # [2, n_units, n_units] km in summer and in winter
    minimum: Floats  # [n_units] yuan/month at the seat
    farm_income: Floats  # [n_units] yuan/month, marginal product of family farm work
    births: Floats  # per person and month, by year from 2010
    arrivals: float  # persons per month, whole region
    departures: float  # probability per month of one registered in another province
    arrival_unit: Floats  # [n_units] share of arrivals
    urban_arrivals: Floats  # [n_units]
    county_share: Floats  # [n_units, n_counties] cumulative
    occupation_share: Floats  # [22, 7] cumulative
    occupation_by_schooling: Floats  # [8, 7] cumulative
    schooling_share: Floats  # [7, 8] cumulative
    arrival_schooling: Floats  # [8] cumulative
    flexible_industry: Floats  # [22] cumulative
    flexible_occupation: npt.NDArray[np.int8]  # [22]
    hazard: Floats  # [4, months of tenure]
    half: npt.NDArray[np.int8]  # [n_units]
    annual_seats: Floats  # [n_units] training places a year
    envelope_fen: int  # yearly budget of contribution subsidies, whole region


def heads_season(seasonality: Floats, pass_through: float) -> Floats:
    """Return float64[12, 22]: heads over their yearly mean, from the index of labour demand."""
    heads = 1.0 + pass_through * (np.asarray(seasonality) - 1.0)
    return np.ascontiguousarray((heads / heads.mean(axis=1, keepdims=True)).T)


def hazards(p: Parameters) -> Floats:
    """Return float64[4, months]: separation by ownership and tenure, other than to another job."""
    rates = {
        Ownership.STATE: p["s_state"],
        Ownership.XPCC: p["s_state"],
        Ownership.PRIVATE: max(p["s_priv"] - p["jj"] * 0.5, 0.2 * p["s_priv"]),
        Ownership.HOUSEHOLD: p["s_inf"],
    }
    out = np.zeros((len(Ownership), TENURE_MONTHS))
    for owner, rate in rates.items():
        tenure_hazard(rate, p["h_tenure"], TENURE_MONTHS, out[owner])
    return out


def destinations(
    road: Floats, level: Floats, chance: Floats, p: Parameters
) -> tuple[Floats, Floats]:
    """Return gravity choice probabilities (cumulative) and the pay a mover gives up.

    weight = exp{kappa_mig (ln w + ln p)} · distance^eps_dist · exp(-barrier outside the own unit)

    Parameters
    ----------
    road : float64[n_units, n_units], km
    level : float64[n_units], log relative pay
    chance : float64[n_units], probability of being hired, as last published
    """
    distance = np.maximum(road, p["own_distance"])
    away = 1.0 - np.eye(len(level))
    pull = p["kappa_mig"] * (level + np.log(np.maximum(chance, 0.01)))
    log_weight = pull[None, :] + p["eps_dist"] * np.log(distance) - p["unit_barrier"] * away
    weight = np.exp(log_weight - log_weight.max(axis=1, keepdims=True))
    cost = p["move_cost"] * np.log(distance / p["own_distance"]) * away
    return cumulative(weight), cost
