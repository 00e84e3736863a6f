"""Unemployment benefit: who becomes entitled, how it dampens search, and its monthly run-down.

Refusing an offer never touches any of it.
"""

from __future__ import annotations

import numpy as np

from agents.codes import Flag, Status
from agents.columns import Array
from agents.draws import chain, uniform, unit_draw
from agents.jit import kernel
from agents.kernels.ageing import HALF_YEAR, MOST_HALF_YEARS
from agents.kernels.search import poisson
from agents.kernels.separation import LAID_OFF, QUIT, RELEASED

UNEMPLOYED = int(Status.UNEMPLOYED)
RECALL = int(Flag.RECALL)


@kernel
def benefit_term(
    contributed: int, short: float, middle: float, long: float, per_year: float
) -> int:
    """Return months of benefit for months of contributions not used before; 0 below a year.

    `per_year` months for each full year, at most `short` below five years, `middle` below ten,
    `long` from ten on (Social Insurance Law, article 46).
    """
    years = contributed // 12
    if years < 1:
        return 0
    most = short if years < 5 else middle if years < 10 else long
    return int(min(most, per_year * years))


@kernel
def award_benefits(
    rows: Array,
    owner: Array,
    fate: Array,
    worker_id: Array,
    unit: Array,
    status: Array,
    insured: Array,
    contribution: Array,
    contribution_used: Array,
    reservation_wage: Array,
    benefit_months: Array,
    benefit: Array,
    short: Array,
    middle: Array,
    long: Array,
    per_year: float,
    contract_end: float,
    take_up: float,
    k: np.uint64,
    awards: Array,
) -> None:
    """Entitle insured employees whose job ended against their will and who claim.

    Layoffs, closures and releases count, and of the ends drawn by tenure the share that are
    contracts running out; who quits is excluded and keeps her contribution months for later.

    Parameters
    ----------
    rows : int32[n], rows whose job ended, after the fates were carried out
    owner : int8[n], 1 where she owned the business
    contribution_used : int8[n_workers], half-years of contributions used up by earlier claims
    reservation_wage : float32[n_workers], written: not below the benefit
    benefit : float64[n_units], yuan/month
    short, middle, long : float64[n_units], most months, see `benefit_term`
    contract_end, take_up : float, probability
    awards : int64[n_units], written by addition
    """
    for r in range(rows.shape[0]):
        i = rows[r]
        if status[i] != UNEMPLOYED or insured[i] == 0 or owner[r] == 1:
            continue
        what = fate[i]
        sub = chain(k, worker_id[i])
        ended = what == LAID_OFF or what == RELEASED
        if what == QUIT:
            ended = unit_draw(sub, 1) < contract_end
        if not ended:
            continue
        u = unit[i]
        new = contribution[i] - HALF_YEAR * contribution_used[i]
        months = benefit_term(new, short[u], middle[u], long[u], per_year)
        if months <= 0 or unit_draw(sub, 2) >= take_up:
            continue
        benefit_months[i] = min(months + benefit_months[i], max(int(long[u]), benefit_months[i]))
        contribution_used[i] = min((contribution[i] + HALF_YEAR - 1) // HALF_YEAR, MOST_HALF_YEARS)
        reservation_wage[i] = max(np.float64(reservation_wage[i]), benefit[u])
        awards[u] += 1


@kernel
def ease_search(
    rows: Array,
    worker_id: Array,
    unit: Array,
    status: Array,
    spell: Array,
    flags: Array,
    programme: Array,
    n_app: float,
    effort_by_spell: Array,
    benefit_effort: Array,
    lock_in: float,
    k_effort: np.uint64,
    applications: Array,
) -> None:
    """Draw the applications of those who receive benefit again, at their lower effort.

    The same luck as in `search.choose_effort`, so a factor of 1 changes nothing.

    Parameters
    ----------
    rows : int32[n], rows with months of benefit to run
    benefit_effort : float64[n_units], factor of effort while benefit is paid
    applications : int8[n_workers]
        Written for recipients who search.
    """
    for r in range(rows.shape[0]):
        i = rows[r]
        if applications[i] == 0 or status[i] != UNEMPLOYED or flags[i] & RECALL:
            continue
        effort = effort_by_spell[spell[i]] * benefit_effort[unit[i]]
        if programme[i] > 0:
            effort *= lock_in
        draw = uniform(k_effort, worker_id[i])
        applications[i] = max(1, poisson(n_app * effort, draw))


@kernel
def run_down_benefits(
    rows: Array,
    unit: Array,
    status: Array,
    flags: Array,
    fate: Array,
    benefit_months: Array,
    recipients: Array,
    exhausted: Array,
) -> None:
    """Let a paid month pass for those who draw benefit; who works or gave up search keeps hers.

    Nobody draws benefit in the month in which her job ended.

    Parameters
    ----------
    rows : int32[n], rows with months of benefit to run
    fate : int8[n_workers], 0 where no job ended this month
    recipients, exhausted : int64[n_units], written by addition
    """
    for r in range(rows.shape[0]):
        i = rows[r]
        if status[i] != UNEMPLOYED or flags[i] & RECALL or fate[i] != 0:
            continue
        recipients[unit[i]] += 1
        benefit_months[i] -= 1
        if benefit_months[i] == 0:
            exhausted[unit[i]] += 1
