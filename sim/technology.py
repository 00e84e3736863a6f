"""Paths of technology of a run: displacement by industry, how deep an adopter goes, exposure.

Displacement comes from the table or from the formula, never from both (`ai_formula`). The table
already holds exposure × adoption × displacement share × dampener.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from agents.codes import Industry, Occupation
from scenarios import tables, tables_ai
from scenarios.parameters import Parameters

Floats = npt.NDArray[np.float64]
ORIGIN = 2023  # language models come into use: January of this year (parameter evidence, section 5)
FULL = 0.95  # no industry uses AI in all exposed tasks (the table's own cap)
MANUAL = (Occupation.SERVICES, Occupation.AGRICULTURE, Occupation.PRODUCTION, Occupation.OTHER)


@dataclass(frozen=True)
class Technology:
    """What does not change during a run.

    Attributes
    ----------
    active : bool, whether anything happens at all (not on the path zero)
    gross : float64[6, 22], AI's cumulative gross displacement at the ends of 2025 … 2030
    loss : float64[22], share of its places that a firm loses when it adopts
    gain : float64[22], factor of the demand for an adopter's output
    machines : float64[22], share of places a year that machines replace
    exposure, manual : float64[22, 7], weights by occupation: of AI, of machines
    """

    active: bool
    gross: Floats
    loss: Floats
    gain: Floats
    machines: Floats
    exposure: Floats
    manual: Floats


def technology(path: str, p: Parameters) -> Technology:
    """Return the technology of an AI path: zero, low, central, high or burst."""
    exposure = exposure_matrix(p["exposure_z"])
    per_adoption = np.zeros(len(Industry))
    yearly = np.vstack([np.zeros(len(Industry)), tables.ai_displacement(path)])
    if p["ai_formula"] > 0.5 and path != "zero":
        per_adoption = tables.ai_exposure() * p["psi_ai"] * tables_ai.dampener()
        years = np.arange(2025, tables_ai.last_year() + 1)
        adoption = bass_adoption(years, p)
        yearly = per_adoption * (adoption - adoption[0])
    elif path != "zero":
        per_adoption = yearly[-1] / tables_ai.last_adoption(path)
    depth = np.maximum(p["m_ai"], yearly[-1] / np.maximum(per_adoption, 1e-9))
    industry = exposure.sum(axis=1) / len(Occupation)
    response = p["eps_dem"] * tables_ai.dampener()
    return Technology(
        active=path != "zero",
        gross=yearly,
        loss=per_adoption * p["m_ai"],
        gain=(1.0 + p["g_ai"] * industry * depth) ** response,
        machines=tables_ai.machine_rate(path) * p["machines_new"],
        exposure=exposure,
        manual=np.tile(np.isin(list(Occupation), MANUAL), (len(Industry), 1)).astype(np.float64),
    )


def exposure_matrix(z: float) -> Floats:
    """Return float64[22, 7]: exposure by industry × occupation, the mean over several scores.

    Parameters
    ----------
    z : float
        Spreads of the scores by which both factors lie off their means; 0 is the average.
    """
    scores = tables_ai.exposure_scores()
    job = scores.occupation.mean(axis=0) + z * scores.occupation.std(axis=0)
    industry = scores.industry.mean(axis=0) + z * scores.industry.std(axis=0)
    job = np.maximum(job, 0.0)
    return np.asarray(np.maximum(industry, 0.0)[:, None] * (job / job.mean())[None, :])


def bass(years: Floats, p: float, q: float) -> Floats:
    """Return the Bass (1969) share of adopters after years, 0 before the start."""
    t = np.maximum(years, 0.0)
    fall = np.exp(-(p + q) * t)
    return np.asarray((1.0 - fall) / (1.0 + q / p * fall))


def bass_adoption(years: npt.ArrayLike, p: Parameters) -> Floats:
    """Return float64[n, 22]: share of exposed tasks done with AI at the ends of years."""
    t = np.asarray(years, np.float64) + 1.0 - ORIGIN - p["lag_xj"]
    share = p["m_ai"] * bass(t, p["p_ai"], p["q_ai"])
    return np.asarray(np.minimum(share[:, None] * tables_ai.adoption_weight(), FULL))
