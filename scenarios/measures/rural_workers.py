"""Measure 9: rural workers; offers through three channels, and support for those who move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from agents.levers import Levers
from scenarios.measure import Given, Measure, View, dial
from scenarios.months import Month

ADDED = "dials added by the model's designers; none located"
NO_POLICY = {
    name: Levers.declared()[name].no_policy
    for name in ("offers_near_home", "offers_region", "offers_other_provinces")
} | {"school_places": Levers.declared()["school_places_for_migrants"].no_policy}


@dataclass(frozen=True, kw_only=True)
class RuralWorkers(Measure):
    """Brings offers of work to rural people, and lowers what it costs them to take one.

    Source: opinion of 10 September 2025, article 9: labour cooperation between north and south and
    with other provinces, three channels (near home, elsewhere in Xinjiang, other provinces),
    brokers, steady work and income of those lifted from poverty, rental housing and public school
    places for those who leave. It gives no numbers. Skill training is measure 4. Every offer may be
    refused, and return is free; refusals are reported.
    """

    number: ClassVar[int] = 9
    name: ClassVar[str] = "rural_workers"
    zh: ClassVar[str] = "农村劳动力就业创业"
    en: ClassVar[str] = "Rural workers"
    article: ClassVar[str] = "9"

    offers_near_home: Given = dial(
        "offers per eligible rural worker and month",
        0.04,
        bounds=(0, 0.2),
        no_policy=NO_POLICY["offers_near_home"],
        rules_2025=0.04,
        plan=0.05,
        source=ADDED,
        confidence="assumed",
        zh="就地就近就业邀约",
        en="offers of work near home, local workshops among them",
    )
    offers_region: Given = dial(
        "offers per eligible rural worker and month",
        0.01,
        bounds=(0, 0.06),
        no_policy=NO_POLICY["offers_region"],
        rules_2025=0.01,
        plan=0.014,
        source=ADDED,
        confidence="assumed",
        zh="疆内跨地区就业邀约",
        en="offers of work elsewhere in Xinjiang",
    )
    offers_other_provinces: Given = dial(
        "offers per eligible rural worker and month",
        0.002,
        bounds=(0, 0.02),
        no_policy=NO_POLICY["offers_other_provinces"],
        rules_2025=0.002,
        plan=0.003,
        source=ADDED,
        confidence="assumed",
        zh="跨省就业邀约",
        en="offers of work in other provinces",
    )
    transport_allowance: Given = dial(
        "yuan a year",
        1000,
        bounds=(0, 5000),
        rules_2025=1000,
        plan=1000,
        source="policy instruments, row TP01: other provinces pay 200 to 1,500",
        confidence="assumed",
        zh="一次性交通补助",
        en="transport allowance, on the year's first start outside the own unit",
    )
    broker_subsidy: Given = dial(
        "yuan a placement",
        200,
        bounds=(0, 2000),
        rules_2025=200,
        plan=200,
        source="policy instruments, row HB02",
        confidence="assumed",
        zh="农村劳务经纪人补贴",
        en="subsidy to the broker whose offer led to a job",
    )
    housing_support: Given = dial(
        "yuan a month",
        300,
        bounds=(0, 1500),
        rules_2025=300,
        plan=300,
        source=ADDED,
        confidence="assumed",
        zh="外出务工住房补助",
        en="housing support for those who work outside their unit",
    )
    public_rental_places: Given = dial(
        "places",
        10000,
        bounds=(0, 80000),
        rules_2025=10000,
        plan=20000,
        source=ADDED,
        confidence="assumed",
        zh="保障性租赁住房",
        en="public rental places let to movers",
    )
    school_places_for_migrant_children: Given = dial(
        "share of applicants served",
        0.8,
        bounds=(0.5, 1),
        no_policy=NO_POLICY["school_places"],
        rules_2025=0.8,
        plan=0.9,
        source=ADDED,
        confidence="assumed",
        zh="随迁子女公办学位满足比例",
        en="migrants' children who get a public school place",
    )

    def apply(self, view: View, levers: Levers, month: Month) -> None:
        """Write each lever whose dial is moved."""
        for dial_name, lever in (
            ("offers_near_home", levers.offers_near_home),
            ("offers_region", levers.offers_region),
            ("offers_other_provinces", levers.offers_other_provinces),
            ("transport_allowance", levers.transport_allowance),
            ("broker_subsidy", levers.broker_subsidy),
            ("housing_support", levers.housing_support),
            ("public_rental_places", levers.public_rental_places),
            ("school_places_for_migrant_children", levers.school_places_for_migrants),
        ):
            usual = self.dials()[dial_name].no_policy
            value = self.values(dial_name, month, view.units)
            if (value != usual).any():
                lever.add(value - usual)
