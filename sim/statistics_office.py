"""The statistical office: what is counted each month, and the panel that indicators read.

`tally` counts one month in one pass over all persons; a `Panel` stacks the months, adds the region
and its halves, and turns sampled persons into persons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from agents.codes import Half, Sex, UnitTable
from agents.draws import Stream, key
from agents.kernels import tabulate as k
from agents.state import Population
from sim import survey as s

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

REGION = "XJ"
FEN = 100.0
MIN_SAMPLED_WORKERS = 300  # units with fewer sampled workers are greyed
MIN_CELL = 10  # rates and means over fewer sampled persons are left out
CHUNKS = 64
ONE_CHUNK_BELOW = 50_000  # rows; a parallel call costs more than it saves

COUNTED_FLOWS = (
    "urban_entries", "urban_entry_persons", "urban_registered", "urban_attrition",
    "hires", "job_to_job", "separations", "layoffs", "retirements", "posts", "vacancies",
    "unfilled", "seekers", "offers", "refusals", "training_starts", "training_completions",
    "claims", "claims_rejected", "subsidised", "deaths", "births", "arrivals", "departures",
    "given_up", "output",
    "displaced", "machine_displaced", "displaced_layoffs", "not_hired", "new_tasks", "ai_staff",
    "training_places", "training_starts_public", "training_completions_public",
    "training_completions_staff", "training_projects", "training_persons",
    "training_waiting", "training_waited",
    "training_turned_away", "training_dropouts", "certificates", "grade_rises", "first_senior",
    "assessments",
    "graduates", "trained_leavers", "other_leavers", "graduates_employed", "graduates_study",
    "graduates_waiting", "graduates_unemployed", "graduates_away", "graduates_inactive",
    "graduates_lost", "graduates_in_jobs", "graduates_mismatched",
    "reserved_public", "reserved_grassroots", "reserved_state_firm", "filled_public",
    "filled_grassroots", "filled_state_firm", "reserved_withdrawn", "intern_places",
    "intern_starts", "intern_exits", "intern_ends", "intern_converted",
    "benefit_awards", "benefit_recipients", "benefit_exhausted", "welfare_posts",
    "welfare_post_ends", "allowance_households", "allowance_persons", "needy_persons",
    "poor_persons",
    "arrears_staff", "project_places", "project_opened",
    "project_unfilled", "layoffs_planned", "kept", "refunds", "refunds_windfall",
    "refund_firms", "refund_refused", "loans_taken", "loans_lost",
    "founders", "founders_supported", "staff_counted",
    "contract_staff", "hours_worked", "staff_over_44", "staff_over_49",
    "covered_flexible", "new_flexible", "part_time_starts", "hardship_placed",
    "relief_households", "allowance_kept", "uninsured_staff", "young_businesses", "young_failed",
    "distressed", "advised_founders",
    "starts_near", "starts_elsewhere", "went_out", "came_home", "trip_persons", "returns",
    "harvesters", "placed_near", "placed_elsewhere", "placed_outside", "lifted_persons",
    "lifted_at_work", "lifted_pay", "textile_staff", "northern_starts", "graduates_stem",
    "posts_pooled", "posts_pooled_duplicates", "posts_pooled_distinct", "posts_pooled_filled",
    "graduate_posts_pooled", "graduate_posts_pooled_distinct", "graduate_posts_pooled_filled",
    "service_proposals", "service_hires", "hr_placements", "jobless_seekers", "jobless_months",
    "college_arrivals", "newcomer_hires", "newcomer_rivals",
    "displaced_unemployed", "displaced_long", "displaced_trained", "reserve_places",
    "reserve_starts", "paced_firms",
)  # fmt: skip
# counted as soon as a step fills them
AWAITED_FLOWS = (
    "paid_by_unit", "posts_pooled", "posts_pooled_distinct", "graduate_posts_pooled",
    "graduate_posts_pooled_distinct",
)  # fmt: skip


@cache
def ages() -> npt.NDArray[np.int8]:
    """Return int8[months]: age group at every age in months below a hundred years."""
    return np.array([k.age_group(month // 12) for month in range(12 * 100)], np.int8)


@dataclass(frozen=True, eq=False)
class Tally:
    """The counts of one month, in sampled persons; arrays as in `agents.kernels.tabulate`.

    Attributes
    ----------
    month : int, from January 1900
    fraction : int, k of 1/k
    units : UnitTable
    persons, schooled, working, jobs, staff, pay, survey, slack, bands : int64, first axis the unit
    sampling : int64[n_units, 4], see `sim.survey.sampling_sums`
    survey_share : float, probability that an urban household was in the sample
    books : uint64[3], people at work, on a break and subsidised as sums of their firms' hashes
    flows : dict of int64[n_units] by name, or None for the state before the first month
    ledger : dict of fen paid this month, by "account/half"
    entries : dict of fen moved this month, by (kind, giver, taker, half, budget)
    offers : int64[n_units, Programme, OFFER_GROUPS, OfferEvent], or None if there is no offer book
    reporting_bias : float64[n_units], percent that offices add to counts they are appraised by
    watch : float64[3, n_cells], warned, excess and released by cell of `sim.risk_watch`, or None
    """

    month: int
    fraction: int
    units: UnitTable
    persons: Ints
    schooled: Ints
    working: Ints
    jobs: Ints
    staff: Ints
    pay: Ints
    survey: Ints
    slack: Ints
    bands: Ints
    sampling: Ints
    survey_share: float
    books: npt.NDArray[np.uint64]
    flows: dict[str, Ints] | None
    ledger: dict[str, int] = field(default_factory=dict)
    offers: Ints | None = None
    reporting_bias: Floats | None = None
    watch: Floats | None = None
    entries: dict[tuple[str, str, str, int, str], int] = field(default_factory=dict)


def tally(
    population: Population,
    flows: Any,
    month: int,
    survey_seed: int,
    *,
    survey_households: int,
    register_unemployed: float,
) -> Tally:
    """Count one month: full count, household survey, registers, flows and payments.

    Parameters
    ----------
    population : Population
        The state at the end of the month.
    flows : object with `COUNTED_FLOWS` and `ledger`, or None
        The month's events: int64[n_units] sampled persons each, or None where a flow is not
        computed (its indicators are left out); `ledger` is fen by "account/half". It may hold
        `AWAITED_FLOWS`, an offer `book` and a `reporting_bias` too. Without flows only stocks are
        counted, for the state before the first month.
    month : int
        Months since January 1900.
    survey_seed : int
        Seed of the survey's draws, which are keyed by household.
    survey_households : int
        Urban households in the sample (of the region, or all simulated ones if there are fewer:
        the error of the published figure is then that of a survey of this size).
    register_unemployed : float
        Share of the locally registered urban unemployed of 16-59 who register as unemployed.

    Raises
    ------
    ValueError
        If a counted flow is missing, has another length than the units, or a ledger key is not
        "account/half".
    """
    w, f, units = population.workers, population.firms, population.units
    n_units = units.n_units
    n_chunks = 1 if w.n < ONE_CHUNK_BELOW else CHUNKS
    surveyed, share = s.draw_households(
        population.households, survey_seed, int(month), survey_households, n_chunks
    )
    answers = np.zeros(w.n, np.int8)
    shapes = {
        "persons": (2, len(Sex), k.N_AGES, k.N_STATUSES),
        "schooled": (k.N_SCHOOLING, k.N_STATUSES),
        "working": (k.N_INDUSTRIES,),
        "jobs": (2, k.N_INDUSTRIES, k.N_EMPLOYED),
        "staff": (len(Sex), k.N_INDUSTRIES),
        "pay": (len(Sex), k.N_INDUSTRIES),
        "survey": (len(Sex), k.N_AGES, 3),
        "slack": (2,),
        "bands": (len(Sex), k.N_PAY_BANDS),
    }
    tables = {n: np.zeros((n_chunks, n_units, *d), np.int64) for n, d in shapes.items()}
    books = np.zeros((n_chunks, 3), np.uint64)
    # codes that are never negative go in as unsigned: their use as an index is then not checked
    unit, urban, sex, schooling, status = (
        column.view(np.uint8) for column in (w.unit, w.urban, w.sex, w.schooling, w.status)
    )
    k.tabulate_workers(
        int(month), w.id, w.household, unit, urban, w.registration, sex, w.birth, schooling,
        w.industry, status, w.employer, w.subsidy_months, w.wage, w.spell, w.flags, surveyed,
        f.unit.view(np.uint8), f.urban.view(np.uint8), ages(), register_unemployed,
        key(survey_seed, Stream.SURVEY, s.OFFICES), books, answers, *tables.values(),
    )  # fmt: skip
    return Tally(
        month=int(month),
        fraction=population.fraction,
        units=units,
        sampling=s.sampling_sums(w, answers, n_units),
        survey_share=share,
        books=books.sum(axis=0),
        flows=None if flows is None else _counted(flows, n_units),
        ledger={} if flows is None else _ledger(flows),
        offers=getattr(flows, "book", None),
        reporting_bias=getattr(flows, "reporting_bias", None),
        entries=getattr(flows, "entries", {}),
        **{name: table.sum(axis=0) for name, table in tables.items()},
    )


def _counted(flows: Any, n_units: int) -> dict[str, Ints]:
    missing = [name for name in COUNTED_FLOWS if not hasattr(flows, name)]
    if missing:
        raise ValueError(f"the month's flows lack {', '.join(missing)}; set None if not computed")
    counted = {}
    for name in (*COUNTED_FLOWS, *AWAITED_FLOWS):
        values = getattr(flows, name, None)
        if values is None:
            continue
        values = np.asarray(values)
        if values.shape != (n_units,) or values.dtype.kind not in "iu":
            raise ValueError(f"flow {name}: {values.dtype}{values.shape}, not int64[{n_units}]")
        counted[name] = values.astype(np.int64)
    return counted


def _ledger(flows: Any) -> dict[str, int]:
    halves = [h.code for h in Half]
    for name in flows.ledger:
        if name.count("/") != 1 or name.split("/")[1] not in halves:
            raise ValueError(f"ledger line {name!r} is not account/half; halves: {halves}")
    return {name: int(fen) for name, fen in flows.ledger.items()}


class Panel:
    """Counts of all months at all places, in persons.

    Every array has the months on axis 0 and the places on axis 1: XJ, north, south, then units.

    Parameters
    ----------
    tallies : sequence of Tally, in order of months
        The first may be a tally without flows, the state before the first month; it only serves to
        take differences.
    profile : float64[12]
        Cumulative share of a year's new urban jobs that is published by the end of each month.

    Attributes
    ----------
    months : int64[T], from January 1900
    places : tuple of str
    sampled : dict of int64[T, P, ...], sampled persons
    flows : dict of float64[T, P], persons
    money : dict of float64[T, P], yuan by (account, kind); NaN at units
    offers : int64[T, P, Programme, OFFER_GROUPS, OfferEvent], sampled, or None
    bias : float64[T, n_units], percent that offices add to counts they are appraised by
    asked : float64[T], share of the region's urban households that the survey asks
    watch : float64[T, 3, n_cells], what the risk watch said, or None
    """

    def __init__(self, tallies: Sequence[Tally], profile: npt.ArrayLike) -> None:
        if not tallies:
            raise ValueError("no month was simulated; nothing to report")
        self.opening = tallies[0] if tallies[0].flows is None else None
        shown = [t for t in tallies if t.flows is not None]
        if not shown:
            raise ValueError("no month was simulated; nothing to report")
        first = shown[0]
        self.units = first.units
        self.fraction = first.fraction
        self.months: Ints = np.array([t.month for t in shown], np.int64)
        if np.any(np.diff(self.months) != 1):
            raise ValueError("the months of the tallies do not follow each other")
        self.places = (REGION, *(h.code for h in Half), *self.units.code)
        self.profile: Floats = np.asarray(profile, np.float64)
        names = (
            "persons", "schooled", "working", "jobs", "staff", "pay", "survey", "slack", "bands",
            "sampling",
        )  # fmt: skip
        self.sampled: dict[str, Ints] = {
            name: np.stack([self.at_places(getattr(t, name)) for t in shown]) for name in names
        }
        every = (*COUNTED_FLOWS, *AWAITED_FLOWS)
        counted = [name for name in every if all(name in _of(t) for t in shown)]
        self.flows: dict[str, Floats] = {
            name: np.stack([self.at_places(_of(t)[name]) for t in shown]).astype(float)
            * self.fraction
            for name in counted
        }
        # a sample of all simulated households is one of a region of k times as many
        self.asked: Floats = np.array([t.survey_share / t.fraction for t in shown])
        none = np.zeros(self.units.n_units)
        given = [none if t.reporting_bias is None else t.reporting_bias for t in shown]
        self.bias: Floats = np.stack(given).astype(np.float64)
        self.money = self._money(shown)
        books = [t.offers for t in shown]
        self.offers: Ints | None = (
            None
            if any(b is None for b in books)
            else np.stack([self.at_places(b) for b in books if b is not None])
        )
        seen = [t.watch for t in shown if t.watch is not None]
        self.watch: Floats | None = np.stack(seen) if len(seen) == len(shown) else None

    def at_places(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return [P, ...]: region, north, south and units, from [n_units, ...]."""
        half = np.asarray(self.units.half)
        parts = [values.sum(axis=0), *(values[half == h].sum(axis=0) for h in Half)]
        return np.concatenate([np.stack(parts), values])

    def count(self, name: str) -> Floats:
        """Return a table in persons (or fen): sampled counts times k."""
        return self.sampled[name].astype(np.float64) * self.fraction

    def reported(self, values: Floats) -> Floats:
        """Return float64[T, P]: an appraised count as offices report it.

        Each unit adds its bias to its own count; region and halves are sums of what units report.
        """
        of_units = values[:, -self.units.n_units :]
        return self.at_places((of_units + np.abs(of_units) * self.bias / 100.0).T).T

    @property
    def outside_xpcc(self) -> Floats:
        """Return float64[n_units]: 1 where the unit is not made of XPCC cities (codes 6590xx)."""
        inside = np.zeros(self.units.n_units, bool)
        for unit in range(self.units.n_units):
            codes = [
                str(c)
                for c, u in zip(self.units.county_code, self.units.county_unit, strict=True)
                if u == unit
            ]
            inside[unit] = bool(codes) and all(c.startswith("6590") for c in codes)
        return (~inside).astype(np.float64)

    @property
    def small_places(self) -> tuple[str, ...]:
        """Return the places with fewer than 300 sampled workers in some month."""
        least = self.sampled["working"].sum(axis=2).min(axis=0)
        return tuple(p for p, n in zip(self.places, least, strict=True) if n < MIN_SAMPLED_WORKERS)

    def years(self) -> list[tuple[int, npt.NDArray[np.intp]]]:
        """Return (calendar year, rows of its months) of each year, complete or not."""
        year = self.months // 12 + 1900
        return [(int(y), np.flatnonzero(year == y)) for y in np.unique(year)]

    @property
    def incomplete_years(self) -> tuple[int, ...]:
        """Return the years of which fewer than twelve months were simulated."""
        return tuple(y for y, rows in self.years() if len(rows) < 12)

    def yearly(self, values: Floats) -> Floats:
        """Return float64[T, P, ...]: a calendar year's sum in its last month, NaN elsewhere."""
        out = np.full_like(values, np.nan)
        for _, rows in self.years():
            out[rows[-1]] = values[rows].sum(axis=0)
        return out

    def recorded(self, values: Floats) -> Floats:
        """Return float64[T, P]: each year's sum spread over its months by the recording profile.

        Years are untouched: the months of a year add up to the year. An incomplete year is spread
        over the months that were simulated.
        """
        monthly = np.diff(self.profile, prepend=0.0)
        out = np.empty_like(values)
        for _, rows in self.years():
            share = monthly[self.months[rows] % 12]
            out[rows] = values[rows].sum(axis=0) * (share / share.sum())[:, None]
        return out

    def _money(self, shown: Sequence[Tally]) -> dict[tuple[str, str], Floats]:
        """Return yuan by (account, kind); a ledger line is `account[.kind]/half`, kind paid."""
        names = sorted({line.split("/")[0] for t in shown for line in t.ledger})
        money = {}
        for name in names:
            table = np.full((len(shown), len(self.places)), np.nan)
            for h in Half:
                fen = np.array([t.ledger.get(f"{name}/{h.code}", 0) for t in shown], np.int64)
                table[:, 1 + h] = fen * self.fraction / FEN
            table[:, 0] = table[:, 1 : 1 + len(Half)].sum(axis=1)
            account, _, kind = name.partition(".")
            money[account, kind or "paid"] = table
        return money


def _of(t: Tally) -> dict[str, Ints]:
    return t.flows or {}
