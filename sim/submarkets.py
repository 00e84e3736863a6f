"""The sub-markets of a run: who proposes to visit which, and how large their slot tables are.

Proposals are fixed by the start population, so a policy or a seed never moves them; what changes
from month to month stands in the weights, and in the posts that lie in the slots.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from agents.codes import Ownership, UnitTable
from agents.columns import Array
from agents.kernels.markets import MAX_LOAD_4, MOST_SLOTS, alias_tables, lay_out_posts, table_sizes
from agents.kernels.posting import N_OCCUPATIONS
from scenarios.parameters import Parameters
from sim.fields import jobs_by_class
from sim.inputs import Inputs, destinations
from sim.structure import Structure

Floats = npt.NDArray[np.float64]
MAX_LOAD = MAX_LOAD_4 / 4.0
WINTER = (11, 12, 1, 2, 3, 4, 5)  # passes across the Tianshan are closed


class FullMarketError(ValueError):
    """A sub-market has more posts than any slot table holds."""


@dataclass(frozen=True)
class Proposal:
    """Alias tables of one season, as `agents.kernels.markets.draw_market` reads them."""

    first: Array
    market: Array
    keep: Array
    other: Array


@dataclass
class SubMarkets:
    """Proposals of summer and winter, slot tables, and what a mover gives up.

    Attributes
    ----------
    proposals : Proposal of summer and of winter
    move_cost : float64[2, n_units, n_units], log points of pay, by season
    family_cost : float64[n_units], log points lost by working there away from one's family
    usual : float64[n_markets], posts that tables are made for
    slots_per_post, least_slots : float, see `agents.kernels.markets.table_sizes`
    first_slot : int64[n_markets + 1]; slot : int32[first_slot[-1]]
        This month's posts, see `agents.kernels.markets.lay_out_posts`.
    """

    proposals: tuple[Proposal, Proposal]
    move_cost: Floats
    usual: Floats
    slots_per_post: float
    least_slots: int
    family_cost: Floats
    first_slot: Array = field(default_factory=lambda: np.zeros(1, np.int64))
    slot: Array = field(default_factory=lambda: np.empty(0, np.int32))

    @classmethod
    def of(cls, structure: Structure, inputs: Inputs, p: Parameters) -> SubMarkets:
        """Make the sub-markets of a start population (units × occupations)."""
        mass = structure.start_population / max(structure.start_population.mean(), 1.0)
        seasons = [destinations(road, inputs.unit_level, mass, p) for road in inputs.road]
        match = p["match_voc"]
        proposals = [propose(share, inputs, structure, match) for share, _ in seasons]
        return cls(
            proposals=(proposals[0], proposals[1]),
            move_cost=np.array([cost + living_cost(inputs, p) for _, cost in seasons]),
            usual=usual_posts(structure, p).ravel(),
            slots_per_post=p["slots_per_post"],
            least_slots=int(p["least_slots"]),
            family_cost=family_cost(np.full(inputs.road.shape[1], p["school_places"]), p),
        )

    def lay_out(self, key: Array, market: Array, units: UnitTable) -> None:
        """Put this month's posts into their slots.

        A table has its usual size unless its posts would fill more than three quarters of it; then
        it is doubled for the month, as often as it takes. So its size, too, depends on the set of
        posts only.

        Raises
        ------
        FullMarketError
            If a table would need more slots than one may have.
        """
        n_posts = np.bincount(market, minlength=len(self.usual))
        needed = n_posts / MAX_LOAD / self.slots_per_post
        self.first_slot = table_sizes(
            np.maximum(self.usual, needed), self.slots_per_post, self.least_slots
        )
        size = np.diff(self.first_slot)
        if size.max() > MOST_SLOTS:
            unit, job = divmod(int(size.argmax()), N_OCCUPATIONS)
            raise FullMarketError(
                f"{n_posts[size.argmax()]} open posts of occupation {job} in {units.en[unit]} need "
                f"{size.max()} slots; a table has at most {MOST_SLOTS}: lower slots_per_post"
            )
        if len(self.slot) != self.first_slot[-1]:
            self.slot = np.empty(int(self.first_slot[-1]), np.int32)
        full = lay_out_posts(key, market, self.first_slot, self.slot)
        assert full < 0, "a table was made for its posts"


def family_cost(school_places: Floats, p: Parameters) -> Floats:
    """Return float64[n_units]: log points lost by working there away from those one cares for.

    Where all migrants' children find a school place, families move along and nothing is lost.

    Parameters
    ----------
    school_places : float64[n_units], share of migrants' children who get a place; without policy
        the parameter of this name, else the lever of measure 9
    """
    return np.asarray(p["family_apart"] * (1.0 - school_places))


def living_cost(inputs: Inputs, p: Parameters) -> Floats:
    """Return float64[n_units, n_units]: log points by which living elsewhere costs more than home.

    Lodging, less public rental housing (`rental_served`: a lever by unit may stand in its place),
    and what a mover asks for on top where pay is usually higher: that pay is higher there already
    brought her there (`destinations`), so it must not count twice.
    """
    n = len(inputs.unit_level)
    served = np.full(n, p["rental_served"])
    gap = inputs.unit_level[None, :] - inputs.unit_level[:, None]
    lodging = (p["lodging"] * (1.0 - served))[None, :]
    return np.asarray((1.0 - np.eye(n)) * (lodging + p["asked_gap"] * gap))


def usual_posts(structure: Structure, p: Parameters) -> Floats:
    """Return float64[n_units, 7]: posts for which slot tables are made, by unit and occupation."""
    share = np.diff(structure.occupation_share, axis=1, prepend=0.0)
    rate = np.full(len(Ownership), p["usual_vacancies_public"])
    rate[Ownership.PRIVATE] = p["usual_vacancies_private"]
    rate[Ownership.HOUSEHOLD] = p["usual_vacancies_household"]
    return np.asarray((structure.cell_base @ rate) @ share)


def propose(
    unit_share: Floats, inputs: Inputs, structure: Structure, match: float = 0.0
) -> Proposal:
    """Return alias tables over sub-markets; rows by unit and search class, see `sim.fields`.

    Parameters
    ----------
    unit_share : float64[n_units, n_units], where people of a unit look, fixed part
    match : float, share of those with a field of study who look in its trade only
    """
    n_units = len(unit_share)
    classes = jobs_by_class(inputs.occupation_move, structure.occupation_by_schooling, match)
    job = np.diff(classes, axis=1, prepend=0.0)
    share = unit_share[:, None, :, None] * job[None, :, None, :]
    n_rows, n_markets = n_units * len(job), n_units * N_OCCUPATIONS
    flat = np.ascontiguousarray(share.reshape(-1))
    first = np.arange(n_rows + 1, dtype=np.int64) * n_markets
    keep, other = np.empty(len(flat)), np.empty(len(flat), np.int32)
    alias_tables(first, flat, keep, other)
    market = np.tile(np.arange(n_markets, dtype=np.int16), n_rows)
    return Proposal(first, market, keep, other)


def visit_weights(chance: Floats, p: Parameters, visibility: Floats | float = 1.0) -> Floats:
    """Return float64[n_markets]: probability that a visit goes in, weight over bound.

    weight = exp{kappa_mig · ln(chance / chance_base)} · visibility, cut to 1/bound … bound; the
    fixed part of the gravity law stands in the proposal.

    Parameters
    ----------
    chance : float64[n_units], probability of being hired, as last published
    visibility : float64[n_markets], or 1, see `sim.services.visibility`
    """
    bound = p["visit_bound"]
    weight = (np.maximum(chance, 1e-6) / p["chance_base"]) ** p["kappa_mig"]
    weight = np.repeat(weight, N_OCCUPATIONS) * visibility
    return np.asarray(np.clip(weight, 1.0 / bound, bound) / bound)
