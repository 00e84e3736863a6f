"""Firms of the starting world: sizes at 1/1, the sample at 1/k, and who works where.

A firm of n workers enters with probability min(1, max(1/k, n/(k m))) by systematic sampling in
size order and stands for its places n/(k p); m, the size cap, keeps one firm a small part of its
unit. Places are then set so that each unit x industry x ownership cell has exactly its sampled
employees, its persons on a seasonal break and its vacancies.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agents.codes import Ownership, Status
from agents.columns import Array
from agents.county_homes import stable_order
from agents.draws import Stream
from agents.draws import uniforms as uniforms_of
from agents.ipf import Floats, Ints, PopulationError, round_vector
from agents.kernels.start import firm_draws
from agents.kernels.synthesis import uniforms
from agents.population_spec import N_INDUSTRIES, N_OWNERSHIPS, PopulationSpec, keyed
from agents.side_by_side import in_threads
from agents.state import Firms, Workers

N_CELLS = N_INDUSTRIES * N_OWNERSHIPS
SLOT_BITS = 20  # id = cell (unit x industry x ownership) above the slot at 1/1
MAX_UNITS = (1 << (31 - SLOT_BITS)) // N_CELLS
OLDEST_YEARS = 60.0


@dataclass
class CellFirms:
    """The sampled firms of one unit x industry x ownership cell, smallest first."""

    slot: Ints
    true_size: Ints
    weight: Floats
    n_workers: Ints
    vacancies: Ints
    idle: Ints


def firm_sizes(
    total: int, mean: float, exponent: float, largest_share: float, *, legal: bool
) -> Ints:
    """Return the sizes of all firms of a cell at 1/1, smallest first; they sum to `total`.

    Legal units: quantiles of a truncated Pareto law with the cell's mean; household businesses:
    quantiles of a geometric law from 1 on, at most 8.

    Parameters
    ----------
    total : persons employed in the cell
    mean : persons a firm
    exponent : tail exponent of legal sizes
    largest_share : share of the cell's persons that its largest firm has at most
    """
    n = min(max(1, round(total / mean)), total)
    quantile = (np.arange(n) + 0.5) / n
    if legal:
        largest = max(min(largest_share * total, 20_000.0), mean)
        low, high = 1e-3, mean
        for _ in range(60):
            least = 0.5 * (low + high)
            size = _pareto(quantile, least, largest, exponent)
            low, high = (least, high) if size.mean() < mean else (low, least)
        excess = np.maximum(_pareto(quantile, high, largest, exponent) - 1.0, 0.0)
    else:
        excess = np.minimum(-np.log1p(-quantile) * max(mean - 1.0, 0.1), 7.0)
    if excess.sum() <= 0:
        excess = np.ones(n)
    extra = round_vector(excess * ((total - n) / excess.sum()), 0.5)
    return np.asarray(1 + np.sort(extra))


def _pareto(quantile: Floats, least: float, largest: float, exponent: float) -> Floats:
    """Return quantiles of a Pareto law between `least` and `largest`."""
    cut = 1.0 - (least / largest) ** exponent
    return np.asarray(least * (1.0 - quantile * cut) ** (-1.0 / exponent))


def sample_firms(
    size: Ints, employed: int, on_break: int, vacancies: int, k: int, cap: float, draw: Floats
) -> CellFirms:
    """Sample the firms of one cell and round their places to the sampled persons.

    Parameters
    ----------
    size : int64[n], sizes at 1/1, smallest first
    employed, on_break, vacancies : sampled persons and places of the cell; employed at least 1
    k : of the fraction 1/k
    cap : the largest size that keeps its true size in the sample
    draw : float64[6], keyed uniforms

    Returns
    -------
    CellFirms with at least one worker a firm; workers, vacancies and idle sum exactly.
    """
    chance = np.minimum(1.0, np.maximum(1.0 / k, size / (k * cap)))
    edges = np.cumsum(chance)
    marks = np.floor(edges + draw[0])
    taken = np.flatnonzero(np.diff(marks, prepend=0.0) > 0)
    if k == 1:
        taken = np.arange(len(size))
    if len(taken) == 0:
        heads = np.cumsum(size)
        taken = np.array([min(int(np.searchsorted(heads, draw[1] * heads[-1])), len(size) - 1)])
    if len(taken) > employed:
        spread = np.floor((np.arange(employed) + draw[2]) * len(taken) / employed)
        taken = taken[np.minimum(spread.astype(np.int64), len(taken) - 1)]
    places = size[taken] / (k * chance[taken])
    above = np.maximum(places - 1.0, 0.0)
    if above.sum() <= 0:
        above = np.ones(len(taken))
    share = places / places.sum()
    extra = above * ((employed - len(taken)) / above.sum())
    return CellFirms(
        slot=taken,
        true_size=size[taken],
        weight=1.0 / chance[taken],
        n_workers=1 + round_vector(extra, draw[3]),
        vacancies=round_vector(share * vacancies, draw[4]),
        idle=round_vector(share * on_break, draw[5]),
    )


def start_firms(
    spec: PopulationSpec, workers: Workers, ownership: Array, jobs: Ints, k: int, seed: int
) -> Firms:
    """Build the firms and give every employee one; sets employer, status and flags of `workers`.

    Parameters
    ----------
    workers : sorted by unit
    ownership : int8[n], `Ownership` of the job or of the job on break; 4 flexible, -1 none
    jobs : int64[u, 22, 5, 2], jobs at 1/1 by unit, industry, ownership, residence
    k, seed : fraction 1/k and seed of the world

    Raises
    ------
    PopulationError
        If there are more units than firm ids can hold.
    """
    if spec.units.n_units * N_CELLS > 1 << (31 - SLOT_BITS):
        raise PopulationError(f"{spec.units.n_units} units: firm ids hold at most {MAX_UNITS}")
    n_units = spec.units.n_units
    units = np.arange(n_units + 1, dtype=np.int8)
    bounds = np.searchsorted(workers.unit, units)
    staffs = in_threads(
        lambda u: _staff_of(workers, ownership, slice(*bounds[u : u + 2])), range(n_units)
    )
    n_work = np.concatenate([staff.n_work for staff in staffs])
    n_break = np.concatenate([staff.n_break for staff in staffs])
    in_unit = n_work.reshape(-1, N_CELLS).sum(axis=1)
    caps = np.maximum(spec.size_cap_least, spec.size_cap_share * in_unit)
    full = jobs[:, :, :N_OWNERSHIPS].sum(axis=3).ravel()
    rural = jobs[:, 1:, :N_OWNERSHIPS, 0]
    overall = rural.sum() / max(1, jobs[:, 1:, :N_OWNERSHIPS].sum())
    shift = (1.0 - spec.urban_place_share) / max(overall, 1e-9)
    rural_share = jobs[:, :, :N_OWNERSHIPS, 0].ravel() / np.maximum(full, 1)
    k_sample, k_vacancy = keyed(seed, Stream.FIRM_SAMPLE, k), keyed(seed, Stream.PLACE_ROUNDING, k)
    parts, codes = [], []
    for code in np.flatnonzero(n_work):
        own, industry = int(code % N_OWNERSHIPS), int(code // N_OWNERSHIPS % N_INDUSTRIES)
        legal = own != Ownership.HOUSEHOLD
        mean = (spec.legal_size if legal else spec.household_size)[industry]
        size = firm_sizes(
            int(full[code]), float(mean), spec.pareto_exponent, spec.largest_share, legal=legal
        )
        employed = int(n_work[code])
        draw = uniforms(k_sample, int(code) * 8, 6)
        opened = int(spec.vacancy_rate * employed + uniforms(k_vacancy, int(code), 1)[0])
        cap = float(caps[code // N_CELLS])
        parts.append(sample_firms(size, employed, int(n_break[code]), opened, k, cap, draw))
        codes.append(np.full(len(parts[-1].slot), code, dtype=np.int64))
    firms = _table(spec, parts, codes, np.clip(shift * rural_share, 0.0, 1.0), seed)
    first_firm = np.searchsorted(firms.unit, units)
    in_threads(
        lambda u: _employ(workers, firms, staffs[u], slice(*first_firm[u : u + 2]), seed),
        range(n_units),
    )
    return firms


def _table(
    spec: PopulationSpec, parts: list[CellFirms], codes: list[Array], rural_chance: Array, seed: int
) -> Firms:
    """Put the sampled firms of all cells into one table, urban firms of a cell first."""
    firms = Firms(sum(len(p.slot) for p in parts))
    if firms.n == 0:
        return firms
    code = np.concatenate(codes)
    slot = np.concatenate([p.slot for p in parts])
    firms.id[:] = (code << SLOT_BITS) | slot
    own = code % N_OWNERSHIPS
    exit_rate = np.where(own == Ownership.HOUSEHOLD, spec.exit_household, spec.exit_legal)
    rural = uniforms_of(keyed(seed, Stream.PLACE_ROUNDING, 0), firms.id) < rural_chance[code]
    firms.unit[:], firms.industry[:] = code // N_CELLS, code // N_OWNERSHIPS % N_INDUSTRIES
    firms.ownership[:], firms.urban[:], firms.alive[:] = own, ~rural, 1
    for name in ("true_size", "weight", "n_workers", "vacancies"):
        getattr(firms, name)[:] = np.concatenate([getattr(p, name) for p in parts])
    firms.n_break[:] = np.concatenate([p.idle for p in parts])
    firms.places[:] = firms.n_workers + firms.vacancies + firms.n_break
    peak = spec.season_heads.max(axis=1)[firms.industry]
    firms.base[:] = firms.target[:] = firms.places / peak  # target is at the mean of the season
    firms.base_demand[:] = 1.0
    firms.insured_share[:] = spec.insured_share[own]
    age = -np.log1p(-uniforms_of(keyed(seed, Stream.FIRM_AGE, 0), firms.id)) / exit_rate
    firms.founded[:] = spec.month - (np.minimum(age, OLDEST_YEARS) * 12).astype(np.int64)
    firm_draws(keyed(seed, Stream.FIRM_RENT, 0), firms.id, spec.rent_sd, firms.rent)
    firms.reorder(np.lexsort((firms.id, rural, code)))
    return firms


@dataclass
class Staff:
    """Who works, and who is on a seasonal break, in the cells of one unit.

    Attributes
    ----------
    rows : slice of the unit's workers
    cell : int16[n], industry x ownership of each of them, -1 without an employer
    works, breaks : bool[n]
    n_work, n_break : int64[88], persons by cell
    """

    rows: slice
    cell: Array
    works: Array
    breaks: Array
    n_work: Ints
    n_break: Ints


def _staff_of(workers: Workers, ownership: Array, rows: slice) -> Staff:
    """Return the staff of one unit."""
    own, status = ownership[rows], workers.status[rows]
    cell = workers.industry[rows].astype(np.int16) * N_OWNERSHIPS + own
    cell[(own < 0) | (own >= N_OWNERSHIPS)] = -1
    works = (cell >= 0) & (status == Status.EMPLOYEE)
    breaks = (cell >= 0) & (status == Status.INACTIVE)
    n_work, n_break = (np.bincount(cell[who], minlength=N_CELLS) for who in (works, breaks))
    return Staff(rows, cell, works, breaks, n_work, n_break)


def _employ(workers: Workers, firms: Firms, staff: Staff, of_unit: slice, seed: int) -> None:
    """Assign the persons of a unit to its firms in keyed order, urban ones to urban firms first.

    The first person of each household business is its owner (own-account).

    Parameters
    ----------
    of_unit : the unit's firms
    """
    w = {name: values[staff.rows] for name, values in workers.arrays().items()}
    k = keyed(seed, Stream.JOB, 2)
    row_of_firm = np.arange(of_unit.start, of_unit.stop, dtype=np.int32)
    for who, count in ((staff.works, firms.n_workers), (staff.breaks, firms.n_break)):
        places = count[of_unit]
        rows = np.flatnonzero(who)
        has_firm = staff.n_work[staff.cell[rows]] > 0
        lost = rows[~has_firm]  # a break in a cell without sampled employees
        w["flags"][lost], w["industry"][lost] = 0, -1
        rows = rows[has_firm]
        rows = rows[stable_order(uniforms_of(k, w["id"][rows]))]
        group = staff.cell[rows] * 2 + 1 - w["urban"][rows]
        rows = rows[np.argsort(group, kind="stable")]  # 16 bits: a radix sort
        w["employer"][rows] = np.repeat(row_of_firm, places)
        w["last_firm"][rows] = np.repeat(firms.id[of_unit], places)
        if who is staff.works:
            first = np.concatenate([[0], np.cumsum(places)[:-1]])
            owned = firms.ownership[of_unit] == Ownership.HOUSEHOLD
            w["status"][rows[first[owned]]] = Status.OWN_ACCOUNT
