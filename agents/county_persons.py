"""One county at 1/1: its persons in households, with work and schooling; and its 1/k sample."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agents.codes import AGE_BAND_START, AGE_BAND_YEARS, Flag, Status
from agents.columns import Array
from agents.county_tables import (
    FLEXIBLE,
    IDLE,
    LABOUR_ROWS,
    N_LABOUR_AGES,
    RECALL,
    RETIRED,
    SEASONAL_FARM,
    STUDENT,
    UNEMPLOYED,
    LabourTables,
    demographic_table,
    labour_tables,
)
from agents.draws import Stream
from agents.ipf import Ints
from agents.kernels.synthesis import (
    assign,
    draw_ages,
    form_households,
    group_persons,
    household_facts,
    offset_of,
    sample_error,
    uniforms,
)
from agents.population_spec import (
    N_BANDS,
    N_LEVELS,
    N_OCCUPATIONS,
    N_REGISTRATIONS,
    N_SECTIONS,
    PopulationSpec,
    keyed,
)

# columns of the margin cells of a person, in this order
MARGIN_SIZES = {
    "sex x age": 2 * N_BANDS,
    "urban": 2,
    "registration": N_REGISTRATIONS,
    "sex x schooling": 2 * N_LEVELS,
    "industry": N_SECTIONS,
    "occupation": N_OCCUPATIONS,
}
MARGIN_START = np.concatenate([[0], np.cumsum(list(MARGIN_SIZES.values()))])
MAX_OFFSETS = 64


@dataclass
class County:
    """A county at 1/1, persons household by household in the order of sampling.

    Attributes
    ----------
    persons : dict of int arrays[n]
        sex, band, urban, registration, schooling, age (months), status, section, industry,
        ownership (4 flexible), occupation, flags.
    homes : dict of int arrays[h]
        urban, members, minors, care.
    start : int64[h + 1], first person of each household
    tables : LabourTables
    """

    persons: dict[str, Array]
    homes: dict[str, Array]
    start: Array
    tables: LabourTables


def census_cells(spec: PopulationSpec, c: int) -> Array:
    """Return float64[86], the census figures of one county in the order of `MARGIN_SIZES`."""
    factor = spec.factor[c]
    industry = spec.industry_sample[c] * factor
    sample = spec.occupation_sample[c]
    occupation = sample * (industry.sum() / max(float(sample.sum()), 1.0))
    return np.concatenate(
        [
            spec.sex_age[c].ravel(), spec.urban[c], spec.registration[c],
            spec.schooling_sex[c].ravel(), industry, occupation,
        ]
    ).astype(np.float64)  # fmt: skip


def margin_cells(persons: dict[str, Array], section: Array) -> Array:
    """Return int16[n, 6], the margin cell of each person in each margin; -1 none."""
    sex = persons["sex"].astype(np.int16)
    cells = np.empty((len(sex), len(MARGIN_SIZES)), dtype=np.int16)
    worked = section >= 0
    parts = (
        sex * N_BANDS + persons["band"], persons["urban"], persons["registration"],
        sex * N_LEVELS + persons["schooling"], section, persons["occupation"],
    )  # fmt: skip
    for d, part in enumerate(parts):
        cells[:, d] = part + MARGIN_START[d]
    cells[~worked, 4:] = -1
    return cells


def build_county(spec: PopulationSpec, c: int, first: int, seed: int) -> County:
    """Build all persons and households of one county.

    Parameters
    ----------
    first : int, id of the county's first person

    Raises
    ------
    PopulationError
        If the margins of the county cannot be met; names county and margin.
    """
    table = demographic_table(spec, c, seed)
    cell = np.repeat(np.arange(table.size, dtype=np.int32), table.ravel())
    codes = np.unravel_index(np.arange(table.size), table.shape)
    names = ("sex", "band", "urban", "registration", "schooling")
    persons = {name: code.astype(np.int8)[cell] for name, code in zip(names, codes, strict=True)}
    persons["age"] = draw_ages(
        keyed(seed, Stream.BIRTH_MONTH, 0), first, persons["band"],
        np.array(AGE_BAND_START), np.array(AGE_BAND_YEARS),
    )  # fmt: skip
    homes, start, order = _households(spec, c, persons, first, seed)
    persons = {name: values[order] for name, values in persons.items()}
    tables = _work(spec, c, persons, first, seed)
    return County(persons, homes, start, tables)


def _households(
    spec: PopulationSpec, c: int, persons: dict[str, Array], first: int, seed: int
) -> tuple[dict[str, Array], Array, Array]:
    """Form the households of a county; return their facts, first persons and the new order."""
    n = len(persons["age"])
    k = keyed(seed, Stream.HOUSEHOLD, 0)
    n_collective = n - int(spec.in_households[c])
    n_family = int(spec.households[c])
    home = np.full(n, -1, dtype=np.int32)
    if n_collective:
        weight = np.maximum(spec.collective_weight, 1e-6)[persons["band"]]
        score = -np.log1p(-uniforms(keyed(seed, Stream.HOUSEHOLD, 1), first, n)) / weight
        alone = np.sort(np.argpartition(score, n_collective - 1)[:n_collective])
        home[alone] = n_family + np.arange(n_collective)
    reference = np.zeros(n_family + n_collective, dtype=np.int16)
    rural = np.flatnonzero((home < 0) & (persons["urban"] == 0))
    urban = np.flatnonzero((home < 0) & (persons["urban"] == 1))
    shrunk = len(rural) / spec.rural_size_ratio
    n_rural = round(n_family * shrunk / max(shrunk + len(urban), 1e-9))
    low, high = max(len(rural) > 0, n_family - len(urban)), n_family - (len(urban) > 0)
    n_rural = min(max(n_rural, low), max(high, low), len(rural))
    base = 0
    for rows, n_homes in ((rural, n_rural), (urban, n_family - n_rural)):
        if n_homes:
            form_households(
                rows, persons["age"], persons["sex"], persons["band"], persons["schooling"], k,
                first, n_homes, spec.married, home, reference, base,
            )  # fmt: skip
        base += n_homes
    n_homes = len(reference)
    collective = np.arange(n_homes) >= n_family
    reference[home[home >= n_family]] = persons["age"][home >= n_family]
    facts = {name: np.zeros(n_homes, dtype=np.int8) for name in ("members", "minors", "care")}
    household_facts(home, persons["age"], facts["members"], facts["minors"], facts["care"])
    for name in ("urban", "registration"):
        facts[name] = np.zeros(n_homes, dtype=np.int8)
        facts[name][home] = persons[name]
    rank_key = facts["urban"].astype(np.int64) * 2 + collective
    for part, size in (
        (facts.pop("registration"), 4),
        (np.minimum(reference // 60, 19), 20),
        (np.minimum(facts["minors"], 7), 8),
        (np.minimum(facts["members"], 15), 16),
    ):
        rank_key = rank_key * size + part
    in_order = np.argsort(rank_key, kind="stable")
    rank = np.empty(n_homes, dtype=np.int32)
    rank[in_order] = np.arange(n_homes, dtype=np.int32)
    start, order = np.zeros(n_homes + 1, dtype=np.int64), np.empty(n, dtype=np.int64)
    group_persons(home, rank, start, order)
    return {name: values[in_order] for name, values in facts.items()}, start, order


def _work(
    spec: PopulationSpec, c: int, persons: dict[str, Array], first: int, seed: int
) -> LabourTables:
    """Add status, section, industry, ownership, occupation and flags to the persons of a county."""
    years, band = persons["age"] // 12, persons["band"]
    labour_age = np.where(years == 15, 0, np.where(band == 4, 1, band.astype(np.int16) - 3))
    row = persons["sex"].astype(np.int16) * N_LABOUR_AGES + labour_age
    row = (row * N_LEVELS + persons["schooling"]) * 2 + persons["urban"]
    row = np.where(years < 15, -1, row).astype(np.int16)
    counts: Ints = np.bincount(row[row >= 0], minlength=LABOUR_ROWS).astype(np.int64)
    tables = labour_tables(spec, c, counts, seed)

    def given(rows: Array, table: Ints, stream: Stream, part: int) -> Array:
        return assign(rows.astype(np.int16), table.copy(), keyed(seed, stream, part), first)

    section = given(row, tables.section, Stream.LABOUR, 0)
    idle = section == IDLE
    section[idle] = -1
    worked = section >= 0
    industry = given(section, tables.industry, Stream.JOB, 0)
    ownership = given(industry, tables.ownership, Stream.JOB, 1)
    level = section.astype(np.int16) * N_LEVELS + persons["schooling"]
    occupation = given(np.where(worked, level, -1), tables.occupation, Stream.OCCUPATION, 0)
    kind = given(np.where(idle, row, -1), tables.idle, Stream.SEASON_FARM, 1)
    on_break = kind == RECALL
    broken = given(np.where(on_break, 0, -1), tables.recall, Stream.SEASON_BREAK, 0)
    held = given(broken, tables.recall_ownership, Stream.SEASON_BREAK, 1)
    status = np.full(len(years), Status.MINOR, dtype=np.int8)
    status[row >= 0] = Status.INACTIVE
    for value, who in (
        (Status.EMPLOYEE, worked), (Status.FARM, industry == 0), (Status.STUDENT, kind == STUDENT),
        (Status.FLEXIBLE, (ownership == FLEXIBLE) & (industry > 0)),
        (Status.UNEMPLOYED, kind == UNEMPLOYED), (Status.RETIRED, kind == RETIRED),
    ):  # fmt: skip
        status[who] = value
    ownership[industry == 0] = -1
    persons["section"] = section
    persons["status"] = status
    persons["industry"] = np.where(held >= 0, broken, industry)
    persons["ownership"] = np.where(held >= 0, held, ownership)
    persons["occupation"] = occupation
    persons["flags"] = np.where(
        kind == SEASONAL_FARM, Flag.FAMILY_FARM, np.where(held >= 0, Flag.RECALL, 0)
    ).astype(np.int16)
    return tables


def choose_offset(spec: PopulationSpec, c: int, county: County, step: int, seed: int) -> int:
    """Return the first household of the systematic sample with step `step`.

    Among at most 64 keyed offsets the one whose worst margin cell errs least, in units of
    sqrt(k x cell); the first of equal ones.
    """
    if step == 1:
        return 0
    k = keyed(seed, Stream.SAMPLE, step)
    if step <= MAX_OFFSETS:
        offsets = list(range(step))
    else:
        offsets = sorted({offset_of(k, c, trial, step) for trial in range(MAX_OFFSETS)})
    cells = margin_cells(county.persons, county.persons["section"])
    census = census_cells(spec, c)
    lottery = uniforms(k, c * step, step)
    errors = [(sample_error(county.start, cells, census, o, step), lottery[o], o) for o in offsets]
    return int(min(errors)[2])
