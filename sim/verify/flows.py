"""1.3: stocks and flows between employment, unemployment and inactivity in a steady state."""

from __future__ import annotations

from collections.abc import Iterator
from math import exp, log

import numpy as np
from scipy.optimize import brentq

from sim.verify.cases import SEED, Array, Case, Floats, from_batches, from_counts, from_sample
from sim.verify.economy import FLOWS, FLOWS_BY_URN, STATES, E, Economy, N, U, by_chance, by_urn
from sim.verify.meeting import urn_matches

BURN_IN = 100  # months; 0.92 a month, the slowest memory but that of three states, to 2e-4
DURATIONS = 12


def steady(separation: float, finding: float) -> float:
    """Return s/(s + f)."""
    return separation / (separation + finding)


def two_state_cases() -> Iterator[Case]:
    """Yield level, noise, spells and decay of unemployment with constant rates.

    With independent persons the share is a first-order autoregression of memory r = 1 - s - f, so
    the standard errors of its mean and spread over time are exact.
    """
    s, f, n, months = 0.02, 0.3, 20_000, 2500
    rate, memory = steady(s, f), 1.0 - s - f
    economy = Economy(n, SEED, separation=s, finding=by_chance(f, SEED))
    economy.run(BURN_IN)
    share, at_risk, found = run_with_spells(economy, months)
    sd = np.sqrt(rate * (1.0 - rate) / n)
    yield Case(
        "1.3/steady_state",
        "u* = s/(s+f); separated in a month, searching from the next; se exact",
        FLOWS, rate, float(share.mean()), n=months,
        se=float(sd * np.sqrt((1.0 + memory) / (1.0 - memory) / months)),
    )  # fmt: skip
    spread = float(np.sqrt(((share - rate) ** 2).mean()))
    yield Case(
        "1.3/cross_section", "sd(u) = sqrt(u*(1-u*)/N); se exact for a Gaussian autoregression",
        FLOWS, float(sd), spread, n=months,
        se=float(sd * np.sqrt((1.0 + memory**2) / (1.0 - memory**2) / (2.0 * months))),
    )  # fmt: skip
    hazard = found[:DURATIONS] / at_risk[:DURATIONS]
    score = ((hazard - f) ** 2 * at_risk[:DURATIONS] / (f * (1.0 - f))).sum()
    yield Case(
        "1.3/flat_hazard",
        f"hazard f at durations 1 to {DURATIONS}: chi-square, one degree of freedom each",
        FLOWS, float(DURATIONS), float(score), n=int(at_risk[:DURATIONS].sum()),
        se=float(np.sqrt(2.0 * DURATIONS)),
    )  # fmt: skip
    duration = np.arange(1, len(found) + 1)
    yield Case(
        "1.3/mean_spell", "mean completed spell 1/f; geometric: se sqrt(1-f)/f/sqrt(n)",
        FLOWS, 1.0 / f, float((duration * found).sum() / found.sum()), n=int(found.sum()),
        se=float(np.sqrt(1.0 - f) / f / np.sqrt(found.sum())),
    )  # fmt: skip
    tail = 16
    expected = f * (1.0 - f) ** np.arange(tail)
    share_of = np.append(expected, 1.0 - expected.sum())
    counts = np.append(found[:tail], found[tail:].sum())
    yield from_counts(
        "1.3/geometric_spells", "P(spell of d months) = f(1-f)^(d-1)", FLOWS, counts, share_of
    )
    yield same_month_case()
    yield from decay_cases(s, f)


def run_with_spells(
    economy: Economy, months: int, longest: int = 80
) -> tuple[Floats, Array, Array]:
    """Let months happen; return u by month, and seekers and finders by month of their spell."""
    at_risk, found = np.zeros(longest + 1, np.int64), np.zeros(longest + 1, np.int64)
    spell = np.zeros(economy.workers.n, np.int64)
    share = np.empty(months)
    out = economy.workers.status == STATES[U]
    known = ~out  # the length of spells that began earlier is unknown
    for t in range(months):
        spell[out] += 1
        economy.step()
        now = economy.workers.status == STATES[U]
        counted = out & known
        at_risk += np.bincount(np.minimum(spell[counted], longest), minlength=longest + 1)
        left = counted & ~now
        found += np.bincount(np.minimum(spell[left], longest), minlength=longest + 1)
        spell[out & ~now] = 0
        known |= ~now
        out = now
        share[t] = np.count_nonzero(now) / economy.workers.n
    return share, at_risk[1:], found[1:]


def same_month_case() -> Case:
    """Return the level with the other timing: who is separated may be hired in the same month."""
    s, f, n, months = 0.05, 0.3, 20_000, 1000
    economy = Economy(n, SEED, separation=s, finding=by_chance(f, SEED), same_month=True)
    economy.run(BURN_IN)
    rate, memory = s * (1.0 - f) / (s * (1.0 - f) + f), (1.0 - s) * (1.0 - f)
    sd = np.sqrt(rate * (1.0 - rate) / n)
    return Case(
        "1.3/steady_state_same_month",
        "u* = s(1-f)/(s(1-f)+f); separated ones search in the same month; se exact",
        FLOWS, rate, float(economy.run(months).mean()), n=months,
        se=float(sd * np.sqrt((1.0 + memory) / (1.0 - memory) / months)),
    )  # fmt: skip


def decay_cases(s: float, f: float) -> Iterator[Case]:
    """Yield the way back to u* from a state in which nobody has a job."""
    n, months = 500_000, 5
    economy = Economy(n, SEED + 1, separation=s, finding=by_chance(f, SEED + 1))
    economy.dismiss_all()
    course = economy.run(months)
    rate, memory = steady(s, f), 1.0 - s - f
    for t in (1, months):
        exact = memory**t
        u = rate + (1.0 - rate) * exact
        se = float(np.sqrt(u * (1.0 - u) / n)) / (1.0 - rate)
        ratio = (float(course[t - 1]) - rate) / (1.0 - rate)
        yield Case(
            f"1.3/decay_t{t}", "(u(t) - u*)/(u(0) - u*) = (1-s-f)^t; se exact", FLOWS, exact, ratio,
            n=n, se=se,
        )  # fmt: skip
    half_life = -log(2.0) / log(memory)
    found = -log(2.0) / (log(ratio) / months)
    slope = half_life / (-log(memory)) / months / exact
    yield Case(
        "1.3/half_life", "ln 2/-ln(1-s-f) from the fifth month; se by the delta method", FLOWS,
        half_life, found, n=n, se=se * slope,
    )  # fmt: skip


def time_aggregation_case() -> Case:
    """Return the finding rate behind a month's counts when jobs begin and end within it.

    A month is twenty steps with the probabilities of constant rates; it begins with nobody at work.
    Who is unemployed at its end without having been so all along is the short-term unemployed.
    """
    s, f, steps, n = 0.1, 0.3, 20, 200_000
    economy = Economy(
        n, SEED + 2, separation=1.0 - exp(-s / steps),
        finding=by_chance(1.0 - exp(-f / steps), SEED + 2),
    )  # fmt: skip
    economy.dismiss_all()
    throughout = np.ones(n, np.bool_)
    for _ in range(steps):
        economy.step()
        throughout &= economy.workers.status == STATES[U]
    after = int(np.count_nonzero(economy.workers.status == STATES[U]))
    short_term = after - int(np.count_nonzero(throughout))
    finding = 1.0 - (after - short_term) / n
    return Case(
        "1.3/time_aggregation", "f = -ln(1 - F), F = 1 - (u' - u'_short)/u; se by the delta method",
        FLOWS, f, -log(1.0 - finding), n=n,
        se=float(np.sqrt((exp(f) - 1.0) / n)),
    )  # fmt: skip


def beveridge_cases() -> Iterator[Case]:
    """Yield points of the Beveridge curve: the urn-ball core at a fixed number of posts.

    For every u of a grid, θ solves s(1-u) = u·θ(1 - e^(-1/θ)); θuN posts are open each month. As
    posts are whole numbers and the market is finite, the exact u is solved for again. Months near
    the steepest point remember up to 0.92 of the last one: batches are 60 months long.
    """
    s, n, months = 0.05, 10_000, 1200
    for point, wanted in enumerate((0.06, 0.08, 0.10, 0.12, 0.15)):
        rate = s * (1.0 - wanted) / wanted
        theta = brentq(lambda x, rate=rate: x * (1.0 - exp(-1.0 / x)) - rate, 1e-3, 1e3)
        n_posts = round(theta * wanted * n)
        exact = brentq(
            lambda u, v=n_posts: s * (1.0 - u) * n - urn_matches(u * n, v), 1e-6, 1.0, xtol=1e-12
        )
        luck = SEED + 10 + point
        economy = Economy(n, luck, separation=s, finding=by_urn(n_posts, luck))
        economy.run(BURN_IN)
        yield from_batches(
            f"1.3/beveridge_u{wanted:g}",
            f"s(1-u)N = V[1 - (1-1/V)^(uN)], V = θuN = {n_posts}", FLOWS_BY_URN, exact,
            economy.run(months),
        )  # fmt: skip


def three_state_cases() -> Iterator[Case]:
    """Yield stocks and gross flows of E, U and N; 50 groups of persons are the replications."""
    s, f, leave, discourage, reentry = 0.03, 0.25, 0.3, 0.08, 0.05
    n, months, groups = 20_000, 600, 50
    transition = np.array(
        [
            [1.0 - s, s * (1.0 - leave), s * leave],
            [(1.0 - discourage) * f, (1.0 - discourage) * (1.0 - f), discourage],
            [reentry * f, reentry * (1.0 - f), 1.0 - reentry],
        ]
    )
    values, vectors = np.linalg.eig(transition.T)
    stock = np.real(vectors[:, int(np.argmax(np.real(values)))])
    stock = stock / stock.sum()
    economy = Economy(
        n, SEED + 4, separation=s, finding=by_chance(f, SEED + 4), leave=leave,
        discourage=discourage, reentry=reentry,
    )  # fmt: skip
    economy.run(3 * BURN_IN)
    group = np.arange(n) % groups * 9
    moves = np.zeros(groups * 9, np.int64)
    before = economy.state()
    for _ in range(months):
        economy.step()
        now = economy.state()
        moves += np.bincount(group + 3 * before + now, minlength=groups * 9)
        before = now
    share = moves.reshape(groups, 3, 3) / (months * n / groups)
    letter = "EUN"
    for i in (E, U, N):
        yield from_sample(
            f"1.3/stock_{letter[i]}", "left eigenvector of the 3 x 3 matrix", FLOWS, stock[i],
            share[:, i, :].sum(axis=1),
        )  # fmt: skip
    for i in (E, U, N):
        for j in (E, U, N):
            if i != j:
                yield from_sample(
                    f"1.3/flow_{letter[i]}{letter[j]}", "gross flow π_i P_ij per person and month",
                    FLOWS, stock[i] * transition[i, j], share[:, i, j],
                )  # fmt: skip


def flow_cases() -> Iterator[Case]:
    """Yield all cases of 1.3."""
    yield from two_state_cases()
    yield time_aggregation_case()
    yield from beveridge_cases()
    yield from three_state_cases()
