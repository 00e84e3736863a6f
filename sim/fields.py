"""Which occupations people look for: by own occupation, by schooling, and by field of study."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.codes import Schooling
from scenarios.tables_education import education

Floats = npt.NDArray[np.float64]


def jobs_by_class(move: Floats, by_schooling: Floats, match: float) -> Floats:
    """Return float64[42, 7], cumulative: occupations that persons of each search class look for.

    Rows as in `agents.kernels.search.search_class`: own occupation, schooling of those never at
    work, then level and field. A part `match` of the last looks in the trade of the field only, in
    proportion to the usual occupations of the level; the rest looks as the level does.

    Parameters
    ----------
    move : float64[7, 7], by_schooling : float64[8, 7], cumulative
    match : float, share that searches in the trade learnt
    """
    level = np.diff(by_schooling[Schooling.SENIOR :], axis=1, prepend=0.0)
    inside = level[:, None, :] * education().related[None, :, :] + 1e-12
    inside /= inside.sum(axis=2, keepdims=True)
    field = match * inside + (1.0 - match) * level[:, None, :]
    total = np.minimum(np.cumsum(field.reshape(-1, field.shape[2]), axis=1), 1.0)
    total[:, -1] = 1.0
    return np.vstack([move, by_schooling, total])
