"""The small fit finds what is known, keeps to bounds, and says where input is wrong."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from calibration.small_fit import (
    Moment,
    fit,
    main,
    read_moments,
    read_priors,
    simulate,
    write_values,
)
from scenarios.parameters import FILES, Parameters
from sim.indicators import INDICATORS

SYMBOLS = ("suit_base", "rw_market", "flexible_meet")
PRIORS = dict(zip(SYMBOLS, (0.32, 0.84, 0.05), strict=True))


def moment(name: str, value: float, error: float = 1e-4) -> Moment:
    return Moment(name, "1", value, error, "", "made up", "assumed")


def linear(points, names):
    """Return moments that are smooth functions of the parameters."""
    rows = []
    for p in points:
        a, b, c = (p[s] for s in SYMBOLS)
        rows.append([a + 0.5 * b, b * b + c, a * c + b])
    assert len(names) == 3
    return np.array(rows)


def test_known_values_are_found_again() -> None:
    parameters = Parameters.default()
    wanted = {"suit_base": 0.4, "rw_market": 0.7, "flexible_meet": 0.1}
    target = linear([wanted], "abc")[0]
    moments = [moment(n, v) for n, v in zip("abc", target, strict=True)]
    found = fit(moments, PRIORS, parameters, partial(linear), step=1e-4, max_rounds=50)
    np.testing.assert_allclose(found.values, list(wanted.values()), rtol=1e-3)
    np.testing.assert_allclose(found.after, target, atol=1e-4)
    assert "suit_base" in found.summary()


def test_what_no_value_reaches_ends_inside_the_bounds() -> None:
    parameters = Parameters.default()
    entries = {e.symbol: e for e in parameters.entries}
    moments = [moment(n, 100.0) for n in "abc"]
    found = fit(moments, PRIORS, parameters, partial(linear), step=1e-3)
    for symbol, value in zip(SYMBOLS, found.values, strict=True):
        assert entries[symbol].low <= value <= entries[symbol].high


def test_moments_have_sources_and_parameters_exist() -> None:
    moments = read_moments()
    assert len(moments) == 10
    assert all(m.source and m.definition for m in moments)
    known = Parameters.default()
    priors = read_priors()
    assert len(priors) == 10
    bounds = {e.symbol: (e.low, e.high) for e in known.entries}
    assert all(bounds[s][0] <= prior <= bounds[s][1] for s, prior in priors.items())


def test_a_second_fit_stays_where_the_first_ended() -> None:
    """The prior does not move with the start, so repeated fits do not walk away."""
    parameters = Parameters.default()
    moments = [moment(n, v, 0.1) for n, v in zip("abc", (1.2, 0.9, 0.6), strict=True)]
    one = fit(moments, PRIORS, parameters, partial(linear), step=1e-4, max_rounds=50)
    there = parameters.with_values(dict(zip(SYMBOLS, map(float, one.values), strict=True)))
    again = fit(moments, PRIORS, there, partial(linear), step=1e-4, max_rounds=50)
    np.testing.assert_allclose(again.values, one.values, rtol=2e-2)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--seeds", "0"], "--seeds: 0 is not 1 or more"),
        (["--fraction", "abc"], "write 1/k with a whole k from 1 to 1000"),
    ],
)
def test_bad_words_are_refused_with_a_sentence(words, why, capsys) -> None:
    with pytest.raises(SystemExit) as stop:
        main(words)
    assert stop.value.code == 2
    assert why in capsys.readouterr().err


def test_a_bad_row_is_named(tmp_path: Path) -> None:
    head = "moment,unit,value,standard_error,definition,source,confidence\n"
    file = tmp_path / "moments.csv"
    file.write_text(head + "a,1,2,1,x,y,found\nb,1,two,1,x,y,found\n")
    with pytest.raises(ValueError, match=r"moments\.csv, line 3: value or error is no number"):
        read_moments(file)
    file.write_text(head + "a,1,2,0,x,y,found\n")
    with pytest.raises(ValueError, match=r"line 2: a standard error of 0\.0 is not > 0"):
        read_moments(file)


def test_values_are_written_where_they_stand_and_nowhere_else(tmp_path: Path) -> None:
    copy = tmp_path / "model.yaml"
    before = FILES[-1].read_text("utf-8")
    copy.write_text(before, "utf-8")
    assert write_values({"suit_base": 0.3217, "reg_new": 0.5}, copy) == ["suit_base"]
    after = copy.read_text("utf-8")
    changed = [
        (a, b) for a, b in zip(before.splitlines(), after.splitlines(), strict=True) if a != b
    ]
    assert len(changed) <= 1
    assert "  value: 0.3217" in after


def test_a_short_run_gives_every_moment() -> None:
    found = simulate({}, seed=1, fraction=1000)
    assert set(found) == {m.name for m in read_moments()}
    assert all(np.isfinite(list(found.values())))
    assert {"surveyed_unemployment", "urban_new_jobs", "employed"} <= set(INDICATORS)
