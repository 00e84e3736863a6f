"""Measures write levers; rules judge hires; amounts are exact to the fen."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

import agents.kernels.rules as kernels
from agents.codes import Flag, Half, Industry, Label, Ownership, Status, UnitTable
from agents.levers import DECEMBER_2025, TOPICS, Account, Claim, Declared, Levers, Price, who
from agents.rules import EVERYBODY, RANGES, SETS, Rule
from scenarios import Scenario, load
from scenarios.measure import Measure, SettingError, View
from scenarios.measures import CATALOGUE, EmploymentFirst, HiringSupport
from scenarios.measures.employment_first import NAMED_INDUSTRIES
from scenarios.months import Month
from scenarios.parameters import Parameters, validation_facts
from scenarios.settings import effective
from sim import measure_cards, odd

CASES = Path(__file__).resolve().parents[1] / "cases" / "hiring_support.yaml"
JANUARY = Month.of(2026, 1)
UNITS = UnitTable(
    code=("AAA", "BBB", "CCC"),
    zh=("甲", "乙", "丙"),
    en=("A", "B", "C"),
    half=(Half.NORTH, Half.SOUTH, Half.SOUTH),
    county_code=(1, 2, 3),
    county_name=("a", "b", "c"),
    county_unit=(0, 1, 2),
)
VIEW = View(UNITS, {"takeup_hs": 0.3, "project_construction": 0.5})


def written(*measures: Measure, month: Month = JANUARY) -> dict[str, Any]:
    """Return all lever arrays after the measures wrote, in the order given."""
    levers = Levers(UNITS)
    levers.reset(month)
    for measure in measures:
        measure.apply(VIEW, levers, month)
    return levers.arrays()


def same(a: dict[str, Any], b: dict[str, Any]) -> bool:
    return a.keys() == b.keys() and all(
        a[k].dtype == b[k].dtype and a[k].shape == b[k].shape and a[k].tobytes() == b[k].tobytes()
        for k in a
    )


# ------------------------------------------------------------------------------------ catalogue


def test_twenty_measures_are_named_once_each() -> None:
    numbers = {made.number: name for name, made in CATALOGUE.items()}
    assert list(numbers) == list(range(1, 21))
    for name, made in CATALOGUE.items():
        assert made.name == name
        assert made.zh
        assert made.en
        assert made.article


def test_every_dial_carries_source_confidence_and_admitted_values() -> None:
    for made in CATALOGUE.values():
        for name, dial in made.settable().items():
            assert dial.source, name
            assert dial.confidence in ("found", "recalled", "derived", "assumed"), name
            for value in (dial.default, dial.no_policy, dial.rules_2025, dial.plan):
                assert dial.bounds[0] <= value <= dial.bounds[1], name


@pytest.mark.parametrize(("scenario", "column"), [("baseline", "rules_2025"), ("plan", "plan")])
def test_library_holds_the_values_of_the_dials(scenario: str, column: str) -> None:
    loaded = load(scenario)
    for name, made in CATALOGUE.items():
        for dial, spec in made.dials().items():
            measure = loaded.measures.get(name)
            value = spec.no_policy if measure is None else getattr(measure, dial)
            assert value == getattr(spec, column), (name, dial)


def test_published_dials_agree(published: Callable[..., list[Path]]) -> None:
    def small(path: Path) -> None:
        path.write_text(
            "measure_no,dial,no_policy,rules_2025,plan,low,high\n"
            "1,named_industry_demand,0,0,0.5,0,2\n",
            encoding="utf-8",
        )

    import csv

    for path in published("measure_dials_added.csv", small):
        with path.open(encoding="utf-8", newline="") as file:
            rows = {(int(r["measure_no"]), r["dial"]): r for r in csv.DictReader(file)}
        for made in CATALOGUE.values():
            for name, dial in made.dials().items():
                row = rows.get((made.number, name))
                if row is not None:
                    said = [float(row[c]) for c in ("no_policy", "rules_2025", "plan")]
                    assert said == [dial.no_policy, dial.rules_2025, dial.plan]
                    low, high = float(row["low"]), float(row["high"])
                    # a dial that is 0 without policy must reach down to it
                    assert dial.bounds == (min(low, dial.no_policy), max(high, dial.no_policy))


# ------------------------------------------------------------------------------------- stillness


@pytest.mark.parametrize("made", CATALOGUE.values(), ids=list(CATALOGUE))
def test_a_measure_at_dose_zero_is_off_bit_for_bit(made: type[Measure]) -> None:
    extreme = {name: dial.bounds[1] for name, dial in made.dials().items()}
    assert same(written(made(dose=0, **extreme)), written())
    assert same(written(made(dose={"2026-01": 0, "2027-01": 1})), written())
    assert same(written(made(dose={"north": 0, "south": 0})), written())


@pytest.mark.parametrize("made", CATALOGUE.values(), ids=list(CATALOGUE))
def test_a_measure_at_its_no_policy_values_writes_nothing(made: type[Measure]) -> None:
    still = {name: dial.no_policy for name, dial in made.dials().items()}
    for dose in (1, 3):
        assert same(written(made(dose=dose, **still)), written())


def test_a_measure_outside_its_months_writes_nothing_and_needs_no_undo() -> None:
    measure = HiringSupport(from_=Month.of(2026, 7), until=Month.of(2026, 8))
    scenario = Scenario(name="x").with_measures(measure)
    levers = Levers(UNITS)
    offered = []
    for month in range(JANUARY, JANUARY + 12):
        scenario.set_policy(VIEW, levers, Month(month))
        offered.append(len(levers.contribution_subsidy))
    assert offered == [0] * 6 + [2, 2] + [0] * 4


@given(
    demand=st.floats(0, 2),
    share=st.floats(0, 100),
    floor=st.floats(1000, 8332),
    months=st.integers(0, 60),
)
def test_measures_commute(demand: float, share: float, floor: float, months: int) -> None:
    mix = (
        EmploymentFirst(named_industry_demand={"north": demand, "south": 1.0}),
        HiringSupport(
            si_subsidy_share_employer={"north": share, "south": 100.0},
            si_subsidy_months_hardship=months,
            contribution_base_floor=floor,
        ),
        EmploymentFirst(named_industry_demand=0.3),
    )
    first = written(*mix)
    assert all(same(first, written(*order)) for order in permutations(mix))


def test_a_scenario_applies_measures_in_catalogue_order() -> None:
    one, two = EmploymentFirst(), HiringSupport()
    a = Scenario(name="a", measures={"hiring_support": two, "employment_first": one})
    b = Scenario(name="b").with_measures(one).with_measures(two)
    assert list(a.measures) == list(b.measures) == ["employment_first", "hiring_support"]
    assert a.digest() == b.digest()


# ------------------------------------------------------------------------------------------ dials


def test_dose_moves_a_dial_from_no_policy_within_its_bounds() -> None:
    share = HiringSupport.dials()["si_subsidy_share_employer"]
    months = HiringSupport.dials()["si_subsidy_months_graduate"]
    floor = HiringSupport.dials()["contribution_base_floor"]
    assert effective(share, 60, 0.5) == 30
    assert effective(share, 60, 3) == 100
    assert effective(months, 5, 0.5) == 3  # 2.5 rounded half up
    assert effective(floor, 5999, 0.5) == 5499
    assert effective(floor, 5999, 0) == 4999


@given(value=st.floats(0, 2))
def test_dose_one_is_the_value_bit_for_bit(value: float) -> None:
    dial = EmploymentFirst.dials()["named_industry_demand"]
    assert effective(dial, value, 1) == value


def test_a_unit_beats_its_half_and_dates_count_from_their_month() -> None:
    measure = EmploymentFirst(
        named_industry_demand={"north": 0.1, "south": {"2026-01": 0.2, "2027-01": 0.4}, "CCC": 0.9}
    )
    assert measure.values("named_industry_demand", JANUARY, UNITS).tolist() == [0.1, 0.2, 0.9]
    later = Month.of(2027, 1)
    assert measure.values("named_industry_demand", later - 1, UNITS).tolist() == [0.1, 0.2, 0.9]
    assert measure.values("named_industry_demand", later, UNITS).tolist() == [0.1, 0.4, 0.9]


def test_a_place_without_value_is_refused() -> None:
    with pytest.raises(SettingError, match=r"no value for BBB, CCC; add south"):
        HiringSupport(dose={"north": 1}).check_places(UNITS)
    HiringSupport(dose={"AAA": 1, "south": 2}).check_places(UNITS)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"dose": 3.5}, r"dose: 3.5 times is outside 0 to 3"),
        ({"dose": float("nan")}, r"outside"),
        ({"dose": True}, r"True is not a number"),
        ({"dose": 10**400}, r"inf times is outside"),
        ({"si_subsidy_share_employer": "60 %"}, r"bare number in % of employer.*example 60"),
        ({"si_subsidy_months_hardship": 12.5}, r"12.5 is not a whole number of months"),
        ({"si_subsidy_months_hardship": {"2026-13": 1}}, r"'2026-13' is not a month"),
        ({"dose": {"2026-01": 1, "north": 1}}, r"months and places in one map"),
        ({"dose": {"2026-01": {"north": 1}}}, r"places inside a month"),
        ({"dose": {"north": {"AAA": 1}}}, r"place inside a place"),
        ({"dose": {}}, r"empty map"),
        ({"from_": "2026-07", "until": "2026-06"}, r"until 2026-06 is before from 2026-07"),
        ({"from_": "2026-07", "dose": {"2026-08": 1}}, r"first date 2026-08 is after 2026-07"),
    ],
)
def test_unacceptable_settings_are_refused(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingError, match=message):
        HiringSupport(**settings)


# ----------------------------------------------------------------------------------------- levers


def test_demand_rises_only_in_named_industries() -> None:
    growth = written(EmploymentFirst(dose=2))["demand_growth"]
    assert growth.shape == (3, len(Industry))
    for industry in Industry:
        assert (growth[:, industry] == (1.0 if industry in NAMED_INDUSTRIES else 0.0)).all()


def test_offers_differ_by_place_only_where_terms_do() -> None:
    table = written(HiringSupport())
    assert table["contribution_subsidy.months"].tolist() == [12, 36]
    assert (table["contribution_subsidy.rule_bits"][:, kernels.UNIT] == EVERYBODY).all()
    table = written(HiringSupport(si_subsidy_share_employer={"north": 0, "south": 50}))
    assert (table["contribution_subsidy.rule_bits"][:, kernels.UNIT] == 0b110).all()
    assert table["contribution_subsidy.share"].tolist() == [0.5, 0.5]
    assert set(table["contribution_subsidy.claim"]) == {int(Claim.CONTRIBUTION_SUBSIDY)}
    assert set(table["contribution_subsidy.account"]) == {int(Account.EMPLOYMENT_SUBSIDY)}
    assert table["contribution_subsidy.take_up"].tolist() == [0.3, 0.3]


def test_the_floor_moves_by_unit() -> None:
    floor = written(HiringSupport(contribution_base_floor={"north": 4999, "south": 4000}))
    assert floor["contribution_floor"].tolist() == [4999, 4000, 4000]


def test_an_empty_table_has_the_shape_kernels_expect() -> None:
    arrays = Levers(UNITS).contribution_subsidy.arrays()
    assert arrays.rule_bits.shape == (0, len(SETS) + 2)
    assert arrays.rule_bounds.shape == (0, 2 * len(RANGES))
    assert arrays.share.dtype == np.float64
    assert arrays.months.dtype == np.int32


amounts = st.lists(st.floats(-5, 5), max_size=3)


@given(added=amounts, scaled=amounts, floors=amounts, caps=amounts, data=st.data())
def test_price_writes_commute_bit_for_bit(
    added: list[float],
    scaled: list[float],
    floors: list[float],
    caps: list[float],
    data: st.DataObject,
) -> None:
    writes = [("add", x) for x in added] + [("scale", x) for x in scaled]
    writes += [("at_least", x) for x in floors] + [("at_most", x) for x in caps]
    values = []
    for order in (writes, data.draw(st.permutations(writes))):
        price = Price(np.array([1.0, 2.0]))
        for kind, x in order:
            getattr(price, kind)(x)
        values.append(price.values.tobytes())
    assert values[0] == values[1]


def test_price_writes_mean_what_they_say() -> None:
    price = Price(np.array([1.0, 2.0]))
    price.scale(3)
    price.add([1, 0])
    assert price.values.tolist() == [6, 6]
    price.at_least([7, 0])
    price.at_most(6.5)
    assert price.values.tolist() == [6.5, 6]
    price.clear()
    assert price.values.tolist() == [1, 2]


def test_temporary_rates_lapse_only_where_they_are_not_renewed() -> None:
    for renew, after in ((True, 0.245), (False, 0.255)):
        levers = Levers(UNITS, renew_temporary=renew)
        levers.reset(DECEMBER_2025)
        assert (levers.contribution_rate_employer.values == 0.245).all()
        levers.reset(DECEMBER_2025 + 1)
        assert (levers.contribution_rate_employer.values == after).all()
        levers.reset(DECEMBER_2025)
        assert (levers.contribution_rate_employer.values == 0.245).all()


def test_a_misspelt_lever_is_an_error() -> None:
    with pytest.raises(AttributeError):
        _ = Levers(UNITS).hireing_subsidy  # type: ignore[attr-defined]


# ------------------------------------------------------------------------------------------ rules


def test_rule_columns_are_those_of_the_kernel() -> None:
    sets = [getattr(kernels, field.name.upper()) for field in SETS]
    assert [*sets, kernels.FLAGS_ANY, kernels.FLAGS_ALL] == list(range(8))
    assert [getattr(kernels, f.name.upper()) for f in RANGES] == list(range(0, 10, 2))
    assert kernels.EVERYBODY == EVERYBODY


def test_a_rule_reads_as_a_sentence() -> None:
    rule = who(unit=[1, 2], status=Status.UNEMPLOYED, flags_any=Flag.HARDSHIP, spell=(3, 12))
    assert rule.sentence("en", UNITS) == (
        "Everyone whose status is Unemployed; unit is B or C; who is certified as hard to employ; "
        "months in the present status at least 3 and below 12."
    )
    assert rule.sentence("zh", UNITS) == (
        "对象:状态为失业;地区为乙或丙;就业困难人员;状态持续(月)不低于3且低于12。"
    )
    assert who().sentence("en") == "Everyone."
    assert who(flags_all=Flag.VETERAN).sentence("en") == "Everyone who is a veteran."


@pytest.mark.parametrize(
    "condition", [{"status": 99}, {"unit": 32}, {"sex": []}, {"age": (5, 5)}, {"age": (9, 2)}]
)
def test_a_rule_that_cannot_be_met_is_refused(condition: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"admits nobody|unknown code"):
        who(**condition)


def naive_qualifies(rule: dict[str, Any], person: dict[str, Any]) -> bool:
    """Judge a rule as it was written, without bits."""
    for field in SETS:
        if field.name in rule and person[field.name] not in rule[field.name]:
            return False
    flags = {f for f in Flag if person["flags"] & f}
    if "flags_any" in rule and not flags & set(rule["flags_any"]):
        return False
    if not set(rule.get("flags_all", ())) <= flags:
        return False
    for field in RANGES:
        low, high = rule.get(field.name, (None, None))
        if low is not None and person[field.name] < low:
            return False
        if high is not None and person[field.name] >= high:
            return False
    return True


def some(codes: type[Label] | None) -> st.SearchStrategy[list[int]]:
    known = range(32) if codes is None else [int(c) for c in codes]
    return st.lists(st.sampled_from(list(known)), min_size=1, max_size=4)


flag_sets = st.lists(st.sampled_from(list(Flag)), min_size=1, max_size=3)
ranges = st.tuples(st.none() | st.integers(0, 10), st.none() | st.integers(11, 20))
rules = st.fixed_dictionaries(
    {},
    optional={
        **{f.name: some(f.codes) for f in SETS},
        **{f.name: ranges for f in RANGES},
        "flags_any": flag_sets,
        "flags_all": flag_sets,
    },
)
persons = st.fixed_dictionaries(
    {
        **{f.name: st.just(-1) | some(f.codes).map(lambda codes: codes[0]) for f in SETS},
        **{f.name: st.integers(0, 21) for f in RANGES},
        "flags": flag_sets.map(sum) | st.integers(0, 2047),
    }
)
ORDER = (
    "status", "sex", "schooling", "unit", "industry", "ownership", "flags",
    "age", "spell", "tenure", "grade", "firm_size",
)  # fmt: skip


def made_rule(rule: dict[str, Any]) -> Rule:
    bits = {k: sum(set(rule[k])) for k in ("flags_any", "flags_all") if k in rule}
    return who(**{**rule, **bits})


@given(rule=rules, person=persons)
def test_qualifies_equals_its_naive_twin(rule: dict[str, Any], person: dict[str, Any]) -> None:
    made = made_rule(rule)
    bits = np.array([made.bits], np.uint32)
    bounds = np.array([made.bounds], np.int32)
    got = kernels.qualifies(bits, bounds, 0, *(person[k] for k in ORDER))
    assert got == naive_qualifies(rule, person)


@given(
    rows=st.lists(st.tuples(rules, st.integers(0, 4), st.integers(0, 3)), max_size=4),
    person=persons,
)
def test_best_offer_equals_its_naive_twin(
    rows: list[tuple[dict[str, Any], int, int]], person: dict[str, Any]
) -> None:
    levers = Levers(UNITS)
    for rule, quarters, months in rows:
        levers.contribution_subsidy.offer(
            made_rule(rule),
            share=quarters / 4,
            months=months,
            claim=Claim.CONTRIBUTION_SUBSIDY,
            account=Account.EMPLOYMENT_SUBSIDY,
            measure=2,
        )
    t = levers.contribution_subsidy.arrays()
    best = kernels.best_offer(
        t.rule_bits, t.rule_bounds, t.share, t.months, *(person[k] for k in ORDER)
    )
    worths = [q / 4 * m for rule, q, m in rows if naive_qualifies(rule, person) and q * m > 0]
    assert best == -1 if not worths else t.share[best] * t.months[best] == max(worths)


# ---------------------------------------------------------------------------------- worked cases


def worked_cases() -> list[dict[str, Any]]:
    return list(YAML(typ="safe").load(CASES.read_text(encoding="utf-8")))


@pytest.mark.parametrize("case", worked_cases(), ids=lambda case: str(case["case"]))
def test_worked_case_of_hiring_support(case: dict[str, Any]) -> None:
    rules_say, assumed, expect = case["given"], case["assumed"], case["expect"]
    hire = assumed["hire"]
    levers = Levers(UNITS)
    HiringSupport(dose=assumed.get("dose", 1), si_subsidy_share_employer=rules_say["share"]).apply(
        VIEW, levers, JANUARY
    )
    t = levers.contribution_subsidy.arrays()
    row = kernels.best_offer(
        t.rule_bits,
        t.rule_bounds,
        t.share,
        t.months,
        Status.UNEMPLOYED,
        0,
        5,
        1,
        Industry.C_TEXTILES,
        next(o for o in Ownership if o.code == hire["ownership"]),
        sum(Flag[name] for name in hire["flags"]),
        30 * 12,
        6,
        0,
        0,
        hire["firm_size"],
    )
    assert (t.months[row] if row >= 0 else 0) == expect["months"]
    floor, ceiling = levers.contribution_floor.values[1], levers.contribution_ceiling.values[1]
    rate = levers.contribution_rate_employer.values[1]
    assert (floor, ceiling) == (rules_say["floor"], rules_say["ceiling"])
    parts = rules_say["pension"] + rules_say["unemployment"] + assumed["medical"]
    assert rate == pytest.approx(parts, abs=1e-12)
    base = kernels.contribution_base(hire["wage"], floor, ceiling)
    assert base == expect["base"]
    assert kernels.contribution_due(base, rate, 1.0) == expect["contribution"]
    share = t.share[row] if row >= 0 else 0.0
    assert kernels.contribution_due(base, rate, share) == expect["subsidy"]


@given(
    base=st.integers(0, 2_499_600), rate=st.integers(0, 300_000), share=st.integers(0, 1_000_000)
)
def test_contribution_due_is_exact_with_halves_up(base: int, rate: int, share: int) -> None:
    exact, rest = divmod(base * rate * share, 10**12)
    got = kernels.contribution_due(base / 100, rate / 1e6, share / 1e6)
    assert got == exact + (2 * rest >= 10**12)


def test_the_page_of_measures_is_the_one_that_the_classes_make() -> None:
    assert measure_cards.PAGE.read_text("utf-8") == measure_cards.page()


def test_every_measure_writes_levers_and_a_card_names_them() -> None:
    for measure in CATALOGUE.values():
        assert measure_cards.levers_written(measure), measure.name


# what a run must produce and nobody may type in: results, targets, reported statistics
OUTCOMES = {
    "annual_placements", "arrears_rate", "conversion_rate", "coverage_uplift", "deadweight_share",
    "displacement_rate", "fill_rate", "graduate_posts", "in_migration_elasticity",
    "job_entry_rate_longrun", "job_entry_rate_reported", "jobs_per_starter",
    "mismatch_wage_penalty", "new_high_skilled_target", "pass_rate", "post_fill_rate",
    "posts_pooled", "return_rate", "survival_3y", "unemployment_target", "urban_new_jobs_target",
    "wage_effect",
}  # fmt: skip


def test_no_outcome_target_or_behaviour_is_a_dial() -> None:
    dials = {name for measure in CATALOGUE.values() for name in measure.dials()}
    assert not dials & OUTCOMES


def test_no_validation_fact_is_read_by_a_step() -> None:
    facts = {fact.symbol for fact in validation_facts()}
    code = [p for part in ("agents", "sim", "scenarios") for p in (odd.ROOT / part).rglob("*.py")]
    read = {symbol for p in code for symbol in odd.LOOKUP.findall(p.read_text("utf-8"))}
    assert len(facts) > 20
    assert len(read) > 100
    assert not read & facts
    for symbol in facts:
        with pytest.raises(ValueError, match="published fact to compare"):
            _ = Parameters.default()[symbol]


def test_no_lever_is_declared_by_two_topics() -> None:
    names = [n for kind in TOPICS for n, d in vars(kind).items() if isinstance(d, Declared)]
    assert len(names) == len(set(names)) == len(Levers.declared())
