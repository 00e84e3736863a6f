"""Who qualifies for an offer, and what an offer pays: rules as bit sets and bounds.

A rule is one row of two arrays. `rule_bits[r]` is uint32[8]: the sets of admitted statuses, sexes,
schoolings, units, industries and ownerships (bit c set: code c admitted), then the flags of which
one must be set (0: none asked) and the flags that must all be set. `rule_bounds[r]` is int32[10]:
age, spell, tenure, grade and firm size, each as (lowest admitted, first not admitted).
`agents.levers.who` writes these rows in the order of the constants below.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from agents.jit import kernel

STATUS, SEX, SCHOOLING, UNIT, INDUSTRY, OWNERSHIP, FLAGS_ANY, FLAGS_ALL = range(8)
AGE, SPELL, TENURE, GRADE, FIRM_SIZE = range(0, 10, 2)
EVERYBODY = 0xFFFFFFFF

_MILLION = 1_000_000
_HALF = _MILLION * _MILLION // 2


@kernel
def admits(admitted: int, code: int) -> bool:
    """Return whether a set admits a code; -1 (no code) passes only where nothing is asked."""
    if code < 0:
        return bool(np.int64(admitted) == EVERYBODY)
    return bool((np.int64(admitted) >> np.int64(code)) & 1 == 1)


@kernel
def within(bounds: Any, k: int, value: float) -> bool:
    """Return whether bounds[k] <= value < bounds[k + 1]."""
    return bool(bounds[k] <= value < bounds[k + 1])


@kernel
def admits_person(
    sets: Any,
    bounds: Any,
    status: int,
    sex: int,
    schooling: int,
    flags: int,
    age: int,
    spell: int,
    tenure: int,
    grade: int,
) -> bool:
    """Return whether one rule (a row of bits and of bounds) admits a person at some workplace."""
    flag_bits = np.int64(flags)
    any_of, all_of = np.int64(sets[FLAGS_ANY]), np.int64(sets[FLAGS_ALL])
    return (
        admits(sets[STATUS], status)
        and admits(sets[SEX], sex)
        and admits(sets[SCHOOLING], schooling)
        and (any_of == 0 or flag_bits & any_of != 0)
        and flag_bits & all_of == all_of
        and within(bounds, AGE, age)
        and within(bounds, SPELL, spell)
        and within(bounds, TENURE, tenure)
        and within(bounds, GRADE, grade)
    )


@kernel
def qualifies(
    rule_bits: Any,
    rule_bounds: Any,
    r: int,
    status: int,
    sex: int,
    schooling: int,
    unit: int,
    industry: int,
    ownership: int,
    flags: int,
    age: int,
    spell: int,
    tenure: int,
    grade: int,
    firm_size: float,
) -> bool:
    """Return whether a person, at the moment of an event, meets rule `r`.

    Parameters
    ----------
    rule_bits : uint32[n_rules, 8]
    rule_bounds : int32[n_rules, 10]
    r : int
        Row of the rule.
    status, sex, schooling, grade, flags : code or bits of the worker
    unit, industry, ownership, firm_size : of the workplace, for an event with a firm (a hire)
        `unit` is an index into UnitTable, `firm_size` the firm's true size in persons. Without a
        firm: the unit of residence, -1, -1 and 0.
    age, spell, tenure : months
    """
    sets = rule_bits[r]
    return (
        admits_person(
            sets, rule_bounds[r], status, sex, schooling, flags, age, spell, tenure, grade
        )
        and admits(sets[UNIT], unit)
        and admits(sets[INDUSTRY], industry)
        and admits(sets[OWNERSHIP], ownership)
        and within(rule_bounds[r], FIRM_SIZE, firm_size)
    )


@kernel
def may_qualify(
    rule_bits: Any,
    rule_bounds: Any,
    status: int,
    sex: int,
    schooling: int,
    flags: int,
    age: int,
    spell: int,
    tenure: int,
    grade: int,
) -> bool:
    """Return whether any rule admits a person, whatever the workplace; see `qualifies`."""
    for r in range(len(rule_bits)):
        if admits_person(
            rule_bits[r], rule_bounds[r], status, sex, schooling, flags, age, spell, tenure, grade
        ):
            return True
    return False


@kernel
def best_offer(
    rule_bits: Any,
    rule_bounds: Any,
    share: Any,
    months: Any,
    status: int,
    sex: int,
    schooling: int,
    unit: int,
    industry: int,
    ownership: int,
    flags: int,
    age: int,
    spell: int,
    tenure: int,
    grade: int,
    firm_size: float,
) -> int:
    """Return the row of the best offer a person qualifies for, or -1.

    Best is the largest share x months, ties to the lower row: nobody draws two subsidies for one
    job. Arguments as in `qualifies`; `share` is float64[n_rules], `months` int32[n_rules].
    """
    best = -1
    worth = 0.0
    for r in range(len(share)):
        value = share[r] * months[r]
        if value > worth and qualifies(
            rule_bits, rule_bounds, r, status, sex, schooling, unit, industry, ownership,
            flags, age, spell, tenure, grade, firm_size,
        ):  # fmt: skip
            best = r
            worth = value
    return best


@kernel
def contribution_base(wage: float, floor: float, ceiling: float) -> float:
    """Return the wage on which contributions are due, yuan a month."""
    return min(max(wage, floor), ceiling)


@kernel
def contribution_due(base: float, rate: float, share: float) -> int:
    """Return base x rate x share in fen, halves rounded up.

    Whole numbers throughout (base in fen, rate and share in millionths), so that the ledger's fen
    do not depend on how a machine rounds 122475.5.

    Parameters
    ----------
    base : float, yuan a month; base x rate below 90 000
    rate : float, share of the base due
    share : float, 0 to 1
        Part of it that is meant: 1 for the contribution, the reimbursed share for a subsidy.
    """
    fen = np.int64(math.floor(base * 100 + 0.5))
    rate_ppm = np.int64(math.floor(rate * _MILLION + 0.5))
    share_ppm = np.int64(math.floor(share * _MILLION + 0.5))
    return int((fen * rate_ppm * share_ppm + _HALF) // (_MILLION * _MILLION))
