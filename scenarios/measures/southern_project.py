"""Measure 3: the southern employment project; textiles, schools and posts of the south."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from agents.codes import Half, Industry
from agents.levers import Account, Claim, Levers, who
from scenarios.measure import Given, Measure, View, dial
from scenarios.months import Month

MODELS_OWN = "none located; the order of size is a guess"
TEXTILE_MONTHS = 36  # of support for a new job, policy instruments, row TX01
FLOOR_USUAL = Levers.declared()["south_fund_share"].no_policy
Mask = npt.NDArray[np.bool_]
STEM_USUAL = Levers.declared()["stem_share_south"].no_policy


@dataclass(frozen=True, kw_only=True)
class SouthernProject(Measure):
    """Lowers the cost of southern textiles, sends pupils north, tilts seats and posts south.

    Source: opinion of 10 September 2025, article 3: transfer of textiles from partner provinces, a
    larger part of science and engineering in southern higher education, northern vocational
    schools that take in southern pupils; articles 3 and 8: programmes of grass-roots posts (three
    supports, western plan, village doctors, special-post teachers). It gives no numbers; rates of
    textile support are those of the regional programme of 2014-2023, assumed to go on.
    """

    number: ClassVar[int] = 3
    name: ClassVar[str] = "southern_project"
    zh: ClassVar[str] = "南疆就业促进工程"
    en: ClassVar[str] = "Southern employment project"
    article: ClassVar[str] = "3, 8"

    grassroots_posts: Given = dial(
        "posts a year",
        9000,
        bounds=(0, 15000),
        rules_2025=9000,
        plan=10000,
        source=MODELS_OWN,
        confidence="assumed",
        zh="基层服务项目岗位",
        en="posts of grass-roots programmes",
    )
    grassroots_south_share: Given = dial(
        "% of these posts",
        60,
        bounds=(40, 90),
        no_policy=50,
        rules_2025=60,
        plan=70,
        source=MODELS_OWN,
        confidence="assumed",
        zh="基层服务项目岗位中南疆占比",
        en="share of these posts in the south",
    )

    south_fund_share: Given = dial(
        "% of the employment subsidy fund",
        50,
        bounds=(30, 70),
        no_policy=FLOOR_USUAL,
        rules_2025=40,
        plan=50,
        source="opinion of 10 September 2025, article 3: no less than 50 %; before it 40 % assumed",
        confidence="found",
        zh="就业补助资金用于南疆的比例下限",
        en="least share of the employment subsidy fund spent in the south",
    )
    textile_new_job_subsidy: Given = dial(
        "yuan over three years",
        5000,
        bounds=(0, 20000),
        rules_2025=5000,
        plan=5000,
        source="policy instruments, row TX01",
        confidence="found",
        zh="纺织服装业新增岗位补贴",
        en="subsidy for a new textile job held by somebody of Xinjiang",
    )
    textile_si_share: Given = dial(
        "% of the employer's contributions",
        50,
        bounds=(0, 100),
        rules_2025=50,
        plan=50,
        source="policy instruments, row TX02",
        confidence="found",
        zh="纺织服装业社保补贴比例",
        en="contributions of newly hired textile workers reimbursed",
    )
    textile_freight_rate: Given = dial(
        "% of out-of-region sales",
        4,
        bounds=(0, 10),
        rules_2025=4,
        plan=4,
        source="policy instruments, row TX05",
        confidence="found",
        zh="出疆运费补贴",
        en="freight of textiles sold outside the region reimbursed",
    )
    textile_power_support: Given = dial(
        "% of the power bill",
        10,
        bounds=(0, 30),
        rules_2025=10,
        plan=10,
        source="none located; policy instruments, row TX03 has the price, 0.35 yuan/kWh",
        confidence="assumed",
        zh="纺织服装业电价补贴",
        en="power of textile firms reimbursed",
    )
    northern_school_seats: Given = dial(
        "seats a year",
        8000,
        bounds=(0, 30000),
        rules_2025=8000,
        plan=12000,
        source=MODELS_OWN,
        confidence="assumed",
        zh="北疆职业院校招收南疆学生",
        en="seats for southern pupils in northern vocational schools",
    )
    stem_share_south: Given = dial(
        "% of southern tertiary seats",
        38,
        bounds=(30, 60),
        no_policy=STEM_USUAL,
        rules_2025=38,
        plan=45,
        source=MODELS_OWN,
        confidence="assumed",
        zh="南疆高等教育理工科培养比例",
        en="science and engineering among southern tertiary seats",
    )

    def apply(self, view: View, levers: Levers, month: Month) -> None:
        """Write each lever whose dial is moved."""
        south = np.array(view.units.half) == Half.SOUTH
        floor = self.values("south_fund_share", month, view.units)
        if (floor != FLOOR_USUAL).any():
            levers.south_fund_share.at_least(floor)
        self.tilt_posts(view, levers, month, south)
        self.support_textiles(view, levers, month, south)
        seats = self.values("northern_school_seats", month, view.units)
        if seats.any():
            levers.northern_school_seats.add(np.where(south, seats, 0.0))
        stem = self.values("stem_share_south", month, view.units)
        if (stem != STEM_USUAL).any():
            levers.stem_share_south.add(stem - STEM_USUAL)

    def tilt_posts(self, view: View, levers: Levers, month: Month, south: Mask) -> None:
        """Add the grass-roots posts of each half."""
        posts = self.values("grassroots_posts", month, view.units)
        if posts.any():
            share = self.values("grassroots_south_share", month, view.units) / 100.0
            levers.grassroots_posts.add(posts * np.where(south, share, 1.0 - share))

    def support_textiles(self, view: View, levers: Levers, month: Month, south: Mask) -> None:
        """Support textile firms of the south."""
        for dial_name, lever, per in (
            ("textile_new_job_subsidy", levers.textile_new_job, 1.0),
            ("textile_freight_rate", levers.textile_freight, 100.0),
            ("textile_power_support", levers.textile_power, 100.0),
        ):
            value = self.values(dial_name, month, view.units) / per
            if value[south].any():
                lever.add(np.where(south, value, 0.0))
        percent = self.values("textile_si_share", month, view.units)
        for share in np.unique(percent[south & (percent > 0)]):
            levers.contribution_subsidy.offer(
                who(
                    unit=[int(u) for u in np.flatnonzero(south & (percent == share))],
                    industry=Industry.C_TEXTILES,
                ),
                share=float(share) / 100.0,
                months=TEXTILE_MONTHS,
                claim=Claim.CONTRIBUTION_SUBSIDY,
                account=Account.EMPLOYMENT_SUBSIDY,
                measure=self.number,
                take_up=view.parameters["takeup_hs"],
            )
