"""1.1 once more, through the kernels of the month from visit to hire, on identical seekers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from agents.codes import Schooling, Status
from agents.draws import Stream, bits_of, key
from agents.kernels.markets import lay_out_posts, table_sizes
from agents.kernels.matching import WORKER, match_graph
from agents.kernels.posting import N_OCCUPATIONS
from agents.kernels.search import FLAT, apply_to_posts, first_application, join_lists
from agents.levers import OfferTable
from agents.state import Firms, Posts, Workers
from sim.inputs import SCHOOL_YEARS, cumulative
from sim.submarkets import Proposal, propose
from sim.verify.cases import SEED, Array, Case, from_sample

CHAIN = (
    "sim.submarkets.propose, agents.kernels.search.apply_to_posts, "
    "agents.kernels.search.join_lists, agents.kernels.matching.match_graph"
)
MONTH = 1440
SHARE = np.array([0.30, 0.05, 0.20, 0.10, 0.15, 0.12, 0.08])  # of visits, by occupation
N_POSTS = np.array([200, 80, 10, 150, 300, 60, 100])


@dataclass
class Town:
    """One unit with posts in seven occupations; seekers differ in nothing but their luck.

    Attributes
    ----------
    n_seekers : int
    suit : float, probability that a person and a post suit each other
    """

    n_seekers: int
    suit: float
    workers: Workers = field(init=False)
    firms: Firms = field(init=False)
    posts: Posts = field(init=False)
    proposal: Proposal = field(init=False)

    def __post_init__(self) -> None:
        w = self.workers = Workers(self.n_seekers)
        w.id[:] = np.arange(self.n_seekers)
        w.unit[:], w.birth[:], w.status[:] = 0, MONTH - 30 * 12, Status.UNEMPLOYED
        w.schooling[:], w.occupation[:] = Schooling.SENIOR, 0
        self.firms = Firms(1)
        self.firms.id[:], self.firms.unit[:], self.firms.industry[:] = 0, 0, 0
        posts = self.posts = Posts(int(N_POSTS.sum()))
        posts.firm[:], posts.schooling[:] = 0, Schooling.SENIOR
        posts.market[:] = np.repeat(np.arange(N_OCCUPATIONS), N_POSTS)
        jobs = cumulative(np.tile(SHARE, (N_OCCUPATIONS, 1)))
        law = SimpleNamespace(
            occupation_move=jobs, occupation_by_schooling=jobs[[0] * len(SCHOOL_YEARS)]
        )
        self.proposal = propose(np.ones((1, 1)), cast(Any, law), cast(Any, law))

    def matches(self, replication: int) -> int:
        """Return how many find a job with one application each, in one month of luck."""
        start, post, score, lottery = self.search(replication)
        held = np.empty(self.n_seekers, np.int32)
        one_place = np.ones(self.posts.n, np.int32)
        match_graph(start, post, score, lottery, one_place, WORKER, 0, held)
        return int(np.count_nonzero(held >= 0))

    def search(self, replication: int) -> tuple[Array, Array, Array, Array]:
        """Return start, post, score and lottery of the applications, made as step `search` does."""
        w, f, posts, n = self.workers, self.firms, self.posts, self.n_seekers
        rows = np.arange(n, dtype=np.int32)
        sent = first_application(rows, np.ones(n, np.int8))
        length, post, score = np.empty(n, np.int64), np.empty(n, np.int32), np.empty(n)
        posts.key[:] = bits_of(key(SEED, Stream.POST, replication), np.arange(posts.n))
        first_slot = table_sizes(N_POSTS.astype(float), 4.0, 8)
        slot = np.empty(int(first_slot[-1]), np.int32)
        if lay_out_posts(posts.key, posts.market, first_slot, slot) >= 0:
            raise ValueError("the posts do not fit into their slots")
        offers, level = OfferTable().arrays(), len(SCHOOL_YEARS)
        apply_to_posts(
            MONTH, rows, sent, w.id, w.unit, w.birth, w.sex, w.schooling, w.field, w.occupation,
            w.skill, w.grade, w.status, w.spell, w.wage, w.reservation_wage, w.employer, w.flags,
            w.registration, self.proposal.first, self.proposal.market, self.proposal.keep,
            self.proposal.other,
            np.ones(N_OCCUPATIONS), N_POSTS, slot, first_slot, posts.key, posts.market, posts.firm,
            posts.schooling, posts.grade, posts.years, 0.0, posts.asks, np.zeros(posts.n),
            np.zeros(posts.n), f.industry, f.ownership, f.true_size,
            f.insured_share, offers.rule_bits, offers.rule_bounds, offers.share, offers.months,
            np.zeros(len(offers.share)), np.zeros(posts.n), np.zeros((1, 1)), SCHOOL_YEARS,
            np.full((level, level), self.suit), np.zeros((level, level)), np.zeros(1, np.int64),
            np.ones((1, FLAT + 1)),
            np.array([0.0, 1.0, 1.0, 0.0]), 0.0, np.zeros(1), 0.0, 0.0, 0.0,
            np.zeros(N_OCCUPATIONS + 1), np.zeros(9), np.zeros(5), np.full(1, -np.inf), 0.0, 0.0,
            0.0, 1.0, 0.0,
            np.zeros(n, np.int32), w.urban, np.zeros(1, np.int8), np.zeros(1, np.int8),
            np.zeros(1), np.zeros(1), np.zeros(1), 0.0, 0.0, 0.0, key(SEED, Stream.PERCEIVE, 0),
            key(SEED, Stream.SEARCH_UNIT, replication), key(SEED, Stream.SEARCH_POST, replication),
            key(SEED, Stream.SUIT, 0), key(SEED, Stream.TASTE, 0),
            np.full(n, -1, np.int32), post, score, length, np.empty(n, np.int8), np.empty(n),
            np.empty(n),
        )  # fmt: skip
        start = np.concatenate([[0], np.cumsum(length)])
        size = int(start[-1])
        out_post, out_score = np.empty(size, np.int32), np.empty(size)
        lottery = np.empty(n, np.uint64)
        join_lists(
            rows, w.id, sent, length, post, score, key(SEED, Stream.LOTTERY, replication), start,
            out_post, out_score, lottery,
        )  # fmt: skip
        return start, out_post, out_score, lottery


def month_cases() -> Iterator[Case]:
    """Yield matches over seven sub-markets, where every pair suits and where few do."""
    u = 900
    for suit in (1.0, 0.35):
        town = Town(u, suit)
        exact = float((N_POSTS * (1.0 - (1.0 - SHARE * suit / N_POSTS) ** u)).sum())
        yield from_sample(
            f"1.1/month_suit{suit:g}",
            "M = Σ v_m[1 - (1 - p_m x/v_m)^u] over sub-markets m visited with probability p_m, "
            f"pairs suiting with probability x = {suit:g}",
            CHAIN, exact, np.array([float(town.matches(r)) for r in range(1000)]),
        )  # fmt: skip
