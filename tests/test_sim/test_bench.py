"""The word `bench`: its document, its ratios, and tiled worlds that lose nobody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
import small_world
from typer.testing import CliRunner

from agents.codes import Status
from sim import bench
from sim.bench.child import state_bytes
from sim.bench.weak import tile
from sim.cli import app
from sim.month import MONTH
from sim.world import World, state_digest

POSITIVE = {"type": "number", "exclusiveMinimum": 0}
MAYBE = {"type": ["number", "null"], "exclusiveMinimum": 0}


def an_object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


SCHEMA = an_object(
    schema={"const": "tianshan.bench/1"},
    machine=an_object(
        processor={"type": "string", "minLength": 1},
        cores={"type": "integer", "minimum": 1},
        memory_gib=POSITIVE,
        python={"type": "string"},
        numba={"type": "string"},
        numpy={"type": "string"},
        threading_layer={"enum": ["omp", "tbb", "workqueue"]},
    ),
    threads={"type": "integer", "minimum": 1},
    runs={
        "type": "array",
        "minItems": 1,
        "items": an_object(
            fraction={"type": "string", "pattern": "^1/[1-9][0-9]*$"},
            rows={"type": "integer", "minimum": 1},
            months={"type": "integer", "minimum": 1},
            wall_s=POSITIVE,
            month_ms=POSITIVE,
            peak_gib=POSITIVE,
            ns_per_row_month=POSITIVE,
            setup_s=POSITIVE,
            steps={
                **an_object(**{process.__name__: POSITIVE for process in MONTH}),
                "additionalProperties": False,
            },
            setup=an_object(
                import_s=POSITIVE,
                compile_s={"type": "number", "minimum": 0},
                build_s=MAYBE,
                forward_s=MAYBE,
            ),
        ),
    },
    ratios={
        **an_object(mesa=POSITIVE, copy=POSITIVE, starsim=MAYBE, threads=MAYBE),
        "additionalProperties": False,
    },
    references=an_object(
        mesa=an_object(engine_ns_per_person_month=POSITIVE, twin_ns_per_person_month=POSITIVE),
        copy=an_object(bytes_per_s=POSITIVE, state_bytes=POSITIVE, threads={"const": 1}),
        starsim=an_object(status={"type": "string"}),
        threads=an_object(status={"type": "string"}),
    ),
)


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """Return what a very small bench finds; a handful of processes, each with its own start-up."""
    return bench.bench((1000,), 3)


@pytest.mark.slow
def test_the_document_is_of_its_schema(document: dict[str, Any]) -> None:
    jsonschema.validate(json.loads(json.dumps(document)), SCHEMA)
    assert document["schema"] == bench.SCHEMA


@pytest.mark.slow
def test_the_twin_takes_longer_than_the_engine(document: dict[str, Any]) -> None:
    """A ratio of medians taken in turn, 4 to 6 at this size, where calls cost most.

    The size of the ratio is a result of the benchmark (`docs/verification.md`), no test.
    """
    assert document["ratios"]["mesa"] > 1.0
    assert (bench.ROOT / "pyproject.toml").exists()


@pytest.mark.slow
def test_steps_add_up_to_less_than_the_wall_and_threads_end_alike(
    document: dict[str, Any],
) -> None:
    run = document["runs"][0]
    assert 0.5 * run["wall_s"] < sum(run["steps"].values()) * 3 / 1e3 < run["wall_s"]
    assert document["references"]["threads"]["status"] in ("same bits", "one processor only")


@pytest.mark.slow
def test_the_table_says_every_figure(document: dict[str, Any]) -> None:
    text = bench.table(document)
    for word in ("ns/row-month", "peak GiB", "Mesa", "Copy", "Starsim", "Threads", "1/1000"):
        assert word in text
    for process in MONTH:
        assert process.__name__ in text


def test_a_package_that_is_missing_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench.importlib.util, "find_spec", lambda name: None)
    found = bench.compare_starsim({"ns_per_row_month": 20.0}, lambda text: None)
    assert found == {"status": "not installed", "ratio": None}


def test_an_extra_that_fails_does_not_stop_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(task: str, **order: Any) -> bench.Document:
        raise bench.BenchError("another interface")

    monkeypatch.setattr(bench.importlib.util, "find_spec", lambda name: object())
    monkeypatch.setattr(bench, "measure", fail)
    found = bench.compare_starsim({"ns_per_row_month": 20.0}, lambda text: None)
    assert found == {"status": "failed: another interface", "ratio": None}


def test_threads_that_end_in_other_bits_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "measure", lambda task, **order: {"digest": "b"})
    largest = {"threads": 2, "wall_s": 1.0}
    with pytest.raises(bench.BenchError, match="another state"):
        bench.compare_threads(100, 2, 2, "a", largest, lambda text: None)


def test_a_task_that_fails_says_what_its_process_said_last() -> None:
    with pytest.raises(bench.BenchError, match="KeyError: 'no such task'"):
        bench.measure("no such task")


@pytest.mark.parametrize(
    "words",
    [
        ["--fraction", "2/3"],
        ["--fraction", "1/1000", "--fraction", "0"],
        ["--months", "0"],
        ["--rows", "2000000"],
        ["--weak", "--rows", "7"],
    ],
)
def test_bad_input_is_refused(words: list[str]) -> None:
    result = CliRunner().invoke(app, ["bench", *words])
    assert result.exit_code == 2
    assert result.stdout == ""


def test_the_word_hands_on_what_it_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def measured(fractions: list[int], months: int, **rest: Any) -> bench.Document:
        asked.append((fractions, months, rest["weak"], rest["rows"]))
        return {"schema": bench.SCHEMA}

    monkeypatch.setattr(bench, "bench", measured)
    words = ["--json", "--full", "--fraction", "1/500", "--fraction", "1/200", "--months", "6"]
    result = CliRunner().invoke(app, ["bench", *words, "--weak", "--rows", "3000000"])
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"schema": "tianshan.bench/1"}
    CliRunner().invoke(app, ["bench", "--json"])
    assert asked == [([500, 200, 1], 6, True, 3_000_000), ([1000, 100], 60, False, None)]


def test_help_does_not_load_the_engine() -> None:
    text = Path(bench.__file__).read_text(encoding="utf-8")
    assert "import numpy" not in text
    assert "from sim" not in text


# ------------------------------------------------------------------------------------ tiled worlds

COPIES = 3


@pytest.fixture(scope="module")
def small() -> World:
    return small_world.open_start(small_world.scenario())


@pytest.fixture
def tiled(small: World) -> World:
    return tile(small, COPIES)


def test_a_tiled_world_has_everything_as_often(small: World, tiled: World) -> None:
    a, b = small.population, tiled.population
    here, there = a.workers.status != Status.GONE, b.workers.status != Status.GONE
    assert there.sum() == COPIES * here.sum() == tiled.n_workers
    ids = b.workers.id[there]
    assert len(np.unique(ids)) == len(ids)
    assert np.all(np.diff(b.workers.unit[there]) >= 0), "sorted by unit"
    for name in ("wage", "spell", "birth"):
        one, many = getattr(a.workers, name)[here], getattr(b.workers, name)[there]
        assert many.sum(dtype=np.float64) == pytest.approx(COPIES * one.sum(dtype=np.float64))
    counted = b.firms.n_workers.copy(), b.firms.n_break.copy(), b.firms.n_subsidised.copy()
    assert counted[0].sum() == COPIES * a.firms.n_workers.sum()
    tiled.count_staff()
    for before, name in zip(counted, ("n_workers", "n_break", "n_subsidised"), strict=True):
        assert np.array_equal(before, getattr(b.firms, name)), "everybody works in her own copy"
    members = np.bincount(b.workers.household[there], minlength=b.households.n)
    assert np.array_equal(members, b.households.n_members)
    assert np.all(np.diff(b.posts.firm) >= 0)
    assert len(np.unique(b.posts.key)) == b.posts.n == COPIES * a.posts.n


def test_a_tiled_world_conserves_people_jobs_and_money_and_has_luck_of_its_own(
    tiled: World,
) -> None:
    start = tiled.n_workers
    small_world.run_months(tiled, 3)  # step `record` asserts; January and a quarter's end are in
    w = tiled.population.workers
    assert tiled.people == int(np.count_nonzero(w.status != Status.GONE))
    assert abs(tiled.people / start - 1.0) < 0.005
    assert tiled.flows.hires.sum() > 0
    same = [np.count_nonzero(w.status[i : i + 5] == w.status[i]) == 5 for i in range(0, 5000, 5)]
    assert 0 < sum(same) < len(same)
    tiled.ledger.check()


def test_a_tiled_world_grows_as_often_by_births_and_arrivals(small: World, tiled: World) -> None:
    """Poisson or less: six standard errors, false alarm below 1e-8."""
    again = small_world.open_start(small_world.scenario())
    small_world.run_months(tiled, 3)
    small_world.run_months(again, 3)
    for name in ("births", "arrivals"):
        one = sum(int(t.flows[name].sum()) for t in again.tallies if t.flows is not None)
        many = sum(int(t.flows[name].sum()) for t in tiled.tallies if t.flows is not None)
        assert abs(many - COPIES * one) < 6.0 * np.sqrt(many + COPIES**2 * one)


def test_more_copies_than_ids_are_refused(small: World) -> None:
    with pytest.raises(ValueError, match="more than there are free ids"):
        tile(small, 4000)


@pytest.mark.slow
def test_weak_scaling_of_a_few_rows_is_measured() -> None:
    found = bench.measure("weak", rows=80_000, months=2, threads=1)
    assert found["conserved"]
    assert 60_000 < found["rows"] < 100_000
    assert found["ns_per_row_month"] > 0
    assert found["peak_gib"] > 0


def test_bytes_are_those_of_the_columns_and_tiling_is_the_same_twice(small: World) -> None:
    one, other = tile(small, 1), tile(small, 1)
    assert state_digest(one) == state_digest(other)
    assert state_bytes(one) > 60 * one.n_workers
    other.population.firms.drift[0] = np.nextafter(other.population.firms.drift[0], np.float32(1))
    assert state_digest(one) != state_digest(other)
