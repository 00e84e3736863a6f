"""Joint tables of one county: a demographic and a labour block fitted to its census margins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agents.codes import Ownership, Schooling
from agents.columns import Array
from agents.draws import Stream
from agents.ipf import Floats, Ints, fill, fit, repair, round_rows, round_vector
from agents.kernels.synthesis import (
    KIND_BREAK,
    KIND_FARMING,
    KIND_RETIRED,
    KIND_STUDENT,
    KIND_UNEMPLOYED,
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

# labour ages: 15; 16-19; then the census bands from 20-24 on
N_LABOUR_AGES = 16
LABOUR_BAND = np.array([4, 4, *range(5, 19)])
LABOUR_ROWS = 2 * N_LABOUR_AGES * N_LEVELS * 2
IDLE = N_SECTIONS  # column of the labour table: not employed
FLEXIBLE = N_OWNERSHIPS  # column of the ownership table: no employer
MOST_SEEKING, MOST_FARMING = 0.8, 0.95  # never all of a small cell
OTHER = 5  # the last kind of not employed; the others are the kernel's
N_IDLE = 6


def _cells() -> dict[str, Array]:
    """Return int8[2432] a name, the codes of each demographic cell in the order of its table."""
    sizes = {
        "sex": 2, "band": N_BANDS, "urban": 2, "registration": N_REGISTRATIONS,
        "schooling": N_LEVELS,
    }  # fmt: skip
    codes = np.indices(tuple(sizes.values()), dtype=np.int8).reshape(len(sizes), -1)
    return dict(zip(sizes, codes, strict=True))


CELLS = _cells()
# int16[2432], labour row of each cell, of 16 years and over; -1 of children
ROW_OF = np.where(
    CELLS["band"] < 4,
    -1,
    (
        (CELLS["sex"].astype(np.int16) * N_LABOUR_AGES + CELLS["band"] - 3) * N_LEVELS
        + CELLS["schooling"]
    )
    * 2
    + CELLS["urban"],
).astype(np.int16)


def draws(seed: int, stream: Stream, county: int, n: int) -> Floats:
    """Return float64[n] keyed uniforms for the tables of one county."""
    return uniforms(keyed(seed, stream, county + 1), 0, n)


@dataclass(frozen=True)
class SpecTables:
    """What the tables of all counties share: seed odds and shares.

    Attributes
    ----------
    demographic : float64[2, 19, 2, 4, 8], seed odds, see `demographic_table`
    section : float64[512, 20], seed odds of labour row x section or not employed
    occupation : float64[19, 8, 7], seed odds of section x schooling x occupation
    ownership : float64[u, 22, 5], see `ownership_share`
    seasonal_farmers : float64[c], persons
    farm_liking : float64[2, 16], for farming in season only, by sex and labour age
    """

    demographic: Floats
    section: Floats
    occupation: Floats
    ownership: Floats
    seasonal_farmers: Floats
    farm_liking: Floats


def spec_tables(spec: PopulationSpec) -> SpecTables:
    """Return what the tables of all counties share."""
    demographic = np.ones((2, N_BANDS, 2, N_REGISTRATIONS, N_LEVELS))
    demographic *= spec.schooling_by_age[None, :, None, None, :]
    demographic[:, :, 1] *= spec.urban_by_schooling
    demographic *= spec.registration_by_age[None, :, None, :, None]
    demographic *= spec.registration_by_urban[None, None, :, :, None]
    gap = (spec.annual_rate - spec.employment_rate) / np.maximum(1.0 - spec.employment_rate, 1e-9)
    return SpecTables(
        demographic=demographic,
        section=_section_odds(spec),
        occupation=spec.occupation_by_section[:, None, :]
        * spec.occupation_by_schooling[None, :, :],
        ownership=np.array([ownership_share(spec, u) for u in range(spec.units.n_units)]),
        seasonal_farmers=seasonal_farmers(spec),
        farm_liking=np.maximum(gap[:, LABOUR_BAND], 0.0),
    )


def demographic_table(spec: PopulationSpec, tables: SpecTables, c: int, seed: int) -> Ints:
    """Return int64[2, 19, 2, 4, 8] persons by sex, age, urban, registration, schooling.

    Fitted to sex x age, urban, registration and schooling x sex, rounded within sex x age, then
    repaired by single switches until every margin is exact.

    Raises
    ------
    PopulationError
        If the margins contradict each other or the structural zeros; names county and margin.
    """
    place = spec.county(c)
    sex_age, schooling = spec.sex_age[c], spec.schooling_sex[c]
    fitted = fit(
        tables.demographic,
        [
            ((0, 1), sex_age),
            ((0, 4), schooling),
            ((2,), spec.urban[c]),
            ((3,), spec.registration[c]),
        ],
        names=["sex x age", "sex x schooling", "urban", "registration"],
        place=place,
    )
    groups = 2 * N_BANDS
    counts = round_rows(
        fitted.reshape(groups, -1), draws(seed, Stream.INTEGERISE, c, groups)
    ).reshape(fitted.shape)
    ties = draws(seed, Stream.INTEGERISE, c, fitted.size)

    def switch(axis: int, target: Array, part: slice, name: str) -> None:
        moved = np.ascontiguousarray(np.moveaxis(counts[part], axis, -1))
        rows = moved.reshape(-1, moved.shape[-1])
        wanted = np.moveaxis(fitted[part], axis, -1).reshape(rows.shape)
        repair(rows, wanted, target, ties[: len(rows)], place=place, name=name)
        counts[part] = np.moveaxis(rows.reshape(moved.shape), -1, axis)

    for sex in range(2):
        switch(4, schooling[sex], slice(sex, sex + 1), "sex x schooling")
    switch(3, spec.registration[c], slice(None), "registration")
    switch(2, spec.urban[c], slice(None), "urban")
    return counts


@dataclass(frozen=True)
class LabourTables:
    """Whole persons of one county: what each row of each table is to be assigned.

    Attributes
    ----------
    section : int64[512, 20], labour row x section or not employed
    idle : int64[512, 6], labour row x kind of not employed
    industry : int64[19, 22], section x industry
    ownership : int64[22, 5], industry x ownership or flexible
    occupation : int64[19 * 8, 7], section and schooling x occupation
    recall : int64[1, 22], persons on a seasonal break by industry
    recall_ownership : int64[22, 5]
    """

    section: Ints
    idle: Ints
    industry: Ints
    ownership: Ints
    occupation: Ints
    recall: Ints
    recall_ownership: Ints

    def in_order(self) -> tuple[Ints, ...]:
        """Return the tables in the order in which `give_work` takes them."""
        return (
            self.section, self.industry, self.ownership, self.occupation, self.idle, self.recall,
            self.recall_ownership,
        )  # fmt: skip


def labour_tables(
    spec: PopulationSpec, tables: SpecTables, c: int, persons: Ints, seed: int
) -> LabourTables:
    """Allocate the persons of 15 and over of one county to work, school and home.

    Parameters
    ----------
    persons : int64[512], persons by labour row (sex, labour age, schooling, urban)
    """
    unit = spec.units.county_unit[c]
    section = _section_table(spec, tables, c, persons, seed)
    by_section = section[:, :IDLE].sum(axis=0)
    industry = np.zeros((N_SECTIONS, N_INDUSTRIES), dtype=np.int64)
    offsets = draws(seed, Stream.JOB, c, N_SECTIONS + 2 * N_INDUSTRIES)
    for s, (first, parts) in enumerate(spec.section_industries):
        share = spec.manufacturing_share[unit] if parts > 1 else np.ones(1)
        wanted = share / share.sum() * by_section[s]
        industry[s, first : first + parts] = round_vector(wanted, offsets[s])
    share = tables.ownership[unit]
    employed = industry.sum(axis=0)
    ownership = round_rows(share * employed[:, None], offsets[N_SECTIONS:][:N_INDUSTRIES])
    november = spec.season_heads[:, spec.month % 12]
    with_firm = 1.0 - share[:, FLEXIBLE] - (np.arange(N_INDUSTRIES) == 0)
    breaks = employed * with_firm * (spec.season_heads.max(axis=1) / november - 1.0)
    idle = _idle_table(spec, tables, c, section, breaks.sum(), seed)
    offset = draws(seed, Stream.SEASON_BREAK, c, 1)[0]
    n_breaks = int(idle[:, KIND_BREAK].sum())
    recall = round_vector(breaks * (n_breaks / max(breaks.sum(), 1e-9)), offset)
    firm_share = share.copy()
    firm_share[:, FLEXIBLE] = 0.0
    firm_share /= np.maximum(firm_share.sum(axis=1, keepdims=True), 1e-9)
    recall_ownership = round_rows(
        firm_share * recall[:, None], offsets[N_SECTIONS + N_INDUSTRIES :]
    )
    return LabourTables(
        section=section,
        idle=idle,
        industry=industry,
        ownership=ownership,
        occupation=_occupation_table(spec, tables, c, section, seed),
        recall=recall[None, :],
        recall_ownership=recall_ownership,
    )


def ownership_share(spec: PopulationSpec, unit: int) -> Floats:
    """Return float64[22, 5]: state, private, XPCC, household, flexible shares of employment."""
    share = np.zeros((N_INDUSTRIES, N_OWNERSHIPS + 1))
    state = Ownership.XPCC if spec.xpcc_units[unit] else Ownership.STATE
    in_state = np.minimum(spec.state_share, spec.legal_share)
    household = 1.0 - spec.legal_share
    flexible = household * spec.flexible_share * spec.flexible_industries
    share[:, state] = in_state
    share[:, Ownership.PRIVATE] = spec.legal_share - in_state
    share[:, Ownership.HOUSEHOLD] = household - flexible
    share[:, FLEXIBLE] = flexible
    return share


def _rows(table: Array) -> Array:
    """View a table by labour row as [sex, labour age, schooling, urban, ...]."""
    return table.reshape((2, N_LABOUR_AGES, N_LEVELS, 2, *table.shape[1:]))


def _section_odds(spec: PopulationSpec) -> Floats:
    """Return float64[512, 20], seed odds of labour row x section or not employed."""
    rate = np.clip(spec.employment_rate[:, LABOUR_BAND], 1e-4, 0.98)
    odds = rate / (1.0 - rate)
    odds[:, 0] = 0.0  # the long form starts at 16
    seed_table = np.zeros((2, N_LABOUR_AGES, N_LEVELS, 2, N_SECTIONS + 1))
    seed_table[..., IDLE] = 1.0
    overall = np.maximum(spec.industry_sample.sum(axis=0), 1e-9)
    overall = overall / overall.sum()
    level = np.einsum("psl,s->pl", spec.schooling_by_section, overall)
    level[:, Schooling.PRESCHOOL] = level[:, Schooling.NONE]
    by_section = spec.schooling_by_section.copy()
    by_section[:, :, Schooling.PRESCHOOL] = by_section[:, :, Schooling.NONE]
    lift = np.divide(by_section, level[:, None, :], where=level[:, None, :] > 0,
                     out=np.zeros_like(by_section))  # fmt: skip
    for place in range(2):
        work = odds[:, :, None, None] * spec.activity_odds[:, None, :, None]
        work = work * (overall[:, None] * lift[place]).T[None, None, :, :]
        if place == 1:
            work = work * spec.urban_by_section
        work[1] *= spec.female_by_section
        seed_table[:, :, :, place, :IDLE] = work
    return seed_table.reshape(LABOUR_ROWS, N_SECTIONS + 1)


def _section_table(
    spec: PopulationSpec, tables: SpecTables, c: int, persons: Ints, seed: int
) -> Ints:
    """Return int64[512, 20]: IPF of labour rows x sections with the persons of each row fixed."""
    target = np.zeros(N_SECTIONS + 1)
    target[:IDLE] = spec.industry_sample[c] * spec.factor[c]
    target[IDLE] = persons.sum() - target.sum()
    place_name = spec.county(c)
    fitted = fit(
        tables.section, [((0,), persons), ((1,), target)], names=["labour rows", "industry"],
        place=place_name, tolerance=1e-8,
    )  # fmt: skip
    counts = round_rows(fitted, draws(seed, Stream.LABOUR, c, LABOUR_ROWS))
    whole = round_vector(target, draws(seed, Stream.LABOUR, c, LABOUR_ROWS + 1)[-1])
    ties = draws(seed, Stream.LABOUR, c, 2 * LABOUR_ROWS)[LABOUR_ROWS:]
    repair(counts, fitted, whole, ties, place=place_name, name="industry")
    return counts


def _occupation_table(
    spec: PopulationSpec, tables: SpecTables, c: int, section: Ints, seed: int
) -> Ints:
    """Return int64[19 * 8, 7]: IPF of section x schooling x occupation."""
    by_level = _rows(section)[..., :IDLE].sum(axis=(0, 1, 3))  # [schooling, section]
    persons = np.ascontiguousarray(by_level.T).astype(np.float64)
    sample = spec.occupation_sample[c].astype(np.float64)
    target = sample * (persons.sum() / max(sample.sum(), 1.0))
    rows = N_SECTIONS * N_LEVELS
    place = spec.county(c)
    fitted = fit(
        tables.occupation, [((0, 1), persons), ((2,), target)],
        names=["section x schooling", "occupation"], place=place, tolerance=1e-8,
    ).reshape(rows, N_OCCUPATIONS)  # fmt: skip
    offsets = draws(seed, Stream.OCCUPATION, c, rows + 1)
    counts = round_rows(fitted, offsets[:rows])
    whole = round_vector(target, offsets[rows])
    repair(counts, fitted, whole, offsets[:rows], place=place, name="occupation")
    return counts


def _idle_table(
    spec: PopulationSpec, tables: SpecTables, c: int, section: Ints, breaks: float, seed: int
) -> Ints:
    """Return int64[512, 6]: what those not employed do, in the order student ... other."""
    rows = _rows(section).astype(np.float64)
    idle, persons = rows[..., IDLE], rows.sum(axis=-1)
    employed = persons - idle
    kinds = np.zeros((*idle.shape, N_IDLE))
    # students: the share of each sex and age, those with the schooling of their age first
    share = spec.student_share[:, LABOUR_BAND].copy()
    share[:, 0] = spec.student_share_15
    liking = np.broadcast_to(spec.student_odds[:, None], idle.shape).copy()
    liking[:, 0, Schooling.JUNIOR] = 1.0  # at 15 junior school is the schooling of the age
    wanted = share * persons.sum(axis=(2, 3))
    kinds[..., KIND_STUDENT] = fill(wanted, idle, liking, axes=(2, 3))
    rest = idle - kinds[..., KIND_STUDENT]
    # unemployed: found shape by age; the level is the urban rate of the start
    rate = np.clip(spec.unemployment[:, LABOUR_BAND], 0.0, 0.5)[:, :, None]
    seekers = (rate / (1.0 - rate))[..., None] * employed
    jobless = spec.urban_unemployment_start / (1.0 - spec.urban_unemployment_start)
    for place, ratio in ((0, spec.rural_unemployment_ratio), (1, 1.0)):
        room = MOST_SEEKING * rest[..., place]
        liking = seekers[..., place] / np.maximum(room, 1e-9)
        level = np.array(jobless * ratio * employed[..., place].sum())
        kinds[..., place, KIND_UNEMPLOYED] = fill(level, room, liking, axes=(0, 1, 2))
    rest = rest - kinds[..., KIND_UNEMPLOYED]
    # retired: urban, men from 60, women from 55 or 50
    past = np.zeros((2, N_LABOUR_AGES))
    past[0, LABOUR_BAND >= 13] = past[1, LABOUR_BAND >= 12] = 1.0
    past[1, LABOUR_BAND == 11] = 1.0 - spec.cadre_share
    kinds[..., 1, KIND_RETIRED] = past[:, :, None] * spec.retired_share * rest[..., 1]
    rest = rest - kinds[..., KIND_RETIRED]
    # those on a seasonal break, 20 to 59
    can = ((LABOUR_BAND >= 5) & (LABOUR_BAND <= 12))[None, :, None, None] * np.ones_like(rest)
    kinds[..., KIND_BREAK] = fill(
        np.array(breaks), rest * can, np.ones_like(rest), axes=(0, 1, 2, 3)
    )
    rest = rest - kinds[..., KIND_BREAK]
    # family farmers of the season: rural residents, then those of the towns among the fields
    pool = tables.seasonal_farmers[c]
    liking = tables.farm_liking[:, :, None, None] * np.ones_like(rest)
    young = (LABOUR_BAND <= 16)[None, :, None, None]
    for place in (0, 1):
        room = MOST_FARMING * rest * young
        room[..., 1 - place] = 0.0
        room[:, 0] = 0.0
        taken = fill(np.array(pool), room, liking, axes=(0, 1, 2, 3))
        kinds[..., KIND_FARMING] += taken
        pool -= taken.sum()
    kinds[..., OTHER] = idle - kinds[..., :OTHER].sum(axis=-1)
    flat = kinds.reshape(LABOUR_ROWS, N_IDLE)
    return round_rows(flat, draws(seed, Stream.SEASON_FARM, c, LABOUR_ROWS))


def seasonal_farmers(spec: PopulationSpec) -> Floats:
    """Return float64[c], persons who farm in season only.

    Their mean over the year's months closes the gap between annual-average and census farm work.
    Spread over counties by persons of 16 to 74 out of work in November, rural residents in full
    and those of towns by the farm share of the county's employment.
    """
    if spec.farm_annual_average <= 0:
        return np.zeros(spec.units.n_counties)
    census = float((spec.industry_sample[:, 0] * spec.factor).sum())
    pool = max(0.0, spec.farm_annual_average - census) / float(spec.farm_season.mean())
    employed = np.maximum(spec.industry_sample.sum(axis=1), 1)
    out_of_work = 1.0 - np.minimum(employed / np.maximum(spec.longform_16plus, 1), 1.0)
    residents = spec.urban[:, 0] + spec.urban[:, 1] * (spec.industry_sample[:, 0] / employed)
    working_age = spec.sex_age[:, :, 4:17].sum(axis=(1, 2)) / spec.population
    weight = residents * working_age * out_of_work
    if weight.sum() == 0:
        return np.zeros(spec.units.n_counties)
    return np.asarray(pool * weight / weight.sum())
