"""One county at 1/1: its persons in households, with work and schooling; and its 1/k sample."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agents.codes import AGE_BAND_START, AGE_BAND_YEARS
from agents.columns import Array
from agents.county_homes import place_persons
from agents.county_tables import (
    CELLS,
    LABOUR_ROWS,
    ROW_OF,
    SpecTables,
    demographic_table,
    labour_tables,
)
from agents.draws import Stream
from agents.kernels.synthesis import (
    count_samples,
    give_work,
    lay_out_persons,
    offset_of,
    persons_of_homes,
    tally,
    uniforms,
)
from agents.population_spec import (
    N_BANDS,
    N_INDUSTRIES,
    N_LEVELS,
    N_OCCUPATIONS,
    N_OWNERSHIPS,
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


BAND_START = np.array(AGE_BAND_START, dtype=np.int64)
BAND_YEARS = np.array(AGE_BAND_YEARS, dtype=np.int64)


@dataclass
class County:
    """A county at 1/1, persons household by household in the order of sampling.

    Attributes
    ----------
    cell, age : int16[n], row of `CELLS`; months
    work : dict of int arrays[n]
        section, industry, ownership (4 flexible), occupation, status, flags.
    homes : dict of int arrays[h]
        urban, members, minors, care.
    start : int64[h + 1], first person of each household
    section_table : int64[512, 20], see `LabourTables`
    """

    cell: Array
    age: Array
    work: dict[str, Array]
    homes: dict[str, Array]
    start: Array
    section_table: Array


@dataclass
class CountySample:
    """The 1/k sample of a county, and counts of the whole county.

    Attributes
    ----------
    persons : dict of arrays[n], columns of `Workers`, and ownership and band
        `household` counts the sampled households of the county from 0.
    homes : dict of arrays[h]
        `id` counts all households of the county from 0.
    n_homes : int, households of the whole county
    jobs : int64[22, 5, 2], last_jobs : int64[8, 154], see `tally`
    section_table : int64[512, 20], see `LabourTables`
    """

    persons: dict[str, Array]
    homes: dict[str, Array]
    n_homes: int
    jobs: Array
    last_jobs: Array
    section_table: Array


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


def full_count_cells(persons: dict[str, Array]) -> Array:
    """Return int16[n, 4], the margin cell of each person in each full-count margin."""
    sex = persons["sex"].astype(np.int16)
    parts = (
        sex * N_BANDS + persons["band"], persons["urban"], persons["registration"],
        sex * N_LEVELS + persons["schooling"],
    )  # fmt: skip
    return np.stack(parts, axis=1).astype(np.int16) + MARGIN_START[:4].astype(np.int16)


MARGINS_OF = full_count_cells(CELLS)


def build_county(spec: PopulationSpec, tables: SpecTables, c: int, first: int, seed: int) -> County:
    """Build all persons and households of one county.

    Parameters
    ----------
    tables : what all counties share
    first : int, id of the county's first person

    Raises
    ------
    PopulationError
        If the margins of the county cannot be met; names county and margin.
    """
    count = demographic_table(spec, tables, c, seed).ravel()
    n = int(count.sum())
    cell, age = np.empty(n, dtype=np.int16), np.empty(n, dtype=np.int16)
    by_row = np.zeros(LABOUR_ROWS, dtype=np.int64)
    lay_out_persons(
        keyed(seed, Stream.BIRTH_MONTH, 0), first, count, CELLS["band"], ROW_OF,
        BAND_START, BAND_YEARS, cell, age, by_row,
    )  # fmt: skip
    homes, start, cell, age = place_persons(spec, c, cell, age, first, seed)
    labour = labour_tables(spec, tables, c, by_row, seed)
    narrow = ("section", "industry", "ownership", "occupation", "status")
    work = {name: np.empty(n, dtype=np.int8) for name in narrow}
    work["flags"] = np.empty(n, dtype=np.int16)
    keys = [
        keyed(seed, stream, part)
        for stream, part in (
            (Stream.LABOUR, 0), (Stream.JOB, 0), (Stream.JOB, 1), (Stream.OCCUPATION, 0),
            (Stream.SEASON_FARM, 1), (Stream.SEASON_BREAK, 0), (Stream.SEASON_BREAK, 1),
        )
    ]  # fmt: skip
    give_work(
        np.array(keys, dtype=np.uint64), first, cell, age, ROW_OF, CELLS["schooling"],
        *(np.column_stack([table, table.sum(axis=1)]) for table in labour.in_order()),
        *work.values(),
    )  # fmt: skip
    return County(cell, age, work, homes, start, labour.section)


def sample_county(
    spec: PopulationSpec, tables: SpecTables, c: int, first: int, step: int, seed: int
) -> CountySample:
    """Build a county and keep every `step`-th of its households with their persons.

    Parameters
    ----------
    first : int, id of the county's first person
    """
    county = build_county(spec, tables, c, first, seed)
    work = county.work
    jobs = np.zeros((N_INDUSTRIES, N_OWNERSHIPS + 1, 2), dtype=np.int64)
    last_jobs = np.zeros((N_LEVELS, N_INDUSTRIES * N_OCCUPATIONS), dtype=np.int64)
    tally(
        work["section"], work["industry"], work["ownership"], work["occupation"], county.cell,
        CELLS["schooling"], CELLS["urban"], jobs, last_jobs,
    )  # fmt: skip
    offset = choose_offset(spec, c, county, step, seed)
    rows, home = np.empty((2, len(county.cell)), dtype=np.int32)
    n = persons_of_homes(county.start, offset, step, rows, home)
    kept = rows[:n] if step > 1 else slice(None)
    persons = {name: values[kept] for name, values in work.items() if name != "section"}
    cell = county.cell[kept].astype(np.intp)
    persons.update({name: codes[cell] for name, codes in CELLS.items()})
    persons["birth"] = spec.month - county.age[kept]
    persons["id"] = rows[:n] + np.int32(first)
    persons["household"] = home[:n]
    persons["county"] = np.full(n, c, dtype=np.int16)
    persons["unit"] = np.full(n, spec.units.county_unit[c], dtype=np.int8)
    homes = {name: values[offset::step] for name, values in county.homes.items()}
    homes["id"] = np.arange(offset, len(county.start) - 1, step, dtype=np.int32)
    homes["county"] = np.full(len(homes["id"]), c, dtype=np.int16)
    n_homes = len(county.start) - 1
    return CountySample(persons, homes, n_homes, jobs, last_jobs, county.section_table)


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
    sample_of = np.full(step, -1, dtype=np.int16)
    sample_of[offsets] = np.arange(len(offsets))
    count = np.zeros((len(offsets), MARGIN_START[-1]), dtype=np.int64)
    count_samples(
        county.start, county.cell, county.work["section"], county.work["occupation"],
        MARGINS_OF, MARGIN_START[4], MARGIN_START[5], sample_of, count,
    )  # fmt: skip
    census = census_cells(spec, c)
    some = census > 0.0
    error = np.abs(step * count[:, some] - census[some]) / np.sqrt(step * census[some])
    worst = error.max(axis=1, initial=0.0)
    lottery = uniforms(k, c * step, step)
    return int(min((worst[x], lottery[o], o) for x, o in enumerate(offsets))[2])
