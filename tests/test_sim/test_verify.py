"""`sim.verify`: every exact answer is met, the document keeps its form, and a fault is seen."""

from __future__ import annotations

import doctest
import importlib
import json
import math
import pkgutil
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import jsonschema
import numpy as np
import pytest

import sim.verify
from agents.jit import set_threads
from sim.verify import (
    NOT_YET,
    SECTIONS,
    Case,
    cases,
    flows,
    invariance,
    meeting,
    search_rules,
    stable,
)
from sim.verify.cases import from_counts, from_sample, none_of
from sim.world import World

NUMBER = {"type": "number"}
MAYBE = {"type": ["number", "null"]}
CASE = {
    "type": "object",
    "required": [
        "id", "formula", "kernel", "exact", "simulated", "se", "z", "tolerance", "n", "passed",
    ],
    "properties": {
        "id": {"type": "string", "pattern": r"^1\.(10|[1-9])/[a-zA-Z0-9_.]+$"},
        "formula": {"type": "string", "minLength": 5},
        "kernel": {"type": "string", "pattern": r"^[a-zA-Z_.]+(, [a-zA-Z_.]+)*$"},
        "exact": NUMBER,
        "simulated": NUMBER,
        "se": MAYBE,
        "z": MAYBE,
        "tolerance": MAYBE,
        "n": {"type": "integer", "minimum": 1},
        "passed": {"type": "boolean"},
    },
    "additionalProperties": False,
    "oneOf": [
        {"properties": {"se": NUMBER, "z": NUMBER, "tolerance": {"type": "null"}}},
        {"properties": {"se": {"type": "null"}, "z": {"type": "null"}, "tolerance": NUMBER}},
    ],
}  # fmt: skip
DOCUMENT = {
    "type": "object",
    "required": ["schema", "seconds", "cases"],
    "properties": {
        "schema": {"const": "tianshan.verify/1"},
        "seconds": {"type": "number", "exclusiveMinimum": 0},
        "cases": {"type": "array", "minItems": 50, "items": CASE},
        "not_yet": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "reason"],
                "properties": {"id": {"type": "string"}, "reason": {"type": "string"}},
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
PROGRESS: list[tuple[str, int, int]] = []


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> None:
    """Run small markets on one thread, as `verification` does: two would mostly wait."""
    set_threads(1)


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """Return one run of everything, for all tests of this file."""
    PROGRESS.clear()
    return sim.verify.verification(lambda *reported: PROGRESS.append(reported))


# ------------------------------------------------------------------------------ the whole run


@pytest.mark.slow
def test_every_case_passes(document: dict[str, Any]) -> None:
    failed = [case for case in document["cases"] if not case["passed"]]
    assert failed == [], json.dumps(failed, ensure_ascii=False, indent=1)


@pytest.mark.slow
def test_the_document_keeps_its_form_as_json(document: dict[str, Any]) -> None:
    text = json.dumps(document, allow_nan=False)
    jsonschema.validate(json.loads(text), DOCUMENT)
    names = [case["id"] for case in document["cases"]]
    assert len(set(names)) == len(names)


@pytest.mark.slow
def test_every_section_has_cases_or_says_why_not(document: dict[str, Any]) -> None:
    there = {case["id"].split("/")[0] for case in document["cases"]}
    missing = {entry["id"] for entry in document["not_yet"]}
    assert {entry["id"]: entry["reason"] for entry in document["not_yet"]} == NOT_YET
    for section in SECTIONS:
        assert (section.id in there) != (section.id in missing), section.title
    assert [done for _, done, _ in PROGRESS] == list(range(len(SECTIONS)))
    assert {total for *_, total in PROGRESS} == {len(SECTIONS)}


@pytest.mark.slow
def test_every_kernel_named_exists(document: dict[str, Any]) -> None:
    named = {name for case in document["cases"] for name in case["kernel"].split(", ")}
    for name in named:
        module, _, attribute = name.rpartition(".")
        assert hasattr(importlib.import_module(module), attribute), name


@pytest.mark.slow
def test_the_deviations_as_a_whole_look_like_luck(document: dict[str, Any]) -> None:
    """Among about 70 z, partly of one run, root mean square 1: limit 0.6 to 1.5."""
    z = np.array([case["z"] for case in document["cases"] if case["z"] is not None])
    assert len(z) >= 50
    assert 0.6 < np.sqrt((z**2).mean()) < 1.5


@pytest.mark.slow
def test_every_case_fails_when_its_exact_answer_is_moved(document: dict[str, Any]) -> None:
    for row in document["cases"]:
        told = {k: v for k, v in row.items() if k not in ("z", "passed")}
        case = Case(**told)
        assert case.to_dict() == row
        away = 9.0 * case.se if case.se is not None else 3.0 * case.tolerance + 1e-9
        assert not Case(**{**told, "exact": case.exact + away}).passed
        assert not Case(**{**told, "simulated": math.nan}).passed


# ------------------------------------------------------------------------------ planted faults


def passed(found: Iterator[Case], wanted: str) -> bool:
    """Return the verdict of one case, and run no further ones."""
    return next(case for case in found if case.id == wanted).passed


def test_the_other_timing_of_separations_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line of scheduling moves the rate: the formula of one timing fails on the other."""
    monkeypatch.setattr(flows, "steady", lambda s, f: s * (1.0 - f) / (s * (1.0 - f) + f))
    assert not passed(flows.two_state_cases(), "1.3/steady_state")


def test_a_search_that_overlooks_a_post_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def overlook(*given: Any) -> None:
        production(*given)
        np.minimum(given[-1], 95, out=given[-1])

    production = meeting.meet_posts
    monkeypatch.setattr(meeting, "meet_posts", overlook)
    assert not meeting.uniform_case().passed


def test_one_shared_lot_at_all_posts_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a lot of its own at each post, offers crowd on the lucky."""
    monkeypatch.setattr(meeting, "uniforms", lambda k, rows: np.zeros(len(rows)))
    assert not passed(meeting.several_cases(), "1.2/u1000_v1000_a2")


def test_suitability_drawn_anew_each_month_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    months = iter(range(1000))

    def forgetful(seed: int, stream: int, month: int) -> Any:
        return production(seed, stream, month + 1000 * next(months))

    production = search_rules.key
    assert search_rules.old_pairs_case(0.01).passed
    monkeypatch.setattr(search_rules, "key", forgetful)
    assert not search_rules.old_pairs_case(0.01).passed


def test_a_seeker_who_takes_less_than_her_reservation_wage_is_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def humble(log_pay: Any, log_floor: float, accepted: Any) -> None:
        accepted[:] = log_pay >= log_floor - 0.01

    monkeypatch.setattr(search_rules, "judge_offers", humble)
    assert not passed(search_rules.reservation_cases(), "1.5/root_offers0.5_b0")
    assert not passed(search_rules.reservation_cases(), "1.5/hazard")


def test_a_matching_that_stops_early_is_not_stable(monkeypatch: pytest.MonkeyPatch) -> None:
    def impatient(*given: Any) -> None:
        production(*given[:-2], 3, given[-1])

    production = stable.match_graph
    monkeypatch.setattr(stable, "match_graph", impatient)
    market = stable.Market.draw(200, 200, 1)
    assert market.blocking_pairs(market.solve(stable.WORKER)) > 0


def test_a_price_that_does_not_move_with_the_others_is_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def forgetful(world: World, factor: float) -> invariance.DearWorld:
        dear = production(world, factor)
        dear.inputs = replace(dear.inputs, log_flexible=dear.inputs.log_flexible - np.log(factor))
        return dear

    production = invariance.DearWorld.of
    plain = invariance.run_months(invariance.open_start(invariance.short()))
    assert all(case.passed for case in invariance.money_cases(plain))
    monkeypatch.setattr(invariance.DearWorld, "of", forgetful)
    assert not passed(invariance.money_cases(plain), "1.10/money_real")


# ------------------------------------------------------------------------------ parts


def test_a_case_has_either_a_standard_error_or_a_tolerance() -> None:
    facts = {"id": "0/x", "formula": "x", "kernel": "none", "exact": 1.0, "simulated": 1.0, "n": 1}
    for wrong in ({}, {"se": 1.0, "tolerance": 1.0}):
        with pytest.raises(ValueError, match="0/x: give either"):
            Case(**facts, **wrong)
    for se in (0.0, -1.0, math.nan, math.inf):
        with pytest.raises(ValueError, match="0/x: a standard error of"):
            Case(**facts, se=se)


def test_the_limit_is_four_standard_errors() -> None:
    facts = {"id": "0/x", "formula": "x", "kernel": "none", "exact": 1.0, "n": 1}
    assert Case(**facts, simulated=1.39, se=0.1).passed
    assert not Case(**facts, simulated=1.4001, se=0.1).passed
    assert not Case(**facts, simulated=0.5999, se=0.1).passed
    assert Case(**facts, simulated=1.1, tolerance=0.11).passed
    assert not Case(**facts, simulated=0.88, tolerance=0.11).passed
    assert not none_of("0/x", "x", "none", 1, 10).passed


def test_standard_errors_are_those_of_a_known_sample() -> None:
    rng = np.random.default_rng(1)
    sample = rng.normal(3.0, 2.0, 40_000)
    mean = from_sample("0/x", "x", "none", 3.0, sample)
    variance = cases.from_variance("0/x", "x", "none", 4.0, sample)
    assert mean.se == pytest.approx(0.01, rel=0.02)
    assert variance.se == pytest.approx(4.0 * math.sqrt(2.0 / 40_000), rel=0.05)
    assert mean.passed
    assert variance.passed


def test_a_draw_that_cannot_be_fails_the_chi_square() -> None:
    share = np.array([0.5, 0.5, 0.0])
    assert from_counts("0/x", "x", "none", np.array([500, 500, 0]), share).passed
    assert not from_counts("0/x", "x", "none", np.array([500, 500, 1]), share).passed
    assert not from_counts("0/x", "x", "none", np.array([600, 400, 0]), share).passed


def test_exact_answers_agree_with_counting_small_markets_out() -> None:
    """Every graph of 3 seekers with 2 of 3 posts each, weighted by all lots of the posts."""
    from itertools import combinations, product

    lists = list(combinations(range(3), 2))
    total = 0.0
    for chosen in product(lists, repeat=3):
        applicants = [[i for i in range(3) if p in chosen[i]] for p in range(3)]
        offered = [len(set(lot)) for lot in product(*[a or [-1] for a in applicants])]
        empty = [lot.count(-1) > 0 for lot in product(*[a or [-1] for a in applicants])]
        total += np.mean([n - e for n, e in zip(offered, empty, strict=True)])
    assert meeting.several_exact(3, 3, 2) == pytest.approx(total / len(lists) ** 3, abs=1e-12)
    assert meeting.urn_matches(2, 2) == 1.5
    assert meeting.urn_variance(2, 2) == pytest.approx(0.25)


@pytest.mark.parametrize("name", [m.name for m in pkgutil.iter_modules(sim.verify.__path__)])
def test_examples_in_the_texts_run(name: str) -> None:
    tried = doctest.testmod(importlib.import_module(f"sim.verify.{name}"))
    assert tried.failed == 0
