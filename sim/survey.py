"""The simulated labour force survey: who is asked in which month, and how far its rate may be off.

Households rotate 2-10-2, as in the national survey (recalled; the office publishes no more than
that part of the sample is renewed): a household is asked in two months running, rests for ten, and
is asked in the same two months of the next year. So a month's sample has four waves of equal size;
it shares half of its households with the month before and half with the same month a year before.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.columns import Array
from agents.draws import Stream, key
from agents.kernels import tabulate as k
from agents.kernels.rows import rows_where
from agents.state import Households, Workers

Ints = npt.NDArray[np.int64]
# months 0 and 1 (of 1900) are free: for what never changes of a household or person
FOR_GOOD, OFFICES = 0, 1
PAIRS_A_YEAR = 6


def wave_keys(seed: int, month: int) -> npt.NDArray[np.uint64]:
    """Return uint64[4]: the key by which each rotation group is drawn in `month`.

    A group keeps a key for two months running and for the same two months of the next year. Groups
    differ in the month (odd or even) and in the year in which they begin.

    Parameters
    ----------
    month : int, months since January 1900
    """
    keys = np.empty(k.WAVES, np.uint64)
    for group in range(k.WAVES):
        later_month, later_year = group % 2, group // 2
        pair = (month + later_month) // 2
        years = (pair // PAIRS_A_YEAR + later_year) // 2
        keys[group] = key(seed, Stream.SURVEY, years * PAIRS_A_YEAR + pair % PAIRS_A_YEAR)
    return keys


def draw_households(
    h: Households, seed: int, month: int, households: int, n_chunks: int
) -> tuple[Array, float]:
    """Return (int8[n_households], who is asked if she lives in town; the share that is asked).

    Parameters
    ----------
    households : int
        Urban households in the sample; all, if there are fewer.
    """
    counted = np.empty(n_chunks, np.int64)
    k.count_urban_households(h.urban, h.n_members, counted)
    there = int(counted.sum())
    share = min(1.0, households / there) if there else 0.0
    surveyed = np.empty(h.n, np.int8)
    for_good = key(seed, Stream.SURVEY, FOR_GOOD)
    k.draw_survey(h.id, share, for_good, wave_keys(seed, month), surveyed)
    return surveyed, share


def sampling_sums(w: Workers, answers: Array, n_units: int) -> Ints:
    """Return int64[n_units, 4]: households asked, and squares and products of their answers.

    See `agents.kernels.tabulate.sum_answers`. A household that lives in two units is one in each.
    """
    rows = rows_where(answers)
    unit, household = w.unit[rows], w.household[rows]
    order = np.lexsort((unit, household))
    rows, unit, household = rows[order], unit[order], household[order]
    last = np.ones(len(rows), np.bool_)
    last[:-1] = (household[1:] != household[:-1]) | (unit[1:] != unit[:-1])
    sums = np.zeros((n_units, 4), np.int64)
    k.sum_answers(rows, answers, w.unit, last, sums)
    return sums


def standard_error(
    jobless: npt.ArrayLike, force: npt.ArrayLike, sums: npt.ArrayLike, asked: npt.ArrayLike
) -> npt.NDArray[np.float64]:
    """Return the design-based standard error of an unemployment rate from sampled households.

    The rate is a ratio of two sample totals; households are the clusters. Linearised (Taylor), the
    variance is (1 - f) n/(n - 1) sum of (u_h - r l_h)^2 over the squared labour force, with u_h and
    l_h the unemployed and the labour force of household h, r the rate and f the share asked.

    Parameters
    ----------
    jobless, force : float64[...], unemployed and labour force in the sample
    sums : float64[..., 4], see `sampling_sums`
    asked : float64, share of all households that is asked

    References
    ----------
    .. [1] Cochran (1977), Sampling Techniques, 3rd ed., chapters 6 and 9.
    """
    u, total, s = (np.asarray(x, np.float64) for x in (jobless, force, sums))
    out = np.full(u.shape, np.nan)
    known = (total > 0) & (s[..., 0] > 1)
    rate = np.divide(u, total, out=np.zeros_like(out), where=known)
    squares = s[..., 1] - 2.0 * rate * s[..., 2] + rate**2 * s[..., 3]
    n = np.where(known, s[..., 0], 2.0)
    variance = (1.0 - np.asarray(asked)) * n / (n - 1.0) * np.maximum(squares, 0.0)
    np.divide(np.sqrt(variance), total, out=out, where=known)
    return out
