"""Levers of what firms pay and what is demanded of them."""

from __future__ import annotations

from agents.levers.table import OfferTable, Price, offers, price

_PROVINCE_TABLE = "province table of contribution bases, about 2024 (secondary source)"


class FirmLevers:
    """Levers of what firms pay and what is demanded of them."""

    contribution_subsidy: OfferTable = offers(
        "share of the employer's pension, medical and unemployment contributions",
        "reimbursed for a new hire whose contributions are paid; judged at the hire",
    )
    contribution_floor: Price = price(
        "yuan/month",
        "lowest base of contributions",
        by=("unit",),
        no_policy=4999.0,
        source=f"60 % of the reference wage; {_PROVINCE_TABLE}",
        confidence="found",
    )
    contribution_ceiling: Price = price(
        "yuan/month",
        "highest base of contributions",
        by=("unit",),
        no_policy=24996.0,
        source=f"300 % of the reference wage; {_PROVINCE_TABLE}",
        confidence="found",
    )
    contribution_rate_employer: Price = price(
        "share of the base",
        "employer's pension (0.16), medical (0.08) and unemployment (0.005) contribution",
        by=("unit",),
        no_policy=0.245,
        lapsed=0.255,
        source="pension: national rule since 2019 (recalled); medical: assumed; unemployment: "
        "Xinjiang reduced rate to the end of 2025 (found), before it 1.5 % (recalled)",
        confidence="assumed",
    )
    contribution_rate_employee: Price = price(
        "share of the base",
        "employee's pension (0.08), medical (0.02) and unemployment (0.005) contribution",
        by=("unit",),
        no_policy=0.105,
        source="pension and medical: national rule (recalled); unemployment: Xinjiang rate (found)",
        confidence="recalled",
    )
    demand_growth: Price = price(
        "percentage points a year",
        "growth of demand on top of the industry's trend",
        by=("unit", "industry"),
        no_policy=0.0,
        source="no policy adds nothing",
        confidence="derived",
    )
