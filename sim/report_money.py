"""The report's section on money: who paid whom, and what each budget line planned and paid."""

from __future__ import annotations

from typing import Any

from agents.codes import Half
from sim import money
from sim.charts import both
from sim.results import Results

LANGS = ("zh", "en")
# of the halves, as in all figures
COLOURS = {Half.NORTH.code: "rgba(31,95,153,0.45)", Half.SOUTH.code: "rgba(217,130,43,0.45)"}
NODE = "#8a8f98"

WORDS = {
    "money": both("资金流向", "Where the money goes"),
    "money_note": both(
        "完整年份的年均，百万元。左为资金来源，中为预算项目，右为收款方；蓝色为北疆，橙色为南疆。"
        "缴费收入不在图中。全部明细在ledger.parquet中。",
        "Mean of the complete years, million yuan. Left the funds, middle the budget lines, right "
        "who receives; blue is the north, orange the south. Contributions received are not drawn. "
        "Every movement is in ledger.parquet.",
    ),
    "line": both("预算项目", "Budget line"),
    "fund": both("账户", "Account"),
    "half": both("地区", "Half"),
    "planned": both("安排（百万元）", "Planned, million yuan"),
    "paid": both("支付（百万元）", "Paid, million yuan"),
    "used": both("支付比例（%）", "Paid, %"),
}


def section(results: Results, font: str) -> dict[str, Any] | None:
    """Return words, chart and table of the section; None where the run kept no ledger."""
    ledger = results.ledger
    years = results.complete_years
    if ledger is None or not years or money.spent(ledger, years).empty:
        return None
    chart = {lang: _figure(money.sankey(ledger, years, lang), font) for lang in LANGS}
    rows = []
    for row in money.by_line(ledger, years).to_dict("records"):
        half = next(h for h in Half if h.code == row["half"])
        used = f"{100 * row['paid'] / row['planned']:.0f}" if row["planned"] > 0 else "–"
        rows.append(
            {
                "fund": both(*money.label(row["account"])),
                "line": both(*money.budget_label(row["budget"])),
                "half": both(half.zh, half.en),
                "planned": f"{row['planned']:,.0f}" if row["planned"] > 0 else "–",
                "paid": f"{row['paid']:,.0f}",
                "used": used,
            }
        )
    return {"words": WORDS, "chart": {"key": "money_flows", **chart}, "rows": rows}


def _figure(flows: dict[str, Any], font: str) -> dict[str, Any]:
    link = {key: flows[key] for key in ("source", "target", "value")}
    link["color"] = [COLOURS[half] for half in flows["half"]]
    node = {"label": flows["labels"], "color": NODE, "pad": 14, "thickness": 14}
    layout = {
        "font": {"family": font, "size": 13, "color": "#1d2430"},
        "margin": {"l": 10, "r": 10, "t": 10, "b": 10},
        "paper_bgcolor": "#fff",
    }
    trace = {"type": "sankey", "valueformat": ",.0f", "node": node, "link": link}
    return {"data": [trace], "layout": layout}
