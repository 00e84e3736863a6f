"""Risk watch: a control chart of each unit, group and industry on published figures (measure 19).

Each month every published figure is compared with the usual value of its calendar month. The mean
of a cell's standardised deviations is its index; a cumulative sum [1]_ of the index warns when it
reaches a limit. Nothing but published figures goes in, and a reader has them two months later.

References
----------
.. [1] Page (1954), "Continuous inspection schemes", Biometrika 41.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from agents.codes import FIRST_EMPLOYED, LAST_EMPLOYED, Half, Industry, Sex
from scenarios.parameters import Parameters

if TYPE_CHECKING:
    from sim.world import World

Floats = npt.NDArray[np.float64]
N_HALVES = len(Half)
FIRST_UNIT = 1 + N_HALVES  # cells: the region, its halves, the units, then industries and groups
FIRST_AGE, N_AGES = 2, 5  # published age groups 16-24 ... 55-64, of those of `tabulate`
N_GROUPS = len(Sex) + N_AGES
LEAST = 12  # deviations before a figure counts: it has then been seen in two whole years
MEAN, VARIANCE, COUNT = range(3)  # rows of `Market.watch_series`
SPREAD, SUM, EXCESS = range(3)  # rows of `Market.watch_cells`
WARNED, ABOVE = range(2)  # rows of a month's results: warned (0/1), smoothed excess in points


@dataclass(frozen=True)
class Layout:
    """Which figures belong to which cell; figures are numbered kind by kind.

    Attributes
    ----------
    n_places, n_cells : int
    cell : int64[n_figures], cell of each figure
    first : dict of kind to the number of its first figure
    """

    n_places: int
    n_cells: int
    cell: npt.NDArray[np.int64]
    first: dict[str, int]

    @classmethod
    def of(cls, n_units: int) -> Layout:
        """Return the layout of a world of so many units."""
        places = FIRST_UNIT + n_units
        everywhere = np.arange(places)
        industries = places + np.arange(len(Industry))
        groups = places + len(Industry) + np.arange(N_GROUPS)
        parts = {
            "surveyed": everywhere[:FIRST_UNIT],  # a sample is too small for a unit
            "registered": everywhere, "tightness": everywhere, "layoffs": everywhere,
            "new_jobs": everywhere, "industry_layoffs": industries, "industry_posts": industries,
            "surveyed_groups": groups,
        }  # fmt: skip
        first, n = {}, 0
        for kind, cells in parts.items():
            first[kind], n = n, n + len(cells)
        cell = np.concatenate(list(parts.values())).astype(np.int64)
        return cls(places, places + len(Industry) + N_GROUPS, cell, first)


def at_places(values: npt.NDArray[np.int64], half: npt.NDArray[np.int8]) -> Floats:
    """Return float64[n_places, ...]: region, halves and units, from [n_units, ...]."""
    halves = [values[half == h].sum(axis=0) for h in range(N_HALVES)]
    return np.concatenate([np.stack([values.sum(axis=0), *halves]), values]).astype(np.float64)


def rate(part: Floats, whole: Floats, digits: int, design: float = 1.0) -> tuple[Floats, Floats]:
    """Return percentages as published and the variance of their chance; NaN where nobody is."""
    share = np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0)
    rounding = 10.0 ** (-2 * digits) / 12.0
    least = (part + 1.0) / (whole + 2.0)  # an empty cell is no certainty
    variance = 1e4 * design * least * (1.0 - least) / np.maximum(whole, 1.0) + rounding
    return np.round(100.0 * share, digits), variance


def log_count(count: Floats, over: Floats | float, sign: float) -> tuple[Floats, Floats]:
    """Return sign · 100 ln(count / over), a cell of nobody NaN, and the variance of its chance."""
    base = np.broadcast_to(np.asarray(over, np.float64), count.shape)
    value = np.where(base > 0, sign * 100.0 * np.log((count + 1.0) / (base + 1.0)), np.nan)
    return np.asarray(value), 1e4 / (count + 1.0)


def figures(world: World) -> tuple[Floats, Floats]:
    """Return this month's published figures, higher is worse, and the variance of their chance."""
    t, flows, p, half = world.tallies[-1], world.flows, world.parameters, world.inputs.half
    survey = at_places(t.survey, half)[..., FIRST_AGE:, :2]  # place, sex, age, employed or not
    design = p["survey_design"]
    region = survey[0]
    by_sex, by_age = region.sum(axis=1), region.sum(axis=0)[:N_AGES]
    people = np.concatenate([by_sex, by_age])
    whole = survey[:FIRST_UNIT].sum(axis=(1, 2))
    registered = at_places(t.slack[:, 0], half)
    at_work = t.persons[:, 1, :, FIRST_AGE:, FIRST_EMPLOYED : LAST_EMPLOYED + 1].sum(axis=(1, 2, 3))
    vacancies, seekers = at_places(flows.vacancies, half), at_places(flows.seekers, half)
    staff = t.staff.sum(axis=1)[:, : len(Industry)]  # without those of an unknown industry
    posts = world.population.posts
    industry = world.population.firms.industry[posts.firm]
    open_posts = np.bincount(industry, minlength=len(Industry)).astype(np.float64)
    heads = staff.sum(axis=0).astype(np.float64)
    tight, tight_noise = log_count(vacancies, seekers, -1.0)
    parts = [
        rate(whole[:, 1], whole.sum(axis=1), 1, design),
        rate(registered, registered + at_places(at_work, half), 2),
        (tight, tight_noise + 1e4 / (seekers + 1.0)),
        log_count(at_places(flows.layoffs, half), at_places(staff.sum(axis=1), half), 1.0),
        log_count(at_places(flows.urban_registered, half), 1.0, -1.0),
        log_count(flows.industry_layoffs.astype(np.float64), heads, 1.0),
        log_count(open_posts, heads, -1.0),
        rate(people[:, 1], people.sum(axis=1), 1, design),
    ]
    return np.concatenate([a for a, _ in parts]), np.concatenate([b for _, b in parts])


def watch(world: World) -> Floats:
    """Let the charts move on by this month; return float64[2, n_cells]: warned, excess.

    What steps may read (`Market.watch_known`) moves on by one month too.
    """
    m, p = world.market, world.parameters
    layout = Layout.of(world.flows.n)
    value, noise = figures(world)
    usual = m.watch_usual[world.month.month - 1]
    before, mean = usual.copy(), m.watch_series[MEAN].copy()
    z = deviate(value, noise, usual, m.watch_series, p)
    ready = m.watch_series[COUNT] > LEAST
    cumulate(np.where(ready, z, np.nan), layout, m.watch_cells, p)
    registered = float_at(layout, "registered", layout.n_places)
    people = at_places(world.tallies[-1].slack[:, 0], world.inputs.half)
    now = excess(
        np.where(ready, value - before - mean, 0.0), before, people, registered,
        float_at(layout, "surveyed", FIRST_UNIT), world.inputs.half, p["watch_weight"],
    )  # fmt: skip
    smooth = m.watch_cells[EXCESS, : layout.n_places]
    smooth += p["watch_smooth"] * (now - smooth)
    m.watch_known[0] = m.watch_known[1]
    m.watch_known[1, WARNED] = m.watch_cells[SUM] >= p["watch_limit"]
    m.watch_known[1, ABOVE] = m.watch_cells[EXCESS]
    return np.array(m.watch_known[1])


def float_at(layout: Layout, kind: str, n: int) -> slice:
    """Return where the figures of a kind stand."""
    return slice(layout.first[kind], layout.first[kind] + n)


def deviate(value: Floats, noise: Floats, usual: Floats, series: Floats, p: Parameters) -> Floats:
    """Return standardised deviations from the usual value of the month, NaN where there is none.

    The spread is that of earlier deviations, at least that of chance in this figure and in its
    usual value. Deviations are cut at `watch_bound`, so that one wild month neither warns by itself
    nor widens the chart.

    Parameters
    ----------
    value, noise : float64[n], figures and the variance of their chance
    usual : float64[n], usual value of this calendar month; written
    series : float64[3, n], mean, variance and number of deviations so far; written
    """
    weight = p["watch_usual"]
    seen = np.isfinite(usual) & np.isfinite(value)
    chance = noise * (1.0 + weight / (2.0 - weight))
    spread = np.sqrt(np.maximum(series[VARIANCE], chance))
    bound = p["watch_bound"]
    z: Floats = np.clip((value - usual - series[MEAN]) / spread, -bound, bound)
    learn = seen / np.minimum(series[COUNT] + 1.0, p["watch_memory"])
    step = np.where(seen, z * spread, 0.0)
    series[MEAN] += learn * step
    series[VARIANCE] += learn * (step**2 - series[VARIANCE])
    series[COUNT] += seen
    moved = np.where(np.isnan(usual), value, usual + weight * (value - usual))
    usual[:] = np.where(np.isnan(value), usual, moved)
    return np.asarray(np.where(seen, z, np.nan))


def cumulate(z: Floats, layout: Layout, cells: Floats, p: Parameters) -> None:
    """Move the cumulative sums on by each cell's index, the mean of its figures' deviations.

    Parameters
    ----------
    z : float64[n_figures], NaN where a figure says nothing yet
    cells : float64[3, n_cells], variance of the index, its cumulative sum; written
    """
    known = np.isfinite(z)
    n = np.bincount(layout.cell[known], minlength=layout.n_cells)
    total = np.bincount(layout.cell[known], weights=z[known], minlength=layout.n_cells)
    some = n > 0
    index = total / np.maximum(n, 1)
    spread = np.sqrt(np.maximum(cells[SPREAD], 1.0 / np.maximum(n, 1)))
    bound, limit = p["watch_bound"], p["watch_limit"]
    score = np.clip(index / spread, -bound, bound)
    moved = np.clip(cells[SUM] + score - p["watch_allowance"], 0.0, 2.0 * limit)
    cells[SUM] = np.where(some, moved, cells[SUM])
    cells[SPREAD] += np.where(some, (index**2 - cells[SPREAD]) / p["watch_memory"], 0.0)


def excess(
    deviation: Floats, usual: Floats, registered: Floats, of_register: slice, of_survey: slice,
    half: npt.NDArray[np.int8], weight: float,
) -> Floats:  # fmt: skip
    """Return float64[n_places]: points by which published unemployment lies above the usual.

    Region and halves: mean of the survey's excess and of what the register's relative excess makes
    of the usual surveyed rate. Units have no survey: theirs is the register's, leaning on the half
    where few are registered.

    Parameters
    ----------
    deviation, usual : float64[n_figures], 0 and anything where nothing is known yet
    registered : float64[n_places], registered unemployed in the sampled world
    """
    base = np.nan_to_num(usual)
    rates = base[of_register]
    relative = np.divide(deviation[of_register], rates, out=np.zeros_like(rates), where=rates > 0.0)
    level = base[of_survey]
    upper = 0.5 * (deviation[of_survey] + relative[:FIRST_UNIT] * level)
    own = relative[FIRST_UNIT:] * level[1 + half]
    share = registered[FIRST_UNIT:] / np.maximum(registered[FIRST_UNIT:] + weight, 1.0)
    return np.concatenate([upper, share * own + (1.0 - share) * upper[1 + half]])
