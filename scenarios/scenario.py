"""Scenario: everything a run needs to know, chosen by the user, frozen."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from agents.levers import Levers
from scenarios.measure import Measure, View
from scenarios.measures import CATALOGUE
from scenarios.months import Month
from scenarios.settings import (
    SettingError,
    check_choice,
    check_whole,
    known_keys,
    nearest,
    read_month,
)

AI_PATHS = ("zero", "low", "central", "high", "burst")
DEMAND_PATHS = ("low", "central", "high", "slump")
BASES = (2010, 2020)
BASE_VARIANTS = ("annual", "census")
BASE_MONTH = 11  # both censuses count 1 November
MONTHS = (1, 240)
SEEDS = (0, 2**31 - 1)
FRACTIONS = (1, 1000)
THREADS = (1, 256)

KEYS = (
    "title", "asks", "start", "months", "base", "base_variant", "paths", "switches", "parameters",
    "measures", "seed", "fraction", "threads",
)  # fmt: skip
MEASURE_KEYS = ("from", "until")


@dataclass(frozen=True, kw_only=True)
class Paths:
    """The outside world: paths of AI and of demand; `slump` is central but for one shock."""

    ai: str = "central"
    demand: str = "central"

    def __post_init__(self) -> None:
        check_choice(self.ai, AI_PATHS, "paths", "ai")
        check_choice(self.demand, DEMAND_PATHS, "paths", "demand")


@dataclass(frozen=True, kw_only=True)
class Switches:
    """`renew_temporary`: rules that lapsed on 31 December 2025 go on."""

    renew_temporary: bool = True

    def __post_init__(self) -> None:
        if not isinstance(self.renew_temporary, bool):
            raise SettingError(
                f"{self.renew_temporary!r} is neither true nor false",
                "switches",
                "renew_temporary",
            )


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A policy mix and the world it meets.

    Attributes
    ----------
    name : str
    title_zh, title_en : str
    asks_zh, asks_en : str
        A paragraph on the question that the scenario asks.
    start : Month
        First month of the projection; the world is run forward to it from the census base.
    months : int
        Length of the projection.
    base : int, 2010 or 2020
        Census of 1 November of that year.
    base_variant : "annual" or "census"
        Farm work on annual average, or as the census month counted it.
    paths : Paths
    switches : Switches
    parameters : dict of symbol to value
        Behavioural parameters that differ from `scenarios/parameters.yaml`.
    measures : dict of name to Measure, in CATALOGUE order
        Measures in the mix; one that is off is absent.
    seed, threads : int or None
        Defaults for the command; the command's own options beat them.
    fraction : int or None
        Default k of a world of size 1/k.

    Raises
    ------
    SettingError
        A `ValueError` that names the key at fault.
    """

    name: str
    title_zh: str = ""
    title_en: str = ""
    asks_zh: str = ""
    asks_en: str = ""
    start: Month = Month.of(2026, 1)  # noqa: RUF009  a Month is an immutable int
    months: int = 60
    base: int = 2020
    base_variant: str = "annual"
    paths: Paths = field(default_factory=Paths)
    switches: Switches = field(default_factory=Switches)
    parameters: Mapping[str, float] = field(default_factory=dict)
    measures: Mapping[str, Measure] = field(default_factory=dict)
    seed: int | None = None
    fraction: int | None = None
    threads: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", read_month(self.start, "start"))
        check_whole(self.months, MONTHS, "months", "months")
        if self.base not in BASES or isinstance(self.base, bool):
            raise SettingError(f"{self.base!r} is not a census base; choose 2010 or 2020", "base")
        check_choice(self.base_variant, BASE_VARIANTS, "base_variant")
        first = Month.of(self.base, BASE_MONTH) + 1
        if self.start < first:
            raise SettingError(
                f"{self.start} is before {first}, the first month after the census of {self.base}",
                "start",
            )
        for key, bounds in (("seed", SEEDS), ("fraction", FRACTIONS), ("threads", THREADS)):
            if getattr(self, key) is not None:
                check_whole(getattr(self, key), bounds, key, key)
        _check_parameters(self.parameters)
        values = {symbol: float(value) for symbol, value in sorted(self.parameters.items())}
        object.__setattr__(self, "parameters", values)
        ordered = {n: self.measures[n] for n in CATALOGUE if n in self.measures}
        object.__setattr__(self, "measures", ordered)
        self._check_measures()

    def _check_measures(self) -> None:
        for name, measure in self.measures.items():
            try:
                measure.check_dates(self.start)
                if any(isinstance(s, tuple) for s in measure.settings().values()):
                    # a place map is rare, and the unit table need not be read without one
                    from scenarios.tables import units

                    measure.check_places(units(self.base))
            except SettingError as error:
                raise error.below("measures", name) from None

    # ------------------------------------------------------------------ to and from plain settings

    @classmethod
    def from_settings(cls, name: str, settings: Mapping[str, Any]) -> Self:
        """Build a scenario from the settings of a scenario file (without `extends`).

        Parameters
        ----------
        name : str
        settings : mapping
            As a file says them, measures that are off included; see `KEYS`.

        Raises
        ------
        SettingError
            With the path of the key at fault.
        """
        known_keys(settings, KEYS, "key")
        given = dict(settings)
        title, asks = (_texts(given, key) for key in ("title", "asks"))
        paths = _section(given, "paths", ("ai", "demand"))
        switches = _section(given, "switches", ("renew_temporary",))
        parameters = _mapping(given.pop("parameters", {}), "parameters", "symbols")
        measures = _mapping(given.pop("measures", {}), "measures", "names of measures")
        for key, value in given.items():
            if value is None:
                raise SettingError("no value; give one or remove the line", key)
        if "fraction" in given:
            given["fraction"] = _read_fraction(given["fraction"])
        return cls(
            name=name,
            title_zh=title.get("zh", ""),
            title_en=title.get("en", ""),
            asks_zh=asks.get("zh", ""),
            asks_en=asks.get("en", ""),
            paths=Paths(**paths),
            switches=Switches(**switches),
            parameters=parameters,
            measures=_read_measures(measures),
            **given,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as a scenario file would say them; every dial is spelt out."""
        out: dict[str, Any] = {
            "title": {"zh": self.title_zh, "en": self.title_en},
            "asks": {"zh": self.asks_zh, "en": self.asks_en},
            "start": str(self.start),
            "months": self.months,
            "base": self.base,
            "base_variant": self.base_variant,
            "paths": dataclasses.asdict(self.paths),
            "switches": dataclasses.asdict(self.switches),
            "parameters": dict(self.parameters),
            "measures": {name: m.to_dict() for name, m in self.measures.items()},
        }
        for key in ("seed", "threads"):
            if getattr(self, key) is not None:
                out[key] = getattr(self, key)
        if self.fraction is not None:
            out["fraction"] = f"1/{self.fraction}"
        return out

    def digest(self) -> str:
        """Return the SHA-256 of the settings; name, titles and questions are left out."""
        settings = {k: v for k, v in self.to_dict().items() if k not in ("title", "asks")}
        text = json.dumps(settings, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def __hash__(self) -> int:
        return hash(self.digest())

    # --------------------------------------------------------------------------- changed copies

    def with_(self, **changes: Any) -> Self:
        """Return a copy with some attributes changed, for example `months=12, start="2027-01"`."""
        fields = [f.name for f in dataclasses.fields(self)]
        for key in changes:
            if key not in fields:
                raise SettingError(f"no attribute {key!r}.{nearest(key, fields)}", key)
        return dataclasses.replace(self, **changes)

    def with_measures(self, *measures: Measure) -> Self:
        """Return a copy with these measures added, each replacing one of the same name."""
        return self.with_(measures={**self.measures, **{m.name: m for m in measures}})

    def without(self, name: str) -> Self:
        """Return a copy with one measure off."""
        measure_class(name)
        return self.with_(measures={n: m for n, m in self.measures.items() if n != name})

    def with_parameters(self, **values: float) -> Self:
        """Return a copy with behavioural parameters changed."""
        return self.with_(parameters={**self.parameters, **values})

    # ------------------------------------------------------------------------------------- use

    def set_policy(self, view: View, levers: Levers, month: Month) -> None:
        """Reset the levers and let each measure in force write them, in CATALOGUE order."""
        levers.reset(month)
        for measure in self.measures.values():
            if measure.active(month):
                measure.apply(view, levers, month)

    def __str__(self) -> str:
        title = " / ".join(t for t in (self.title_zh, self.title_en) if t)
        head = f"Scenario {self.name}" + (f": {title}" if title else "")
        asks = [f"  {text}" for text in (self.asks_zh, self.asks_en) if text]
        lines = [
            head,
            *asks,
            f"  {self.months} months from {self.start}; base {self.base} ({self.base_variant})",
            f"  paths: ai {self.paths.ai}, demand {self.paths.demand}",
        ]
        if not self.switches.renew_temporary:
            lines.append("  temporary rules of 2025 lapse")
        lines += [f"  parameter {symbol} = {value:g}" for symbol, value in self.parameters.items()]
        lines += [f"  {measure}" for measure in self.measures.values()]
        if not self.measures:
            lines.append("  no measure")
        defaults = {"seed": self.seed, "fraction 1": self.fraction, "threads": self.threads}
        words = [f"{k}{'/' if '1' in k else ' '}{v}" for k, v in defaults.items() if v is not None]
        return "\n".join(lines + (["  defaults: " + ", ".join(words)] if words else []))

    __repr__ = __str__


# ---------------------------------------------------------------------------- checks of one value


def measure_class(name: str) -> type[Measure]:
    """Return the class of a measure.

    Raises
    ------
    SettingError
        If there is no such measure.
    """
    if name in CATALOGUE:
        return CATALOGUE[name]
    path = ("measures", name)
    raise SettingError(f"no measure {name!r}.{nearest(name, CATALOGUE)}", *path, on_key=True)


def is_off(setting: object) -> bool:
    """Return whether a measure's setting switches it off; YAML 1.2 reads `off` as text."""
    return setting is False or setting == "off"


def _read_measures(given: Mapping[str, Any]) -> dict[str, Measure]:
    measures = {}
    for name, setting in given.items():
        made = measure_class(name)
        if is_off(setting):
            continue
        path = ("measures", name)
        if not isinstance(setting, Mapping):
            shown = "no value" if setting is None else repr(setting)
            raise SettingError(
                f"{shown}; write dials below it, {name}: {{}} for its defaults, or {name}: off",
                *path,
            )
        dials = made.settable()
        known_keys(setting, (*dials, *MEASURE_KEYS), "dial", *path)
        values = {("from_" if key == "from" else key): value for key, value in setting.items()}
        for key, value in values.items():
            if value is None:
                raise SettingError("no value", *path, key.strip("_"))
        try:
            measures[name] = made(**values)
        except SettingError as error:
            raise error.below(*path) from None
    return measures


def _mapping(given: object, key: str, known: str) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        shown = "no value" if given is None else f"{given!r} is not a mapping"
        raise SettingError(f"{shown}; write {known} below it, or {key}: {{}} for none", key)
    return given


def _section(given: dict[str, Any], key: str, known: tuple[str, ...]) -> dict[str, Any]:
    section = _mapping(given.pop(key, {}), key, " or ".join(known))
    known_keys(section, known, "key", key)
    return dict(section)


def _texts(given: dict[str, Any], key: str) -> dict[str, str]:
    section = _section(given, key, ("zh", "en"))
    for lang, text in section.items():
        if not isinstance(text, str):
            raise SettingError(f"{text!r} is not text", key, lang)
    return section


def _read_fraction(given: object) -> int:
    match = re.fullmatch(r"\s*1\s*/\s*(\d{1,4})\s*", str(given))
    if not match or not FRACTIONS[0] <= int(match[1]) <= FRACTIONS[1]:
        raise SettingError(
            f"{given!r} is not a fraction; write 1/k with k from 1 to 1000, for example 1/100",
            "fraction",
        )
    return int(match[1])


def _check_parameters(values: Mapping[str, float]) -> None:
    if not values:
        return
    # reading parameters.yaml takes longer than reading the scenario, and few scenarios need it
    from scenarios.parameters import Parameters

    default = Parameters.default()
    for symbol, value in values.items():
        try:
            default.with_values({symbol: value})
        except ValueError as error:
            unknown = symbol not in default
            raise SettingError(str(error), "parameters", symbol, on_key=unknown) from None
