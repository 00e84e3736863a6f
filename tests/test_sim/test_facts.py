"""`sim.facts`: every estimator on a known answer, the pass rule, and the identities on a run."""

from __future__ import annotations

import doctest
import importlib
import json
import math
import pkgutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
import small_world
from typer.testing import CliRunner

import sim.facts
from agents.codes import Ownership, Status
from agents.jit import set_threads
from scenarios.load import load
from sim.cli import app
from sim.facts import (
    BY_ID,
    FACTS,
    FactNameError,
    choose,
    cycle,
    emergent_score,
    estimators,
    firms,
    moves,
    observer,
    pay,
    programmes,
    scoreboard,
    spells,
    twins,
    worlds,
    yearly,
)
from sim.facts.accounts import people_residual, tallied
from sim.facts.board import EXPLAINED, record, table
from sim.facts.fact import INF, Fact, Found, Part, Role, Verdict, judge, median_interval, score
from sim.facts.panel import E, N, U
from sim.facts.record import PAY_STEPS, Record
from sim.mesa_model import LaborMarket
from sim.start import history

RNG = np.random.default_rng(20_260_101)
IDS = [
    "S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10", "S11", "S12", "S13", "S15", "S16",
    "S18", "S19", "S21", "S23", "S24", "S25", "S26", "S27", "S29",
]  # fmt: skip
MAYBE = {"type": ["number", "null"]}
PAIR = {"type": "array", "items": MAYBE, "minItems": 2, "maxItems": 2}
MAYBE_PAIR = {"oneOf": [PAIR, {"type": "null"}]}
ROW = {
    "type": "object",
    "required": [
        "id", "name_en", "name_zh", "role", "type", "statistic", "band", "interval", "verdict",
        "passed", "needs",
    ],
    "properties": {
        "id": {"enum": IDS},
        "role": {"enum": ["identity", "inserted", "fit", "emergent"]},
        "type": {"enum": ["ID", "SH", "Q", "ID+SH", "Q+SH"]},
        "statistic": MAYBE,
        "band": PAIR,
        "interval": MAYBE_PAIR,
        "verdict": {"enum": ["pass", "fail", "undecided", "not_yet"]},
        "passed": {"type": "boolean"},
        "needs": {"type": "array", "items": {"type": "string"}},
    },
}  # fmt: skip
DOCUMENT = {
    "type": "object",
    "required": ["schema", "fraction", "members", "facts"],
    "properties": {
        "schema": {"const": "tianshan.facts/1"},
        "fraction": {"type": "string", "pattern": "^1/[0-9]+$"},
        "members": {"type": "integer"},
        "facts": {"type": "array", "minItems": 24, "maxItems": 24, "items": ROW},
    },
}


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> None:
    set_threads(1)


def made_up(n_units: int = 2, months: int = 12, **lists: Any) -> Record:
    """Return an empty record with some of its lists given, one entry a month."""
    found = Record(k=1, n_units=n_units, first=0)
    for name, values in lists.items():
        setattr(found, name, list(values) if isinstance(values, list | np.ndarray) else values)
    if not found.stock:
        found.stock = [np.zeros((n_units, 3), np.int64) for _ in range(months)]
    return found


# --------------------------------------------------------------------------------- the pass rule


@pytest.mark.parametrize(
    ("n", "ranks"), [(4, None), (5, (1, 5)), (7, (1, 7)), (8, (2, 7)), (20, (6, 15))]
)
def test_the_interval_of_the_median_has_the_exact_ranks(
    n: int, ranks: tuple[int, int] | None
) -> None:
    found = median_interval([float(i) for i in range(n, 0, -1)])
    assert found == (None if ranks is None else (float(ranks[0]), float(ranks[1])))


def test_the_interval_of_the_median_covers_it_as_often_as_it_says() -> None:
    draws = RNG.normal(size=(2000, 8))
    inside = [low <= 0.0 <= high for low, high in map(median_interval, draws.tolist())]  # type: ignore[misc]
    assert 0.91 < np.mean(inside) < 0.95  # exactly 1 - 18/256


@pytest.mark.parametrize(
    ("band", "values", "verdict"),
    [
        ((0.0, 1.0), [0.4, 0.5, 0.6, 0.5, 0.45], "pass"),
        ((0.0, 1.0), [1.4, 1.5, 1.6, 1.5, 1.45], "fail"),
        ((0.0, 1.0), [0.0, 0.5, 1.6, 0.5, 0.45], "undecided"),  # wider than the band
        ((0.0, 1.0), [0.8, 0.9, 1.2, 0.95, 0.9], "pass"),  # narrower, though it straddles
        ((0.0, INF), [0.1, 0.2, 0.3, 0.1, 0.2], "pass"),
        ((0.0, INF), [-0.1, 0.2, 0.3, 0.1, 0.2], "undecided"),
        ((0.0, INF), [-0.1, -0.2, -0.3, -0.1, -0.2], "fail"),
        ((-INF, 0.0), [-0.1, -0.2, -0.3, -0.1, -0.2], "pass"),
        ((0.0, 1.0), [0.5, 0.5, 0.5, 0.5], "undecided"),  # four members never decide
        ((0.0, 1.0), [0.5, 0.5, 0.5, 0.5, 0.5, math.nan], "undecided"),
        ((0.0, 1.0), [math.nan], "undecided"),
    ],
)
def test_median_and_interval_decide(
    band: tuple[float, float], values: list[float], verdict: str
) -> None:
    assert judge(Part("x", band), values).verdict.value == verdict


def test_an_identity_must_hold_in_every_member() -> None:
    part = Part("residual", (0.0, 0.0))
    assert judge(part, [0.0], identity=True).verdict is Verdict.PASS
    found = judge(part, [0.0, 2.0], identity=True)
    assert (found.verdict, found.median) == (Verdict.FAIL, 2.0)
    assert judge(part, [0.0, math.nan], identity=True).verdict is Verdict.FAIL


def test_a_share_of_members_is_judged_as_it_stands() -> None:
    part = Part("share", (0.9, 1.0), share=True)
    assert judge(part, [1.0] * 8).verdict is Verdict.PASS
    assert judge(part, [1.0] * 7 + [0.0]).verdict is Verdict.FAIL


def small_fact(**changes: Any) -> Fact:
    given = Fact(
        id="S3", name_en="x", name_zh="x", role=Role.EMERGENT, type="Q", why="w", statistic="s",
        source="s", parts=(Part("a", (0.0, 1.0)), Part("b", (0.0, INF))), measure=lambda r: (0.0,),
        largest_k=100, members=5,
    )  # fmt: skip
    return replace(given, **changes)


def test_a_fact_passes_when_all_parts_do_and_the_ensemble_is_large_enough() -> None:
    good = [(0.5, 1.0)] * 5
    assert score(small_fact(), good, 100)["verdict"] == "pass"
    assert score(small_fact(), [(0.5, -1.0)] * 5, 100)["verdict"] == "fail"
    small = score(small_fact(), good, 1000)
    assert (small["verdict"], small["passed"]) == ("undecided", False)
    assert small["needs"] == ["a world of 1/100 or larger"]
    few = score(small_fact(), good[:3], 100)
    assert few["verdict"] == "undecided"
    assert few["needs"][0] == "5 members or more"
    missing = score(small_fact(measure=None, needs=("trials",)), [], 100)
    assert (missing["verdict"], missing["needs"]) == ("not_yet", ["trials"])


def test_found_parts_are_json_without_infinities() -> None:
    part = Found(Part("a", (-INF, 1.0)), 0.5, (0.1, 0.9), Verdict.PASS).to_dict()
    assert part["band"] == [None, 1.0]
    json.dumps(part, allow_nan=False)


# ---------------------------------------------------------------------------------- estimators


def test_least_squares_recovers_a_line_and_clusters_widen_errors() -> None:
    group = np.repeat(np.arange(50), 20)
    x = np.column_stack([np.ones(1000), RNG.normal(size=50)[group]])
    y = x @ np.array([1.0, -2.0]) + RNG.normal(size=50)[group] + 0.1 * RNG.normal(size=1000)
    plain, clustered = (estimators.least_squares(y, x, cluster=c) for c in (None, group))
    assert abs(clustered.b[1] + 2.0) < 4 * clustered.se[1]
    assert clustered.se[1] > 2 * plain.se[1]
    np.testing.assert_allclose(estimators.coefficients(y, x), plain.b, rtol=1e-9)


def test_poisson_regression_recovers_the_distance_elasticity() -> None:
    n = 4000
    x = np.column_stack([np.ones(n), RNG.uniform(3.0, 7.0, n), RNG.normal(size=n)])
    beta = np.array([7.0, -1.2, 0.8])
    line = estimators.poisson_regression(RNG.poisson(np.exp(x @ beta)).astype(float), x)
    assert np.all(np.abs(line.b - beta) < 4 * line.se)
    assert line.se[1] < 0.02


def test_hill_and_rank_size_recover_a_pareto_exponent() -> None:
    pareto = (1.0 - RNG.uniform(size=200_000)) ** (-1.0 / 2.5)
    assert abs(estimators.hill(pareto, 0.02) - 2.5) < 4 * 2.5 / math.sqrt(4000)
    zipf = np.round((1.0 - RNG.uniform(size=400_000)) ** -1.0)
    slope = estimators.rank_size_slope(zipf, np.ones(len(zipf)), 5.0, 2000.0)
    assert abs(slope - 1.0) < 0.05


def test_weights_undo_sampling_in_the_rank_size_slope() -> None:
    size = np.round((1.0 - RNG.uniform(size=400_000)) ** (-1.0 / 1.1))
    share = np.minimum(1.0, size / 50.0)  # larger firms are more likely to be drawn
    drawn = RNG.uniform(size=len(size)) < share
    whole = estimators.rank_size_slope(size, np.ones(len(size)), 5.0, 1000.0)
    sampled = estimators.rank_size_slope(size[drawn], 1.0 / share[drawn], 5.0, 1000.0)
    assert abs(whole - sampled) < 0.05


def test_gini_of_known_laws() -> None:
    assert estimators.gini(np.ones(10)) == pytest.approx(0.0, abs=1e-12)
    assert estimators.gini(RNG.uniform(size=100_000)) == pytest.approx(1.0 / 3.0, abs=0.005)


def test_half_life_and_hazard_of_geometric_jobs() -> None:
    lives = RNG.geometric(0.05, 200_000)
    risk = np.array([(lives > t).sum() for t in range(60)], float)
    ended = np.array([(lives == t + 1).sum() for t in range(60)], float)
    rate = estimators.hazard(risk, ended)
    assert np.all(np.abs(rate - 0.05) < 4.5 * np.sqrt(0.05 * 0.95 / risk))
    assert estimators.half_life(rate) == pytest.approx(math.log(0.5) / math.log(0.95), abs=0.3)
    assert estimators.half_life(np.zeros(5)) == math.inf


def spells_of(rates: np.ndarray, strata: bool) -> float:
    """Return the log-rank p-value of geometric spells, with strata told apart or not."""
    test = estimators.LogRank(8)
    for _ in range(24):
        alive = np.full(len(rates), 2000.0)
        risk, ended = np.zeros((2, len(rates), 8))
        for g in range(8):
            out = RNG.binomial(alive.astype(int), rates).astype(float)
            risk[:, g], ended[:, g] = alive, out
            alive = alive - out
        test.add(*((risk, ended) if strata else (risk.sum(0)[None], ended.sum(0)[None])))
    return test.p_value()


def test_the_log_rank_test_tells_true_from_spurious_duration_dependence() -> None:
    rates = np.array([0.05, 0.15, 0.3])
    assert spells_of(rates, strata=True) > 0.001  # flat within strata
    assert spells_of(rates, strata=False) < 1e-6  # falls by sorting where strata are mixed
    p = [spells_of(np.array([0.2]), strata=True) for _ in range(60)]
    assert 0.3 < np.median(p) < 0.7  # uniform if the hazard is flat


# ------------------------------------------------------------------- facts on made-up records


def test_steady_state_is_read_from_flows() -> None:
    flow = np.zeros((12, 2, 3, 3))
    flow[:, :, E, E], flow[:, :, E, U] = 960.0, 20.0
    flow[:, :, U, E], flow[:, :, U, U] = 20.0, 40.0
    assert cycle.steady_state({"frozen": made_up(flow=flow)}) == (pytest.approx(0.0, abs=1e-12),)
    flow[:, :, U, E] = 25.0  # more leave than come: u is above its rest point
    assert cycle.steady_state({"frozen": made_up(flow=flow)})[0] > 0.5


def beveridge_worlds(lag: float) -> dict[str, Record]:
    """Return a baseline at rest and a demand cycle in which u follows v by `lag` months."""
    t = 2.0 * np.pi * np.arange(48) / 48

    def world(swing: float) -> Record:
        stock = np.zeros((48, 2, 3))
        stock[:, :, U] = (50.0 - 10.0 * swing * np.sin(t - 2.0 * np.pi * lag / 48))[:, None]
        stock[:, :, E] = 1000.0 - stock[:, :, U]
        posts = np.repeat((30.0 + 8.0 * swing * np.sin(t))[:, None], 2, axis=1)
        return made_up(stock=stock, posts_open=posts, jobs=np.full((48, 2), 900.0))

    return {"baseline": world(0.0), "demand": world(1.0), "separations": world(1e-9)}


def test_the_beveridge_loop_has_its_direction() -> None:
    corr, _ = cycle.beveridge(
        beveridge_worlds(2.0) | {"separations": beveridge_worlds(0)["demand"]}
    )
    assert corr < -0.9
    area, sign = cycle.loop(beveridge_worlds(3.0))
    assert area > 0.0
    assert sign == 1.0
    assert cycle.loop(beveridge_worlds(-3.0))[1] == 0.0


def test_matching_elasticities_are_recovered() -> None:
    months, n = 48, 6
    u = RNG.uniform(400, 4000, (months, n))
    v = RNG.uniform(200, 3000, (months, n))
    flow, stock = np.zeros((months, n, 3, 3)), np.full((months, n, 3), 5000.0)
    flow[:, :, U, U] = u
    found = cycle.matching(
        {"units": made_up(n, flow=flow, stock=stock, posts_offered=v, hires_ue=u**0.6 * v**0.4)}
    )
    assert found[:2] == (pytest.approx(0.6), pytest.approx(1.0))
    assert found[2] < 1.0 < found[3]


def okun_world(slope: float) -> Record:
    y = RNG.normal(size=(36, 4)).cumsum(axis=0) * 0.01
    stock = np.zeros((36, 4, 3))
    stock[:, :, U] = 100_000.0 * (0.05 + slope * y)
    stock[:, :, E] = 100_000.0 - stock[:, :, U]
    return made_up(4, stock=stock, output=np.exp(y))


def test_okun_and_the_buffer() -> None:
    coefficient, larger = cycle.okun(
        {"units": okun_world(-0.1), "units_no_buffer": okun_world(-0.3)}
    )
    assert coefficient == pytest.approx(-0.1, abs=1e-6)
    assert larger == pytest.approx(0.2, abs=1e-6)


def test_the_wage_curve_is_recovered() -> None:
    n, months = 8, 48
    u = RNG.uniform(0.02, 0.1, (8, n)).repeat(6, axis=0)
    stock = np.zeros((months, n, 3))
    stock[:, :, U], stock[:, :, E] = 1000 * u, 1000 * (1 - u)
    years = [
        {
            "month": t,
            "unit_wage": -0.1 * np.log(u[t]) + np.arange(n) + 0.01 * t + RNG.normal(0, 1e-3, n),
            "unit_staff": np.full(n, 500.0),
        }
        for t in range(5, months, 6)
    ]
    elasticity, t = pay.wage_curve({"units": made_up(n, stock=stock, years=years)})
    assert elasticity == pytest.approx(-0.1, abs=0.003)
    assert t < -10.0


def test_duration_reads_the_months_of_the_spell() -> None:
    r = made_up(2, posts_offered=np.array([[10.0, 90.0]] * 12))
    r.stock = [np.array([[0, 100, 0]] * 2)] * 12
    r.spell_risk[:] = 1000
    r.spell_exit[:] = 100
    r.spell_exit[0, 7:10] = 90  # the slack unit falls less
    r.spell_exit[1, 7:10] = 40
    r.log_rank.add(np.full((1, 8), 50.0), np.full((1, 8), 5.0))
    ratio, flat, tight, p = spells.duration({"baseline": r, "equals": r})
    assert (ratio, flat) == (pytest.approx(0.65), pytest.approx(1.0))
    assert tight == pytest.approx(-0.5)
    assert p == pytest.approx(1.0)


def test_stock_flow_sees_what_hires_follow() -> None:
    n, months = 8, 48
    new, left = RNG.uniform(10, 200, (2, months, n))
    at = np.full((months, n), 500.0)
    hires = 0.3 * new + 0.02 * np.roll(left, 1, axis=0) + RNG.normal(0, 3, (months, n))
    r = made_up(n, at_old=at, hires_old=hires, posts_new=new, posts_open=left)
    difference, inflow, stock = spells.stock_flow({"units": r})
    assert difference == pytest.approx(inflow - stock)
    assert difference > 5.0


def test_tenure_reads_hazards_and_half_life() -> None:
    r = made_up(years=[{"month": 11, "tenure_median": 48.0}])
    r.tenure_risk[:] = 10_000
    r.tenure_end[:13], r.tenure_end[13:60], r.tenure_end[60:] = 600, 300, 100
    ratio, half, median = spells.tenure({"baseline": r})
    assert (ratio, median) == (pytest.approx(6.0), 4.0)
    assert half == pytest.approx(math.log(0.5) / math.log(0.94), abs=0.2)


def test_job_to_job_counts() -> None:
    r = made_up()
    r.hires[:] = [30, 50, 20]
    r.staff_age[:], r.moves_age[:] = 1000, [40, 30, 15, 10]
    r.gain_ee[:], r.gain_eue[:] = [3.0, 30.0], [-1.0, 20.0]
    found = moves.job_to_job({"baseline": r})
    assert found == pytest.approx((0.3, 0.75, 0.1, 0.15))


def test_gravity_is_recovered() -> None:
    n = 12
    r = made_up(n)
    r.road = np.abs(RNG.uniform(50, 1500, (n, n)))
    people, wage = RNG.uniform(1e4, 1e6, n), np.exp(RNG.normal(9.0, 0.3, n))
    mean = (
        r.road**-1.1 * people[:, None] ** 0.9 * people[None, :] ** 0.8
        * (wage[None, :] / wage[:, None]) ** 0.8
    )  # fmt: skip
    r.moves = RNG.poisson(mean * 4e5 / mean.sum())
    r.years = [{"month": 0, "unit_people": people, "unit_pay": wage}]
    found = moves.gravity({"baseline": r})
    assert found == pytest.approx((-1.1, 0.9, 0.8, 1.375), abs=0.1)


def test_the_season_is_compared_with_its_table() -> None:
    t = np.arange(36)
    wanted = np.column_stack([1.0 + 0.3 * np.sin(2 * np.pi * t / 12), np.ones(36)])
    table_farm = np.where((t % 12 > 2) & (t % 12 < 10), 1.0, 0.0)
    r = made_up(
        heads=np.column_stack([1000.0 * wanted[:, 0] ** 0.8, np.full(36, 500.0)]),
        season_heads=wanted, farm=0.05 + 0.9 * table_farm, season_farm=table_farm,
    )  # fmt: skip
    farm, staff, peak = moves.season({"baseline": r})
    assert farm == pytest.approx(0.9)
    assert staff == pytest.approx(0.8, abs=0.01)
    assert peak == 0.0
    assert moves.from_peak(1, np.array([1.0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1.0])) == 1


def firm_year(month: int, ids: list[int], people: list[int]) -> dict[str, Any]:
    n = len(ids)
    return {
        "month": month, "firm_id": np.array(ids), "firm_people": np.array(people),
        "firm_unit": np.zeros(n, np.int8), "firm_industry": np.zeros(n, np.int8),
        "firm_private": np.ones(n, bool), "firm_years": np.full(n, 5.0),
        "firm_weight": np.ones(n), "zipf": 1.0 + 0.01 * month,
    }  # fmt: skip


def test_job_flows_count_entry_and_exit() -> None:
    n = 400
    one = firm_year(11, list(range(n)), [10] * n)
    # a tenth close, a tenth grow by five, forty open with ten
    people = [15 if i % 10 == 1 else 10 for i in range(n) if i % 10]
    ids = [i for i in range(n) if i % 10] + list(range(n, n + 40))
    other = firm_year(23, ids, people + [10] * 40)
    least, excess, cells = firms.job_flows({"baseline": made_up(1, years=[one, other])})
    jobs = 0.5 * (4000 + 4200)
    assert least == pytest.approx(100.0 * 400 / jobs)  # 40 firms of ten close; 600 are created
    assert excess == pytest.approx(1000 / 200)
    assert cells == 1.0
    assert firms.size_law({"decade": made_up(years=[one, other])}) == pytest.approx((1.11, 0.12))


def test_growth_by_size_through_age_only() -> None:
    r = made_up(1)
    r.firm_risk[:] = 1000.0
    r.firm_exit[:] = np.outer([4, 3, 2, 1], [8, 4, 2, 1])
    size = np.concatenate([RNG.integers(500, 2000, 1000), RNG.integers(5000, 20_000, 1000)])
    one = firm_year(11, list(range(2000)), size.tolist())
    one["firm_years"] = np.repeat([1.0, 20.0], 1000)
    after = (np.array(one["firm_people"]) * np.repeat([1.2, 1.0], 1000)).astype(int)
    r.years = [one, firm_year(23, list(range(2000)), after.tolist())]
    old, large, slope, left = firms.young_and_small({"baseline": r})
    assert (old, large) == (pytest.approx(0.25), pytest.approx(0.125))
    assert slope < 0.0
    assert abs(left) < 0.05


def test_net_jobs_of_a_subsidy_are_what_is_left_of_the_gross() -> None:
    with_it = made_up(subsidised=[150, 150], subsidy_hires=[10, 20], at_work=[[500, 9000]] * 2)
    without = made_up(subsidised=[50, 50], subsidy_hires=[0, 0], at_work=[[470, 9010]] * 2)
    with_it.k = without.k = 200
    found = programmes.hiring_subsidy({"usual": with_it, "no_subsidy": without})
    net, persons, deadweight, substitution, gross, granted = found
    assert (net, deadweight, substitution) == pytest.approx((0.2, 0.7, 0.1))
    assert net == pytest.approx(1.0 - deadweight - substitution)
    assert (persons, gross, granted) == (4000.0, 20_000.0, 36_000.0)
    same = programmes.hiring_subsidy({"usual": with_it, "no_subsidy": with_it})
    assert math.isnan(same[0])
    assert same[1] == 0.0


def test_a_net_within_noise_of_nothing_is_not_decided() -> None:
    values = [(x, 1000.0 * x, 0.5, 0.5, 1.0, 1.0) for x in (-0.2, -0.1, 0.1, 0.15, 0.2, 0.25)]
    assert score(BY_ID["S25"], values, 200)["verdict"] == "undecided"
    clear = [(x + 0.3, 1000.0 * (x + 0.3), 0.5, 0.2, 1.0, 1.0) for x, *_ in values]
    assert score(BY_ID["S25"], clear, 200)["verdict"] == "pass"
    lost = [(x - 0.9, 1000.0 * (x - 0.9), 0.5, 0.2, 1.0, 1.0) for x, *_ in values]
    assert score(BY_ID["S25"], lost, 200)["verdict"] == "fail"


def test_missing_and_excess_jobs_are_counted_on_the_pay_distribution() -> None:
    usual = np.full(PAY_STEPS + 1, 10)
    raised = usual.copy()
    raised[50:55] -= 8  # from 1.00 to 1.10 minimum wages
    raised[55] += 30
    raised[60] += 2
    raised[79] += 8  # the last step within the window
    raised[80] += 100  # beyond it
    records = {
        "usual": made_up(pay_jobs=[usual] * 3, kaitz=[0.3] * 3),
        "higher_floor": made_up(pay_jobs=[raised] * 3, kaitz=[0.33] * 3),
    }
    ratio, bunching, kaitz, below, jobs = programmes.higher_floor(records)
    all_of_them = 10.0 * (PAY_STEPS + 1)
    assert ratio == pytest.approx(1.0)
    assert bunching == pytest.approx(100.0 * 30.0 / all_of_them)
    assert kaitz == pytest.approx(0.33)
    assert below == pytest.approx(100.0 * 550.0 / all_of_them)
    assert jobs == pytest.approx(100.0 * 100.0 / all_of_them)


# -------------------------------------------------------------------------- the list of facts


def test_all_facts_are_there_and_say_what_they_are() -> None:
    assert [fact.id for fact in FACTS] == IDS
    roles = {role: {f.id for f in FACTS if f.role is role} for role in Role}
    assert roles[Role.IDENTITY] == {"S1", "S2", "S9"}
    assert roles[Role.INSERTED] == {"S4", "S5", "S10", "S12", "S16", "S18", "S21", "S27", "S29"}
    assert roles[Role.FIT] == {"S6", "S7", "S13", "S15", "S19"}
    assert roles[Role.EMERGENT] == {"S3", "S8", "S11", "S23", "S24", "S25", "S26"}
    for fact in FACTS:
        assert fact.parts
        assert min(map(len, (fact.why, fact.statistic, fact.source, fact.name_zh))) > 3
        assert set(fact.worlds) <= set(worlds.SETTINGS)
        assert (fact.measure is None) == bool(fact.needs)
        assert fact.measure is None or fact.worlds
    assert {f.id for f in FACTS if f.measure is None} == {"S23", "S24"}


def test_names_of_facts_are_checked() -> None:
    assert [f.id for f in choose(["s9", "S1"])] == ["S1", "S9"]
    with pytest.raises(FactNameError, match="S99"):
        choose(["S99"])


@pytest.mark.parametrize("name", ["", *(m.name for m in pkgutil.iter_modules(sim.facts.__path__))])
def test_examples_hold(name: str) -> None:
    module = importlib.import_module(f"sim.facts.{name}" if name else "sim.facts")
    assert doctest.testmod(module).failed == 0


# -------------------------------------------------------------------------------- small worlds


@pytest.fixture
def small_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Open the small start world of 2020 wherever a setting would open the eve of 2026."""

    def opened(name: str, seed: int, k: int) -> Any:
        given = load("baseline", worlds.SETTINGS[name].overrides)
        world = small_world.open_start(given.with_(start=small_world.START, months=6), seed)
        prepare = worlds.SETTINGS[name].prepare
        if prepare is not None:
            prepare(world)
        return world

    monkeypatch.setattr(observer, "open_setting", opened)


def test_the_identities_hold_to_the_last_person(small_start: None) -> None:
    found = scoreboard(k=1000, members=2, processes=1, only=["S1", "S2", "S9"], months=14)
    json.dumps(found, allow_nan=False)
    jsonschema.validate(found, DOCUMENT)
    rows = {row["id"]: row for row in found["facts"]}
    assert list(rows) == IDS
    assert [rows[i]["verdict"] for i in ("S1", "S2", "S9")] == ["pass"] * 3
    assert rows["S23"]["verdict"] == "not_yet"
    assert rows["S4"]["needs"] == ["not asked for"]


@pytest.mark.slow
def test_every_fact_is_computed_on_a_short_run(small_start: None) -> None:
    found = scoreboard(k=1000, members=1, processes=1, months=25)
    jsonschema.validate(found, DOCUMENT)
    rows = {row["id"]: row for row in found["facts"]}
    assert {rows[i]["verdict"] for i in ("S1", "S2", "S9")} == {"pass"}
    others = [row for row in found["facts"] if row["role"] != "identity"]
    assert {row["verdict"] for row in others} == {"undecided", "not_yet"}  # one member decides none
    for name in ("S3", "S8", "S10", "S12", "S13", "S15", "S18", "S27", "S29"):
        assert rows[name]["statistic"] is not None, name


def test_the_record_agrees_with_the_office(small_start: None) -> None:
    world = small_world.open_start(small_world.scenario())
    model = LaborMarket(world.scenario, seed=1, fraction=1000, world=world, collect=False)
    watch = observer.Watch(world)
    for _ in range(3):
        watch.step(model)
    r, persons = watch.record, world.tallies[-1].persons.sum(axis=(1, 2))
    assert r.stock[-1][:, U].tolist() == persons[:, 2:, Status.UNEMPLOYED].sum(axis=1).tolist()
    assert int(r.posts_open[-1].sum()) == world.population.posts.n
    assert r.jobs[-1].sum() == world.population.firms.n_workers.sum()
    assert r.spell_exit.sum() <= r.table("flow")[:, :, U, E].sum()
    assert r.firm_exit.sum() > 0.0
    again = observer.observe("baseline", 1, 1000, 3)
    assert np.array_equal(again.table("flow"), r.table("flow"))


def test_pay_is_counted_over_the_floor_without_the_rise(small_start: None) -> None:
    world = small_world.open_start(small_world.scenario())
    usual, raised = Record(k=1, n_units=world.flows.n), Record(k=1, n_units=world.flows.n)
    twins.note_pay(world, usual)
    floor = world.minimum_wage()
    twins.raise_floor(world)
    assert world.minimum_wage() == pytest.approx((1.0 + twins.RISE) * floor)
    twins.note_pay(world, raised)
    assert np.array_equal(raised.pay_jobs[0], usual.pay_jobs[0]), "no pay has changed yet"
    assert raised.kaitz[0] == pytest.approx((1.0 + twins.RISE) * usual.kaitz[0])
    w, f, n = world.population.workers, world.population.firms, world.n_workers
    staff = np.flatnonzero((w.status[:n] == Status.EMPLOYEE) & (w.employer[:n] >= 0))
    private = np.isin(f.ownership[w.employer[staff]], [Ownership.PRIVATE, Ownership.HOUSEHOLD])
    assert 0 < usual.pay_jobs[0].sum() <= private.sum() < len(staff)
    w.wage[staff[private]] = (1.0 + twins.RISE) * floor[f.unit[w.employer[staff[private]]]]
    twins.note_pay(world, usual)
    assert usual.pay_jobs[1][55] == usual.pay_jobs[1].sum(), "the step that begins at the new floor"


def test_twins_are_alike_before_their_rules_differ(small_start: None) -> None:
    usual, raised = (observer.observe(name, 1, 1000, 6) for name in ("usual", "higher_floor"))
    assert usual.table("pay_jobs").sum() > 0.0
    below = [r.table("pay_jobs")[0, 50:55].sum() for r in (usual, raised)]
    assert below[1] < 0.5 * below[0], "pay follows the floor at once"
    assert usual.table("at_work").sum(axis=1) == pytest.approx(usual.table("stock")[..., E].sum(1))
    assert usual.subsidised[-1] > 0
    dial = load("baseline", worlds.SETTINGS["no_subsidy"].overrides)
    assert dial.digest() != load("baseline").digest()
    assert history(dial).digest() == history(load("baseline")).digest(), "the same eve"


def test_a_lost_person_is_seen(small_start: None) -> None:
    world = small_world.open_start(small_world.scenario())
    watch = observer.Watch(world)
    model = LaborMarket(world.scenario, seed=1, fraction=1000, world=world, collect=False)
    before = watch.panel.begin()
    model.step()
    w, n = world.population.workers, world.n_workers
    age = (int(world.month) - w.birth[:n]).astype(np.int16)
    state = observer.labour_states(w.status[:n], age)
    old, new = (tallied(t.persons) for t in world.tallies[-2:])
    assert people_residual(world, old, new, before, state, age) == 0
    world.flows.deaths[0] += 1
    assert people_residual(world, old, new, before, state, age) == 1
    new[np.flatnonzero(new)[0]] -= 1
    assert people_residual(world, old, new, before, state, age) == 2


def test_a_frozen_population_neither_grows_nor_turns_to_search(small_start: None) -> None:
    r = observer.observe("frozen", 1, 1000, 14)
    stock = r.table("stock").sum(axis=1)
    flow = r.table("flow").sum(axis=1)
    # only sixteen-year-olds join
    assert np.all(np.diff(stock.sum(axis=1)) >= 0)
    assert flow[:, N, U].sum() == 0
    assert flow[:, U, N].sum() < 0.02 * flow[:, U].sum()


def test_in_a_frozen_population_nobody_comes_goes_or_is_displaced(small_start: None) -> None:
    world = observer.open_setting("frozen", 1, 1000)
    assert not world.inputs.technology.active
    model = LaborMarket(world.scenario, seed=1, fraction=1000, world=world, collect=False)
    for done in range(6):
        worlds.keep_pupils(world, done)
        model.step()
        for name in ("births", "deaths", "arrivals", "departures", "retirements", "went_out",
                     "came_home", "returns"):  # fmt: skip
            assert getattr(world.flows, name).sum() == 0, (name, done)


def test_a_cycle_comes_back_and_moves_demand_only(small_start: None) -> None:
    total = sum(worlds.wave(t) for t in range(worlds.CYCLE_MONTHS))
    assert total == pytest.approx(0.0, abs=1e-12)
    world = small_world.open_start(small_world.scenario())
    before = world.market.demand.copy()
    for t in range(12):
        worlds.swing_demand(world, t)
    np.testing.assert_allclose(world.market.demand - before, worlds.DEMAND_SWING)
    hazard = world.inputs.hazard.copy()
    for t in range(24):
        worlds.swing_separations(world, t)
    np.testing.assert_allclose(world.inputs.hazard, hazard, rtol=1e-9)
    with pytest.raises(KeyError, match="no_such"):
        worlds.set_parameters(world, {"no_such": 1.0})


def test_pay_in_memory_follows_persons_when_rows_are_sorted(small_start: None) -> None:
    world = small_world.open_start(small_world.scenario())
    watch = observer.Watch(world)
    watch.panel.begin()
    n = world.n_workers
    ids = world.population.workers.id[:n].copy()
    watch.panel.paid[:] = np.abs(ids) % 1000
    shuffled = np.random.default_rng(1).permutation(ids)
    watch.panel._follow(shuffled)
    assert np.array_equal(watch.panel.paid, (np.abs(shuffled) % 1000).astype(np.float32))


def test_pay_and_firms_are_read_from_persons(half_year: Any) -> None:
    found = yearly.cross_section(half_year, frozenset({"pay", "firms"}))
    assert 0.0 < found["return_schooling"] < 0.2
    assert 0.2 < found["gini"] < 0.6
    w = half_year.population.workers
    assert found["unit_staff"].sum() <= np.count_nonzero(w.status == Status.EMPLOYEE)
    f = half_year.population.firms
    assert found["firm_people"].sum() == (f.n_workers + f.n_break)[f.alive == 1].sum()


# ---------------------------------------------------------------------------------- the command


def made_up_document() -> dict[str, Any]:
    """Return a scoreboard in which every fact fails or is identical to zero."""
    rows = [
        score(fact, [tuple(-9.0 for _ in fact.parts)] * 8 if fact.measure else [], 100)
        for fact in FACTS
    ]
    return {
        "schema": sim.facts.SCHEMA, "fraction": "1/100", "members": 8, "seconds": 1.0,
        "facts": rows, "score": emergent_score(rows),
    }  # fmt: skip


def test_the_command_prints_json_and_strict_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []

    def quick(**given: Any) -> dict[str, Any]:
        asked.append(given)
        return made_up_document()

    monkeypatch.setattr(sim.facts, "scoreboard", quick)
    words = ["facts", "--json", "--fraction", "1/500", "--members", "3", "--only", "S4,S7"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    jsonschema.validate(json.loads(result.stdout), DOCUMENT)
    assert (asked[0]["k"], asked[0]["members"], list(asked[0]["only"])) == (500, 3, ["S4", "S7"])
    assert CliRunner().invoke(app, ["facts", "--strict"]).exit_code == 1
    assert CliRunner().invoke(app, ["facts", "--fraction", "2"]).exit_code == 2


def test_the_command_refuses_unknown_facts() -> None:
    result = CliRunner().invoke(app, ["facts", "--only", "S4,S99"])
    assert result.exit_code == 2
    assert "S99" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_the_scoreboard_prints_roles_apart_and_the_emergent_score() -> None:
    text = table(made_up_document())
    emergent = sum(f.role is Role.EMERGENT for f in FACTS)
    assert f"Score (emergent facts): 0 of {emergent} pass" in text.splitlines()[-1]
    for title in ("Emergent", "Fit", "Inserted", "Identities"):
        assert title in text


def test_the_page_keeps_what_was_explained(tmp_path: Path) -> None:
    path = tmp_path / "facts.md"
    record(made_up_document(), path, "abc", date(2026, 1, 2))
    first = path.read_text("utf-8")
    assert "2026-01-02" in first
    assert "code and data abc" in first
    head, _, tail = first.partition(EXPLAINED)
    assert "**S3 " in tail
    path.write_text(head + EXPLAINED + "\n\nBecause.\n", "utf-8")
    record(made_up_document(), path, "def", date(2026, 1, 3))
    second = path.read_text("utf-8")
    assert second.rstrip().endswith("Because.")
    assert "code and data def" in second
    assert BY_ID["S4"].name_en in second
