"""Step 10: wage reviews, contributions, claims, commitments and payments; the ledger closes."""

from __future__ import annotations

import numpy as np

from agents.claims import Account, Budget
from agents.draws import Stream, bits_of
from agents.kernels.pay import (
    price_claims,
    review_wages,
    run_down_subsidies,
    subsidy_due,
    sum_contributions,
)
from agents.kernels.rows import rows_where
from sim.benefits import open_fund, pay_allowances, pay_benefits
from sim.budgets import budget_lines, by_half, pay_by_unit
from sim.claims import settle
from sim.grade_premiums import review_premiums
from sim.ledger import OCTOBER, Line
from sim.loans import run_loans
from sim.refunds import count_contributions
from sim.rights import base_compliance, run_rights
from sim.training_money import run_levy
from sim.world import World

UI_FUND = Account.UNEMPLOYMENT_INSURANCE.code


def pay(world: World) -> None:
    """Review wages, collect contributions, then claim, commit and pay."""
    w, p = world.population.workers, world.parameters
    f, floor = world.population.firms, world.minimum_wage()
    review_wages(
        w.id, w.unit, w.status, w.tenure, w.employer, w.wage, w.occupation,
        f.id, f.unit, f.ownership, world.heat_change(),
        p["g_w"], float(np.exp(p["g_w"] / 12.0)), float(np.exp(p["farm_trend"] / 12.0)),
        world.market.floor, floor, p["sp_mw"], p["nc_mw"], p["nc_depth"], p["rig_w"],
        p["review_sd"], world.key(Stream.WAGE_REVIEW), world.key(Stream.WAGE_REVIEW_NOISE),
        world.key(Stream.COMPLIANCE, 0), p["flexible_sd"],
        world.key(Stream.FLEXIBLE_INCOME), world.key(Stream.FLEXIBLE_INCOME, int(world.month) - 1),
    )  # fmt: skip
    world.market.floor[:] = floor
    review_premiums(world)
    ledger = world.ledger
    open_fund(world)
    collect_contributions(world)
    run_levy(world)
    count_contributions(world)
    lines = budget_lines(world, Account.EMPLOYMENT_SUBSIDY, Budget.CONTRIBUTIONS)
    rows = claim_and_pay(world, lines)
    run_down_subsidies(rows, w.employer, w.subsidy_months, f.n_subsidised)
    for line, to, due in world.dues:
        pay_by_unit(world, line, to, due)
    settle(world)
    pay_benefits(world)
    pay_allowances(world)
    run_rights(world)
    run_loans(world)
    ledger.check()


def collect_contributions(world: World) -> None:
    """Book this month's contributions of the insured at work, by half."""
    w, lever = world.population.workers, world.levers
    out = np.zeros((64, 2, 3), np.int64)
    rate = np.stack(
        [lever.contribution_rate_employer.values, lever.contribution_rate_employee.values]
    )
    sum_contributions(
        w.unit, w.status, w.insured, w.wage, world.inputs.half,
        lever.contribution_floor.values, lever.contribution_ceiling.values, rate,
        base_compliance(world), world.parameters["flexible_pension_rate"], out,
    )  # fmt: skip
    for half in (0, 1):
        for kind, payer in enumerate(("firms", "workers")):
            fen = int(out[:, half, kind].sum())
            part = int(fen * 0.5 * world.parameters["ui_rate"] / float(rate[kind].mean()))
            world.ledger.receive(payer, UI_FUND, half, part)
            world.ledger.receive(payer, "social_insurance", half, fen - part)
        own = int(out[:, half, len(rate)].sum())
        world.ledger.receive("households", "social_insurance", half, own)


def claim_and_pay(world: World, lines: tuple[Line, Line]) -> np.ndarray:
    """Serve running subsidies first, commit new claims by keyed lottery, then pay the month.

    Returns the rows of all subsidised employees.
    """
    w, lever, ledger = world.population.workers, world.levers, world.ledger
    floor, ceiling = lever.contribution_floor.values, lever.contribution_ceiling.values
    rate = lever.contribution_rate_employer.values
    left = 12 - world.month.month

    def running(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        due, later, persons = (np.zeros(world.flows.n, np.int64) for _ in range(3))
        parts = np.arange(world.flows.n, dtype=np.int8)  # summed by unit, not by half
        subsidy_due(
            rows, w.unit, w.wage, w.subsidy_months, w.subsidy_share, parts,
            floor, ceiling, rate, left, due, later, persons,
        )  # fmt: skip
        return due, later, persons

    due, later, _ = running(subsidised(world))
    for line, fen in zip(lines, by_half(world, due + later), strict=True):
        ledger.recommit(line, fen)
    commit_claims(world, lines, by_half(world, due))
    rows = subsidised(world)
    due, later, persons = running(rows)
    for line, fen in zip(lines, by_half(world, later), strict=True):
        ledger.recommit(line, fen)
        pay_by_unit(world, line, "firms", np.where(world.inputs.half == line.half, due, 0))
    world.flows.subsidised += persons
    return rows


def subsidised(world: World) -> np.ndarray:
    """Return int32[n]: rows of employees with a contribution subsidy (not of welfare posts)."""
    w = world.population.workers
    rows = rows_where(w.subsidy_months)
    return np.asarray(rows[w.employer[rows] >= 0])


def commit_claims(world: World, lines: tuple[Line, Line], running: tuple[int, int]) -> None:
    """Commit this month's claims in canonical, then keyed-lottery order; reject the rest."""
    w, lever, flows = world.population.workers, world.levers, world.flows
    order = np.argsort(w.id[world.claim_row])
    rows, rules = world.claim_row[order], world.claim_rule[order]
    flows.claims += np.bincount(w.unit[rows], minlength=flows.n)
    if not len(rows):
        return
    offers = lever.contribution_subsidy.arrays()
    floor, ceiling = lever.contribution_floor.values, lever.contribution_ceiling.values
    rate = lever.contribution_rate_employer.values
    months = np.minimum(offers.months[rules], 12 - world.month.month + 1)
    monthly = np.empty(len(rows), np.int64)
    price_claims(rows, offers.share[rules], w.unit, w.wage, floor, ceiling, rate, monthly)
    lottery = np.argsort(bits_of(world.key(Stream.BUDGET_LOTTERY), w.id[rows]))
    accepted = np.zeros(len(rows), np.bool_)
    half = world.inputs.half[w.unit[rows]]
    for h, line in enumerate(lines):
        mine = lottery[half[lottery] == h]
        if h == 1 and world.month.month >= OCTOBER:
            short = int((monthly * months)[mine].sum()) - world.ledger.uncommitted(line)
            yearly = 12 * int(monthly[mine].sum() + running[h]) - world.ledger.envelope[line]
            world.ledger.lend(lines[0], line, max(short, yearly))
        accepted |= world.ledger.commit(line, monthly * months, monthly, int(running[h]), mine)
    w.subsidy_months[rows[accepted]] = offers.months[rules[accepted]]
    np.add.at(world.population.firms.n_subsidised, w.employer[rows[accepted]], 1)
    w.subsidy_share[rows[accepted]] = offers.share[rules[accepted]]
    flows.claims_rejected += np.bincount(w.unit[rows[~accepted]], minlength=flows.n)
