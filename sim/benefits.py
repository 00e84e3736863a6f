"""Unemployment benefit and household allowance: entitlement, effect on search, payment."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.claims import Account, Budget
from agents.codes import Status
from agents.columns import Array
from agents.draws import Stream
from agents.kernels.allowance import add_incomes, assess_households, sum_allowances
from agents.kernels.benefits import award_benefits, ease_search, run_down_benefits
from agents.kernels.rows import rows_where
from scenarios import tables
from sim.budgets import budget_lines
from sim.ledger import whole_fen
from sim.world import World

FUND = Account.UNEMPLOYMENT_INSURANCE.code
ASSESSED = 6  # month of the year: the farm is at work, pupils have not left school yet
Floats = npt.NDArray[np.float64]


def owners_among(world: World, rows: Array) -> Array:
    """Return int8[n]: 1 for those of `rows` who own a business now."""
    owns = world.population.workers.status[rows] == Status.OWN_ACCOUNT
    return np.asarray(owns, np.int8)


def award(world: World, rows: Array, owner: Array) -> None:
    """Entitle those of `rows` (whose job ended this month) who qualify and claim.

    Parameters
    ----------
    owner : int8[n], see `owners_among`, from before their job ended
    """
    w, p, lever = world.population.workers, world.parameters, world.levers
    award_benefits(
        rows, owner, world.scratch("fate"), w.id, w.unit, w.status, w.insured, w.contribution,
        w.contribution_used, w.reservation_wage, w.benefit_months, world.unemployment_benefit(),
        lever.benefit_months_short.values, lever.benefit_months_middle.values,
        lever.benefit_months_long.values, p["ui_months_per_year"], p["contract_end"],
        p["ui_take_up"], world.key(Stream.BENEFIT_CLAIM), world.flows.benefit_awards,
    )  # fmt: skip


def dampen_search(world: World, effort: Floats, applications: Array) -> None:
    """Let recipients search less where benefit is above the level of the parameter `ui_level`.

    Effort has the elasticity `eps_search_b` with respect to the benefit, so the present level
    changes nothing.

    Parameters
    ----------
    effort : float64[max spell + 1], effort by spell
    applications : int8[n_workers], written
    """
    w, p = world.population.workers, world.parameters
    change = world.levers.benefit_ratio_change.values
    if not change.any():
        return
    factor = np.maximum(1.0 + change / p["ui_level"], 0.05) ** p["eps_search_b"]
    ease_search(
        rows_where(w.benefit_months), w.id, w.unit, w.status, w.spell, w.flags, w.programme,
        p["n_app"], effort, factor, p["lock_in"], world.key(Stream.N_APPLICATIONS), applications,
    )  # fmt: skip


def pay_benefits(world: World) -> None:
    """Pay those without work a month's benefit and medical contribution from the fund."""
    w, p, flows = world.population.workers, world.parameters, world.flows
    run_down_benefits(
        rows_where(w.benefit_months), w.unit, w.status, w.flags, world.scratch("fate"),
        w.benefit_months, flows.benefit_recipients, flows.benefit_exhausted,
    )  # fmt: skip
    fen = whole_fen(world.unemployment_benefit())
    medical = int(whole_fen(p["ui_medical"]))
    for half in (0, 1):
        here = world.inputs.half == half
        persons = flows.benefit_recipients[here]
        for to, due in (
            ("households", int((persons * fen[here]).sum())),
            ("social_insurance", int(persons.sum()) * medical),
        ):
            world.ledger.pay_out(FUND, to, half, due, Budget.BENEFITS.code)


def open_fund(world: World) -> None:
    """Give the unemployment insurance fund its opening balance when a world's first month ends."""
    ledger = world.ledger
    if FUND not in ledger.balance:
        opening = tables.fund_envelope()["ui_opening_balance"] * 100
        ledger.book("treasury", FUND, 0, int(opening / world.fraction), f"{FUND}.opened")


def pay_allowances(world: World) -> None:
    """Assess every household once a year, then pay the month's allowances."""
    h, flows = world.population.households, world.flows
    if world.month.month == ASSESSED:
        assess(world)
    out = np.empty((64, flows.n, 4), np.int64)
    flows.poor_persons += world.market.poor.astype(np.int64)
    sum_allowances(h.county, h.n_members, h.allowance, world.unit_of_county(), out)
    yuan, households, persons, needy = out.sum(axis=0).T
    flows.allowance_households += households
    flows.allowance_persons += persons
    flows.needy_persons += needy
    lines = budget_lines(world, Account.CIVIL_AFFAIRS, Budget.ASSISTANCE)
    for half, line in enumerate(lines):
        due = int(yuan[world.inputs.half == half].sum()) * 100
        # the allowance is due by law: one half's line helps out the other's
        world.ledger.lend(lines[1 - half], line, due - world.ledger.uncommitted(line))
        world.ledger.pay(line, "households", due)


def farm_product(world: World) -> Floats:
    """Return float64[n_units]: yuan/month of a family farm for each of its workers, on average."""
    yearly = [tables.farm_income(half)["average_product"] for half in ("north", "south")]
    trend = np.exp(world.parameters["farm_trend"] * world.years_from_2025())
    return np.asarray(np.array(yearly)[world.inputs.half] / 12.0 * trend)


def assess(world: World) -> None:
    """Compare every household's income per head with the line."""
    w, h, p = world.population.workers, world.population.households, world.parameters
    lever = world.levers
    income, disregarded = np.zeros(h.n, np.int64), np.zeros(h.n, np.int64)
    poor = np.empty((64, world.flows.n), np.int64)
    add_incomes(
        int(world.month), w.household, w.birth, w.unit, w.status, w.flags, w.wage, w.tenure,
        w.insured, farm_product(world), w.benefit_months, world.unemployment_benefit(),
        lever.allowance_taper.values,
        p["pension_insured"], p["pension_resident"], income, disregarded,
    )  # fmt: skip
    assess_households(
        h.id, h.county, h.urban, h.n_members, income, disregarded, world.unit_of_county(),
        lever.allowance_line_urban.values, lever.allowance_line_rural.values,
        p["allowance_other_income"], p["allowance_take_up"],
        world.key(Stream.ALLOWANCE_CLAIM, 0), h.allowance, poor,
    )  # fmt: skip
    world.market.poor[:] = poor.sum(axis=0)
    kept = np.flatnonzero((h.allowance > 0) & (disregarded > 0))
    world.flows.allowance_kept += np.bincount(
        world.unit_of_county()[h.county[kept]], minlength=world.flows.n
    )
