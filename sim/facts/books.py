"""Facts that hold by accounting: S1, S2, S9."""

from __future__ import annotations

from collections.abc import Mapping

from sim.facts.fact import Fact, Part, Role
from sim.facts.record import Record

Records = Mapping[str, Record]


def people(records: Records) -> tuple[float]:
    """Return persons lost or counted twice, over all months, units, sexes and ages."""
    return (float(sum(records["baseline"].residual_people)),)


def jobs(records: Records) -> tuple[float]:
    """Return places lost or counted twice, over all months, units and firms."""
    return (float(sum(records["baseline"].residual_jobs)),)


def measures(records: Records) -> tuple[float]:
    """Return in how many unit-months the three measures of unemployment are out of order."""
    return (float(sum(records["baseline"].disorder)),)


FACTS = (
    Fact(
        id="S1",
        name_en="Gross flows add up",
        name_zh="总流量恒等式",
        role=Role.IDENTITY,
        type="ID",
        why="accounting; three books that are kept apart (the office's stocks, the persons' "
        "changes, the counted events) must agree",
        statistic="sum over months of |stock change - flows| of E, U, N by unit × sex × age group, "
        "moves, entry at 16 and exits included; and births, arrivals, deaths, departures by unit",
        source="accounting",
        parts=(Part("residual, persons", (0.0, 0.0)),),
        measure=people,
        worlds=("baseline",),
        members=1,
    ),
    Fact(
        id="S2",
        name_en="Vacancies and jobs add up",
        name_zh="岗位恒等式",
        role=Role.IDENTITY,
        type="ID",
        why="accounting; the table of posts, the counted events and the persons' employers must "
        "agree",
        statistic="sum over months of |V change - posted + withdrawn + filled| by unit, filled = "
        "hires and founders, and of |staff - persons who name the firm| by firm",
        source="accounting (WorkSim, jasss.org/23/4/4)",
        parts=(Part("residual, places", (0.0, 0.0)),),
        measure=jobs,
        worlds=("baseline",),
        members=1,
    ),
    Fact(
        id="S9",
        name_en="Registered ≤ surveyed ≤ with discouraged",
        name_zh="登记失业、调查失业与含丧志者的次序",
        role=Role.IDENTITY,
        type="ID+SH",
        why="the registered are unemployed and the discouraged are added by construction, so the "
        "order is no evidence; in the sampled survey it may cross",
        statistic="unit-months in which the order fails, full-count book of urban residents",
        source="Feng, Hu & Moffitt 2017",
        parts=(Part("unit-months out of order", (0.0, 0.0)),),
        measure=measures,
        worlds=("baseline",),
        members=1,
    ),
)
