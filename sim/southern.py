"""Parts of steps 1, 3 and 7: the southern employment project, beside its grass-roots posts.

Textile firms of the south get part of their freight and power back, so that more of what is sold
outside the region is made there; northern vocational schools take in southern pupils; more of the
southern tertiary places are in science and engineering.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.claims import Claim
from agents.codes import FieldOfStudy, Half, Industry, Programme, Registration, Schooling
from agents.columns import Array
from agents.draws import Stream, uniforms
from agents.kernels.ageing import LEAVES
from agents.kernels.northern import YEARS, begin_northern_school, goes_on_at_home
from agents.kernels.schooling import OLDEST_JUNIOR
from scenarios.tables_education import education
from sim.claims import claim, expected, in_fen, promised
from sim.inputs import SCHOOL_YEARS, cumulative
from sim.ledger import whole_fen
from sim.offers import book_unfilled, draw_lots, make_offers
from sim.world import World

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
TEXTILES = int(Industry.C_TEXTILES)
TEXTILE_MONTHS = 36  # of the subsidy for a new job
STEM = (int(FieldOfStudy.ENGINEERING), int(FieldOfStudy.SCIENCE))
ROUNDS = 3  # of offers in a month, to others each time


# ------------------------------------------------------------------------------------- textiles


def cost_saved(world: World, freight: Floats | float, power: Floats | float) -> Floats:
    """Return the share of labour cost that freight and power support saves textile firms.

    Freight is a share of sales outside the region, power a share of the power bill; both are set
    over labour cost, for that is the cost that target sizes follow.
    """
    p = world.parameters
    a_yuan = (
        np.asarray(freight) * p["textile_sold_outside"] + np.asarray(power) * p["textile_power"]
    )
    return np.asarray(np.minimum(a_yuan * p["textile_sales"], 0.9))


def textile_demand(world: World) -> Floats:
    """Return float64[n_units, 22], log points of demand won by cheaper textiles, the south only.

    What is sold outside the region is not bounded by local demand, so support moves the demand for
    the cell, by `eta_ld` times the fall of cost. The base was built under the support of these
    years, so the support of 2025 moves nothing.
    """
    out = np.zeros(world.market.demand.shape)
    lever, p = world.levers, world.parameters
    paid = expected(world, Claim.TEXTILE_COST)
    now = cost_saved(world, lever.textile_freight.values * paid, lever.textile_power.values * paid)
    usual = cost_saved(world, p["textile_freight_usual"], p["textile_power_usual"])
    change = np.log((1.0 - now) / (1.0 - usual)) * p["eta_ld"]
    out[:, TEXTILES] = np.where(world.inputs.half == Half.SOUTH, change, 0.0)
    return out


def southern_textiles(world: World) -> Array:
    """Return int64[n]: rows of textile firms of the south."""
    f = world.population.firms
    mine = np.flatnonzero((f.industry == TEXTILES) & (f.alive == 1))
    return np.asarray(mine[world.inputs.half[f.unit[mine]] == Half.SOUTH])


def has_new_jobs(world: World, firm: Array) -> Array:
    """Return bool[n]: whether one more job in each firm is new.

    It is in a firm of the last years, and beyond the places that an older one began with.
    """
    f = world.population.firms
    young = int(world.month) - f.founded[firm] < 12 * world.parameters["textile_new_years"]
    return np.asarray(young | (f.n_workers[firm] + f.n_break[firm] >= f.base[firm]))


def new_job_fen(world: World) -> Ints:
    """Return int64[n_units]: fen a month of the subsidy for a new textile job."""
    return in_fen(world, world.levers.textile_new_job.values / TEXTILE_MONTHS)


def new_job_value(world: World) -> Floats:
    """Return float64[n_posts]: yuan a month that a firm expects for hiring somebody of Xinjiang."""
    f, posts = world.population.firms, world.population.posts
    out = np.zeros(posts.n)
    fen = new_job_fen(world)
    if fen.any():
        value = fen / 100.0 * expected(world, Claim.TEXTILE_NEW_JOB) * world.levers.take_up.values
        at = np.flatnonzero(f.industry[posts.firm] == TEXTILES)
        at = at[has_new_jobs(world, posts.firm[at])]
        out[at] = value[f.unit[posts.firm[at]]]
    return out


def claim_new_jobs(world: World, rows: Array, firm: Array) -> None:
    """Claim the subsidy for hires of this month in new textile jobs; called before they begin.

    Parameters
    ----------
    rows : int32[n], rows of workers; firm : int32[n], rows of the firms that hire them
    """
    w, f = world.population.workers, world.population.firms
    mine = (f.industry[firm] == TEXTILES) & (w.registration[rows] != Registration.OTHER_PROVINCE)
    mine &= has_new_jobs(world, firm) & (new_job_fen(world)[f.unit[firm]] > 0)
    mine &= ~np.isin(rows, promised(world, Claim.TEXTILE_NEW_JOB))
    fen = new_job_fen(world)[f.unit[firm[mine]]]
    claim(world, Claim.TEXTILE_NEW_JOB, rows[mine], fen, TEXTILE_MONTHS)


def new_job_cost(world: World) -> Floats:
    """Return float64[n_firms]: labour cost with the subsidy for new jobs over that without.

    It enters by subsidised heads over heads (traps B1). A promise ends with the textile job.
    """
    w, f, p = world.population.workers, world.population.firms, world.population.promises
    cost = np.ones(f.n)
    mine = np.flatnonzero(p.claim == int(Claim.TEXTILE_NEW_JOB))
    if not len(mine):
        return cost
    firm = w.employer[p.holder[mine]]
    stays = (firm >= 0) & (f.industry[firm] == TEXTILES)
    stays &= world.inputs.half[f.unit[firm]] == Half.SOUTH
    saved = np.bincount(firm[stays], weights=p.fen[mine[stays]] / 100.0, minlength=f.n)
    rows = np.flatnonzero(saved)
    wage = np.exp(world.log_base()[f.industry[rows], f.ownership[rows]])
    cost[rows] = 1.0 - np.minimum(saved[rows] / (wage * f.n_workers[rows].clip(1)), 0.9)
    gone = np.zeros(p.n, np.bool_)
    gone[mine[~stays]] = True
    if gone.any():
        p.reorder(np.flatnonzero(~gone))
    return cost


def claim_textile_costs(world: World) -> None:
    """Claim this month's freight and power of the textile firms of the south."""
    f, lever = world.population.firms, world.levers
    saved = cost_saved(world, lever.textile_freight.values, lever.textile_power.values)
    if not saved.any():
        return
    rows = southern_textiles(world)
    pay = np.exp(world.log_base()[f.industry[rows], f.ownership[rows]])
    pay *= np.exp(world.inputs.unit_level[f.unit[rows]]) * world.price_level()
    claim(world, Claim.TEXTILE_COST, rows, whole_fen(saved[f.unit[rows]] * pay * f.n_workers[rows]))


def count_textiles(world: World) -> None:
    """Count the staff of textile firms by unit."""
    f = world.population.firms
    mine = np.flatnonzero(f.industry == TEXTILES)
    staff = np.bincount(f.unit[mine], weights=f.n_workers[mine], minlength=world.flows.n)
    world.flows.textile_staff += staff.astype(np.int64)


# -------------------------------------------------------------------------------------- schools


def field_shares(world: World) -> Floats:
    """Return float64[n_units, 3, n_fields], cumulative: fields of places for pupils of each unit.

    In the south, science and engineering have the lever's share of tertiary places; all other
    fields give way in proportion.
    """
    table = world.market.field_share
    out = np.repeat(table[None], world.flows.n, axis=0)
    share = world.levers.stem_share_south.values / 100.0
    inside = np.isin(np.arange(1, table.shape[1] + 1), STEM)
    for u in np.flatnonzero(world.inputs.half == Half.SOUTH):
        for level in (1, 2):  # college, bachelor
            usual = table[level, inside].sum()
            out[u, level] *= np.where(inside, share[u] / usual, (1.0 - share[u]) / (1.0 - usual))
    return cumulative(out)


def come_home_from_school(world: World, ended: Array, event: Array) -> None:
    """Bring southern pupils who end a northern school back to their household."""
    w, h = world.population.workers, world.population.households
    rows = ended[(event[ended] == LEAVES) & (w.schooling[ended] == Schooling.SENIOR)]
    home = h.county[w.household[rows]]
    unit = world.inputs.county_unit[home]
    half = world.inputs.half
    back = (half[w.unit[rows]] == Half.NORTH) & (half[unit] == Half.SOUTH)
    rows = rows[back]
    w.county[rows], w.unit[rows] = home[back], unit[back]
    w.urban[rows] = h.urban[w.household[rows]]


def seats_of_month(world: World, rows: Array, part: float) -> Array:
    """Return int64[n_units]: places for pupils of each unit, by their number, keyed rounding."""
    w, n = world.population.workers, world.flows.n
    pupils = np.bincount(w.unit[rows], minlength=n)
    seats = world.levers.northern_school_seats.values * part / world.fraction
    turn = uniforms(world.key(Stream.NORTHERN_SEATS), np.arange(n))
    return np.asarray(np.floor(seats * pupils / max(len(rows), 1) + turn), np.int64)


def offer_northern_seats(
    world: World, ended: Array, event: Array, to_senior: Floats, part: float
) -> None:
    """Offer places in northern vocational schools to southern pupils who end junior secondary.

    She weighs three years more of schooling, or a better school than the one at home, against
    living away (`boarding_cost`). Who accepts moves to the school's town until she has finished;
    her household stays, and so does her home. Marks of `event` are cleared for those who go.
    """
    w, h, p = world.population.workers, world.population.households, world.parameters
    if not world.levers.northern_school_seats.values.any():
        return
    south = world.inputs.half == Half.SOUTH
    at_home = world.inputs.county_unit[h.county[w.household[ended]]] == w.unit[ended]
    young = int(world.month) - w.birth[ended] < OLDEST_JUNIOR
    junior = w.schooling[ended] <= Schooling.JUNIOR
    rows = ended[(event[ended] == LEAVES) & junior & young & at_home & south[w.unit[ended]]]
    free = seats_of_month(world, rows, part)
    k_school, k_boarding = world.key(Stream.SCHOOL_EXIT, 0), world.key(Stream.BOARDING, 0)
    for _ in range(ROUNDS):
        asked = draw_lots(world, Programme.NORTHERN_SCHOOL, rows, free)
        if not len(asked):
            break
        goes_on = np.empty(len(asked), np.bool_)
        goes_on_at_home(asked, w.id, w.urban, w.schooling, to_senior, k_school, goes_on)
        usual = world.inputs.log_flexible + world.inputs.unit_level[w.unit[asked]]
        years = np.where(goes_on, SCHOOL_YEARS[Schooling.SENIOR], SCHOOL_YEARS[Schooling.JUNIOR])
        u = uniforms(k_boarding, w.id[asked])
        boarding = p["boarding_cost"] + np.log((u + 1e-12) / (1.0 - u + 1e-12)) / p["theta_loc"]
        gained = p["r_school"] * (SCHOOL_YEARS[Schooling.SENIOR] - 11.0) + p["northern_quality"]
        takes = make_offers(
            world, Programme.NORTHERN_SCHOOL, asked, usual + gained - boarding,
            distant=np.ones(len(asked), np.int8), outside=usual + p["r_school"] * (years - 11.0),
        )  # fmt: skip
        enter_northern_schools(world, asked[takes], event)
        free -= np.bincount(origin_units(world, asked[takes]), minlength=world.flows.n)
        rows = np.setdiff1d(rows, asked, assume_unique=True)
    book_unfilled(world, Programme.NORTHERN_SCHOOL, free)


def origin_units(world: World, rows: Array) -> Array:
    """Return int8[n]: the units where the households of `rows` live."""
    w, h = world.population.workers, world.population.households
    return np.asarray(world.inputs.county_unit[h.county[w.household[rows]]])


def enter_northern_schools(world: World, rows: Array, event: Array) -> None:
    """Let pupils begin a northern vocational school: a unit by its people, a trade as elsewhere."""
    w, s = world.population.workers, world.structure
    world.flows.northern_starts += np.bincount(w.unit[rows], minlength=world.flows.n)
    north = np.where(world.inputs.half == Half.NORTH, s.start_population, 0.0)
    to_unit, fields = cumulative(north), cumulative(education().field_share)[0]
    begin_northern_school(
        int(world.month), rows, w.id, w.unit, w.county, w.urban, w.schooling, w.school_exit,
        w.field, to_unit, s.county_share, fields, world.key(Stream.NORTHERN_SEATS),
        world.key(Stream.SCHOOL_EXIT, 0),
    )  # fmt: skip
    event[rows] = 0
    cost = in_fen(world, world.parameters["northern_seat_cost"] / 12.0)
    claim(world, Claim.NORTHERN_SEAT, rows, cost, 12 * YEARS)


def count_stem(world: World, graduates: Array) -> None:
    """Count graduates of science and engineering among the month's graduates, by unit."""
    w = world.population.workers
    stem = graduates[np.isin(w.field[graduates], STEM)]
    world.flows.graduates_stem += np.bincount(w.unit[stem], minlength=world.flows.n)
