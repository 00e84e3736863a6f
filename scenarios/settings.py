"""What a dial can be set to: a number, values by month, values by place; and how it is read."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Self, cast

import numpy as np

from agents.codes import Half
from scenarios.months import Month

HALVES = tuple(h.code for h in Half)

Dated = tuple[tuple[Month, float], ...]  # value from a month on, months rising
Placed = tuple[tuple[str, float | Dated], ...]  # value of a half ("north") or a unit ("KAS")
Setting = float | Dated | Placed
# what a user may write for a dial: a number, {month: number}, {place: number or {month: number}}
Given = float | Mapping[Any, Any] | Dated | Placed


class SettingError(ValueError):
    """A setting is not acceptable.

    Attributes
    ----------
    path : tuple of str
        Keys that lead to the setting, outermost first; a loader turns them into line and column.
    on_key : bool
        True where the last key itself is at fault, not its value.
    """

    def __init__(self, message: str, *path: str, on_key: bool = False) -> None:
        super().__init__(message)
        self.message, self.path, self.on_key = message, path, on_key

    def __str__(self) -> str:
        return f"{'.'.join(self.path)}: {self.message}" if self.path else self.message

    def below(self, *path: str) -> Self:
        """Return the same error, found further down: `path` leads to where it was raised."""
        return type(self)(self.message, *path, *self.path, on_key=self.on_key)


@dataclass(frozen=True)
class Dial:
    """One number a planner can set.

    Attributes
    ----------
    unit : str
    default : float
    bounds : (lowest, highest), both admitted
    no_policy : float
        Value in the world without the measure; dose 0 leads there.
    rules_2025, plan : float
        Values of the scenarios `baseline` and `plan`.
    source, confidence : str
    whole : bool
        True for counts: the effective value is rounded.
    zh, en : str
        What it is.
    """

    unit: str
    default: float
    bounds: tuple[float, float]
    no_policy: float
    rules_2025: float
    plan: float
    source: str
    confidence: str
    whole: bool
    zh: str
    en: str


def effective(spec: Dial, value: float, dose: float) -> float:
    """Return no_policy + dose x (value - no_policy), within the bounds, rounded if whole.

    Dose 0 gives `no_policy` and dose 1 the value, bit for bit.
    """
    if dose == 0:
        return float(spec.no_policy)
    moved = value if dose == 1 else spec.no_policy + dose * (value - spec.no_policy)
    moved = min(max(moved, spec.bounds[0]), spec.bounds[1])
    return float(math.floor(moved + 0.5)) if spec.whole else float(moved)


# ------------------------------------------------------------------------------ reading settings


def read_month(given: object, *path: str, on_key: bool = False) -> Month:
    """Return a month, or raise `SettingError` with the path of its key."""
    if isinstance(given, Month):
        return given
    try:
        return Month.parse(str(given))
    except ValueError as error:
        raise SettingError(str(error), *path, on_key=on_key) from None


def _looks_dated(key: object) -> bool:
    text = str(key)
    return isinstance(key, Month) or text[:1].isdigit()


def read_setting(given: object, spec: Dial) -> Setting:
    """Return what was written for a dial, checked and frozen; raise `SettingError` otherwise."""
    if isinstance(given, tuple):
        given = dict(given)
    if not isinstance(given, Mapping):
        return _number(given, spec)
    if not given:
        raise SettingError("an empty map; give a number, or values by month or place")
    dated = [_looks_dated(key) for key in given]
    if any(dated) and not all(dated):
        odd = next(k for k, d in zip(given, dated, strict=True) if d != dated[0])
        raise SettingError(
            "months and places in one map; put the months inside the place, for example "
            "south: {2026-01: 1}",
            str(odd),
            on_key=True,
        )
    if dated[0]:
        return _dated(given, spec)
    placed: list[tuple[str, float | Dated]] = []
    for place, inner in given.items():
        try:
            value = read_setting(inner, spec)
        except SettingError as error:
            raise error.below(str(place)) from None
        if is_placed(value):
            raise SettingError("a place inside a place; give a number or months", str(place))
        placed.append((str(place), cast("float | Dated", value)))
    return tuple(sorted(placed))


def _dated(given: Mapping[Any, Any], spec: Dial) -> Dated:
    steps: dict[Month, float] = {}
    for key, inner in given.items():
        month = read_month(key, str(key), on_key=True)
        if isinstance(inner, Mapping):
            raise SettingError(
                "places inside a month; put the months inside the place, for example "
                "south: {2026-01: 1}",
                str(key),
            )
        try:
            steps[month] = _number(inner, spec)
        except SettingError as error:
            raise error.below(str(key)) from None
    return tuple(sorted(steps.items()))


def _number(given: object, spec: Dial) -> float:
    kind = "a whole number" if spec.whole else "a number"
    if isinstance(given, bool) or not isinstance(given, int | float | np.number):
        raise SettingError(f"{given!r} is not {kind} in {spec.unit}; {_advice(given, spec)}")
    low, high = spec.bounds
    try:
        number = float(cast(float, given))
    except OverflowError:
        number = math.inf
    if not low <= number <= high:
        raise SettingError(f"{number:g} {spec.unit} is outside {low:g} to {high:g}")
    if spec.whole and number != math.floor(number):
        raise SettingError(f"{number:g} is not a whole number of {spec.unit}")
    return number


def _advice(given: object, spec: Dial) -> str:
    text = str(given).strip()
    digits = text.split()[0].rstrip("%") if text else ""
    try:
        float(digits)
    except ValueError:
        return f"write, for example, {spec.default:g}"
    return f"write the bare number in {spec.unit}, for example {digits}"


def is_placed(setting: Setting) -> bool:
    """Return whether a setting gives values by place."""
    return isinstance(setting, tuple) and isinstance(setting[0][0], str)


def date_maps(setting: Setting) -> Iterator[tuple[tuple[str, ...], Dated]]:
    """Yield each date map of a setting with its path: () or (place,)."""
    if is_placed(setting):
        for place, inner in cast(Placed, setting):
            if isinstance(inner, tuple):
                yield (place,), inner
    elif isinstance(setting, tuple):
        yield (), cast(Dated, setting)


def resolve(given: Setting, month: int, code: str, half: str) -> float:
    """Return the value in a month (counted from January 1900) and a unit; a unit beats its half."""
    setting: Any = given
    if is_placed(given):
        by_place = dict(setting)
        if code not in by_place and half not in by_place:
            raise SettingError(f"no value for unit {code}")
        setting = by_place[code] if code in by_place else by_place[half]
    if not isinstance(setting, tuple):
        return float(setting)
    # months before the first date lie before the measure's start, or before the scenario's
    current = float(setting[0][1])
    for since, value in setting:
        if month >= since:
            current = value
    return current


def plain(setting: Setting) -> Any:
    """Return a setting as a scenario file would say it."""
    if not isinstance(setting, tuple):
        return setting
    return {str(key): plain(cast(Setting, value)) for key, value in setting}


def shown(setting: Setting) -> str:
    """Return a setting as text."""
    if not isinstance(setting, tuple):
        return f"{setting:g}"
    return "{" + ", ".join(f"{k}: {shown(cast(Setting, v))}" for k, v in setting) + "}"


# ---------------------------------------------------------------------------- checks of one value


def nearest(given: str, names: Iterable[str]) -> str:
    """Return " Did you mean 'x'?", or a list of all names where none is near."""
    known = list(names)
    close = get_close_matches(given, known, n=1, cutoff=0.6)
    return f" Did you mean {close[0]!r}?" if close else f" Choose from {', '.join(known)}."


def known_keys(given: Mapping[str, Any], known: Iterable[str], word: str, *path: str) -> None:
    """Raise `SettingError` on the first key that is not known."""
    for key in given:
        if key not in known:
            raise SettingError(f"no {word} {key!r}.{nearest(key, known)}", *path, key, on_key=True)


def check_choice(given: object, choices: tuple[str, ...], *path: str) -> None:
    """Raise `SettingError` if the value is not one of the choices."""
    if given not in choices:
        raise SettingError(f"{given!r} is not one of {', '.join(choices)}", *path)


def check_whole(given: object, bounds: tuple[int, int], unit: str, *path: str) -> None:
    """Raise `SettingError` if the value is not a whole number within both bounds."""
    if isinstance(given, bool) or not isinstance(given, int):
        raise SettingError(f"{given!r} is not a whole number of {unit}", *path)
    if not bounds[0] <= given <= bounds[1]:
        raise SettingError(f"{given} is outside {bounds[0]} to {bounds[1]}", *path)
