"""Kernels of persons against plain Python: ageing, entry, moving, flexible work, training."""

from __future__ import annotations

import naive
import naive_jobs as twins_of_staff
import naive_people as twins
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from naive import (
    BOOKS,
    MONTH,
    N_UNITS,
    agree,
    arguments,
    employ,
    equal,
    firms,
    keys,
    one_key,
    order_free,
    people,
    run,
)

from agents.codes import Flag, Registration, Schooling, Sex, Status
from agents.draws import Stream, key
from agents.kernels import ageing, entry, hiring, programmes
from scenarios import tables

worlds = st.tuples(st.integers(0, 10**6), st.integers(8, 60))
shares = st.floats(0.0, 1.0, exclude_max=True)


def one(**changes):
    """Return a person of 30 with a private job, changed as asked, as a world of one row."""
    w = people(np.random.default_rng(1), 1, statuses=[Status.EMPLOYEE])
    given_by_hand = {"birth": MONTH - 30 * 12, "insured": 1, "flags": 0, "employer": 0}
    for name, value in (given_by_hand | changes).items():
        w[name][:] = value
    return w


# ---------------------------------------------------------------- ageing


def ageing_case(rng, w, **changes):
    n = len(w["worker_id"])
    months = int(w["birth"].max()) + 1
    facts = {
        "month": MONTH,
        "house_id": (5000 + 7 * np.arange(n)).astype(np.int32),
        "firm_ownership": np.array([1, 0, 3, 2, 1, 1], np.int8),
        "death_rate": rng.uniform(0.0, 0.05, (2, 70 * 12)),  # the oldest die as at seventy
        "old_age": rng.integers(50 * 12, 63 * 12, (3, months)).astype(np.int16),
        "retire_state": 0.9,
        "retire_private": 0.6,
        "retire_after": 0.5,
        "retire_early": 0.8,
        "early_contribution": 240,
        "exit_60": 0.2,
        "exit_70": 0.4,
        "departure_rate": rng.uniform(0.0, 0.2, (2, 70 * 12)),
        "return_rate": 0.3,
        "gone_after": 24,
        "reclassify_rate": 0.1,
        "settle_after": 6,
        "keys": keys(rng, 6),
        "event": np.full(n, 99, np.int8),
    }
    return arguments(ageing.age_workers, w, facts, changes)


NOBODY_LEAVES = {
    "death_rate": np.zeros((2, 1)),
    "departure_rate": np.zeros((2, 1)),
    "reclassify_rate": 0.0,
}


@given(worlds)
def test_ageing_is_the_plain_loop_for_every_person(world):
    rng = np.random.default_rng(world[0])
    w = people(rng, world[1], statuses=list(Status))
    # half of the adults are near the ages and contributions that decide
    adult = (w["status"] > Status.STUDENT) & (rng.random(world[1]) < 0.5)
    limits = rng.integers(50 * 12, 63 * 12, 3)
    near = limits[rng.integers(0, 3, world[1])] + rng.choice([-37, -36, -35, -1, 0, 1], world[1])
    w["birth"] = np.where(adult, MONTH - near, w["birth"]).astype(np.int16)
    w["contribution"] = rng.integers(238, 242, world[1]).astype(np.int16)
    w["tenure"] = rng.choice([4, 5, 6], world[1], p=[0.2, 0.6, 0.2]).astype(np.int16)
    w["flags"][rng.random(world[1]) < 0.3] |= Flag.LEFT
    case = ageing_case(rng, w)
    months = case["old_age"].shape[1]
    case["old_age"] = np.repeat(limits[:, None], months, axis=1).astype(np.int16)
    agree(ageing.age_workers, twins.age_workers, case)


@given(worlds)
def test_ageing_does_not_depend_on_the_row(world):
    rng = np.random.default_rng(world[0])
    w = people(rng, world[1])
    order_free(ageing.age_workers, ageing_case(rng, w), [*w, "event"], rng.permutation(world[1]))


def test_chances_of_dying_are_those_of_the_month_of_age():
    """With a certain death at one age only, one month of age dies; the last entry goes on."""
    rng = np.random.default_rng(3)
    deadly = np.zeros((2, 600))
    deadly[Sex.MALE, [360, 599]] = 1.0
    no_one_else = NOBODY_LEAVES | {"death_rate": deadly}
    for sex, age, dies in (
        (Sex.MALE, 359, False),
        (Sex.MALE, 360, True),
        (Sex.MALE, 361, False),
        (Sex.MALE, 598, False),
        (Sex.MALE, 599, True),
        (Sex.MALE, 700, True),
        (Sex.FEMALE, 360, False),
        (Sex.FEMALE, 700, False),
    ):
        w = one(sex=sex, birth=MONTH - age, insured=0)
        _, after = run(ageing.age_workers, ageing_case(rng, w, **no_one_else))
        assert (after["event"][0] == ageing.DIED) == dies, (sex, age)


@pytest.mark.parametrize(
    ("facts", "used"),
    [
        ({"status": Status.EMPLOYEE, "employer": 0}, 0),
        ({"status": Status.OWN_ACCOUNT, "employer": 0}, 1),
        ({"status": Status.FLEXIBLE}, 1),
        ({"status": Status.FLEXIBLE, "insured": 0}, 0),
        ({"status": Status.FLEXIBLE, "tenure": 6}, 0),
        ({"status": Status.FLEXIBLE, "contribution_used": 127}, 127),
    ],
)
def test_months_insured_outside_firms_give_no_claim_to_benefit(facts, used):
    rng = np.random.default_rng(3)
    w = one(**{"tenure": 5, "insured": 1, "contribution": 30, "contribution_used": 0} | facts)
    _, after = run(ageing.age_workers, ageing_case(rng, w, **NOBODY_LEAVES))
    assert after["contribution"][0] == 30 + facts.get("insured", 1), "it counts for the pension"
    assert after["contribution_used"][0] == used


@pytest.mark.parametrize("left", [False, True])
def test_only_who_left_after_college_comes_back_by_the_rate_of_graduates(left):
    rng = np.random.default_rng(3)
    w = one(status=Status.AWAY, employer=-1, schooling=Schooling.COLLEGE, spell=3,
            school_exit=MONTH - 99, flags=Flag.LEFT if left else 0)  # fmt: skip
    case = ageing_case(rng, w, return_rate=1.0, gone_after=24, **NOBODY_LEAVES)
    _, after = run(ageing.age_workers, case)
    assert after["event"][0] == (ageing.COMES_BACK if left else ageing.STAYED)


@pytest.mark.parametrize(
    ("facts", "settles"),
    [
        ({}, True),
        ({"status": Status.OWN_ACCOUNT}, True),
        ({"tenure": 4}, False),
        ({"tenure": 6}, False),
        ({"employer": -1, "status": Status.FLEXIBLE}, False),
        ({"status": Status.UNEMPLOYED, "flags": Flag.RECALL}, False),  # on a break
    ],
)
def test_who_reaches_the_months_after_which_movers_settle_is_reported(facts, settles):
    rng = np.random.default_rng(3)
    w = one(**{"tenure": 5, "school_exit": MONTH - 99} | facts)
    case = ageing_case(rng, w, settle_after=6, **NOBODY_LEAVES)
    _, after = run(ageing.age_workers, case)
    assert after["event"][0] == (ageing.SETTLES if settles else ageing.STAYED)


@given(st.integers(1000, 1400), shares)
def test_the_month_of_leaving_school_is_the_plain_search(birth, draw):
    equal(ageing.school_month, twins.school_month, birth, draw)


@pytest.mark.parametrize("born", range(12))
@pytest.mark.parametrize(("draw", "month"), [(0.2, 5), (0.8, 6)])
def test_school_is_left_in_the_first_june_or_july_after_the_fifteenth_birthday(born, draw, month):
    birth = 1300 + born
    leaves = ageing.school_month(birth, draw)
    assert leaves % 12 == month
    assert 1 <= leaves - (birth + 180) <= 12


def test_a_child_of_fifteen_this_month_becomes_a_student_of_junior_school():
    rng = np.random.default_rng(3)
    w = one(status=Status.MINOR, birth=MONTH - 180, schooling=Schooling.PRIMARY, spell=40)
    _, after = run(ageing.age_workers, ageing_case(rng, w, **NOBODY_LEAVES))
    assert after["status"][0] == Status.STUDENT
    assert after["schooling"][0] == Schooling.JUNIOR
    assert after["spell"][0] == 0
    assert MONTH < after["school_exit"][0] <= MONTH + 12
    assert after["event"][0] == ageing.TURNS_15


def test_a_child_one_month_younger_stays_a_child():
    rng = np.random.default_rng(3)
    w = one(status=Status.MINOR, birth=MONTH - 179, spell=40)
    _, after = run(ageing.age_workers, ageing_case(rng, w, **NOBODY_LEAVES))
    assert after["status"][0] == Status.MINOR
    assert after["spell"][0] == 41


def reference_limits():
    rule = tables.retirement()
    groups = (0, 2, 1)  # men, women cadres, other women: the order that the kernel asks for
    return np.array([[rule.statutory_age(g, b) for b in range(1400)] for g in groups], np.int16)


@pytest.mark.parametrize(
    ("sex", "flags", "row"),
    [
        (Sex.MALE, 0, 0),
        (Sex.MALE, Flag.CADRE, 0),
        (Sex.FEMALE, Flag.CADRE, 1),
        (Sex.FEMALE, 0, 2),
    ],
)
@pytest.mark.parametrize("late", [-1, 0, 1])
def test_a_reference_person_retires_in_the_month_of_the_statutory_age(sex, flags, row, late):
    """With certain retirement at the age and none before or after, only that month retires."""
    limits = reference_limits()
    birth = 70 * 12
    month = birth + int(limits[row, birth]) + late
    w = one(sex=sex, flags=flags, birth=birth, contribution=100)
    certain = {"retire_private": 1.0, "retire_state": 1.0, "retire_after": 0.0}
    rng = np.random.default_rng(5)
    case = ageing_case(rng, w, month=month, old_age=limits, **NOBODY_LEAVES, **certain)
    _, after = run(ageing.age_workers, case)
    if late == 0:
        assert after["event"][0] == ageing.RETIRES
    else:
        assert after["event"][0] == ageing.STAYED
    assert after["status"][0] == Status.EMPLOYEE, "who leaves is settled later"


def test_men_born_in_1965_retire_at_sixty_and_some_months_by_the_law_of_2024():
    """Born January 1965: 60 years and 1 month; born December 1976 and later: 63 years."""
    men = reference_limits()[0]
    assert men[65 * 12] == 60 * 12 + 1
    assert men[76 * 12 + 11] == 63 * 12
    assert men[64 * 12 + 11] == 60 * 12


def test_a_graduate_is_one_for_twenty_four_months():
    rng = np.random.default_rng(5)
    for since, kept in ((24, True), (25, False)):
        w = one(flags=Flag.GRADUATE, school_exit=MONTH - since, schooling=Schooling.BACHELOR)
        _, after = run(ageing.age_workers, ageing_case(rng, w, **NOBODY_LEAVES))
        assert bool(after["flags"][0] & Flag.GRADUATE) is kept


def season_case(rng, w, share):
    return arguments(
        ageing.farm_season,
        w,
        share=np.full(N_UNITS, share),
        income=rng.uniform(1e3, 3e3, N_UNITS),
        k=one_key(rng),
    )


@given(worlds, st.floats(0.0, 1.0))
def test_the_farm_season_is_the_plain_loop(world, share):
    rng = np.random.default_rng(world[0])
    w = people(rng, world[1], statuses=[Status.FARM, Status.INACTIVE, Status.UNEMPLOYED])
    w["flags"] |= rng.integers(0, 2, world[1]).astype(np.int16)  # half of them Flag.FAMILY_FARM
    case = season_case(rng, w, share)
    agree(ageing.farm_season, twins.farm_season, case)
    order_free(ageing.farm_season, case, list(w), rng.permutation(world[1]))


def test_the_same_persons_come_first_in_every_spring():
    rng = np.random.default_rng(2)
    w = people(rng, 60, statuses=[Status.INACTIVE])
    w["flags"][:] = Flag.FAMILY_FARM
    _, few = run(ageing.farm_season, season_case(np.random.default_rng(9), w, 0.3))
    _, many = run(ageing.farm_season, season_case(np.random.default_rng(9), w, 0.6))
    early = few["status"] == Status.FARM
    assert 0 < early.sum() < (many["status"] == Status.FARM).sum()
    assert (many["status"][early] == Status.FARM).all()


# ---------------------------------------------------------------- exits


@given(worlds)
def test_who_leaves_a_firm_leaves_its_books_in_order(world):
    rng = np.random.default_rng(world[0])
    w, f = people(rng, world[1]), firms(rng)
    employ(w, f)
    case = arguments(ageing.leave_firm, f, w, i=int(rng.integers(world[1])))
    agree(ageing.leave_firm, twins_of_staff.leave_firm, case)


def exit_case(w, f, event):
    n_houses = int(w["household"].max()) + 1
    zero = np.zeros(N_UNITS, np.int64)
    return arguments(
        ageing.settle_events,
        f,
        w,
        rows=np.flatnonzero(event).astype(np.int32),
        event=event,
        n_members=np.full(n_houses, 5, np.int8),
        n_minors=np.full(n_houses, 4, np.int8),
        **dict.fromkeys(("deaths", "departures", "retirements", "attrition"), zero),
    )


@given(worlds)
def test_events_are_settled_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    w, f = people(rng, world[1], statuses=[s for s in Status if s != Status.GONE]), firms(rng)
    employ(w, f)
    case = exit_case(w, f, rng.integers(0, 11, world[1]).astype(np.int8))
    _, after = agree(ageing.settle_events, twins.settle_events, case)
    exits = np.isin(case["event"], [ageing.DIED, ageing.DEPARTED])
    assert (after["worker_id"][exits] == -1).all()
    assert case["n_members"].sum() - after["n_members"].sum() == exits.sum()
    for name in BOOKS:
        assert after[name].min() >= 0
    order = rng.permutation(world[1])
    order_free(ageing.settle_events, case, [*w, "event"], order, rows=["rows"])


@pytest.mark.parametrize("event", [ageing.RETIRES, ageing.GIVES_UP])
def test_who_retires_has_no_wage(event):
    w, f = one(birth=MONTH - 65 * 12, wage=5000.0, tenure=90), firms(np.random.default_rng(3))
    employ(w, f)
    _, after = run(ageing.settle_events, exit_case(w, f, np.array([event], np.int8)))
    assert after["wage"][0] == 0.0
    assert after["employer"][0] == -1
    assert after["tenure"][0] == 0
    assert f["n_workers"][0] - after["n_workers"][0] == 1
    wanted = Status.RETIRED if event == ageing.RETIRES else Status.INACTIVE
    assert after["status"][0] == wanted


def test_a_household_has_one_minor_less_from_the_fifteenth_birthday_on():
    """Once it was the minor's death or departure alone that lowered the count."""
    rng = np.random.default_rng(3)
    w, f = people(rng, 3, statuses=[Status.MINOR]), firms(rng)
    employ(w, f)
    w["household"][:] = 0
    w["birth"][:] = MONTH - np.array([179, 180, 20])
    _, aged = run(ageing.age_workers, ageing_case(rng, w, **NOBODY_LEAVES))
    assert aged["event"].tolist() == [ageing.STAYED, ageing.TURNS_15, ageing.STAYED]
    w["status"][:] = aged["status"]
    case = exit_case(w, f, aged["event"]) | {"n_minors": np.array([3], np.int8)}
    _, after = run(ageing.settle_events, case)
    assert after["n_minors"].tolist() == [2]
    assert after["n_members"].tolist() == case["n_members"].tolist()
    # and who dies later, being a student, does not lower it again
    died = np.array([ageing.STAYED, ageing.DIED, ageing.STAYED], np.int8)
    case = exit_case(w, f, died) | {"n_minors": after["n_minors"]}
    _, later = run(ageing.settle_events, case)
    assert later["n_minors"].tolist() == [2]
    assert case["n_members"][0] - later["n_members"][0] == 1


# ---------------------------------------------------------------- entry


def entry_case(rng, fraction=1, k=None, expected=6.0, rows=200):
    houses, counties = 9, 4
    seeds = keys(rng, 3) if k is None else k
    zeros = {name: v for name, v in people(rng, rows).items()}
    empty = {"worker_id": -1, "household": -1, "county": -1, "unit": -1, "home_unit": -1}
    for name, column in zeros.items():
        column[:] = empty.get(name, 0)
    return arguments(
        entry.write_entrants,
        zeros,
        month=MONTH,
        months_since_base=62,
        fraction=fraction,
        births=rng.uniform(0.0, expected, N_UNITS),
        arrivals=rng.uniform(0.0, expected, N_UNITS),
        graduates=rng.uniform(0.0, expected / 2.0, N_UNITS),
        first_row=5,
        first_household=houses,
        base_household=np.array([0, 3, 6, houses], np.int64),
        county_share=naive.cumulative(rng, N_UNITS, counties),
        urban_share=rng.random(N_UNITS),
        arrival_age=naive.cumulative(rng, 3),
        arrival_male=0.6,
        arrival_schooling=naive.cumulative(rng, 8),
        birth_male=0.52,
        seek_share=0.7,
        skill_sd=0.3,
        skill_tail=np.array([0.5, 3.0]),
        k_birth=seeds[0],
        k_arrival=seeds[1],
        k_graduate=seeds[2],
        house_id=np.arange(rows + houses, dtype=np.int32),
        house_county=rng.integers(0, counties, rows + houses).astype(np.int16),
        house_urban=rng.integers(0, 2, rows + houses).astype(np.int8),
        house_members=np.full(rows + houses, 2, np.int8),
        house_minors=np.zeros(rows + houses, np.int8),
        n_births=np.zeros(N_UNITS, np.int64),
        n_arrivals=np.zeros(N_UNITS, np.int64),
        n_college=np.zeros(N_UNITS, np.int64),
    )


def newcomers(case):
    (row, _), after = run(entry.write_entrants, case)
    return set(after["worker_id"][5:row].tolist()), row - 5


@given(st.integers(0, 10**6), st.integers(1, 4))
def test_newcomers_are_written_as_in_the_plain_loop(number, fraction):
    rng = np.random.default_rng(number)
    case = entry_case(rng, fraction)
    (row, house), after = agree(entry.write_entrants, twins.write_entrants, case)
    announced, _ = agree(
        entry.count_entrants, twins.count_entrants, arguments(entry.count_entrants, case)
    )
    assert row - 5 == announced == after["n_births"].sum() + after["n_arrivals"].sum()
    assert house - 9 == after["n_arrivals"].sum()
    found = after["worker_id"][5:row]
    assert len(np.unique(found)) == len(found)
    assert (found >= entry.FIRST_ID).all()


@given(st.integers(0, 10**6), st.floats(0.0, 30.0), st.integers(0, 20), st.integers(1, 40))
def test_realised_slots_are_those_of_the_plain_range(number, expected, unit, fraction):
    k = one_key(np.random.default_rng(number))
    equal(entry.realised, twins.realised, expected, k, unit, fraction)


@given(st.integers(0, 10**6), st.sampled_from([2, 3, 5]))
def test_a_smaller_sample_realises_some_of_the_slots_of_the_full_world(number, fraction):
    def world(part):
        rng = np.random.default_rng(number)
        return newcomers(entry_case(rng, part, expected=20.0))

    full, n_full = world(1)
    sample, n_sample = world(fraction)
    assert sample <= full
    assert len(full) == n_full
    assert abs(n_sample - n_full / fraction) <= 3 * N_UNITS


@pytest.mark.statistical
def test_a_sample_realises_its_share_of_the_slots_on_average():
    """Statistic: mean realised slots of seven in a 1/5 world, 2000 keys; each is 1 or 2, mean 1.4.

    Limit: 4 standard errors (0.49 / sqrt(2000) = 0.011). False alarms: 6e-5.
    """
    found = [
        entry.realised(7.0, key(1, int(Stream.ARRIVAL), month), 0, 5)[1] for month in range(2000)
    ]
    assert abs(np.mean(found) - 1.4) < 0.044


def test_ids_differ_between_months_units_and_kinds():
    rng = np.random.default_rng(4)
    case = entry_case(rng, expected=20.0)
    found = set()
    total = 0
    for months_since_base in (0, 1, 2, 300):
        ids, n = newcomers(case | {"months_since_base": months_since_base})
        found |= ids
        total += n
    assert len(found) == total
    assert max(found) < 2**31


# ---------------------------------------------------------------- moving


@given(worlds)
def test_movers_settle_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    w = people(rng, world[1], statuses=[Status.EMPLOYEE, Status.OWN_ACCOUNT, Status.FLEXIBLE])
    f = firms(rng)
    employ(w, f)
    event = rng.choice([ageing.STAYED, ageing.RETIRES], world[1]).astype(np.int8)
    event[(w["employer"] >= 0) & (rng.random(world[1]) < 0.6)] = ageing.SETTLES
    case = arguments(
        hiring.settle_movers,
        f,
        w,
        rows=np.flatnonzero(event).astype(np.int32),
        event=event,
        county_share=naive.cumulative(rng, N_UNITS, 5),
        settle=0.5,
        k=one_key(rng),
    )
    _, after = agree(hiring.settle_movers, twins_of_staff.settle_movers, case)
    moved = after["unit"] != case["unit"]
    elsewhere = moved & (after["unit"] != w["home_unit"])
    assert (after["registration"][elsewhere] >= Registration.SAME_PROVINCE).all()
    assert (after["registration"][moved & ~elsewhere] != Registration.SAME_PROVINCE).all()
    assert not moved[event != ageing.SETTLES].any()
    order = rng.permutation(world[1])
    order_free(hiring.settle_movers, case, [*w, "event"], order, rows=["rows"])


# ---------------------------------------------------------------- flexible work and training


def flexible_case(rng, w, **changes):
    facts = {
        "month": MONTH,
        "log_income": rng.normal(8.0, 0.2, N_UNITS),
        "skill_share": 0.5,
        "meet": rng.uniform(0.4, 0.8, N_UNITS),
        "leave": 0.3,
        "to_farm": np.full(N_UNITS, 0.3),
        "reservation_decline": 0.02,
        "discount": 0.1,
        "certify": 0.5,
        "care_load": rng.integers(0, 2, len(w["status"])).astype(np.int8),
        "farm_product": rng.uniform(300.0, 2000.0, N_UNITS),
        "care_value": 500.0,
        "farm_ratio": np.log(0.25),
        "farm_power": 1.0,
        "k_entry": one_key(rng),
        "k_exit": one_key(rng),
        "k_hardship": one_key(rng),
        "choice": np.full(len(w["status"]), 99, np.int8),
    }
    return arguments(programmes.choose_flexible, w, facts, changes)


@given(worlds)
def test_flexible_work_is_chosen_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    w = people(rng, world[1], statuses=[Status.UNEMPLOYED, Status.FLEXIBLE, Status.EMPLOYEE])
    case = flexible_case(rng, w)
    agree(programmes.choose_flexible, twins.choose_flexible, case)
    order_free(programmes.choose_flexible, case, [*w, "choice"], rng.permutation(world[1]))


def test_one_who_asks_for_more_than_flexible_work_pays_refuses_it():
    rng = np.random.default_rng(6)
    for wanted, chosen in ((2000.0, programmes.TAKES_UP), (4000.0, programmes.STAYS)):
        w = one(status=Status.UNEMPLOYED, urban=1, spell=0, skill=0.0, reservation_wage=wanted)
        certain = {
            "log_income": np.full(N_UNITS, np.log(3000.0)),
            "meet": np.ones(N_UNITS),
            "discount": 0.0,
        }
        _, after = run(programmes.choose_flexible, flexible_case(rng, w, **certain))
        assert after["choice"][0] == chosen


@given(worlds)
def test_flexible_choices_are_carried_out_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    w = people(rng, world[1], statuses=[Status.UNEMPLOYED, Status.FLEXIBLE])
    choice = np.where(
        w["status"] == Status.FLEXIBLE,
        rng.choice([programmes.STAYS, programmes.GIVES_UP], world[1]),
        rng.choice([programmes.STAYS, programmes.TAKES_UP, programmes.BACK_TO_FARM], world[1]),
    ).astype(np.int8)
    zero = np.zeros(N_UNITS, np.int64)
    case = arguments(
        programmes.apply_flexible,
        w,
        rows=np.flatnonzero(choice).astype(np.int32),
        choice=choice,
        log_income=rng.normal(8.0, 0.2, N_UNITS),
        skill_share=0.5,
        farm_income=rng.uniform(1e3, 3e3, N_UNITS),
        industry_share=naive.cumulative(rng, 22),
        occupation_of=rng.integers(0, 7, 22).astype(np.float64),
        registration_share=0.5,
        reservation=0.8,
        k_entry=one_key(rng),
        k_register=one_key(rng),
        **dict.fromkeys(("entries", "persons", "registered", "separations"), zero),
    )
    agree(programmes.apply_flexible, twins.apply_flexible, case)
    order = rng.permutation(world[1])
    order_free(programmes.apply_flexible, case, [*w, "choice"], order, rows=["rows"])
