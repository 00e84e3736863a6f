from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
import small_population as small

import scenarios
from sim import results as module
from sim.results import OutFolderError, Results, check_out, partial

FACTS = {"seed": 1, "threads": 2, "data_digest": "d", "code_digest": "c", "rows": {"workers": 9}}


def made(n_months: int = 60, **options: int) -> Results:
    return Results.from_tallies(small.tallies(n_months, **options), scenarios.load("plan"), FACTS)


@pytest.fixture(scope="module")
def results() -> Results:
    return made(60, n=900)


@pytest.fixture
def without_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave figures and page to test_report: here only the folder counts."""
    monkeypatch.setattr(Results, "write_pages", lambda self, folder, lang: None)


def test_results_say_what_they_are(results: Results) -> None:
    assert repr(results).startswith("Results of plan: 2026-01 to 2030-12, fraction 1/10, seed 1")
    assert results.name == "plan"
    assert results.place_label("south", "zh") == "南疆"


def test_frames_carry_labels_not_codes(results: Results) -> None:
    frame = results.to_frame("population")
    assert {"Xinjiang", "North", "South", "Alpha"} <= set(frame["place"])
    assert {"All", "Female", "Age 16-24", "Urban residents", "Junior secondary"} <= set(
        frame["group"]
    )
    assert str(frame["month"].iloc[0]) == "2026-01"
    zh = results.to_frame("surveyed_unemployment", lang="zh")
    assert {"新疆", "北疆", "南疆", "甲"} == {p for p in zh["place"] if p not in ("乙", "丙")}
    assert set(zh["book"]) == {"发布", "真实"}
    assert set(zh["label"]) == {"城镇调查失业率"}
    assert set(zh["unit"]) == {"百分比"}
    assert len(results.to_frame()) == len(results.data)


def test_an_unknown_series_is_refused_with_the_names(results: Results) -> None:
    with pytest.raises(KeyError, match="surveyed_unemployment"):
        results.to_frame("unemployment_rate")
    with pytest.raises(KeyError, match="no 'hires' for Mars"):
        results.series("hires", place="Mars")
    assert results.series("urban_new_jobs").index[0] == pd.Period("2026-12", "M")
    published, true = (results.series("surveyed_unemployment", book=b) for b in module.BOOKS)
    assert not published.equals(true)


def test_summary_shows_both_books_the_published_mean_and_what_is_missing(
    results: Results,
) -> None:
    data = results.data[~results.data["indicator"].isin(["posts_pooled", "graduate_posts"])]
    facts = {name: json.dumps(value) for name, value in results.facts.items()}
    without = Results(data, results.manifest, facts)
    assert "not yet modelled" not in results.summary()
    english, chinese = without.summary(), without.summary("zh")
    for text in ("published", "true", "478,400", "not yet modelled", "470,000", "without XPCC"):
        assert text in english, text
    for text in ("发布", "真实", "478,400", "尚未建模", "城镇调查失业率", "不含兵团城市"):
        assert text in chinese, text
    assert english.count("not yet modelled") == 2


def test_summary_of_an_incomplete_year() -> None:
    text = made(5, n=900).summary()
    assert "not all years simulated" in text


def test_a_saved_run_comes_back_as_it_was(
    results: Results, tmp_path: Path, without_pages: None
) -> None:
    folder = results.save(tmp_path / "run")
    again = Results.load(folder)
    pd.testing.assert_frame_equal(again.data, results.data)
    assert again.facts == results.facts
    assert again.summary("zh") == results.summary("zh")
    assert {p.name for p in folder.iterdir()} == {
        "indicators.parquet", "ledger.parquet", "scorecard.csv", "scorecard_beside.csv",
        "manifest.json",
    }  # fmt: skip
    assert not partial(folder).exists()


def test_the_same_run_gives_the_same_bytes(
    results: Results, tmp_path: Path, without_pages: None
) -> None:
    twin = made(60, n=900)
    for name, run in (("a", results), ("b", twin)):
        run.save(tmp_path / name)
    for name in ("indicators.parquet", "scorecard.csv", "scorecard_beside.csv", "manifest.json"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name


def test_the_parquet_file_is_as_agreed(
    results: Results, tmp_path: Path, without_pages: None
) -> None:
    path = results.save(tmp_path / "run") / "indicators.parquet"
    file = pq.ParquetFile(path)
    schema = file.schema_arrow
    assert schema.names == ["month", "place", "group", "book", "indicator", "value"]
    assert str(schema.field("month").type) == "int32"
    assert str(schema.field("value").type) == "double"
    for name in schema.names[1:-1]:
        assert str(schema.field(name).type).startswith("dictionary<values=string"), name
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"
    facts = {k.decode(): v.decode() for k, v in schema.metadata.items() if k != b"ARROW:schema"}
    known = {r["indicator"]: r for r in json.loads(facts["tianshan.indicators"])}
    assert known["surveyed_unemployment"]["unit"] == "percent"
    assert "below_minimum_size" in "".join(facts)
    frame = file.read().to_pandas()
    assert frame["month"].iloc[0] == 202601
    assert set(frame["book"]) == {"published", "true"}


def test_the_manifest_identifies_the_run(results: Results, tmp_path: Path) -> None:
    manifest = results.manifest
    assert manifest["schema"] == "tianshan.run/1"
    assert manifest["fraction"] == "1/10"
    assert manifest["months"] == 60
    assert manifest["scenario"]["name"] == "plan"
    assert manifest["scenario"]["digest"] == scenarios.load("plan").digest()
    assert manifest["scenario"]["settings"]["measures"]
    for key, value in FACTS.items():
        assert manifest[key] == value


# ------------------------------------------------------------------------------------ the folder


def test_a_folder_of_something_else_is_refused_and_left_alone(
    results: Results, tmp_path: Path, without_pages: None
) -> None:
    other = tmp_path / "thesis"
    other.mkdir()
    (other / "chapter.txt").write_text("mine")
    with pytest.raises(OutFolderError, match=r"thesis: the folder is not empty"):
        results.save(other)
    (other / "manifest.json").write_text('{"schema": "another.program/1"}')
    with pytest.raises(OutFolderError):
        results.save(other)
    assert (other / "chapter.txt").read_text() == "mine"
    assert not partial(other).exists()


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("x")
    with pytest.raises(OutFolderError, match="in the way"):
        check_out(tmp_path / "run")


def test_an_empty_folder_and_an_earlier_run_are_replaced(
    results: Results, tmp_path: Path, without_pages: None
) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    results.save(folder)
    (folder / "old.txt").write_text("from the earlier run")
    results.save(folder)
    assert not (folder / "old.txt").exists()
    assert [p.name for p in tmp_path.iterdir()] == ["run"]


def test_checkpoints_do_not_reach_the_finished_folder(
    results: Results, tmp_path: Path, without_pages: None
) -> None:
    folder = tmp_path / "run"
    (partial(folder) / "checkpoint-202612").mkdir(parents=True)
    results.save(folder)
    assert not list(folder.glob("checkpoint-*"))


def test_a_failed_save_leaves_the_earlier_run(
    results: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "run"
    with monkeypatch.context() as patch:
        patch.setattr(Results, "write_pages", lambda self, folder, lang: None)
        results.save(folder)
    before = (folder / "manifest.json").read_bytes()

    def broken(self: Results, folder: Path, lang: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Results, "write_pages", broken)
    with pytest.raises(OSError, match="No space"):
        results.save(folder)
    assert (folder / "manifest.json").read_bytes() == before


def test_loading_what_is_no_run_says_so(tmp_path: Path) -> None:
    with pytest.raises(OutFolderError, match="no finished tianshan run"):
        Results.load(tmp_path)
    (tmp_path / "manifest.json").write_text('{"schema": "tianshan.run/1"}')
    (tmp_path / "indicators.parquet").write_text("not parquet")
    with pytest.raises(OutFolderError, match="not a Parquet file"):
        Results.load(tmp_path)
