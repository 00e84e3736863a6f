import dataclasses

import numpy as np
import pytest

from agents import side_by_side
from agents.codes import Flag, Ownership, Registration, Schooling, Status, UnitTable
from agents.population import PopulationError, PopulationSpec, build, margins

MONTH = (2020 - 1900) * 12 + 10
PERSONS = (9_000, 6_000, 3_000)
UNITS = UnitTable(
    code=("AAA", "BBB"),
    zh=("甲", "乙"),
    en=("First", "Second"),
    half=(0, 1),
    county_code=("100001", "100002", "200001"),
    county_name=("东县", "西县", "南县"),
    county_unit=(0, 0, 1),
)
SAMPLED = 10  # persons of 16 and over a person of the long form
BY_AGE = np.array([1, 4, 8, 7, 6, 6, 8, 9, 8, 7, 9, 8, 6, 4, 3, 2, 2, 1, 1]) / 100
LEVELS_BY_AGE = np.zeros((19, 8))
LEVELS_BY_AGE[:2, Schooling.TOO_YOUNG] = 1
LEVELS_BY_AGE[2, :4] = 0.2, 0.02, 0.2, 0.58
LEVELS_BY_AGE[3, [1, 3, 4]] = 0.02, 0.5, 0.48
LEVELS_BY_AGE[4:, [1, 3, 4, 5, 6, 7]] = 0.03, 0.2, 0.35, 0.2, 0.12, 0.1


def census():
    """Return consistent margins: a joint table of whole persons, summed."""
    joint = np.zeros((3, 2, 19, 2, 4, 8), dtype=np.int64)
    urban = np.array([[0.2, 0.8], [0.6, 0.4], [0.7, 0.3]])
    registered = np.array([0.8, 0.08, 0.07, 0.05])
    for c, n in enumerate(PERSONS):
        share = np.einsum("a,al,u,r->aurl", BY_AGE, LEVELS_BY_AGE, urban[c], registered)
        joint[c] = np.floor(n / 2 * share + 0.5)[None]
    return joint


def made_up_spec(**changes):
    joint = census()
    sex_age = joint.sum(axis=(3, 4, 5))
    persons = sex_age.sum(axis=(1, 2))
    adults = sex_age[:, :, 4:].sum(axis=(1, 2))
    sample = adults // SAMPLED
    industry = np.floor(np.outer(sample, np.array([20, 1, 6, 1, 6, *[2] * 14]) / 100))
    occupation = np.zeros((3, 7))
    occupation[:, 4] = industry[:, 0]
    rest = industry[:, 1:].sum(axis=1)
    occupation[:, [0, 1, 2, 5]] = np.floor(np.outer(rest, [0.05, 0.2, 0.1, 0.25]))
    occupation[:, 3] = rest - occupation[:, [0, 1, 2, 5]].sum(axis=1)
    rate = np.repeat([[0] * 4 + [0.1, 0.55, *[0.75] * 7, 0.4, 0.3, 0.1, 0.05, 0.02, 0.01]], 2, 0)
    by_occupation = np.ones((19, 7))
    by_occupation[1:, 4], by_occupation[0] = 1e-4, [0.01, 0.01, 0.01, 0.01, 1, 0.01, 0.01]
    married = np.zeros((2, 19))
    married[:, 5:] = 0.8
    parts = np.array([(i, 4 if i == 2 else 1) for i in (0, 1, 2, *range(6, 22))])
    ones22, grades = np.ones(22), np.array([0.8, 0.02, 0.08, 0.05, 0.05, 0, 0, 0, 0])
    season = np.ones((22, 12))
    season[7] = 0.9, 0.9, 0.9, 1.0, 1.1, 1.1, 1.1, 1.1, 1.1, 1.0, 0.95, 0.95
    values = {
        "units": UNITS, "month": MONTH, "sex_age": sex_age,
        "urban": joint.sum(axis=(1, 2, 4, 5)), "registration": joint.sum(axis=(1, 2, 3, 5)),
        "schooling_sex": joint.sum(axis=(2, 3, 4)), "households": persons * 95 // 300,
        "in_households": persons * 95 // 100, "occupation_sample": occupation,
        "industry_sample": industry, "longform_16plus": sample,
        "schooling_by_age": LEVELS_BY_AGE, "urban_by_schooling": np.linspace(1, 2, 8),
        "registration_by_age": np.ones((19, 4)), "registration_by_urban": np.ones((2, 4)),
        "employment_rate": rate, "annual_rate": np.minimum(rate * 1.15, 0.95),
        "unemployment": np.full((2, 19), 0.05),
        "student_share": np.repeat([[0] * 4 + [0.8, 0.3, 0.02, *[0] * 12]], 2, 0),
        "student_share_15": 0.95, "student_odds": np.array([0, 0, 0, 0.1, 0.3, 1, 1, 1]),
        "activity_odds": np.ones((2, 8)), "schooling_by_section": np.full((2, 19, 8), 0.125),
        "urban_by_section": np.array([0.2, *[1.5] * 18]), "female_by_section": np.ones(19),
        "occupation_by_section": by_occupation, "occupation_by_schooling": np.ones((8, 7)),
        "section_industries": parts, "manufacturing_share": np.full((2, 4), 0.25),
        "legal_share": 0.7 * ones22, "state_share": 0.3 * ones22,
        "xpcc_units": np.array([False, True]), "flexible_industries": np.arange(22) % 2 == 0,
        "flexible_share": 0.2, "urban_unemployment_start": 0.05, "rural_unemployment_ratio": 0.25,
        "retired_share": np.full(8, 0.6), "cadre_share": 0.3, "farm_annual_average": 3000.0,
        "farm_season": np.array([0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0.0]), "season_heads": season,
        "married": married, "collective_weight": np.array([0] * 4 + [1] * 15, dtype=float),
        "rural_size_ratio": 1.25, "tenure_rate": np.array([0.003, 0.015, 0.003, 0.045]),
        "tenure_shape": 0.7, "spell_mean": 8.0, "inactive_spell_mean": 60.0,
        "wage": np.full((22, 4), 6000.0), "unit_wage": np.array([1.1, 0.9]),
        "school_years": np.array([0, 0, 0, 6, 9, 12, 15, 16.0]), "return_school": 0.07,
        "return_experience": 0.02, "return_experience2": 0.0004, "skill_sd": 0.5,
        "farm_product": np.array([26_000.0, 15_000.0]), "poverty_lifted": 300.0,
        "insured_share": np.array([0.97, 0.45, 0.95, 0.08]), "flexible_insured": 0.15,
        "unemployed_insured_past": 0.45, "contribution_density": 0.6, "clerk_cadre_share": 0.5,
        "grade_share": np.stack([grades, grades]), "never_worked": np.full(19, 0.2),
        "summers_left": np.tile([0.25, 0.5, 0.75, 1.0], (8, 1)),
        "registered_share": 0.52, "hardship_chance": 0.32, "graduate_months": 24.0,
        "reservation_ratio": 0.95, "legal_size": 12 * ones22, "household_size": 2.04 * ones22,
        "pareto_exponent": 1.2, "largest_share": 0.3, "size_cap_share": 0.02, "size_cap_least": 5.0,
        "vacancy_rate": 0.02, "urban_place_share": 0.92, "rent_sd": 0.1, "exit_legal": 0.065,
        "exit_household": 0.18, "provider_unit": np.array([0, 0, 1]),
        "provider_kind": np.array([0, 1, 1]), "provider_seats": np.array([90.0, 60.0, 60.0]),
        "provider_days": np.full(3, 25.0), "tightness_start": 0.3, "job_chance_start": 0.1,
        "origin_near": np.ones((2, 2)),
    }  # fmt: skip
    return PopulationSpec(**{**values, **changes})


@pytest.fixture(scope="module")
def spec():
    return made_up_spec()


@pytest.fixture(scope="module")
def worlds(spec):
    return {k: build(spec, k, 3) for k in (1, 3, 10)}


def in_work(workers):
    statuses = (Status.EMPLOYEE, Status.OWN_ACCOUNT, Status.FLEXIBLE, Status.FARM)
    return np.isin(workers.status, statuses)


def test_every_full_count_margin_is_exact_and_every_other_within_tolerance(spec, worlds):
    records = margins(worlds[1], spec)
    full = ("sex x age", "urban", "registration", "sex x schooling")
    assert len(records) == 3 * 86
    assert all(r["error"] == 0 for r in records if r["margin"] in full)
    assert [r for r in records if not r["ok"]] == []


def test_margins_hold_at_smaller_fractions_too(spec, worlds):
    for k in (3, 10):
        assert [r for r in margins(worlds[k], spec) if not r["ok"]] == []


def test_a_sample_is_nested_in_the_full_world(worlds):
    whole = worlds[1].workers
    assert (np.diff(whole.id) == 1).all()
    for k in (3, 10):
        part = worlds[k].workers
        where = np.searchsorted(whole.id, part.id)
        for name in (
            "id", "county", "unit", "urban", "sex", "birth", "schooling", "registration",
            "industry", "occupation", "skill", "wage", "tenure", "spell", "insured", "home_unit",
            "contribution", "grade", "school_exit", "reservation_wage",
        ):  # fmt: skip
            np.testing.assert_array_equal(getattr(part, name), getattr(whole, name)[where])
        homes = worlds[k].households
        np.testing.assert_array_equal(
            homes.id[part.household], worlds[1].households.id[whole.household[where]]
        )


def test_households_are_whole_and_as_many_as_the_census(spec, worlds):
    for world in worlds.values():
        w, h = world.workers, world.households
        np.testing.assert_array_equal(np.bincount(w.household, minlength=h.n), h.n_members)
        minor = (MONTH - w.birth) // 12 < 15
        minors = np.bincount(w.household, weights=minor, minlength=h.n)
        np.testing.assert_array_equal(minors, h.n_minors)
        assert (h.urban[w.household] == w.urban).all()
    single_rows = spec.population - spec.in_households
    count = np.bincount(worlds[1].households.county)
    np.testing.assert_array_equal(count, spec.households + single_rows)


def test_places_equal_workers_vacancies_and_idle_in_every_cell(worlds):
    for world in worlds.values():
        w, f = world.workers, world.firms
        assert (f.places == f.n_workers + f.vacancies + f.n_break).all()
        works = in_work(w) & (w.employer >= 0)
        resting = (w.flags & Flag.RECALL) > 0
        np.testing.assert_array_equal(np.bincount(w.employer[works], minlength=f.n), f.n_workers)
        np.testing.assert_array_equal(np.bincount(w.employer[resting], minlength=f.n), f.n_break)
        assert (f.unit[w.employer[works]] == w.unit[works]).all()
        assert (f.industry[w.employer[works]] == w.industry[works]).all()
        assert len(np.unique(f.id)) == f.n
        assert (f.n_workers > 0).all()


def test_each_household_business_has_one_owner(worlds):
    w, f = worlds[1].workers, worlds[1].firms
    owners = np.bincount(w.employer[w.status == Status.OWN_ACCOUNT], minlength=f.n)
    np.testing.assert_array_equal(owners, f.ownership == Ownership.HOUSEHOLD)


def test_statuses_follow_the_rules(worlds):
    w = worlds[1].workers
    age = (MONTH - w.birth) // 12
    assert (age[in_work(w)] >= 16).all()
    assert ((w.status == Status.MINOR) == (age < 15)).all()
    assert (w.urban[w.status == Status.RETIRED] == 1).all()
    assert (w.industry[w.status == Status.FARM] == 0).all()
    assert ((w.employer >= 0) <= (in_work(w) | ((w.flags & Flag.RECALL) > 0))).all()
    assert (w.wage[in_work(w)] > 0).all()
    on_break = (w.flags & Flag.RECALL) > 0
    assert (w.wage[~in_work(w) & ~on_break] == 0).all()
    assert (w.wage[on_break] > 0).all(), "they are recalled at the pay they had"
    assert (w.school_exit[w.status == Status.STUDENT] > MONTH).all()
    assert (w.tenure <= np.maximum(MONTH - w.birth - 192, 0)).all()
    away = w.registration == Registration.OTHER_PROVINCE
    assert (w.home_unit[away] == -1).all()
    town = w.urban == 1
    jobless = town & (w.status == Status.UNEMPLOYED)
    rate = jobless.sum() / (jobless | (town & in_work(w))).sum()
    assert rate == pytest.approx(0.05, abs=0.004)


def test_rows_are_sorted_by_unit_county_and_id(worlds):
    w = worlds[3].workers
    assert (np.lexsort((w.id, w.county, w.unit)) == np.arange(w.n)).all()


def test_the_same_seed_gives_the_same_world_and_another_seed_another(spec, worlds):
    again, other = build(spec, 10, 3), build(spec, 10, 4)
    for name, values in worlds[10].workers.arrays().items():
        np.testing.assert_array_equal(values, getattr(again.workers, name))
    assert not np.array_equal(again.workers.birth[:50], other.workers.birth[:50])


@pytest.mark.parametrize("n_threads", [1, 3])
def test_the_number_of_threads_changes_nothing(spec, worlds, monkeypatch, n_threads):
    monkeypatch.setattr(side_by_side, "threads", lambda: n_threads)
    monkeypatch.setattr(side_by_side, "PART", 500)  # many parts, also of small tables
    again = build(spec, 3, 3)
    for table in ("workers", "households", "firms"):
        for name, values in getattr(worlds[3], table).arrays().items():
            np.testing.assert_array_equal(values, getattr(getattr(again, table), name))


def test_seasonal_farmers_close_the_gap_to_the_annual_average(spec, worlds):
    w = worlds[1].workers
    pool = ((w.flags & Flag.FAMILY_FARM) > 0).sum()
    census = (w.status == Status.FARM).sum()
    average = census + pool * spec.farm_season.mean()
    assert average == pytest.approx(spec.farm_annual_average, rel=0.02)
    none = build(made_up_spec(farm_annual_average=0.0), 10, 3).workers
    assert ((none.flags & Flag.FAMILY_FARM) == 0).all()


def test_contradicting_margins_name_county_and_margin(spec):
    urban = spec.urban.copy()
    urban[1, 0] += 7
    with pytest.raises(PopulationError, match=r"county 100002 西县: urban sums to"):
        build(made_up_spec(urban=urban), 10, 0)


def test_a_fraction_out_of_range_stops(spec):
    with pytest.raises(PopulationError, match="from 1 to 1000"):
        build(spec, 1001, 0)
    with pytest.raises(PopulationError, match="negative or missing"):
        dataclasses.replace(spec, wage=-spec.wage)
