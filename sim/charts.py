"""What the figures show, in both languages; drawn by `sim.plots` and by the report.

A chart is data with a unit, an interval where there is one, and a sentence that says what to see.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from agents.codes import Half, Industry
from scenarios.tables import history, target_rules
from sim.counting import PUBLISHED, TRUE
from sim.results import Results
from sim.statistics_office import REGION

BLUE, ORANGE, GREEN, GREY, RED = "#1f5f99", "#d9822b", "#3a8f5c", "#8a8f98", "#b0413e"
BAND = (4.0, 6.5)  # percent; surveyed urban unemployment on the central path lies inside
Z90 = 1.645
MILLION = 1e6


def both(zh: str, en: str) -> dict[str, str]:
    """Return a text in both languages."""
    return {"zh": zh, "en": en}


@dataclass(frozen=True)
class Line:
    """A line or a set of bars; `low` and `high` bound an interval."""

    name: dict[str, str]
    x: list[str]
    y: list[float]
    colour: str
    dash: bool = False
    low: list[float] | None = None
    high: list[float] | None = None


@dataclass(frozen=True)
class Level:
    """A horizontal reference: a line at `low`, or a band from `low` to `high`."""

    name: dict[str, str]
    low: float
    high: float | None = None
    colour: str = GREY
    stroke: str = "solid"  # or "dot"


@dataclass(frozen=True)
class Chart:
    """One figure: title, unit of the vertical axis, lines or bars, references and a sentence."""

    key: str
    title: dict[str, str]
    unit: dict[str, str]
    sentence: dict[str, str]
    lines: list[Line]
    levels: list[Level] = field(default_factory=list)
    bars: bool = False
    from_zero: bool = False


def charts(results: Results) -> list[Chart]:
    """Return the charts of a run; one whose indicators were not computed is left out."""
    made = []
    for make in _CHARTS:
        try:
            made.append(make(results))
        except KeyError:
            continue
    return made


def published_mean() -> float:
    """Return the published yearly mean of new urban jobs in 2021-2025, persons."""
    five = [f for f in history("urban_new_jobs") if (f.first_year, f.last_year) == (2021, 2025)]
    return five[0].value / 5


def _line(
    r: Results, name: dict[str, str], colour: str, indicator: str, *, scale: float = 1.0,
    dash: bool = False, place: str = REGION, group: str = "all", book: str | None = None,
) -> Line:  # fmt: skip
    values = r.series(indicator, place=place, group=group, book=book)
    return _from(values / scale, name, colour, dash=dash)


def _from(values: pd.Series, name: dict[str, str], colour: str, *, dash: bool = False) -> Line:
    x = [str(month) for month in values.index]
    return Line(name, x, [float(v) for v in values], colour, dash)


def _ends(line: Line, digits: int) -> tuple[str, str, str, str]:
    """Return first month and value, last month and value."""
    first, last = (format(v, f",.{digits}f") for v in (line.y[0], line.y[-1]))
    return line.x[0], first, line.x[-1], last


def _unemployment(r: Results) -> Chart:
    published = r.series("surveyed_unemployment", book=PUBLISHED)
    sample = r.series("survey_sample").reindex(published.index)
    half = Z90 * np.sqrt(published * (100.0 - published) / sample)
    line = _from(published, both("发布（抽样调查）", "Published (survey)"), BLUE)
    line = Line(**{**vars(line), "low": list(published - half), "high": list(published + half)})
    true = _line(r, both("真实（全部计数）", "True (full count)"), ORANGE,
                 "surveyed_unemployment", book=TRUE, dash=True)  # fmt: skip
    wide = _line(r, both("含沮丧者", "With the discouraged"), GREY, "unemployment_with_discouraged")
    x0, y0, x1, y1 = _ends(line, 1)
    mean = float(published.mean())
    return Chart(
        "unemployment",
        both("城镇调查失业率", "Surveyed urban unemployment"),
        both("百分比", "percent"),
        both(
            f"发布的失业率由{x0}的{y0}%到{x1}的{y1}%，平均{mean:.1f}%。阴影为抽样误差（90%，未计住户内相关）。"
            "基期水平是拟合的：只有情景之间的差异是预测。",
            f"The published rate goes from {y0} % in {x0} to {y1} % in {x1}, mean {mean:.1f} %. "
            "Shading: sampling error (90 %, without correlation inside households). The base level "
            "is fitted: only differences between scenarios are predictions.",
        ),
        [line, true, wide],
        [
            Level(both("检验带 4.0–6.5", "Check band 4.0–6.5"), *BAND),
            Level(both("目标：5.0左右", "Target: about 5.0"), 5.0, colour=RED),
        ],
    )


def _new_jobs(r: Results) -> Chart:
    def years(name: str, book: str) -> pd.Series:
        values = r.series(name, book=book) / 1e4
        return values.set_axis([str(month.year) for month in values.index])

    net, gross = years("urban_new_jobs", PUBLISHED), years("urban_new_jobs_gross", PUBLISHED)
    true = years("urban_new_jobs", TRUE)
    goal = next(t for t in target_rules() if t.key == "urban_new_jobs").threshold / 1e4
    before = published_mean() / 1e4
    share = 100.0 * float(net.sum() / true.sum()) if true.sum() else 0.0
    partial = r.facts["incomplete_years"]
    note_zh = f"{'、'.join(map(str, partial))}年不足十二个月。" if partial else ""
    note_en = (
        f" Fewer than twelve months were simulated of {', '.join(map(str, partial))}."
        if partial
        else ""
    )
    return Chart(
        "urban_new_jobs",
        both("城镇新增就业", "New urban employment"),
        both("万人/年", "10,000 persons a year"),
        both(
            f"发布口径平均每年{net.mean():.1f}万人，真实进入城镇就业的平均{true.mean():.1f}万人；"
            f"发布数相当于真实数的{share:.0f}%。2021–2025年发布的平均数为{before:.1f}万。{note_zh}",
            f"Published: {net.mean():.1f} a year on average; persons who really entered urban "
            f"work: {true.mean():.1f}. The published count is {share:.0f} % of the true one. The "
            f"mean published for 2021–2025 is {before:.1f}.{note_en}",
        ),
        [
            _from(net, both("发布（扣自然减员）", "Published (net of attrition)"), BLUE),
            _from(gross, both("发布口径，不扣减员", "Published rule, before attrition"), GREY),
            _from(
                true, both("真实：进入城镇就业的人", "True: persons entering urban work"), ORANGE
            ),
        ],
        [
            Level(both(f"目标 {goal:.0f}", f"Target {goal:.0f}"), goal, colour=RED),
            Level(
                both(f"2021–2025发布均值 {before:.1f}", f"Published mean 2021–2025 {before:.1f}"),
                before,
                colour=GREEN,
                stroke="dot",
            ),
        ],
        bars=True,
        from_zero=True,
    )


def _sectors(r: Results) -> Chart:
    lines = []
    for number, zh, en, colour in (
        (1, "第一产业", "Primary", GREEN),
        (2, "第二产业", "Secondary", ORANGE),
        (3, "第三产业", "Tertiary", BLUE),
    ):
        parts = [
            r.series("jobs", group=f"industry={i.code}") for i in Industry if i.sector == number
        ]
        total = np.sum([p.to_numpy() for p in parts], axis=0) / MILLION
        lines.append(_from(pd.Series(total, parts[0].index), both(zh, en), colour))
    second, third = (r.series(f"{n}_share") for n in ("secondary", "tertiary"))
    return Chart(
        "employment_by_sector",
        both("按三次产业分的就业人员", "Employment by sector"),
        both("百万人", "million persons"),
        both(
            f"第二产业比重由{second.iloc[0]:.1f}%到{second.iloc[-1]:.1f}%，第三产业由{third.iloc[0]:.1f}%到"
            f"{third.iloc[-1]:.1f}%。务农的季节是输入。",
            f"The secondary share goes from {second.iloc[0]:.1f} to {second.iloc[-1]:.1f} %, the "
            f"tertiary share from {third.iloc[0]:.1f} to {third.iloc[-1]:.1f} %. The season of "
            "farm work is an input.",
        ),
        lines,
        from_zero=True,
    )


def _halves(
    key: str, indicator: str, title: dict[str, str], unit: dict[str, str], digits: int,
    note: dict[str, str], *, scale: float = 1.0, group: str = "all", from_zero: bool = False,
) -> Callable[[Results], Chart]:  # fmt: skip
    def make(r: Results) -> Chart:
        lines = [
            _line(r, both(h.zh, h.en), colour, indicator, place=h.code, group=group, book=TRUE,
                  scale=scale)
            for h, colour in ((Half.NORTH, BLUE), (Half.SOUTH, ORANGE))
        ]  # fmt: skip
        (x0, n0, x1, n1), (_, s0, _, s1) = (_ends(line, digits) for line in lines)
        zh, en = unit["zh"], unit["en"]
        return Chart(
            key, title, unit,
            both(
                f"{x0}到{x1}，北疆由{n0}到{n1}，南疆由{s0}到{s1}，单位{zh}。{note['zh']}",
                f"From {x0} to {x1} the north goes from {n0} to {n1}, the south from {s0} to {s1} "
                f"({en}). {note['en']}",
            ),
            lines, from_zero=from_zero,
        )  # fmt: skip

    return make


_CHARTS: tuple[Callable[[Results], Chart], ...] = (
    _unemployment,
    _new_jobs,
    _sectors,
    _halves(
        "north_south_unemployment", "surveyed_unemployment",
        both("南北疆城镇失业率（真实）", "Urban unemployment, north and south (true)"),
        both("百分比", "percent"), 1,
        both("单次运行，无区间。", "One run, no interval."),
    ),
    _halves(
        "north_south_employed", "employed",
        both("南北疆就业人员", "Employed, north and south"),
        both("百万人", "million persons"), 2,
        both("按居住地计。", "By residence."),
        scale=MILLION, from_zero=True,
    ),
    _halves(
        "north_south_wage", "mean_wage",
        both("南北疆雇员平均月工资", "Mean wage of employees, north and south"),
        both("元/月（2025年12月价）", "yuan a month, December 2025 prices"), 0,
        both("按工作地计。", "By place of work."),
    ),
    _halves(
        "population", "population",
        both("南北疆常住人口", "Resident population, north and south"),
        both("百万人", "million persons"), 2,
        both("不含在区外务工者。", "Those who work outside Xinjiang are not counted."),
        scale=MILLION, from_zero=True,
    ),
)  # fmt: skip
