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
    """Raises demand in the named industries above their trend, and scores major projects by jobs.

    Source: opinion of 10 September 2025, article 1, names the industries and no amount; the size of
    the push and the map from named industries to sections are assumptions of the model. It also
    asks for the jobs of major projects to be appraised and their posts to be pooled in the region:
    investment that is scored opens posts in construction and in the named industries of all units,
    for as long as the projects run. Whether they are filled is up to those who search. The growth
    of demand by industry is the scenario's path, not a dial.
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

    project_investment_scored: Given = dial(
        "100 million yuan/yr",
        300,
        bounds=(0, 800),
        rules_2025=0,
        plan=300,
        source="opinion, article 1, asks for the appraisal; the amount is assumed",
        confidence="assumed",
        zh="纳入就业影响评估的重大项目年投资",
        en="investment of a year in major projects that is scored by its jobs",
    )
    project_jobs_per_100m_yuan: Given = dial(
        "posts",
        120,
        bounds=(0, 400),
        no_policy=120,
        rules_2025=120,
        plan=120,
        source="measure_parameters.csv, row of measure 1",
        confidence="assumed",
        zh="每亿元投资的岗位数",
        en="posts that 100 million yuan of scored investment open",
    )

    def apply(self, view: View, levers: Levers, month: Month) -> None:
        """Add the push to the demand path of the named industries, and the posts of projects."""
        push = self.values("named_industry_demand", month, view.units)
        if push.any():
            growth = np.zeros((view.units.n_units, len(Industry)))
            growth[:, list(NAMED_INDUSTRIES)] = push[:, None]
            levers.demand_growth.add(growth)
        investment, per_100m = (
            self.values(name, month, view.units)
            for name in ("project_investment_scored", "project_jobs_per_100m_yuan")
        )
        if (investment * per_100m).any():
            building = view.parameters["project_construction"]
            posts = np.zeros((view.units.n_units, len(Industry)))
            posts[:, list(NAMED_INDUSTRIES)] = ((1.0 - building) * investment * per_100m)[:, None]
            posts[:, Industry.E] = building * investment * per_100m
            levers.project_posts.add(posts)
