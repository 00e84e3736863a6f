"""What the start population looks like: shares and levels fixed at the base."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from agents.codes import Flag, Industry, Occupation, Ownership, Registration, Schooling, Status
from agents.state import Population
from scenarios.parameters import Parameters
from sim.inputs import SCHOOL_YEARS, cumulative
from sim.pay_rules import grade_pay, migrant_discount, occupation_pay

Floats = npt.NDArray[np.float64]
N_IND, N_OCC, N_SCHOOL, N_OWN = len(Industry), len(Occupation), len(Schooling), len(Ownership)


@dataclass
class Structure:
    """Shares of the start population; cumulative where a draw uses them.

    Attributes
    ----------
    start_population : float64[n_units], real persons
    county_share : float64[n_units, n_counties], cumulative, by urban residents
    arrival_unit, urban_arrivals : float64[n_units]
        Where people registered in other provinces live, and their urban share.
    arrival_schooling : float64[8], cumulative, of the same
    occupation_share : float64[22, 7], cumulative, of employees by industry
    schooling_share : float64[7, 8], cumulative, of employees by occupation
    occupation_by_schooling : float64[8, 7], cumulative, of employees of 16-34 by schooling
    flexible_industry : float64[22], cumulative; flexible_occupation : float64[22], usual occupation
    urban_jobs : float64[n_units, 22], share of places in towns
    insured_share : float64[4], by ownership
    cell_base, cell_size : float64[n_units, 22, 4], places and mean true size of a firm
    flexible_base : float64[n_units], flexible workers over urban workers
    farm_hands : float64[n_units, 2], sampled farm workers of the whole year, and of the season
    personal_pay : float64[22], log points by which occupation, schooling, skill, grade and
        experience lift the mean pay of an industry's employees; taken off posted pay, so that posts
        start at the mean
    firm_pay : float64[22, 4], log of what firms pay above their market on average, by place
    """

    start_population: Floats
    county_share: Floats
    arrival_unit: Floats
    urban_arrivals: Floats
    arrival_schooling: Floats
    occupation_share: Floats
    schooling_share: Floats
    occupation_by_schooling: Floats
    flexible_industry: Floats
    flexible_occupation: Floats
    urban_jobs: Floats
    insured_share: Floats
    cell_base: Floats
    cell_size: Floats
    flexible_base: Floats
    personal_pay: Floats
    farm_hands: Floats
    firm_pay: Floats

    @classmethod
    def empty(cls) -> Structure:
        """Return a structure of no units, to be filled from disk."""
        no_market = {"urban_jobs": np.zeros((0, N_IND)), "schooling_share": np.zeros((N_OCC, 0))}
        names = (f.name for f in fields(cls))
        return cls(**{name: no_market.get(name, np.zeros(0)) for name in names})

    @classmethod
    def of(cls, population: Population, p: Parameters) -> Structure:
        """Measure the structure of a start population."""
        w, f, units = population.workers, population.firms, population.units
        n, k = units.n_units, population.fraction
        living = w.status != Status.GONE

        def table(
            mask: npt.NDArray[np.bool_], *columns: tuple[npt.NDArray[np.int8], int]
        ) -> Floats:
            index = np.zeros(int(mask.sum()), np.int64)
            size = 1
            for values, length in columns:
                index = index * length + values[mask]
                size *= length
            counts = np.bincount(index, minlength=size).astype(np.float64)
            return np.asarray(counts.reshape([length for _, length in columns]), dtype=np.float64)

        unit = (w.unit, n)
        urban = living & (w.urban == 1)
        county = np.zeros((n, units.n_counties))
        by_county = np.bincount(w.county[urban], minlength=units.n_counties)
        county[np.array(units.county_unit), np.arange(units.n_counties)] = by_county + 1e-9
        outside = living & (w.registration == Registration.OTHER_PROVINCE)
        from_outside = table(outside, unit)
        employee = (w.status == Status.EMPLOYEE) & (w.occupation >= 0)
        young = employee & (population.month - w.birth < 35 * 12)
        flexible = (w.status == Status.FLEXIBLE) & (w.occupation >= 0)
        flexible_jobs = table(flexible, (w.industry, N_IND), (w.occupation, N_OCC))
        at_work = urban & (w.status >= Status.EMPLOYEE) & (w.status <= Status.INTERN)
        cell = (f.unit.astype(np.int64) * N_IND + f.industry) * N_OWN + f.ownership
        alive = f.alive == 1

        def cells(values: npt.NDArray[np.float32]) -> Floats:
            total = np.bincount(cell[alive], values[alive].astype(np.float64), n * N_IND * N_OWN)
            return np.asarray(total.reshape(n, N_IND, N_OWN), dtype=np.float64)

        firms = cells(f.weight)
        persons = cells(f.weight * f.true_size)
        place = np.bincount(
            f.unit[alive].astype(np.int64) * N_IND + f.industry[alive],
            (f.base * f.urban)[alive].astype(np.float64), n * N_IND,
        ).reshape(n, N_IND)  # fmt: skip
        base = cells(f.base)
        jobs = base.sum(axis=2)
        overall = place.sum() / max(jobs.sum(), 1e-9)
        owned = [alive & (f.ownership == o) & (f.base > 0) for o in range(N_OWN)]
        insured = [
            np.average(f.insured_share[rows], weights=f.base[rows]) if rows.any() else 0.0
            for rows in owned
        ]
        grown = outside & (population.month - w.birth >= 15 * 12)
        industry, job, school = (w.industry, N_IND), (w.occupation, N_OCC), (w.schooling, N_SCHOOL)
        rows = np.flatnonzero(employee)
        years = SCHOOL_YEARS[w.schooling[rows]]
        experience = np.maximum((population.month - w.birth[rows]) / 12.0 - 6.0 - years, 0.0)
        lift = np.exp(
            p["r_school"] * (years - 11.0) + w.skill[rows]
            + grade_pay(p)[w.grade[rows]] + occupation_pay(p)[w.occupation[rows]]
            + migrant_discount(p, years, w.registration[rows])
            + p["b_exp"] * experience + p["b_exp2"] / 100.0 * experience**2
        )  # fmt: skip
        heads = np.bincount(w.industry[rows], minlength=N_IND)
        season = living & (w.flags & Flag.FAMILY_FARM > 0) & (w.employer < 0)
        steady = (w.status == Status.FARM) & ~season
        lifted = np.bincount(w.industry[rows], weights=lift, minlength=N_IND)
        overall_lift = lifted.sum() / max(heads.sum(), 1)
        above = np.exp(p["phi_b"] * f.rent + p["prem_size"] * np.log2(np.maximum(f.true_size, 1.0)))
        kind, places = f.industry.astype(np.int64) * N_OWN + f.ownership, f.base * alive
        jobs_of = np.bincount(kind, places, N_IND * N_OWN)
        paid_above = np.bincount(kind, places * above, N_IND * N_OWN)
        overall_above = paid_above.sum() / max(jobs_of.sum(), 1e-9)
        many = jobs_of > 20
        return cls(
            start_population=table(living, unit) * k,
            county_share=cumulative(county),
            arrival_unit=(from_outside + 1e-9) / (from_outside + 1e-9).sum(),
            urban_arrivals=table(outside & urban, unit) / np.maximum(from_outside, 1.0),
            arrival_schooling=cumulative(table(grown, school) + 1e-9),
            occupation_share=cumulative(table(employee, industry, job) + 1e-9),
            schooling_share=cumulative(table(employee, job, school) + 1e-9),
            occupation_by_schooling=cumulative(table(young, school, job) + 1e-9),
            flexible_industry=cumulative(flexible_jobs.sum(axis=1) + 1e-12),
            flexible_occupation=flexible_jobs.argmax(axis=1).astype(np.float64),
            urban_jobs=np.where(jobs > 0, place / np.maximum(jobs, 1e-9), overall),
            insured_share=np.array(insured),
            cell_base=base,
            cell_size=persons / np.maximum(firms, 1e-9),
            flexible_base=(table(urban & flexible, unit) + 0.5) / (table(at_work, unit) + 10.0),
            farm_hands=np.stack([table(steady, unit), table(season, unit)], axis=1),
            personal_pay=np.log(np.where(heads > 20, lifted / np.maximum(heads, 1), overall_lift)),
            firm_pay=np.log(
                np.where(many, paid_above / np.maximum(jobs_of, 1e-9), overall_above)
            ).reshape(N_IND, N_OWN),
        )  # fmt: skip

    def arrays(self) -> dict[str, Floats]:
        """Return the arrays by name."""
        return dict(vars(self))
