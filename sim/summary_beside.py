"""What stands beside the targets, as text: money, cost, offers, pay, other readings."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np

from sim import registration
from sim.beside import NEEDS_TWIN
from sim.counting import ALL
from sim.indicators import UNITS_ZH
from sim.long_form import group_label
from sim.results import Results
from sim.statistics_office import REGION
from sim.targets import PLAN
from sim.text_table import table

SHOWN_BESIDE = (
    "subsidy_paid", "cost_per_counted_job", "cost_per_net_job", "programme_offers",
    "programme_repeat_offers", "programme_refusals", "programme_unfilled", "realised_welfare",
    "low_pay_share", "arrears_rate", "survey_standard_error", "registered_unemployment",
    "unemployment_with_discouraged", "training_starts_public_year", "south_fund_share",
    "reporting_gap",
)  # fmt: skip
ONLY_ALL = ("subsidy_paid",)  # of which groups are in the file only
BESIDE_UNITS_ZH = {
    "yuan of December 2025 per year": "元/年（2025年12月价）",
    "yuan of December 2025 per counted job": "元/个发布的新增就业",
    "yuan of December 2025 per net job": "元/个净增就业",
}


def registration_text(results: Results, *, zh: bool) -> str:
    """Return the probability that new urban employment is met, with `reg_new` integrated out."""
    chance = registration.probability(results)
    if not np.isfinite(chance):
        return ""
    share, low, mode, high = registration.shares(results)
    needed = registration.needed(results)
    if zh:
        return (
            f"登记比例由一个发布数拟合（{share:g}）；本次运行达标需要{needed:.3f}以上。按拟合前的先验"
            f"（三角分布{low:g}–{mode:g}–{high:g}）积分，达标概率为{chance:.0%}。"
        )
    return (
        f"The registration share was fitted to one published number ({share:g}); this run meets "
        f"the target at {needed:.3f} or more. Over the prior before the fit (triangular, "
        f"{low:g}–{mode:g}–{high:g}), the target is met with probability {chance:.0%}."
    )


def beside_rows(results: Results) -> list[dict[Hashable, Any]]:
    """Return what is shown beside the targets: the region, the plan's mean or the last year."""
    frame = results.beside()
    frame = frame[(frame["place"] == REGION) & frame["item"].isin(SHOWN_BESIDE)]
    rows = []
    for (item, group), part in frame.groupby(["item", "group"], sort=False):
        if group != ALL and str(item) in ONLY_ALL:
            continue
        whole = part[part["year"] == PLAN].to_dict("records")[0]
        known = part[part["value"].notna()]
        row = whole if np.isfinite(whole["value"]) or known.empty else known.to_dict("records")[-1]
        zero = known.empty or not known["value"].any()
        if item == "reporting_gap" and zero:
            continue  # offices report what they count
        rows.append(row)
    return rows


def beside_text(results: Results, lang: str) -> str:
    """Return what stands beside the targets as a text table."""
    zh = lang == "zh"
    rows = [["", "年份" if zh else "year", "数值" if zh else "value", "单位" if zh else "unit"]]
    rows += [
        [
            beside_name(row, lang),
            row["year"],
            beside_number(row, lang),
            unit_text(row["unit"], lang),
        ]
        for row in beside_rows(results)
    ]
    return table(rows, (2,))


def beside_name(row: dict[Hashable, Any], lang: str) -> str:
    """Return an item's name, with its group where it is not the whole."""
    name = str(row[f"name_{lang}"])
    return name if row["group"] == ALL else f"{name} · {group_label(row['group'], lang)}"


def beside_number(row: dict[Hashable, Any], lang: str) -> str:
    """Return a value with the digits it deserves, or why there is none."""
    value = row["value"]
    if not np.isfinite(value):
        waits = row["status"] == NEEDS_TWIN
        zh = "需要对照世界" if waits else "–"
        return zh if lang == "zh" else ("needs twin worlds" if waits else "–")
    return f"{value:,.2f}" if abs(value) < 100.0 else f"{value:,.0f}"


def unit_text(unit: str, lang: str) -> str:
    """Return a unit's name in a language."""
    return unit if lang == "en" else UNITS_ZH.get(unit, BESIDE_UNITS_ZH.get(unit, unit))
