"""Measure 2: support for firms that keep and add posts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from agents.codes import Flag, Ownership
from agents.levers import Account, Claim, Levers, who
from scenarios.measure import Given, Measure, View, dial
from scenarios.months import Month

STATUTORY_FLOOR = Levers.declared()["contribution_floor"].no_policy

# A small enterprise of the national size classes employs fewer than 300 in manufacturing (recalled;
# other industries differ). State employers of graduates are mostly offices, schools and hospitals
# and household businesses are not enterprises: both left out (assumed).
HARDSHIP_HIRE: dict[str, Any] = {"flags_any": Flag.HARDSHIP}
GRADUATE_HIRE: dict[str, Any] = {
    "flags_any": Flag.GRADUATE,
    "ownership": (Ownership.PRIVATE, Ownership.XPCC),
    "firm_size": (None, 300),
}
PRICES = {  # dials that are levers of the same meaning and no-policy value
    "refund_rate_sme": "refund_rate_small",
    "refund_rate_large": "refund_rate_large",
    "layoff_limit": "layoff_limit",
    "layoff_limit_micro": "layoff_limit_micro",
    "loan_volume": "loan_volume",
    "loan_cap": "loan_cap",
    "loan_rate": "loan_rate",
    "loan_max_term": "loan_term",
}


@dataclass(frozen=True, kw_only=True)
class HiringSupport(Measure):
    """Reimburses contributions of hires, refunds those of firms that keep staff, and lends to them.

    Source: opinion of 10 September 2025, article 2, offers the subsidy to employers of persons with
    employment hardship and to micro and small firms that hire graduates; share and months are
    national rules. Nothing is due where no contributions are paid, so only insured hires count.
    The refund of unemployment-insurance contributions and the job-stabilisation loan are national
    rules that the opinion goes on with: firms get them if their layoffs of the year stay within a
    limit. The one-off grant for an expansion of staff is a dial of measure 8.
    """

    number: ClassVar[int] = 2
    name: ClassVar[str] = "hiring_support"
    zh: ClassVar[str] = "支持经营主体稳岗扩岗"
    en: ClassVar[str] = "Support firms to keep and add posts"
    article: ClassVar[str] = "2"

    si_subsidy_share_employer: Given = dial(
        "% of employer contributions",
        100,
        bounds=(0, 100),
        rules_2025=100,
        plan=100,
        source="revised national measures for the employment subsidy fund (finance and human "
        "resources ministries, 2023 No. 181), popular summary: pension, medical and unemployment "
        "contributions actually paid by the employer",
        confidence="found",
        zh="社会保险补贴占单位缴费的比例",
        en="share of the employer's contributions reimbursed",
    )
    si_subsidy_months_hardship: Given = dial(
        "months",
        36,
        bounds=(0, 60),
        rules_2025=36,
        plan=36,
        source="national rule since 2017: up to 36 months, longer within 5 years of retirement",
        confidence="recalled",
        whole=True,
        zh="招用就业困难人员补贴期限",
        en="months of subsidy for a hardship hire",
    )
    si_subsidy_months_graduate: Given = dial(
        "months",
        12,
        bounds=(0, 36),
        rules_2025=12,
        plan=12,
        source="national rule since 2017: up to 12 months, contract of a year or more",
        confidence="recalled",
        whole=True,
        zh="小微企业招用高校毕业生补贴期限",
        en="months of subsidy for a graduate hired by a micro or small firm",
    )
    contribution_base_floor: Given = dial(
        "yuan/month",
        STATUTORY_FLOOR,
        bounds=(1000, 8332),
        no_policy=STATUTORY_FLOOR,
        rules_2025=STATUTORY_FLOOR,
        plan=STATUTORY_FLOOR,
        source="60 % of the reference wage; province table of contribution bases, about 2024 "
        "(secondary source)",
        confidence="found",
        zh="社会保险缴费基数下限",
        en="lowest base of contributions, a rule of the insurance system",
    )

    refund_rate_sme: Given = dial(
        "% of last year's unemployment-insurance contributions",
        60,
        bounds=(0, 100),
        rules_2025=60,
        plan=60,
        source="policy instruments, row RF02 (Xinjiang, 2023-2024)",
        confidence="found",
        zh="中小微企业稳岗返还比例",
        en="refund to small and medium firms that kept their staff",
    )
    refund_rate_large: Given = dial(
        "% of last year's unemployment-insurance contributions",
        30,
        bounds=(0, 100),
        rules_2025=30,
        plan=30,
        source="policy instruments, row RF01 (Xinjiang, 2023-2024)",
        confidence="found",
        zh="大型企业稳岗返还比例",
        en="refund to large firms that kept their staff",
    )
    layoff_limit: Given = dial(
        "% of insured staff a year",
        5.5,
        bounds=(0, 20),
        no_policy=5.5,
        rules_2025=5.5,
        plan=5.5,
        source="policy instruments, row RF05: the control target of surveyed unemployment",
        confidence="found",
        zh="裁员率上限",
        en="layoffs up to which a firm keeps its refund or loan",
    )
    layoff_limit_micro: Given = dial(
        "% of insured staff a year",
        20,
        bounds=(0, 40),
        no_policy=20,
        rules_2025=20,
        plan=20,
        source="policy instruments, row RF06: firms of 30 insured or fewer",
        confidence="found",
        zh="30人以下企业裁员率上限",
        en="the same limit in firms of 30 insured or fewer",
    )
    loan_volume: Given = dial(
        "million yuan/yr",
        3000,
        bounds=(0, 12000),
        rules_2025=3000,
        plan=5000,
        source="640 billion yuan in the country over 3 years, 1.6 % of it",
        confidence="derived",
        zh="稳岗扩岗专项贷款规模",
        en="job-stabilisation loans that banks grant in a year",
    )
    loan_cap: Given = dial(
        "10k yuan",
        5000,
        bounds=(100, 5000),
        no_policy=5000,
        rules_2025=5000,
        plan=5000,
        source="policy instruments, row LN01",
        confidence="found",
        zh="单户贷款额度上限",
        en="largest loan of a firm",
    )
    loan_rate: Given = dial(
        "%",
        4.0,
        bounds=(2.9, 6.5),
        no_policy=4.0,
        rules_2025=4.0,
        plan=4.0,
        source="policy instruments, row LN03: the highest rate allowed",
        confidence="found",
        zh="贷款年利率",
        en="interest on these loans a year",
    )
    loan_max_term: Given = dial(
        "months",
        36,
        bounds=(0, 36),
        rules_2025=36,
        plan=36,
        source="policy instruments, row LN05",
        confidence="found",
        whole=True,
        zh="贷款最长期限",
        en="longest term of these loans",
    )

    def apply(self, view: View, levers: Levers, month: Month) -> None:
        """Offer the subsidy on hires of both groups; write rates and limits that are moved."""
        share = self.values("si_subsidy_share_employer", month, view.units)
        for dial_name, condition in (
            ("si_subsidy_months_hardship", HARDSHIP_HIRE),
            ("si_subsidy_months_graduate", GRADUATE_HIRE),
        ):
            months = self.values(dial_name, month, view.units)
            terms: dict[tuple[float, float], list[int]] = {}
            for unit, term in enumerate(zip(share, months, strict=True)):
                terms.setdefault(term, []).append(unit)
            for (percent, lasts), places in terms.items():
                if percent > 0 and lasts > 0:
                    everywhere = len(places) == view.units.n_units
                    levers.contribution_subsidy.offer(
                        who(unit=None if everywhere else places, **condition),
                        share=percent / 100,
                        months=int(lasts),
                        claim=Claim.CONTRIBUTION_SUBSIDY,
                        account=Account.EMPLOYMENT_SUBSIDY,
                        measure=self.number,
                        take_up=view.parameters["takeup_hs"],
                    )
        floor = self.values("contribution_base_floor", month, view.units)
        if (floor != STATUTORY_FLOOR).any():
            levers.contribution_floor.add(floor - STATUTORY_FLOOR)
        for dial_name, lever in PRICES.items():
            moved = self.values(dial_name, month, view.units) - self.dials()[dial_name].no_policy
            if moved.any():
                getattr(levers, lever).add(moved)
