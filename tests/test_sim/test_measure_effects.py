"""Each measure moves its own indicators the way the literature says, beyond Monte Carlo noise.

Paired runs of the plan, the measure off against on at the dials of `tests/cases/effects/NAME.yaml`:
the same seeds, so the same persons meet the same luck. Compared is the mean of months 7 to 24 (of
both years for a yearly indicator); the mean difference must lie two standard errors from zero.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ruamel.yaml import YAML

from scenarios.load import load
from scenarios.measures import CATALOGUE
from scenarios.scenario import Scenario
from sim.indicators import INDICATORS
from sim.results import Results
from sim.runner import run

CASES = Path(__file__).parents[1] / "cases" / "effects"
SEEDS, FRACTION, MONTHS, SETTLED = (1, 2, 3, 4, 5), 200, 24, 6
Figure = tuple[str, str, str, str | None]
SIGNS = {"up": 1.0, "down": -1.0}


def cases() -> list[tuple[str, dict[str, Any]]]:
    """Return (measure, expectation) of every file."""
    return [
        (path.stem, case)
        for path in sorted(CASES.glob("*.yaml"))
        for case in YAML(typ="safe").load(path.read_text("utf-8"))
    ]


def with_dials(name: str, dials: str, others: str) -> Scenario:
    """Return the plan with a measure at its plan values, changed as `dials` says; others too."""
    plan = load("plan").with_(months=MONTHS)
    for other, given in json.loads(others).items():
        settings = plan.measures[other].to_dict() if other in plan.measures else {}
        plan = plan.with_measures(made(other, settings | given))
    settings = plan.measures[name].to_dict() if name in plan.measures else {}
    return plan.with_measures(made(name, settings | json.loads(dials)))


def made(name: str, settings: dict[str, Any]) -> Any:
    """Return a measure from plain settings, in force from January 2026 on."""
    values = {("from_" if key == "from" else key): value for key, value in settings.items()}
    return CATALOGUE[name](**(values | {"from_": "2026-01"}))


@cache
def outcome(name: str, dials: str | None, others: str, seed: int) -> dict[Figure, float]:
    """Return the figures of all of a measure's cases in a run with it at `dials`, or off.

    Only figures are kept: the tables of some hundred runs would fill the memory.
    """
    chosen = with_dials(name, dials or "{}", others)
    results = run(
        chosen if dials is not None else chosen.without(name), seed=seed, fraction=FRACTION
    )
    return {figure_of(case): level(results, case) for n, case in cases() if n == name}


def figure_of(case: dict[str, Any]) -> Figure:
    """Return what a case looks at: indicator, place, group, book."""
    book = {True: "true", False: None}.get(case.get("book"), case.get("book"))
    return case["indicator"], case.get("place", "XJ"), case.get("group", "all"), book


def level(results: Results, case: dict[str, Any]) -> float:
    """Return the indicator's mean over the settled months or years."""
    indicator, place, group, book = figure_of(case)
    series = results.series(indicator, place=place, group=group, book=book)
    values = series.to_numpy()
    if not INDICATORS[indicator].yearly:
        values = values[SETTLED:]
    return float(np.nanmean(values))


@pytest.mark.parametrize(
    ("name", "case"), [pytest.param(n, c, id=f"{n}-{c['indicator']}") for n, c in cases()]
)
def test_the_measure_moves_its_indicator(name: str, case: dict[str, Any]) -> None:
    dials, others = json.dumps(case["dials"]), json.dumps(case.get("others", {}))
    change = np.array(
        [
            outcome(name, dials, others, seed)[figure_of(case)]
            - outcome(name, None, others, seed)[figure_of(case)]
            for seed in SEEDS
        ]
    )
    assert np.all(np.isfinite(change)), "the indicator is not computed"
    mean, error = change.mean(), change.std(ddof=1) / len(change) ** 0.5
    sign = SIGNS[case["direction"]]
    assert sign * mean > 2.0 * error, (
        f"{case['indicator']}: {mean:.4g} with error {error:.2g}, expected {case['direction']}: "
        f"{case['because']}"
    )


def test_every_measure_says_what_it_moves_and_why() -> None:
    stated = {name for name, _ in cases()}
    assert stated <= set(CATALOGUE)
    for name, case in cases():
        assert case["direction"] in SIGNS, name
        assert case["because"], name
        assert case["indicator"] in INDICATORS, name
