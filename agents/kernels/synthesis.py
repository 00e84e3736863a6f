"""Kernels that turn county tables into persons and households; one county at a time, serial."""

from __future__ import annotations

import numpy as np

from agents.codes import Flag, Occupation, Ownership, Schooling, Status
from agents.columns import Array
from agents.draws import bits, chain, uniform
from agents.jit import kernel

YEAR = 12
FIFTEEN, SIXTEEN = 15 * YEAR, 16 * YEAR
N_LEVELS, N_OCCUPATIONS = len(Schooling), len(Occupation)
ROWS_AN_AGE = 2 * N_LEVELS  # labour rows of one sex and age: schooling x residence
MINOR, EMPLOYEE, FLEXIBLE = int(Status.MINOR), int(Status.EMPLOYEE), int(Status.FLEXIBLE)
FARM, STUDENT, UNEMPLOYED = int(Status.FARM), int(Status.STUDENT), int(Status.UNEMPLOYED)
INACTIVE, RETIRED = int(Status.INACTIVE), int(Status.RETIRED)
FAMILY_FARM, RECALL = int(Flag.FAMILY_FARM), int(Flag.RECALL)
FLEXIBLE_COLUMN = len(Ownership)
# columns of the table of those not employed
KIND_STUDENT, KIND_UNEMPLOYED, KIND_RETIRED, KIND_FARMING, KIND_BREAK = range(5)


@kernel
def uniforms(k: np.uint64, first: int, n: int) -> Array:
    """Return float64[n], the keyed uniforms of the ids `first` ... `first + n - 1`."""
    result = np.empty(n, dtype=np.float64)
    for i in range(n):
        result[i] = uniform(k, first + i)
    return result


@kernel
def labour_row(row: int, age: int) -> int:
    """Return the labour row of a person of `age` months; `row` is that of the cell, -1 of children.

    Those aged 15 have rows of their own, before those of the 16- to 19-year-olds of their cell.
    """
    if row < 0 or age < FIFTEEN:
        return -1
    return row - ROWS_AN_AGE if age < SIXTEEN else row


@kernel
def lay_out_persons(
    k: np.uint64, first: int, count: Array, band_of: Array, row_of: Array, start: Array,
    years: Array, cell: Array, age: Array, by_row: Array,
) -> None:  # fmt: skip
    """List the persons of a county cell by cell, with ages drawn inside their band.

    Ages are uniform inside the band; the open band thins out with age.

    Parameters
    ----------
    k, first : key of the draws; id of the first person
    count : int64[cells], persons
    band_of : int8[cells];  row_of : int16[cells], labour row; -1 of children
    start, years : int64[19], first year and width of each band
    cell, age : int16[n], demographic cell; months
        Written, every element.
    by_row : int64[512], persons by labour row
        Added to.
    """
    i, last = 0, len(start) - 1
    for c in range(len(count)):
        b = band_of[c]
        for _ in range(count[c]):
            u = uniform(k, first + i)
            if b == last:
                u = u * u
            months = start[b] * YEAR + int(u * years[b] * YEAR)
            cell[i], age[i] = c, months
            row = labour_row(row_of[c], months)
            if row >= 0:
                by_row[row] += 1
            i += 1


@kernel
def take_place(places: Array, row: int, k: np.uint64, who: int) -> int:
    """Give a person a column of its row so that in the end every cell is met exactly.

    Sampling without replacement: a person takes a column with the chance of its remaining places.

    Parameters
    ----------
    places : int64[rows, columns + 1], places left, last their sum; the one taken is used up
    row : -1 takes no part
    k, who : key of the draw; id of the person

    Returns
    -------
    column, or -1 (no row, or the row has no places left)
    """
    total = places.shape[1] - 1
    if row < 0 or places[row, total] == 0:
        return -1
    pick = int(uniform(k, who) * places[row, total])
    c = 0
    while pick >= places[row, c]:
        pick -= places[row, c]
        c += 1
    places[row, c] -= 1
    places[row, total] -= 1
    return c


@kernel
def give_work(
    keys: Array,
    first: int,
    cell: Array,
    age: Array,
    row_of: Array,
    schooling_of: Array,
    section_places: Array,
    industry_places: Array,
    ownership_places: Array,
    occupation_places: Array,
    idle_places: Array,
    break_places: Array,
    break_ownership_places: Array,
    section: Array,
    industry: Array,
    ownership: Array,
    occupation: Array,
    status: Array,
    flags: Array,
) -> None:
    """Give the persons of a county work, school or home, each table used up cell by cell.

    Parameters
    ----------
    keys : uint64[7], one a table, in the order of the tables
    first : id of the first person
    cell : int16[n], demographic cell;  age : int16[n], months
    row_of : int16[cells], labour row;  schooling_of : int8[cells]
    section_places, ..., break_ownership_places : int64[rows, columns + 1]
        `LabourTables`, each row's sum last; used up.
    section, industry, ownership, occupation, status : int8[n];  flags : int16[n]
        Written, every element; -1 none. Ownership 4 is flexible, that of farmers -1.
    """
    idle_column = section_places.shape[1] - 2
    for i in range(len(cell)):
        who = first + i
        row = labour_row(row_of[cell[i]], age[i])
        s = take_place(section_places, row, keys[0], who)
        own = job = work = kind = -1
        flag, now = 0, INACTIVE if row >= 0 else MINOR
        if s == idle_column:
            s = -1
            kind = take_place(idle_places, row, keys[4], who)
            if kind == KIND_STUDENT:
                now = STUDENT
            elif kind == KIND_UNEMPLOYED:
                now = UNEMPLOYED
            elif kind == KIND_RETIRED:
                now = RETIRED
            elif kind == KIND_FARMING:
                flag = FAMILY_FARM
            elif kind == KIND_BREAK:
                broken = take_place(break_places, 0, keys[5], who)
                held = take_place(break_ownership_places, broken, keys[6], who)
                if held >= 0:
                    job, own, flag = broken, held, RECALL
        elif s >= 0:
            job = take_place(industry_places, s, keys[1], who)
            own = take_place(ownership_places, job, keys[2], who)
            level = s * N_LEVELS + schooling_of[cell[i]]
            work = take_place(occupation_places, level, keys[3], who)
            now = EMPLOYEE
            if job == 0:
                now, own = FARM, -1
            elif own == FLEXIBLE_COLUMN:
                now = FLEXIBLE
        section[i], industry[i], ownership[i], occupation[i] = s, job, own, work
        status[i], flags[i] = now, flag


@kernel
def first_index(sorted_values: Array, value: float) -> int:
    """Return the first index whose value is not below `value`."""
    low, high = 0, len(sorted_values)
    while low < high:
        middle = (low + high) // 2
        if sorted_values[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def tally(
    section: Array,
    industry: Array,
    ownership: Array,
    occupation: Array,
    cell: Array,
    schooling_of: Array,
    urban_of: Array,
    jobs: Array,
    last_jobs: Array,
) -> None:
    """Count the jobs of a county outside farming.

    Parameters
    ----------
    section, industry, ownership, occupation : int8[n];  cell : int16[n]
    schooling_of, urban_of : int8[cells]
    jobs : int64[22, 5, 2], by industry, ownership (4: flexible), residence; added to
    last_jobs : int64[8, 22 * 7], by schooling, industry and occupation; added to
    """
    for i in range(len(section)):
        if section[i] < 0 or ownership[i] < 0:
            continue
        c = cell[i]
        jobs[industry[i], ownership[i], urban_of[c]] += 1
        last_jobs[schooling_of[c], industry[i] * N_OCCUPATIONS + occupation[i]] += 1


@kernel
def count_samples(
    start: Array,
    cell: Array,
    section: Array,
    occupation: Array,
    margins_of: Array,
    first_section: int,
    first_occupation: int,
    sample_of: Array,
    count: Array,
) -> None:
    """Count the persons in each margin cell of several systematic samples of households.

    Parameters
    ----------
    start : int64[homes + 1], first person of each household
    cell : int16[n];  section, occupation : int8[n], -1 none
    margins_of : int16[cells, 4], margin cells of the full-count margins
    first_section, first_occupation : first margin cell of these margins
    sample_of : int16[step], sample that holds households `offset`, `offset + step`, ...; -1 none
    count : int64[samples, margin cells]
        Added to.
    """
    step = len(sample_of)
    offset = 0
    for h in range(len(start) - 1):
        sample = sample_of[offset]
        offset = offset + 1 if offset + 1 < step else 0
        if sample < 0:
            continue
        for i in range(start[h], start[h + 1]):
            for d in range(margins_of.shape[1]):
                count[sample, margins_of[cell[i], d]] += 1
            if section[i] >= 0:
                count[sample, first_section + section[i]] += 1
                count[sample, first_occupation + occupation[i]] += 1


@kernel
def persons_of_homes(start: Array, offset: int, step: int, rows: Array, home: Array) -> int:
    """List the persons of the households `offset`, `offset + step`, ... of a county.

    Parameters
    ----------
    start : int64[homes + 1], first person of each household
    rows, home : int32[n]
        Written, as many as returned: the person; its household counted in the sample.
    """
    n = number = 0
    for h in range(offset, len(start) - 1, step):
        for i in range(start[h], start[h + 1]):
            rows[n], home[n] = i, number
            n += 1
        number += 1  # noqa: SIM113 - numba compiles no enumerate over a range with a step
    return n


@kernel
def keyed_pick(k: np.uint64, who: int, cumulative: Array) -> int:
    """Return the index whose share holds the keyed uniform of `who`; -1 if all shares are 0."""
    total = cumulative[-1]
    if total <= 0:
        return -1
    return first_index(cumulative, uniform(k, who) * total + 1e-12 * total)


@kernel
def offset_of(k: np.uint64, county: int, trial: int, step: int) -> int:
    """Return candidate number `trial` of the sampling offset of a county."""
    return int(bits(chain(k, county), trial) % np.uint64(step))
