from __future__ import annotations

import base64
import io
import json
import re
from pathlib import Path

import pytest
import small_population as small

import scenarios
from sim import fonts
from sim.charts import charts, published_mean
from sim.plots import draw, save_figures
from sim.report import write_report
from sim.results import Results


@pytest.fixture(scope="module")
def results() -> Results:
    facts = {"seed": 3, "threads": 1}
    chosen = scenarios.load("plan").with_(title_zh="<b>计划</b>", title_en='Plan & "more" <b>')
    return Results.from_tallies(small.tallies(26, n=900), chosen, facts)


@pytest.fixture(scope="module")
def page(results: Results, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("report") / "report.html"
    write_report(results, path, lang="zh")
    return path.read_text("utf-8")


def own(page: str) -> str:
    """Return the page without the chart library."""
    start = page.index("<script>")
    return page[:start] + page[page.index("</script>", start) :]


def test_the_page_needs_no_network(page: str) -> None:
    text = own(page)
    assert not re.search(r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//", text)
    assert not re.search(r"url\((?!data:)", text)
    assert "@import" not in text
    assert page.count("plotly.js v") == 1


def test_the_page_holds_both_languages_and_opens_in_the_one_asked(
    page: str, results: Results, tmp_path: Path
) -> None:
    assert 'data-lang="zh"' in page.split("<head>")[0]
    for text in ("规划目标", "Targets of the plan", "尚未建模", "not yet modelled"):
        assert text in page, text
    write_report(results, tmp_path / "en.html", lang="en")
    assert 'data-lang="en"' in (tmp_path / "en.html").read_text("utf-8").split("<head>")[0]
    with pytest.raises(ValueError, match="choose zh or en"):
        write_report(results, tmp_path / "fr.html", lang="fr")


def test_a_title_cannot_put_markup_into_the_page(page: str) -> None:
    assert "&lt;b&gt;计划&lt;/b&gt;" in page
    assert "<b>计划" not in own(page)
    assert 'Plan & "more"' not in page.split("</title>")[0]


def test_the_page_states_limits_definitions_and_kinds(page: str, results: Results) -> None:
    for text in (
        "All persons are synthetic", "may be refused at no cost", "ILO and UN bodies",
        "The base level", "input (pooled share) x vacancies", "受规则约束的投入",
    ):  # fmt: skip
        assert text in page, text
    for name, record in results.indicators.items():
        assert f"<code>{name}</code>" in page
        assert record["definition_zh"] in page


def test_every_character_of_the_page_has_a_glyph(page: str) -> None:
    from fontTools.ttLib import TTFont

    found = re.search(r"font/woff2;base64,([A-Za-z0-9+/=]+)\)", page)
    assert found
    font = TTFont(io.BytesIO(base64.b64decode(found[1])))
    glyphs = set(font.getBestCmap())
    text = own(page).replace(found[1], "")
    assert {c for c in text if ord(c) > 0x20 and ord(c) not in glyphs} == set()


def test_chart_data_are_json_with_both_languages(page: str, results: Results) -> None:
    found = re.search(r'<script type="application/json" id="charts">(.*?)</script>', page, re.S)
    assert found
    data = json.loads(found[1])
    assert [c["key"] for c in data] == [c.key for c in charts(results)]
    assert {c["key"] for c in data} >= {
        "unemployment", "urban_new_jobs", "employment_by_sector", "population",
        "north_south_unemployment",
    }  # fmt: skip
    for chart in data:
        for lang in ("zh", "en"):
            assert chart[lang]["layout"]["yaxis"]["title"]["text"]
            assert f"chart-{chart['key']}" in page


def test_every_chart_has_unit_sentence_and_finite_lines(results: Results) -> None:
    made = charts(results)
    for chart in made:
        for text in (chart.title, chart.unit, chart.sentence):
            assert text["zh"], chart.key
            assert text["en"], chart.key
        for line in chart.lines:
            assert len(line.x) == len(line.y)
    unemployment = next(c for c in made if c.key == "unemployment")
    assert {(v.low, v.high) for v in unemployment.levels} == {(4.0, 6.5), (5.0, None)}
    assert unemployment.lines[0].low is not None
    jobs = next(c for c in made if c.key == "urban_new_jobs")
    assert jobs.levels[0].low == 47.0
    assert published_mean() == pytest.approx(478_400)
    assert "2028" in jobs.sentence["en"], "an incomplete year must be named"


def test_a_run_without_an_indicator_leaves_its_chart_out() -> None:
    tiny = small.tallies(2, n=12)
    run = Results.from_tallies(tiny, scenarios.load("plan"), {"seed": 1})
    assert "unemployment" not in {c.key for c in charts(run)}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_figures_are_written_without_missing_glyphs(
    results: Results, tmp_path: Path, lang: str
) -> None:
    # a missing glyph is a warning, and every warning is an error here
    paths = save_figures(results, tmp_path / "figures", lang=lang)
    assert {p.stem for p in paths} == {c.key for c in charts(results)}
    first = paths[0].read_bytes()
    assert first.startswith(b"\x89PNG")
    save_figures(results, tmp_path / "again", lang=lang)
    assert (tmp_path / "again" / paths[0].name).read_bytes() == first


def test_plot_draws_on_given_axes_and_refuses_unknown_names(results: Results) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure()
    canvas = FigureCanvasAgg(figure)
    ax = figure.add_subplot()
    assert results.plot("mean_wage", ax=ax) is ax
    assert ax.get_ylabel() == "yuan of December 2025 per month"
    assert draw(results, ax=figure.add_subplot(), lang="zh").get_title(loc="left") == (
        "城镇调查失业率"
    )
    canvas.draw()
    with pytest.raises(KeyError, match="mean_wage"):
        results.plot("wages", ax=ax)


def test_an_unusual_character_is_added_to_the_font() -> None:
    before = fonts.regular_font()
    assert fonts.regular_font("鑫") == before
    from fontTools.ttLib import TTFont

    glyphs = TTFont(str(before)).getBestCmap()
    assert ord("鑫") in glyphs
    assert ord("疆") in glyphs
