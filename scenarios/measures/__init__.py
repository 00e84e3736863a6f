"""The twenty measures of the opinion, by the names that scenario files use, in its order."""

from __future__ import annotations

from types import MappingProxyType

from scenarios.measure import Measure
from scenarios.measures.attract_people import AttractPeople
from scenarios.measures.digital_services import DigitalServices
from scenarios.measures.education_planning import EducationPlanning
from scenarios.measures.employment_first import EmploymentFirst
from scenarios.measures.entrepreneurship import Entrepreneurship
from scenarios.measures.flexible_work import FlexibleWork
from scenarios.measures.graduates_and_youth import GraduatesAndYouth
from scenarios.measures.hardship_groups import HardshipGroups
from scenarios.measures.high_skilled_talent import HighSkilledTalent
from scenarios.measures.hiring_support import HiringSupport
from scenarios.measures.joint_effort import JointEffort
from scenarios.measures.labour_rights import LabourRights
from scenarios.measures.lifelong_training import LifelongTraining
from scenarios.measures.market_services import MarketServices
from scenarios.measures.public_services import PublicServices
from scenarios.measures.risk_watch import RiskWatch
from scenarios.measures.rural_workers import RuralWorkers
from scenarios.measures.social_protection import SocialProtection
from scenarios.measures.southern_project import SouthernProject
from scenarios.measures.veterans_women_disabled import VeteransWomenDisabled

CATALOGUE: MappingProxyType[str, type[Measure]] = MappingProxyType(
    {
        "employment_first": EmploymentFirst,  # 1
        "hiring_support": HiringSupport,  # 2
        "southern_project": SouthernProject,  # 3
        "lifelong_training": LifelongTraining,  # 4
        "high_skilled_talent": HighSkilledTalent,  # 5
        "education_planning": EducationPlanning,  # 6
        "market_services": MarketServices,  # 7
        "graduates_and_youth": GraduatesAndYouth,  # 8
        "rural_workers": RuralWorkers,  # 9
        "hardship_groups": HardshipGroups,  # 10
        "veterans_women_disabled": VeteransWomenDisabled,  # 11
        "flexible_work": FlexibleWork,  # 12
        "attract_people": AttractPeople,  # 13
        "public_services": PublicServices,  # 14
        "digital_services": DigitalServices,  # 15
        "entrepreneurship": Entrepreneurship,  # 16
        "labour_rights": LabourRights,  # 17
        "social_protection": SocialProtection,  # 18
        "risk_watch": RiskWatch,  # 19
        "joint_effort": JointEffort,  # 20
    }
)

__all__ = [
    "CATALOGUE",
    "AttractPeople",
    "DigitalServices",
    "EducationPlanning",
    "EmploymentFirst",
    "Entrepreneurship",
    "FlexibleWork",
    "GraduatesAndYouth",
    "HardshipGroups",
    "HighSkilledTalent",
    "HiringSupport",
    "JointEffort",
    "LabourRights",
    "LifelongTraining",
    "MarketServices",
    "PublicServices",
    "RiskWatch",
    "RuralWorkers",
    "SocialProtection",
    "SouthernProject",
    "VeteransWomenDisabled",
]
