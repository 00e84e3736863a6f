from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pandas as pd
import pytest
import small_population as small
from hypothesis import given
from hypothesis import strategies as st

from agents.codes import Flag, Industry, OfferEvent, Programme, Status
from agents.draws import Stream, key, uniform
from agents.jit import set_threads
from agents.kernels.tabulate import N_AGES, age_group, draw_survey
from agents.state import Population
from scenarios.months import Month
from scenarios.tables import recording_profile
from sim import statistics_office
from sim.counting import AGES
from sim.counting_survey import sampling_error
from sim.indicators import INDICATORS
from sim.long_form import group_label, long_table, metadata
from sim.statistics_office import AWAITED_FLOWS, COUNTED_FLOWS, Panel, Tally, tally
from sim.survey import wave_keys

TABLES = ("persons", "schooled", "working", "jobs", "staff", "pay", "survey", "slack", "bands")


def frame(tallies: list[Tally]) -> pd.DataFrame:
    return long_table(Panel(tallies, recording_profile()))


def value(
    data: pd.DataFrame, indicator: str, *, place: str = "XJ", group: str = "all",
    book: str = "true", month: int | None = None,
) -> float:  # fmt: skip
    month = int(data["month"].max()) if month is None else month
    chosen = data[
        (data["indicator"] == indicator) & (data["place"] == place) & (data["group"] == group)
        & (data["book"] == book) & (data["month"] == month)
    ]  # fmt: skip
    assert len(chosen) == 1, f"{indicator} {place} {group} {book} {month}: {len(chosen)} rows"
    return float(chosen["value"].iloc[0])


def naive(p: Population, month: int, seed: int, share: float, registers: float) -> Counter[tuple]:
    """Count every table one person at a time, in plain Python."""
    w, h, f = p.workers, p.households, p.firms
    groups, waves = key(seed, Stream.SURVEY, 0), wave_keys(seed, month)
    offices = key(seed, Stream.SURVEY, 1)
    starts = (15, 16, 25, 35, 45, 55, 65)
    counted: Counter[tuple] = Counter()
    for i in range(w.n):
        status = Status(w.status[i])
        if status is Status.GONE:
            continue
        years = (month - int(w.birth[i])) // 12
        age = sum(years >= start for start in starts)
        u, x, town = int(w.unit[i]), int(w.sex[i]), int(w.urban[i])
        counted["persons", u, town, x, age, int(status)] += 1
        if years < 16 or status is Status.AWAY:
            continue
        counted["schooled", u, int(w.schooling[i]), int(status)] += 1
        employed = Status.EMPLOYEE <= status <= Status.INTERN
        state = 0 if employed else 1 if status is Status.UNEMPLOYED else 2
        if town:
            household = int(h.id[w.household[i]])
            k = waves[int(4 * uniform(groups, household))]
            if uniform(k, household) < share:
                counted["survey", u, x, age, state] += 1
            local = w.registration[i] <= 1
            if (
                status is Status.UNEMPLOYED and years < 60 and local
                and uniform(offices, int(w.id[i])) < registers
            ):  # fmt: skip
                counted["slack", u, 0] += 1
            left = w.industry[i] >= 0 and w.spell[i] <= 12
            waits = bool(w.flags[i] & Flag.RECALL)
            farms = bool(w.flags[i] & Flag.FAMILY_FARM)
            if status is Status.INACTIVE and years < 60 and not farms and (left or waits):
                counted["slack", u, 1] += 1
        if not employed:
            continue
        industry = int(w.industry[i]) if w.industry[i] >= 0 else len(Industry)
        if status is Status.FARM:
            industry = int(Industry.A)
        counted["working", u, industry] += 1
        firm = int(w.employer[i])
        place = (u, town)
        if status is Status.FARM:
            place = (u, 0)
        elif firm >= 0:
            place = (int(f.unit[firm]), int(f.urban[firm]))
        counted["jobs", *place, industry, int(status) - int(Status.EMPLOYEE)] += 1
        if status is Status.EMPLOYEE:
            counted["staff", place[0], x, industry] += 1
            counted["pay", place[0], x, industry] += round(float(w.wage[i]) * 100)
            band = math.floor(50 * math.log(float(w.wage[i]) / 200))
            counted["bands", place[0], x, min(max(band, 0), 319)] += 1
    return counted


@given(seed=st.integers(0, 2**31 - 1), n=st.integers(1, 120))
def test_one_pass_counts_what_counting_one_by_one_does(seed: int, n: int) -> None:
    month = Month.of(2027, 3)
    people = small.population(n, seed=seed, month=month)
    t = tally(people, None, month, seed, **small.SURVEY)
    expected = naive(people, month, seed, t.survey_share, small.SURVEY["register_unemployed"])
    found = {
        (name, *map(int, where)): int(table[tuple(where)])
        for name in TABLES
        for table in [getattr(t, name)]
        for where in np.argwhere(table)
    }
    assert found == {where: n for where, n in expected.items() if n}


def test_threads_and_chunks_give_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    month = Month.of(2026, 5)
    people = small.population(900, month=month)
    one = tally(people, None, month, 3, **small.SURVEY)
    monkeypatch.setattr(statistics_office, "ONE_CHUNK_BELOW", 0)
    for threads in (1, 2):
        set_threads(threads)
        many = tally(people, None, month, 3, **small.SURVEY)
        for name in TABLES:
            assert np.array_equal(getattr(one, name), getattr(many, name)), name
    set_threads(1)


def test_age_groups_begin_where_their_names_say() -> None:
    assert len(AGES) == N_AGES
    for group, name in enumerate(AGES):
        first = int(name.rstrip("+").split("-")[0])
        assert age_group(first) == group
        assert first == 0 or age_group(first - 1) == group - 1


def test_labour_force_states_add_up_to_residents_of_16_and_over() -> None:
    data = frame(small.tallies(2, n=900))
    for place in ("XJ", "north", "AAA"):
        adults = sum(value(data, "population", place=place, group=f"age={a}") for a in AGES[2:])
        states = [value(data, n, place=place) for n in ("employed", "unemployed", "inactive")]
        assert sum(states) == adults
    participation = value(data, "labour_force_participation")
    adults = sum(value(data, "population", group=f"age={a}") for a in AGES[2:])
    force = value(data, "employed") + value(data, "unemployed")
    assert participation == pytest.approx(100 * force / adults)


@pytest.mark.parametrize("indicator", ["employed", "unemployed", "inactive", "population"])
def test_groups_add_up_to_all_and_units_to_the_region(indicator: str) -> None:
    data = frame(small.tallies(1, n=900))
    rows = data[(data["indicator"] == indicator) & (data["book"] == "true")]
    rows = rows.assign(dimension=rows["group"].astype(str).str.split("=").str[0])
    region = rows[rows["place"] == "XJ"].groupby("dimension")["value"].sum()
    # groups by schooling hold those of 16 and over only
    whole = region.drop("schooling") if indicator == "population" else region
    assert set(whole) == {region["all"]}
    total = rows[rows["dimension"] == "all"].set_index(rows["place"].astype(str)[
        rows["dimension"] == "all"])["value"]  # fmt: skip
    assert total["XJ"] == total["north"] + total["south"]
    assert total["XJ"] == total["AAA"] + total["BBB"] + total["XPX"]
    assert total["south"] == total["BBB"] + total["XPX"]


def test_employed_by_residence_and_by_place_of_work_are_the_same_people() -> None:
    data = frame(small.tallies(1, n=900))
    assert value(data, "employed") == value(data, "jobs")
    shares = [value(data, f"{n}_share") for n in ("primary", "secondary", "tertiary")]
    unknown = value(data, "jobs", group="industry=unknown") / value(data, "jobs")
    assert sum(shares) == pytest.approx(100 * (1 - unknown))


def test_counts_are_multiplied_by_the_fraction() -> None:
    one, ten = (frame(small.tallies(1, n=300, fraction=k)) for k in (1, 10))
    for name in ("population", "hires", "urban_new_persons"):
        assert value(ten, name) == 10 * value(one, name)
    assert value(ten, "subsidy_paid") == 10 * value(one, "subsidy_paid")
    for name in ("surveyed_unemployment", "mean_wage", "tightness"):
        assert value(ten, name) == pytest.approx(value(one, name))


def test_age_groups_by_month_are_those_by_year_and_the_last_is_open() -> None:
    assert statistics_office.ages().tolist() == [age_group(month // 12) for month in range(1200)]
    assert statistics_office.ages()[-1] == age_group(150)


# ----------------------------------------------------------------------------- household survey


def sampled(month: int, n: int = 40_000, share: float = 0.2) -> np.ndarray:
    surveyed = np.empty(n, np.int8)
    groups = key(7, Stream.SURVEY, 0)
    draw_survey(np.arange(n, dtype=np.int32), share, groups, wave_keys(7, month), surveyed)
    return surveyed == 1


@pytest.mark.parametrize("month", [1500, 1501, 1507, 1511])
def test_households_rotate_two_months_in_ten_out_two_in(month: int) -> None:
    """Shares of 2-10-2: half with the next month and with next year's, a quarter beside that."""
    now = sampled(month)
    assert now.mean() == pytest.approx(0.2, abs=0.008)
    stays = {1: 0.5, 2: 0.0, 3: 0.0, 6: 0.0, 10: 0.0, 11: 0.25, 12: 0.5, 13: 0.25, 14: 0.0,
             23: 0.0, 24: 0.0, 25: 0.0}  # fmt: skip
    for lag, kept in stays.items():
        # who does not keep her draw is drawn again by chance; four standard errors are 0.022
        again = (now & sampled(month + lag)).sum() / now.sum()
        assert again == pytest.approx(kept + (1 - kept) * 0.2, abs=0.022), lag


def test_a_sampled_household_is_asked_four_times_in_fourteen_months() -> None:
    rare = np.array([sampled(month, share=0.004) for month in range(1500, 1500 + 48)])
    patterns = Counter()
    for household in np.flatnonzero(rare[12:24].any(axis=0)):
        first = int(np.flatnonzero(rare[:, household])[0])
        if 0 < first < 30:
            asked = np.flatnonzero(rare[:, household]) - first
            patterns[tuple(int(m) for m in asked if m < 14)] += 1
    assert patterns.most_common(1)[0][0] == (0, 1, 12, 13)
    # now and then chance draws a household twice
    assert patterns[0, 1, 12, 13] / sum(patterns.values()) > 0.9


def test_the_standard_error_is_the_spread_over_survey_seeds() -> None:
    """800 seeds: the error of the spread is 2.5 %, and the formula's bias is of order 1/n."""
    month, share = Month.of(2026, 1), {"survey_households": 400, "register_unemployed": 0.5}
    people = small.population(6000, month=month, fraction=1)
    w = people.workers
    w.household[:] = w.household // 3 * 3  # larger households, whose members differ
    w.unit[:], w.urban[:] = 0, 1
    people.households.urban[:] = 1
    people.households.n_members[:] = np.bincount(w.household, minlength=people.households.n)
    rates, errors = [], []
    for seed in range(800):
        panel = Panel([tally(people, small.flows(month), month, seed, **share)], np.ones(12))
        table = panel.sampled["survey"][0, 0, :, 2:, :2].sum(axis=(0, 1))
        rates.append(100.0 * table[1] / table.sum())
        errors.append(float(sampling_error(panel)["all", "published"][0, 0]))
    assert np.std(rates) == pytest.approx(np.sqrt(np.mean(np.square(errors))), rel=0.1)
    assert np.std(rates) > 0.3
    whole = np.bincount(w.status[(month - w.birth >= 192)], minlength=13)
    force = whole[[s for s in Status if Status.EMPLOYEE <= s <= Status.INTERN]].sum()
    true = 100.0 * whole[Status.UNEMPLOYED] / (force + whole[Status.UNEMPLOYED])
    assert np.mean(rates) == pytest.approx(true, abs=4 * np.std(rates) / np.sqrt(800))


def test_a_survey_that_asks_everybody_of_the_whole_region_has_no_sampling_error() -> None:
    month = Month.of(2026, 1)
    every = {"survey_households": 10**9, "register_unemployed": 0.5}
    for fraction, zero in ((1, True), (10, False)):
        people = small.population(2000, month=month, fraction=fraction)
        data = frame([tally(people, small.flows(month), month, 1, **every)])
        error = value(data, "survey_standard_error", book="published")
        assert (error == 0.0) == zero


def test_survey_of_all_households_gives_the_full_count_rounded() -> None:
    month = Month.of(2026, 1)
    people = small.population(2000, month=month)
    every = {"survey_households": 10**9, "register_unemployed": 0.5}
    data = frame([tally(people, small.flows(month), month, 1, **every)])
    true, published = (value(data, "surveyed_unemployment", book=b) for b in ("true", "published"))
    assert published == round(true, 1)
    assert value(data, "survey_sample", book="published") > 0


def test_units_have_no_published_unemployment() -> None:
    data = frame(small.tallies(1, n=2000))
    rows = data[(data["indicator"] == "surveyed_unemployment") & (data["book"] == "published")]
    assert set(rows["place"]) == {"XJ", "north", "south"}


def test_registered_unemployed_are_a_subset_and_rates_of_tiny_cells_are_left_out() -> None:
    data = frame(small.tallies(1, n=2000))
    assert value(data, "registered_unemployed", book="published") < value(data, "unemployed")
    few = frame(small.tallies(1, n=12))
    assert not (few["indicator"] == "surveyed_unemployment").any()
    assert (few["indicator"] == "population").any()


def test_seasonal_break_without_search_is_outside_the_labour_force() -> None:
    month = Month.of(2026, 2)
    people = small.population(200, month=month)
    w = people.workers
    w.birth[:] = month - 30 * 12
    w.urban[:] = 1
    w.status[:] = Status.EMPLOYEE
    w.employer[:] = 0
    w.status[:40] = Status.INACTIVE
    w.flags[:] = 0
    w.flags[:40] = Flag.RECALL
    w.status[40:60] = Status.UNEMPLOYED
    data = frame([tally(people, small.flows(month), month, 1, **small.SURVEY)])
    assert value(data, "surveyed_unemployment") == pytest.approx(100 * 20 / 160)
    assert value(data, "unemployment_with_discouraged") == pytest.approx(100 * 60 / 200)


# ---------------------------------------------------------------------------- new urban employment


def test_published_months_add_up_to_the_year_and_follow_the_profile() -> None:
    data = frame(small.tallies(24))
    profile = recording_profile()
    for year in (2026, 2027):
        months = [year * 100 + m for m in range(1, 13)]
        published = [value(data, "urban_new_jobs_month", book="published", month=m) for m in months]
        whole = value(data, "urban_new_jobs", book="published", month=months[-1])
        assert sum(published) == pytest.approx(whole, rel=1e-12)
        assert np.cumsum(published) / whole == pytest.approx(profile)
        gross = value(data, "urban_new_jobs_gross", book="published", month=months[-1])
        assert gross - whole == value(data, "urban_attrition", month=months[-1])


def test_an_incomplete_year_is_spread_over_its_simulated_months() -> None:
    tallies = small.tallies(6, start=Month.of(2026, 4))
    panel = Panel(tallies, recording_profile())
    data = long_table(panel)
    assert panel.incomplete_years == (2026,)
    months = [
        value(data, "urban_new_jobs_month", book="published", month=202600 + m)
        for m in range(4, 10)
    ]
    assert sum(months) == pytest.approx(
        value(data, "urban_new_jobs", book="published", month=202609)
    )


def test_yearly_indicators_stand_in_the_last_month_only() -> None:
    data = frame(small.tallies(24))
    for name, indicator in INDICATORS.items():
        months = set(data[data["indicator"] == name]["month"])
        if indicator.yearly and months:
            assert months <= {202612, 202712}, name


def test_change_of_urban_jobs_needs_the_state_before() -> None:
    tallies = small.tallies(12)
    with_opening, without = frame(tallies), frame(tallies[1:])
    change = value(with_opening, "urban_employed_change")
    before = float(tallies[0].jobs[:, 1].sum()) * tallies[0].fraction
    assert change == value(with_opening, "urban_employed") - before
    assert not (without["indicator"] == "urban_employed_change").any()


def test_without_xpcc_leaves_out_units_made_of_xpcc_cities() -> None:
    data = frame(small.tallies(12))
    name = "urban_new_jobs_without_xpcc"
    whole = {p: value(data, "urban_new_jobs", place=p, book="published") for p in ("XJ", "XPX")}
    assert value(data, name, book="published") == whole["XJ"] - whole["XPX"]
    assert value(data, name, place="XPX", book="published") == 0


# -------------------------------------------------------------------------------- flows and money


def test_a_missing_flow_is_an_error_and_one_not_computed_is_left_out() -> None:
    month = Month.of(2026, 1)
    people = small.population(50, month=month)
    events = small.flows(month)
    events.offers = None
    data = frame([tally(people, events, month, 1, **small.SURVEY)])
    assert not (data["indicator"] == "offers").any()
    assert (data["indicator"] == "refusals").any()
    del events.refusals
    with pytest.raises(ValueError, match="lack refusals"):
        tally(people, events, month, 1, **small.SURVEY)
    events = small.flows(month)
    events.hires = events.hires[:2]
    with pytest.raises(ValueError, match="flow hires"):
        tally(people, events, month, 1, **small.SURVEY)
    events = small.flows(month)
    events.ledger = {"employment_subsidy": 5}
    with pytest.raises(ValueError, match="account/half"):
        tally(people, events, month, 1, **small.SURVEY)


def test_the_offer_book_is_counted_by_programme_and_group() -> None:
    tallies = small.tallies(12, fraction=10)
    data = frame(tallies)
    book = sum(t.offers for t in tallies[1:])
    for event, name in (
        (OfferEvent.OFFERS, "programme_offers"), (OfferEvent.REPEATS, "programme_repeat_offers"),
        (OfferEvent.EXITS, "programme_exits"), (OfferEvent.UNFILLED, "programme_unfilled"),
    ):  # fmt: skip
        counted = 10 * book[..., event]
        assert value(data, name) == counted.sum()
        training = value(data, name, group="programme=training")
        assert training == counted[:, Programme.TRAINING].sum()
    offered = 10 * book[..., OfferEvent.OFFERS]
    women = value(data, "programme_offers", group="sex=female")
    assert women == offered[:, :, 6:].sum()
    old = value(data, "programme_offers", group="age_band=45+")
    assert old == offered[:, :, [4, 5, 10, 11]].sum()
    town = value(data, "programme_offers", group="residence=urban", place="north")
    north = np.asarray(small.UNITS.half) == 0
    assert town == offered[north][:, :, 1::2].sum()
    gain = 100e-6 * book[..., OfferEvent.WELFARE].sum() / book[..., OfferEvent.ACCEPTANCES].sum()
    assert value(data, "programme_gain") == pytest.approx(gain)


def test_money_paid_is_neither_received_nor_a_unit_figure() -> None:
    data = frame(small.tallies(12, fraction=1))
    assert value(data, "subsidy_paid", place="south") == 1500.0
    assert value(data, "subsidy_paid", place="north") == 12_000.0
    assert value(data, "subsidy_paid", group="account=employment_subsidy") == 13_500.0
    assert value(data, "money_received") == 7.0
    paid = data[data["indicator"] == "subsidy_paid"]
    assert set(paid["place"]) == {"XJ", "north", "south"}
    south, all_paid = 12 * 1500.0, 12 * 1500.0 + sum(1000.0 * m for m in range(1, 13))
    assert value(data, "ledger_south_share") == pytest.approx(100 * south / all_paid)


def test_months_must_follow_each_other_and_exist() -> None:
    tallies = small.tallies(3)
    with pytest.raises(ValueError, match="follow each other"):
        Panel([tallies[0], tallies[1], tallies[3]], recording_profile())
    with pytest.raises(ValueError, match="no month"):
        Panel(tallies[:1], recording_profile())
    with pytest.raises(ValueError, match="no month"):
        Panel([], recording_profile())


# -------------------------------------------------------------------------------- the long table


def test_the_long_table_is_sorted_complete_and_without_doubles() -> None:
    data = frame(small.tallies(3, n=900))
    keys = ["month", "place", "group", "book", "indicator"]
    plain = data.astype(dict.fromkeys(keys[1:], str))
    assert not plain.duplicated(keys).any()
    pd.testing.assert_frame_equal(plain, plain.sort_values(keys, ignore_index=True))
    assert data["value"].notna().all()
    for _, group in enumerate(plain["group"].unique()):
        assert group_label(group, "zh") != group, group


def test_only_one_indicator_bears_both_words() -> None:
    both = [n for n in INDICATORS if "surveyed" in n and "unemployment" in n]
    assert both == ["surveyed_unemployment"]


def test_declared_groups_books_and_places_are_those_found() -> None:
    data = frame(small.tallies(12, n=3000))
    for name, indicator in INDICATORS.items():
        rows = data[data["indicator"] == name]
        if rows.empty:
            assert name == "money_unpaid"
            continue
        dimensions = {g.split("=")[0] for g in rows["group"].unique()} - {"all"}
        assert dimensions == set(indicator.by), name
        assert set(rows["book"].unique()) == set(indicator.books), name
        places = set(rows["place"].unique())
        if indicator.places != "all":
            allowed = {"XJ"} if indicator.places == "region" else {"XJ", "north", "south"}
            assert places == allowed, name


def test_every_indicator_has_two_languages_a_unit_and_a_source() -> None:
    for indicator in INDICATORS.values():
        record = indicator.record()
        assert all(record[k] for k in record if k not in ("by", "yearly")), indicator.name
        assert str(record["definition_zh"]).endswith("。")
        assert str(record["definition_en"]).endswith(".")


def test_small_units_are_named_in_the_metadata() -> None:
    panel = Panel(small.tallies(2, n=400), recording_profile())
    assert set(panel.small_places) >= {"AAA", "BBB", "XPX"}
    assert '"AAA"' in metadata(panel)["below_minimum_size"]
    assert {*COUNTED_FLOWS, *AWAITED_FLOWS} == set(panel.flows)
