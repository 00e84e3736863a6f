"""New people: births and arrivals from other provinces, as keyed lists of potential entrants.

Entrant s of unit u in month t has the id FIRST_ID + ((t - t0) · 32 + u) · 65536 + s (births from
slot 32768 on, graduates drawn by support from slot 16384 on), whoever else comes; the 1/k world
realises every k-th slot from a keyed offset.
"""

from __future__ import annotations

import numpy as np

from agents.codes import Flag, Registration, Schooling, Sex, Status
from agents.columns import Array
from agents.draws import chain, uniform, unit_draw
from agents.jit import kernel
from agents.kernels.posting import pick
from agents.kernels.wages import heavy_tail

FIRST_ID = 1 << 26
SLOTS, BIRTH_SLOT, GRADUATE_SLOT, UNITS = 1 << 16, 1 << 15, 1 << 14, 32
BIRTH, ARRIVAL, DRAWN = 0, 1, 2  # kinds of entrants; drawn: graduates drawn by support
MINOR, UNEMPLOYED, INACTIVE = int(Status.MINOR), int(Status.UNEMPLOYED), int(Status.INACTIVE)
OTHER_PROVINCE = int(Registration.OTHER_PROVINCE)
TOO_YOUNG, COLLEGE = int(Schooling.TOO_YOUNG), int(Schooling.COLLEGE)
BACHELOR, GRADUATE = int(Schooling.BACHELOR), int(Flag.GRADUATE)
MALE = int(Sex.MALE)


@kernel
def realised(expected: float, k_slot: np.uint64, unit: int, fraction: int) -> tuple[int, int]:
    """Return (first slot, number) of the slots of a unit that a 1/`fraction` world realises."""
    whole = int(expected + uniform(k_slot, unit))
    offset = int(uniform(k_slot, unit + UNITS) * fraction)
    if offset >= whole:
        return offset, 0
    return offset, (whole - offset - 1) // fraction + 1


@kernel
def count_entrants(
    births: Array, arrivals: Array, graduates: Array, k_birth: np.uint64, k_arrival: np.uint64,
    k_graduate: np.uint64, fraction: int,
) -> int:  # fmt: skip
    """Return how many rows `write_entrants` will need this month."""
    n = 0
    for u in range(births.shape[0]):
        n += realised(births[u], k_birth, u, fraction)[1]
        n += realised(arrivals[u], k_arrival, u, fraction)[1]
        n += realised(graduates[u], k_graduate, u, fraction)[1]
    return n


@kernel
def write_entrants(
    month: int,
    months_since_base: int,
    fraction: int,
    births: Array,
    arrivals: Array,
    graduates: Array,
    first_row: int,
    first_household: int,
    base_household: Array,
    county_share: Array,
    urban_share: Array,
    arrival_age: Array,
    arrival_male: float,
    arrival_schooling: Array,
    birth_male: float,
    seek_share: float,
    skill_sd: float,
    skill_tail: Array,
    k_birth: np.uint64,
    k_arrival: np.uint64,
    k_graduate: np.uint64,
    worker_id: Array,
    household: Array,
    county: Array,
    unit: Array,
    urban: Array,
    home_unit: Array,
    registration: Array,
    sex: Array,
    birth: Array,
    schooling: Array,
    school_exit: Array,
    skill: Array,
    status: Array,
    flags: Array,
    house_id: Array,
    house_county: Array,
    house_urban: Array,
    house_members: Array,
    house_minors: Array,
    n_births: Array,
    n_arrivals: Array,
    n_college: Array,
) -> tuple[int, int]:
    """Write this month's births and arrivals into free rows from `first_row` on.

    A newborn joins a keyed household of the unit's start population; an arrival founds a household.
    Graduates drawn by support left university a year ago, are 22 to 27 and look for work.

    Parameters
    ----------
    births, arrivals, graduates : float64[n_units], expected real persons this month
    base_household : int64[n_units + 1], rows of the unit's households at the start
    county_share : float64[n_units, n_counties], cumulative within the unit
    urban_share : float64[n_units], share of arrivals who settle in town
    arrival_age : float64[3], cumulative shares of ages 15-19, 20-44, 45-59
    arrival_schooling : float64[8], cumulative
    skill_sd, skill_tail : float, float64[2], see `wages.heavy_tail`

    Returns
    -------
    int, int
        Next free row of workers and of households.
    """
    row, house = first_row, first_household
    low = np.array([15 * 12, 20 * 12, 45 * 12])
    width = np.array([5 * 12, 25 * 12, 15 * 12])
    for u in range(births.shape[0]):
        for kind in range(3):
            k = k_birth if kind == BIRTH else k_arrival if kind == ARRIVAL else k_graduate
            expected = graduates[u]
            if kind != DRAWN:
                expected = births[u] if kind == BIRTH else arrivals[u]
            base = GRADUATE_SLOT
            if kind != DRAWN:
                base = BIRTH_SLOT if kind == BIRTH else 0
            slot, n = realised(expected, k, u, fraction)
            for _ in range(n):
                who = FIRST_ID + (months_since_base * UNITS + u) * SLOTS + base + slot
                slot += fraction
                sub = chain(k, who)
                worker_id[row] = who
                unit[row] = u
                far = np.sqrt(-2.0 * np.log(1.0 - unit_draw(sub, 6)))
                z = far * np.cos(2.0 * np.pi * unit_draw(sub, 9))
                skill[row] = heavy_tail(z, skill_sd, skill_tail[0], skill_tail[1])
                if kind == BIRTH:
                    h = base_household[u] + int(
                        unit_draw(sub, 1) * (base_household[u + 1] - base_household[u])
                    )
                    sex[row] = MALE if unit_draw(sub, 2) < birth_male else 1 - MALE
                    birth[row] = month
                    schooling[row] = TOO_YOUNG
                    status[row] = MINOR
                    home_unit[row] = u
                    registration[row] = 0
                    county[row] = house_county[h]
                    urban[row] = house_urban[h]
                    house_minors[h] += 1
                    n_births[u] += 1
                else:
                    h = house
                    house += 1
                    age_group = pick(arrival_age, unit_draw(sub, 1))
                    sex[row] = MALE if unit_draw(sub, 2) < arrival_male else 1 - MALE
                    birth[row] = month - low[age_group] - int(unit_draw(sub, 3) * width[age_group])
                    schooling[row] = pick(arrival_schooling, unit_draw(sub, 4))
                    status[row] = UNEMPLOYED if unit_draw(sub, 5) < seek_share else INACTIVE
                    if kind == DRAWN:
                        below = arrival_schooling[COLLEGE - 1]
                        at = below + unit_draw(sub, 4) * (1.0 - below)
                        schooling[row] = COLLEGE if at < arrival_schooling[COLLEGE] else BACHELOR
                        birth[row] = month - 22 * 12 - int(unit_draw(sub, 3) * 6 * 12)
                        school_exit[row] = month - 12
                        status[row] = UNEMPLOYED
                        flags[row] |= GRADUATE
                    if schooling[row] >= COLLEGE:
                        n_college[u] += 1
                    home_unit[row] = -1
                    registration[row] = OTHER_PROVINCE
                    county[row] = pick(county_share[u], unit_draw(sub, 7))
                    urban[row] = 1 if unit_draw(sub, 8) < urban_share[u] else 0
                    house_id[h] = who
                    house_county[h] = county[row]
                    house_urban[h] = urban[row]
                    n_arrivals[u] += 1
                household[row] = h
                house_members[h] += 1
                row += 1
    return row, house
