"""All indicators in long form, as `indicators.parquet` holds them, with labels and definitions."""

from __future__ import annotations

import json
from collections.abc import Iterable

import numpy as np
import pandas as pd

from agents.codes import Half
from scenarios.months import Month
from sim.counting import ALL, GROUPS
from sim.indicators import INDICATORS
from sim.statistics_office import MIN_SAMPLED_WORKERS, REGION, Panel


def group_label(group: str, lang: str = "en") -> str:
    """Return the label of `all` or `dimension=code`.

    >>> group_label("sex=female"), group_label("all", "zh")
    ('Female', '全部')
    """
    if group == ALL:
        return "全部" if lang == "zh" else "All"
    dimension, code = group.split("=", 1)
    for known, zh, en in GROUPS.get(dimension, ()):
        if known == code:
            return zh if lang == "zh" else en
    return group


def long_table(panel: Panel, names: Iterable[str] = INDICATORS) -> pd.DataFrame:
    """Return indicators (all, or those named) in long form.

    Columns are those of `indicators.parquet`, sorted by month, place, group, book and indicator;
    strings are categories in sorted order.
    """
    cells = [
        (group, book, indicator.name, values)
        for indicator in (INDICATORS[name] for name in names)
        for (group, book), values in indicator.function(panel).items()
    ]
    n_months, n_places = len(panel.months), len(panel.places)
    shape = (len(cells), n_months, n_places)
    value = np.stack([cell[3] for cell in cells])
    kept = np.isfinite(value)
    months = np.array([Month(m).code for m in panel.months], np.int32)
    strings = {
        "place": np.broadcast_to(np.array(panel.places)[None, None, :], shape),
        **{
            name: np.broadcast_to(np.array([str(cell[n]) for cell in cells])[:, None, None], shape)
            for n, name in enumerate(("group", "book", "indicator"))
        },
    }
    frame = pd.DataFrame({"month": np.broadcast_to(months[None, :, None], shape)[kept]})
    for name, labels in strings.items():
        frame[name] = pd.Categorical(labels[kept])
    frame["value"] = value[kept]
    return frame.sort_values(list(frame.columns[:5]), ignore_index=True)


def metadata(panel: Panel) -> dict[str, str]:
    """Return what the Parquet file says about itself: definitions, places, cells to be greyed."""
    units = panel.units
    places = {REGION: ("新疆", "Xinjiang"), **{h.code: (h.zh, h.en) for h in Half}}
    places.update({c: (z, e) for c, z, e in zip(units.code, units.zh, units.en, strict=True)})
    facts = {
        "schema": "tianshan.indicators/1",
        "indicators": [i.record() for i in INDICATORS.values()],
        "places": [{"place": c, "zh": zh, "en": en} for c, (zh, en) in places.items()],
        "minimum_sampled_workers": MIN_SAMPLED_WORKERS,
        "below_minimum_size": list(panel.small_places),
        "incomplete_years": list(panel.incomplete_years),
    }
    return {name: json.dumps(v, ensure_ascii=False, sort_keys=True) for name, v in facts.items()}
