"""A run: from scenario to results, interrupted and resumed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import small_world

import sim
from scenarios.months import Month
from scenarios.scenario import Scenario
from sim.results import OutFolderError, Results, partial
from sim.runner import KEPT_CHECKPOINTS, ResumeError, read_fraction, run

Progress = Callable[[Month, int, int], None]


class PulledPlugError(Exception):
    """Stands for a run that is cut off."""


def stop_after(months: int) -> Progress:
    def progress(month: Month, done: int, total: int) -> None:
        if done == months:
            raise PulledPlugError

    return progress


@pytest.fixture
def no_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out report and figures: they have tests of their own, and take longer than the run."""
    monkeypatch.setattr(Results, "write_pages", lambda *args, **named: None)


def short_run(chosen: Scenario, **given: object) -> Results:
    small_world.folder()
    settings = {"seed": 1, "fraction": 1000, "threads": 1, **given}
    return run(chosen, **settings)  # type: ignore[arg-type]


@pytest.mark.usefixtures("no_pages")
def test_an_interrupted_run_resumes_to_the_same_bytes(tmp_path: Path) -> None:
    chosen = small_world.scenario()
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    first = short_run(chosen, out=whole, checkpoint_every=2)
    with pytest.raises(PulledPlugError):
        short_run(chosen, out=cut, checkpoint_every=2, progress=stop_after(5))
    assert not cut.exists(), "what is not finished has another name"
    assert sorted(p.name for p in partial(cut).glob("checkpoint-*")) == [
        "checkpoint-202101",
        "checkpoint-202103",
    ]
    seen: list[int] = []
    resumed = short_run(
        chosen, out=cut, checkpoint_every=2, resume=True,
        progress=lambda month, done, total: seen.append(done),
    )  # fmt: skip
    assert seen == [5, 6], "four months were kept"
    pd.testing.assert_frame_equal(first.data, resumed.data, check_exact=True)
    name = "indicators.parquet"
    assert (cut / name).read_bytes() == (whole / name).read_bytes()
    assert not partial(cut).exists()


@pytest.mark.usefixtures("no_pages")
def test_the_manifest_names_the_final_state_whoever_ran_it(tmp_path: Path) -> None:
    chosen = small_world.scenario(months=3)
    whole = short_run(chosen).manifest["state_digest"]
    assert short_run(chosen, threads=2).manifest["state_digest"] == whole
    with pytest.raises(PulledPlugError):
        short_run(chosen, out=tmp_path / "run", checkpoint_every=1, progress=stop_after(2))
    resumed = short_run(chosen, out=tmp_path / "run", checkpoint_every=1, resume=True)
    assert resumed.manifest["state_digest"] == whole
    assert short_run(small_world.scenario(months=2)).manifest["state_digest"] != whole


def damage(file: Path) -> None:
    """Change the last byte of a file, as a failing disk does."""
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(bytes(content))


@pytest.mark.usefixtures("no_pages")
def test_a_damaged_checkpoint_is_passed_over_for_the_one_before(tmp_path: Path) -> None:
    chosen, out = small_world.scenario(months=5), tmp_path / "run"
    whole = short_run(chosen)
    with pytest.raises(PulledPlugError):
        short_run(chosen, out=out, checkpoint_every=1, progress=stop_after(4))
    damage(partial(out) / "checkpoint-202102" / "workers.wage.npy")
    seen: list[int] = []
    resumed = short_run(
        chosen, out=out, resume=True, progress=lambda month, done, total: seen.append(done)
    )
    assert seen == [3, 4, 5], "the checkpoint of two months was the last that is whole"
    pd.testing.assert_frame_equal(whole.data, resumed.data, check_exact=True)


@pytest.mark.usefixtures("no_pages")
@pytest.mark.parametrize("name", ["posts.key.npy", "state.json", "tallies.pickle"])
def test_a_run_whose_checkpoints_are_all_damaged_is_not_resumed(tmp_path: Path, name: str) -> None:
    out = tmp_path / "run"
    with pytest.raises(PulledPlugError):
        short_run(small_world.scenario(), out=out, checkpoint_every=1, progress=stop_after(3))
    for checkpoint in partial(out).glob("checkpoint-*"):
        if name.endswith("pickle"):
            (checkpoint / name).write_bytes(b"")
        else:
            damage(checkpoint / name)
    with pytest.raises(ResumeError, match=r"is damaged .*; start over without --resume"):
        short_run(small_world.scenario(), out=out, resume=True)


@pytest.mark.usefixtures("no_pages")
def test_only_the_last_checkpoints_are_kept(tmp_path: Path) -> None:
    out = tmp_path / "run"
    with pytest.raises(PulledPlugError):
        short_run(small_world.scenario(), out=out, checkpoint_every=1, progress=stop_after(5))
    kept = sorted(p.name for p in partial(out).glob("checkpoint-*"))
    assert len(kept) == KEPT_CHECKPOINTS == 2
    assert kept[-1] == "checkpoint-202103"


@pytest.mark.usefixtures("no_pages")
@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("seed", {"seed": 2}),
        ("fraction", {"fraction": 999}),
        ("scenario", {"months": 5}),
    ],
)
def test_a_run_of_another_kind_is_not_resumed(
    tmp_path: Path, what: str, change: dict[str, int]
) -> None:
    out = tmp_path / "run"
    with pytest.raises(PulledPlugError):
        short_run(small_world.scenario(), out=out, checkpoint_every=1, progress=stop_after(2))
    with pytest.raises(ResumeError, match=rf"the interrupted run had another {what};"):
        short_run(small_world.scenario(), out=out, resume=True, **change)


def test_there_must_be_something_to_resume(tmp_path: Path) -> None:
    with pytest.raises(ResumeError, match="no checkpoint to resume from"):
        short_run(small_world.scenario(), out=tmp_path / "run", resume=True)


@pytest.mark.usefixtures("no_pages")
def test_a_finished_run_is_read_and_not_run_again(tmp_path: Path) -> None:
    chosen = small_world.scenario(months=2)
    first = short_run(chosen, out=tmp_path / "run")
    again = short_run(chosen, out=tmp_path / "run", resume=True, progress=stop_after(1))
    assert again.data["value"].equals(first.data["value"])


def test_a_folder_with_something_else_in_it_is_refused_before_anything_runs(
    tmp_path: Path,
) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(OutFolderError, match="not empty"):
        short_run(small_world.scenario(), out=tmp_path, progress=stop_after(1))


def test_two_runs_with_one_seed_have_the_same_frame_and_another_seed_has_not() -> None:
    chosen = small_world.scenario(months=2)
    one, two = short_run(chosen), short_run(chosen, threads=2)
    pd.testing.assert_frame_equal(one.data, two.data, check_exact=True)
    assert one.manifest["threads"] != two.manifest["threads"]
    shared = small_world.run_short(chosen)
    assert small_world.frame(shared)["value"].equals(one.data["value"]), (
        "a run is the months of the Mesa model and nothing else"
    )
    other = small_world.frame(small_world.run_short(chosen, seed=2))
    assert not other["value"].equals(one.data["value"])


def test_the_public_run_can_be_called_again_and_after_its_module_was_imported() -> None:
    for _ in range(2):
        results = sim.run(small_world.scenario(months=1), seed=1, fraction=1000)
        assert isinstance(results, sim.Results)


def test_progress_counts_the_months_of_the_run() -> None:
    seen: list[tuple[str, int, int]] = []
    short_run(
        small_world.scenario(months=3),
        progress=lambda month, done, total: seen.append((str(month), done, total)),
    )
    assert seen == [("2020-12", 1, 3), ("2021-01", 2, 3), ("2021-02", 3, 3)]


@pytest.mark.parametrize(("given", "k"), [(10, 10), ("1/100", 100), (" 1/1 ", 1), (None, None)])
def test_fractions_are_read_as_they_are_written(given: int | str | None, k: int | None) -> None:
    assert read_fraction(given) == k


@pytest.mark.parametrize("given", [0, 1001, "1/0", "0.01", "a hundredth", -5, "1/1001"])
def test_a_fraction_that_is_none_is_refused(given: int | str) -> None:
    with pytest.raises(ValueError, match="write 1/k with a whole k from 1 to 1000"):
        read_fraction(given)


def test_the_plan_runs_and_says_what_it_found_in_both_languages() -> None:
    results = run("plan", fraction="1/1000", months=3, seed=1)
    frame = results.to_frame("surveyed_unemployment")
    assert len(frame) > 0
    assert np.isfinite(frame["value"]).all()
    assert results.manifest["start"] == "2026-01"
    assert results.manifest["end"] == "2026-03"
    assert results.manifest["months"] == 3
    english, chinese = results.summary("en"), results.summary("zh")
    assert "Surveyed urban unemployment (%)" in english
    assert "城镇调查失业率" in chinese
    assert english != chinese
