"""Groups that measures help by name: veterans, the disabled, certified persons who search long.

No group is a column of its own but the certificate of hardship: who is a veteran, and who of the
certified is disabled, follows from the permanent id.
"""

from __future__ import annotations

import numpy as np

from agents.codes import Flag, Sex, Status
from agents.columns import Array
from agents.draws import uniform
from agents.jit import kernel
from agents.kernels.posting import N_OCCUPATIONS
from agents.kernels.search import MAX_APPLICATIONS, poisson

UNEMPLOYED = int(Status.UNEMPLOYED)
RECALL, HARDSHIP, VETERAN = int(Flag.RECALL), int(Flag.HARDSHIP), int(Flag.VETERAN)
MALE = int(Sex.MALE)
DISCHARGED = 20 * 12  # months of age: two years of service from 18 on
LONG, LONGER = 3, 12  # months of search from which help is graded


@kernel
def is_disabled(worker_id: int, flags: int, share: float, k: np.uint64) -> bool:
    """Return whether somebody certified as hard to employ is so for a disability, for good."""
    return bool(flags & HARDSHIP != 0 and uniform(k, worker_id) < share)


@kernel
def recognise_veterans(
    month: int, rows: Array, worker_id: Array, sex: Array, birth: Array, share: float,
    k: np.uint64, flags: Array,
) -> None:  # fmt: skip
    """Mark those of `rows` who are veterans: a share of men from 20 years on, fixed for a person.

    Parameters
    ----------
    rows : int32[n], rows of this month's seekers
    flags : int16[n_workers], written
    """
    for r in range(rows.shape[0]):
        i = rows[r]
        if sex[i] == MALE and month - birth[i] >= DISCHARGED and flags[i] & VETERAN == 0:
            if uniform(k, worker_id[i]) < share:
                flags[i] |= VETERAN


@kernel
def disabled_among(
    rows: Array, worker_id: Array, flags: Array, share: float, k: np.uint64
) -> Array:
    """Return those of `rows` who are disabled, in the same order; see `is_disabled`."""
    out = np.empty(rows.shape[0], dtype=np.int32)
    n = 0
    for r in range(rows.shape[0]):
        if is_disabled(worker_id[rows[r]], flags[rows[r]], share, k):
            out[n] = rows[r]
            n += 1
    return out[:n].copy()


@kernel
def add_contacts(
    rows: Array,
    worker_id: Array,
    unit: Array,
    status: Array,
    spell: Array,
    flags: Array,
    graded: Array,
    uplift: Array,
    first_part: float,
    disabled_share: float,
    opt_in: float,
    k_disabled: np.uint64,
    k_opt_in: np.uint64,
    k_contact: np.uint64,
    applications: Array,
) -> None:
    """Show further posts to unemployed persons of the groups that services help by name.

    Who is certified as hard to employ gets help graded by the months of search: a part of it from
    three months on, all of it from twelve. Veterans and the disabled get an uplift if they have
    said who they are. Each contact is one application more; nobody has to follow it up.

    Parameters
    ----------
    rows : int32[n], rows of this month's seekers
    graded : float64[n_units], mean contacts a month of a certified person after a year of search
    uplift : float64[n_units], mean contacts a month of a veteran or disabled person
    first_part : float, share of the help that comes before a year of search
    disabled_share, opt_in : float, share of the certified; of veterans and disabled, for good
    applications : int8[n_workers]
        Written by addition for unemployed members of the groups who search.
    """
    for r in range(rows.shape[0]):
        i = rows[r]
        if status[i] != UNEMPLOYED or flags[i] & RECALL or applications[i] == 0:
            continue
        u, who, mean = unit[i], worker_id[i], 0.0
        if flags[i] & HARDSHIP and spell[i] >= LONG:
            mean += graded[u] * (1.0 if spell[i] >= LONGER else first_part)
        if uplift[u] > 0.0 and flags[i] & (HARDSHIP | VETERAN) and uniform(k_opt_in, who) < opt_in:
            if flags[i] & VETERAN or is_disabled(who, flags[i], disabled_share, k_disabled):
                mean += uplift[u]
        if mean > 0.0:
            more = applications[i] + poisson(mean, uniform(k_contact, who))
            applications[i] = min(more, MAX_APPLICATIONS)


@kernel
def favour_applicants(
    rows: Array,
    start: Array,
    post: Array,
    post_market: Array,
    post_wage: Array,
    worker_id: Array,
    status: Array,
    flags: Array,
    supported: Array,
    priority: Array,
    cost_weight: float,
    disabled_share: float,
    opt_in: float,
    k_disabled: np.uint64,
    k_opt_in: np.uint64,
    score: Array,
) -> None:
    """Raise the score of unemployed disabled applicants and veterans, whom firms gain by hiring.

    Parameters
    ----------
    rows, start, post, score : the application graph, see `search.join_lists`
    post_market : column of Posts; post_wage : float64[n_posts], log yuan/month
    supported : float64[n_units], yuan a month that a firm expects for a disabled person's job
    priority : float64[n_units], score of a veteran
    cost_weight : float, score per month of wage, as in `search.apply_to_posts`
    score : float64[start[-1]], written by addition
    """
    for s in range(rows.shape[0]):
        i = rows[s]
        if status[i] != UNEMPLOYED or flags[i] & (HARDSHIP | VETERAN) == 0:
            continue
        who = worker_id[i]
        if uniform(k_opt_in, who) >= opt_in:
            continue
        disabled = is_disabled(who, flags[i], disabled_share, k_disabled)
        for a in range(start[s], start[s + 1]):
            where = post_market[post[a]] // N_OCCUPATIONS
            if disabled:
                score[a] += cost_weight * supported[where] / np.exp(post_wage[post[a]])
            if flags[i] & VETERAN:
                score[a] += priority[where]
