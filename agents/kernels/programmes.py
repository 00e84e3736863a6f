"""Flexible work and certification of hardship: what is offered beside jobs."""

from __future__ import annotations

import numpy as np

from agents.codes import Flag, Sex, Status
from agents.columns import Array
from agents.draws import bits, chain, uniform, unit_draw
from agents.jit import kernel, parallel_kernel, prange
from agents.kernels.farming import farm_chance, farm_value
from agents.kernels.hiring import enter_urban_work

FLEXIBLE, FARM = int(Status.FLEXIBLE), int(Status.FARM)
UNEMPLOYED, INACTIVE = int(Status.UNEMPLOYED), int(Status.INACTIVE)
RECALL, HARDSHIP, REGISTERED = int(Flag.RECALL), int(Flag.HARDSHIP), int(Flag.REGISTERED_JOB)
FEMALE = int(Sex.FEMALE)

STAYS, TAKES_UP, GIVES_UP, BACK_TO_FARM = 0, 1, 2, 3


@parallel_kernel
def choose_flexible(
    month: int,
    worker_id: Array,
    sex: Array,
    birth: Array,
    unit: Array,
    urban: Array,
    skill: Array,
    status: Array,
    spell: Array,
    reservation_wage: Array,
    flags: Array,
    log_income: Array,
    meet: Array,
    leave: float,
    to_farm: Array,
    reservation_decline: float,
    discount: float,
    skill_share: float,
    certify: float,
    household: Array,
    care_load: Array,
    farm_product: Array,
    care_value: float,
    farm_ratio: float,
    farm_power: float,
    k_entry: np.uint64,
    k_exit: np.uint64,
    k_hardship: np.uint64,
    choice: Array,
) -> None:
    """Offer flexible work (and, to rural residents, the family farm) to those without a job.

    An opening is met with probability `meet`; it is taken if its income, less the discount for
    volatility, is at least the reservation wage. Incomes fall where many work flexibly, so entry
    slows by itself. Hard-to-employ persons are certified (a right to offers, never a duty).

    Parameters
    ----------
    log_income : float64[n_units], log yuan/month of flexible work, this month
    meet : float64[n_units], leave : float, probability per month
    to_farm : float64[n_units]
        The same where the farm is worth the usual part of the reservation wage.
    household, care_load : columns of Workers and of Households
    farm_product : float64[n_units], yuan/month, this month
    farm_ratio, farm_power : float, log of the usual part and power, see `farming.farm_chance`
    discount : float, log points
    skill_share : float, part of own skill that shows in flexible income
    choice : int8[n_workers]
        Written, every element: STAYS, TAKES_UP, GIVES_UP or BACK_TO_FARM.
    """
    for i in prange(worker_id.shape[0]):
        choice[i] = STAYS
        s = status[i]
        if s == FLEXIBLE:
            if uniform(k_exit, worker_id[i]) < leave:
                choice[i] = GIVES_UP
            continue
        if s != UNEMPLOYED or flags[i] & RECALL:
            continue
        age = month - birth[i]
        old = 40 * 12 if sex[i] == FEMALE else 50 * 12
        if urban[i] == 1 and (spell[i] >= 12 or (age >= old and spell[i] >= 3)):
            if uniform(k_hardship, worker_id[i]) < certify:
                flags[i] |= HARDSHIP
        floor = np.log(max(1.0, reservation_wage[i] * (1.0 - reservation_decline) ** spell[i]))
        sub = chain(k_entry, worker_id[i])
        if unit_draw(sub, 1) < meet[unit[i]]:
            if log_income[unit[i]] + skill_share * skill[i] - discount >= floor:
                choice[i] = TAKES_UP
                continue
        if urban[i] == 0:
            asks = floor if reservation_wage[i] > 0.0 else log_income[unit[i]]
            value = farm_value(farm_product[unit[i]], care_load[household[i]], care_value)
            if unit_draw(sub, 2) < farm_chance(
                to_farm[unit[i]], value, asks, farm_ratio, farm_power
            ):
                choice[i] = BACK_TO_FARM


@kernel
def apply_flexible(
    rows: Array,
    choice: Array,
    worker_id: Array,
    unit: Array,
    urban: Array,
    skill: Array,
    status: Array,
    wage: Array,
    tenure: Array,
    spell: Array,
    industry: Array,
    occupation: Array,
    insured: Array,
    flags: Array,
    log_income: Array,
    skill_share: float,
    farm_income: Array,
    industry_share: Array,
    occupation_of: Array,
    registration_share: float,
    reservation_wage: Array,
    reservation: float,
    k_entry: np.uint64,
    k_register: np.uint64,
    entries: Array,
    persons: Array,
    registered: Array,
    separations: Array,
) -> None:
    """Carry out the choices of `choose_flexible`; urban entries count as entries into urban work.

    Parameters
    ----------
    rows : int32[...], rows with a choice other than STAYS
    industry_share : float64[22], cumulative, industries of flexible work
    occupation_of : float64[22], usual occupation of flexible work by industry
    """
    for r in range(rows.shape[0]):
        i = rows[r]
        c = choice[i]
        u = unit[i]
        spell[i] = 0
        tenure[i] = 0
        if c == TAKES_UP:
            sub = bits(k_entry, worker_id[i])
            v = unit_draw(sub, 3)
            j = 0
            while j < industry_share.shape[0] - 1 and v >= industry_share[j]:
                j += 1
            industry[i] = j
            occupation[i] = int(occupation_of[j])
            status[i] = FLEXIBLE
            insured[i] = 0
            wage[i] = np.exp(log_income[u] + skill_share * skill[i])
            if urban[i] == 1:
                enter_urban_work(
                    i,
                    u,
                    worker_id[i],
                    flags,
                    registration_share,
                    k_register,
                    entries,
                    persons,
                    registered,
                )
        elif c == GIVES_UP:
            reservation_wage[i] = reservation * wage[i]
            status[i] = UNEMPLOYED
            wage[i] = 0.0
            flags[i] &= ~REGISTERED
            separations[u] += 1
        else:
            status[i] = FARM
            wage[i] = farm_income[u]
