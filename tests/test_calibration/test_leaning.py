"""The command that finds what projections lean on, with a function in place of runs."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from agents.population import AFTER_SAMPLING
from calibration import leaning
from calibration.leaning_runs import sampling_digest, simulate
from scenarios.load import load
from scenarios.parameters import Parameters
from scenarios.population import spec
from sim.leaning import table as tables
from sim.odd import ROOT
from sim.projections import PLAN, Projection, indicators, projections
from sim.runner import run

HIT = Projection("surveyed_unemployment", "published", "XJ", PLAN)
CALM = Projection("training", "published", "XJ", PLAN)
WORDS = ["--parameters", "rw_market", "discourage", "suit_gap", "--workers", "1"]


class Model:
    """A made-up economy: unemployment hangs on two parameters, training on luck alone."""

    def __init__(self, stops_after: int | None = None) -> None:
        self.calls: list[tuple[int, float]] = []
        self.stops_after = stops_after

    def __call__(self, values, seed):
        if self.stops_after is not None and len(self.calls) == self.stops_after:
            raise KeyboardInterrupt
        p = Parameters.default().with_values(values)
        self.calls.append((seed, p["rw_market"]))
        luck = np.random.default_rng([seed, len(self.calls)]).standard_normal(2)
        rate = 5.0 - 9.0 * p["rw_market"] + 20.0 * p["discourage"] + 0.02 * luck[0]
        return {HIT: rate, CALM: 6e5 + 9e3 * luck[1]}


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TIANSHAN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_a_projection_leans_on_what_moves_it_and_on_nothing_else(tmp_path: Path, capsys) -> None:
    assert leaning.main([*WORDS, "--out", str(tmp_path / "table")], Model()) == 0
    found = tables.read(tmp_path / "table")
    leans = {x.parameter: x for x in found.cells[HIT].leans}
    assert set(leans) == {"rw_market", "discourage"}
    assert [x.parameter for x in found.cells[HIT].leans] == ["rw_market", "discourage"]
    assert leans["rw_market"].sensitivity == pytest.approx(-9.0 * 0.9 * 0.7, rel=0.05)
    assert leans["discourage"].sensitivity == pytest.approx(20.0 * 0.9 * 0.1, rel=0.1)
    assert found.cells[CALM].leans == ()
    assert "1 of 2 projections lean on 2 of 3 parameters" in capsys.readouterr().out
    assert found.made["fraction"] == "1/500"
    assert set(found.made["levels"]) == {"rw_market", "discourage", "suit_gap"}


def test_an_interrupted_command_does_only_what_is_left(tmp_path: Path, own_cache: Path) -> None:
    whole = Model()
    leaning.main([*WORDS, "--out", str(tmp_path / "whole")], whole)
    for path in (own_cache / "leaning").rglob("*.json"):
        path.unlink()
    first, second, third = Model(stops_after=10), Model(), Model()
    with pytest.raises(KeyboardInterrupt):
        leaning.main([*WORDS, "--out", str(tmp_path / "parts")], first)
    assert len(list((own_cache / "leaning").rglob("*.json"))) == 10
    assert not (tmp_path / "parts").exists()
    leaning.main([*WORDS, "--out", str(tmp_path / "parts")], second)
    assert first.calls + second.calls == whole.calls
    leaning.main([*WORDS, "--out", str(tmp_path / "parts")], third)
    assert third.calls == []
    assert not list((own_cache / "leaning").rglob("*.partial"))


def test_other_levels_or_seeds_begin_anew(tmp_path: Path) -> None:
    leaning.main(WORDS, Model())
    other = Model()
    leaning.main([*WORDS, "--seeds", "3"], other)
    assert len(other.calls) == 2 * len(leaning.balanced_plan(3)) + leaning.LUCK_SEEDS


def test_both_runs_of_a_pair_share_their_luck_and_mirror_their_levels() -> None:
    moves = [leaning.move(p) for p in leaning.assumed(Parameters.default())[:5]]
    plan = leaning.balanced_plan(5)
    tasks = {t.name: t for t in leaning.tasks_of(moves, plan, n_seeds=4)}
    for row in range(len(plan)):
        above, below = (tasks[f"row-{row:04d}-{side}"] for side in ("above", "below"))
        assert above.seed == below.seed
        for m, (_, one), (_, two) in zip(moves, above.values, below.values, strict=True):
            assert {one, two} == {m.below, m.above}
    assert {t.seed for t in tasks.values() if not t.values} == set(range(1, 13))


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--seeds", "0"], "--seeds: 0 is not 1 or more"),
        (["--fraction", "abc"], "write 1/k with a whole k from 1 to 1000"),
        (["--parameters", "zeta"], "'zeta' is no assumed parameter that code reads"),
        (["--parameters", "rw_market", "--write"], "--write: the table is of all parameters"),
        (["--months", "12", "--write"], "--write: the table is of all parameters"),
    ],
)
def test_bad_words_are_refused_with_a_sentence(words, why, capsys) -> None:
    with pytest.raises(SystemExit) as stop:
        leaning.main(words, Model())
    assert stop.value.code == 2
    assert why in capsys.readouterr().err


def test_parameters_that_code_reads_as_whole_numbers_are_known() -> None:
    whole = leaning.whole_numbers()
    assert {"settle_months", "task_delay_first", "survey_households"} <= whole
    assert "rw_market" not in whole
    levels = {p.symbol: leaning.move(p, whole=p.symbol in whole)
              for p in leaning.assumed(Parameters.default())}  # fmt: skip
    for symbol in whole & set(levels):
        assert float(levels[symbol].below).is_integer()
        assert float(levels[symbol].above).is_integer()
    assert all(m.below < m.above for m in levels.values())


def test_samples_are_kept_by_what_sampling_reads() -> None:
    """Fields that sampling reads are not among those that come after, and change the digest."""
    files = [f"agents/county_{name}.py" for name in ("persons", "homes", "tables")]
    text = "".join((ROOT / file).read_text("utf-8") for file in files)
    assert [f for f in AFTER_SAMPLING if re.search(rf"spec\.{f}\b", text)] == []

    def digest(seed: int = 1, **values: float) -> str:
        return sampling_digest(
            spec(parameters=Parameters.default().with_values(values)), 1000, seed
        )

    assert digest(rent_sd=0.2, own_distance=40.0) == digest()
    assert digest(season_heads=0.3) != digest()
    assert digest(seed=2) != digest()


@pytest.mark.slow
def test_an_unmoved_member_is_the_run_of_the_baseline() -> None:
    scenario = load("baseline").with_(months=12, parameters={"rent_sd": 0.3})
    data = run(scenario, seed=5, fraction=1000, threads=1).data
    wanted = projections(data[data["indicator"].isin(indicators())])
    found = simulate({"rent_sd": 0.3}, seed=5, fraction=1000, months=12)
    assert len(found) > 5
    assert found == wanted
