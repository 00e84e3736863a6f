"""How indicators are counted: functions from a `Panel` to tables by group and book.

A table is float64[months, places]; NaN where nothing is reported.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from agents.codes import (
    FIRST_EMPLOYED,
    LAST_EMPLOYED,
    Destination,
    Half,
    Industry,
    LoanKind,
    Programme,
    Recruitment,
    Schooling,
    Sex,
    Status,
)
from agents.kernels.tabulate import UNKNOWN_INDUSTRY
from agents.levers import Account
from sim.statistics_office import FEN, MIN_CELL, Floats, Panel

ALL, TRUE, PUBLISHED = "all", "true", "published"
BOOKS = (PUBLISHED, TRUE)
Cells = dict[tuple[str, str], Floats]

AGES = ("0-14", "15", "16-24", "25-34", "35-44", "45-54", "55-64", "65+")
FIRST_WORKING_AGE = 2  # index of 16-24
RESIDENCES = ("rural", "urban")
SEXES = tuple(s.code for s in Sex)
LEVELS = tuple(s.code for s in Schooling)
INDUSTRIES = (*(i.code for i in Industry), "unknown")
EMPLOYED = [s for s in Status if FIRST_EMPLOYED <= s <= LAST_EMPLOYED]
RESIDENT = [s for s in Status if s not in (Status.GONE, Status.AWAY)]
LABOUR = {
    "employed": [int(s) for s in EMPLOYED],
    "unemployed": [int(Status.UNEMPLOYED)],
    "inactive": [int(s) for s in RESIDENT if s not in (*EMPLOYED, Status.UNEMPLOYED)],
}

# (code, zh, en) of every dimension's groups, in order
GROUPS: dict[str, list[tuple[str, str, str]]] = {
    "sex": [(s.code, s.zh, s.en) for s in Sex],
    "age": [(a, f"{a}岁" if a[-1] != "+" else f"{a[:-1]}岁及以上", f"Age {a}") for a in AGES],
    "residence": [
        ("rural", "乡村居民", "Rural residents"),
        ("urban", "城镇居民", "Urban residents"),
    ],
    "schooling": [(s.code, s.zh, s.en) for s in Schooling],
    "industry": [
        *((i.code, i.zh, i.en) for i in Industry),
        ("unknown", "行业不详", "Industry not known"),
    ],
    "workplace": [
        ("rural", "乡村工作地", "Rural workplace"),
        ("urban", "城镇工作地", "Urban workplace"),
    ],
    "status": [(s.code, s.zh, s.en) for s in Status if s is not Status.GONE],
    "account": [(a.code, a.zh, a.en) for a in Account],
    "loan": [(k.code, k.zh, k.en) for k in LoanKind],
    "programme": [(p.code, p.zh, p.en) for p in Programme if p is not Programme.NONE],
    "age_band": [
        ("16-24", "16-24岁", "Age 16-24"),
        ("25-44", "25-44岁", "Age 25-44"),
        ("45+", "45岁及以上", "Age 45 and over"),
    ],
    "destination": [(d.code, d.zh, d.en) for d in Destination],
    "recruitment": [(r.code, r.zh, r.en) for r in Recruitment if r is not Recruitment.ANYBODY],
    "south": [
        ("four_prefectures", "南疆四地州", "Four prefectures"),
        ("with_xpcc", "含兵团城市", "With XPCC cities"),
    ],
    "count": [
        ("urban_new_jobs", "城镇新增就业", "New urban employment"),
        ("training", "职业技能培训人次", "Vocational training completed"),
        ("high_skilled", "新增高技能人才", "New highly skilled workers"),
        ("graduates_placed", "毕业去向已落实的毕业生", "Graduates placed"),
        ("graduate_posts", "高校毕业生岗位归集", "Posts pooled for graduates"),
        ("posts_pooled", "岗位归集发布", "Posts pooled and published"),
    ],
}

Count = Callable[[Panel], Cells]


def groups(dimension: str, codes: tuple[str, ...], values: Floats, book: str = TRUE) -> Cells:
    """Return one cell a code from a table whose last axis runs over the codes of a dimension."""
    return {(f"{dimension}={code}", book): values[..., n] for n, code in enumerate(codes)}


def _known(values: Floats) -> tuple[str, ...]:
    """Return the industry codes, `unknown` only where somebody's industry is not known."""
    return INDUSTRIES if values[..., UNKNOWN_INDUSTRY].any() else INDUSTRIES[:-1]


def _persons(p: Panel, statuses: list[int], *, adults: bool, urban: bool = False) -> Cells:
    """Count sampled persons in `statuses`, all residents' by residence and schooling too."""
    first = FIRST_WORKING_AGE if adults else 0
    table = p.sampled["persons"][..., statuses].sum(axis=-1).astype(float)[..., first:]
    if urban:
        table = table[:, :, 1:]  # axes: month, place, town, sex, age
    cells = {(ALL, TRUE): table.sum(axis=(2, 3, 4))}
    cells |= groups("sex", SEXES, table.sum(axis=(2, 4)))
    cells |= groups("age", AGES[first:], table.sum(axis=(2, 3)))
    if not urban:
        levels = p.sampled["schooled"][..., statuses].sum(axis=-1).astype(float)
        cells |= groups("residence", RESIDENCES, table.sum(axis=(3, 4)))
        cells |= groups("schooling", LEVELS, levels)
    return cells


def _labour(p: Panel, *states: str, urban: bool = False) -> Cells:
    statuses = [s for state in states for s in LABOUR[state]]
    return _persons(p, statuses, adults=True, urban=urban)


def _scaled(cells: Cells, factor: float) -> Cells:
    return {where: values * factor for where, values in cells.items()}


def ratio_of(over: Floats, under: Floats, least: float = MIN_CELL) -> Floats:
    """Divide where `under` holds at least `least` sampled persons; NaN elsewhere."""
    out = np.full(over.shape, np.nan)
    np.divide(over, under, out=out, where=under >= least)
    return out


def _percent(over: Cells, under: Cells) -> Cells:
    return {where: 100.0 * ratio_of(over[where], under[where]) for where in over}


# ------------------------------------------------------------------------------------------ stocks


def population(p: Panel) -> Cells:
    """Count residents."""
    cells = _scaled(_persons(p, [int(s) for s in RESIDENT], adults=False), p.fraction)
    table = p.count("persons").sum(axis=(2, 3, 4))
    cells |= {(f"status={s.code}", TRUE): table[..., int(s)] for s in RESIDENT}
    return cells


def away(p: Panel) -> Cells:
    """Count persons working outside Xinjiang; left out where nobody does (not yet modelled)."""
    table = p.count("persons").sum(axis=(2, 3, 4))[..., int(Status.AWAY)]
    return {(ALL, TRUE): table} if table.any() else {}


def in_state(state: str) -> Count:
    """Count residents of 16 and over in one labour-force state."""
    return lambda p: _scaled(_labour(p, state), p.fraction)


def employed(p: Panel) -> Cells:
    """Count the employed by place of residence, by industry and status too."""
    cells = _labour(p, "employed")
    tables = p.sampled["working"].astype(float)
    cells |= groups("industry", _known(tables), tables)
    kinds = p.sampled["schooled"].sum(axis=2).astype(float)
    cells |= {(f"status={s.code}", TRUE): kinds[..., int(s)] for s in EMPLOYED}
    return _scaled(cells, p.fraction)


def jobs(p: Panel) -> Cells:
    """Count the employed by place of work."""
    table = p.count("jobs")  # axes: month, place, town, industry, status
    by_industry = table.sum(axis=(2, 4))
    cells = {(ALL, TRUE): table.sum(axis=(2, 3, 4))}
    cells |= groups("industry", _known(by_industry), by_industry)
    cells |= groups("workplace", RESIDENCES, table.sum(axis=(3, 4)))
    kinds = tuple(s.code for s in EMPLOYED)
    return cells | groups("status", kinds, table.sum(axis=(2, 3)))


def _urban_jobs(p: Panel) -> Floats:
    stock: Floats = p.count("jobs")[:, :, 1].sum(axis=(2, 3))
    return stock


def urban_jobs(p: Panel) -> Cells:
    """Count the employed whose place of work is in a town."""
    return {(ALL, TRUE): _urban_jobs(p)}


def sector(number: int) -> Count:
    """Return the share of one of the three sectors in employment by place of work."""
    inside = [int(i) for i in Industry if i.sector == number]

    def share(p: Panel) -> Cells:
        table = p.sampled["jobs"].sum(axis=(2, 4)).astype(float)
        return {(ALL, TRUE): 100.0 * ratio_of(table[..., inside].sum(axis=-1), table.sum(axis=-1))}

    return share


def urban_share(p: Panel) -> Cells:
    """Return urban residents over residents."""
    residents = _persons(p, [int(s) for s in RESIDENT], adults=False)
    return {(ALL, TRUE): 100.0 * ratio_of(residents["residence=urban", TRUE], residents[ALL, TRUE])}


def mean_wage(p: Panel) -> Cells:
    """Return mean pay of wage employees by place of work."""
    pay, staff = p.sampled["pay"] / FEN, p.sampled["staff"].astype(float)
    cells = {(ALL, TRUE): ratio_of(pay.sum(axis=(2, 3)), staff.sum(axis=(2, 3)))}
    cells |= groups("sex", SEXES, ratio_of(pay.sum(axis=3), staff.sum(axis=3)))
    return cells | groups("industry", INDUSTRIES[:-1], ratio_of(pay.sum(axis=2), staff.sum(axis=2)))


# ------------------------------------------------------------------------------------------- rates


def participation(p: Panel) -> Cells:
    """Return the labour force over residents of 16 and over."""
    return _percent(_labour(p, "employed", "unemployed"), _labour(p, *LABOUR))


def employment_rate(p: Panel) -> Cells:
    """Return the employed over residents of 16 and over."""
    return _percent(_labour(p, "employed"), _labour(p, *LABOUR))


def surveyed(p: Panel) -> Cells:
    """Return unemployment of urban residents: full count, and sample rounded to 0.1."""
    force = _labour(p, "employed", "unemployed", urban=True)
    cells = _percent(_labour(p, "unemployed", urban=True), force)
    counts = p.sampled["survey"].astype(float)[..., FIRST_WORKING_AGE:, :2]
    counts[:, 1 + len(Half) :] = 0.0  # too few households in a unit to be published

    def rate(table: Floats) -> Floats:
        return np.round(100.0 * ratio_of(table[..., 1], table.sum(axis=-1)), 1)

    cells[ALL, PUBLISHED] = rate(counts.sum(axis=(2, 3)))
    cells |= groups("sex", SEXES, rate(counts.sum(axis=3)), PUBLISHED)
    return cells | groups("age", AGES[FIRST_WORKING_AGE:], rate(counts.sum(axis=2)), PUBLISHED)


def survey_sample(p: Panel) -> Cells:
    """Count the labour force in the month's sample."""
    counts = p.sampled["survey"].astype(float)[..., :2]
    return {(ALL, PUBLISHED): counts.sum(axis=(2, 3, 4))}


def registered_rate(p: Panel) -> Cells:
    """Return the registered unemployed over urban employed and registered unemployed."""
    registered = p.sampled["slack"][..., 0].astype(float)
    force = registered + _labour(p, "employed", urban=True)[ALL, TRUE]
    return {(ALL, PUBLISHED): np.round(100.0 * ratio_of(registered, force), 2)}


def registered_persons(p: Panel) -> Cells:
    """Count the registered unemployed."""
    return {(ALL, PUBLISHED): p.count("slack")[..., 0]}


def with_discouraged(p: Panel) -> Cells:
    """Return unemployed and discouraged over the labour force and the discouraged."""
    discouraged = p.sampled["slack"][..., 1]
    out = _labour(p, "unemployed", urban=True)[ALL, TRUE] + discouraged
    force = _labour(p, "employed", "unemployed", urban=True)[ALL, TRUE] + discouraged
    return {(ALL, TRUE): 100.0 * ratio_of(out, force)}


def gap(of: Count, *, ratio: bool) -> Count:
    """Return south minus north (or south over north in percent) of a full count, at the region."""

    def south_to_north(p: Panel) -> Cells:
        values = of(p)[ALL, TRUE]
        south, north = (values[:, p.places.index(h.code)] for h in (Half.SOUTH, Half.NORTH))
        out = np.full_like(values, np.nan)
        out[:, 0] = 100.0 * south / north if ratio else south - north
        return {(ALL, TRUE): out}

    return south_to_north


# ------------------------------------------------------------------------------------------- flows


def flow(name: str) -> Count:
    """Return one flow by month; nothing where the engine did not compute it."""
    return lambda p: {(ALL, TRUE): p.flows[name]} if name in p.flows else {}


def yearly_flow(name: str, book: str = TRUE) -> Count:
    """Return one flow by calendar year; nothing where the engine did not compute it."""
    return lambda p: {(ALL, book): p.yearly(p.flows[name])} if name in p.flows else {}


def both_books(published: str, true: str) -> Count:
    """Return a calendar year's flow of each book; nothing where the engine did not compute it.

    The published one is as appraised offices report it, see `Panel.reported`.
    """

    def count(p: Panel) -> Cells:
        if published not in p.flows or true not in p.flows:
            return {}
        return {
            (ALL, PUBLISHED): p.yearly(p.reported(p.flows[published])),
            (ALL, TRUE): p.yearly(p.flows[true]),
        }  # fmt: skip

    return count


def flow_ratio(part: str, whole: str, factor: float = 1.0) -> Count:
    """Return one flow over another, times `factor`; nothing where either is not computed."""

    def count(p: Panel) -> Cells:
        if part not in p.flows or whole not in p.flows:
            return {}
        least = float(MIN_CELL * p.fraction)
        return {(ALL, TRUE): factor * ratio_of(p.flows[part], p.flows[whole], least)}

    return count


def yearly_ratio(part: str, whole: str, factor: float = 1.0) -> Count:
    """Return a calendar year's flow over another's, times `factor`; nothing if one is missing."""

    def count(p: Panel) -> Cells:
        if part not in p.flows or whole not in p.flows:
            return {}
        least = float(MIN_CELL * p.fraction)
        over, under = p.yearly(p.flows[part]), p.yearly(p.flows[whole])
        return {(ALL, TRUE): factor * ratio_of(over, under, least)}

    return count


def urban_change(p: Panel) -> Cells:
    """Return the change of urban jobs since the end of the year before, where that is known."""
    stock = _urban_jobs(p)
    out = np.full_like(stock, np.nan)
    before = None
    if p.opening is not None:
        before = p.at_places(p.opening.jobs)[:, 1].sum(axis=(1, 2)) * float(p.fraction)
    for _, rows in p.years():
        if before is not None:
            out[rows[-1]] = stock[rows[-1]] - before
        before = stock[rows[-1]]
    return {(ALL, TRUE): out}


def net_entries(p: Panel) -> Floats | None:
    """Return registered entries less registered attrition by month, or None if not computed."""
    if "urban_registered" in p.flows and "urban_attrition" in p.flows:
        return p.flows["urban_registered"] - p.flows["urban_attrition"]
    return None


def _net(p: Panel) -> Floats | None:
    """Return net entries as offices report them."""
    net = net_entries(p)
    return None if net is None else p.reported(net)


def new_jobs_gross(p: Panel) -> Cells:
    """Return a year's registered entries before attrition, as offices report them."""
    if "urban_registered" not in p.flows:
        return {}
    return {(ALL, PUBLISHED): p.yearly(p.reported(p.flows["urban_registered"]))}


def new_jobs(p: Panel) -> Cells:
    """Return a year's new urban employment: registered and net, and distinct persons."""
    net = _net(p)
    cells = {} if net is None else {(ALL, PUBLISHED): p.yearly(net)}
    return cells | yearly_flow("urban_entry_persons")(p)


def new_jobs_month(p: Panel) -> Cells:
    """Return new urban employment by month: by the recording profile, and as it happened."""
    net = _net(p)
    cells = {} if net is None else {(ALL, PUBLISHED): p.recorded(net)}
    return cells | flow("urban_entry_persons")(p)


def new_jobs_without_xpcc(p: Panel) -> Cells:
    """Return a year's registered net entries outside the units made of XPCC cities."""
    net = _net(p)
    if net is None:
        return {}
    outside = net[:, -p.units.n_units :] * p.outside_xpcc
    return {(ALL, PUBLISHED): p.yearly(p.at_places(outside.T).T)}


# ------------------------------------------------------------------------------------------- money


def money(what: str) -> Count:
    """Return the ledger's yuan of one kind (paid, received, unpaid) by account and half."""

    def count(p: Panel) -> Cells:
        accounts = {name: values for (name, kind), values in p.money.items() if kind == what}
        if not accounts:
            return {}
        cells = {(ALL, TRUE): np.sum(list(accounts.values()), axis=0)}
        return cells | {(f"account={name}", TRUE): values for name, values in accounts.items()}

    return count


def south_paid(p: Panel) -> Cells:
    """Return the south's share of each year's payments, at the region."""
    cells: Cells = {}
    for where, values in money("paid")(p).items():
        year = p.yearly(values)
        south, region = year[:, p.places.index(Half.SOUTH.code)], year[:, 0]
        cells[where] = np.full_like(year, np.nan)
        np.divide(100.0 * south, region, out=cells[where][:, 0], where=region > 0)
    return cells
