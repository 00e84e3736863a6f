"""Grants and counselling for graduates and the young: claims, search, and how firms rank them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.claims import Claim
from agents.codes import Flag, Status
from agents.columns import Array
from agents.draws import Stream, uniforms
from agents.kernels.hire_grants import add_hire_grants, is_enterprise
from agents.kernels.internships import young_jobless
from agents.kernels.rows import rows_where
from agents.kernels.search import MAX_APPLICATIONS
from sim.claims import claim, expected, in_fen
from sim.offers import brought
from sim.world import World

Floats = npt.NDArray[np.float64]
INSURED_MONTHS = 3  # months of insured work before an enterprise claims its grant (OH04)
YOUNG = 25 * 12
GRADUATION = (6, 7)  # months of the year


# ------------------------------------------------------------------------------------ search


def support_search(world: World, applications: Array) -> None:
    """Let counselled young people, and graduates with a grant, send more applications.

    What a counsellor adds are openings that she names; nobody has to apply. The share counselled in
    2025 is part of the other parameters of search, so it changes nothing on average.

    Parameters
    ----------
    applications : int8[n_workers], written
    """
    w, p = world.population.workers, world.parameters
    rows = young_jobless(int(world.month), rows_where(applications), w.birth, w.status, w.flags)
    has = uniforms(world.key(Stream.COUNSELLING, 0), w.id[rows])
    counselled = has < world.levers.youth_counselling.values[w.unit[rows]]
    more = p["counsel_search"]
    factor = (1.0 + more * counselled) / (1.0 + more * p["counselled_usual"])
    factor *= 1.0 + p["grant_search"] * grant_in_pay(world, rows)
    luck = uniforms(world.key(Stream.FURTHER_SEARCH), w.id[rows])
    sent = np.floor(applications[rows] * factor + luck)
    applications[rows] = np.clip(sent, 1, MAX_APPLICATIONS)


def grant_in_pay(world: World, rows: Array) -> Floats:
    """Return float64[n]: job-seeking grant that a graduate in need reckons with, in minimum wages.

    For the months in which graduates search hardest; 0 for others.
    """
    w, lever = world.population.workers, world.levers
    amount = lever.job_seeking_grant.values
    out = np.zeros(len(rows))
    if not amount.any():
        return out
    worth = amount * expected(world, Claim.JOB_SEEKING_GRANT) * lever.take_up.values
    fresh = (w.flags[rows] & Flag.GRADUATE > 0) & (
        w.spell[rows] < world.parameters["graduate_effort_months"]
    )
    who = np.flatnonzero(fresh & in_need(world, rows))
    unit = w.unit[rows[who]]
    out[who] = worth[unit] * world.price_level() / world.minimum_wage()[unit]
    return out


def in_need(world: World, rows: Array) -> npt.NDArray[np.bool_]:
    """Return bool[n]: hard to employ, or of a household with the allowance or once poor."""
    w, h = world.population.workers, world.population.households
    home = w.household[rows]
    marked = (w.flags[rows] & (Flag.HARDSHIP | Flag.POVERTY_LIFTED)) > 0
    return np.asarray(marked | (h.allowance[home] > 0) | (h.poverty_lifted[home] == 1))


def claim_job_seeking(world: World) -> None:
    """Let this month's graduates in need who stay and do not study on claim their grant."""
    w, amount = world.population.workers, world.levers.job_seeking_grant.values
    if world.month.month not in GRADUATION or not amount.any():
        return
    left = (w.school_exit == int(world.month)) & ((w.flags & Flag.GRADUATE) > 0)
    here = (w.status >= Status.EMPLOYEE) & (w.status <= Status.INACTIVE)
    rows = np.flatnonzero(left & here).astype(np.int32)
    rows = rows[in_need(world, rows)]
    claim(world, Claim.JOB_SEEKING_GRANT, rows, in_fen(world, amount)[w.unit[rows]])


# ------------------------------------------------------------------------------- hire grants


def brings_grant(world: World, rows: Array) -> Array:
    """Return int8[n]: 1 where an enterprise that hires her may claim the one-off grant.

    Graduates of the last two years without a firm's job, and the unemployed of 16-24.
    """
    w = world.population.workers
    status, flags = w.status[rows], w.flags[rows]
    young = (status == Status.UNEMPLOYED) & (int(world.month) - w.birth[rows] < YOUNG)
    graduate = (status != Status.EMPLOYEE) & ((flags & Flag.GRADUATE) > 0)
    return np.asarray((young | graduate) & ((flags & Flag.RECALL) == 0), np.int8)


def rank_by_grants(world: World) -> None:
    """Raise the scores of applicants for whom enterprises expect a one-off grant."""
    lever, sent = world.levers, world.current_applications()
    amount = lever.hire_grant.values
    if not amount.any():
        return
    f, posts = world.population.firms, world.population.posts
    entitled = brings_grant(world, sent.rows)
    adds, mine = np.zeros(len(sent.rows)), np.flatnonzero(entitled)
    adds[mine] = brought(world, sent.rows[mine])
    worth = amount * expected(world, Claim.HIRE_GRANT) * lever.take_up.values * world.price_level()
    add_hire_grants(
        entitled, adds, sent.start, sent.post, posts.firm, world.post_wage, f.unit, f.industry,
        f.ownership, f.insured_share, worth, world.parameters["k_cost"], sent.score,
    )  # fmt: skip


def note_hires(world: World, rows: Array, entitled: Array) -> None:
    """Remember for which of this month's hires the firm may claim a grant later.

    Parameters
    ----------
    rows : int32[n], rows of those hired; entitled : int8[n], see `brings_grant`, from before
    """
    w, f = world.population.workers, world.population.firms
    w.hire_grant[rows] = 0
    if not world.levers.hire_grant.values.any():
        return
    rows = rows[(entitled == 1) & (w.insured[rows] == 1) & (w.status[rows] == Status.EMPLOYEE)]
    firm = w.employer[rows]
    kinds = zip(f.industry[firm], f.ownership[firm], strict=True)
    drawn = np.array([is_enterprise(j, o) for j, o in kinds], np.int8)
    w.hire_grant[rows] = drawn


def claim_hire_grants(world: World) -> None:
    """Let firms claim the grant for those who have been insured with them for three months."""
    w = world.population.workers
    rows = rows_where(w.hire_grant)
    stays = (w.status[rows] == Status.EMPLOYEE) & (w.insured[rows] == 1)
    w.hire_grant[rows[~stays]] = 0
    due = rows[stays & (w.tenure[rows] >= INSURED_MONTHS)]
    amount = in_fen(world, world.levers.hire_grant.values)
    unit = world.population.firms.unit[w.employer[due]]
    claim(world, Claim.HIRE_GRANT, due, amount[unit])
    w.hire_grant[due] = 0
