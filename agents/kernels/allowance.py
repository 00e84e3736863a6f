"""Household allowance (dibao): income per head against the line, once a year, and what is paid."""

from __future__ import annotations

import numpy as np

from agents.codes import FIRST_EMPLOYED, LAST_EMPLOYED, Flag, Status
from agents.columns import Array
from agents.draws import uniform
from agents.jit import kernel, parallel_kernel, prange

GONE, RETIRED, UNEMPLOYED = int(Status.GONE), int(Status.RETIRED), int(Status.UNEMPLOYED)
FARM, INACTIVE = int(Status.FARM), int(Status.INACTIVE)
FAMILY_FARM = int(Flag.FAMILY_FARM)
FIRST, LAST = int(FIRST_EMPLOYED), int(LAST_EMPLOYED)
OLD = 60 * 12  # months of age from which residents draw a pension
MOST = 32767  # yuan/month, bound of the column
NOT_CLAIMED = -1  # in need, without the allowance
CHUNKS = 64
YUAN, HOUSEHOLDS, PERSONS, NEEDY = 0, 1, 2, 3


@kernel
def add_incomes(
    month: int,
    household: Array,
    birth: Array,
    unit: Array,
    status: Array,
    flags: Array,
    wage: Array,
    tenure: Array,
    insured: Array,
    farm_product: Array,
    benefit_months: Array,
    benefit: Array,
    taper: Array,
    pension_insured: float,
    pension_resident: float,
    income: Array,
    disregarded: Array,
) -> None:
    """Sum what the members of each household earn, in whole yuan a month.

    Pay of a job begun less than `taper` months ago is disregarded and summed apart. A farm yields
    its average product all year round, to those who rest in winter too.

    Parameters
    ----------
    farm_product : float64[n_units], yuan/month and farm worker
    benefit : float64[n_units], yuan/month of unemployment benefit
    taper : float64[n_units], months
    pension_insured, pension_resident : float, yuan/month, of the retired and of others from 60 on
    income, disregarded : int64[n_households]
        Written by addition.
    """
    for i in range(household.shape[0]):  # sums of products: branches would be guessed wrong
        s, h, u = status[i], household[i], unit[i]
        if s == GONE or h < 0:
            continue
        farm = int(s == FARM) | (int(s == INACTIVE) & int(flags[i] & FAMILY_FARM != 0))
        works = int(s >= FIRST) & int(s <= LAST) & (1 - farm)
        new = works & int(tenure[i] < taper[u])
        pensioner = int(s == RETIRED) & int(insured[i] == 1)
        drawing = int(s == UNEMPLOYED) & int(benefit_months[i] > 0)
        old = int(month - birth[i] >= OLD) & (1 - (farm | works | pensioner | drawing))
        pay = int(wage[i])
        income[h] += (
            farm * int(farm_product[u])
            + (works - new) * pay
            + pensioner * int(pension_insured)
            + drawing * int(benefit[u])
            + old * int(pension_resident)
        )
        if new:
            disregarded[h] += pay


@parallel_kernel
def assess_households(
    house_id: Array,
    county: Array,
    urban: Array,
    n_members: Array,
    income: Array,
    disregarded: Array,
    unit_of_county: Array,
    line_urban: Array,
    line_rural: Array,
    other_income: float,
    take_up: float,
    k: np.uint64,
    allowance: Array,
    poor: Array,
) -> None:
    """Grant what a household lacks of the line per head; count who is poor with all income.

    Parameters
    ----------
    income, disregarded : int64[n_households], yuan/month, see `add_incomes`
    line_urban, line_rural : float64[n_units], yuan a head and month
    other_income : float, yuan a head and month of property and transfers
    take_up : float, share of the entitled who claim; fixed for a household
    allowance : int16[n_households], yuan/month
        Written, every element: 0 without need, NOT_CLAIMED in need without the allowance.
    poor : int64[64, n_units]
        Written, every element: persons in households below the line with all income.
    """
    n = house_id.shape[0]
    for c in prange(CHUNKS):
        poor[c, :] = 0
        for h in range(c * n // CHUNKS, (c + 1) * n // CHUNKS):
            allowance[h] = 0
            if n_members[h] <= 0 or county[h] < 0:
                continue
            u = unit_of_county[county[h]]
            line = line_urban[u] if urban[h] == 1 else line_rural[u]
            lacking = (line - other_income) * n_members[h] - income[h]
            if lacking < 1.0:
                continue
            claims = uniform(k, house_id[h]) < take_up
            allowance[h] = min(int(lacking), MOST) if claims else NOT_CLAIMED
            if lacking - disregarded[h] >= 1.0:
                poor[c, u] += n_members[h]


@parallel_kernel
def sum_allowances(
    county: Array, n_members: Array, allowance: Array, unit_of_county: Array, out: Array
) -> None:
    """Sum allowances by unit in fixed chunks.

    Parameters
    ----------
    out : int64[64, n_units, 4]
        Written, every element: yuan a month, households paid, persons in them, persons in need
        (with or without the allowance).
    """
    n = allowance.shape[0]
    for c in prange(CHUNKS):
        out[c, :, :] = 0
        for h in range(c * n // CHUNKS, (c + 1) * n // CHUNKS):
            if allowance[h] == 0 or n_members[h] <= 0:
                continue
            line = out[c, unit_of_county[county[h]]]
            line[NEEDY] += n_members[h]
            if allowance[h] > 0:
                line[YUAN] += allowance[h]
                line[HOUSEHOLDS] += 1
                line[PERSONS] += n_members[h]
