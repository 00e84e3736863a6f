"""JSON schema of scenario files, made from the dials and choices; editors read the committed copy.

`python -m scenarios.schema` rewrites `scenarios/scenario.schema.json`; a test holds them equal.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scenarios.load import library_names
from scenarios.measures import CATALOGUE
from scenarios.scenario import (
    AI_PATHS,
    BASE_VARIANTS,
    BASES,
    DEMAND_PATHS,
    FRACTIONS,
    MONTHS,
    SEEDS,
    THREADS,
)
from scenarios.settings import HALVES, Dial
from scenarios.tables import units

PATH = Path(__file__).parent / "scenario.schema.json"

MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"


def scenario_schema() -> dict[str, Any]:
    """Return the JSON schema (draft 2020-12) of a scenario file."""
    month = {"type": "string", "pattern": MONTH}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Tianshan scenario",
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "properties": {
            "extends": {
                "description": "a library scenario, or a .yaml file of this file's folder",
                "anyOf": [
                    {"enum": library_names()},
                    {"type": "string", "pattern": r"^(?!.*\.\.)[^/\\:~][^/\\:]*\.ya?ml$"},
                ],
            },
            "title": _section({"zh": {"type": "string"}, "en": {"type": "string"}}),
            "asks": {
                **_section({"zh": {"type": "string"}, "en": {"type": "string"}}),
                "description": "a paragraph on the question the scenario asks; not inherited",
            },
            "start": {**month, "description": "first month of the projection"},
            "months": _whole(MONTHS, "length of the projection"),
            "base": {"enum": list(BASES), "description": "census the population starts from"},
            "base_variant": {"enum": list(BASE_VARIANTS), "description": "level of farm work"},
            "paths": _section(
                {"ai": {"enum": list(AI_PATHS)}, "demand": {"enum": list(DEMAND_PATHS)}}
            ),
            "switches": _section({"renew_temporary": {"type": "boolean"}}),
            "parameters": {
                "type": "object",
                "additionalProperties": {"type": "number"},
                "description": "behavioural parameters by symbol; see `tianshan describe`",
            },
            "measures": _section({name: _measure(name) for name in CATALOGUE}),
            "seed": _whole(SEEDS, "default of --seed"),
            "fraction": {
                "type": "string",
                "pattern": r"^\s*1\s*/\s*([1-9]\d{0,2}|1000)\s*$",
                "description": f"default of --fraction: 1/{FRACTIONS[0]} to 1/{FRACTIONS[1]}",
            },
            "threads": _whole(THREADS, "default of --threads"),
        },
    }


def _section(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _whole(bounds: tuple[int, int], description: str) -> dict[str, Any]:
    low, high = bounds
    return {"type": "integer", "minimum": low, "maximum": high, "description": description}


def _measure(name: str) -> dict[str, Any]:
    made = CATALOGUE[name]
    month = {"type": "string", "pattern": MONTH}
    properties = {dial: _setting(spec) for dial, spec in made.settable().items()}
    properties["from"] = {**month, "description": "first month in force"}
    properties["until"] = {**month, "description": "last month in force"}
    return {
        "description": f"{made.number}. {made.en} ({made.zh}); opinion, article {made.article}",
        "anyOf": [{"enum": ["off", False]}, _section(properties)],
    }


def _setting(spec: Dial) -> dict[str, Any]:
    low, high = spec.bounds
    number = {"type": "integer" if spec.whole else "number", "minimum": low, "maximum": high}
    dated = {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": False,
        "patternProperties": {MONTH: number},
    }
    places = {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": False,
        "patternProperties": {
            f"^({'|'.join((*HALVES, *units().code))})$": {"anyOf": [number, dated]}
        },
    }
    return {
        "description": f"{spec.en} ({spec.zh}), {spec.unit}; {spec.confidence}: {spec.source}",
        "unit": spec.unit,
        "default": spec.default,
        "anyOf": [number, dated, places],
    }


def text() -> str:
    """Return the schema as it is committed."""
    return json.dumps(scenario_schema(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
