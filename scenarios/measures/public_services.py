"""Measure 14: the public employment service; the unified list, contacts, gig hubs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from agents.levers import Levers
from scenarios.measure import Given, Measure, View, dial
from scenarios.months import Month

USUAL = {name: lever.no_policy for name, lever in Levers.declared().items()}


@dataclass(frozen=True, kw_only=True)
class PublicServices(Measure):
    """Pools vacancies on one list, proposes posts of it to seekers, and runs hubs for gig work.

    Source: opinion of 10 September 2025, article 14: five levels of services, hubs for gig work,
    staff who visit firms, one list with at least a million posts a year (an outcome: it depends on
    vacancies). Using a service is free to every seeker, and a proposal may be refused at no cost.
    """

    number: ClassVar[int] = 14
    name: ClassVar[str] = "public_services"
    zh: ClassVar[str] = "就业公共服务体系"
    en: ClassVar[str] = "Public employment service"
    article: ClassVar[str] = "14"

    pooled_share: Given = dial(
        "share of new vacancies",
        0.6,
        bounds=(0, 1),
        no_policy=USUAL["pooled_share"],
        rules_2025=0.45,
        plan=0.6,
        source="gives 0.9-1.3 million posts a year with 1.6 million vacancies and duplicates",
        confidence="derived",
        zh="归集发布岗位占新增空缺的比例",
        en="new vacancies on the unified list",
    )
    duplicate_share: Given = dial(
        "repeat postings per 100 posts",
        30,
        bounds=(0, 100),
        no_policy=100.0 * USUAL["repeat_postings"],
        rules_2025=30,
        plan=30,
        source="none located; counted in the published figure only",
        confidence="assumed",
        zh="重复发布比例",
        en="repeat postings on the list",
    )
    contacts_per_seeker: Given = dial(
        "contacts/month",
        0.35,
        bounds=(0, 1),
        no_policy=USUAL["service_contacts"],
        rules_2025=0.25,
        plan=0.35,
        source="none located",
        confidence="assumed",
        zh="每名登记求职者每月岗位推介次数",
        en="posts proposed to a registered seeker",
    )
    gig_hubs: Given = dial(
        "% of people without a job",
        40,
        bounds=(0, 100),
        rules_2025=30,
        plan=40,
        source="article 14 asks for gig markets and job stations; none located on their number",
        confidence="assumed",
        zh="零工市场和就业驿站覆盖率",
        en="within reach of a gig hub",
    )

    def apply(self, view: View, levers: Levers, month: Month) -> None:
        """Write the list, its repeat postings, contacts and hubs."""
        for name, lever, unit in (
            ("pooled_share", levers.pooled_share, 1.0),
            ("duplicate_share", levers.repeat_postings, 100.0),
            ("contacts_per_seeker", levers.service_contacts, 1.0),
            ("gig_hubs", levers.gig_hubs, 100.0),
        ):
            moved = self.values(name, month, view.units) - self.dials()[name].no_policy
            if moved.any():
                lever.add(moved / unit)
