"""Levers of joint effort and money: what there is to spend, for whom, and how it is claimed."""

from __future__ import annotations

from typing import Any

from agents.levers.table import Price, price


def _part(what: str) -> Any:
    return price(
        "% of the employment subsidy fund",
        f"budget line for {what}",
        by=("unit",),
        no_policy=0.0,
        source="no policy plans nothing",
        confidence="derived",
    )


class MoneyLevers:
    """Levers of joint effort and money; amounts of a half are the mean over its units."""

    subsidy_fund: Price = price(
        "million yuan/year, region's total",
        "employment subsidy fund",
        by=("unit",),
        no_policy=0.0,
        source="no policy funds nothing",
        confidence="derived",
    )
    part_contributions: Price = _part("contribution subsidies")
    part_training: Price = _part("training and its allowances")
    part_welfare_posts: Price = _part("public-welfare posts")
    part_flexible: Price = _part("insurance of flexible workers")
    part_internships: Price = _part("internships")
    part_other: Price = _part("start-up grants, services, brokers and transport")
    south_fund_share: Price = price(
        "% of the employment subsidy fund",
        "share of every line of the fund that is set aside for the south",
        by=("unit",),
        no_policy=40.0,
        source="28-35 % of new urban jobs and 40 % of the people live in the south",
        confidence="assumed",
    )
    bridging_fund: Price = price(
        "million yuan/year, region's total",
        "part of the rural bridging fund that is spent on work",
        by=("unit",),
        no_policy=0.0,
        source="no policy funds nothing",
        confidence="derived",
    )
    take_up: Price = price(
        "share",
        "part of those entitled to a grant who claim it",
        by=("unit",),
        no_policy=0.40,
        source="measure_parameters.csv, takeup_baseline",
        confidence="assumed",
    )
    payment_lag: Price = price(
        "months",
        "time from a claim to its first payment",
        by=("unit",),
        no_policy=3.0,
        source="measure_parameters.csv, payment_lag",
        confidence="assumed",
    )
    improper_share: Price = price(
        "share of payments",
        "paid to claimants who are not entitled",
        by=("unit",),
        no_policy=0.05,
        source="measure_parameters.csv, improper_payment_share",
        confidence="assumed",
    )
    reporting_bias: Price = price(
        "% over the true count",
        "what appraised offices add to administrative counts",
        by=("unit",),
        no_policy=0.0,
        source="definition: counts are true without it",
        confidence="derived",
    )
