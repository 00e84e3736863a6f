"""Measure 15: digital services; take-up, time to payment, improper payments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from agents.levers import Levers
from scenarios.measure import Given, Measure, View, dial
from scenarios.months import Month

USUAL = {name: lever.no_policy for name, lever in Levers.declared().items()}


@dataclass(frozen=True, kw_only=True)
class DigitalServices(Measure):
    """Has more of those entitled claim, pays sooner, and pays fewer who are not entitled.

    Source: opinion of 10 September 2025, article 15: shared data, support that looks for its
    receivers, payment without application. Data decide who is told and paid, never who gets an
    offer. What artificial intelligence adds to proposals of posts is part of measure 14's contacts.
    """

    number: ClassVar[int] = 15
    name: ClassVar[str] = "digital_services"
    zh: ClassVar[str] = "就业服务数字赋能"
    en: ClassVar[str] = "Digital services"
    article: ClassVar[str] = "15"

    takeup_digital: Given = dial(
        "% of those entitled",
        70,
        bounds=(0, 100),
        no_policy=100.0 * USUAL["take_up"],
        rules_2025=40,
        plan=70,
        source="none located; 40 % without direct payment (takeup_baseline)",
        confidence="assumed",
        zh="符合条件者申领政策的比例",
        en="take-up of grants and subsidies",
    )
    payment_lag: Given = dial(
        "months",
        1,
        bounds=(0, 12),
        no_policy=USUAL["payment_lag"],
        rules_2025=3,
        plan=1,
        source="none located",
        confidence="assumed",
        whole=True,
        zh="申领到首次支付的时间",
        en="time from a claim to its first payment",
    )
    improper_payment_share: Given = dial(
        "% of payments",
        3,
        bounds=(0, 20),
        no_policy=100.0 * USUAL["improper_share"],
        rules_2025=5,
        plan=3,
        source="none located",
        confidence="assumed",
        zh="不符合条件者领取的比例",
        en="paid to claimants who are not entitled",
    )

    def apply(self, view: View, levers: Levers, month: Month) -> None:
        """Write take-up, lag and improper payments."""
        for name, lever, unit in (
            ("takeup_digital", levers.take_up, 100.0),
            ("payment_lag", levers.payment_lag, 1.0),
            ("improper_payment_share", levers.improper_share, 100.0),
        ):
            moved = self.values(name, month, view.units) - self.dials()[name].no_policy
            if moved.any():
                lever.add(moved / unit)
