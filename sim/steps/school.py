"""Part of step 1: June and July; schools let their pupils go, seats are filled by lottery."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.codes import Destination, Flag, Status
from agents.columns import Array
from agents.draws import Stream
from agents.kernels.ageing import COMES_BACK, GRADUATES, INTERNS, LEAVES
from agents.kernels.schooling import (
    CHUNKS,
    LONGEST_WAIT,
    count_candidates,
    count_destinations,
    leave_school,
    place_graduates,
)
from scenarios.measure import ParameterValues
from scenarios.parameters import Parameters
from scenarios.tables import education_pipeline
from scenarios.tables_education import education
from sim.field_planning import EXPANSION, send_to_trades
from sim.flexible import flexible_income
from sim.inputs import cumulative
from sim.southern import come_home_from_school, count_stem, field_shares, offer_northern_seats
from sim.steps.moves import farm_leavers
from sim.steps.set_policy import set_policy
from sim.world import World

Floats = npt.NDArray[np.float64]
SCHOOL_MONTHS = (6, 7)  # half of the year's places are filled in each
COUNTED_MONTHS = (8, 12)  # graduates are counted at the end of these


def finish_school(world: World, rows: Array, event: Array) -> None:
    """Let those who end a school go on or leave, place graduates, let those away come back."""
    what = event[rows]
    world.interns = rows[what == INTERNS]
    back = rows[what == COMES_BACK]
    if len(back):
        w = world.population.workers
        w.status[back], w.spell[back], w.wage[back] = Status.UNEMPLOYED, 0, 0.0
        w.flags[back] &= ~np.int16(Flag.LEFT)
        world.flows.came_home += np.bincount(w.unit[back], minlength=world.flows.n)
    ended = rows[(what == LEAVES) | (what == GRADUATES)]
    if len(ended):
        set_policy(world)  # schools admit under this month's policy
        come_home_from_school(world, ended, event)
        fill_seats(world, ended, event)
        place(world, ended, event)
        send_to_trades(world, ended)


def seats(world: World) -> tuple[float, float, float]:
    """Return this month's vocational, college and bachelor places, sampled.

    Vocational places grow where measure 6 pays for it, by the region's mean.

    Set so that the graduates of later years are those of the table, if `study_completion` of those
    who enter finish; the bachelor places of school leavers are less those whom further study will
    bring there.
    """
    if world.month.month not in SCHOOL_MONTHS:
        return 0.0, 0.0, 0.0
    table, year = education(), world.month.year
    part = world.parameters["bachelor_share"]
    study = further_study(world.parameters)
    part_of_month = 1.0 / len(SCHOOL_MONTHS) / world.fraction
    entered = part_of_month / world.parameters["study_completion"]
    bachelor = (
        part * table.graduates(year + 4)
        - study[0] * (1.0 - part) * table.graduates(year + 2)
        - study[1] * part * table.graduates(year + 1)
    )
    college = (1.0 - part) * table.graduates(year + 3)
    more = float(world.market.school_plan[:, EXPANSION] @ world.share_of_region())
    return (
        table.trained(year + 3) * part_of_month * (1.0 + more),
        college * entered,
        max(bachelor, 0.0) * entered,
    )


def further_study(p: ParameterValues) -> Floats:
    """Return float64[2]: share of college and of bachelor graduates who study on."""
    table = education_pipeline()
    shares = np.array([table.further_study_college[0], table.further_study_bachelor[0]])
    return shares * p["g_study"] / Parameters.default()["g_study"]


def admit(weight: Floats, candidates: npt.NDArray[np.int64], places: float) -> Floats:
    """Return the cuts, float64 as `weight`: min(1, c · weight) with c so that places are filled.

    Parameters
    ----------
    weight : float64[...], relative chances of groups of candidates
    candidates : int64[...], persons in each group
    places : float
        If there are more than candidates, everybody with a chance is admitted.
    """
    full = np.zeros(weight.shape, np.bool_)
    open_to = (weight > 0.0) & (candidates > 0)
    for _ in range(weight.size):
        left = places - candidates[full & open_to].sum()
        demand = (weight * candidates)[open_to & ~full].sum()
        if demand <= 0.0:
            break
        c = max(left, 0.0) / demand
        over = open_to & ~full & (c * weight > 1.0)
        if not over.any():
            return np.where(full, 1.0, np.minimum(c * weight, 1.0)) * (weight > 0.0)
        full |= over
    return np.where(weight > 0.0, 1.0, 0.0)


def fill_seats(world: World, ended: Array, event: Array) -> None:
    """Admit to vocational and tertiary schools; the others work or stay out."""
    w, p, flows = world.population.workers, world.parameters, world.flows
    month = int(world.month)
    to_senior = np.array([p["to_senior_rural"], p["to_senior_urban"]])
    k_school = world.key(Stream.SCHOOL_EXIT, 0)
    if world.month.month in SCHOOL_MONTHS:
        offer_northern_seats(world, ended, event, to_senior, 1.0 / len(SCHOOL_MONTHS))
    seniors = np.zeros((2, 2), np.int64)
    going_on = count_candidates(
        month, ended, event, w.id, w.birth, w.urban, w.schooling, w.field, to_senior, k_school,
        seniors,
    )  # fmt: skip
    vocational, college, bachelor = seats(world)
    chance = np.array([p["to_tertiary_rural"], p["to_tertiary_urban"]])
    weight = chance[:, None] * np.array([1.0, p["vocational_tertiary"]])
    academic = np.array([1.0, 0.0])
    to_bachelor = admit(weight * academic, seniors, bachelor)
    to_tertiary = np.maximum(admit(weight, seniors, college + bachelor), to_bachelor)
    left = np.zeros((flows.n, 2), np.int64)
    leave_school(
        month, ended, event, w.id, w.unit, w.birth, w.urban, w.schooling, w.school_exit, w.field,
        w.status, w.tenure, w.spell, to_senior, min(vocational / max(going_on, 1), 1.0),
        to_bachelor, to_tertiary, field_shares(world), p["seek_leavers"],
        farm_leavers(world), k_school, world.key(Stream.LEAVE_SCHOOL, 0), left,
    )  # fmt: skip
    flows.trained_leavers += left[:, 0]
    flows.other_leavers += left[:, 1]


def place(world: World, ended: Array, event: Array) -> None:
    """Let the graduates of the month study on, leave, wait, work for themselves or search."""
    w, p, s, flows = world.population.workers, world.parameters, world.structure, world.flows
    done = ended[event[ended] == GRADUATES]
    waited = (w.flags[done] & Flag.GRADUATE != 0) & (w.spell[done] < LONGEST_WAIT)
    place_graduates(
        int(world.month), ended, event, w.id, w.unit, w.urban, w.birth, w.skill, w.schooling,
        w.school_exit, w.field, w.status, w.occupation, w.industry, w.insured, w.wage, w.tenure,
        w.spell, w.flags, cumulative(world.market.field_share), further_study(p), p["leave_g"],
        p["g_wait"], p["g_su"], int(p["exam_month"]) - 1, flexible_income(world),
        p["informal_skill"],
        s.flexible_industry, s.flexible_occupation, p["reg_new"],
        world.key(Stream.GRADUATE_PATH), world.key(Stream.SCHOOL_EXIT, 0), world.register_key(),
        flows.graduates, flows.urban_entries, flows.urban_entry_persons, flows.urban_registered,
    )  # fmt: skip
    count_stem(world, done[~waited])
    left = ended[w.status[ended] == Status.AWAY]
    flows.went_out += np.bincount(w.unit[left], minlength=flows.n)


def count_graduates(world: World) -> None:
    """Count the year's graduates by destination at the end of August and of December."""
    if world.month.month not in COUNTED_MONTHS:
        return
    w, flows = world.population.workers, world.flows
    counts = np.zeros((CHUNKS, flows.n, len(Destination)), np.int64)
    count_destinations(
        int(world.month), w.unit, w.status, w.school_exit, w.spell, w.last_firm, w.flags, counts
    )
    for kind in Destination:
        getattr(flows, f"graduates_{kind.code}")[:] = counts[:, :, kind].sum(axis=0)
