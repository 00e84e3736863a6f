"""What a stylised fact is, and the rule by which an ensemble passes it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np

LEVEL = 0.90  # of the interval of the median
INF = math.inf
Band = tuple[float, float]


class Role(StrEnum):
    """Where a fact comes from; only emergent facts count towards the score."""

    IDENTITY = "identity"  # holds by accounting
    INSERTED = "inserted"  # put in by a rule or an input
    FIT = "fit"  # a parameter was chosen with this fact in view
    EMERGENT = "emergent"  # nobody put it in


class Verdict(StrEnum):
    """What the scoreboard says of a fact."""

    PASS = "pass"
    FAIL = "fail"
    UNDECIDED = "undecided"
    NOT_YET = "not_yet"


@dataclass(frozen=True)
class Part:
    """One number of a fact and the band it must lie in.

    Attributes
    ----------
    name : str
    band : (float, float)
        Both finite, or one infinite: a one-sided band. Both infinite: only shown.
    share : bool
        Members give 1 or 0, and the share of ones is judged as it stands.
    """

    name: str
    band: Band
    share: bool = False

    @property
    def one_sided(self) -> bool:
        """Return whether one end of the band is open."""
        return math.isinf(self.band[0]) or math.isinf(self.band[1])


@dataclass(frozen=True)
class Found:
    """What an ensemble gave for one part."""

    part: Part
    median: float | None
    interval: Band | None
    verdict: Verdict
    reason: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the part as JSON values; open ends are null."""
        return {
            "name": self.part.name,
            "statistic": self.median,
            "band": [_number(x) for x in self.part.band],
            "interval": None if self.interval is None else [_number(x) for x in self.interval],
            "verdict": self.verdict.value,
        }


Measure = Callable[[Mapping[str, Any]], Sequence[float]]


@dataclass(frozen=True)
class Fact:
    """A stylised fact: what is measured on one member, and when an ensemble passes.

    Attributes
    ----------
    id : str, number of the row in the specification
    type : str, "ID" identity, "SH" sign or shape, "Q" quantitative band
    why : str, why it has this role
    statistic : str, how the numbers are made
    source : str
    parts : tuple of Part, the first is the headline
    measure : function from the member's records, by world, to one number a part
    worlds : tuple of str, the worlds it is read from, see `sim.facts.worlds`
    largest_k, members : int
        Smallest world (1/k) and ensemble in which it can be decided.
    needs : tuple of str, what is missing in a fact that is not yet computed
    """

    id: str
    name_en: str
    name_zh: str
    role: Role
    type: str
    why: str
    statistic: str
    source: str
    parts: tuple[Part, ...] = ()
    measure: Measure | None = None
    worlds: tuple[str, ...] = ()
    largest_k: int = 1000
    members: int = 5
    needs: tuple[str, ...] = field(default=())


def median_interval(values: Sequence[float], level: float = LEVEL) -> Band | None:
    """Return an interval of the median by order statistics, None for too few values.

    Free of any assumption on the law of the values: ranks (r, n + 1 - r) hold the median with
    probability 1 - 2 P(Binomial(n, 1/2) < r); the largest r that keeps `level` is taken, so 90 %
    needs at least five values.

    Examples
    --------
    >>> median_interval([3.0, 1.0, 2.0, 5.0, 4.0])
    (1.0, 5.0)
    >>> median_interval([1.0, 2.0, 3.0, 4.0]) is None
    True
    """
    x = sorted(values)
    n = len(x)
    r, below = 0, 1  # of 2^n equally likely patterns, those with at most r values below the median
    while 2 * below <= (1.0 - level) * 2**n:
        r += 1
        below += math.comb(n, r)
    return (x[r - 1], x[n - r]) if r > 0 else None


def judge(part: Part, values: Sequence[float], *, identity: bool = False) -> Found:
    """Return what an ensemble says about one part.

    An identity must hold in every member. Else the median must lie in the band, and its 90 %
    interval must be narrower than the band (one-sided: lie wholly on the right side); where the
    interval is wider or straddles the end, nothing is decided.
    """
    low, high = part.band
    known = [float(v) for v in values if math.isfinite(v)]
    if not known:
        return Found(part, None, None, Verdict.UNDECIDED, f"{part.name}: too few events to measure")
    middle = float(np.median(known))
    if identity:
        inside = all(low <= v <= high for v in known) and len(known) == len(values)
        worst = max(known, key=lambda v: max(low - v, v - high))
        verdict = Verdict.PASS if inside else Verdict.FAIL
        return Found(part, worst, (min(known), max(known)), verdict)
    interval = median_interval(known)
    if part.share and interval is not None:
        rate = float(np.mean(known))
        verdict = Verdict.PASS if low <= rate <= high else Verdict.FAIL
        return Found(part, rate, (min(known), max(known)), verdict)
    if interval is None or len(known) < len(values):
        few = f"{part.name}: measured in {len(known)} of {len(values)} members, 5 needed"
        reason = few if interval is None else f"{part.name}: not measured in every member"
        return Found(part, middle, interval, Verdict.UNDECIDED, reason)
    a, b = interval
    if part.one_sided:
        if low <= a and b <= high:
            return Found(part, middle, interval, Verdict.PASS)
        if b < low or a > high:
            return Found(part, middle, interval, Verdict.FAIL)
    elif b - a < high - low:
        verdict = Verdict.PASS if low <= middle <= high else Verdict.FAIL
        return Found(part, middle, interval, verdict)
    return Found(
        part, middle, interval, Verdict.UNDECIDED,
        f"{part.name}: a narrower interval (more members or a larger world)",
    )  # fmt: skip


def score(fact: Fact, members: Sequence[Sequence[float]], k: int) -> dict[str, Any]:
    """Return the fact's row of the document.

    Parameters
    ----------
    members : sequence of one sequence a member, one number a part
    k : int, of the fraction 1/k
    """
    identity = fact.role is Role.IDENTITY
    found = [
        judge(part, [m[i] for m in members], identity=identity)
        for i, part in enumerate(fact.parts)
        if members
    ]
    needs = list(fact.needs)
    if fact.measure is None:
        verdict = Verdict.NOT_YET
    else:
        needs += [f.reason for f in found if f.reason]
        verdicts = {f.verdict for f in found}
        verdict = Verdict.PASS if verdicts == {Verdict.PASS} else Verdict.UNDECIDED
        if Verdict.FAIL in verdicts:
            verdict = Verdict.FAIL
        if not identity and (k > fact.largest_k or len(members) < fact.members):
            verdict = Verdict.UNDECIDED
            if k > fact.largest_k:
                needs.insert(0, f"a world of 1/{fact.largest_k} or larger")
            if len(members) < fact.members:
                needs.insert(0, f"{fact.members} members or more")
    head = found[0].to_dict() if found else {}
    band = fact.parts[0].band if fact.parts else None
    return {
        "id": fact.id,
        "name_en": fact.name_en,
        "name_zh": fact.name_zh,
        "role": fact.role.value,
        "type": fact.type,
        "statistic": head.get("statistic"),
        "band": None if band is None else [_number(x) for x in band],
        "interval": head.get("interval"),
        "verdict": verdict.value,
        "passed": verdict is Verdict.PASS,
        "needs": needs,
        "parts": [f.to_dict() for f in found],
        "definition": fact.statistic,
        "why": fact.why,
        "source": fact.source,
        "smallest_fraction": f"1/{fact.largest_k}",
        "smallest_members": fact.members,
    }


def _number(x: float) -> float | None:
    return float(x) if math.isfinite(x) else None
