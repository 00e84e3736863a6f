"""Facts of programmes, measured once the experiments of step 4 exist: S23, S24, S25, S26."""

from __future__ import annotations

from sim.facts.fact import INF, Fact, Part, Role

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
        statistic="net over gross hires of each subsidy, twin worlds",
        source="meta-evidence, deadweight 20-90 %",
        parts=(Part("net / gross", (0.0, 0.8)),),
        needs=("attribution in twin worlds (`tianshan attribute`)",),
    ),
    Fact(
        id="S26",
        name_en="Minimum wage: a spike and few lost jobs",
        name_zh="最低工资的堆积效应",
        role=Role.EMERGENT,
        type="SH",
        why="posted pay and reviews follow the floor; the count of jobs is not put in",
        statistic="excess jobs at a raised floor over jobs missing below it, twin worlds",
        source="Cengiz et al. 2019",
        parts=(Part("excess / missing jobs", (0.8, 1.2)),),
        needs=("a minimum-wage measure and twin worlds with and without the rise",),
    ),
)
