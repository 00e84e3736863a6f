"""What is claimed, which account and budget line pay it, and when a promise ends."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from agents.codes import Label, Status


class Claim(Label):
    """What is claimed of an account; codes are never reused."""

    CONTRIBUTION_SUBSIDY = 1, "contribution_subsidy", "社会保险补贴", "Contribution subsidy"
    # firms 2-9
    STABILISATION_REFUND = 2, "stabilisation_refund", "稳岗返还", "Job-stabilisation refund"
    # skills 10-19
    TRAINING_COURSE = 10, "training_course", "职业培训补贴", "Completed training place"
    TRAINING_ALLOWANCE = 11, "training_allowance", "培训生活补贴", "Daily training allowance"
    UPGRADE_INTERMEDIATE = 12, "upgrade_intermediate", "中级工技能提升补贴", "Grant, intermediate"
    UPGRADE_SENIOR = 13, "upgrade_senior", "高级工技能提升补贴", "Grant for the senior grade"
    HIRE_GRANT = 14, "hire_grant", "一次性扩岗补助", "One-off grant for hiring the young"
    JOB_SEEKING_GRANT = 15, "job_seeking_grant", "一次性求职补贴", "Job-seeking grant"
    # rural people and the south 20-29
    TRANSPORT_ALLOWANCE = 20, "transport_allowance", "交通补助", "Transport allowance"
    BROKER_SUBSIDY = 21, "broker_subsidy", "劳务经纪人补贴", "Broker subsidy"
    HOUSING_SUPPORT = 22, "housing_support", "住房补助", "Housing support"
    TEXTILE_NEW_JOB = 23, "textile_new_job", "纺织服装业新增岗位补贴", "Subsidy for a textile job"
    TEXTILE_COST = 24, "textile_cost", "纺织服装业运费和电价补贴", "Freight and power of textiles"
    NORTHERN_SEAT = 25, "northern_seat", "北疆职业院校学位", "Place in a northern school"
    # people, insurance and start-ups 30-39
    STARTUP_GRANT = 30, "startup_grant", "一次性创业补贴", "Start-up grant"
    TEMPORARY_RELIEF = 31, "temporary_relief", "临时救助", "Temporary relief"
    SUPPORTED_JOB = 32, "supported_job", "辅助性就业补贴", "Supported job"
    CHILDCARE_RELIEF = 33, "childcare_relief", "托育费用减免", "Relief of childcare costs"
    FLEXIBLE_COVER = 34, "flexible_cover", "灵活就业社保补贴", "Insurance of flexible workers"
    INCUBATOR_AWARD = 35, "incubator_award", "创业孵化奖补", "Award for advice to a founder"
    # services 40-49
    PLACEMENT_SUBSIDY = 40, "placement_subsidy", "职业介绍补贴", "Placement subsidy"
    SETTLEMENT_SUPPORT = 41, "settlement_support", "来疆毕业生安置补助", "Settlement support"
    # risks 50-55
    RETRAINING_VOUCHER = 50, "retraining_voucher", "再培训券", "Retraining voucher"
    PACING_SUPPORT = (
        51,
        "pacing_support",
        "分月替代再培训补助",
        "Retraining support for a slower pace",
    )


N_CLAIMS = 64  # codes that tables by claim have room for


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


class Budget(Label):
    """Group of measures that share a budget line of an account."""

    CONTRIBUTIONS = 1, "contributions", "社会保险补贴", "Contribution subsidies"
    TRAINING = 2, "training", "职业培训", "Training and allowances"
    WELFARE_POSTS = 3, "welfare_posts", "公益性岗位", "Public-welfare posts"
    FLEXIBLE = 4, "flexible", "灵活就业补贴", "Insurance of flexible workers"
    INTERNSHIPS = 5, "internships", "就业见习", "Internships"
    OTHER = 6, "other", "创业、服务、劳务经纪和交通", "Start-ups, services, brokers, transport"
    RESERVE = 7, "reserve", "应急储备", "Reserve for shocks"
    REFUNDS = 8, "refunds", "稳岗返还", "Refunds to firms that keep staff"
    UPGRADES = 9, "upgrades", "技能提升和扩岗", "Upgrade and expansion grants"
    RURAL = 10, "rural", "农村劳动力就业", "Work of rural people"
    ASSISTANCE = 11, "assistance", "低保和临时救助", "Allowance and relief"
    PROGRAMMES = 12, "programmes", "财政项目", "Programmes of the treasury"
    LEVY = 13, "levy", "企业自办培训", "Firms' own training"
    BENEFITS = 15, "benefits", "失业保险待遇", "Unemployment benefit"
    LOANS = 16, "loans", "贷款", "Loans, interest and losses"
    FEES = 14, "fees", "中介服务", "Placement services"


@dataclass(frozen=True)
class Terms:
    """How a claim is served.

    Attributes
    ----------
    account, budget : the line that pays; accounts without lines (`BOUNDLESS`) pay what is due
    measure : int, number of the measure, 1..20
    payee : str, who receives: "households", "firms", "providers", "brokers", "social_insurance"
    holder : "person" or "firm", whose row claims
    take_up : bool, whether only part of those entitled claim (lever `take_up`)
    lasts : statuses in which a person keeps a promise that runs; empty: any
    waits : bool, whether a rejected claim is made again next month, to the end of the fiscal year
    """

    account: Account
    budget: Budget
    measure: int
    payee: str = "households"
    holder: str = "person"
    take_up: bool = True
    lasts: tuple[Status, ...] = ()
    waits: bool = False


BOUNDLESS = frozenset({Account.TREASURY, Account.SERVICE_FEES, Account.BANKS})

# the contribution subsidy runs on the employee's row and is served in step `pay` itself
TERMS: MappingProxyType[Claim, Terms] = MappingProxyType(
    {
        Claim.CONTRIBUTION_SUBSIDY: Terms(
            Account.EMPLOYMENT_SUBSIDY, Budget.CONTRIBUTIONS, 2, payee="firms"
        ),
        Claim.TRAINING_COURSE: Terms(
            Account.EMPLOYMENT_SUBSIDY, Budget.TRAINING, 4, payee="providers", take_up=False,
            waits=True,
        ),
        Claim.TRAINING_ALLOWANCE: Terms(
            Account.EMPLOYMENT_SUBSIDY, Budget.TRAINING, 4, take_up=False, waits=True
        ),
        Claim.UPGRADE_INTERMEDIATE: Terms(
            Account.UNEMPLOYMENT_INSURANCE, Budget.UPGRADES, 5
        ),
        Claim.UPGRADE_SENIOR: Terms(Account.UNEMPLOYMENT_INSURANCE, Budget.UPGRADES, 5),
        Claim.HIRE_GRANT: Terms(
            Account.UNEMPLOYMENT_INSURANCE, Budget.UPGRADES, 8, payee="firms"
        ),
        Claim.JOB_SEEKING_GRANT: Terms(Account.EMPLOYMENT_SUBSIDY, Budget.OTHER, 8),
        Claim.STABILISATION_REFUND: Terms(
            Account.UNEMPLOYMENT_INSURANCE, Budget.REFUNDS, 2, payee="firms", holder="firm",
            take_up=False,
        ),
        Claim.TRANSPORT_ALLOWANCE: Terms(Account.EMPLOYMENT_SUBSIDY, Budget.OTHER, 9),
        Claim.BROKER_SUBSIDY: Terms(
            Account.EMPLOYMENT_SUBSIDY, Budget.OTHER, 9, payee="brokers", take_up=False
        ),
        Claim.HOUSING_SUPPORT: Terms(
            Account.RURAL_BRIDGING, Budget.RURAL, 9,
            lasts=(Status.EMPLOYEE, Status.OWN_ACCOUNT, Status.AWAY),
        ),
        Claim.TEXTILE_NEW_JOB: Terms(
            Account.TREASURY, Budget.PROGRAMMES, 3, payee="firms", lasts=(Status.EMPLOYEE,)
        ),
        Claim.TEXTILE_COST: Terms(
            Account.TREASURY, Budget.PROGRAMMES, 3, payee="firms", holder="firm", take_up=False
        ),
        Claim.NORTHERN_SEAT: Terms(
            Account.TREASURY, Budget.PROGRAMMES, 3, payee="providers", take_up=False,
            lasts=(Status.STUDENT,),
        ),
        Claim.STARTUP_GRANT: Terms(
            Account.EMPLOYMENT_SUBSIDY, Budget.OTHER, 16, take_up=False
        ),
        Claim.PLACEMENT_SUBSIDY: Terms(
            Account.EMPLOYMENT_SUBSIDY, Budget.OTHER, 7, payee="brokers", take_up=False
        ),
        Claim.SETTLEMENT_SUPPORT: Terms(Account.TREASURY, Budget.PROGRAMMES, 13),
        Claim.RETRAINING_VOUCHER: Terms(
            Account.EMPLOYMENT_SUBSIDY, Budget.RESERVE, 19, payee="providers", take_up=False
        ),
        Claim.PACING_SUPPORT: Terms(
            Account.EMPLOYMENT_SUBSIDY, Budget.RESERVE, 19, payee="firms", holder="firm",
            take_up=False,
        ),
        Claim.TEMPORARY_RELIEF: Terms(Account.CIVIL_AFFAIRS, Budget.ASSISTANCE, 10),
        Claim.SUPPORTED_JOB: Terms(
            Account.TREASURY, Budget.PROGRAMMES, 11, payee="firms", lasts=(Status.EMPLOYEE,),
        ),
        Claim.CHILDCARE_RELIEF: Terms(
            Account.TREASURY, Budget.PROGRAMMES, 11, take_up=False,
            lasts=(Status.EMPLOYEE, Status.OWN_ACCOUNT, Status.FLEXIBLE),
        ),
        Claim.FLEXIBLE_COVER: Terms(
            Account.EMPLOYMENT_SUBSIDY, Budget.FLEXIBLE, 12, lasts=(Status.FLEXIBLE,),
        ),
        Claim.INCUBATOR_AWARD: Terms(
            Account.EMPLOYMENT_SUBSIDY, Budget.OTHER, 16, payee="providers", take_up=False,
            lasts=(Status.OWN_ACCOUNT,),
        ),
    }
)  # fmt: skip
TERMS_OF = {int(code): terms for code, terms in TERMS.items()}  # by plain code
