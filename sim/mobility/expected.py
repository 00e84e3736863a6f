"""The occupational-mobility model of del Rio-Chanona et al. [1]_, run through the model's kernels.

Workers lose jobs and occupations open vacancies so that realised demand follows a target path; the
unemployed apply along a network of occupations. Here are the rules and the map of expected numbers;
`sim.mobility.agents` has one row a person, with the search and matching kernels of the month.

A row of a course holds the state after that many steps; row 0 is the start. The step that leads to
row t sees the stocks of row t - 1 and the target of t.

References
----------
.. [1] del Rio-Chanona, Mealy, Beguerisse-Diaz, Lafond & Farmer (2021), "Occupational mobility and
   automation: a data-driven network model", Journal of the Royal Society Interface, 20200898.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agents.kernels import mobility
from sim.mobility.files import Floats, Network


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The constants of the published model [1]_, as the description of its benchmark states them.

    Confidence: found there, the benchmark's expected series is met to its last digit with them.

    Attributes
    ----------
    delta_u, delta_v : float, share of jobs a step that end, and that open a vacancy, regardless
    gamma_u, gamma_v : float, share of the gap to target demand closed in a step; 10 delta_u
    step_weeks : float, length of a step
    n_steps : int, rows of a course
    long_term_from : int, first spell, in steps, of long-term unemployment
    automation_from : int, step; automation_years : float, of 52 weeks, length of the transition
    automation_done : float, share of the transition that lies within these years
    cycle_from, cycle_period : int, steps; cycle_phase : int, steps
    cycle_amplitude : float, share of demand
    """

    delta_u: float = 0.016
    delta_v: float = 0.012
    gamma_u: float = 0.16
    gamma_v: float = 0.16
    step_weeks: float = 6.75
    n_steps: int = 600
    long_term_from: int = 3
    automation_from: int = 100
    automation_years: float = 30.0
    automation_done: float = 0.9999
    cycle_from: int = 80
    cycle_period: int = 103
    cycle_phase: int = 80
    cycle_amplitude: float = 0.065


@dataclass(frozen=True)
class Course:
    """What happened: persons and vacancies by step and occupation, in the size of the country.

    Attributes
    ----------
    occupations : tuple of str, codes
    e, u, v, long_term_u : float64[n_steps, n_occupations]
        Employed, unemployed, vacancies, and those unemployed for long; whoever has no job at the
        start is never among the last, for nobody knows since when.
    """

    occupations: tuple[str, ...]
    e: Floats
    u: Floats
    v: Floats
    long_term_u: Floats

    def __repr__(self) -> str:
        return f"Course({len(self.e)} steps of {len(self.occupations)} occupations)"

    def in_percent(self) -> Floats:
        """Return float64[n_steps, 3]: u and long-term u of the labour force, v of all jobs between.

        Jobs are filled and open ones, e + v, as vacancy rates are published.
        """
        e, u, v, long_term = (x.sum(axis=1) for x in (self.e, self.u, self.v, self.long_term_u))
        jobs = np.maximum(e + v, np.finfo(np.float64).tiny)  # the smallest worlds may have none
        return np.stack([100 * u / (e + u), 100 * v / jobs, 100 * long_term / (e + u)], axis=1)


def target_demand(network: Network, shock: str, rules: Rules) -> Floats:
    """Return float64[n_steps, n_occupations]: the demand that occupations move towards.

    Parameters
    ----------
    network : Network
    shock : "cycle" or "automation"
        A sine wave of all demand, or a logistic path to demand redistributed in proportion to
        1 - probability of automation, the total unchanged.
    rules : Rules
    """
    start = network.employment * (1.0 + rules.delta_u)
    step = np.arange(rules.n_steps)[:, None]
    if shock == "cycle":
        wave = np.sin(2.0 * np.pi / rules.cycle_period * (step + rules.cycle_phase))
        path = start * (1.0 - rules.cycle_amplitude * wave)
        return np.where(step >= rules.cycle_from, path, start)
    if shock != "automation":
        raise ValueError(f"shock is {shock!r}; it is 'cycle' or 'automation'")
    if network.automation is None:
        raise ValueError("the automation shock needs a network loaded with automation=True")
    kept = start * (1.0 - network.automation)
    final = kept * (start.sum() / kept.sum())
    half = rules.automation_years * 52.0 / rules.step_weeks / 2.0
    steepness = -np.log(1.0 / rules.automation_done - 1.0) / half
    middle = rules.automation_from + half
    path = start + (final - start) / (1.0 + np.exp(-steepness * (step - middle)))
    return np.where(step >= rules.automation_from, path, start)


def run_map(network: Network, shock: str, rules: Rules | None = None) -> Course:
    """Return the course of the expected numbers."""
    rules = rules or Rules()
    demand = target_demand(network, shock, rules)
    n = len(network.occupations)
    e = network.employment.copy()
    v = rules.delta_v * e
    # rows: spell 0, 1, ..., then long-term, then without work since before the start
    by_spell = np.zeros((rules.long_term_from + 2, n))
    by_spell[-1] = rules.delta_u * e
    finding, hires = np.empty(n), np.empty(n)
    course = empty_course(network, rules)
    for t in range(rules.n_steps):
        if t > 0:
            u = by_spell.sum(axis=0)
            separations, openings = plan(rules, e, v, demand[t])
            mobility.expect_hires(
                network.first, network.target, network.share, u, v, finding, hires
            )
            stays = by_spell * (1.0 - finding)
            by_spell[0] = separations
            by_spell[1:-1] = stays[:-2]
            by_spell[-2] += stays[-2]
            by_spell[-1] = stays[-1]
            e += hires - separations
            v += openings - hires
        course.e[t], course.u[t], course.v[t] = e, by_spell.sum(axis=0), v
        course.long_term_u[t] = by_spell[-2]
    return course


def plan(rules: Rules, e: Floats, v: Floats, demand: Floats) -> tuple[Floats, Floats]:
    """Return expected separations and openings of a step, float64[n_occupations] each."""
    separations, openings = np.empty_like(e), np.empty_like(e)
    deltas, gammas = (rules.delta_u, rules.delta_v), (rules.gamma_u, rules.gamma_v)
    mobility.plan_flows(e, v, demand, *deltas, *gammas, separations, openings)
    return separations, openings


def empty_course(network: Network, rules: Rules) -> Course:
    """Return a course to be filled, every element."""
    shape = (rules.n_steps, len(network.occupations))
    return Course(network.occupations, *(np.empty(shape) for _ in range(4)))
