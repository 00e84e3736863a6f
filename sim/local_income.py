"""Local income: what people earn in a unit moves the demand of its services; and output."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.codes import Industry
from sim.world import World

Floats = npt.NDArray[np.float64]
FEN = 100.0
# what people buy near home: shops, inns and canteens, property, repair and care, leisure
LOCAL = (Industry.F, Industry.H, Industry.K, Industry.O, Industry.R)


def local_demand(world: World) -> Floats:
    """Return float64[n_units, 22]: log points that local income adds to demand this month.

    Sections F, H, K, O and R of a unit move by `lambda_loc` times the deviation of its labour
    income three months ago from its norm, cut at `local_bound`; other sections do not move.

    Raises
    ------
    ValueError
        If `lambda_loc` is not below 1: demand could then feed itself without end.
    """
    m, p = world.market, world.parameters
    if not 0.0 <= p["lambda_loc"] < 1.0:
        raise ValueError(f"lambda_loc {p['lambda_loc']}: a local multiplier stays below 1")
    out = np.zeros_like(m.demand)
    deviation = np.clip(m.income[0] - m.income_norm, -p["local_bound"], p["local_bound"])
    out[:, [int(section) for section in LOCAL]] = (p["lambda_loc"] * deviation)[:, None]
    return out


def pay_of_places(world: World) -> Floats:
    """Return float64[n_units, 22]: yuan/month that the tables pay for a base place this month."""
    x, base = world.inputs, world.structure.cell_base
    pay = (base * np.exp(world.log_base())).sum(axis=2) / np.maximum(base.sum(axis=2), 1e-9)
    return np.asarray(pay * np.exp(x.unit_level)[:, None])


def path_income(world: World) -> Floats:
    """Return float64[n_units]: yuan/month that places on the base path of demand would pay.

    Base places × demand without policy × season × pay level; no shock, measure or local income is
    in it, so that the deviation from it holds nothing that the tables of growth hold already.
    """
    season = world.inputs.season[world.month.month - 1]
    places = world.structure.cell_base.sum(axis=2) * np.exp(world.market.path) * season
    return np.asarray((places * pay_of_places(world)).sum(axis=1))


def remember_income(world: World) -> None:
    """Add this month's labour income to the market's memory; the norm follows slowly.

    Income is the pay of employees by unit of work. What pay lies above the tables in the whole
    region is taken out: it drifts with who works and how pay is reviewed, which is no local demand.
    """
    m, p, t = world.market, world.parameters, world.tallies[-1]
    n_industries = m.demand.shape[1]
    paid = t.pay[:, :, :n_industries].sum(axis=(1, 2)) / FEN
    by_table = (t.staff[:, :, :n_industries].sum(axis=1) * pay_of_places(world)).sum(axis=1)
    above = max(float(paid.sum()), 1.0) / max(float(by_table.sum()), 1.0)
    now = np.log(np.maximum(paid / above, 1.0) / np.maximum(path_income(world), 1.0))
    now = np.round(now, 3)  # a tenth of a per cent, as published; whole fen cannot move demand
    first = m.income_months[0] == 0.0
    m.income[:-1] = now if first else m.income[1:]
    m.income[-1] = now
    m.income_months += 1.0
    weight = 1.0 / min(float(m.income_months[0]), p["local_norm_months"])
    m.income_norm += weight * (now - m.income_norm)


def output(world: World, demand: Floats) -> npt.NDArray[np.int64]:
    """Return int64[n_units]: output demanded of firms, Y = Σ D, in yuan of December 2025 a month.

    Base places × demand × season, each place worth its pay of December 2025, which grows by `g_y` a
    year. For changes, not for levels: value added is more than pay.

    Parameters
    ----------
    demand : float64[n_units, 22], index of the cell's demand this month
    """
    x, s, p = world.inputs, world.structure, world.parameters
    season = x.season[world.month.month - 1]
    places = s.cell_base * (demand * season)[:, :, None]
    value = np.exp(x.log_wage + p["g_y"] * world.years_from_2025())
    yuan = (places * value).sum(axis=(1, 2)) * np.exp(x.unit_level)
    return np.asarray(np.rint(yuan), dtype=np.int64)
