"""What a world leaves behind: small tables by month, all in sampled persons."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.facts.estimators import LogRank

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MAX_SPELL, MAX_TENURE = 36, 480
AGES = (16, 25, 35, 45, 60)  # first years of the bands of S13; the last ends the last band
# firms by age in years and by true size, of S18
FIRM_AGES, FIRM_SIZES = (0.0, 3.0, 6.0, 12.0), (0.0, 5.0, 20.0, 100.0)
PAY_STEP, PAY_STEPS = 0.02, 150  # of pay over the minimum wage, S26; one more step is open
SPELL_GROUPS = (1, 2, 3, 4, 6, 9, 13, 19)  # first months of the groups of the flatness test


@dataclass
class Record:
    """Tables of one world; lists hold one entry a month, from the first observed month on.

    Attributes
    ----------
    first : int, first observed month, from January 1900
    residual_people, residual_jobs : list of int, sums of absolute residuals (S1, S2)
    disorder : list of int, cells in which a measure of unemployment exceeds the wider one (S9)
    stock : list of int64[n_units, 3], E, U, N at the month's end
    flow : list of int64[n_units, 3, 3], persons by state before and after, unit before
    posts_open, posts_new, posts_offered : list of int64[n_units]
        At the month's end; opened in the month; offered for matching.
    jobs : list of int64[n_units], people at work for firms
    hires_ue, hires_old, at_old : list of int64[n_units]
        Hires from unemployment by unit of residence; of those searching for more than a month,
        and how many of them there were.
    output : list of float64[n_units]
    heads : list of int64[n_industries], staff at work by industry
    farm : list of float, share of seasonal family farm workers who are at work
    season_heads, season_farm : the tables that the last two follow, of the same month
    spell_risk, spell_exit : int64[n_units, MAX_SPELL + 1], unemployed and exits to work by
        unit and month of the spell
    tenure_risk, tenure_end : int64[MAX_TENURE + 1]
    staff_age, moves_age : int64[4], staff and changes of employer by age band
    hires : int64[3], EE, UE, NE
    gain_ee, gain_eue : list of float [sum, n] of log pay changes
    moves : int64[n_units, n_units], moves of residence of persons of 16-59
    firm_risk, firm_exit : float64[4, 4], firm-months and exits by age and size, weighted
    pay_jobs : list of int64[PAY_STEPS + 1], private employees by steps of pay over the minimum wage
    kaitz : list of float, their mean minimum wage over their median pay
    subsidised, subsidy_hires : list of int
        Persons with a contribution subsidy; subsidies granted in the month.
    at_work : list of int64[2], persons at work who belong to a subsidised group, and others
    years : list of dict, cross-sections of the first month, of June and December
        (see `sim.facts.yearly`)
    """

    k: int
    n_units: int
    first: int = 0
    residual_people: list[int] = field(default_factory=list)
    residual_jobs: list[int] = field(default_factory=list)
    disorder: list[int] = field(default_factory=list)
    stock: list[Ints] = field(default_factory=list)
    flow: list[Ints] = field(default_factory=list)
    posts_open: list[Ints] = field(default_factory=list)
    posts_new: list[Ints] = field(default_factory=list)
    posts_offered: list[Ints] = field(default_factory=list)
    jobs: list[Ints] = field(default_factory=list)
    hires_ue: list[Ints] = field(default_factory=list)
    hires_old: list[Ints] = field(default_factory=list)
    at_old: list[Ints] = field(default_factory=list)
    output: list[Floats] = field(default_factory=list)
    heads: list[Ints] = field(default_factory=list)
    farm: list[float] = field(default_factory=list)
    season_heads: list[Floats] = field(default_factory=list)
    season_farm: list[float] = field(default_factory=list)
    pay_jobs: list[Ints] = field(default_factory=list)
    kaitz: list[float] = field(default_factory=list)
    subsidised: list[int] = field(default_factory=list)
    subsidy_hires: list[int] = field(default_factory=list)
    at_work: list[Ints] = field(default_factory=list)
    years: list[dict[str, Any]] = field(default_factory=list)
    road: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    log_rank: LogRank = field(default_factory=lambda: LogRank(len(SPELL_GROUPS)))

    def __post_init__(self) -> None:
        n = self.n_units
        self.spell_risk = np.zeros((n, MAX_SPELL + 1), np.int64)
        self.spell_exit = np.zeros((n, MAX_SPELL + 1), np.int64)
        self.tenure_risk = np.zeros(MAX_TENURE + 1, np.int64)
        self.tenure_end = np.zeros(MAX_TENURE + 1, np.int64)
        self.staff_age = np.zeros(len(AGES) - 1, np.int64)
        self.moves_age = np.zeros(len(AGES) - 1, np.int64)
        self.hires = np.zeros(3, np.int64)
        self.gain_ee = np.zeros(2)
        self.gain_eue = np.zeros(2)
        self.moves = np.zeros((n, n), np.int64)
        self.firm_risk = np.zeros((len(FIRM_AGES), len(FIRM_SIZES)))
        self.firm_exit = np.zeros((len(FIRM_AGES), len(FIRM_SIZES)))

    def table(self, name: str) -> Floats:
        """Return one of the lists as float64[months, ...]."""
        return np.array(getattr(self, name), dtype=np.float64)

    def decembers(self) -> list[dict[str, Any]]:
        """Return the cross-sections of Decembers."""
        return [year for year in self.years if year["month"] % 12 == 11]

    def unemployment(self) -> Floats:
        """Return float64[months]: the unemployed over the labour force, whole region."""
        stock = self.table("stock").sum(axis=1)
        return np.asarray(stock[:, 1] / np.maximum(stock[:, 0] + stock[:, 1], 1.0))

    def unit_unemployment(self) -> Floats:
        """Return float64[months, n_units]: the same by unit of residence."""
        stock = self.table("stock")
        return np.asarray(stock[..., 1] / np.maximum(stock[..., 0] + stock[..., 1], 1.0))

    def vacancy_rate(self) -> Floats:
        """Return float64[months]: posts open at the month's end over jobs and open posts."""
        posts, jobs = (self.table(name).sum(axis=1) for name in ("posts_open", "jobs"))
        return np.asarray(posts / np.maximum(posts + jobs, 1.0))
