"""Facts of programmes: S25 and S26 from twin worlds; S23 and S24 wait for simulated trials."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.facts.fact import INF, Fact, Part, Role
from sim.facts.record import PAY_STEP, Record
from sim.facts.twins import RISE

Records = Mapping[str, Record]
WINDOW = 0.5  # usual minimum wages above the new one in which excess jobs are counted: five bins


def hiring_subsidy(records: Records) -> tuple[float, ...]:
    """Return net over gross, the net, deadweight and substitution of the contribution subsidy.

    Means over the months of the twins' difference, so all are person-years a year. Gross: persons
    at work with a subsidy granted since the twins part. Net: persons at work. What those of the
    subsidised groups gain less than the gross is deadweight; what others lose is substitution; net
    over gross is one less both shares. Last: the net in persons of the whole region, and the
    subsidies granted a year.
    """
    with_it, without = records["usual"], records["no_subsidy"]
    gross = float(np.mean(with_it.table("subsidised")) - np.mean(without.table("subsidised")))
    gain, others = np.mean(with_it.table("at_work") - without.table("at_work"), axis=0)
    net = float(gain + others)
    granted = 12.0 * float(np.mean(with_it.table("subsidy_hires")))
    shares = (net, gross - gain, -others)
    ratios = [float(x) / gross if gross > 0.0 else float("nan") for x in shares]
    k = with_it.k
    return ratios[0], net * k, ratios[1], ratios[2], gross * k, granted * k


def higher_floor(records: Records) -> tuple[float, ...]:
    """Return missing over excess jobs, bunching at the new floor, the Kaitz index, jobs lost.

    Jobs by pay over the usual minimum wage, mean of months; nobody is followed. Missing: fewer
    jobs below the new floor; excess: more jobs from it up to WINDOW above. Bunching: more jobs at
    the new floor, in percent of all; last, the change of all of them, in percent.
    """
    usual, raised = (
        records[name].table("pay_jobs").mean(axis=0) for name in ("usual", "higher_floor")
    )
    change = raised - usual
    floor = round((1.0 + RISE) / PAY_STEP)
    missing = -float(change[:floor].sum())
    excess = float(change[floor : floor + round(WINDOW / PAY_STEP)].sum())
    jobs = float(usual.sum())
    return (
        missing / excess if excess > 0.0 else float("nan"),
        100.0 * float(change[floor]) / jobs if jobs > 0.0 else float("nan"),
        float(np.mean(records["higher_floor"].kaitz)),
        100.0 * float(usual[:floor].sum()) / jobs if jobs > 0.0 else float("nan"),
        100.0 * float(change.sum()) / jobs if jobs > 0.0 else float("nan"),
    )


FACTS = (
    Fact(
        id="S23",
        name_en="Training works late",
        name_zh="培训效果先小后大",
        role=Role.EMERGENT,
        type="Q",
        why="a seat raises skill; effects on employment are not put in",
        statistic="simulated trial of the training programme: effect on employment at 6 months, "
        "percentage points",
        source="Card, Kluve & Weber 2018; McKenzie 2017",
        parts=(Part("effect at 6 months, pp", (-3.0, 3.0)),),
        needs=("simulated trials: twin worlds with offers drawn by lot (`tianshan attribute`)",),
    ),
    Fact(
        id="S24",
        name_en="Programmes displace others",
        name_zh="项目的挤出效应",
        role=Role.EMERGENT,
        type="SH",
        why="seekers compete for the same posts; displacement is not put in",
        statistic="two-stage trial: untreated persons in fully treated units less those in "
        "untreated units, employment, percentage points",
        source="Crépon et al. 2013",
        parts=(Part("untreated, full less no saturation, pp", (-INF, 0.0)),),
        largest_k=100,
        needs=("simulated trials by unit with saturation 0 to 100 %",),
    ),
    Fact(
        id="S25",
        name_en="Hiring subsidies: deadweight and substitution",
        name_zh="就业补贴的无谓损失与替代",
        role=Role.EMERGENT,
        type="SH",
        why="who is hired anyway follows from the match",
        statistic="contribution subsidy of measure 2 in the baseline, against a twin in which none "
        "is granted from January 2026 on; months 7-24, persons: gross, at work with one granted "
        "since; net, all at work; deadweight, gross less the gain of hardship persons and recent "
        "graduates; substitution, loss of all others. From aggregates: who would have been hired "
        "anyway is not known one by one",
        source="meta-evidence, deadweight 20-90 %",
        parts=(
            Part("net / gross", (-INF, 0.8)),  # that it is above 0 is judged on the net itself
            Part("net, persons at work", (0.0, INF)),
            Part("deadweight / gross (shown)", (-INF, INF)),
            Part("substitution / gross (shown)", (-INF, INF)),
            Part("gross, persons at work (shown)", (-INF, INF)),
            Part("subsidies granted a year (shown)", (-INF, INF)),
        ),
        measure=hiring_subsidy,
        worlds=("usual", "no_subsidy"),
        largest_k=200,
    ),
    Fact(
        id="S26",
        name_en="Minimum wage: a spike and few lost jobs",
        name_zh="最低工资的堆积效应",
        role=Role.EMERGENT,
        type="SH",
        why="posted pay and reviews follow the floor; the count of jobs is not put in",
        statistic="minimum wage 10 % higher from January 2026 on, against its twin; employees of "
        "private firms and household businesses by pay, months 7-24: jobs missing below the new "
        "floor over excess jobs up to half a minimum wage above it; more jobs at the floor, % "
        "of jobs; the floor over median pay",
        source="Cengiz et al. 2019",
        parts=(
            Part("missing / excess jobs", (0.8, 1.2)),
            Part("bunching at the floor, % of jobs", (0.0, INF)),
            Part("Kaitz index", (-INF, 0.55)),
            Part("jobs below the new floor, % (shown)", (-INF, INF)),
            Part("change of all jobs, % (shown)", (-INF, INF)),
        ),
        measure=higher_floor,
        worlds=("usual", "higher_floor"),
        largest_k=200,
    ),
)
