"""1.8: where people look for work is a multinomial logit in pay, chances, distance and size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from agents.draws import Stream, key, uniforms
from agents.kernels.experiments import visit_markets
from agents.kernels.markets import NOWHERE
from agents.kernels.posting import N_OCCUPATIONS
from scenarios.parameters import Parameters
from sim.facts.estimators import poisson_regression
from sim.inputs import cumulative, destinations
from sim.submarkets import Proposal, propose, visit_weights
from sim.verify.cases import SEED, Array, Case, Floats, from_batches, from_sample

VISITS = (
    "sim.inputs.destinations, sim.submarkets.propose, sim.submarkets.visit_weights, "
    "agents.kernels.markets.draw_market"
)
EULER = 0.5772156649015329


@dataclass(frozen=True)
class Region:
    """Units with distances, pay and size, and the model's parameters.

    Attributes
    ----------
    road : float64[n_units, n_units], km; pay : float64[n_units], log relative pay
    mass : float64[n_units], start population over the mean
    chance : float64[n_units], probability of being hired, as published
    """

    road: Floats
    pay: Floats
    mass: Floats
    chance: Floats
    parameters: Parameters

    @classmethod
    def ring(cls, n_units: int, **parameters: float) -> Region:
        """Return units on a ring of unequal steps, unequal in pay, size and chances."""
        p = Parameters.default().with_values(parameters)
        place = np.cumsum(60.0 + 50.0 * np.sin(np.arange(n_units)) ** 2)
        apart = np.abs(place[:, None] - place[None, :])
        road = np.minimum(apart, place[-1] + 60.0 - apart)
        mass = 1.0 + 0.5 * np.cos(np.arange(n_units))
        chance = p["chance_base"] * (1.0 + 0.2 * np.sin(1.0 + np.arange(n_units)))
        return cls(road, 0.1 * np.cos(2.0 * np.arange(n_units)), mass / mass.mean(), chance, p)

    @property
    def value(self) -> Floats:
        """Return float64[n_units, n_units]: V of the choice law, P_ij ∝ exp(V_ij)."""
        p, away = self.parameters, 1.0 - np.eye(len(self.pay))
        distance = np.maximum(self.road, p["own_distance"])
        gain = p["kappa_mig"] * (self.pay + np.log(self.chance / p["chance_base"]))
        moving = away * (np.log(self.mass) - p["unit_barrier"])
        return np.asarray(gain + p["eps_dist"] * np.log(distance) + moving)

    @property
    def weights(self) -> Floats:
        """Return this month's visit weights, as the model makes them."""
        return visit_weights(self.chance, self.parameters)

    @property
    def proposal(self) -> Proposal:
        """Return the model's alias tables; everybody stays in one occupation of equal chances."""
        share, _ = destinations(self.road, self.pay, self.mass, self.parameters)
        even = cumulative(np.ones((N_OCCUPATIONS, N_OCCUPATIONS)))
        jobs = SimpleNamespace(occupation_move=even, occupation_by_schooling=even[:1])
        return propose(share, cast(Any, jobs), cast(Any, jobs))

    def visits(self, origin: Array, month: int, weights: Floats | None = None) -> Array:
        """Return int64[n_persons]: the unit that each person's visit leads to, -1 for none."""
        return visit_units(
            self.proposal, len(self.pay), self.weights if weights is None else weights, origin,
            month,
        )  # fmt: skip


def visit_units(
    proposal: Proposal, n_units: int, weights: Floats, origin: Array, month: int
) -> Array:
    """Return int64[n_persons]: the unit that each person's visit leads to, -1 for none."""
    n_rows = (len(proposal.first) - 1) // n_units
    visited = np.empty(len(origin), np.int32)
    visit_markets(
        np.arange(len(origin), dtype=np.int32), (origin * n_rows).astype(np.int32), proposal.first,
        proposal.market, proposal.keep, proposal.other, weights,
        key(SEED, Stream.SEARCH_UNIT, month), visited,
    )  # fmt: skip
    return np.where(visited == NOWHERE, -1, visited // N_OCCUPATIONS)


# ------------------------------------------------------------------------------ cases


def migration_cases() -> Iterator[Case]:
    """Yield all cases of 1.8."""
    yield from independence_cases()
    yield from welfare_cases()
    yield from gravity_cases()
    yield harris_todaro_case()


def independence_cases() -> Iterator[Case]:
    """Yield log ratios of two destinations while the others are open, closed, or more likely."""
    region, n = Region.ring(8, unit_barrier=0.5), 1_000_000
    from_unit, j, k = 0, 2, 5
    origin = np.full(n, from_unit)
    others = np.repeat(~np.isin(np.arange(8), (j, k)), N_OCCUPATIONS)
    weights = region.weights
    exact = float(region.value[from_unit, j] - region.value[from_unit, k])
    for month, (name, offered) in enumerate(
        (
            ("all", weights),
            ("others_closed", np.where(others, 0.0, weights)),
            ("others_twice", np.where(others, np.minimum(2.0 * weights, 1.0), weights)),
        )
    ):
        count = np.bincount(region.visits(origin, month, offered), minlength=8)
        yield Case(
            f"1.8/iia_{name}", "ln(P_ij/P_ik) = V_ij - V_ik; se sqrt(1/n_j + 1/n_k)", VISITS, exact,
            float(np.log(count[j] / count[k])), n=int(count[j] + count[k]),
            se=float(np.sqrt(1.0 / count[j] + 1.0 / count[k])),
        )  # fmt: skip


def welfare_cases() -> Iterator[Case]:
    """Yield the log-sum of Gumbel utilities, and that their best choice is the model's visit."""
    region, n, at = Region.ring(8, unit_barrier=0.5), 300_000, 0
    value = region.value[at]
    utility = np.empty((8, n))
    for j in range(8):
        u = 1.0 - uniforms(key(SEED, Stream.TASTE, j), np.arange(n))
        utility[j] = value[j] - np.log(-np.log(np.minimum(u, 1.0 - 2.0**-53)))
    yield Case(
        "1.8/log_sum", "E[max] = ln Σ exp V + 0.5772; variance π²/6", "agents.draws.uniforms",
        float(np.log(np.exp(value).sum()) + EULER), float(utility.max(axis=0).mean()), n=n,
        se=float(np.sqrt(np.pi**2 / 6.0 / n)),
    )  # fmt: skip
    best = np.bincount(utility.argmax(axis=0), minlength=8) / n
    visited = np.bincount(region.visits(np.full(n, at), 9), minlength=8) / n
    share = np.exp(value) / np.exp(value).sum()
    for j in (0, 3):
        se = np.sqrt(2.0 * share[j] * (1.0 - share[j]) / n)
        yield Case(
            f"1.8/best_choice_{j}",
            "visits to j less persons to whom j is the best of Gumbel utilities; se exact",
            VISITS, 0.0, float(visited[j] - best[j]), n=n, se=float(se),
        )  # fmt: skip


def gravity_cases() -> Iterator[Case]:
    """Yield distance and size elasticities that PPML finds in flows, few and many.

    With a dummy for each origin the estimate is the maximum likelihood of the multinomial logit.
    """
    n_units, replications = 10, 250
    region = Region.ring(n_units)
    proposal, weights, p = region.proposal, region.weights, region.parameters
    i, j = (a.ravel() for a in np.indices((n_units, n_units)))
    away = i != j
    gain = p["kappa_mig"] * (region.pay + np.log(region.chance / p["chance_base"]))
    x = np.column_stack(
        [
            np.log(region.road[i, j][away]),
            np.log(region.mass[j][away]),
            gain[j][away],
            i[away][:, None] == np.arange(n_units),
        ]
    )
    found = {}
    for n in (2_000, 8_000):
        origin = np.repeat(np.arange(n_units), n)
        estimates = np.empty((replications, 3))
        for r in range(replications):
            to = visit_units(proposal, n_units, weights, origin, 10 * n + r)
            flows = np.bincount(origin * n_units + to, minlength=n_units**2).astype(float)
            estimates[r] = poisson_regression(flows[away], x).b[:3]
        found[n] = estimates
    for column, (name, exact) in enumerate(
        (("distance", p["eps_dist"]), ("size", 1.0), ("gain", 1.0))
    ):
        yield from_sample(
            f"1.8/ppml_{name}", "PPML on flows with V = -β ln d + ln pop: unbiased", VISITS, exact,
            found[8_000][:, column],
        )  # fmt: skip
    few, many = (float(found[n][:, 0].std(ddof=1)) for n in (2_000, 8_000))
    yield Case(
        "1.8/ppml_precision", "sd of β ∝ flows^(-1/2): half of it with four times the flows; "
        "se of a ratio of standard deviations", VISITS, 2.0, few / many, n=replications,
        se=2.0 / float(np.sqrt(replications - 1)),
    )  # fmt: skip


def harris_todaro_case() -> Case:
    """Return expected urban pay at rest: people look for work in town or village.

    Both have one size and everybody in the village has work, so flows balance with half of all
    people in town; jobs there suffice for w_r/w_u of them. A tenth looks around each month.
    """
    persons, months, burn_in = 20_000, 1500, 300
    urban_pay, rural_pay = 1.0, 0.8
    jobs = 0.5 * persons * rural_pay / urban_pay
    p = Parameters.default().with_values({"unit_barrier": 0.5})
    road = np.full((2, 2), p["own_distance"])
    region = Region(
        road, np.log([urban_pay, rural_pay]), np.ones(2), np.full(2, p["chance_base"]), p
    )
    proposal = region.proposal
    unit = (np.arange(persons) >= 0.3 * persons).astype(np.int64)  # 0 town, 1 village
    expected = np.empty(months)
    for t in range(-burn_in, months):
        employed = min(1.0, jobs / np.count_nonzero(unit == 0))
        chance = p["chance_base"] * np.array([employed, 1.0])
        looking = uniforms(key(SEED, Stream.SEARCH, t + burn_in), np.arange(persons)) < 0.1
        rows = np.flatnonzero(looking)
        unit[rows] = visit_units(
            proposal, 2, visit_weights(chance, p), unit[rows], 100_000 + t + burn_in
        )
        if t >= 0:
            expected[t] = urban_pay * employed
    return from_batches("1.8/harris_todaro", "w_u(1 - u_u) = w_r", VISITS, rural_pay, expected)
