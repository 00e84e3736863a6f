"""The report of a run: one HTML file that needs neither network nor fonts, in two languages."""

from __future__ import annotations

import base64
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from agents.codes import Half
from sim import report_money
from sim.charts import Chart, both, charts
from sim.counting import TRUE
from sim.fonts import subset_woff2
from sim.leaning import marks
from sim.leaning.table import LIMIT, MARK, Table, read
from sim.projections import Projection
from sim.results import Results
from sim.statistics_office import REGION
from sim.summary import BOOKS, KINDS_ZH, MET_EN, MET_ZH, UNITS_ZH, beside, number, status_text
from sim.summary_beside import (
    beside_name,
    beside_number,
    beside_rows,
    registration_text,
    unit_text,
)
from sim.targets import OK, PLAN

TEMPLATES = Path(__file__).parent / "templates"
LANGS = ("zh", "en")
FONT_FAMILY = "Tianshan, Noto Sans CJK SC, sans-serif"

WORDS = {
    "scorecard": both("规划目标", "Targets of the plan"),
    "scorecard_note": both(
        "单次运行没有概率。年均目标的各年只表示进度；其他目标的规划期一栏为最差的一年。"
        "“性质”说明目标是结果还是买来的投入。只评判全区的发布口径，南北疆不设目标。",
        "One run has no probability. Single years of an averaged target only show the pace; for "
        "the others the plan's column holds the worst year. The kind says whether a target is an "
        "outcome or is bought. Only the region is judged, in the published book; the plan sets no "
        "targets for north and south.",
    ),
    "target": both("目标", "Target"),
    "book": both("口径", "Book"),
    "rule": both("要求", "Rule"),
    "result": both("结果", "Result"),
    "kind": both("性质", "Kind"),
    "beside": both("目标之外", "Beside the targets"),
    "beside_note": both(
        "规划期平均；未模拟满五年的为最后一个完整年份。各地区、各账户、各年的数值在scorecard_beside.csv中。",
        "Mean of the plan's years, or the last whole year where not all were simulated. Places, "
        "accounts and years are in scorecard_beside.csv.",
    ),
    "year": both("年份", "Year"),
    "value": both("数值", "Value"),
    "limits": both("本模型的限度与不可用之处", "Limits, and what the model is not for"),
    "units": both("南北疆与各单元", "North, south and units"),
    "units_note": both(
        "全部计数，最后一年的月平均；标*的灰色行抽样就业人员少于300人，不宜引用。",
        "Full count, monthly mean of the last year; grey rows marked * rest on fewer than 300 "
        "sampled workers and should not be quoted.",
    ),
    "place": both("地区", "Place"),
    "definitions": both("指标的定义与来源", "Definitions and sources of the indicators"),
    "indicator": both("指标", "Indicator"),
    "unit": both("单位", "Unit"),
    "definition": both("定义", "Definition"),
    "source": both("来源", "Source"),
    "run": both("运行记录", "The run"),
    "run_note": both(
        "同一版本、情景、种子和规模给出同样的数字；全部数值在indicators.parquet中。",
        "The same version, scenario, seed and fraction give the same numbers; all values are in "
        "indicators.parquet.",
    ),
    "show": both("显示", "Show"),
    "leans_on": both("依赖的假定参数：", "Leans on assumed parameters: "),
    "leaning": both("起作用的假定", "Assumptions that matter"),
    "leaning_note": both(
        "许多参数是假定的：没有来源给出它们的数值。标†的数字至少依赖其中一个：该参数走过其上下限中间90%的范围时，"
        f"数字的变动超过自身90%区间宽度的{LIMIT:.0%}。区间由全部假定的参数和单次运行的运气共同构成；"
        "每个参数在上下限之间均匀分布、互不相关，变动按基准值处的斜率推算。百分数为变动与区间宽度之比；"
        "↑表示参数越大数字越大，↓相反。",
        "Many parameters are assumed: no source gives their value. A figure marked † leans on at "
        "least one of them: when the parameter goes over the middle 90 % of its bounds, the "
        f"figure moves by more than {100 * LIMIT:.0f} % of the width of its own 90 % interval. "
        "The interval comes of all assumed parameters together and the luck of one run; each "
        "parameter is uniform between its bounds and independent of the others, and movements "
        "follow the slope at its value. Percentages: movement over width of the interval; ↑ the "
        "figure rises with the parameter, ↓ it falls.",
    ),
    "figure": both(f"数字（{PLAN}年）", f"Figure ({PLAN})"),
    "width": both("90%区间宽度", "Width of the 90 % interval"),
    "leans": both("依赖的参数（占区间宽度）", "Leans on (share of the width)"),
    "nothing": both("无", "none"),
    "undecided": both("个无法判断", "undecided"),
    "parameter": both("参数", "Parameter"),
    "meaning": both("含义", "Meaning"),
    "value_bounds": both("取值（上下限）", "Value (bounds)"),
    "source_confidence": both("来源与可信度", "Source and confidence"),
    "figures": both("依赖它的数字", "Figures that lean on it"),
    "largest": both("最大占比", "Largest share"),
    "all_parameters": both("其余参数", "All other parameters"),
}
UNIT_COLUMNS = (
    ("population", both("常住人口（万）", "Population, 10,000"), 1e4, 1),
    ("employed", both("就业人员（万）", "Employed, 10,000"), 1e4, 1),
    ("surveyed_unemployment", both("城镇失业率（%）", "Urban unemployment, %"), 1.0, 1),
    ("labour_force_participation", both("劳动参与率（%）", "Participation, %"), 1.0, 1),
    ("urban_share", both("城镇化率（%）", "Urban share, %"), 1.0, 1),
    ("mean_wage", both("平均工资（元/月）", "Mean wage, yuan a month"), 1.0, 0),
)


def write_report(results: Results, path: Path, *, lang: str = "zh") -> None:
    """Write the report to `path`, opening in `lang`; the reader may switch."""
    if lang not in LANGS:
        raise ValueError(f"no language {lang!r}; choose zh or en")
    paid = report_money.section(results, FONT_FAMILY)
    made, table = charts(results), marks.of_run(read(), results)
    page: dict[str, Any] = {
        "lang": lang,
        "title": {code: results.title(code).split(" · ")[0] for code in LANGS},
        "facts": _facts(results),
        "words": WORDS,
        "years": _years(results),
        "scorecard": _scorecard(results, table),
        "mark": MARK,
        "leaning": _leaning(results, table),
        "chart_leans": {c.key: marks.listed(marks.of_chart(table, c.key)) for c in made},
        "beside": {code: beside(results, zh=code == "zh") for code in LANGS},
        "registration": {code: registration_text(results, zh=code == "zh") for code in LANGS},
        "halves": [both(half.zh, half.en) for half in Half],
        "beside_rows": _beside_rows(results),
        "limits": json.loads((TEMPLATES / "limits.json").read_text("utf-8")),
        "charts": made,
        "unit_columns": [label for _, label, _, _ in UNIT_COLUMNS],
        "unit_rows": _unit_rows(results, table),
        "definitions": _definitions(results),
        "manifest": json.dumps(results.manifest, ensure_ascii=False, indent=1, sort_keys=True),
        # inside a script element, "</" could end it early
        "money": paid,
        "chart_data": json.dumps(
            [_plotly(c) for c in made] + ([paid["chart"]] if paid else []), ensure_ascii=False
        ).replace("</", "<\\/"),
        "plotly": "",
        "font": "",
    }
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    template = environment.get_template("report.html")
    used = "".join(sorted(set(template.render(page)) - {"\n", "\r", "\t"}))
    page["font"] = base64.b64encode(subset_woff2(used)).decode()
    page["plotly"] = (files("plotly") / "package_data" / "plotly.min.js").read_text("utf-8")
    path.write_text(template.render(page), "utf-8")


def _facts(results: Results) -> dict[str, str]:
    m = results.manifest
    zh = (
        f"{m['start']}至{m['end']}，规模{m['fraction']}，种子{m.get('seed')}，"
        f"以{m['base']}年人口普查为基础"
    )
    en = (
        f"{m['start']} to {m['end']}, fraction {m['fraction']}, seed {m.get('seed')}, from the "
        f"census of {m['base']}"
    )
    tail = f"tianshan {m['version']} · {m['scenario']['name']} · {m['scenario']['digest'][:12]}"
    return both(f"{zh} · {tail}", f"{en} · {tail}")


def _years(results: Results) -> list[str]:
    return list(dict.fromkeys(results.scorecard()["year"]))


def _leaning(results: Results, table: Table) -> dict[str, Any]:
    """Return the section on assumed parameters: figures, parameters, how the table was made."""
    return {
        "made": marks.made(table),
        "differences": marks.differences(table, results),
        "projections": marks.projection_rows(table, results),
        "parameters": marks.parameter_rows(table, results),
        "listed": marks.LISTED,
        "shown": marks.SHOWN,
    }


def _scorecard(results: Results, table: Table) -> list[dict[str, Any]]:
    card = results.scorecard()
    halves = {
        (r["target"], r["book"], r["place"]): number(r["value"], r["unit"])
        for r in card[card["year"] == PLAN].to_dict("records")
    }
    rows = []
    for _, part in card[card["place"] == REGION].groupby(["target", "book"], sort=False):
        plan = part[part["year"] == PLAN].to_dict("records")[0]
        cells = [
            {
                "text": number(row["value"], row["unit"]),
                "met": row["met"] if isinstance(row["met"], str) else "",
                "leans": marks.listed(
                    table.leans(Projection(row["target"], row["book"], row["place"], row["year"]))
                )
                if np.isfinite(row["value"])
                else "",
            }
            for row in part.to_dict("records")
        ]
        met = plan["met"] if isinstance(plan["met"], str) else ""
        unit, limit = plan["unit"], number(plan["threshold"], plan["unit"])
        sense = {">=": "≥", "<=": "≤"}[plan["sense"]]
        rows.append(
            {
                "name": both(plan["name_zh"], plan["name_en"]),
                "book": {code: BOOKS[code][plan["book"]] for code in LANGS},
                "cells": cells if plan["status"] == OK else [],
                "missing": {code: status_text(plan["status"], code) for code in LANGS},
                "halves": [
                    halves.get((plan["target"], plan["book"], half.code), "–") for half in Half
                ],
                "rule": both(
                    f"{sense} {limit}{UNITS_ZH.get(unit, unit)}", f"{sense} {limit} {unit}"
                ),
                "met": met,
                "result": both(MET_ZH.get(met, ""), MET_EN.get(met, "")),
                "kind": both(KINDS_ZH.get(plan["kind"], plan["kind"]), plan["kind"]),
                "status": plan["status"],
            }
        )
    return rows


def _beside_rows(results: Results) -> list[dict[str, Any]]:
    """Return what stands beside the targets: name, year, value, unit."""
    return [
        {
            "name": {code: beside_name(row, code) for code in LANGS},
            "year": row["year"],
            "value": {code: beside_number(row, code) for code in LANGS},
            "unit": {code: unit_text(row["unit"], code) for code in LANGS},
            "waits": row["status"] != OK,
        }
        for row in beside_rows(results)
    ]


def _unit_rows(results: Results, table: Table) -> list[dict[str, Any]]:
    data = results.data
    last = data["month"] > int(data["month"].max()) - 100
    true = data[last & (data["group"] == "all") & (data["book"] == TRUE)]
    means = true.groupby(["place", "indicator"], observed=True)["value"].mean()
    rows = []
    for place in (p["place"] for p in results.facts["places"]):
        cells = []
        for name, _, scale, digits in UNIT_COLUMNS:
            value = means.get((place, name), np.nan) / scale
            known = bool(np.isfinite(value))
            leans = marks.of_unit(table, results, name, place) if known else ()
            text = f"{value:,.{digits}f}" if known else "–"
            cells.append({"text": text, "leans": marks.listed(leans)})
        names = {code: results.place_label(place, code) for code in LANGS}
        rows.append({"name": names, "cells": cells, "small": place in results.small_places})
    return rows


def _definitions(results: Results) -> list[dict[str, Any]]:
    return [
        {
            "key": d["indicator"],
            "name": both(d["zh"], d["en"]),
            "unit": both(d["unit_zh"], d["unit"]),
            "definition": both(d["definition_zh"], d["definition_en"]),
            "source": both(d["source_zh"], d["source"]),
        }
        for d in results.indicators.values()
    ]


def _plotly(chart: Chart) -> dict[str, Any]:
    return {"key": chart.key, **{lang: _figure(chart, lang) for lang in LANGS}}


def _figure(chart: Chart, lang: str) -> dict[str, Any]:
    """Return data and layout of one chart in one language, for plotly.js."""
    data: list[dict[str, Any]] = []
    for line in chart.lines:
        if line.low is not None and line.high is not None:
            edge = {"type": "scatter", "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip",
                    "showlegend": False, "x": line.x}  # fmt: skip
            fill = {"fill": "tonexty", "fillcolor": _faint(line.colour)}
            data += [{**edge, "y": line.low}, {**edge, **fill, "y": line.high}]
        y = [round(v, 4) for v in line.y]
        if chart.bars:
            data.append({"type": "bar", "x": line.x, "y": y, "name": line.name[lang],
                         "marker": {"color": line.colour}})  # fmt: skip
        else:
            style = {"color": line.colour, "dash": "dash" if line.dash else "solid", "width": 2}
            data.append({"type": "scatter", "mode": "lines", "x": line.x, "y": y,
                         "name": line.name[lang], "line": style})  # fmt: skip
    x = chart.lines[0].x
    shapes: list[dict[str, Any]] = []
    for level in chart.levels:
        high = level.low if level.high is None else level.high
        shape: dict[str, Any] = {"xref": "paper", "x0": 0, "x1": 1, "y0": level.low, "y1": high,
                                 "layer": "above" if chart.bars else "below"}  # fmt: skip
        # a shape has no legend entry: an empty trace of its colour stands for it
        entry: dict[str, Any] = {"type": "scatter", "mode": "lines", "x": x[:1], "y": [None],
                 "name": level.name[lang], "hoverinfo": "skip"}  # fmt: skip
        if level.high is None:
            stroke = {"color": level.colour, "width": 1.6, "dash": level.stroke}
            shape |= {"type": "line", "line": stroke}
            entry["line"] = stroke
        else:
            shape |= {"type": "rect", "fillcolor": _faint(level.colour), "line": {"width": 0}}
            entry["line"] = {"color": _faint(level.colour), "width": 10}
        shapes.append(shape)
        data.append(entry)
    layout = {
        "font": {"family": FONT_FAMILY, "size": 14, "color": "#1d2430"},
        "margin": {"l": 70, "r": 16, "t": 16, "b": 70},
        "yaxis": {"title": {"text": chart.unit[lang]}, "gridcolor": "#eceef1",
                  "rangemode": "tozero" if chart.from_zero else "normal", "zeroline": False},
        "xaxis": {"type": "category" if chart.bars or len(x) < 4 else "date", "showgrid": False,
                  "hoverformat": "%Y-%m", "tickformat": "" if chart.bars else "%Y-%m"},
        "legend": {"orientation": "h", "y": -0.16, "traceorder": "normal"},
        "hovermode": "x unified", "barmode": "group", "shapes": shapes,
        "paper_bgcolor": "#fff", "plot_bgcolor": "#fff",
    }  # fmt: skip
    return {"data": data, "layout": layout}


def _faint(colour: str) -> str:
    """Return a colour at 15 percent opacity, from `#rrggbb`."""
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.15)"
