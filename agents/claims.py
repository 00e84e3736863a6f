"""What is claimed, and which account pays it."""

from __future__ import annotations

from agents.codes import Label


class Claim(Label):
    """What is claimed of an account; codes are never reused."""

    CONTRIBUTION_SUBSIDY = 1, "contribution_subsidy", "社会保险补贴", "Contribution subsidy"


class Account(Label):
    """Who pays: the nine accounts of the ledger."""

    EMPLOYMENT_SUBSIDY = 1, "employment_subsidy", "就业补助资金", "Employment subsidy fund"
    UNEMPLOYMENT_INSURANCE = (
        2,
        "unemployment_insurance",
        "失业保险基金",
        "Unemployment insurance fund",
    )
    RURAL_BRIDGING = 3, "rural_bridging", "衔接推进乡村振兴补助资金", "Rural bridging fund"
    TRAINING_LEVY = 4, "training_levy", "企业职工教育经费", "Firms' training levy"
    CIVIL_AFFAIRS = 5, "civil_affairs", "民政救助资金", "Civil-affairs assistance"
    TREASURY = 6, "treasury", "财政", "Treasury"
    GUARANTEE_FUND = 7, "guarantee_fund", "创业担保基金", "Guarantee fund"
    BANKS = 8, "banks", "银行", "Banks"
    SERVICE_FEES = 9, "service_fees", "服务收费", "Service fees"
