"""Measure 1: growth that puts employment first, in the industries the opinion names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from agents.codes import Industry
from agents.levers import Levers
from scenarios.measure import Given, Measure, View, dial
from scenarios.months import Month

# electronics, farm-produce and local-craft processing, textiles; ice and snow and travel (H, R);
# new energy (D); digital economy (I); low altitude (G)
NAMED_INDUSTRIES = (
    Industry.C_TEXTILES,
    Industry.C_AGRO,
    Industry.C_ELECTRONICS,
    Industry.D,
    Industry.G,
    Industry.H,
    Industry.I,
    Industry.R,
)


@dataclass(frozen=True, kw_only=True)
class EmploymentFirst(Measure):
    """Raises demand in the named industries above their trend.

    Source: opinion of 10 September 2025, article 1, names the industries and no amount; the size of
    the push and the map from named industries to sections are assumptions of the model.
    """

    number: ClassVar[int] = 1
    name: ClassVar[str] = "employment_first"
    zh: ClassVar[str] = "经济发展就业优先导向"
    en: ClassVar[str] = "Employment-first growth and major projects"
    article: ClassVar[str] = "1"

    named_industry_demand: Given = dial(
        "% a year on top of trend",
        0.5,
        bounds=(0, 2),
        rules_2025=0,
        plan=0.5,
        source="opinion, article 1, names the industries; the size is assumed",
        confidence="assumed",
        zh="重点产业需求在趋势之上的年增幅",
        en="growth of demand of the named industries on top of trend",
    )

    def apply(self, view: View, levers: Levers, month: Month) -> None:
        """Add the push to the demand path of the named industries."""
        push = self.values("named_industry_demand", month, view.units)
        if not push.any():
            return
        growth = np.zeros((view.units.n_units, len(Industry)))
        growth[:, list(NAMED_INDUSTRIES)] = push[:, None]
        levers.demand_growth.add(growth)
