"""What the plain Mesa twin is made of: one object a person, household, firm and post.

See `sim.twin.model` for what the twin is for.
"""

from __future__ import annotations

from typing import Any

import mesa


class Household:
    """A household; a newborn joins one."""

    __slots__ = ("county", "in_survey", "n_members", "n_minors", "urban", "wave")

    def __init__(self, county: int, urban: int, n_members: int, n_minors: int, wave: int) -> None:
        self.county = county
        self.urban = urban
        self.n_members = n_members
        self.n_minors = n_minors
        self.wave = wave  # 0 or 1: in which months its place in the survey is drawn anew
        self.in_survey = False


class Firm:
    """A firm; `staff` are the people at work, `resting` those on a seasonal break."""

    __slots__ = (
        "alive", "base", "base_demand", "drift", "evades", "founded", "industry",
        "insured_share", "layoff", "n_subsidised", "owner", "ownership", "posts",
        "recall", "rent", "rest", "resting", "shock", "staff", "target", "true_size", "turn",
        "unit", "urban", "wanted",
    )  # fmt: skip

    def __init__(
        self,
        unit: int,
        urban: int,
        industry: int,
        ownership: int,
        true_size: float,
        base: float,
        base_demand: float,
        rent: float,
        founded: int,
        insured_share: float,
        turn: float,
    ) -> None:
        self.unit, self.urban, self.industry, self.ownership = unit, urban, industry, ownership
        self.true_size, self.base, self.base_demand = true_size, base, base_demand
        self.rent, self.founded, self.insured_share = rent, founded, insured_share
        self.turn = turn  # decides how its target is rounded, always the same way
        self.target, self.drift, self.shock = base, 0.0, 0.0
        self.alive, self.evades = True, False  # the minimum wage
        self.n_subsidised = 0
        self.owner: Person | None = None  # of a household business
        self.staff: dict[Person, None] = {}
        self.resting: dict[Person, None] = {}
        self.posts: list[Post] = []  # open ones, oldest first
        self.wanted = self.layoff = self.rest = self.recall = 0


class Post:
    """An open place of a firm."""

    __slots__ = (
        "firm", "holder", "key", "least", "liking", "lottery", "occupation", "opened", "pay",
        "schooling",
    )  # fmt: skip

    def __init__(self, firm: Firm, opened: int, occupation: int, schooling: int, key: int) -> None:
        self.firm, self.opened, self.key = firm, opened, key
        self.occupation, self.schooling = occupation, schooling
        self.pay = 0.0  # log yuan/month, before what the person brings
        self.least = 0.0  # yuan/month
        self.holder: Seeker | None = None
        self.liking = self.lottery = 0.0  # of the holder


class Seeker:
    """A person's list of applications in one month, best first."""

    __slots__ = ("at", "lottery", "person", "wishes")

    def __init__(
        self, person: Person, wishes: list[tuple[float, float, Post]], lottery: float
    ) -> None:
        self.person, self.wishes, self.lottery = person, wishes, lottery
        self.at = 0  # the wish that is asked next


class Person(mesa.Agent):  # type: ignore[misc]
    """Anybody, from birth on; fields as the columns of `agents.state.Workers`.

    `employer` and `last_firm` are firms, `household` is a household. `salt` names the person in
    draws that must stay the same (whether a post suits, one draw a year for the register), `season`
    is the place in the order in which the family farm calls, `moved` the last month in which a job
    ended, paused or was taken up again.
    """

    __slots__ = (
        "birth", "contribution", "county", "employer", "flags", "grade", "grade_year", "home_unit",
        "household", "industry", "insured", "last_firm", "moved", "occupation", "programme",
        "registration",
        "reservation_wage", "salt", "school_exit", "schooling", "season", "sex", "skill", "spell",
        "status", "subsidy_months", "subsidy_share", "tenure", "unit", "urban", "wage",
    )  # fmt: skip

    def __init__(
        self,
        model: Any,
        household: Household,
        county: int,
        unit: int,
        urban: int,
        home_unit: int,
        registration: int,
        sex: int,
        birth: int,
        schooling: int,
        skill: float,
        status: int,
        salt: int,
        season: float,
    ) -> None:
        super().__init__(model)
        self.household = household
        self.county, self.unit, self.urban, self.home_unit = county, unit, urban, home_unit
        self.registration, self.sex, self.birth = registration, sex, birth
        self.schooling, self.skill, self.status = schooling, skill, status
        self.salt, self.season = salt, season
        self.school_exit = self.grade = self.grade_year = 0
        self.occupation = self.industry = -1
        self.employer: Firm | None = None
        self.last_firm: Firm | None = None
        self.insured = self.contribution = self.tenure = self.spell = 0
        self.wage = self.reservation_wage = 0.0
        self.subsidy_months, self.subsidy_share = 0, 0.0
        self.programme = self.flags = self.moved = 0

    def leave_firm(self) -> None:
        """Leave the firm's books, whether at work or on a break."""
        firm = self.employer
        if firm is None:
            return
        if self in firm.resting:
            del firm.resting[self]
        else:
            del firm.staff[self]
            if self.subsidy_months > 0:
                firm.n_subsidised -= 1
            if firm.owner is self:
                firm.owner = None
        self.employer = None
        self.subsidy_months = 0


def pair_draw(one: int, other: int) -> float:
    """Return the uniform number that belongs to an ordered pair of salts, always the same."""
    return (hash((one, other)) & 0x1FFFFFFFFFFFFF) / 9007199254740992.0
