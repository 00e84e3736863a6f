"""How the spread of pay is counted, from bands of two percent."""

from __future__ import annotations

import numpy as np

from agents.kernels.tabulate import LOWEST_PAY, N_PAY_BANDS, PAY_STEPS
from sim.counting import ALL, SEXES, TRUE, Cells, groups
from sim.statistics_office import MIN_CELL, Floats, Panel

LOW_PAY = 2.0 / 3.0  # of the median, as the OECD and the ILO count low pay


def _table(p: Panel) -> Floats:
    """Return float64[months, places, sexes, bands]: wage employees by place of work."""
    return p.sampled["bands"].astype(float)


def _at(share: float, bands: Floats) -> Floats:
    """Return the band, with its fraction, below which `share` of the employees are paid."""
    total = bands.sum(axis=-1)
    below = bands.cumsum(axis=-1)
    wanted = share * total
    band = np.minimum((below < wanted[..., None]).sum(axis=-1), N_PAY_BANDS - 1)
    here = np.take_along_axis(bands, band[..., None], axis=-1)[..., 0]
    before = np.take_along_axis(below, band[..., None], axis=-1)[..., 0] - here
    part = np.divide(wanted - before, here, out=np.zeros_like(total), where=here > 0)
    return np.where(total >= MIN_CELL, band + part, np.nan)


def _yuan(band: Floats) -> Floats:
    """Return the wage at a band with its fraction; bands are equal steps in logs."""
    return LOWEST_PAY * np.exp(band / PAY_STEPS)


def median_wage(p: Panel) -> Cells:
    """Return the median monthly wage of employees, by sex too."""
    table = _table(p)
    return {(ALL, TRUE): _yuan(_at(0.5, table.sum(axis=2)))} | groups(
        "sex", SEXES, _yuan(_at(0.5, table))
    )


def low_pay(p: Panel) -> Cells:
    """Return the share of employees paid less than two thirds of the region's median."""
    table = _table(p)
    whole = table.sum(axis=2)
    limit = _at(0.5, whole)[:, :1] + PAY_STEPS * np.log(LOW_PAY)  # month, region
    band = np.arange(N_PAY_BANDS)
    weight = np.clip(limit - band, 0.0, 1.0)  # part of each band below the limit

    def share(bands: Floats) -> Floats:
        below = np.einsum("tp...b,tb->tp...", bands, weight)
        total = bands.sum(axis=-1)
        out = np.full(total.shape, np.nan)
        np.divide(100.0 * below, total, out=out, where=total >= MIN_CELL)
        return out

    return {(ALL, TRUE): share(whole)} | groups("sex", SEXES, share(table))


def wage_gini(p: Panel) -> Cells:
    """Return the Gini coefficient of monthly wages of employees, each paid her band's middle."""
    bands = _table(p).sum(axis=2)
    pay = bands * _yuan(np.arange(N_PAY_BANDS, dtype=np.float64) + 0.5)
    people, money = bands.sum(axis=-1), pay.sum(axis=-1)
    poorer = pay.cumsum(axis=-1) - 0.5 * pay  # paid to those below, half of one's own band
    out = np.full(people.shape, np.nan)
    enough = people >= MIN_CELL
    area = np.divide((bands * poorer).sum(axis=-1), people * money, out=out, where=enough)
    return {(ALL, TRUE): 1.0 - 2.0 * area}
