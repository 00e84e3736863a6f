"""Bank loans of firms and founders: lent, repaid month by month with interest, or lost.

The treasury may bear part of the interest, the guarantee fund part of a loss; what neither bears is
the banks' loss. Amounts are whole fen of the sampled persons and firms.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.claims import Budget
from agents.codes import LoanKind, Status
from agents.columns import Array
from agents.draws import Stream, uniforms
from agents.levers import Account
from agents.state import Loans
from sim.budgets import rows_by_half
from sim.world import World

Bools = npt.NDArray[np.bool_]
BANKS = Account.BANKS.code
GUARANTEE = Account.GUARANTEE_FUND.code
TREASURY = Account.TREASURY.code
LINE = Budget.LOANS.code


def lend(
    world: World,
    kind: LoanKind,
    rows: Array,
    fen: Array,
    months: Array | int,
    rate: Array | float,
    *,
    guarantee: float = 0.0,
    discount: float = 0.0,
) -> None:
    """Lend to the firms or persons in `rows`; the first instalment is due next month.

    Parameters
    ----------
    kind : LoanKind
        Says whether `rows` are firms or workers.
    rows : int32[n], each once
    fen : int64[n], principal; rows with nothing to lend are left out
    months : int or int[n], instalments, equal parts of the principal
    rate : float or float[n], interest, share a year
    guarantee : float, 0 to 1, part of a loss that the guarantee fund bears
    discount : float, 0 to 1, part of the interest that the treasury bears

    Raises
    ------
    ValueError
        If a principal is negative, a term is below a month, a share is outside 0 to 1, or a holder
        already has a loan of this kind.
    """
    n = len(rows)
    fen = np.asarray(fen, np.int64)
    term = np.broadcast_to(np.asarray(months), (n,))
    if np.any(fen < 0) or np.any(term < 1):
        raise ValueError(f"{kind.en}: a principal below 0 or a term below one month")
    if not 0.0 <= guarantee <= 1.0 or not 0.0 <= discount <= 1.0:
        raise ValueError(f"{kind.en}: guarantee and discount are shares from 0 to 1")
    if np.isin(rows, borrowers(world, kind)).any() or len(np.unique(rows)) < n:
        raise ValueError(f"{kind.en}: a holder would have two loans at once")
    table = world.population.firms if kind.of_firms else world.population.workers
    at = np.flatnonzero(fen > 0)
    if not len(at):
        return
    loans, before = world.population.loans, world.population.loans.n
    loans.resize(before + len(at))
    new = slice(before, loans.n)
    loans.kind[new], loans.holder[new] = int(kind), rows[at]
    loans.id[new], loans.unit[new] = table.id[rows[at]], table.unit[rows[at]]
    loans.taken[new], loans.principal[new] = int(world.month), fen[at]
    loans.months[new] = term[at]
    loans.rate[new] = np.broadcast_to(np.asarray(rate, np.float64), (n,))[at]
    loans.guarantee[new], loans.discount[new] = guarantee, discount
    payer = "firms" if kind.of_firms else "households"
    for half, sum_ in enumerate(rows_by_half(world, loans.unit[new], loans.principal[new])):
        world.ledger.book(BANKS, payer, half, sum_, f"{BANKS}.lent_{kind.code}", LINE)
    world.flows.loans_taken += np.bincount(loans.unit[new], minlength=world.flows.n)


def borrowers(world: World, kind: LoanKind) -> Array:
    """Return int32[n]: rows of the firms or workers with a running loan of a kind."""
    loans = world.population.loans
    return np.asarray(loans.holder[loans.kind == int(kind)])


def run_loans(world: World) -> None:
    """Let a month pass on all loans: losses, then instalments and interest; keep the guarantee."""
    loans = world.population.loans
    if not loans.n:
        return
    lost = defaulted(world, loans)
    due = ~lost & (loans.taken < int(world.month))
    instalment = np.where(due, loans.principal // np.maximum(loans.months, 1), 0)
    interest = np.floor(loans.principal * (loans.rate.astype(np.float64) / 12.0) + 0.5)
    interest = np.where(due, interest, 0.0).astype(np.int64)
    relief = np.floor(interest * loans.discount.astype(np.float64) + 0.5).astype(np.int64)
    cover = np.floor(loans.principal * loans.guarantee.astype(np.float64) + 0.5).astype(np.int64)
    endow(world, int(cover.sum()))
    for kind in LoanKind:
        payer = "firms" if kind.of_firms else "households"
        mine = loans.kind == int(kind)
        if not mine.any():
            continue
        unit = loans.unit[mine]
        for half, amounts in enumerate(
            zip(
                rows_by_half(world, unit, instalment[mine]),
                rows_by_half(world, unit, (interest - relief)[mine]),
                rows_by_half(world, unit, relief[mine]),
                rows_by_half(world, unit, np.where(lost, loans.principal, 0)[mine]),
                rows_by_half(world, unit, np.where(lost, cover, 0)[mine]),
                strict=True,
            )
        ):
            book(world, kind.code, payer, half, *amounts)
    world.flows.loans_lost += np.bincount(loans.unit[lost], minlength=world.flows.n)
    loans.principal -= instalment
    loans.months -= due
    loans.reorder(np.flatnonzero(~lost & (loans.months > 0)))
    for kind in LoanKind:
        mine = loans.kind == int(kind)
        if not mine.any():
            continue
        for half, fen in enumerate(rows_by_half(world, loans.unit[mine], loans.principal[mine])):
            world.ledger.note(f"{BANKS}.owed_{kind.code}", half, fen)


def book(
    world: World, code: str, payer: str, half: int, repaid: int, interest: int, relief: int,
    loss: int, covered: int,
) -> None:  # fmt: skip
    """Book a month of one kind and half, in fen."""
    ledger = world.ledger
    ledger.book(payer, BANKS, half, repaid, f"{BANKS}.repaid_{code}", LINE)
    ledger.book(payer, BANKS, half, interest, f"{BANKS}.interest_{code}", LINE)
    ledger.book(TREASURY, BANKS, half, relief, TREASURY, LINE)
    ledger.pay_out(GUARANTEE, BANKS, half, covered, LINE)
    ledger.note(f"{BANKS}.lost_{code}", half, loss)


def endow(world: World, covered: int) -> None:
    """Let the treasury keep the guarantee fund at its share of the principal it answers for."""
    want = int(world.parameters["guarantee_capital"] * covered)
    lack = max(want - world.ledger.balance[GUARANTEE], 0)
    for half, fen in enumerate((lack - lack // 2, lack // 2)):
        world.ledger.receive(TREASURY, GUARANTEE, half, fen)


def defaulted(world: World, loans: Loans) -> Bools:
    """Return bool[n_loans]: whose holder cannot repay.

    A firm that has closed; a founder who has died or left, or, with probability
    `founder_default` (one keyed number a person), whose business has ended.
    """
    w, f = world.population.workers, world.population.firms
    out = np.zeros(loans.n, np.bool_)
    firm = np.flatnonzero(loans.kind == LoanKind.STABILISATION)
    row = loans.holder[firm]
    out[firm] = (f.alive[row] == 0) | (f.id[row] != loans.id[firm])
    person = np.flatnonzero(loans.kind == LoanKind.START_UP)
    row = loans.holder[person]
    gone = (w.id[row] != loans.id[person]) | (w.status[row] == Status.GONE)
    luck = uniforms(world.key(Stream.LOAN_DEFAULT, 0), loans.id[person])
    failed = w.status[row] != Status.OWN_ACCOUNT
    out[person] = gone | (failed & (luck < world.parameters["founder_default"]))
    return out
