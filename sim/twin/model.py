"""The month a second time, written the plain Mesa way: a reference for speed and for results.

Nothing that is published comes from here. The twin says how much time the engine's arrays and
kernels save (`tianshan bench`), and it is a second opinion on the month: a test compares what both
make of the same start world. It starts from a `World`, does every step of `sim.month` with the same
mechanisms, parameters and tables, and shares no kernel.

It is written for speed as far as plain Python goes: one `mesa.Agent` a person, one object a
household, firm and post, steps that loop over lists with local names (calling a method of every
agent would take longer), no numpy and no numba in the loops, luck from Mesa's seeded `self.random`.

Where it says less than the engine, always to its own advantage in time:

- seats of schools are chances, and posts reserved for graduates and internships are left out;
- luck is drawn in turn instead of keyed by person, so one more person changes everybody's luck;
- it counts persons by unit, place, sex, age and status, the survey, and employees with their pay;
  the engine's tables of schooling, of jobs by place of work and of registers are left out, and so
  is the check of staff firm by firm (the twin compares totals);
- the ledger keeps the subsidy lines and balances, not the entries by account and half;
- births and arrivals are rounded at random in each unit, not drawn from lists of real persons;
- lists are not sorted in January, because objects do not gain by it.
"""

from __future__ import annotations

from itertools import pairwise
from math import exp, log
from time import perf_counter
from typing import Any

import mesa
import numpy as np

from agents.claims import Budget
from agents.codes import NO_FIRM, Flag, Ownership, Status
from agents.draws import Stream, uniforms
from agents.levers import Levers
from scenarios import tables
from scenarios.months import Month
from sim.assessment import reach
from sim.inputs import SCHOOL_YEARS, destinations
from sim.pay_rules import grade_pay, grade_rises, occupation_pay
from sim.twin import firms, market, office, people, training
from sim.twin.agents import Firm, Household, Person, Post, Seeker
from sim.world import World

RECALL = int(Flag.RECALL)
OWN_ACCOUNT, GONE = int(Status.OWN_ACCOUNT), int(Status.GONE)
COUNTS = (
    "births", "arrivals", "deaths", "departures", "retirements", "hires", "job_to_job",
    "separations", "layoffs", "breaks", "recalls", "posts", "vacancies", "withdrawn", "unfilled",
    "seekers", "applications", "urban_entries", "urban_entry_persons", "urban_registered",
    "urban_attrition", "offers", "refusals", "training_starts", "training_completions",
    "training_dropouts", "claims", "claims_rejected", "subsidised", "firm_entries", "firm_exits",
)  # fmt: skip
MONTH = (
    people.age, office.set_policy, firms.set_demand, firms.separate,
    firms.post, market.search, market.match, training.train,
    people.run_programmes, office.pay, office.record,
)  # fmt: skip
PLAIN = (
    "skill", "grade", "status", "occupation", "industry", "insured", "contribution", "wage",
    "tenure", "spell", "reservation_wage", "subsidy_months", "subsidy_share", "programme", "flags",
    "school_exit", "grade_year",
)  # fmt: skip


class MesaTwin(mesa.Model):  # type: ignore[misc]
    """The labour market with one Mesa agent a person.

    Parameters
    ----------
    world : World
        Where to start; it is read and not changed.
    seed : int
        All luck, but for traits that the start world's own seed has fixed: each firm's rounding
        and each family farm worker's place in the season's order.

    Attributes
    ----------
    people, households, firms : lists; `people` in no particular order
    flows : dict of counts of this month by unit, names as in `agents.state.Flows`
    tables : dict of flat lists, this month's counts
    seconds : dict, time of each step so far
    """

    def __init__(self, world: World, seed: int = 1) -> None:
        super().__init__(rng=int(seed))
        self.scenario, self.parameters, self.units = (
            world.scenario, world.parameters, world.population.units,
        )  # fmt: skip
        self.p: dict[str, float] = _Read(world.parameters)
        self.month = int(world.month)
        self.fraction, self.n_units = world.fraction, self.units.n_units
        self.half = list(self.units.half)
        self.levers = Levers(self.units, renew_temporary=world.scenario.switches.renew_temporary)
        self.prices: dict[str, Any] = {}
        self.rules: list[dict[str, Any]] = []
        self.inputs: dict[str, Any] = {n: _plain(v) for n, v in vars(world.inputs).items()}
        self.structure: dict[str, Any] = {n: _plain(v) for n, v in vars(world.structure).items()}
        self.market: dict[str, Any] = {n: _plain(v) for n, v in vars(world.market).items()}
        self.market["paid_ratio"] = self.market["paid_ratio"][0]
        self.school_years = SCHOOL_YEARS.tolist()
        self.log_market_share = log(self.p["rw_market"])
        self.log_graduate = log(self.p["rw_grad"])
        self.log_decline = log(1.0 - self.p["drw"])
        self.occupation_pay = occupation_pay(self.parameters).tolist()
        self.grade_pay = grade_pay(self.parameters).tolist()
        self.grade_rise = grade_rises(self.parameters).tolist()
        self.unit_places = world.structure.cell_base.sum(axis=(1, 2)).tolist()
        self._lay_out_space(world)
        self.pay_level: list[list[float]] = []
        self.posts: list[list[list[Post]]] = []
        self.seekers: list[Seeker] = []
        self.claims: list[tuple[Person, int]] = []
        self.flows: dict[str, list[int]] = {}
        self.tables: dict[str, list[int]] = {}
        self.seconds = {process.__name__: 0.0 for process in MONTH}
        providers = world.population.providers
        columns = (
            providers.unit, providers.seats, providers.course_days, providers.staff,
            providers.quality, providers.price,
        )  # fmt: skip
        self.providers = [
            training.Provider(*row) for row in zip(*(c.tolist() for c in columns), strict=True)
        ]
        self._take_households(world)
        firm_of_row = self._take_firms(world)
        self._take_people(world, firm_of_row)
        self._take_posts(world, firm_of_row)
        self.courses: list[training.Course] = []
        self.waiting: list[training.Course] = []
        self.reach: list[float] = reach(world).tolist()
        self.n_people = len(self.people)
        self._take_ledger(world)

    def _lay_out_space(self, world: World) -> None:
        """Take over where people of each unit look for work, and for which occupations."""
        x, s = world.inputs, world.structure
        mass = s.start_population / max(s.start_population.mean(), 1.0)
        seasons = [destinations(road, x.unit_level, mass, world.parameters) for road in x.road]
        self.unit_share = [share.tolist() for share, _ in seasons]
        self.move_cost = [cost.tolist() for _, cost in seasons]
        self.job_share = np.vstack([x.occupation_move, s.occupation_by_schooling]).tolist()
        self.all_units, self.all_jobs = range(self.n_units), range(len(x.occupation_move))

    def _take_households(self, world: World) -> None:
        h, bit = world.population.households, self.random.getrandbits
        n = world.n_households
        columns = [c[:n].tolist() for c in (h.county, h.urban, h.n_members, h.n_minors)]
        self.households = [
            Household(county, urban, members, minors, bit(1))
            for county, urban, members, minors in zip(*columns, strict=True)
        ]
        first = world.base_household.tolist()
        self.homes = [self.households[a:b] for a, b in pairwise(first)]
        for house in self.households:
            house.in_survey = True  # the months before drew it; both waves are renewed in two

    def _take_firms(self, world: World) -> dict[int, Firm]:
        f = world.population.firms
        turn = uniforms(world.key(Stream.TARGET_ROUNDING, 0), f.id)
        names = (
            "unit", "urban", "industry", "ownership", "true_size", "base", "base_demand", "rent",
            "founded", "insured_share",
        )  # fmt: skip
        rows = np.flatnonzero(f.alive == 1)
        columns = [getattr(f, name)[rows].tolist() for name in names]
        self.firms = [Firm(*row) for row in zip(*columns, turn[rows].tolist(), strict=True)]
        luck = uniforms(world.key(Stream.COMPLIANCE, 0), f.id)[rows].tolist()
        for firm, u in zip(self.firms, luck, strict=True):
            private = firm.ownership in (Ownership.PRIVATE, Ownership.HOUSEHOLD)
            firm.evades = private and u < self.p["nc_mw"]
        state = (f.target, f.drift, f.shock, f.n_subsidised)
        for firm, *values in zip(self.firms, *(c[rows].tolist() for c in state), strict=True):
            firm.target, firm.drift, firm.shock, firm.n_subsidised = values
        return dict(zip(rows.tolist(), self.firms, strict=True))

    def _take_people(self, world: World, firm_of_row: dict[int, Firm]) -> None:
        w, f = world.population.workers, world.population.firms
        bits = self.random.getrandbits
        season = uniforms(world.key(Stream.SEASON_FARM, 0), w.id)
        rows = np.flatnonzero(w.status != GONE)
        names = (
            "household", "county", "unit", "urban", "home_unit", "registration", "sex", "birth",
            "schooling", "skill", "status",
        )  # fmt: skip
        columns = [getattr(w, name)[rows].tolist() for name in names]
        self.people: list[Person] = []
        for row, place in zip(zip(*columns, strict=True), season[rows].tolist(), strict=True):
            house: int = row[0]
            self.people.append(
                Person(self, self.households[house], *row[1:], bits(53), place)  # type: ignore[call-arg]
            )
        for name in PLAIN:
            for person, value in zip(self.people, getattr(w, name)[rows].tolist(), strict=True):
                setattr(person, name, value)
        of_id = {f.id[row].item(): firm for row, firm in firm_of_row.items()}
        jobs = (w.employer[rows].tolist(), w.last_firm[rows].tolist())
        for person, employer, last in zip(self.people, *jobs, strict=True):
            person.last_firm = of_id.get(last) if last != NO_FIRM else None
            if employer == NO_FIRM:
                continue
            firm = firm_of_row[employer]
            person.employer = firm
            (firm.resting if person.flags & RECALL else firm.staff)[person] = None
            if person.status == OWN_ACCOUNT:
                firm.owner = person
        self.subsidised = [person for person in self.people if person.subsidy_months > 0]

    def _take_posts(self, world: World, firm_of_row: dict[int, Firm]) -> None:
        posts, bits = world.population.posts, self.random.getrandbits
        columns = [
            c.tolist() for c in (posts.firm, posts.opened, posts.occupation, posts.schooling)
        ]
        self.n_posts = 0
        for row, opened, occupation, schooling in zip(*columns, strict=True):
            if row in firm_of_row:
                firm = firm_of_row[row]
                firm.posts.append(Post(firm, opened, occupation, schooling, bits(53)))
                self.n_posts += 1

    def _take_ledger(self, world: World) -> None:
        self.balance = {"firms": 0, "workers": 0, "social_insurance": 0, "fund": 0}
        self.funds = [office.Fund(0, 0), office.Fund(0, 0)]
        for line, envelope in world.ledger.envelope.items():
            if line.budget != Budget.CONTRIBUTIONS.code:
                continue
            fund = office.Fund(line.year, envelope)
            fund.paid, fund.committed = world.ledger.paid[line], world.ledger.committed[line]
            self.funds[line.half] = fund

    def minimum_wage(self) -> list[float]:
        """Return the minimum wage of each unit this month, in yuan of December 2025."""
        real = exp(-self.p["pi"] * self.years_from_2025())
        nominal = tables.minimum_wage().at(Month(self.month)).tolist()
        return [nominal[tier] * real for tier in self.inputs["tier"]]

    def step(self) -> None:
        """Let one month happen."""
        self.month += 1
        self.flows = {name: [0] * self.n_units for name in COUNTS}
        growth = self.p["g_w"] * self.years_from_2025()
        self.pay_level = [
            [level - lift + growth for level in row]
            for row, lift in zip(
                self.inputs["log_wage"], self.structure["personal_pay"], strict=True
            )
        ]
        for process in MONTH:
            began = perf_counter()
            process(self)
            self.seconds[process.__name__] += perf_counter() - began
        if self.month % 12 % 3 == 2:
            office.close_quarter(self)

    def years_from_2025(self) -> float:
        """Return years since December 2025, negative before."""
        return (self.month - firms.DECEMBER_2025) / 12.0

    def farm_income(self) -> list[float]:
        """Return yuan/month of family farm work at the margin by unit, this month."""
        growth: float = exp(self.p["farm_trend"] * self.years_from_2025())
        return [income * growth for income in self.inputs["farm_income"]]

    def withdraw(self, firm: Firm, n: int) -> None:
        """Withdraw the `n` youngest posts of a firm."""
        if n:
            del firm.posts[len(firm.posts) - n :]
            self.flows["withdrawn"][firm.unit] += n

    def unemployment_rate(self) -> float:
        """Return the unemployed share of urban residents in the labour force (full count)."""
        urban = [person.status for person in self.people if person.urban]
        out = urban.count(office.UNEMPLOYED)
        at_work = sum(1 for s in urban if office.FIRST <= s <= office.LAST)
        return float(out / max(1, out + at_work))


class _Read(dict[str, float]):
    """Parameters by symbol, looked up once each: a plain dictionary afterwards."""

    def __init__(self, parameters: Any) -> None:
        super().__init__()
        self._parameters = parameters

    def __missing__(self, symbol: str) -> float:
        value = float(self._parameters[symbol])
        self[symbol] = value
        return value


def _plain(value: Any) -> Any:
    """Return an array as nested lists, a mapping with plain values, anything else as it is."""
    if isinstance(value, dict):
        return {name: _plain(v) for name, v in value.items()}
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else value
