"""Moves between occupations in the model of del Rio-Chanona et al. [1]_, as a map and as agents.

The map moves expected numbers of persons. The agents are persons in rows: each keeps or loses her
job by a draw of her own, and the unemployed go through the kernels of the month, `markets` for the
occupation and the vacancy, `matching` for who gets it.

References
----------
.. [1] del Rio-Chanona, Mealy, Beguerisse-Diaz, Lafond & Farmer (2021), "Occupational mobility and
   automation: a data-driven network model", Journal of the Royal Society Interface, 20200898.
"""

from __future__ import annotations

import numpy as np

from agents.columns import Array
from agents.draws import bits, chain, uniform, unit_draw
from agents.jit import kernel, parallel_kernel, prange
from agents.kernels.markets import NOWHERE, draw_market, draw_post, taken_slots

EMPLOYED = -1  # spell of a person at work
UNDATED = -2  # spell of a person without work at the start: nobody knows since when
SEPARATES, OPENS = 1, 2  # bits of an event
LONGEST = 32767


@kernel
def plan_flows(
    employed: Array,
    vacancies: Array,
    target: Array,
    delta_u: float,
    delta_v: float,
    gamma_u: float,
    gamma_v: float,
    separations: Array,
    openings: Array,
) -> None:
    """Say how many jobs are expected to end and how many vacancies to open this step.

    Parameters
    ----------
    employed, vacancies : float64[n_occupations], persons and vacancies at the start of the step
    target : float64[n_occupations], demand (employed and vacancies) that occupations move towards
    delta_u, delta_v : float, share of jobs that end, and that open a vacancy, whatever the demand
    gamma_u, gamma_v : float, share of the gap between realised and target demand closed in a step
    separations, openings : float64[n_occupations]
        Written, every element; each at most `employed`.
    """
    for j in range(employed.shape[0]):
        e = employed[j]
        gap = e + vacancies[j] - target[j]
        separations[j] = delta_u * e + (1.0 - delta_u) * min(e, gamma_u * max(0.0, gap))
        openings[j] = delta_v * e + (1.0 - delta_v) * min(e, gamma_v * max(0.0, -gap))


@kernel
def expect_hires(
    first: Array,
    target: Array,
    share: Array,
    unemployed: Array,
    vacancies: Array,
    finding: Array,
    hires: Array,
) -> None:
    """Compute the expected matches of one application each, sent in proportion to v_j A_ij.

    Parameters
    ----------
    first : int64[n_occupations + 1]
        Row i of the network is target[first[i]:first[i + 1]], with its `share`.
    target : int32[first[-1]], occupation applied to
    share : float64[first[-1]], A_ij; only proportions within a row count
    unemployed, vacancies : float64[n_occupations], at the start of the step
    finding : float64[n_occupations]
        Written, every element: probability that an unemployed person of i is hired.
    hires : float64[n_occupations]
        Written, every element: expected hires into j, s_j (v_j / s_j) (1 - exp(-s_j / v_j)).
    """
    n = unemployed.shape[0]
    arriving = np.zeros(n)
    success = np.zeros(n)
    open_share = np.zeros(n)
    for i in range(n):
        for k in range(first[i], first[i + 1]):
            open_share[i] += share[k] * vacancies[target[k]]
        if open_share[i] > 0.0:
            for k in range(first[i], first[i + 1]):
                j = target[k]
                arriving[j] += unemployed[i] * share[k] * vacancies[j] / open_share[i]
    for j in range(n):
        hires[j] = 0.0
        if arriving[j] > 0.0:
            hires[j] = -vacancies[j] * np.expm1(-arriving[j] / vacancies[j])
            success[j] = hires[j] / arriving[j]
    for i in range(n):
        finding[i] = 0.0
        if open_share[i] > 0.0:
            for k in range(first[i], first[i + 1]):
                j = target[k]
                finding[i] += share[k] * vacancies[j] / open_share[i] * success[j]


@parallel_kernel
def draw_events(
    person_id: Array,
    occupation: Array,
    spell: Array,
    separation_rate: Array,
    opening_rate: Array,
    k_separation: np.uint64,
    k_opening: np.uint64,
    event: Array,
) -> None:
    """Draw for everybody at work whether her job ends and whether a vacancy opens beside it.

    All draws are independent, so separations and openings of an occupation are binomial numbers
    whose expectation is the rule's, and the noise of a total falls as N^(-1/2).

    Parameters
    ----------
    person_id : int64[n_persons], permanent ids; key the draws
    occupation : int16[n_persons]
    spell : int16[n_persons], steps without work, EMPLOYED, or UNDATED
    separation_rate, opening_rate : float64[n_occupations], probability per step and job
    event : int8[n_persons]
        Written, every element: bits SEPARATES and OPENS; 0 for those without work.
    """
    for i in prange(person_id.shape[0]):
        happens = 0
        if spell[i] == EMPLOYED:
            j = occupation[i]
            if uniform(k_separation, person_id[i]) < separation_rate[j]:
                happens |= SEPARATES
            if uniform(k_opening, person_id[i]) < opening_rate[j]:
                happens |= OPENS
        event[i] = happens


@kernel
def take_stock(
    occupation: Array,
    spell: Array,
    long_from: int,
    employed: Array,
    unemployed: Array,
    long_term: Array,
    rows: Array,
) -> int:
    """Count persons by occupation and list those without work.

    Parameters
    ----------
    occupation, spell : see `draw_events`
    long_from : int, first spell that counts as long-term
    employed, unemployed, long_term : int64[n_occupations]
        Written, every element; the long-term unemployed are among the unemployed.
    rows : int32[n_persons]
        Written up to the number returned: rows of those without work, rising.
    """
    employed[:] = 0
    unemployed[:] = 0
    long_term[:] = 0
    n = 0
    for i in range(occupation.shape[0]):
        if spell[i] == EMPLOYED:
            employed[occupation[i]] += 1
        else:
            unemployed[occupation[i]] += 1
            if spell[i] >= long_from:
                long_term[occupation[i]] += 1
            rows[n] = i
            n += 1
    return n


@kernel
def choose_occupation(
    row: int,
    first: Array,
    target: Array,
    share: Array,
    keep: Array,
    other: Array,
    weight: Array,
    sub: np.uint64,
) -> int:
    """Draw an occupation with probability proportional to share times weight, exactly.

    Who is let in nowhere within the visits that `draw_market` allows chooses from the whole row,
    with the same probabilities; the row must reach a positive weight.
    """
    j, trial = draw_market(row, first, target, keep, other, weight, sub, 0)
    if j != NOWHERE:
        return j
    total = 0.0
    for k in range(first[row], first[row + 1]):
        total += share[k] * weight[target[k]]
    left = unit_draw(sub, trial) * total
    for k in range(first[row], first[row + 1]):
        if weight[target[k]] > 0.0:
            j = int(target[k])
            left -= share[k] * weight[j]
            if left < 0.0:
                break
    return j


@parallel_kernel
def apply_once(
    rows: Array,
    person_id: Array,
    occupation: Array,
    first: Array,
    target: Array,
    share: Array,
    keep: Array,
    other: Array,
    weight: Array,
    reaches: Array,
    first_slot: Array,
    slot: Array,
    k_occupation: np.uint64,
    k_post: np.uint64,
    post: Array,
) -> None:
    """Send one application for each person without work: to an occupation, there to a vacancy.

    Parameters
    ----------
    rows : int32[n_seekers], see `take_stock`
    person_id, occupation : see `draw_events`
    first, target : see `expect_hires`
    share : float64[first[-1]], the proposal; share times weight is proportional to v_j A_ij
    keep, other : see `markets.alias_tables`
    weight : float64[n_occupations], probability of going in, 0 to 1; 0 where no vacancy is open
    reaches : bool[n_occupations], whether any occupation of the row has a vacancy
    first_slot, slot : see `markets.lay_out_posts`
    post : int32[n_seekers]
        Written, every element: the vacancy applied for, NOWHERE for none.
    """
    taken = taken_slots(slot)
    for s in prange(rows.shape[0]):
        i = rows[s]
        row = occupation[i]
        post[s] = NOWHERE
        if reaches[row]:
            sub = chain(k_occupation, person_id[i])
            j = choose_occupation(row, first, target, share, keep, other, weight, sub)
            size = first_slot[j + 1] - first_slot[j]
            p, _ = draw_post(slot, taken, first_slot[j], size, chain(k_post, person_id[i]), 0)
            post[s] = p


@kernel
def settle_persons(
    rows: Array,
    held: Array,
    post_occupation: Array,
    event: Array,
    occupation: Array,
    spell: Array,
    filled: Array,
) -> None:
    """Put the hired to work, lengthen the spells of the others, begin those of the separated.

    Parameters
    ----------
    rows, event : see `take_stock` and `draw_events`; both from the start of the step
    held : int32[n_seekers], the vacancy that a seeker got, -1 for none
    post_occupation : int16[n_posts]
    occupation, spell : int16[n_persons]
        Written for seekers and the separated.
    filled : bool[n_posts]
        Written, every element.
    """
    filled[:] = False
    for s in range(rows.shape[0]):
        i, p = rows[s], held[s]
        if p >= 0:
            filled[p] = True
            occupation[i] = post_occupation[p]
            spell[i] = EMPLOYED
        elif spell[i] != UNDATED and spell[i] < LONGEST:
            spell[i] += 1
    for i in range(event.shape[0]):
        if event[i] & SEPARATES:
            spell[i] = 0


@kernel
def renew_posts(
    post_key: Array,
    post_occupation: Array,
    filled: Array,
    event: Array,
    person_id: Array,
    occupation: Array,
    k_key: np.uint64,
    next_key: Array,
    next_occupation: Array,
) -> None:
    """Keep the vacancies that are still open and add those that opened this step.

    A vacancy keeps its key for life; the key comes from the step and the job it opened beside.

    Parameters
    ----------
    post_key : uint64[n_posts]
    post_occupation : int16[n_posts]
    filled, event : see `settle_persons`
    person_id, occupation : see `draw_events`
    next_key, next_occupation : uint64 and int16 [n_open]
        Written, every element: as many as are not filled and as events that open one.
    """
    n = 0
    for p in range(post_key.shape[0]):
        if not filled[p]:
            next_key[n] = post_key[p]
            next_occupation[n] = post_occupation[p]
            n += 1
    for i in range(event.shape[0]):
        if event[i] & OPENS:
            next_key[n] = bits(k_key, person_id[i])
            next_occupation[n] = occupation[i]
            n += 1
