"""Official definitions, clause by clause: what is counted once, twice, or not at all.

Clauses of new urban employment that are decided when somebody is hired stand with the kernel, in
`tests/test_agents/test_kernels_jobs.py`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import small_population as small
import small_world

from agents.codes import Flag, Status
from agents.kernels.schooling import CHUNKS, count_destinations
from agents.state import Enrolments
from scenarios.load import load
from scenarios.months import Month
from scenarios.tables import recording_profile
from sim.assessment import count_grades
from sim.counting_graduates import placement
from sim.facts.worlds import set_parameters
from sim.long_form import long_table
from sim.statistics_office import Panel, tally
from sim.steps.age import age
from sim.steps.train import finish
from sim.training import PUBLIC, SELF_PAID, STAFF
from sim.world import World

# ------------------------------------------------------------------------------- people and jobs


def counted(**changes: int) -> Panel:
    """Return the panel of one month of 100 urban people of thirty, with columns as given."""
    month = Month.of(2026, 6)
    people = small.population(100, month=month)
    w = people.workers
    w.birth[:], w.urban[:], w.unit[:], w.flags[:] = month - 12 * 30, 1, 0, 0
    w.status[:], w.employer[:], w.industry[:], w.spell[:] = Status.EMPLOYEE, 0, 3, 3
    people.firms.urban[:] = 1
    for name, value in changes.items():
        getattr(w, name)[:40] = value
    every = {"survey_households": 10**9, "register_unemployed": 1.0}
    return Panel([tally(people, small.flows(month), month, 1, **every)], recording_profile())


def number(panel: Panel, indicator: str, book: str = "true", group: str = "all") -> float:
    data = long_table(panel, [indicator])
    rows = data[(data["place"] == "XJ") & (data["group"] == group) & (data["book"] == book)]
    return float(rows["value"].iloc[0])


def test_who_works_in_another_province_is_no_resident_and_no_part_of_the_labour_force() -> None:
    here, away = counted(), counted(status=Status.AWAY, employer=-1)
    assert number(here, "population") == 1000
    assert number(away, "population") == number(away, "employed") == 600
    assert number(away, "away") == 400
    assert number(away, "surveyed_unemployment") == 0.0


def test_fifteen_year_olds_are_no_part_of_the_labour_force() -> None:
    young = counted(status=Status.UNEMPLOYED, employer=-1, birth=Month.of(2026, 6) - 191)
    assert number(young, "unemployed") == 0
    old = counted(status=Status.UNEMPLOYED, employer=-1, birth=Month.of(2026, 6) - 192)
    assert number(old, "unemployed") == 400


def test_the_rural_unemployed_are_unemployed_and_not_in_the_urban_rate() -> None:
    rural = counted(status=Status.UNEMPLOYED, employer=-1, urban=0)
    assert number(rural, "unemployed") == 400
    assert number(rural, "surveyed_unemployment") == 0.0


@pytest.mark.parametrize(
    ("changes", "registered"),
    [
        ({}, 400),
        ({"registration": 2}, 0),  # registered in another county
        ({"urban": 0}, 0),
        ({"birth": Month.of(2026, 6) - 12 * 60}, 0),
        ({"status": Status.INACTIVE}, 0),
    ],
)
def test_registered_are_the_local_urban_unemployed_below_sixty(
    changes: dict[str, int], registered: int
) -> None:
    """They are a subset of the unemployed, whatever share registers."""
    idle = {"status": Status.UNEMPLOYED, "employer": -1, "registration": 0} | changes
    panel = counted(**idle)
    assert number(panel, "registered_unemployed", "published") == registered
    assert registered <= number(panel, "unemployed")


@pytest.mark.parametrize(
    ("changes", "discouraged"),
    [
        ({}, 400),
        ({"spell": 13}, 0),  # left long ago
        ({"spell": 13, "flags": Flag.RECALL}, 400),  # waits for the season
        ({"industry": -1}, 0),  # never worked
        ({"flags": Flag.FAMILY_FARM}, 0),
        ({"birth": Month.of(2026, 6) - 12 * 60}, 0),
        ({"status": Status.RETIRED}, 0),
    ],
)
def test_who_is_discouraged(changes: dict[str, int], discouraged: int) -> None:
    panel = counted(**({"status": Status.INACTIVE, "employer": -1} | changes))
    rate = 100.0 * discouraged / (600 + discouraged)
    assert number(panel, "unemployment_with_discouraged") == pytest.approx(rate)


def test_low_pay_is_below_two_thirds_of_the_regions_median() -> None:
    month = Month.of(2026, 6)
    people = small.population(3000, month=month)
    w = people.workers
    w.birth[:], w.status[:], w.employer[:] = month - 12 * 30, Status.EMPLOYEE, 0
    w.wage[:] = np.random.default_rng(3).lognormal(8.3, 0.5, 3000)
    every = {"survey_households": 100, "register_unemployed": 1.0}
    panel = Panel([tally(people, small.flows(month), month, 1, **every)], recording_profile())
    middle = np.median(w.wage)
    assert number(panel, "median_wage") == pytest.approx(middle, rel=0.01)
    share = 100.0 * (w.wage < middle * 2 / 3).mean()
    assert number(panel, "low_pay_share") == pytest.approx(share, abs=0.5)
    pairs = np.abs(w.wage[:, None].astype(float) - w.wage[None, :]).mean()
    assert number(panel, "wage_gini") == pytest.approx(pairs / (2 * w.wage.mean()), abs=0.002)


# ------------------------------------------------------------------------------ training, grades


def completes(world: World, worker: int, channel: int) -> None:
    """Let one person complete a course of a month in the present month."""
    e = Enrolments(1)
    e.worker[:], e.id[:] = worker, world.population.workers.id[worker]
    e.provider[:], e.channel[:], e.days[:], e.months[:] = 0, channel, 30, 1
    e.began[:] = int(world.month) - 1
    finish(world, e)


def test_one_trained_twice_is_two_person_times_and_one_person(start: World) -> None:
    set_parameters(start, {"drop_tr": 0.0})
    start.begin_month()
    w, flows = start.population.workers, start.flows
    worker = int(np.flatnonzero(w.status == Status.EMPLOYEE)[0])
    w.flags[worker] &= ~Flag.TRAINED
    completes(start, worker, PUBLIC)
    completes(start, worker, STAFF)
    completes(start, worker, SELF_PAID)
    # the published figure holds publicly paid courses only
    assert flows.training_completions_public.sum() == 1
    assert flows.training_completions_staff.sum() == 1
    assert flows.training_completions.sum() == 3
    assert flows.training_persons.sum() == 1
    while start.month.month != 1:
        start.begin_month()
    age(start)
    assert not np.any(w.flags & (Flag.TRAINED | Flag.COUNTED | Flag.ENTERED))
    completes(start, worker, PUBLIC)
    assert flows.training_persons.sum() == 1  # of the new year: she counts again


def test_a_course_left_early_is_a_dropout_and_no_completion(start: World) -> None:
    set_parameters(start, {"drop_tr": 1.0})
    start.begin_month()
    worker = int(np.flatnonzero(start.population.workers.status == Status.EMPLOYEE)[0])
    completes(start, worker, PUBLIC)
    assert start.flows.training_dropouts.sum() == 1
    assert start.flows.training_completions.sum() == 0


def test_only_the_step_to_senior_is_a_first_entry(start: World) -> None:
    start.begin_month()
    rows = np.arange(6, dtype=np.int32)
    reached = np.array([0, 1, 3, 4, 5, 6], np.int8)  # none, apprentice, intermediate, senior, above
    count_grades(start, rows, reached)
    assert start.flows.first_senior.sum() == 1
    assert start.flows.grade_rises.sum() == 5


# ------------------------------------------------------------------------------------- graduates


def cohort(year: int, **changes: int) -> dict[str, np.ndarray]:
    """Return graduates of July of a year: each column one value for all ten."""
    july = Month.of(year, 7)
    known = {"unit": 0, "status": Status.UNEMPLOYED, "school_exit": july, "spell": 5,
             "last_firm": -1, "flags": Flag.GRADUATE}  # fmt: skip
    kinds = {"unit": np.uint8, "status": np.int8, "school_exit": np.int16, "spell": np.int16,
             "last_firm": np.int32, "flags": np.int16}  # fmt: skip
    return {n: np.full(10, (known | changes)[n], kinds[n]) for n in known}


DECEMBER = Month.of(2026, 12)


def rates(one: dict[str, np.ndarray], bias: float = 0.0) -> tuple[float, float]:
    """Return (published, true) placement of one kind of graduates among as many unemployed."""
    counts = np.zeros((CHUNKS, 3, 7), np.int64)
    for group in (one, cohort(2026)):
        count_destinations(int(DECEMBER), *group.values(), counts)
    events = small.flows(DECEMBER)
    names = ("employed", "study", "waiting", "unemployed", "away", "inactive", "lost")
    for n, name in enumerate(names):
        setattr(events, f"graduates_{name}", counts[:, :, n].sum(axis=0))
    events.reporting_bias[:] = bias
    people = small.population(100, month=DECEMBER)
    panel = Panel([tally(people, events, DECEMBER, 1, **small.SURVEY)], recording_profile())
    cells = placement(panel)
    return float(cells["all", "published"][0, 0]), float(cells["all", "true"][0, 0])


@pytest.mark.parametrize(
    ("changes", "published", "true"),
    [
        ({"status": Status.EMPLOYEE}, 50.0, 50.0),
        ({"status": Status.OWN_ACCOUNT}, 50.0, 50.0),
        ({"status": Status.FLEXIBLE}, 50.0, 50.0),
        ({"status": Status.INTERN}, 50.0, 50.0),
        # further study: out of school in three years, not by next summer
        ({"status": Status.STUDENT, "school_exit": Month.of(2029, 7)}, 50.0, 0.0),
        ({"status": Status.AWAY}, 50.0, 0.0),  # has signed elsewhere
        ({"last_firm": 7}, 50.0, 0.0),  # a contract once signed goes on counting
        ({"status": Status.INACTIVE}, 0.0, 0.0),
        # prepares for an examination
        ({"status": Status.STUDENT, "school_exit": Month.of(2027, 2)}, 0.0, 0.0),
    ],
)
def test_who_counts_as_placed(changes: dict[str, int], published: float, true: float) -> None:
    assert rates(cohort(2026, **changes)) == (published, true)


def test_only_the_years_graduates_of_regional_universities_are_in_the_rate() -> None:
    """Who came with a degree from elsewhere has no mark; who left last year was counted then."""
    work = {"status": int(Status.EMPLOYEE)}
    assert rates(cohort(2026, flags=0, **work)) == (0.0, 0.0)
    assert rates(cohort(2025, spell=17, **work)) == (0.0, 0.0)


# ------------------------------------------------------------------------------ appraised counts


def test_bias_moves_the_published_book_of_appraised_counts_only() -> None:
    honest, biased = (small.tallies(12, n=900) for _ in range(2))
    for t in biased[1:]:
        object.__setattr__(t, "reporting_bias", np.array([20.0, 0.0, 0.0]))
    one, other = (long_table(Panel(t, recording_profile())) for t in (honest, biased))
    keys = ["month", "place", "group", "book", "indicator"]
    both = one.merge(other, on=keys, suffixes=("", "_biased"))
    assert len(both) == len(one) == len(other)
    moved = both[both["value"] != both["value_biased"]]
    assert set(moved["indicator"]) == {
        "urban_new_jobs", "urban_new_jobs_gross", "urban_new_jobs_without_xpcc",
        "urban_new_jobs_month", "training", "high_skilled", "graduate_placement",
        "graduate_posts", "posts_pooled", "reporting_gap",
    }  # fmt: skip
    counts = moved[moved["indicator"] != "reporting_gap"]
    assert set(counts["book"]) == {"published"}
    assert set(counts["place"]) == {"XJ", "north", "AAA"}
    assert (counts["value_biased"] > counts["value"]).all()
    of_unit = counts[(counts["place"] == "AAA") & (counts["indicator"] == "training")]
    assert of_unit["value_biased"].iloc[0] == pytest.approx(1.2 * of_unit["value"].iloc[0])
    gap = moved[(moved["indicator"] == "reporting_gap") & (moved["group"] == "count=training")]
    region = counts[(counts["place"] == "XJ") & (counts["indicator"] == "training")]
    added = region["value_biased"].iloc[0] - region["value"].iloc[0]
    assert gap[gap["place"] == "XJ"]["value_biased"].iloc[0] == pytest.approx(added)


def test_the_dial_of_measure_twenty_changes_reports_and_nobodys_life() -> None:
    worlds = []
    for bias in (0, 25):
        given = load("baseline", [f"measures.joint_effort.reporting_bias={bias}"])
        worlds.append(small_world.run_short(given.with_(start=small_world.START, months=2)))
    honest, biased = worlds
    assert small_world.fingerprint(honest) == small_world.fingerprint(biased)
    one, other = (small_world.frame(w) for w in worlds)
    name = "urban_new_jobs_month"
    told = [number_of(data, name, "published") for data in (one, other)]
    true = [number_of(data, name, "true") for data in (one, other)]
    assert told[1] == pytest.approx(told[0] * 1.25, rel=0.02)  # a unit may lose workers on balance
    assert told[1] > told[0]
    assert true[0] == true[1]


def number_of(data: pd.DataFrame, indicator: str, book: str) -> float:
    rows = data[(data["indicator"] == indicator) & (data["place"] == "XJ") & (data["book"] == book)]
    return float(rows["value"].sum())


def test_no_office_reports_more_graduates_placed_than_there_are() -> None:
    published, true = rates(cohort(2026, status=int(Status.EMPLOYEE)), bias=300.0)
    assert (published, true) == (100.0, 50.0)


def test_a_repeated_posting_counts_in_the_published_figure_and_a_post_once_in_the_true() -> None:
    data = long_table(Panel(small.tallies(12), recording_profile()), ["posts_pooled"])
    whole = data[data["place"] == "XJ"].set_index("book")["value"]
    panel = Panel(small.tallies(12), recording_profile())
    assert whole["published"] == panel.flows["posts_pooled"][:, 0].sum()
    assert whole["true"] == panel.flows["posts_pooled_distinct"][:, 0].sum()
    assert whole["published"] != whole["true"]


# ------------------------------------------------------------------------------------ the fund


def test_the_three_meanings_of_south() -> None:
    """Beside a northern unit: one of the four prefectures, Bayingolin, XPCC cities of the south."""
    month = Month.of(2026, 1)
    tallies = small.tallies(12, start=month, opening=False)
    paid = np.array([500, 300, 100, 100])
    units = small.UNITS.__class__(
        code=("URC", "KAS", "BAY", "XPS"), zh=("a", "b", "c", "d"), en=("a", "b", "c", "d"),
        half=(0, 1, 1, 1), county_code=("650101", "653101", "652801", "659002"),
        county_name=("a", "b", "c", "d"), county_unit=(0, 1, 2, 3),
    )  # fmt: skip
    wide = []
    for t in tallies:
        four = {
            name: np.concatenate([values, values[:1]])
            for name in ("persons", "schooled", "working", "jobs", "staff", "pay", "survey",
                         "slack", "bands", "sampling")
            for values in [getattr(t, name)]
        }  # fmt: skip
        flows = {n: np.concatenate([v, v[:1]]) for n, v in (t.flows or {}).items()}
        flows["paid_by_unit"] = paid
        wide.append(
            t.__class__(
                month=t.month,
                fraction=t.fraction,
                units=units,
                survey_share=t.survey_share,
                books=t.books,
                flows=flows,
                **four,
            )
        )
    data = long_table(Panel(wide, recording_profile()), ["south_fund_share"])
    assert set(data["place"]) == {"XJ"}
    share = data[data["book"] == "published"].set_index("group")["value"]
    assert share["all"] == pytest.approx(100 * 400 / 900)
    assert share["south=four_prefectures"] == pytest.approx(100 * 300 / 900)
    assert share["south=with_xpcc"] == pytest.approx(100 * 500 / 1000)


def test_what_units_received_is_what_the_ledger_paid(half_year: World) -> None:
    """But for payments to claimants who were not entitled, which have no unit."""
    for t in half_year.tallies[1:]:
        paid = sum(v for k, v in t.ledger.items() if k.startswith("employment_subsidy/"))
        by_unit = int((t.flows or {})["paid_by_unit"].sum())
        assert by_unit <= paid
        assert by_unit >= 0.9 * paid
    assert by_unit > 0
