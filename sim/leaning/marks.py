"""Marks and words of leaning projections, for the report and the summary of a run."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from scenarios.parameters import Parameter, Parameters
from sim.charts import both
from sim.indicators import INDICATORS, UNITS_ZH
from sim.leaning.table import Lean, Table
from sim.projections import HALVES, HEADLINES, LAST_YEAR, Projection
from sim.results import Results
from sim.statistics_office import REGION
from sim.summary import BOOKS
from sim.targets import PLAN

SHOWN = 8  # parameters named in a line, the largest shares first
LISTED = 15  # parameters listed before the reader asks for all
# what each chart of the report draws
CHARTS: dict[str, tuple[str, ...]] = {
    "unemployment": ("surveyed_unemployment", "unemployment_with_discouraged"),
    "urban_new_jobs": ("urban_new_jobs", "urban_new_jobs_gross"),
    "employment_by_sector": ("primary_share", "secondary_share", "tertiary_share"),
    "north_south_unemployment": ("surveyed_unemployment",),
    "north_south_employed": ("employed",),
    "north_south_wage": ("mean_wage",),
    "population": ("population",),
}
OF_HALVES = ("north_south_unemployment", "north_south_employed", "north_south_wage", "population")


def of_run(table: Table, results: Results) -> Table:
    """Return the part of a table that is about places of the run's map."""
    places = {p["place"] for p in results.facts["places"]}
    return Table({key: c for key, c in table.cells.items() if key.place in places}, table.made)


def percent(share: float) -> str:
    """Return a share as a whole percentage."""
    return f"{100.0 * share:.0f} %"


def listed(leans: tuple[Lean, ...], most: int = SHOWN) -> str:
    """Return symbols with their shares, the largest first; the rest by number."""
    words = [f"{x.parameter} {percent(x.share)}" for x in leans[:most]]
    return ", ".join(words) + (f" (+{len(leans) - most})" if len(leans) > most else "")


def of_chart(table: Table, chart: str) -> tuple[Lean, ...]:
    """Return what the lines of a chart lean on, by the mean of the plan's years."""
    places = HALVES if chart in OF_HALVES else (REGION,)
    keys = [
        key
        for key in table.cells
        if key.indicator in CHARTS.get(chart, ()) and key.place in places and key.year == PLAN
    ]
    return table.leans(*keys)


def of_unit(table: Table, results: Results, indicator: str, place: str) -> tuple[Lean, ...]:
    """Return what a figure of the table of units leans on; the table knows the plan's last year."""
    if results.manifest["end"] != f"{LAST_YEAR}-12":
        return ()
    return table.leans(Projection(indicator, "true", place, LAST_YEAR))


def parameters_of(results: Results) -> dict[str, Parameter]:
    """Return the parameters of a run by symbol: today's, with the values its scenario sets.

    A run of another version may set values that are out of bounds today; they are taken as given.
    """
    values = results.manifest["scenario"]["settings"].get("parameters") or {}
    return {
        p.symbol: replace(p, value=float(values.get(p.symbol, p.value)))
        for p in Parameters.default().entries
    }


def made(table: Table) -> dict[str, str]:
    """Return how a table was made, in both languages."""
    m = table.made
    undecided = sum(cell.undecided for cell in table.cells.values())
    pairs = len(table.cells) * len(m["levels"])
    name = m["scenario"]["name"]
    return both(
        f"由{m['date']}的{m['runs']}次运行得出：情景{name}，规模{m['fraction']}，{len(m['levels'])}个假定的参数，"
        f"{len(table.cells)}个数字（计分卡；图和摘要为{PLAN}年平均；各单元为{LAST_YEAR}年）；命令：{m['command']}。"
        f"区间按{m['luck_of']}的运气计算。在{pairs:,}个组合中，有{undecided:,}个的运气太大，无法判断，未作标记。",
        f"Made on {m['date']} from {m['runs']} runs: scenario {name}, fraction {m['fraction']}, "
        f"{len(m['levels'])} assumed parameters, {len(table.cells)} figures (scorecard; mean of "
        f"{PLAN} for charts and summary; {LAST_YEAR} for units); command: {m['command']}. "
        f"Intervals hold the luck of a run at {m['luck_of']}. In {undecided:,} of {pairs:,} "
        "pairs of figure and parameter luck hides the answer; these are not marked.",
    )


def differences(table: Table, results: Results) -> list[dict[str, str]]:
    """Return what about a run differs from the runs of the table, in both languages."""
    m, found = table.made, []
    mine, name = results.manifest["scenario"]["digest"], results.name
    if mine != m["scenario"]["digest"]:
        found.append(
            both(
                f"此表由情景{m['scenario']['name']}得出，本次运行为{name}。",
                f"The table was made with the scenario {m['scenario']['name']}; "
                f"this run is {name}.",
            )
        )
    known = {symbol: p.value for symbol, p in parameters_of(results).items()}
    then = m["values"]
    moved = sorted(s for s in known.keys() | then.keys() if known.get(s) != then.get(s))
    if moved:
        names = ", ".join(moved[:SHOWN]) + (" …" if len(moved) > SHOWN else "")
        found.append(
            both(
                f"此表由其他参数值得出（{len(moved)}个不同：{names}）。",
                f"The table was made with other values of {len(moved)} parameters: {names}.",
            )
        )
    if results.manifest.get("code_digest") != m["code_digest"]:
        found.append(
            both(
                "此表由模型的另一版本得出；重新运行上述命令即可更新。",
                "The table was made with another version of the model; the command above "
                "renews it.",
            )
        )
    return found


def projection_rows(table: Table, results: Results) -> list[dict[str, Any]]:
    """Return one row a figure of the plan's years: names, interval, what it leans on."""
    card = results.scorecard().to_dict("records")
    names = {r["target"]: both(r["name_zh"], r["name_en"]) for r in card}
    order = list(dict.fromkeys([*names, *(name for name, _, _ in HEADLINES)]))
    keys = [key for key in table.cells if key.year == PLAN]
    keys.sort(key=lambda key: order.index(key.indicator))
    rows = []
    for key in keys:
        cell, indicator = table.cells[key], INDICATORS[key.indicator]
        label = names.get(key.indicator, both(indicator.zh, indicator.en))
        rows.append(
            {
                "name": label,
                "place": {code: results.place_label(key.place, code) for code in BOOKS},
                "book": {code: BOOKS[code][key.book] for code in BOOKS},
                "unit": both(UNITS_ZH[indicator.unit], indicator.unit),
                "width": f"{cell.width:,.2f}" if cell.width < 100.0 else f"{cell.width:,.0f}",
                "undecided": cell.undecided,
                "leans": [
                    {"symbol": x.parameter, "share": percent(x.share), "rises": x.sensitivity > 0}
                    for x in cell.leans
                ],
            }
        )
    return rows


def parameter_rows(table: Table, results: Results) -> list[dict[str, Any]]:
    """Return one row a parameter that some figure leans on: those of most figures first."""
    known = parameters_of(results)
    count = Counter(x.parameter for cell in table.cells.values() for x in cell.leans)
    largest: dict[str, tuple[float, Projection]] = {}
    for key, cell in table.cells.items():
        for x in cell.leans:
            if x.share > largest.get(x.parameter, (0.0, key))[0]:
                largest[x.parameter] = (x.share, key)
    rows = []
    for symbol, n in sorted(count.items(), key=lambda item: (-item[1], -largest[item[0]][0])):
        p = known.get(symbol)
        if p is None:  # the table is older than the parameters
            continue
        share, key = largest[symbol]
        where = INDICATORS[key.indicator]
        rows.append(
            {
                "symbol": symbol,
                "name": p.name,
                "value": f"{p.value:g} ({p.low:g} – {p.high:g})",
                "unit": p.unit,
                "source": p.source,
                "confidence": p.confidence,
                "count": n,
                "largest": percent(share),
                "where": both(
                    f"{where.zh}，{results.place_label(key.place, 'zh')}，{key.year}",
                    f"{where.en}, {results.place_label(key.place, 'en')}, {key.year}",
                ),
            }
        )
    return rows
