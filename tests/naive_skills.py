"""Plain-Python twins of the kernels of hire grants and of the training levy; see `naive`."""

from __future__ import annotations

import math

from agents.codes import Industry, Ownership, Status


def is_enterprise(industry, ownership):
    public = ownership in (Ownership.STATE, Ownership.XPCC)
    office = public and industry in (Industry.P, Industry.Q, Industry.S)
    return ownership != Ownership.HOUSEHOLD and not office


def add_hire_grants(a):
    for s, entitled in enumerate(a.entitled):
        for k in range(a.start[s], a.start[s + 1]):
            p = a.post[k]
            f = a.post_firm[p]
            if entitled and is_enterprise(a.firm_industry[f], a.firm_ownership[f]):
                months = a.amount[a.firm_unit[f]] / math.exp(a.post_wage[p] + a.brought[s])
                a.score[k] += a.cost_weight * a.firm_insured[f] * months


def accrue_levy(a):
    for i, f in enumerate(a.employer):
        if a.status[i] != Status.EMPLOYEE or f < 0 or a.ownership[f] == Ownership.HOUSEHOLD:
            continue
        u = a.unit[f]
        fen = a.months * math.floor(float(a.wage[i]) * a.rate[u] * 100.0 + 0.5)
        a.levy[f] += fen
        a.accrued[u] += fen


def spend_levy(a):
    for e, f in enumerate(a.employer):
        a.paid[e] = min(a.cost[e], a.levy[f]) if f >= 0 else 0
        if f >= 0:
            a.levy[f] -= a.paid[e]


def return_levy(a):
    for f, alive in enumerate(a.alive):
        if not alive:
            a.returned[a.unit[f]] += a.levy[f]
            a.levy[f] = 0
