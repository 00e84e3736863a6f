"""1.7: the occupational-mobility model, expected-value map against agents."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from agents.draws import Stream, key, normals, uniforms
from sim.mobility.agents import run_agents
from sim.mobility.expected import Course, Rules, run_map
from sim.mobility.files import Network
from sim.verify.cases import SEED, Case, Floats, from_sample

N_OCCUPATIONS, N_STEPS, N_SEEDS = 30, 200, 8
SCALES = (1000, 250, 62)
STEPS = slice(60, N_STEPS, 35)  # far enough apart to tell something of their own
AGENTS = (
    "agents.kernels.mobility.apply_once, agents.kernels.markets.draw_market, "
    "agents.kernels.markets.draw_post, agents.kernels.matching.match_graph"
)


def country() -> Network:
    """Return a made-up network of 30 occupations of different sizes around a ring."""
    n, luck = N_OCCUPATIONS, key(SEED, Stream.MOBILITY_ROUNDING, 0)
    employment = 1e5 * np.exp(0.4 * normals(luck, np.arange(n)))
    gap = np.abs(np.arange(n)[:, None] - np.arange(n)[None, :])
    near = np.exp(-np.minimum(gap, n - gap) / 3.0) * (
        0.5 + uniforms(luck, np.arange(n * n)).reshape(n, n)
    )
    np.fill_diagonal(near, 0.0)
    share = 0.45 * near / near.sum(axis=1, keepdims=True) + 0.55 * np.eye(n)
    return Network(
        occupations=tuple(f"{k:02d}" for k in range(n)),
        employment=employment,
        first=np.arange(0, n * n + 1, n),
        target=np.tile(np.arange(n, dtype=np.int32), n),
        share=share.ravel(),
        automation=np.full(n, 0.5),
    )


def unemployed(course: Course) -> Floats:
    """Return float64[n_steps]: unemployment in percent of the labour force."""
    return np.asarray(course.in_percent()[:, 0])


def mobility_cases() -> Iterator[Case]:
    """Yield agents against the map: unbiased at single steps, error falling as N^(-1/2)."""
    network, rules = country(), Rules(n_steps=N_STEPS)
    expected = run_map(network, "cycle", rules)
    error: dict[int, Floats] = {}
    for scale in SCALES:
        runs = [
            run_agents(network, "cycle", scale=scale, seed=SEED + r, rules=rules, expected=expected)
            for r in range(N_SEEDS)
        ]
        error[scale] = np.array([unemployed(run) - unemployed(expected) for run in runs])
    for step in range(N_STEPS)[STEPS]:
        yield from_sample(
            f"1.7/agents_step{step}",
            "mean over seeds of u of agents = u of the map (equations of verification 1.7), "
            f"{N_OCCUPATIONS} occupations, one agent for {SCALES[-1]}; standard error over seeds",
            AGENTS, float(unemployed(expected)[step]),
            unemployed(expected)[step] + error[SCALES[-1]][:, step],
        )  # fmt: skip
    size = np.log([1.0 / scale for scale in SCALES])
    by_seed = np.array(
        [np.log([np.sqrt((error[k][r] ** 2).mean()) for k in SCALES]) for r in range(N_SEEDS)]
    )
    slope = np.polyfit(size, by_seed.T, 1)[0]
    yield from_sample(
        "1.7/slope",
        "RMSE of u between one run and the map falls as N^(-1/2); slope of its logarithm by seed, "
        "standard error over seeds",
        AGENTS, -0.5, slope,
    )  # fmt: skip
