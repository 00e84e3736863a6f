"""A made-up population of a few hundred people, and made-up months of events."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np

from agents.codes import OFFER_GROUPS, Flag, OfferEvent, Programme, Status, UnitTable
from agents.state import Firms, Households, Population, Providers, Services, Workers
from scenarios.months import Month
from sim.risk_watch import Layout
from sim.statistics_office import AWAITED_FLOWS, COUNTED_FLOWS, Tally, tally

UNITS = UnitTable(
    code=("AAA", "BBB", "XPX"),
    zh=("甲", "乙", "丙"),
    en=("Alpha", "Beta", "Gamma"),
    half=(0, 1, 1),
    county_code=("650101", "653101", "659002"),
    county_name=("a", "b", "c"),
    county_unit=(0, 1, 2),
)
SURVEY = {"survey_households": 60, "register_unemployed": 0.5}


def population(
    n: int = 400, *, seed: int = 1, fraction: int = 10, month: int | None = None
) -> Population:
    """Return `n` random people in households of about three, with firms in every unit."""
    rng = np.random.default_rng(seed)
    at = Month.of(2025, 12) if month is None else month
    n_households, n_firms = max(1, n // 3), 24
    w, h, f = Workers(n), Households(n_households), Firms(n_firms)
    h.id[:] = rng.permutation(max(10_000, n_households))[:n_households]
    home = rng.integers(0, 3, n_households)
    h.county[:] = home
    h.urban[:] = rng.integers(0, 2, n_households)
    f.id[:] = np.arange(n_firms)
    f.unit[:] = np.arange(n_firms) % 3
    f.urban[:] = rng.integers(0, 2, n_firms)
    f.industry[:] = rng.integers(0, 22, n_firms)
    f.alive[:] = 1
    w.id[:] = rng.permutation(max(100_000, n))[:n]
    w.household[:] = rng.integers(0, n_households, n)
    w.unit[:] = home[w.household]
    w.county[:] = w.unit
    w.urban[:] = h.urban[w.household]
    w.registration[:] = rng.integers(0, 4, n)
    w.sex[:] = rng.integers(0, 2, n)
    w.birth[:] = at - rng.integers(0, 90 * 12, n)
    w.schooling[:] = rng.integers(0, 8, n)
    w.industry[:] = rng.integers(-1, 22, n)
    w.status[:] = rng.integers(0, len(Status), n)
    age = (at - w.birth) // 12
    w.status[age < 15] = Status.MINOR
    w.status[(age >= 15) & (w.status == Status.MINOR)] = Status.STUDENT
    employee = w.status == Status.EMPLOYEE
    w.employer[employee] = rng.integers(0, n_firms, int(employee.sum()))
    w.wage[:] = np.where(employee, rng.uniform(2000, 9000, n), 0.0)
    w.spell[:] = rng.integers(0, 30, n)
    w.flags[:] = rng.choice([0, int(Flag.RECALL), int(Flag.FAMILY_FARM)], n)
    h.n_members[:] = np.bincount(w.household, minlength=n_households)
    return Population(UNITS, w, h, f, Providers(0), Services(0), fraction, int(at))


def flows(month: int, n_units: int = 3) -> SimpleNamespace:
    """Return one made-up month of events: everything differs by unit and month of the year."""
    of_year = int(month) % 12
    counts = {
        name: np.arange(1, n_units + 1, dtype=np.int64) * (5 + of_year + 3 * position)
        for position, name in enumerate((*COUNTED_FLOWS, *AWAITED_FLOWS))
    }
    counts["urban_attrition"] = counts["urban_registered"] // 4
    ledger = {
        "employment_subsidy/north": 100_000 * (1 + of_year),
        "employment_subsidy/south": 150_000,
        "unemployment_insurance.received/north": 700,
    }
    for what in ("lent", "repaid", "interest", "lost", "owed"):
        ledger |= {f"banks.{what}_stabilisation/north": 800, f"banks.{what}_start_up/south": 90}
    shape = (n_units, len(Programme), OFFER_GROUPS, len(OfferEvent))
    book = np.arange(np.prod(shape), dtype=np.int64).reshape(shape) % (20 + of_year)
    book[:, Programme.NONE] = 0
    return SimpleNamespace(**counts, ledger=ledger, book=book, reporting_bias=np.zeros(n_units))


def tallies(
    n_months: int = 12,
    *,
    start: int | None = None,
    n: int = 400,
    opening: bool = True,
    fraction: int = 10,
) -> list[Tally]:
    """Return the monthly counts of a world whose people change at random."""
    first = Month.of(2026, 1) if start is None else start
    counted = []
    if opening:
        before = population(n, seed=99, month=first - 1, fraction=fraction)
        counted.append(tally(before, None, first - 1, 1, **SURVEY))
    for t in range(first, first + n_months):
        now = population(n, seed=t, month=t, fraction=fraction)
        watch = np.zeros((3, Layout.of(now.units.n_units).n_cells))
        counted.append(replace(tally(now, flows(t), t, 1, **SURVEY), watch=watch))
    return counted
