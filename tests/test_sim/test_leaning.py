"""Leaning projections: the shipped table holds, the report marks what leans and nothing else."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import small_population as small

import scenarios
from scenarios.parameters import Parameters
from sim import report, summary
from sim.counting import BOOKS
from sim.indicators import INDICATORS
from sim.leaning import marks
from sim.leaning.table import (
    ERRORS,
    FOLDER,
    LEANS,
    LIMIT,
    MADE,
    MARK,
    Cell,
    Lean,
    LeaningTableError,
    Table,
    read,
    write,
)
from sim.odd import used
from sim.projections import PLAN, Projection, indicators
from sim.results import Results

HIT = Projection("surveyed_unemployment", "published", "XJ", "2026")
CALM = Projection("training", "published", "XJ", "2026")
MEAN = Projection("surveyed_unemployment", "published", "XJ", PLAN)
CELL = Cell(
    5.0, 2.0, 0.1, 3, (Lean("rw_market", 0.9, 0.02, 0.45), Lean("suit_gap", -0.4, 0.02, 0.2))
)
STILL = replace(CELL, leans=(), undecided=0)


@pytest.fixture(scope="module")
def results() -> Results:
    facts = {"seed": 3, "threads": 1, "code_digest": "abc"}
    return Results.from_tallies(small.tallies(60, n=900), scenarios.load("baseline"), facts)


@pytest.fixture
def table(results: Results) -> Table:
    known = Parameters.default()
    made = {
        "date": "2026-01-01",
        "command": "python -m calibration.leaning --write",
        "scenario": {k: results.manifest["scenario"][k] for k in ("name", "digest")},
        "fraction": "1/500",
        "luck_of": "1/100",
        "seeds": 4,
        "runs": 540,
        "step": 0.1,
        "code_digest": "abc",
        "levels": {"rw_market": [0.7, 0.8], "suit_gap": [0.7, 0.8]},
        "values": {p.symbol: p.value for p in known.entries},
    }
    return Table({HIT: CELL, CALM: STILL, MEAN: CELL}, made)


# -------------------------------------------------------------------------------- the shipped table


def test_the_shipped_table_names_what_exists_and_only_assumed_parameters() -> None:
    table = read()
    known = {p.symbol: p for p in Parameters.default().entries}
    taken = {symbol for found in used(Parameters.default()).values() for symbol in found}
    leaning = {x.parameter for cell in table.cells.values() for x in cell.leans}
    assert leaning
    # gone since the table was made; no figure leans on it
    gone = {"fund_share_south"}
    for symbol in leaning | (set(table.made["levels"]) - gone):
        assert known[symbol].confidence == "assumed", symbol
        assert symbol in taken, symbol
    for key in table.cells:
        assert key.indicator in indicators()
        assert key.book in BOOKS
        assert key.year in ("2026", "2027", "2028", "2029", "2030", PLAN)
    names = {key.indicator for key in table.cells}
    # targets that were not modelled when the table was made; it is renewed with the levels
    assert set(indicators()) - names == {"south_fund_share", "graduate_posts", "posts_pooled"}
    assert names <= set(indicators())
    assert set(table.made["values"]) - set(known) == gone


def test_the_shipped_table_keeps_its_own_rule() -> None:
    for cell in read().cells.values():
        for x in cell.leans:
            assert x.share >= LIMIT  # rounded
            assert abs(x.sensitivity) > 0.99 * ERRORS * x.standard_error
            assert x.share == pytest.approx(abs(x.sensitivity) / cell.width, rel=0.01)
        shares = [x.share for x in cell.leans]
        assert shares == sorted(shares, reverse=True)
        assert cell.width > 0.0 or not cell.leans


def test_a_table_comes_back_as_it_was_written(table: Table, tmp_path: Path) -> None:
    write(table, tmp_path)
    again = read(tmp_path)
    assert again.cells == table.cells
    assert again.made == json.loads(json.dumps(table.made))
    assert not list(tmp_path.glob("*.partial"))


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        (LEANS, None, "is missing; python -m calibration.leaning --write makes it"),
        (LEANS, "a,b\n", r"leaning\.csv: columns \['a', 'b'\]"),
        (MADE, "{", "not a table of leaning projections"),
    ],
)
def test_a_damaged_table_is_refused_with_a_sentence(
    tmp_path: Path, name: str, text: str | None, why: str
) -> None:
    folder = tmp_path / "table"
    shutil.copytree(FOLDER, folder)
    if text is None:
        (folder / name).unlink()
    else:
        (folder / name).write_text(text)
    with pytest.raises(LeaningTableError, match=why):
        read(folder)


# -------------------------------------------------------------------------------------- the report


def page_of(results: Results, table: Table, path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(report, "read", lambda: table)
    report.write_report(results, path, lang="en")
    text = path.read_text("utf-8")
    return text[: text.index("<script>")]


def rows_with(page: str, text: str) -> list[str]:
    return [row for row in re.findall(r"<tr.*?</tr>", page, re.S) if text in row]


def test_the_report_marks_what_leans_and_nothing_else(
    results: Results, table: Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(results, table, tmp_path / "r.html", monkeypatch)
    card = page[: page.index('class="limits"')]
    cells = re.findall(r'<td class="n[^"]*">([^<]*)<sup title="([^"]*)">', card)
    rows = results.scorecard().to_dict("records")
    value = {
        row["year"]: row["value"]
        for row in rows
        if (row["target"], row["book"], row["place"]) == HIT[:3]
    }
    assert [text for text, _ in cells] == [f"{value[year]:,.1f}" for year in ("2026", PLAN)]
    assert all(title == "rw_market 45 %, suit_gap 20 %" for _, title in cells)
    trained = rows_with(card, "Vocational training completed")
    assert trained
    assert all(MARK not in row for row in trained)


def test_a_table_without_leaning_projections_leaves_no_mark(
    results: Results, table: Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calm = Table(dict.fromkeys(table.cells, STILL), table.made)
    page = page_of(results, calm, tmp_path / "r.html", monkeypatch)
    assert "<sup" not in page
    assert "Leans on assumed parameters" not in page
    assert [row for row in rows_with(page, "Surveyed urban unemployment") if "none" in row]


def test_the_section_lists_parameters_with_source_and_confidence(
    results: Results, table: Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(results, table, tmp_path / "r.html", monkeypatch)
    section = page[page.index('<section id="assumptions">') :]
    assert "起作用的假定" in section
    (row,) = rows_with(section, "<code>rw_market</code></td>")
    known = next(p for p in Parameters.default().entries if p.symbol == "rw_market")
    assert "(assumed)" in row
    assert "45 %, " in row
    assert f"{known.value:g} ({known.low:g} – {known.high:g})" in row
    (figure,) = (r for r in rows_with(section, "rw_market") if "Surveyed" in r and "45" in r
                 and "suit_gap" in r)  # fmt: skip
    assert re.search(r"rw_market</code> ↑ 45 %", figure)
    assert re.search(r"suit_gap</code> ↓ 20 %", figure)
    assert "python -m calibration.leaning --write" in section
    assert "The table was made with" not in section, "nothing differs"


def test_charts_and_units_carry_the_mark(table: Table, results: Results) -> None:
    assert [x.parameter for x in marks.of_chart(table, "unemployment")] == ["rw_market", "suit_gap"]
    assert marks.of_chart(table, "urban_new_jobs") == ()
    place = results.facts["places"][1]["place"]
    key = Projection("employed", "true", place, "2030")
    wider = Table({key: CELL}, table.made)
    found = marks.of_unit(wider, results, "employed", place)
    ends = results.manifest["end"] == "2030-12"
    assert bool(found) == ends
    assert marks.of_unit(wider, results, "mean_wage", place) == ()


def test_differences_from_the_run_are_said(results: Results, table: Table) -> None:
    assert marks.differences(table, results) == []
    made = {**table.made, "code_digest": "other"}
    made["values"] = {**made["values"], "suit_gap": 0.1}
    made["scenario"] = {"name": "plan", "digest": "x"}
    found = marks.differences(Table(table.cells, made), results)
    english = " ".join(text["en"] for text in found)
    assert len(found) == 3
    assert "made with other values of 1 parameters: suit_gap" in english
    assert "another version of the model" in english
    assert "made with the scenario plan; this run is baseline" in english


def test_a_value_set_by_the_scenario_is_a_difference(table: Table) -> None:
    scenario = scenarios.load("baseline").with_(parameters={"suit_gap": 0.6})
    run = Results.from_tallies(small.tallies(3, n=90), scenario, {"code_digest": "abc"})
    assert any("suit_gap" in text["en"] for text in marks.differences(table, run))


def test_the_largest_share_of_several_figures_counts(table: Table) -> None:
    more = replace(CELL, leans=(Lean("suit_gap", 1.4, 0.02, 0.7),))
    both = Table({HIT: CELL, CALM: more}, table.made)
    assert [(x.parameter, x.share) for x in both.leans(HIT, CALM)] == [
        ("suit_gap", 0.7), ("rw_market", 0.45),
    ]  # fmt: skip
    assert both.leans(MEAN) == ()


def test_a_long_list_names_the_largest_and_counts_the_rest() -> None:
    many = tuple(Lean(f"p{n}", 1.0, 0.1, 0.5 - n / 100) for n in range(11))
    assert marks.listed(many).endswith("p7 43 % (+3)")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_summary_marks_the_plan_and_says_where_to_read(
    results: Results, table: Table, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summary, "read", lambda: table)
    text = results.summary(lang)
    marked = [line for line in text.splitlines() if MARK in line]
    name = "城镇调查失业率" if lang == "zh" else "Surveyed urban unemployment"
    assert len(marked) == 2
    assert marked[0].startswith(name)
    assert ("起作用的假定" if lang == "zh" else "Assumptions that matter") in marked[1]
    monkeypatch.setattr(summary, "read", lambda: Table({}, table.made))
    assert MARK not in results.summary(lang)


def test_every_chart_of_indicators_is_known() -> None:
    for names in marks.CHARTS.values():
        assert set(names) <= set(INDICATORS)
