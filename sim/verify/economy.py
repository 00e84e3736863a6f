"""People of thirty in one town with one firm, moved by kernels of the month and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from agents.codes import Ownership, Status
from agents.draws import Stream, bits_of, key
from agents.kernels.ageing import MAX_SPELL
from agents.kernels.experiments import judge_pairs
from agents.kernels.matching import WORKER, match_graph
from agents.kernels.rows import rows_where
from agents.kernels.search import choose_effort
from agents.kernels.separation import apply_fates, quit_jobs
from agents.state import Firms, Workers
from sim.verify.cases import Array, Floats
from sim.verify.meeting import Urn

FLOWS = (
    "agents.kernels.separation.quit_jobs, agents.kernels.separation.apply_fates, "
    "agents.kernels.search.choose_effort, agents.kernels.search.pair_luck, "
    "agents.kernels.matching.match_graph"
)
FLOWS_BY_URN = FLOWS.replace("search.pair_luck", "search.meet_post")
BEGIN = 1440  # January 2020; only the age depends on it
HALF_A_YEAR = 6  # spell at which the chance of giving up search is the parameter itself
E, U, N = 0, 1, 2
E, U, N = 0, 1, 2
STATES = (int(Status.EMPLOYEE), int(Status.UNEMPLOYED), int(Status.INACTIVE))

Finding = Callable[[int, Array], Array]  # (month, rows of seekers) -> which of them find a job


class Economy:
    """Everybody is employed, unemployed or out of the labour force.

    A month has the order of `sim.month`: jobs end, then people decide whether to search, then
    seekers find jobs. Who was separated searches from the next month on, unless `same_month`.

    Parameters
    ----------
    n : int, persons; all employed at first
    seed : int
    separation : float, probability per month that a job ends
    finding : callable, see `Finding`
    leave, discourage, reentry : float
        Probability that a job's end leads out of the labour force; of giving up search, and of
        beginning to search, per month.
    same_month : bool, who was separated may search in the same month
    """

    def __init__(
        self,
        n: int,
        seed: int,
        *,
        separation: float,
        finding: Finding,
        leave: float = 0.0,
        discourage: float = 0.0,
        reentry: float = 0.0,
        same_month: bool = False,
    ) -> None:
        self.seed, self.finding, self.same_month = seed, finding, same_month
        self.leave, self.discourage, self.reentry = leave, discourage, reentry
        self.hazard = np.full((len(Ownership), 1), separation)
        self.workers, self.firms = Workers(n), Firms(1)
        w, f = self.workers, self.firms
        w.id[:] = np.arange(n)
        w.unit[:], w.urban[:], w.spell[:] = 0, 1, HALF_A_YEAR
        f.id[:], f.unit[:], f.urban[:], f.alive[:] = 0, 0, 1, 1
        f.ownership[:] = Ownership.PRIVATE
        self.fate, self.applications = np.zeros(n, np.int8), np.zeros(n, np.int8)
        self.month = 0
        self.put_to_work(np.arange(n))

    def put_to_work(self, rows: Array) -> None:
        """Give jobs to people without one."""
        w, f = self.workers, self.firms
        w.status[rows], w.employer[rows] = STATES[E], 0
        f.n_workers[0] += len(rows)

    def dismiss_all(self) -> None:
        """Make everybody unemployed."""
        self.workers.status[:], self.workers.employer[:] = STATES[U], -1
        self.firms.n_workers[:] = 0

    def state(self) -> Array:
        """Return int64[n]: E, U or N."""
        return np.searchsorted(STATES, self.workers.status)

    def unemployed(self) -> float:
        """Return the unemployed share of all."""
        return float(np.count_nonzero(self.workers.status == STATES[U]) / self.workers.n)

    def key(self, stream: Stream) -> np.uint64:
        """Return the key of a decision this month."""
        return key(self.seed, int(stream), self.month)

    def step(self) -> None:
        """Let one month happen."""
        self.month += 1
        w, f = self.workers, self.firms
        w.birth[:] = BEGIN + self.month - 30 * 12
        w.spell[:] = HALF_A_YEAR
        quit_jobs(
            w.id, w.status, w.employer, w.tenure, f.ownership, self.hazard, 0.0,
            w.unit, w.home_unit, f.unit, 0.0, self.key(Stream.QUIT), self.fate,
        )  # fmt: skip
        counts = [np.zeros(1, np.int64) for _ in range(4)]
        apply_fates(
            BEGIN + self.month, rows_where(self.fate), self.fate, w.id, w.sex, w.birth, w.unit,
            w.urban, w.status, w.employer, w.last_firm, w.wage, w.reservation_wage, w.tenure,
            w.spell, w.subsidy_months, w.flags, f.id, f.n_workers, f.n_break, f.n_subsidised,
            f.owned, np.zeros(1), self.leave, self.leave, 0.0, 0.0, 0.0,
            self.key(Stream.SEASON_BREAK), *counts,
        )  # fmt: skip
        w.spell[:] = HALF_A_YEAR
        if self.same_month:
            self.fate[:] = 0
        seekers = self.choose_seekers()
        self.put_to_work(seekers[self.finding(self.month, seekers)])

    def choose_seekers(self) -> Array:
        """Return the rows of those who search this month."""
        w = self.workers
        choose_effort(
            BEGIN + self.month, w.id, w.household, w.sex, w.birth, w.status, w.unit, w.tenure,
            w.spell, w.flags, w.programme, self.fate, np.zeros(1, np.int8), 1.0, np.zeros(1), 0.0,
            np.zeros(1), 0.0, 1.0, 1.0, 1.0, self.reentry, self.reentry,
            np.zeros(1, np.int8), np.ones(1), 1.0,
            np.full(MAX_SPELL + 1, self.discourage), 0.0, np.ones(1), np.ones(MAX_SPELL + 1), 1.0,
            0, 1.0,
            self.key(Stream.SEARCH), self.key(Stream.N_APPLICATIONS),
            self.key(Stream.PARTICIPATE), self.key(Stream.DISCOURAGE), self.applications,
        )  # fmt: skip
        return rows_where(self.applications)

    def run(self, months: int) -> Floats:
        """Let months happen; return the unemployed share at the end of each."""
        out = np.empty(months)
        for t in range(months):
            self.step()
            out[t] = self.unemployed()
        return out


def by_chance(chance: float, seed: int) -> Finding:
    """Return a search in which everybody meets a post of her own, suitable with one chance."""

    def find(month: int, seekers: Array) -> Array:
        n = len(seekers)
        suitable = np.empty((n, 1), np.bool_)
        post_key = bits_of(key(seed, Stream.POST, month), np.zeros(1, np.int64))
        judge_pairs(seekers, post_key, chance, key(seed, Stream.SUIT, 0), suitable)
        start = np.concatenate([[0], np.cumsum(suitable[:, 0])])
        post = np.flatnonzero(suitable[:, 0]).astype(np.int32)
        held = np.empty(n, np.int32)
        lottery = bits_of(key(seed, Stream.LOTTERY, month), seekers)
        one_place = np.ones(n, np.int32)
        match_graph(start, post, np.zeros(len(post)), lottery, one_place, WORKER, 0, held)
        return np.asarray(held >= 0)

    return find


def by_urn(n_posts: int, seed: int) -> Finding:
    """Return a search in which everybody meets one of a fixed number of posts at random."""

    def find(month: int, seekers: Array) -> Array:
        n = len(seekers)
        start, post, lottery = Urn(n, n_posts).apply(month, seed)
        held = np.empty(n, np.int32)
        one_place = np.ones(n_posts, np.int32)
        match_graph(start, post, np.zeros(n), lottery, one_place, WORKER, 0, held)
        return np.asarray(held >= 0)

    return find
