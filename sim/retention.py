"""Support for firms that keep staff: stabilisation loans, and what the refund makes firms do.

Part of step `set_demand`, after firms have planned. A firm that plans more layoffs than its limit
allows may keep the rest: because a loan binds it, or because the refund of its contributions is
worth more than keeping them. All amounts are of the sampled staff.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.claims import Claim
from agents.codes import Industry, LoanKind, Ownership
from agents.columns import Array
from agents.draws import Stream, uniforms
from sim.claims import expected
from sim.inputs import separation_rates
from sim.loans import borrowers, lend
from sim.world import World

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
OFFICES = (Industry.P, Industry.Q, Industry.S)  # schools, hospitals, government
MICRO = 30.0  # insured staff up to which the higher limit holds (policy instruments, row RF06)
RECORD = 12  # months of contributions that a refund asks for (row RF07)
YUAN = 100.0  # fen


def retain(world: World) -> None:
    """Let firms in need take loans, then keep what they do not lay off after all."""
    f, plan = world.population.firms, world.plan
    layoffs = plan.layoff - np.minimum(f.n_break, plan.layoff)  # those on a break are released
    rows = np.flatnonzero(layoffs > 0)
    layoffs = layoffs[rows]
    np.add.at(world.flows.layoffs_planned, f.unit[rows], layoffs)
    excess = np.maximum(layoffs - allowance(world, rows), 0)
    take_loans(world, rows, layoffs, excess)
    bound = np.isin(rows, borrowers(world, LoanKind.STABILISATION))
    cost = keep_cost(world, rows) * (13 - world.month.month) * excess
    keeps = (excess > 0) & (bound | (cost < refund_at_stake(world, rows)))
    kept, firms = excess[keeps], rows[keeps]
    plan.layoff[firms] -= kept
    f.held[firms] = np.maximum(f.held[firms], kept)
    np.add.at(world.flows.kept, f.unit[firms], kept)


def limit(world: World, rows: Array) -> Floats:
    """Return float64[n]: share of insured staff that a firm may lay off in a year."""
    f, lever = world.population.firms, world.levers
    unit = f.unit[rows]
    small = f.true_size[rows] * f.insured_share[rows] <= MICRO
    plain = lever.layoff_limit.values[unit]
    return np.asarray(np.where(small, lever.layoff_limit_micro.values[unit], plain) / 100.0)


def insured(world: World, rows: Array) -> Floats:
    """Return float64[n]: insured staff as expected from the firm's kind."""
    f = world.population.firms
    return np.asarray(f.n_workers[rows] * np.maximum(f.insured_share[rows], 0.01).astype(float))


def allowance(world: World, rows: Array) -> npt.NDArray[np.int64]:
    """Return int64[n]: persons that each firm may still lay off this year within its limit.

    Layoffs count as insured ones in the firm's share of insured staff.
    """
    f = world.population.firms
    left = limit(world, rows) * insured(world, rows) - f.laid_off[rows]
    share = np.maximum(f.insured_share[rows], 0.01).astype(float)
    return np.asarray(np.floor(np.maximum(left, 0.0) / share), np.int64)


def keep_cost(world: World, rows: Array) -> Floats:
    """Return float64[n]: what a month of one person beyond need costs, yuan."""
    f = world.population.firms
    pay = np.exp(world.log_base()[f.industry[rows], f.ownership[rows]])
    return np.asarray(pay * (1.0 - world.parameters["idle_value"]))


def may_claim(world: World, rows: Array) -> Bools:
    """Return bool[n]: enterprises that contribute for a year and claim refunds (keyed by firm)."""
    f = world.population.firms
    public = (f.ownership[rows] == Ownership.STATE) | (f.ownership[rows] == Ownership.XPCC)
    office = public & np.isin(f.industry[rows], OFFICES)
    old = f.founded[rows] <= int(world.month) - RECORD
    luck = uniforms(world.key(Stream.REFUND_TAKE_UP, 0), f.id[rows])
    return np.asarray(old & ~office & (luck < world.parameters["takeup_wg"]))


def refund_rate(world: World, rows: Array) -> Floats:
    """Return float64[n]: share of a year's contributions that is refunded, by size of the firm."""
    f, lever = world.population.firms, world.levers
    unit, large = f.unit[rows], f.true_size[rows] >= world.parameters["sme_size"]
    rate = np.where(
        large, lever.refund_rate_large.values[unit], lever.refund_rate_small.values[unit]
    )
    return np.asarray(rate / 100.0)


def refund_at_stake(world: World, rows: Array) -> Floats:
    """Return float64[n]: refund, in yuan, that a firm expects if it stays within its limit.

    Of a year's contributions for its present staff; 0 where the limit is passed already.
    """
    f, p, lever = world.population.firms, world.parameters, world.levers
    unit, heads = f.unit[rows], insured(world, rows)
    pay = np.exp(world.log_base()[f.industry[rows], f.ownership[rows]])
    floor = lever.contribution_floor.values[unit]
    base = floor + p["comply_si"] * (np.maximum(pay, floor) - floor)
    within = f.laid_off[rows] <= limit(world, rows) * heads
    worth = refund_rate(world, rows) * p["ui_rate"] * base * 12.0 * heads
    worth *= expected(world, Claim.STABILISATION_REFUND)[unit]
    return np.asarray(np.where(within & may_claim(world, rows), worth, 0.0))


def take_loans(world: World, rows: Array, layoffs: Array, excess: Array) -> None:
    """Let firms in a large negative shock take a loan, by lot while the month's volume lasts.

    Private and XPCC firms whose layoffs of the year are within the limit ask for one if the
    interest saved over its term is worth more than keeping the staff that it binds them to keep.

    Parameters
    ----------
    rows : int64[n], firms that plan layoffs; layoffs, excess : int64[n]
        Persons; `excess` those beyond the limit.
    """
    f, p, lever = world.population.firms, world.parameters, world.levers
    volume = lever.loan_volume.values * world.price_level() * 1e6 * YUAN / 12.0 / world.fraction
    if not volume.any():
        return
    owner, staff = f.ownership[rows], f.n_workers[rows]
    within = f.laid_off[rows] <= limit(world, rows) * insured(world, rows)
    asks = (owner == Ownership.PRIVATE) | (owner == Ownership.XPCC)
    asks &= within & (f.shock[rows] < 0.0) & (layoffs >= p["loan_need"] * staff)
    asks &= ~np.isin(rows, borrowers(world, LoanKind.STABILISATION))
    unit, size = f.unit[rows], np.maximum(f.true_size[rows].astype(float), 1.0)
    term = np.maximum(np.floor(lever.loan_term.values[unit] + 0.5), 1.0)
    rate = lever.loan_rate.values[unit] / 100.0
    whole = np.minimum(p["loan_per_post"] * size, 1e4 * lever.loan_cap.values[unit])
    fen = np.floor(whole * world.price_level() * YUAN * staff / size).astype(np.int64)
    saved = (p["loan_market_rate"] - rate) * fen / YUAN * term / 24.0
    leave = separation_rates(p)[owner] * np.maximum(staff, 1)  # persons a month
    kept_months = 0.5 * np.minimum(term, excess / leave) * excess
    asks &= (saved > keep_cost(world, rows) * kept_months) & (fen > 0)
    asked = max(int(fen[asks].sum()), 1)
    luck = uniforms(world.key(Stream.LOAN_LOTTERY), f.id[rows])
    gets = asks & (luck < volume[unit] / asked)
    lend(
        world, LoanKind.STABILISATION, rows[gets].astype(np.int32), fen[gets],
        term[gets].astype(np.int64), rate[gets],
    )  # fmt: skip
