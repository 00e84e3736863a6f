from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import small_population as small
from typer.testing import CliRunner, Result

import scenarios
import sim.runner
from sim.cli import app
from sim.progress import MonthBar
from sim.results import Results, check_out

ROOT = Path(__file__).resolve().parents[2]


def call(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Replace the engine by made-up months; return what the command asked of it."""
    asked: list[dict[str, Any]] = []

    def run(
        scenario: scenarios.Scenario, *, out: Path, lang: str, progress: Any, **rest: Any
    ) -> Any:
        asked.append({"scenario": scenario, "out": out, "lang": lang, **rest})
        progress(scenario.start, 1, scenario.months)
        facts = {"seed": rest["seed"], "threads": 1}
        made = Results.from_tallies(small.tallies(scenario.months, n=600), scenario, facts)
        made.save(check_out(out), lang=lang)
        return made

    monkeypatch.setattr(sim.runner, "run", run)
    monkeypatch.setattr(Results, "write_pages", lambda self, folder, lang: None)
    return asked


def test_run_writes_a_folder_and_prints_the_summary(quick: list[Any], tmp_path: Path) -> None:
    out = tmp_path / "plan"
    words = "--months 12 --fraction 1/500 --seed 7 --threads 1 --lang en".split()
    result = call("run", "plan", *words, "--set", "measures.hiring_support.dose=2",
                  "--out", str(out))  # fmt: skip
    assert result.exit_code == 0, result.stderr
    assert "Targets of the plan" in result.stdout
    assert result.stderr == ""  # no terminal, no bar
    asked = quick[0]
    assert (asked["fraction"], asked["seed"], asked["threads"]) == ("1/500", 7, 1)
    assert (asked["lang"], asked["resume"], asked["checkpoint_every"]) == ("en", False, 12)
    assert asked["scenario"].months == 12
    assert asked["scenario"].measures["hiring_support"].dose == 2
    assert {p.name for p in out.iterdir()} >= {"manifest.json", "indicators.parquet"}


def test_the_default_folder_is_named_after_the_scenario(
    quick: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert call("run", "baseline", "--months", "3").exit_code == 0
    assert (tmp_path / "results" / "baseline" / "manifest.json").exists()
    assert "结果已写入" in call("run", "baseline", "--months", "3").stdout


def test_resuming_a_finished_run_says_so(quick: list[Any], tmp_path: Path) -> None:
    out = str(tmp_path / "run")
    call("run", "baseline", "--months", "3", "--out", out)
    result = call("run", "baseline", "--months", "3", "--out", out, "--resume", "--lang", "en")
    assert result.exit_code == 0
    assert "is finished" in result.stdout
    assert len(quick) == 1


@pytest.mark.parametrize(
    ("words", "first"),
    [
        (["check", "baselin"], "baselin: no such scenario"),
        (["check", "nowhere.yaml"], "nowhere.yaml: no such file"),
        (["check", "plan", "--set", "measures.hireing=off"], "--set measures.hireing=off: "),
        (["run", "plan", "--months", "100000"], "months: "),
        (["run", "plan", "--seed", "-4"], "seed: "),
        (["report", "nowhere"], "nowhere: no finished tianshan run"),
    ],
)
def test_a_refusal_is_one_sentence_on_stderr_and_code_2(
    words: list[str], first: str, quick: list[Any]
) -> None:
    result = call(*words)
    assert result.exit_code == 2
    assert result.stderr.startswith(first), result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""
    assert not quick


def test_a_folder_of_something_else_is_refused_before_the_run(
    quick: list[Any], tmp_path: Path
) -> None:
    (tmp_path / "mine.txt").write_text("x")
    result = call("run", "plan", "--out", str(tmp_path))
    assert result.exit_code == 2
    assert result.stderr.startswith(f"{tmp_path}: the folder is not empty")
    assert not quick


@pytest.mark.parametrize(
    "words",
    [
        ["--fraction", "100"], ["--fraction", "1/0"], ["--fraction", "1/1001"],
        ["--fraction", "2/3"], ["--months", "0"], ["--threads", "0"], ["--lang", "fr"],
        ["--nonsense"],
    ],
)  # fmt: skip
def test_a_wrong_option_is_code_2(words: list[str], quick: list[Any]) -> None:
    result = call("run", "plan", *words)
    assert result.exit_code == 2
    assert words[0] in result.stderr
    assert not quick


def test_check_prints_the_scenario() -> None:
    result = call("check", "plan", "--set", "months=12")
    assert result.exit_code == 0
    assert "12 months from 2026-01" in result.stdout


def test_describe_lists_five_kinds_of_things() -> None:
    listed = json.loads(call("describe", "--json").stdout)
    kinds = ("column", "dial", "parameter", "group", "indicator")
    for record in listed:
        assert sum(kind in record for kind in kinds) == 1, record
    names = {kind: [r[kind] for r in listed if kind in r] for kind in kinds}
    assert {"status", "wage"} <= set(names["column"])
    assert "reg_new" in names["parameter"]
    assert {"all", "sex=female", "age=16-24"} <= set(names["group"])
    assert len(names["indicator"]) == len(set(names["indicator"]))
    assert "surveyed_unemployment" in names["indicator"]
    text = call("describe").stdout
    assert "workers.status" in text
    assert "城镇调查失业率" in text


def test_measures_are_listed_with_dials_bounds_and_sources() -> None:
    listed = json.loads(call("measures", "--json").stdout)
    assert listed["schema"] == "tianshan.measures/1"
    by_number = {m["number"]: m for m in listed["measures"]}
    assert by_number[2]["name"] == "hiring_support"
    for measure in listed["measures"]:
        for dial in measure["dials"]:
            low, high = dial["bounds"]
            assert low <= dial["default"] <= high
            assert dial["source"]
            assert dial["confidence"] in ("found", "recalled", "derived", "assumed")
            assert dial["unit"]
    assert set(by_number) == set(range(1, 21))
    assert "hiring_support" in call("measures").stdout


def test_report_writes_the_page_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    monkeypatch.setattr(
        Results, "write_pages", lambda self, folder, lang: written.append(f"{folder} {lang}")
    )
    run = Results.from_tallies(small.tallies(3), scenarios.load("plan"), {"seed": 1})
    folder = run.save(tmp_path / "run", lang="en")
    result = call("report", str(folder))
    assert result.exit_code == 0, result.stderr
    assert written[-1] == f"{folder} en"
    call("report", str(folder), "--lang", "zh")
    assert written[-1] == f"{folder} zh"


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from typer.testing import CliRunner; from sim.cli import app; "
        "r = CliRunner().invoke(app, ['--help']); assert r.exit_code == 0, r.output; "
        "print([m for m in ('numba', 'pandas', 'matplotlib', 'mesa', 'pyarrow') "
        "if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_bar_is_silent_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    start = scenarios.load("plan").start
    with MonthBar(start) as bar:
        bar(start - 1, 1, 2)
        bar(start, 1, 60)
    assert capsys.readouterr() == ("", "")


def test_the_bar_shows_month_and_phase_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    start = scenarios.load("plan").start
    with MonthBar(start, lang="en") as bar:
        bar(start - 1, 9, 10)
        bar(start + 4, 5, 60)
        assert bar.bar is not None
        bar.bar.refresh()
    shown = capsys.readouterr().err
    assert "2026-05" in shown
    assert "simulating" in shown
