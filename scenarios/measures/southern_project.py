"""Measure 3: the southern employment project; so far its grass-roots posts for graduates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from agents.codes import Half
from agents.levers import Levers
from scenarios.measure import Given, Measure, View, dial
from scenarios.months import Month

MODELS_OWN = "none located; the order of size is a guess"


@dataclass(frozen=True, kw_only=True)
class SouthernProject(Measure):
    """Opens posts of grass-roots programmes to graduates, most of them in the south.

    Source: opinion of 10 September 2025, articles 3 and 8, names the programmes (three supports,
    western plan, village doctors, special-post teachers) and no number of posts.
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

    def apply(self, view: View, levers: Levers, month: Month) -> None:
        """Add the posts of each half."""
        posts = self.values("grassroots_posts", month, view.units)
        if not posts.any():
            return
        share = self.values("grassroots_south_share", month, view.units) / 100.0
        south = np.array(view.units.half) == Half.SOUTH
        levers.grassroots_posts.add(posts * np.where(south, share, 1.0 - share))
