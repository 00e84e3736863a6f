"""The specification of the starting population: census tables, seed odds, start values.

Odds marked assumed are judgements of shape; the census margins set every level. Which odds are
found and which assumed is listed in docs/population.md.
"""

from __future__ import annotations

import difflib

import numpy as np
import numpy.typing as npt

from agents.codes import Half, Industry, Occupation, Schooling, UnitTable
from agents.ipf import PopulationError
from agents.population_spec import PopulationSpec
from scenarios import tables
from scenarios.parameters import Parameters
from scenarios.tables_education import education

Floats = npt.NDArray[np.float64]

# assumed cohort shape of 2020: rows age bands 0 ... 85+; columns too young, none, preschool,
# primary, junior, senior, college, bachelor. Zeros are structural: the county tables of both
# censuses cover 6 and over (their sums leave out just the ages 0 to 5: derived).
SCHOOLING_BY_AGE = (
    (1, 0, 0, 0, 0, 0, 0, 0), (1, 0, 0, 0, 0, 0, 0, 0), (.20, .01, .15, .64, 0, 0, 0, 0),
    (0, .004, 0, .52, .47, 0, 0, 0), (0, .005, 0, .02, .35, .50, .08, .045),
    (0, .005, 0, .04, .38, .20, .20, .175), (0, .006, 0, .07, .42, .17, .18, .155),
    (0, .008, 0, .12, .43, .16, .16, .12), (0, .010, 0, .20, .42, .15, .13, .09),
    (0, .012, 0, .27, .42, .14, .10, .06), (0, .015, 0, .30, .42, .14, .08, .045),
    (0, .020, 0, .31, .40, .16, .07, .04), (0, .030, 0, .33, .35, .19, .07, .03),
    (0, .060, 0, .40, .30, .16, .05, .03), (0, .100, 0, .45, .28, .10, .04, .03),
    (0, .160, 0, .50, .20, .08, .03, .03), (0, .220, 0, .50, .17, .06, .03, .02),
    (0, .300, 0, .48, .13, .05, .02, .02), (0, .400, 0, .42, .10, .04, .02, .02),
)  # fmt: skip
COHORT_BANDS = 2  # ten years: the cohort of band b in 2010 stands in band b + 2 in 2020
FIRST_SETTLED_BAND = 7  # from 30-34 on schooling is over and moves with the cohort
# assumed odds, urban to rural, by schooling
URBAN_BY_SCHOOLING = (1.0, 0.7, 1.0, 0.7, 0.7, 1.6, 2.6, 3.5)
# assumed: incomers from other provinces are of working age and live in towns
REGISTRATION_URBAN = (1.0, 2.5, 2.5, 2.0)
# assumed odds by section A ... S: urban to rural residents; women to men
URBAN_BY_SECTION = (
    .15, 1.5, 1.6, 2.5, 1.2, 2.5, 1.8, 2.2, 4.0, 4.0, 4.0, 3.0, 4.0, 2.5, 2.0, 2.0, 2.2, 3.0, 1.6,
)  # fmt: skip
FEMALE_BY_SECTION = (
    1.1, .3, .8, .5, .25, 1.3, .25, 1.6, .9, 1.3, .9, .9, .7, .9, 1.2, 2.2, 2.8, 1.1, .8,
)  # fmt: skip
# assumed diagonal map, section by occupation (managers, professionals, clerks, services,
# agriculture, production, other). LEAK: a few county tables hold more farm workers by occupation
# than by section, so the zero outside A cannot be exact.
LEAK = 1e-4
OCCUPATION_BY_SECTION = (
    (.005, .005, .005, .01, 1.0, .02, .002), (.03, .12, .08, .10, LEAK, .66, .005),
    (.04, .07, .06, .13, LEAK, .69, .005), (.03, .20, .12, .25, LEAK, .39, .005),
    (.04, .10, .04, .06, LEAK, .75, .005), (.04, .03, .03, .86, LEAK, .03, .005),
    (.02, .03, .05, .60, LEAK, .29, .005), (.03, .01, .02, .91, LEAK, .02, .005),
    (.05, .35, .15, .40, LEAK, .04, .005), (.05, .45, .20, .28, LEAK, .01, .005),
    (.06, .08, .10, .70, LEAK, .05, .005), (.06, .18, .15, .56, LEAK, .04, .005),
    (.04, .65, .12, .15, LEAK, .03, .005), (.03, .12, .12, .63, LEAK, .09, .005),
    (.02, .03, .03, .82, LEAK, .09, .005), (.03, .85, .05, .06, LEAK, .005, .005),
    (.03, .80, .05, .11, LEAK, .005, .005), (.05, .50, .15, .27, LEAK, .02, .005),
    (.08, .12, .62, .16, LEAK, .01, .01),
)  # fmt: skip
# assumed odds by schooling; the zeros are structural (no professionals or clerks without school)
OCCUPATION_BY_SCHOOLING = (
    (1, 1, 1, 1, 1, 1, 1), (.05, 0, 0, 1, 1.5, 1.2, 1), (.05, 0, 0, 1, 1.5, 1.2, 1),
    (.2, .03, .05, 1, 1.3, 1.2, 1), (.5, .12, .25, 1.2, 1, 1.2, 1), (1, .6, .9, 1.2, .5, .9, 1),
    (1.6, 2.2, 1.8, .9, .15, .5, 1), (2.2, 4, 2.2, .5, .05, .2, 1),
)  # fmt: skip
# assumed: share with a partner in the household, 20-24 to 85+; men, women
MARRIED_FROM_20 = (
    (.15, .55, .80, .87, .89, .90, .90, .90, .89, .86, .80, .72, .60, .45),
    (.30, .72, .88, .90, .90, .89, .88, .85, .78, .68, .54, .38, .22, .10),
)  # fmt: skip
# assumed: odds of collective quarters (boarding schools, dormitories, camps, barracks)
COLLECTIVE = (
    .002, .002, .005, .05, 3.0, 4.0, 2.0, 1.4, 1.2, 1.1, 1.1, 1.0, .8, .6, .5, .5, .6, .8, 1,
)  # fmt: skip
STUDENT_ODDS = (0.0, 0.02, 0.02, 0.05, 0.3, 1.0, 1.0, 1.0)  # assumed
RETIRED_SHARE = (0.3, 0.3, 0.3, 0.45, 0.65, 0.85, 0.95, 0.95)  # assumed, by schooling
SCHOOL_YEARS = (0.0, 0.0, 0.0, 6.0, 9.0, 12.0, 15.0, 16.0)  # statutory years of the levels
INSURED = (0.97, 0.45, 0.95, 0.08)  # assumed: state, private, XPCC, household
FARM_AVERAGE = {2020: 4_790_000.0, 2010: 0.0}  # derived: 4.6 m in 2025 after a fall of 1 % a year
LIFTED = {2020: 1_080_000.0, 2010: 0.0}  # found: workers lifted from poverty and in jobs, 2021
FLEXIBLE_SECTIONS = "FGHOLEKR"
VARIANTS = ("annual", "census")


def spec(
    base: int = 2020,
    units: UnitTable | None = None,
    *,
    parameters: Parameters | None = None,
    base_variant: str = "annual",
) -> PopulationSpec:
    """Return the specification of the population at the end of a census month.

    Parameters
    ----------
    base : int, 2010 or 2020
    units : UnitTable, optional
        Another map of the same counties to units whose codes stand in the tables.
    parameters : Parameters, optional
        Separation rates, size cap, rents and the heads' share of the season.
    base_variant : {"annual", "census"}
        "census": nobody farms in season only, employment stays at the census level.

    Raises
    ------
    PopulationError
        If the variant or a unit is unknown, or the counties are not those of the census.
    """
    if base_variant not in VARIANTS:
        near = difflib.get_close_matches(base_variant, VARIANTS, 1, 0) or [VARIANTS[0]]
        raise PopulationError(f"no base variant {base_variant!r}; did you mean {near[0]!r}?")
    own = tables.units(base)
    chosen = units or own
    if chosen.county_code != own.county_code:
        raise PopulationError(f"the unit table must hold the {own.n_counties} counties of {base}")
    for code in chosen.code:
        if code not in own.code:
            near = difflib.get_close_matches(code, own.code, 1, 0)
            raise PopulationError(f"no figures for unit {code!r}; did you mean {near[0]!r}?")
    place = np.array([own.code.index(code) for code in chosen.code])
    p = parameters or Parameters.default()
    census, rates = tables.census(base), tables.age_sex_rates()
    activity, industry = tables.activity_by_education(), tables.industry_table()
    working = activity.participation * (1.0 - activity.unemployment)
    farm = np.array(
        [tables.farm_income(list(Half)[h].code)["average_product"] for h in chosen.half]
    )
    four = np.array([code in tables.FOUR_SOUTHERN for code in chosen.code], dtype=np.int64)
    firsts = [i for i in Industry if i not in tables.MANUFACTURING[1:]]
    sections = np.array([(i, 4 if i == Industry.C_TEXTILES else 1) for i in firsts])
    season = 1.0 + p["season_heads"] * (tables.seasonality() - 1.0)
    married = np.zeros((2, 19))
    married[:, 5:] = MARRIED_FROM_20
    never = np.full(19, 0.2)  # assumed: share of the jobless never employed
    never[4:7] = 0.85, 0.5, 0.3
    informal = p["informal_staff"]
    household = informal * p["s_inf"] + (1.0 - informal) * p["s_priv"]  # as in the months
    return PopulationSpec(
        units=chosen,
        month=int(census.month),
        sex_age=census.sex_age,
        urban=census.urban,
        registration=census.registration,
        schooling_sex=census.schooling_sex,
        households=census.households,
        in_households=census.in_households,
        occupation_sample=census.occupation_sample,
        industry_sample=census.industry_sample,
        longform_16plus=census.longform_16plus,
        schooling_by_age=_schooling_by_age(base),
        urban_by_schooling=np.array(URBAN_BY_SCHOOLING),
        registration_by_age=_registration_by_age(),
        registration_by_urban=np.array([np.ones(4), REGISTRATION_URBAN]),
        employment_rate=rates.participation_census,
        annual_rate=rates.participation_annual,
        unemployment=rates.unemployment_start,
        student_share=rates.student_share,
        student_share_15=0.95,  # assumed: nine years of schooling are compulsory
        student_odds=np.array(STUDENT_ODDS),
        summers_left=_summers_left(base),
        activity_odds=working / (1.0 - working),
        schooling_by_section=tables.education_by_industry(),
        urban_by_section=np.array(URBAN_BY_SECTION),
        female_by_section=np.array(FEMALE_BY_SECTION),
        occupation_by_section=np.array(OCCUPATION_BY_SECTION),
        occupation_by_schooling=np.array(OCCUPATION_BY_SCHOOLING, dtype=np.float64),
        section_industries=sections,
        manufacturing_share=industry.manufacturing_share[four],
        legal_share=industry.legal_share,
        state_share=industry.state_share,
        xpcc_units=np.array([code in ("XPN", "XPS") for code in chosen.code]),
        flexible_industries=np.array([i.code[0] in FLEXIBLE_SECTIONS for i in Industry]),
        flexible_share=0.2,  # assumed
        urban_unemployment_start=0.05,  # assumed: surveyed rate "about 5 %"
        rural_unemployment_ratio=0.25,  # assumed
        retired_share=np.array(RETIRED_SHARE),
        cadre_share=0.3,  # assumed
        farm_annual_average=FARM_AVERAGE[base] if base_variant == "annual" else 0.0,
        farm_season=tables.farm_season(),
        season_heads=season / season.mean(axis=1, keepdims=True),
        married=married,
        collective_weight=np.array(COLLECTIVE),
        rural_size_ratio=1.25,  # assumed
        tenure_rate=np.array([p["s_state"], p["s_priv"], p["s_state"], household]),
        tenure_shape=float(1.0 - np.log(p["h_tenure"]) / np.log(24.0)),  # that of the hazard
        spell_mean=8.0,  # assumed, months
        inactive_spell_mean=60.0,  # assumed, months
        wage=tables.wage_table(),
        unit_wage=tables.unit_factors().wage_relative[place],
        school_years=np.array(SCHOOL_YEARS),
        return_school=0.07,  # assumed, as are the returns to experience
        return_experience=0.02,
        return_experience2=0.0004,
        skill_sd=p["sd_w"],
        skill_tail_begins=p["skill_tail_begins"],
        skill_tail_index=p["skill_tail_index"],
        farm_product=farm,
        insured_share=np.array(INSURED),
        flexible_insured=0.15,  # assumed
        unemployed_insured_past=0.45,  # assumed
        contribution_density=0.6,  # assumed
        clerk_cadre_share=0.5,  # assumed
        grade_share=_grades(census.occupation_sample.sum(axis=0)),
        never_worked=never,
        poverty_lifted=LIFTED[base],
        registered_share=p["reg_new"],
        hardship_chance=0.32,  # assumed: gives 10-15 % of the unemployed
        graduate_months=24.0,  # definition of the graduate measures
        reservation_ratio=0.95,  # assumed
        legal_size=industry.mean_size_legal,
        household_size=industry.mean_size_household,
        pareto_exponent=p["zeta"],
        largest_share=p["largest_in_cell"],
        size_cap_share=p["size_cap_share"],
        size_cap_least=5.0,  # assumed
        vacancy_rate=0.02,  # assumed
        urban_place_share=0.92,  # derived: urban employed over non-farm employed
        rent_sd=p["rent_sd"],
        exit_legal=0.065,  # assumed, per year
        exit_household=0.18,  # assumed, per year
        tightness_start=0.3,  # assumed
        job_chance_start=0.1,  # assumed
        origin_near=np.maximum(tables.road_km()[0][np.ix_(place, place)], p["own_distance"])
        ** p["eps_dist"],
        **_providers(chosen, census.population),
    )


def _summers_left(base: int) -> Floats:
    """Return float64[8, 4], cumulative: in which summer after the base pupils leave, by schooling.

    Tertiary students leave as the table of graduates has it; senior secondary school takes three
    years. Junior pupils of 16 and over (an artefact of five-year age bands) are spread evenly.
    """
    weights = np.ones((len(Schooling), 4))
    path = [education().graduates(base + 1 + n) for n in range(4)]
    weights[Schooling.SENIOR] = (1.0, 1.0, 1.0, 0.0)
    weights[Schooling.COLLEGE] = (*path[:3], 0.0)
    weights[Schooling.BACHELOR] = path
    total: Floats = np.cumsum(weights, axis=1) / weights.sum(axis=1, keepdims=True)
    return np.minimum(total, 1.0)


def _schooling_by_age(base: int) -> Floats:
    """Return float64[19, 8]; for 2010 the settled cohorts stand two bands lower than in 2020."""
    odds = np.array(SCHOOLING_BY_AGE, dtype=np.float64)
    if base == 2010:
        rows = np.arange(len(odds))
        rows[FIRST_SETTLED_BAND:] = np.minimum(rows[FIRST_SETTLED_BAND:] + COHORT_BANDS, 18)
        odds = odds[rows]
    return odds


def _registration_by_age() -> Floats:
    """Return float64[19, 4], assumed odds of registration elsewhere by age."""
    odds = np.ones((19, 4))
    odds[4:9, 2] = 1.5
    odds[:4, 3], odds[4, 3], odds[5:11, 3], odds[14:, 3] = 0.35, 0.8, 1.6, 0.6
    return odds


def _grades(occupations: npt.NDArray[np.int64]) -> Floats:
    """Return float64[2, 9], grades of other occupations and of production and service workers.

    The found shares are of all employed and of production and service workers; the rest follows.
    """
    grades = tables.skill_grades_start()
    group = [int(Occupation.SERVICES), int(Occupation.PRODUCTION)]
    weight = float(occupations[group].sum() / occupations.sum())
    workers = grades.share_of_production_and_service_workers
    rest = np.maximum((grades.share_of_employed - weight * workers) / (1.0 - weight), 0.0)
    rest[0] = 1.0 - rest[1:].sum()
    return np.stack([rest, workers])


def _providers(units: UnitTable, population: npt.NDArray[np.int64]) -> dict[str, Floats]:
    """Spread the providers of each kind and half over units by population (largest remainder)."""
    figures = tables.providers()
    persons = np.bincount(units.county_unit, population, units.n_units)
    half = np.array(units.half)
    unit, kind = [], []
    for k in range(len(figures.kind)):
        south = int(figures.count_south[k])
        for h, number in ((Half.NORTH, int(figures.count[k]) - south), (Half.SOUTH, south)):
            share = np.where(half == h, persons, 0.0)
            wanted = number * share / max(share.sum(), 1.0)
            count = np.floor(wanted).astype(np.int64)
            spare = number - int(count.sum())
            count[np.argsort(count - wanted, kind="stable")[:spare]] += 1
            unit.append(np.repeat(np.arange(units.n_units), count))
            kind.append(np.full(int(count.sum()), k))
    kinds = np.concatenate(kind)
    return {
        "provider_unit": np.concatenate(unit),
        "provider_kind": kinds,
        "provider_seats": figures.seats[kinds],
        "provider_days": figures.course_days[kinds],
    }
