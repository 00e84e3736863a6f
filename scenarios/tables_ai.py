"""Scores of exposure to AI, and what the formula of its adoption needs; see `tables.ai_*`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from agents.codes import Industry, Occupation
from scenarios.tables import AI_YEARS, LongTable, ai_adoption, ai_exposure, physical_automation

Floats = npt.NDArray[np.float64]
# machines follow the AI path's name; `burst` is a matter of software only
MACHINE_PATH = {"low": "low", "central": "central", "high": "high", "burst": "central"}


@dataclass(frozen=True)
class ExposureScores:
    """Several scores of exposure, each over its mean, so that they can be averaged.

    Attributes
    ----------
    occupation : float64[3, 7]
        ILO (2025) mean score; share of unit groups exposed at all; share exposed most.
    industry : float64[2, 22]
        ILO mean score; language-model index of Felten, Raj & Seamans at the ILO score's mean and
        spread over sections. Score 0-1.
    """

    occupation: Floats
    industry: Floats


@cache
def _table() -> LongTable:
    return LongTable("ai")


def _sections(margin: str) -> Floats:
    return _table().vector(margin, [i.code[0] for i in Industry])


@cache
def exposure_scores() -> ExposureScores:
    """Return the scores of exposure by occupation and by industry."""
    margins = ("exposure_occupation", "exposed_any", "exposed_most")
    score = np.array([_table().vector(m, [o.code for o in Occupation]) for m in margins])
    ilo, index = np.asarray(ai_exposure()), _sections("aiie")
    first = [n for n, i in enumerate(Industry) if not i.code.startswith("C_") or i.code[2] == "t"]
    z = (index - index[first].mean()) / index[first].std()
    other = np.maximum(ilo[first].mean() + ilo[first].std() * z, 0.0)
    return ExposureScores(
        occupation=score / score.mean(axis=1, keepdims=True), industry=np.array([ilo, other])
    )


def dampener() -> Floats:
    """Return float64[22], how far posts under establishment control follow technology."""
    return _sections("dampener")


def adoption_weight() -> Floats:
    """Return float64[22], speed of adoption of an industry over the average."""
    return _sections("adoption_weight")


def last_adoption(path: str) -> Floats:
    """Return float64[22], share of exposed tasks done with AI at the end of the last year."""
    return np.asarray(ai_adoption(path)[-1])


def machine_rate(path: str) -> Floats:
    """Return float64[22], share of jobs a year that machines replace on a path; 0 on `zero`."""
    if path == "zero":
        return np.zeros(len(Industry))
    return np.asarray(physical_automation(MACHINE_PATH[path]))


def last_year() -> int:
    """Return the year at whose end the paths stop moving."""
    return AI_YEARS[-1]
