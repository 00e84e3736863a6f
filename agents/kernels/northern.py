"""Southern pupils in northern vocational schools: who would go on at home, who begins where."""

from __future__ import annotations

import numpy as np

from agents.codes import Schooling
from agents.columns import Array
from agents.draws import chain, unit_draw
from agents.jit import kernel
from agents.kernels.posting import pick
from agents.kernels.schooling import FIELD_DRAW

SENIOR = int(Schooling.SENIOR)
YEARS = 3  # of vocational school


@kernel
def goes_on_at_home(
    rows: Array,
    worker_id: Array,
    urban: Array,
    schooling: Array,
    to_senior: Array,
    k_school: np.uint64,
    out: Array,
) -> None:
    """Write whether each pupil who ends junior secondary school would find a senior one at home.

    Parameters
    ----------
    to_senior, k_school : see `schooling.count_candidates`, whose draw this is
    out : bool[n]
        Written, every element.
    """
    for r in range(rows.shape[0]):
        i = rows[r]
        out[r] = unit_draw(chain(k_school, worker_id[i]), schooling[i]) < to_senior[urban[i]]


@kernel
def begin_northern_school(
    month: int,
    rows: Array,
    worker_id: Array,
    unit: Array,
    county: Array,
    urban: Array,
    schooling: Array,
    school_exit: Array,
    field: Array,
    to_unit: Array,
    county_share: Array,
    field_share: Array,
    k_seat: np.uint64,
    k_school: np.uint64,
) -> None:
    """Let pupils begin a vocational school in the north and live in its town for three years.

    Parameters
    ----------
    to_unit : float64[n_units], cumulative: units of the schools
    county_share : float64[n_units, n_counties], cumulative; field_share : float64[n_fields]
    k_seat : uint64, key of Stream.NORTHERN_SEATS this month; k_school : see `schooling`
    """
    for r in range(rows.shape[0]):
        i = rows[r]
        sub = chain(k_seat, worker_id[i])
        unit[i] = pick(to_unit, unit_draw(sub, 1))
        county[i] = pick(county_share[unit[i]], unit_draw(sub, 2))
        urban[i] = 1
        schooling[i] = SENIOR
        school_exit[i] = month + 12 * YEARS
        draw = unit_draw(chain(k_school, worker_id[i]), FIELD_DRAW + SENIOR)
        field[i] = 1 + pick(field_share, draw)
