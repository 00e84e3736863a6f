"""Build the starting world from census margins: persons, households, firms, providers, services.

Every county is built at 1/1 and a systematic sample of whole households is kept, so the 1/k world
is part of the 1/1 world: same ids, same attributes (only employers and who owns a business depend
on which firms are in the sample).
"""

from __future__ import annotations

from math import erfc, exp, gamma, log, sqrt

import numpy as np

from agents.codes import Flag, Status
from agents.columns import Array
from agents.county_persons import CountySample, sample_county
from agents.county_tables import LABOUR_BAND, N_LABOUR_AGES, spec_tables
from agents.draws import Stream, uniforms
from agents.firms_start import start_firms
from agents.ipf import Floats, PopulationError
from agents.kernels.start import (
    start_flags,
    start_histories,
    start_last_jobs,
    start_pay,
)
from agents.margins import margins
from agents.population_spec import (
    N_INDUSTRIES,
    N_LEVELS,
    N_OCCUPATIONS,
    N_OWNERSHIPS,
    N_SECTIONS,
    PopulationSpec,
    keyed,
)
from agents.side_by_side import in_threads, parts_of
from agents.state import Households, Population, Providers, Services, Workers

__all__ = ["PopulationError", "PopulationSpec", "build", "margins"]

MAX_FRACTION = 1000
MAX_PERSONS = 1 << 26  # ids of later arrivals and births begin there
TEMPORARY = ("ownership", "band")
LONGEST_TENURE = 720
# fields of the specification that only histories, pay and firms read, not the counties' samples
AFTER_SAMPLING = (
    "tenure_rate", "tenure_shape", "skill_sd", "skill_tail_begins", "skill_tail_index",
    "pareto_exponent", "largest_share", "size_cap_share", "rent_sd", "origin_near",
)  # fmt: skip


def sample_counties(spec: PopulationSpec, fraction: int, seed: int) -> list[CountySample]:
    """Return the sampled persons and homes of all counties, in the order of units.

    This is most of the work of `build`. It reads no field of `AFTER_SAMPLING`.
    """
    counties = np.argsort(np.array(spec.units.county_unit), kind="stable")
    first = np.cumsum(spec.population[counties]) - spec.population[counties]
    tables = spec_tables(spec)

    def sample(c: int, county_first: int) -> CountySample:
        return sample_county(spec, tables, c, county_first, fraction, seed)

    return in_threads(sample, counties.tolist(), first.tolist())


def build(
    spec: PopulationSpec,
    fraction: int = 100,
    seed: int = 0,
    samples: list[CountySample] | None = None,
) -> Population:
    """Build the world at the end of the census month, 1/k of it.

    Parameters
    ----------
    spec : PopulationSpec
    fraction : int, k from 1 to 1000; whole households at 1/k
    seed : int
    samples : list of CountySample, optional
        What `sample_counties` returned for this fraction and seed and a specification that
        differs in fields of `AFTER_SAMPLING` only; used up.

    Returns
    -------
    Population, rows of workers sorted by unit, county and id

    Raises
    ------
    PopulationError
        If the fraction is out of range or the margins of a county cannot be met.
    """
    if not 1 <= fraction <= MAX_FRACTION:
        raise PopulationError(f"fraction 1/{fraction}: k must be a whole number from 1 to 1000")
    if spec.population.sum() >= MAX_PERSONS:
        raise PopulationError(f"{spec.population.sum()} persons; ids hold fewer than {MAX_PERSONS}")
    n_units = spec.units.n_units
    jobs = np.zeros((n_units, N_INDUSTRIES, N_OWNERSHIPS + 1, 2), dtype=np.int64)
    last_jobs = np.zeros((n_units, N_LEVELS, N_INDUSTRIES * N_OCCUPATIONS), dtype=np.int64)
    premium_sum, premium_n = np.zeros(N_SECTIONS), np.zeros(N_SECTIONS)
    premium = _row_premium(spec)
    counties = np.argsort(np.array(spec.units.county_unit), kind="stable")
    if samples is None:
        samples = sample_counties(spec, fraction, seed)
    n_homes = first_home = 0
    for c, county in zip(counties, samples, strict=True):
        unit = spec.units.county_unit[c]
        jobs[unit] += county.jobs
        last_jobs[unit] += county.last_jobs
        by_row = county.section_table[:, :N_SECTIONS]
        premium_sum += premium @ by_row
        premium_n += by_row.sum(axis=0)
        county.persons["household"] += np.int32(n_homes)
        county.homes["id"] += np.int32(first_home)
        n_homes += len(county.homes["id"])
        first_home += county.n_homes
    households = _households(spec, samples, seed)
    workers, extra = _workers(samples)
    del samples, county
    has_work = premium_n > 0
    mean = np.divide(premium_sum, premium_n, where=has_work, out=np.ones(N_SECTIONS))
    correction = np.log(mean)
    _start_values(spec, workers, households, extra, last_jobs, correction, seed)
    firms = start_firms(spec, workers, extra["ownership"], jobs, fraction, seed)
    _register(spec, workers, firms.urban, seed)
    return Population(
        units=spec.units,
        workers=workers,
        households=households,
        firms=firms,
        providers=_providers(spec),
        services=_services(spec),
        fraction=fraction,
        month=spec.month,
    )


def _row_premium(spec: PopulationSpec) -> Floats:
    """Return float64[512], exp of the schooling and experience premium of each labour row."""
    age = np.array([15.5, 18.0, *(5 * LABOUR_BAND[2:] - 2.5)])
    years = spec.school_years
    x = np.clip(age[:, None] - np.maximum(years, 9.0) - 6.0, 0.0, 45.0)
    log = spec.return_school * (years - 11.0) + spec.return_experience * x
    log = log - spec.return_experience2 * x**2
    table = np.broadcast_to(np.exp(log)[None, :, :, None], (2, N_LABOUR_AGES, N_LEVELS, 2))
    return np.asarray(table.reshape(-1))


def _households(spec: PopulationSpec, samples: list[CountySample], seed: int) -> Households:
    """Put the sampled households into a table and mark those lifted from poverty."""
    table = Households(sum(len(s.homes["id"]) for s in samples))
    names = {
        "id": "id", "county": "county", "urban": "urban", "members": "n_members",
        "minors": "n_minors", "care": "care_load",
    }  # fmt: skip
    for source, column in names.items():
        np.concatenate([s.homes[source] for s in samples], out=getattr(table, column))
    units = np.array(spec.units.county_unit)
    south = np.array(spec.units.half)[units] == 1
    ages = spec.sex_age.sum(axis=1)
    rural_adults = spec.urban[:, 0] * ages[:, 4:14].sum(axis=1) / spec.population
    chance = min(1.0, spec.poverty_lifted / max(float(rural_adults[south].sum()), 1e-9))
    drawn = uniforms(keyed(seed, Stream.FLAG, 0), table.id) < chance
    table.poverty_lifted[:] = drawn & (table.urban == 0) & south[table.county]
    return table


def _workers(samples: list[CountySample]) -> tuple[Workers, dict[str, Array]]:
    """Put the sampled persons into a table; return also what is needed for the start only.

    Whole columns are made side by side: at 1/1 most of the time goes into first touching memory.
    """
    n = sum(len(s.persons["id"]) for s in samples)
    known, columns = list(samples[0].persons), Workers.columns()

    def make(name: str) -> Array:
        if name in known:
            return np.concatenate([s.persons.pop(name) for s in samples])
        c = columns[name]
        return np.full(n, c.empty, c.dtype) if c.empty else np.zeros(n, c.dtype)

    names = [*columns, *TEMPORARY]
    arrays = dict(zip(names, in_threads(make, names), strict=True))
    extra = {name: arrays.pop(name) for name in TEMPORARY}
    return Workers.from_arrays(arrays), extra


def tenure_law(spec: PopulationSpec) -> Floats:
    """Return float64[4, 721], the cumulated survivor function of job durations by ownership.

    Elapsed tenure in a stationary world has a density proportional to the survivor function; here
    Weibull with the mean 1 / tenure_rate.
    """
    months = np.arange(LONGEST_TENURE + 1)
    scale = 1.0 / (spec.tenure_rate * gamma(1.0 + 1.0 / spec.tenure_shape))
    return np.cumsum(np.exp(-((months / scale[:, None]) ** spec.tenure_shape)), axis=1)


def _start_values(
    spec: PopulationSpec, workers: Workers, households: Households, extra: dict[str, Array],
    last_jobs: Array, correction: Floats, seed: int,
) -> None:  # fmt: skip
    """Give everybody histories, a last job, pay and flags, keyed by permanent id."""

    def keys(*decisions: tuple[Stream, int]) -> Array:
        return np.array([keyed(seed, *d) for d in decisions], dtype=np.uint64)

    section = np.repeat(np.arange(N_SECTIONS), spec.section_industries[:, 1])
    tail = np.array([spec.skill_tail_begins, spec.skill_tail_index, log_mean_skill(spec)])
    log_wage = np.log(spec.wage) - correction[section][:, None] - tail[2]
    entry = np.average(log_wage[1:], axis=0, weights=_weights(last_jobs))
    returns = (spec.return_school, spec.return_experience, -spec.return_experience2)
    law, grade_law = tenure_law(spec), np.cumsum(spec.grade_share, axis=1)
    insured_share = np.append(spec.insured_share, spec.flexible_insured)
    last_law = np.cumsum(last_jobs, axis=2).astype(np.float64)
    pay, log_unit = np.vstack([log_wage, entry]), np.log(spec.unit_wage)
    persons = np.bincount(spec.units.county_unit, spec.population, spec.units.n_units)
    origin = persons[None, :] * spec.origin_near
    k_past = keys(
        (Stream.TENURE, 0), (Stream.SPELL, 0), (Stream.INSURED, 0), (Stream.SCHOOL_EXIT, 0)
    )
    k_job = keys((Stream.JOB, 3), (Stream.JOB, 4))
    k_pay = keys((Stream.WAGE_RESIDUAL, 0), (Stream.GRADE, 0))
    k_flags = keys((Stream.HARDSHIP, 0), (Stream.FLAG, 1), (Stream.FLAG, 2))

    def start(rows: slice) -> None:
        w = {name: values[rows] for name, values in workers.arrays().items()}
        ownership, lifted = extra["ownership"][rows], households.poverty_lifted[w["household"]]
        start_histories(
            spec.month, k_past, w["id"], w["birth"], w["schooling"], w["status"],
            ownership, law, insured_share, spec.spell_mean, spec.inactive_spell_mean,
            spec.unemployed_insured_past, spec.contribution_density, spec.graduate_months,
            spec.summers_left,
            w["tenure"], w["spell"], w["insured"], w["contribution"], w["school_exit"], w["flags"],
        )  # fmt: skip
        start_last_jobs(
            k_job, w["id"], w["unit"], extra["band"][rows], w["schooling"], w["status"],
            spec.never_worked, last_law, w["industry"], w["occupation"],
        )  # fmt: skip
        start_pay(
            spec.month, k_pay, w["id"], w["birth"], w["unit"], w["schooling"], w["status"],
            w["industry"], w["occupation"], ownership, pay, log_unit, spec.farm_product / 12,
            spec.school_years, np.array(returns), spec.skill_sd, tail, spec.reservation_ratio,
            grade_law,
            w["skill"], w["wage"], w["reservation_wage"], w["grade"],
        )  # fmt: skip
        start_flags(
            spec.month, k_flags, w["id"], w["birth"], w["sex"], w["status"], w["occupation"],
            ownership, w["registration"], w["unit"], w["spell"], lifted, origin,
            spec.hardship_chance, spec.clerk_cadre_share, w["home_unit"], w["flags"],
        )  # fmt: skip

    in_threads(start, parts_of(workers.n))


def log_mean_skill(spec: PopulationSpec) -> float:
    """Return the log of mean exp(skill): lognormal, Pareto from `skill_tail_begins` on."""
    sd, z, index = spec.skill_sd, spec.skill_tail_begins, spec.skill_tail_index
    body = exp(0.5 * sd * sd) * (1.0 - 0.5 * erfc((z - sd) / sqrt(2.0)))
    return log(body + 0.5 * erfc(z / sqrt(2.0)) * exp(sd * z) * index / (index - 1.0))


def _weights(last_jobs: Array) -> Floats:
    """Return float64[21], jobs of each non-farm industry at 1/1."""
    by_industry = last_jobs.sum(axis=(0, 1)).reshape(N_INDUSTRIES, -1).sum(axis=1)[1:]
    return np.asarray(by_industry + 1e-9)


def _register(spec: PopulationSpec, workers: Workers, firm_urban: Array, seed: int) -> None:
    """Flag the urban jobs that were registered as new urban employment when they began."""
    k = keyed(seed, Stream.REGISTER, 0)

    def register(rows: slice) -> None:
        employer = workers.employer[rows]
        has_firm = (employer >= 0) & (workers.status[rows] != Status.INACTIVE)
        urban = has_firm & (firm_urban[np.maximum(employer, 0)] == 1)
        drawn = uniforms(k, workers.id[rows]) < spec.registered_share
        workers.flags[rows][urban & drawn] |= Flag.REGISTERED_JOB

    if len(firm_urban):
        in_threads(register, parts_of(workers.n))


def _providers(spec: PopulationSpec) -> Providers:
    """Return the training providers of the spec; never sampled."""
    table = Providers(len(spec.provider_unit))
    table.id[:] = np.arange(table.n)
    table.unit[:], table.kind[:] = spec.provider_unit, spec.provider_kind
    table.seats[:] = table.next_seats[:] = spec.provider_seats
    table.course_days[:] = spec.provider_days
    return table


def _services(spec: PopulationSpec) -> Services:
    """Return one public employment service a unit."""
    table = Services(spec.units.n_units)
    table.unit[:] = np.arange(table.n)
    table.tightness[:] = table.next_tightness[:] = spec.tightness_start
    table.job_chance[:] = table.next_job_chance[:] = spec.job_chance_start
    return table
