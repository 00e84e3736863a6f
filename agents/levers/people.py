"""Levers of benefits, allowances, welfare posts and rights at work."""

from __future__ import annotations

from agents.levers.table import Price, price


class PeopleLevers:
    """Levers of benefits, allowances, welfare posts and rights at work."""

    benefit_ratio_change: Price = price(
        "share of the minimum wage",
        "added to the level of unemployment benefit",
        by=("unit",),
        no_policy=0.0,
        source="no policy leaves the level at the parameter ui_level",
        confidence="derived",
    )
    benefit_months_short: Price = price(
        "months",
        "longest unemployment benefit after one to five years of contributions",
        by=("unit",),
        no_policy=12.0,
        source="Social Insurance Law, article 46",
        confidence="recalled",
    )
    benefit_months_middle: Price = price(
        "months",
        "longest unemployment benefit after five to ten years of contributions",
        by=("unit",),
        no_policy=18.0,
        source="Social Insurance Law, article 46",
        confidence="recalled",
    )
    benefit_months_long: Price = price(
        "months",
        "longest unemployment benefit after ten years of contributions and more",
        by=("unit",),
        no_policy=24.0,
        source="Social Insurance Law, article 46",
        confidence="recalled",
    )
    allowance_line_urban: Price = price(
        "yuan a head and month",
        "income below which an urban household is entitled to the allowance",
        by=("unit",),
        no_policy=700.0,
        source="policy instruments, row DB05",
        confidence="assumed",
    )
    allowance_line_rural: Price = price(
        "yuan a head and month",
        "income below which a rural household is entitled to the allowance",
        by=("unit",),
        no_policy=500.0,
        source="policy instruments, row DB06",
        confidence="assumed",
    )
    allowance_taper: Price = price(
        "months",
        "time after the start of a job in which its pay is disregarded for the allowance",
        by=("unit",),
        no_policy=0.0,
        source="no policy counts all pay",
        confidence="derived",
    )
    welfare_posts: Price = price(
        "posts in the whole region",
        "public-welfare posts in place; a unit has its share of the population of them",
        by=("unit",),
        no_policy=0.0,
        source="no policy has none",
        confidence="derived",
    )
    welfare_post_pay: Price = price(
        "times the minimum wage",
        "pay of a public-welfare post",
        by=("unit",),
        no_policy=1.0,
        source="national rule (policy instruments, row PW01)",
        confidence="recalled",
    )
    welfare_post_share: Price = price(
        "share of pay",
        "part of the pay of a public-welfare post that the fund bears; the host pays the rest",
        by=("unit",),
        no_policy=1.0,
        source="policy instruments, row PW02",
        confidence="assumed",
    )
    welfare_post_months: Price = price(
        "months",
        "longest stay in a public-welfare post",
        by=("unit",),
        no_policy=36.0,
        source="policy instruments, row PW03",
        confidence="found",
    )
    inspection_rate: Price = price(
        "% of firms a year",
        "firms inspected for arrears, contracts, insurance and hours",
        by=("unit",),
        no_policy=0.0,
        source="no policy inspects none",
        confidence="derived",
    )
    minimum_wage_growth: Price = price(
        "% a year",
        "yearly rise of the nominal minimum wage after the last published list",
        by=("unit",),
        no_policy=0.0,
        source="without the measure the last list stays",
        confidence="derived",
    )
    hours_limit: Price = price(
        "hours a week",
        "longest week that inspection lets pass",
        by=("unit",),
        no_policy=44.0,
        source="Labour Law, article 36 (recalled)",
        confidence="recalled",
    )
