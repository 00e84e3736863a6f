"""The run as a text table: unemployment, new urban jobs, the plan's scorecard."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from agents.codes import Half
from sim import registration
from sim.charts import published_mean
from sim.counting import PUBLISHED, TRUE
from sim.leaning.table import MARK, read
from sim.projections import Projection
from sim.results import Results
from sim.statistics_office import REGION
from sim.summary_beside import beside_text, registration_text
from sim.targets import NOT_YET, NOT_YET_EN, NOT_YET_ZH, PLAN, TOO_SMALL
from sim.text_table import table

HALVES = tuple(half.code for half in Half)
BESIDE = (5.0, 5.5)  # percent; the target rule shows them beside 5.2

KINDS_ZH = {
    "outcome x registration share": "结果 × 登记比例",
    "outcome; level set by the demand trend": "结果；水平由需求趋势决定",
    "rule-bound input": "受规则约束的投入",
    "input x acceptance x completion": "投入 × 接受 × 完成",
    "outcome bounded by assessment places": "受评价名额限制的结果",
    "outcome": "结果",
    "input (pooled share) x vacancies": "投入（归集比例）× 空缺",
    "input (pooled share) x vacancies x duplicates": "投入（归集比例）× 空缺 × 重复",
}
UNITS_ZH = {"persons": "人", "%": "%", "person-times": "人次", "posts": "个"}
MET_ZH = {"yes": "达到", "no": "未达到", "on_pace": "进度达标", "behind": "进度落后"}
MET_EN = {"yes": "met", "no": "not met", "on_pace": "on pace", "behind": "behind"}
BOOKS = {"zh": {PUBLISHED: "发布", TRUE: "真实"}, "en": {PUBLISHED: "published", TRUE: "true"}}


def number(value: float | None, unit: str) -> str:
    """Return a value with the digits of its unit; a dash where nothing was computed."""
    if value is None or not np.isfinite(value):
        return "–"
    return f"{value:,.1f}" if unit == "%" else f"{value:,.0f}"


def status_text(status: str, lang: str) -> str:
    """Return what stands in place of a value that was not computed."""
    if status == NOT_YET:
        return NOT_YET_ZH if lang == "zh" else NOT_YET_EN
    if status == TOO_SMALL:
        return "样本过小" if lang == "zh" else "sample too small"
    return "未模拟满五年" if lang == "zh" else "not all years simulated"


def summary(results: Results, lang: str = "en") -> str:
    """Return the summary of a run in one language."""
    zh = lang == "zh"
    m = results.manifest
    until = "至" if zh else "to"
    parts = [
        results.title(lang),
        f"{m['start']} {until} {m['end']}",
        "",
        "城镇调查失业率（%）" if zh else "Surveyed urban unemployment (%)",
        _years(results, lang),
        "",
        "城镇新增就业（人/年）" if zh else "New urban employment (persons a year)",
        _new_jobs(results, lang),
        "",
        "规划目标" if zh else "Targets of the plan",
        _scorecard(results, lang),
        "",
        "南北疆（规划期；全区以外不设目标）"
        if zh
        else "North and south (no targets are set for parts)",
        _halves(results, lang),
        "",
        "目标之外" if zh else "Beside the targets",
        beside_text(results, lang),
    ]
    return "\n".join(parts)


def by_year(values: pd.Series) -> Any:
    """Group a monthly series by calendar year."""
    return values.groupby([month.year for month in values.index])


def _years(results: Results, lang: str) -> str:
    books = (PUBLISHED, TRUE)
    series = {b: results.series("surveyed_unemployment", book=b) for b in books}
    years = sorted({month.year for month in series[PUBLISHED].index})
    rows = [["", *map(str, years)]]
    for book in books:
        means = by_year(series[book]).mean()
        rows.append([BOOKS[lang][book], *(f"{means[y]:.1f}" for y in years)])
    low = "最低–最高（月）" if lang == "zh" else "months, lowest to highest"
    grouped = by_year(series[PUBLISHED])
    rows.append([low, *(f"{grouped.min()[y]:.1f}–{grouped.max()[y]:.1f}" for y in years)])
    return table(rows, tuple(range(1, len(years) + 1)))


def _new_jobs(results: Results, lang: str) -> str:
    zh = lang == "zh"
    net = results.series("urban_new_jobs", book=PUBLISHED)
    rows = [["", *(str(month.year) for month in net.index)]]
    for name, book, label_zh, label_en in (
        ("urban_new_jobs", PUBLISHED, "发布（扣减员）", "published, net of attrition"),
        (
            "urban_new_jobs_gross",
            PUBLISHED,
            "发布口径，不扣减员",
            "published rule, before attrition",
        ),
        ("urban_new_jobs_without_xpcc", PUBLISHED, "发布，不含兵团城市", "published, without XPCC"),
        ("urban_new_persons", TRUE, "真实：人数", "true: persons"),
        ("urban_entries", TRUE, "真实：人次", "true: entries"),
        ("urban_employed_change", TRUE, "真实：净增", "true: net change of the stock"),
    ):
        try:
            values = results.series(name, book=book).reindex(net.index)
        except KeyError:
            continue
        rows.append([label_zh if zh else label_en, *(number(v, "persons") for v in values)])
    error = registration.ERROR
    low, high = (float(net.mean()) * (1.0 + off) for off in (-error, error))
    before = published_mean()
    note = (
        f"2021–2025年发布的平均数为{before:,.0f}。登记比例差±{error:.0%}时，"
        f"发布的平均数为{low:,.0f}至{high:,.0f}。"
        if zh
        else f"The mean published for 2021–2025 is {before:,.0f}. With the registration share off "
        f"by ±{error:.0%}, the published mean is {low:,.0f} to {high:,.0f}."
    )
    chance = registration_text(results, zh=zh)
    lines = [table(rows, tuple(range(1, len(rows[0])))), note, chance]
    return "\n".join(line for line in lines if line)


def region(results: Results) -> pd.DataFrame:
    """Return the scorecard's rows of the region, which alone is judged."""
    card = results.scorecard()
    return card[card["place"] == REGION]


def _halves(results: Results, lang: str) -> str:
    card = results.scorecard()
    card = card[(card["year"] == PLAN) & card["place"].isin(HALVES)]
    head = [results.place_label(place, lang) for place in HALVES]
    rows = [["目标" if lang == "zh" else "target", "口径" if lang == "zh" else "book", *head]]
    for (name, book), part in card.groupby([f"name_{lang}", "book"], sort=False):
        values = {r["place"]: number(r["value"], r["unit"]) for r in part.to_dict("records")}
        rows.append([str(name), BOOKS[lang][str(book)], *(values.get(p, "–") for p in HALVES)])
    return table(rows, (2, 3))


def _scorecard(results: Results, lang: str) -> str:
    zh = lang == "zh"
    card = region(results)
    head = ["目标", "口径", PLAN, "要求", "结果", "性质"] if zh else [
        "target", "book", PLAN, "rule", "result", "kind"
    ]  # fmt: skip
    rows, table_of_leans = [head], read()
    marked = False
    for row in card[card["year"] == PLAN].to_dict("records"):
        unit, kind = row["unit"], row["kind"]
        shown = number(row["value"], unit)
        if not np.isfinite(row["value"]):
            shown = status_text(row["status"], lang)
        elif table_of_leans.leans(Projection(row["target"], row["book"], row["place"], PLAN)):
            shown, marked = shown + MARK, True
        met = row["met"] if isinstance(row["met"], str) else ""
        unit_text = UNITS_ZH.get(unit, unit) if zh else unit
        rule = f"{row['sense']} {number(row['threshold'], unit)} {unit_text}"
        rows.append(
            [
                row["name_zh"] if zh else row["name_en"],
                BOOKS[lang][row["book"]],
                shown,
                rule,
                (MET_ZH if zh else MET_EN).get(met, ""),
                KINDS_ZH.get(kind, kind) if zh else kind,
            ]
        )
    lines = [table(rows, (2,)), beside(results, zh=zh)]
    if marked:
        lines.append(
            f"{MARK} 依赖假定的参数，见报告“起作用的假定”。"
            if zh
            else f"{MARK} leans on assumed parameters: see 'Assumptions that matter' in the report."
        )
    return "\n".join(line for line in lines if line)


def beside(results: Results, *, zh: bool) -> str:
    """Return how many years meet 5.0 and 5.5 percent: "about 5.0" is judged at 5.2."""
    card = region(results)
    years = card[
        (card["target"] == "surveyed_unemployment")
        & (card["book"] == PUBLISHED)
        & (card["year"] != PLAN)
    ]["value"].dropna()
    if years.empty:
        return ""
    counts = {level: int((years <= level).sum()) for level in BESIDE}
    of = len(years)
    if zh:
        parts = "，".join(f"不高于{level}%的有{n}年" for level, n in counts.items())
        return f"失业率目标“5.0%左右”按5.2%判断；{of}年中{parts}。"
    parts = ", ".join(f"{n} at most {level} %" for level, n in counts.items())
    return f"Unemployment of about 5.0 % is judged at 5.2 %; of {of} years {parts}."
