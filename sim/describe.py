"""What can be read and set: columns, dials, parameters, groups, indicators, as plain records."""

from __future__ import annotations

from typing import Any

from agents import state
from agents.columns import Table
from scenarios.measures import CATALOGUE
from scenarios.parameters import Parameters
from sim.counting import ALL, GROUPS
from sim.indicators import INDICATORS
from sim.long_form import group_label
from sim.text_table import table

KINDS = ("column", "dial", "parameter", "group", "indicator")


def description() -> list[dict[str, Any]]:
    """Return one record a thing; each has one of the keys in `KINDS`, which holds its name."""
    tables = [t for t in vars(state).values() if isinstance(t, type) and issubclass(t, Table)]
    columns = [record for t in tables if t is not Table for record in t.describe()]
    dials = [
        {**dial, "measure": measure["name"]}
        for measure in measure_catalogue()["measures"]
        for dial in measure["dials"]
    ]
    # a parameter's own key `group` would read as the name of a group
    renamed = {"symbol": "parameter", "group": "topic"}
    parameters = [
        {renamed.get(key, key): value for key, value in entry.items()}
        for entry in Parameters.default().describe()
    ]
    groups = [{"group": ALL, "dimension": "", "zh": group_label(ALL, "zh"), "en": group_label(ALL)}]
    groups += [
        {"group": f"{dimension}={code}", "dimension": dimension, "zh": zh, "en": en}
        for dimension, codes in GROUPS.items()
        for code, zh, en in codes
    ]
    indicators = [indicator.record() for indicator in INDICATORS.values()]
    return [*columns, *dials, *parameters, *groups, *indicators]


def measure_catalogue() -> dict[str, Any]:
    """Return the twenty measures with their dials."""
    measures = []
    for name, measure in CATALOGUE.items():
        dials = [
            {
                "dial": dial,
                "unit": spec.unit,
                "default": spec.default,
                "bounds": list(spec.bounds),
                "no_policy": spec.no_policy,
                "rules_2025": spec.rules_2025,
                "plan": spec.plan,
                "source": spec.source,
                "confidence": spec.confidence,
                "zh": spec.zh,
                "en": spec.en,
            }
            for dial, spec in measure.settable().items()
        ]
        measures.append({"number": measure.number, "name": name, "dials": dials})
    return {
        "schema": "tianshan.measures/1",
        "measures": measures,
    }


def plain(listed: list[dict[str, Any]]) -> str:
    """Return the description as text, one table a kind."""
    parts = []
    for kind in KINDS:
        rows = [_row(kind, record) for record in listed if kind in record]
        parts.append(f"{kind}s\n" + table(rows))
    return "\n\n".join(parts)


def _row(kind: str, record: dict[str, Any]) -> list[str]:
    if kind == "column":
        return [f"  {record['table']}.{record['column']}", record["unit"], record["meaning"]]
    if kind == "dial":
        low, high = record["bounds"]
        name = f"  {record['measure']}.{record['dial']}"
        return [name, f"{record['default']:g} ({low:g} to {high:g})", record["unit"]]
    if kind == "parameter":
        value = f"{record['value']:g} ({record['low']:g} to {record['high']:g})"
        return [f"  {record['parameter']}", value, record["unit"], record["name"]]
    if kind == "group":
        return [f"  {record['group']}", record["en"], record["zh"]]
    return [f"  {record['indicator']}", record["unit"], record["en"], record["zh"]]
