"""Indicators of what machines and AI displace."""

from __future__ import annotations

from sim import counting_automation as ca
from sim.indicators.indicator import MODEL, PER_MONTH, PERCENT, PERSONS, Indicator, monthly

AUTOMATION: tuple[Indicator, ...] = (
    monthly("displaced_by_ai", "人工智能替代的岗位", "Places displaced by AI",
            "当月因人工智能而消失的岗位（未扣新任务），含裁员和不再招聘，按工作地计。",
            "Places that AI displaced this month before new tasks, by layoff or by hiring not "
            "done; by place of work.", "places per month", "displaced"),
    monthly("displaced_by_machines", "机器替代的岗位", "Places replaced by machines",
            "当月因机器人和农机而消失的企业岗位，不含家庭务农。",
            "Places of firms that robots and harvesters replaced this month; family farms are not "
            "counted.", "places per month", "machine_displaced"),
    monthly("displaced_layoffs", "因自动化被裁的人", "Laid off because of automation",
            "当月因人工智能或机器而被裁的雇员，按工作地计。",
            "Employees laid off this month because of AI or machines, by place of work.",
            PER_MONTH),
    monthly("hiring_not_done", "因自动化不再招聘的岗位", "Hiring not done because of automation",
            "当月因人工智能或机器而消失、但不经裁员的岗位。",
            "Places that AI or machines displaced this month without a layoff.", "places per month",
            "not_hired"),
    monthly("new_tasks", "新任务岗位", "Places of new tasks",
            "替代6至24个月后产生的新任务岗位，要求技能等级或大专学历。",
            "Places of new tasks that follow displacement after 6 to 24 months and ask for a skill "
            "grade or college.", "places per month"),
    monthly("ai_staff", "在已用人工智能企业工作的人",
            "People at work in firms that have adopted AI",
            "在已采用人工智能的企业工作的人，按工作地计。",
            "Persons at work in firms that have adopted AI, by place of work.", PERSONS),
    Indicator(
        name="displaced_so_far", zh="累计被替代岗位", en="Places displaced so far", unit="places",
        definition_zh="自模拟首月起因人工智能和机器而消失的岗位，未扣新任务。",
        definition_en="Places displaced by AI and machines since the first month of the run, "
        "before new tasks.",
        source=MODEL, function=ca.cumulated,
    ),
    Indicator(
        name="displacement_through_hiring", zh="不再招聘占被替代岗位的比重",
        en="Share of displacement through hiring not done", unit=PERCENT,
        definition_zh="全年被替代岗位中未经裁员的比重。",
        definition_en="Places displaced without a layoff over all displaced in the year.",
        source=MODEL, yearly=True, function=ca.through_hiring,
    ),
    Indicator(
        name="displacement_peak_year", zh="替代最集中的12个月所占比重",
        en="Displacement in its heaviest twelve months", unit=PERCENT,
        definition_zh="连续12个月内被替代岗位的最大值占整个模拟期的比重；只在末月报告。",
        definition_en="Largest displacement in twelve months in a row over that of the whole run; "
        "reported in the last month.",
        source=MODEL, function=ca.concentration("year"),
    ),
    Indicator(
        name="displacement_peak_month", zh="替代最集中的月份所占比重",
        en="Displacement in its heaviest month", unit=PERCENT,
        definition_zh="单月被替代岗位的最大值占整个模拟期的比重；只在末月报告。小样本中主要反映偶然性。",
        definition_en="Largest displacement in a month over that of the whole run; reported in the "
        "last month. In small samples it is mostly luck.",
        source=MODEL, function=ca.concentration("month"),
    ),
    Indicator(
        name="displacement_concentration", zh="替代的时间集中度",
        en="Concentration of displacement over time", unit="ratio",
        definition_zh="各月占比的平方和乘以月数；各月相等时为1。只在末月报告。",
        definition_en="Sum of squared shares of months times the number of months: 1 when even; "
        "reported in the last month.",
        source=MODEL, function=ca.concentration("herfindahl"),
    ),
)  # fmt: skip
