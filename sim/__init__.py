"""The engine and everything after it: run scenarios, read results.

>>> import sim
>>> results = sim.run("plan", fraction="1/1000", months=12)  # doctest: +SKIP
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import agents

# the names `agents` and `sim` are common: stop where another project's package is in the way
if Path(agents.__file__ or "").resolve().parent.parent != Path(__file__).resolve().parent.parent:
    raise ImportError(
        f"'agents' was loaded from {agents.__file__}, not from beside {__file__}; "
        "another package of that name is installed: use an environment of tianshan's own"
    )

if TYPE_CHECKING:
    from scenarios import Scenario, ScenarioError, load
    from sim.mesa_model import LaborMarket
    from sim.results import Results
    from sim.runner import run

__all__ = ["LaborMarket", "Results", "Scenario", "ScenarioError", "load", "measures", "run"]

_HOME = {
    "run": "sim.runner",
    "Results": "sim.results",
    "LaborMarket": "sim.mesa_model",
    "Scenario": "scenarios",
    "ScenarioError": "scenarios",
    "load": "scenarios",
}


def measures() -> list[str]:
    """Return the names of all measures that can be set."""
    from scenarios.measures import CATALOGUE

    return list(CATALOGUE)


def __getattr__(name: str) -> Any:
    """Import public names on first use, so that `import sim` stays quick."""
    if name not in _HOME:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)
