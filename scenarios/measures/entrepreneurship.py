"""Measure 16: support for start-ups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from agents.levers import Levers
from scenarios.measure import Given, Measure, View, dial
from scenarios.months import Month

USUAL_TERM = Levers.declared()["startup_loan_term"].no_policy


@dataclass(frozen=True, kw_only=True)
class Entrepreneurship(Measure):
    """Pays a one-off grant to founders, guarantees loans, and advises in incubators.

    Source: opinion of 10 September 2025, article 16. Sub-items: grant; loans guaranteed by a fund
    that pays when a founder fails; awards to incubators by performance; a second chance. Amount of
    the grant: range 2,000-10,000 yuan elsewhere; loans from the volume of 2020. Support is an
    offer; who starts without it may, and who failed may start again on the same terms as others.
    """

    number: ClassVar[int] = 16
    name: ClassVar[str] = "entrepreneurship"
    zh: ClassVar[str] = "创业带动就业"
    en: ClassVar[str] = "Support for start-ups"
    article: ClassVar[str] = "16"

    startup_subsidy: Given = dial(
        "yuan",
        5000,
        bounds=(0, 20000),
        rules_2025=5000,
        plan=5000,
        source="policy instruments, row SU10: no amount for the region found; range 2,000-10,000",
        confidence="assumed",
        zh="一次性创业补贴",
        en="one-off grant to a founder",
    )
    startup_loans: Given = dial(
        "loans/yr",
        20000,
        bounds=(0, 80000),
        rules_2025=20000,
        plan=25000,
        source="2.53 billion yuan of loans in 2020 over a mean of 100,000-120,000",
        confidence="derived",
        zh="创业担保贷款笔数",
        en="guaranteed loans a year in the whole region",
    )

    loan_cap: Given = dial(
        "10,000 yuan",
        30,
        bounds=(0, 50),
        rules_2025=30,
        plan=30,
        source="guide of Urumqi to guaranteed start-up loans, 2024 (row SU01)",
        confidence="found",
        zh="创业担保贷款额度上限",
        en="largest guaranteed loan of a founder",
    )
    loan_term: Given = dial(
        "months",
        36,
        bounds=(12, 60),
        no_policy=USUAL_TERM,
        rules_2025=36,
        plan=36,
        source="guide of Urumqi to guaranteed start-up loans, 2024 (row SU02)",
        confidence="found",
        whole=True,
        zh="创业担保贷款期限",
        en="term of a guaranteed loan",
    )
    interest_discount: Given = dial(
        "% of the interest",
        50,
        bounds=(0, 100),
        rules_2025=50,
        plan=50,
        source="guide of Urumqi to guaranteed start-up loans, 2024 (row SU03)",
        confidence="found",
        zh="创业担保贷款贴息比例",
        en="part of the interest that the treasury bears",
    )
    incubator_places: Given = dial(
        "places/yr",
        5000,
        bounds=(0, 30000),
        rules_2025=3000,
        plan=5000,
        source="none located; the opinion names a list of incubators and awards by performance",
        confidence="assumed",
        zh="创业孵化载体接纳的创业者",
        en="founders advised in incubators a year",
    )
    incubator_award: Given = dial(
        "yuan/yr",
        3000,
        bounds=(0, 20000),
        rules_2025=3000,
        plan=3000,
        source="none located",
        confidence="assumed",
        zh="创业孵化奖补",
        en="award for each advised business, while it lives in its first year",
    )

    def apply(self, view: View, levers: Levers, month: Month) -> None:
        """Offer grants, loans and advice."""
        for name, lever, usual, scale in (
            ("startup_subsidy", levers.startup_grant, 0.0, 1.0),
            ("startup_loans", levers.startup_loans, 0.0, 1.0),
            ("loan_cap", levers.startup_loan_cap, 0.0, 10000.0),
            ("loan_term", levers.startup_loan_term, USUAL_TERM, 1.0),
            ("interest_discount", levers.startup_loan_discount, 0.0, 0.01),
            ("incubator_places", levers.incubator_places, 0.0, 1.0),
            ("incubator_award", levers.incubator_award, 0.0, 1.0),
        ):
            moved = self.values(name, month, view.units) - usual
            if moved.any():
                lever.add(scale * moved)
