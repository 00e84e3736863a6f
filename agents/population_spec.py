"""What a starting population is built from: census margins, seed odds and start values."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from agents.codes import (
    AGE_BANDS,
    Industry,
    Occupation,
    Ownership,
    Registration,
    Schooling,
    UnitTable,
)
from agents.columns import Array
from agents.draws import Stream, key
from agents.ipf import PopulationError

N_BANDS, N_LEVELS, N_SECTIONS = len(AGE_BANDS), len(Schooling), 19
N_INDUSTRIES, N_OCCUPATIONS, N_OWNERSHIPS = len(Industry), len(Occupation), len(Ownership)
N_REGISTRATIONS = len(Registration)


def keyed(seed: int, stream: Stream, part: int = 0) -> np.uint64:
    """Return the key of one decision of the building of a population."""
    return np.uint64(key(seed, int(stream), part))  # numba is slow to look at an enum


@dataclass(frozen=True, kw_only=True, eq=False)
class PopulationSpec:
    """Everything `agents.population.build` reads; c counties and u units in `units` order.

    Attributes
    ----------
    units : UnitTable
    month : int, census month, from January 1900
    sex_age, urban, registration, schooling_sex, households, in_households : census, full count
        int64[c, 2, 19], [c, 2] (rural, urban), [c, 4], [c, 2, 8], [c], [c].
    occupation_sample, industry_sample, longform_16plus : census long form, sampled persons
        int64[c, 7], [c, 19] (sections A to S), [c]; persons of 16 and over.
    schooling_by_age : float64[19, 8], seed odds of schooling in each age band; 0 is structural
    urban_by_schooling : float64[8], seed odds urban to rural
    registration_by_age, registration_by_urban : float64[19, 4], [2, 4], seed odds
    employment_rate, annual_rate : float64[2, 19], employed over population, census and annual mean
    unemployment, student_share : float64[2, 19], of the labour force; of the population
    student_share_15 : float, of those aged 15
    student_odds : float64[8], odds of being in school by highest schooling attended
    summers_left : float64[8, 4], cumulative: pupils by schooling leave in the first … fourth summer
    activity_odds : float64[2, 8], seed odds of employment by sex and schooling
    schooling_by_section : float64[2, 19, 8], shares by section: rural, urban
    urban_by_section, female_by_section : float64[19], seed odds urban to rural, female to male
    occupation_by_section, occupation_by_schooling : float64[19, 7], [8, 7], seed odds; product
    section_industries : int64[19, 2], first industry and number of industries of each section
    manufacturing_share : float64[u, 4], parts of section C
    legal_share, state_share : float64[22], of employment; the rest of legal is private
    xpcc_units : bool[u], units whose state employers are XPCC
    flexible_industries : bool[22], household industries with flexible workers
    flexible_share : float, of household-sector workers there
    urban_unemployment_start, rural_unemployment_ratio : float
    retired_share : float64[8], of urban non-employed past the age, by schooling
    cadre_share : float, of urban women retiring at 55, not 50
    farm_annual_average : float, persons farming on annual average; 0: nobody farms in season only
    farm_season : float64[12], share of seasonal family farmers at work
    season_heads : float64[22, 12], heads by month, mean 1
    married : float64[2, 19], share with a partner in the household
    collective_weight : float64[19], odds of living in collective quarters by age
    rural_size_ratio : float, rural over urban household size
    tenure_rate : float64[4], separations a month by `Ownership`
    tenure_shape : float, Weibull shape of job durations (below 1: hazard falls)
    spell_mean, inactive_spell_mean : float, months of unemployment; out of the labour force
    wage : float64[22, 4], yuan/month by industry and `Ownership`
    unit_wage : float64[u], relative
    school_years : float64[8]
    return_school, return_experience, return_experience2 : float, log points a year
    skill_sd : float, log points
    skill_tail_begins, skill_tail_index : float, see `agents.kernels.wages.heavy_tail`
    farm_product : float64[u], yuan a year a farm worker
    insured_share : float64[4], by `Ownership`
    flexible_insured, unemployed_insured_past : float, shares
    contribution_density : float, share of earlier working life with contributions
    clerk_cadre_share : float, of clerks in state and XPCC units
    grade_share : float64[2, 9], other occupations; production and service workers
    never_worked : float64[19], share of the not employed without a last job
    poverty_lifted : float, persons of 15-64 in rural southern households lifted from poverty
    registered_share, hardship_chance, graduate_months : float, share; share; months
    reservation_ratio : float, of the expected wage
    legal_size, household_size : float64[22], mean persons a firm
    pareto_exponent : float, of legal firm sizes
    largest_share : float, of a cell's persons that its largest firm has at most
    size_cap_share, size_cap_least : float, largest sampled firm: share of the unit's jobs; places
    vacancy_rate : float, vacancies over employed
    urban_place_share : float, of non-farm jobs
    rent_sd : float, log points
    exit_legal, exit_household : float, per year; gives the age law of firms
    provider_unit, provider_kind : int64[p];  provider_seats, provider_days : float64[p]
    tightness_start, job_chance_start : float
    origin_near : float64[u, u], factor of distance in where those registered elsewhere come from
    """

    units: UnitTable
    month: int
    sex_age: Array
    urban: Array
    registration: Array
    schooling_sex: Array
    households: Array
    in_households: Array
    occupation_sample: Array
    industry_sample: Array
    longform_16plus: Array
    schooling_by_age: Array
    urban_by_schooling: Array
    registration_by_age: Array
    registration_by_urban: Array
    employment_rate: Array
    annual_rate: Array
    unemployment: Array
    student_share: Array
    student_share_15: float
    student_odds: Array
    summers_left: Array
    activity_odds: Array
    schooling_by_section: Array
    urban_by_section: Array
    female_by_section: Array
    occupation_by_section: Array
    occupation_by_schooling: Array
    section_industries: Array
    manufacturing_share: Array
    legal_share: Array
    state_share: Array
    xpcc_units: Array
    flexible_industries: Array
    flexible_share: float
    urban_unemployment_start: float
    rural_unemployment_ratio: float
    retired_share: Array
    cadre_share: float
    farm_annual_average: float
    farm_season: Array
    season_heads: Array
    married: Array
    collective_weight: Array
    rural_size_ratio: float
    tenure_rate: Array
    tenure_shape: float
    spell_mean: float
    inactive_spell_mean: float
    wage: Array
    unit_wage: Array
    school_years: Array
    return_school: float
    return_experience: float
    return_experience2: float
    skill_sd: float
    farm_product: Array
    insured_share: Array
    flexible_insured: float
    unemployed_insured_past: float
    contribution_density: float
    clerk_cadre_share: float
    grade_share: Array
    never_worked: Array
    poverty_lifted: float
    registered_share: float
    hardship_chance: float
    graduate_months: float
    reservation_ratio: float
    legal_size: Array
    household_size: Array
    pareto_exponent: float
    largest_share: float
    size_cap_share: float
    size_cap_least: float
    vacancy_rate: float
    urban_place_share: float
    rent_sd: float
    exit_legal: float
    exit_household: float
    provider_unit: Array
    provider_kind: Array
    provider_seats: Array
    provider_days: Array
    tightness_start: float
    job_chance_start: float
    origin_near: Array
    skill_tail_begins: float = 9.0
    skill_tail_index: float = 3.0

    def __post_init__(self) -> None:
        """Check shapes of the census margins, totals and the absence of negative figures."""
        c = self.units.n_counties
        shapes = {
            "sex_age": (c, 2, N_BANDS), "urban": (c, 2), "registration": (c, N_REGISTRATIONS),
            "schooling_sex": (c, 2, N_LEVELS), "households": (c,), "in_households": (c,),
            "occupation_sample": (c, N_OCCUPATIONS), "industry_sample": (c, N_SECTIONS),
            "longform_16plus": (c,), "manufacturing_share": (self.units.n_units, 4),
            "wage": (N_INDUSTRIES, N_OWNERSHIPS), "season_heads": (N_INDUSTRIES, 12),
            "origin_near": (self.units.n_units, self.units.n_units),
        }  # fmt: skip
        for name, shape in shapes.items():
            found = np.shape(getattr(self, name))
            if found != shape:
                raise PopulationError(f"PopulationSpec.{name} has shape {found}, not {shape}")
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray) and value.size and not (value >= 0).all():
                raise PopulationError(
                    f"PopulationSpec.{field.name} has a negative or missing figure"
                )
        if (self.households > self.in_households).any():
            raise PopulationError("PopulationSpec.households exceed the persons living in them")

    def county(self, c: int) -> str:
        """Return the name of a county for messages."""
        return f"county {self.units.county_code[c]} {self.units.county_name[c]}"

    @property
    def population(self) -> Array:
        """Return int64[c], persons."""
        return np.asarray(self.sex_age.sum(axis=(1, 2)))

    @property
    def count_16plus(self) -> Array:
        """Return float64[c]: 15 and over less those aged 15 (a tenth of 10-14 and of 15-19)."""
        by_age = self.sex_age.sum(axis=1)
        return np.asarray(by_age[:, 4:].sum(axis=1) - (by_age[:, 3] + by_age[:, 4]) / 10)

    @property
    def factor(self) -> Array:
        """Return float64[c], persons of 16 and over a person of the long form."""
        return np.asarray(self.count_16plus / np.maximum(self.longform_16plus, 1))
