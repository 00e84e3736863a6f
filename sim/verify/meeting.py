"""1.1 and 1.2: urn-ball meetings, one and several applications; uniform and weighted choice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import comb, e, exp, log

import numpy as np

from agents.draws import Stream, bits_of, key, uniforms
from agents.kernels.experiments import meet_posts, visit_markets
from agents.kernels.markets import alias_tables, lay_out_posts, table_sizes
from agents.kernels.matching import FIRM, WORKER, match_graph
from sim.verify.cases import (
    SEED,
    Array,
    Case,
    Floats,
    from_counts,
    from_sample,
    from_variance,
    none_of,
)

MEETING = "agents.kernels.search.meet_post, agents.kernels.matching.match_graph"
POST = "agents.kernels.markets.lay_out_posts, agents.kernels.markets.draw_post"
MARKET = "agents.kernels.markets.alias_tables, agents.kernels.markets.draw_market"


@dataclass(frozen=True)
class Urn:
    """A market of posts that all seekers see; each sends applications to distinct ones."""

    n_seekers: int
    n_posts: int
    n_applications: int = 1

    def apply(self, replication: int, seed: int = SEED) -> tuple[Array, Array, Array]:
        """Return start, post and lottery of the application graph, as `match_graph` takes them."""
        posts = np.arange(self.n_posts)
        market = np.zeros(self.n_posts, np.int16)
        first = table_sizes(np.array([float(self.n_posts)]), 4.0, 8)
        slot = np.empty(int(first[-1]), np.int32)
        name = bits_of(key(seed, Stream.POST, replication), posts)
        if lay_out_posts(name, market, first, slot) >= 0:
            raise ValueError(f"{self.n_posts} posts do not fit into {int(first[-1])} slots")
        who = np.arange(self.n_seekers, dtype=np.int32)
        post = np.empty(self.n_seekers * self.n_applications, np.int32)
        meet_posts(
            who, self.n_applications, np.array([self.n_posts]), slot, first,
            key(seed, Stream.SEARCH_POST, replication), post,
        )  # fmt: skip
        start = np.arange(self.n_seekers + 1) * self.n_applications
        return start, post, bits_of(key(seed, Stream.LOTTERY, replication), who)

    def matches(self, replication: int, proposer: int = WORKER, max_rounds: int = 0) -> int:
        """Return how many find each other, every post having one place."""
        start, post, lottery = self.apply(replication)
        score = np.zeros(len(post))
        return count_matches(start, post, score, lottery, self.n_posts, proposer, max_rounds)

    def sample(self, n: int, proposer: int = WORKER, max_rounds: int = 0) -> Floats:
        """Return the matches in n replications."""
        return np.array([float(self.matches(r, proposer, max_rounds)) for r in range(n)])


def count_matches(
    start: Array,
    post: Array,
    score: Array,
    lottery: Array,
    n_posts: int,
    proposer: int,
    max_rounds: int,
) -> int:
    """Return how many workers are held by posts of one place."""
    held = np.empty(len(lottery), np.int32)
    match_graph(start, post, score, lottery, np.ones(n_posts, np.int32), proposer, max_rounds, held)
    return int(np.count_nonzero(held >= 0))


# ------------------------------------------------------------------------------ exact answers


def urn_matches(u: float, v: float) -> float:
    """Return v[1 - (1 - 1/v)^u], the expected number of occupied posts.

    Examples
    --------
    >>> round(urn_matches(1000, 1000), 2)
    632.3
    """
    return float(v * (1.0 - (1.0 - 1.0 / v) ** u))


def urn_variance(u: float, v: float) -> float:
    """Return the variance of the number of occupied posts.

    Examples
    --------
    >>> round(urn_variance(1000, 1000), 1)
    97.2
    """
    empty = v * (v - 1.0) * (1.0 - 2.0 / v) ** u + v * (1.0 - 1.0 / v) ** u
    return float(empty - v**2 * (1.0 - 1.0 / v) ** (2 * u))


def job_finding(theta: float) -> float:
    """Return θ(1 - e^(-1/θ)), the probability of finding a job in a large market.

    Examples
    --------
    >>> round(job_finding(1.0), 4)
    0.6321
    """
    return theta * (1.0 - exp(-1.0 / theta))


def several_limit(u: float, v: float, a: int) -> float:
    """Return matches with `a` applications and one offer a post, in the large-market limit.

    Examples
    --------
    >>> round(several_limit(1000, 1000, 2), 1)
    677.8
    """
    x = a * u / v
    return float(u * (1.0 - (1.0 - (1.0 - exp(-x)) / x) ** a))


def several_exact(u: int, v: int, a: int) -> float:
    """Return the same in a finite market, exactly.

    A seeker without an offer is passed over at all her posts. Given the numbers N of her rivals
    there, that has the probability Π N/(N+1). Writing 1/(N+1) as the integral of s^N over [0, 1]
    leaves products over k of her posts, whose generating function follows from one rival's choice
    of `a` out of v posts. The integrals are smooth; Gauss-Legendre with 12 nodes has them exactly.

    Examples
    --------
    >>> abs(several_exact(7, 5, 1) - urn_matches(7, 5)) < 1e-9
    True
    """
    nodes, weights = np.polynomial.legendre.leggauss(12)
    nodes, weights = (nodes + 1.0) / 2.0, weights / 2.0
    none = 1.0
    for k in range(1, a + 1):
        symmetric = [np.ones(()), *(np.zeros(()) for _ in range(k))]
        weight = np.ones(())
        for _ in range(k):  # elementary symmetric polynomials of the k coordinates of the grid
            symmetric = [
                old[..., None] + (symmetric[j - 1][..., None] * nodes if j else 0.0 * nodes)
                for j, old in enumerate(symmetric)
            ]
            weight = weight[..., None] * weights
        chosen = sum(
            comb(v - k, a - j) / comb(v, a) * symmetric[j] for j in range(k + 1) if v - k >= a - j
        )
        none += (-1) ** k * comb(a, k) * float((weight * chosen ** (u - 1)).sum())
    return u * (1.0 - none)


# ------------------------------------------------------------------------------ 1.1


def urn_cases() -> Iterator[Case]:
    """Yield the cases of 1.1: one application a seeker."""
    for u, v, n in ((1000, 1000, 4000), (2000, 1000, 1500), (500, 1000, 1500)):
        sample = Urn(u, v).sample(n)
        yield from_sample(
            f"1.1/u{u}_v{v}", "M = v[1 - (1 - 1/v)^u]", MEETING, urn_matches(u, v), sample
        )
        yield from_variance(
            f"1.1/variance_u{u}_v{v}",
            "Var = v(v-1)(1-2/v)^u + v(1-1/v)^u - v²(1-1/v)^(2u)",
            MEETING, urn_variance(u, v), sample,
        )  # fmt: skip
    for theta in (0.5, 1.0, 2.0):
        u = 200_000
        v = int(theta * u)
        matches = Urn(u, v).matches(0)
        sd = urn_variance(u, v) ** 0.5
        yield Case(
            f"1.1/job_finding_theta{theta:g}", "p = θ(1 - e^(-1/θ)), u = 200 000; se exact",
            MEETING, job_finding(theta), matches / u, n=u, se=sd / u,
        )  # fmt: skip
        yield Case(
            f"1.1/fill_theta{theta:g}", "q = 1 - e^(-1/θ), u = 200 000; se exact",
            MEETING, job_finding(theta) / theta, matches / v, n=v, se=sd / v,
        )  # fmt: skip
    yield elasticity_case()
    yield uniform_case()
    yield from weight_cases()


def elasticity_case() -> Case:
    """Return the elasticity of matches in seekers at x = 1, by a difference of ± 2 %.

    Seekers keep their luck, so both markets differ by the added ones only. The difference quotient
    lies 4e-5 from the derivative, a sixtieth of the standard error.
    """
    v, step = 10_000, 0.02
    few, many = Urn(int(v * (1.0 - step)), v), Urn(int(v * (1.0 + step)), v)
    wide = log((1.0 + step) / (1.0 - step))
    sample = np.array([log(many.matches(r) / few.matches(r)) / wide for r in range(200)])
    return from_sample(
        "1.1/elasticity_x1", "α_u = x e^(-x)/(1 - e^(-x)) at x = u/v = 1", MEETING,
        1.0 / (e - 1.0), sample,
    )  # fmt: skip


def uniform_case() -> Case:
    """Return the test that every post is as likely as every other, a million draws."""
    urn = Urn(1_000_000, 97)
    _, post, _ = urn.apply(1)
    return from_counts(
        "1.1/choice_uniform", "each of n = 97 posts has probability 1/n", POST,
        np.bincount(post, minlength=urn.n_posts), np.ones(urn.n_posts),
    )  # fmt: skip


def weight_cases() -> Iterator[Case]:
    """Yield the tests that visits follow proposal times weight, a million draws a row."""
    n_markets, n = 12, 1_000_000
    share = np.array(
        [np.arange(1.0, n_markets + 1.0), np.repeat([1.0, 0.0, 5.0], 4), 0.5 ** np.arange(12.0)]
    )
    weight = np.array([1.0, 0.25, 0.5, 0.0, 0.75, 1.0, 0.1, 0.9, 0.3, 0.6, 0.05, 1.0])
    first = np.arange(len(share) + 1) * n_markets
    keep, other = np.empty(share.size), np.empty(share.size, np.int32)
    alias_tables(first, share.ravel(), keep, other)
    market = np.tile(np.arange(n_markets, dtype=np.int16), len(share))
    visited = np.empty(n, np.int32)
    for row in range(len(share)):
        visit_markets(
            np.arange(n, dtype=np.int32), np.full(n, row, np.int32), first, market, keep, other,
            weight, key(SEED, Stream.SEARCH_UNIT, row), visited,
        )  # fmt: skip
        yield from_counts(
            f"1.1/visits_row{row}", "P(sub-market) = share·weight over its sum", MARKET,
            np.bincount(visited, minlength=n_markets), share[row] * weight,
        )  # fmt: skip


# ------------------------------------------------------------------------------ 1.2


def several_cases() -> Iterator[Case]:
    """Yield the cases of 1.2: several applications, one offer a post, with and without recall.

    Every post chooses by a lot of its own: with one lot a seeker at all posts, offers would crowd
    on the lucky.
    """
    for u, v, a, n in (
        (1000, 1000, 1, 400),
        (1000, 1000, 2, 400),
        (1000, 1000, 5, 400),
        (1500, 1000, 3, 400),
        (4000, 4000, 2, 200),
    ):
        urn = Urn(u, v, a)
        one_offer, recall = np.empty(n), np.empty(n)
        for r in range(n):
            start, post, lottery = urn.apply(r)
            score = uniforms(key(SEED, Stream.TASTE, r), np.arange(len(post)))
            one_offer[r] = count_matches(start, post, score, lottery, v, FIRM, 1)
            recall[r] = count_matches(start, post, score, lottery, v, WORKER, 0)
        name = f"u{u}_v{v}_a{a}"
        yield from_sample(
            f"1.2/{name}",
            "firms offer once: M = u[1 - E Π N/(N+1)] over the a posts, finite market",
            MEETING, several_exact(u, v, a), one_offer,
        )  # fmt: skip
        limit = several_limit(u, v, a)
        yield Case(
            f"1.2/limit_{name}",
            "M = u[1 - (1 - (1 - e^(-x))/x)^a], x = a·u/v; 0.5 % for the finite market",
            MEETING, limit, float(one_offer.mean()), n=n, tolerance=0.005 * limit,
        )  # fmt: skip
        yield none_of(
            f"1.2/recall_{name}", "seeds in which full recall matches fewer than one offer a post",
            MEETING, int(np.count_nonzero(recall < one_offer)), n,
        )  # fmt: skip
