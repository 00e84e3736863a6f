"""The world: everything a month reads and changes, and how it is kept on disk."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from agents import draws
from agents.claims import N_CLAIMS, TERMS, Claim
from agents.codes import LoanKind
from agents.columns import Array
from agents.draws import Stream
from agents.kernels.rows import count_displaced, gather, rename_rows, sorted_rows
from agents.kernels.separation import count_staff
from agents.levers import Levers
from agents.state import (
    Enrolments,
    Firms,
    Flows,
    Households,
    Loans,
    Population,
    Posts,
    Promises,
    Providers,
    Services,
    Workers,
)
from scenarios import tables
from scenarios.months import Month
from scenarios.parameters import Parameters
from scenarios.scenario import Scenario
from scenarios.tables_education import education
from sim.inputs import DECEMBER_2025, Inputs
from sim.ledger import Ledger, Line
from sim.risk_watch import Layout
from sim.structure import Structure
from sim.submarkets import SubMarkets

Floats = npt.NDArray[np.float64]
SLACK = 0.02  # free rows kept for entrants, as a share of all rows
CLAIMED_BY_FIRMS = [int(code) for code, terms in TERMS.items() if terms.holder == "firm"]
DISORDER = 0.06  # share of rows free or out of place from which sorting pays


@dataclass
class Applications:
    """This month's application graph: who applies where, best first; see `match_graph`."""

    rows: Array  # int32[n_seekers], rows of workers
    start: Array  # int64[n_seekers + 1]
    post: Array  # int32[start[-1]]
    score: Array  # float64[start[-1]]
    lottery: Array  # uint64[n_seekers]


class Claimed(NamedTuple):
    """Claims of one kind: rows of holders, fen due a month to each, months to run."""

    what: Claim
    rows: Array  # int32[n]
    fen: Array  # int64[n]
    months: Array  # int16[n]


@dataclass
class Plan:
    """What each firm wants to do about its staff this month; int32[n_firms] each."""

    wanted: Array
    layoff: Array
    rest: Array  # to send on a seasonal break
    recall: Array
    new_tasks: Array  # places of new tasks that appear
    displaced: Array  # [2, n_firms] to lay off because of AI (0) and machines (1)
    not_hired: Array  # [2, n_firms] places that are not filled again because of them

    @classmethod
    def empty(cls, n_firms: int) -> Plan:
        """Return a plan that does nothing."""
        one = [np.zeros(n_firms, np.int32) for _ in range(5)]
        return cls(*one, *(np.zeros((2, n_firms), np.int32) for _ in range(2)))


@dataclass
class Market:
    """What moves slowly in the economy around the agents; saved with the world."""

    demand: Floats  # [n_units, 22] log index, 0 at the base
    heat: Floats  # [n_units, 7] log tightness over its base, smoothed
    heat_year: Floats  # [12, n_units, 7] the same in each of the last twelve months
    chance: Floats  # [n_units] hires over seekers, as the services published it last
    flexible: Floats  # [n_units] flexible workers over urban workers, last month
    trainable: Floats  # [n_units] odds of all who may be offered a seat, last month
    employees: Floats  # [n_units] sampled employees of 16-59, last month
    paid_ratio: Floats  # [1] claims accepted over claims made last quarter, as firms expect it
    claims: Floats  # [64, 2, 2] claims by code and half, made and committed, this quarter
    accepted: Floats  # [64, 2] share of claims committed, as published last
    poor: Floats  # [n_units] sampled persons below the allowance line at the last assessment
    quarter: Floats  # [n_units, 7] counts of this quarter, columns as in `sim.market`
    path: Floats  # [n_units, 22] log index of demand without policy and local income, 0 at the base
    income: (
        Floats  # [3, n_units] log labour income over its path, the last three months, oldest first
    )
    income_norm: Floats  # [n_units] the same, long-run mean
    income_months: Floats  # [1] months in that mean
    farm_path: Floats  # [1] log of farm work wanted over that of the base
    farm_pull: Floats  # [n_units] farm workers wanted over those there, last month
    rural: Floats  # [n_units, 3] sampled rural persons last month, columns as in `steps.moves`
    floor: Floats  # [n_units] minimum wage of last month, yuan of December 2025
    support: Floats  # [n_units] settlement support as heard of last month, yuan
    floor_raise: Floats  # [n_units] log of the minimum wage over the last published list
    seats: Floats  # [n_units, 6] seat time and assessments of this quarter, as in `sim.training`
    seats_known: Floats  # [n_units, 4] acceptance and use, as published last
    completers: Floats  # [n_units, 7, 2] idle completers a quarter on: all, in work; this quarter
    placement: Floats  # [n_units, 7] share of them in work, as published last
    shortage: Floats  # [n_units, 7] log vacancies over seekers, as published last
    field_share: Floats  # [3, 9] seats of vocational schools, colleges, universities by field
    school_plan: Floats  # [n_units, 2] further vocational places, share of order classes
    premium_year: Floats  # [12, 2, n_units] pay of grades and who follows it, last twelve months
    moved_in: Floats  # [1] persons a month who begin to work in another unit, smoothed over a year
    watch_usual: Floats  # [12, n_figures] usual published figures by calendar month, NaN unknown
    watch_series: (
        Floats  # [3, n_figures] mean, variance, number of deviations, see `sim.risk_watch`
    )
    watch_cells: Floats  # [3, n_cells] variance of the index, cumulative sum, excess
    watch_known: Floats  # [2, 2, n_cells] warned and excess: as read next month, and the newest

    @classmethod
    def start(cls, structure: Structure, chance: float) -> Market:
        """Return the market of the base month."""
        n, n_industries = structure.urban_jobs.shape
        n_jobs = structure.schooling_share.shape[0]
        watch = Layout.of(n)
        return cls(
            demand=np.zeros((n, n_industries)),
            heat=np.zeros((n, n_jobs)),
            heat_year=np.zeros((12, n, n_jobs)),
            chance=np.full(n, chance),
            flexible=structure.flexible_base.copy(),
            trainable=np.zeros(n),
            employees=np.zeros(n),
            paid_ratio=np.ones(1),
            claims=np.zeros((N_CLAIMS, 2, 2)),
            accepted=np.ones((N_CLAIMS, 2)),
            poor=np.zeros(n),
            quarter=np.zeros((n, 7)),
            path=np.zeros((n, n_industries)),
            income=np.zeros((3, n)),
            income_norm=np.zeros(n),
            income_months=np.zeros(1),
            farm_path=np.zeros(1),
            farm_pull=np.ones(n),
            rural=np.zeros((n, 3)),
            floor=np.zeros(n),
            support=np.zeros(n),
            floor_raise=np.zeros(n),
            seats=np.zeros((n, 6)),
            seats_known=np.tile([0.5, 0.75, 0.75, 0.5], (n, 1)),
            completers=np.zeros((n, n_jobs, 2)),
            placement=np.full((n, n_jobs), 0.5),
            shortage=np.zeros((n, n_jobs)),
            field_share=education().field_share.copy(),
            school_plan=np.zeros((n, 2)),
            premium_year=np.stack([np.ones((12, n)), np.zeros((12, n))], axis=1),
            moved_in=np.zeros(1),
            watch_usual=np.full((12, len(watch.cell)), np.nan),
            watch_series=np.zeros((3, len(watch.cell))),
            watch_cells=np.tile([[1.0], [0.0], [0.0]], (1, watch.n_cells)),
            watch_known=np.zeros((2, 2, watch.n_cells)),
        )

    def arrays(self) -> dict[str, Floats]:
        """Return the arrays by name."""
        return dict(vars(self))


@dataclass
class World:
    """A population in a month, with its market, policy and money.

    The rows `n_workers`, `n_households` and `n_firms` of the tables are in use or were; the rest is
    free. Steps read the scenario's policy only through `levers`.
    """

    scenario: Scenario
    parameters: Parameters
    inputs: Inputs
    seed: int
    month: Month
    population: Population
    structure: Structure
    market: Market
    ledger: Ledger
    levers: Levers
    flows: Flows
    n_workers: int
    n_households: int
    n_firms: int
    base_household: Array  # int64[n_units + 1]
    people: int | None = None  # living persons at the end of the last month, rows
    n_posts: int | None = None  # open posts at the end of the last month
    tallies: list[Any] = field(default_factory=list)
    plan: Plan = field(default_factory=lambda: Plan.empty(0))
    post_wage: Array = field(default_factory=lambda: np.empty(0))  # log yuan/month, this month
    usual_pay: Array = field(default_factory=lambda: np.empty(0))  # log yuan/month by unit
    post_least: Array = field(default_factory=lambda: np.empty(0))  # yuan/month, see `price_posts`
    applications: Applications | None = None
    claim_row: Array = field(default_factory=lambda: np.empty(0, np.int32))
    claim_rule: Array = field(default_factory=lambda: np.empty(0, np.int32))
    called: Array = field(default_factory=lambda: np.empty(0, np.int32))  # to be made rural offers
    organised: list[tuple[Array, Array]] = field(default_factory=list)  # who accepted which post
    interns: Array = field(default_factory=lambda: np.empty(0, np.int32))  # rows, this month
    met_firm: Array = field(default_factory=lambda: np.empty(0, np.int32))  # of posts at matching
    met_market: Array = field(default_factory=lambda: np.empty(0, np.int16))  # of the same posts
    listed: Array = field(default_factory=lambda: np.empty(0, np.int8))  # on the unified list
    served: Array = field(default_factory=lambda: np.empty(0, np.int8))  # by an HR firm
    proposed: Array = field(default_factory=lambda: np.empty(0, np.int32))  # post, by seeker
    # line, payee, fen by unit to be paid in step `pay`
    dues: list[tuple[Line, str, Array]] = field(default_factory=list)
    claims: list[Claimed] = field(default_factory=list)  # this month's, see `sim.claims`
    _scratch: dict[str, Array] = field(default_factory=dict, repr=False)

    @cached_property
    def submarkets(self) -> SubMarkets:
        """Return proposals and slot tables, fixed by the start population."""
        return SubMarkets.of(self.structure, self.inputs, self.parameters)

    @property
    def fraction(self) -> int:
        """Return k of the 1/k sample."""
        return self.population.fraction

    @property
    def months_since_base(self) -> int:
        """Return months since the census base; numbers the keyed lists of entrants."""
        return int(self.month) - int(self.base_month)

    @property
    def base_month(self) -> Month:
        """Return the census month of the base."""
        return Month.of(self.scenario.base, 11)

    def key(self, stream: Stream, month: int | None = None) -> Any:
        """Return the key of a decision this month (`month=0`: the same key in every month)."""
        return draws.key(self.seed, int(stream), int(self.month) if month is None else month)

    def begin_month(self) -> None:
        """Turn the calendar; clear what belongs to one month; tidy rows in January."""
        self.month = self.month + 1
        self.flows.clear()
        self.dues = []
        self.claims = []
        self.ledger.begin_month()
        self.applications = None
        self.claim_row, self.claim_rule = np.empty(0, np.int32), np.empty(0, np.int32)
        if self.month.month == 1:
            self.sort_rows()

    def sort_rows(self) -> None:
        """Drop free rows and sort people by unit, so that neighbours in memory are neighbours.

        Only when many rows are free or out of place: gathering costs as much as a month.
        """
        w, f, posts = self.population.workers, self.population.firms, self.population.posts
        if count_displaced(w.unit[: self.n_workers], w.status) <= DISORDER * self.n_workers:
            return
        order = sorted_rows(w.unit, w.status, self.flows.n)
        moved, promises = self.rows_moved(order), self.population.promises
        self.population.enrolments.worker[:] = moved[self.population.enrolments.worker]
        by_firm = np.isin(promises.claim, CLAIMED_BY_FIRMS)
        promises.holder[~by_firm] = moved[promises.holder[~by_firm]]
        loans = self.population.loans
        lent = loans.kind == LoanKind.STABILISATION  # to firms
        loans.holder[~lent] = moved[loans.holder[~lent]]
        self.n_workers = len(order)
        room = self.n_workers + self.spare(self.n_workers)
        for name, c in w.columns().items():
            fresh = np.empty(room, dtype=c.dtype)
            gather(getattr(w, name), order, fresh)
            fresh[self.n_workers :] = c.empty
            setattr(w, name, fresh)
        w.n = room
        self._scratch.clear()
        alive = np.flatnonzero(f.alive).astype(np.int32)
        moved = np.full(f.n, -1, np.int32)
        moved[alive] = np.arange(len(alive), dtype=np.int32)
        self.n_firms = len(alive)
        f.reorder(alive)
        f.resize(self.n_firms + self.spare(self.n_firms))
        rename_rows(w.employer, moved)
        rename_rows(posts.firm, moved)
        promises.holder[by_firm] = moved[promises.holder[by_firm]]
        loans.holder[lent] = moved[loans.holder[lent]]

    def rows_moved(self, order: Array) -> Array:
        """Return int32[n_workers]: the new row of each when rows are put in `order`; -1 gone."""
        moved = np.full(self.population.workers.n, -1, np.int32)
        moved[order] = np.arange(len(order), dtype=np.int32)
        return moved

    def spare(self, n: int) -> int:
        """Return the number of free rows to keep beyond `n`."""
        return int(SLACK * n) + 1000

    def make_room(self, workers: int = 0, households: int = 0, firms: int = 0) -> None:
        """Enlarge tables so that this many further rows are free."""
        for table, used, more in (
            (self.population.workers, self.n_workers, workers),
            (self.population.households, self.n_households, households),
            (self.population.firms, self.n_firms, firms),
        ):
            if used + more > table.n:
                table.resize(used + more + self.spare(used))

    def current_applications(self) -> Applications:
        """Return this month's application graph; step `search` makes it."""
        if self.applications is None:
            raise RuntimeError("applications are made in step `search`")
        return self.applications

    def years_from_2025(self) -> float:
        """Return years since December 2025, negative before."""
        return (int(self.month) - int(DECEMBER_2025)) / 12.0

    def farm_income(self) -> Floats:
        """Return float64[n_units]: yuan/month of family farm work at the margin, yearly mean."""
        growth = np.exp(self.parameters["farm_trend"] * self.years_from_2025())
        return np.asarray(self.inputs.farm_income * growth)

    def minimum_wage(self) -> Floats:
        """Return float64[n_units]: minimum wage at the seat in yuan of December 2025."""
        nominal = tables.minimum_wage().at(self.month)[self.inputs.tier]
        nominal = nominal * np.exp(self.market.floor_raise)
        return np.asarray(nominal * np.exp(-self.parameters["pi"] * self.years_from_2025()))

    def home_value(self) -> float:
        """Return yuan/month of being at home for one with children or elders to care for."""
        return self.parameters["home_value"] * self.price_level()

    def unemployment_benefit(self) -> Floats:
        """Return float64[n_units]: unemployment benefit in yuan/month of December 2025."""
        level = self.parameters["ui_level"] + self.levers.benefit_ratio_change.values
        return np.asarray(level * self.minimum_wage())

    def price_level(self) -> float:
        """Return what a yuan of the tables is worth; 1 but where a test multiplies all money."""
        return 1.0

    def unit_of_county(self) -> Array:
        """Return int8[n_counties]: index of each county's unit."""
        return np.array(self.population.units.county_unit, np.int8)

    def share_of_region(self) -> Floats:
        """Return float64[n_units]: the units' shares of the start population, for quotas."""
        start = self.structure.start_population
        return np.asarray(start / start.sum())

    def heat_change(self) -> Floats:
        """Return float64[n_units, 7]: log points of a year's market move in a pay review."""
        before = self.market.heat_year[self.month.month - 1]
        passed = self.parameters["market_wage"] * self.parameters["review_market"]
        return np.asarray(passed * (self.market.heat - before))

    def register_key(self) -> Any:
        """Return the key of registration, by person and calendar year."""
        return draws.key(self.seed, int(Stream.REGISTER), self.month.year)

    def log_base(self) -> Floats:
        """Return float64[22, 4]: log yuan/month by industry × ownership this month (2025 yuan)."""
        growth = self.parameters["g_w"] * self.years_from_2025()
        return np.asarray(self.inputs.log_wage - self.structure.personal_pay[:, None] + growth)

    def count_staff(self) -> None:
        """Count every firm's people from the workers' rows; months keep the counts up to date."""
        w, f = self.population.workers, self.population.firms
        count_staff(
            w.status, w.employer, w.subsidy_months, w.flags,
            f.n_workers, f.n_break, f.n_subsidised, f.owned,
        )  # fmt: skip

    def household_marks(self) -> Array:
        """Return int8[n_households], marked by `separate`, read by `search` of the same month."""
        marks = self._scratch.get("lost_job")
        if marks is None or len(marks) != self.population.households.n:
            marks = np.zeros(self.population.households.n, dtype=np.int8)
            self._scratch["lost_job"] = marks
        return marks

    def scratch(self, name: str) -> Array:
        """Return an int8 array of one element a worker row, the same memory every month.

        A name has one writer, and holds last month's marks until that step has written it. One is
        read by a later step: `fate`, written by `separate`, and by `moves` and `internships` for
        those who have just moved or begun, tells `search` who may not search yet.
        """
        array = self._scratch.get(name)
        if array is None or len(array) != self.population.workers.n:
            array = np.zeros(self.population.workers.n, dtype=np.int8)
            self._scratch[name] = array
        return array


# -------------------------------------------------------------------------------------- on disk

TABLES = {
    "workers": Workers,
    "households": Households,
    "firms": Firms,
    "posts": Posts,
    "providers": Providers,
    "services": Services,
    "enrolments": Enrolments,
    "loans": Loans,
    "promises": Promises,
}


def state_arrays(world: World) -> dict[str, Array]:
    """Return every array that a later month depends on, by name; nothing is copied."""
    found = {
        f"{name}.{column}": array
        for name in TABLES
        for column, array in getattr(world.population, name).arrays().items()
    }
    for part in ("market", "structure"):
        found |= {f"{part}.{name}": a for name, a in getattr(world, part).arrays().items()}
    return found | {"base_household": world.base_household}


def state_facts(world: World) -> dict[str, Any]:
    """Return everything else that a later month depends on."""
    return {
        "month": int(world.month),
        "fraction": world.fraction,
        "n_workers": world.n_workers,
        "n_households": world.n_households,
        "n_firms": world.n_firms,
        "people": world.people,
        "n_posts": world.n_posts,
        "ledger": world.ledger.state(),
    }


def state_digest(world: World) -> str:
    """Return a digest of every bit of the state: equal digests, equal futures."""
    h = hashlib.sha256(json.dumps(state_facts(world), sort_keys=True).encode())
    for name, array in sorted(state_arrays(world).items()):
        h.update(f"{name} {array.dtype} {array.shape}".encode())
        h.update(np.ascontiguousarray(array).data)
    return h.hexdigest()


def differing_arrays(one: World, other: World) -> list[str]:
    """Return the names of the arrays in which two worlds differ in any bit."""
    a, b = state_arrays(one), state_arrays(other)
    return sorted(
        name
        for name in a
        if a[name].dtype != b[name].dtype
        or a[name].shape != b[name].shape
        or a[name].tobytes() != b[name].tobytes()
    )


def save_state(world: World, folder: Path, extra: dict[str, bytes] | None = None) -> None:
    """Write everything that a later month depends on; atomically (a folder appears whole).

    Parameters
    ----------
    extra : dict of file name to bytes
        Further files to put into the folder.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=folder.name + ".", dir=folder.parent))
    for name, array in state_arrays(world).items():
        np.save(partial / f"{name}.npy", array)
    facts = state_facts(world) | {"digest": state_digest(world)}
    (partial / "state.json").write_text(json.dumps(facts, sort_keys=True))
    for name, content in (extra or {}).items():
        (partial / name).write_bytes(content)
    if folder.exists():
        shutil.rmtree(folder)
    os.replace(partial, folder)


def load_state(world: World, folder: Path) -> str:
    """Put a saved state into a world of the same scenario family, in place.

    Returns the digest that the state had when it was saved.
    """
    facts = json.loads((folder / "state.json").read_text())
    for name, table in TABLES.items():
        arrays = {c: np.load(folder / f"{name}.{c}.npy") for c in table.columns()}
        setattr(world.population, name, table.from_arrays(arrays))
    for part in ("market", "structure"):
        for name in getattr(world, part).arrays():
            setattr(getattr(world, part), name, np.load(folder / f"{part}.{name}.npy"))
    world.base_household = np.load(folder / "base_household.npy")
    world.month = Month(facts["month"])
    world.population.month = int(world.month)
    world.n_workers = facts["n_workers"]
    world.n_households = facts["n_households"]
    world.n_firms = facts["n_firms"]
    world.people = facts["people"]
    world.n_posts = facts["n_posts"]
    world.ledger.restore(facts["ledger"])
    return str(facts["digest"])
