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
    refund_rate_small: Price = price(
        "% of last year's unemployment-insurance contributions",
        "refunded to small and medium firms that kept their staff",
        by=("unit",),
        no_policy=0.0,
        source="no policy refunds nothing",
        confidence="derived",
    )
    refund_rate_large: Price = price(
        "% of last year's unemployment-insurance contributions",
        "refunded to large firms that kept their staff",
        by=("unit",),
        no_policy=0.0,
        source="no policy refunds nothing",
        confidence="derived",
    )
    layoff_limit: Price = price(
        "% of insured staff a year",
        "layoffs up to which a firm keeps its refund or its loan",
        by=("unit",),
        no_policy=5.5,
        source="policy instruments, row RF05; matters only where there is a refund or a loan",
        confidence="found",
    )
    layoff_limit_micro: Price = price(
        "% of insured staff a year",
        "the same in firms of 30 insured or fewer",
        by=("unit",),
        no_policy=20.0,
        source="policy instruments, row RF06",
        confidence="found",
    )
    loan_volume: Price = price(
        "million yuan/year, region's total",
        "job-stabilisation loans that banks grant",
        by=("unit",),
        no_policy=0.0,
        source="no policy grants none",
        confidence="derived",
    )
    loan_cap: Price = price(
        "10 000 yuan",
        "largest job-stabilisation loan of a firm",
        by=("unit",),
        no_policy=5000.0,
        source="policy instruments, row LN01",
        confidence="found",
    )
    loan_rate: Price = price(
        "% a year",
        "interest on job-stabilisation loans",
        by=("unit",),
        no_policy=4.0,
        source="policy instruments, row LN03",
        confidence="found",
    )
    loan_term: Price = price(
        "months",
        "term of job-stabilisation loans",
        by=("unit",),
        no_policy=0.0,
        source="no policy grants none",
        confidence="derived",
    )
    project_posts: Price = price(
        "posts/year, region's total of construction, and of all other industries together",
        "posts of major projects that begin; a unit and industry has its share of the staff of "
        "firms that may be given one",
        by=("unit", "industry"),
        no_policy=0.0,
        source="no appraisal, no posts beyond the demand path",
        confidence="derived",
    )
    demand_growth: Price = price(
        "percentage points a year",
        "growth of demand on top of the industry's trend",
        by=("unit", "industry"),
        no_policy=0.0,
        source="no policy adds nothing",
        confidence="derived",
    )
