"""What the user chooses: scenarios, policy measures, behavioural parameters, input figures."""

from scenarios.load import ScenarioError, library_names, load
from scenarios.scenario import Scenario

__all__ = ["Scenario", "ScenarioError", "library_names", "load"]
