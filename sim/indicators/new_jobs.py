"""Indicators of new urban employment."""

from __future__ import annotations

from sim import counting as c
from sim.counting import BOOKS, PUBLISHED
from sim.indicators.indicator import MODEL, PER_MONTH, PER_YEAR, REGISTER, Indicator

NEW_JOBS: tuple[Indicator, ...] = (
    Indicator(
        name="urban_new_jobs", zh="城镇新增就业", en="New urban employment", unit=PER_YEAR,
        definition_zh="发布口径：全年登记的城镇就业进入（每人每年一次；换岗、续签、年内回原单位不计），减去登记的城镇就业人员的"
        "退休和死亡；含兵团城市。真实口径：全年至少一次进入城镇就业的人数。不足十二个月的年份只含已模拟的月份。",
        definition_en="Published: entries into urban work registered in the year (a person once a "
        "year; moves between jobs, renewals and returns to the same firm within the year do not "
        "count), less retirements and deaths of registered urban workers; XPCC cities included. "
        "True: persons who entered urban work at least once in the year. A year of fewer than "
        "twelve months holds the simulated months only.",
        source=REGISTER, books=BOOKS, yearly=True, function=c.new_jobs,
    ),
    Indicator(
        name="urban_new_jobs_gross", zh="城镇新增就业（不扣自然减员）",
        en="New urban employment before attrition", unit=PER_YEAR,
        definition_zh="同发布口径，但不扣退休和死亡；各地解释口径不一，两者并列。",
        definition_en="As published, retirements and deaths not deducted; explainers disagree.",
        source=REGISTER, books=(PUBLISHED,), yearly=True,
        function=c.new_jobs_gross,
    ),
    Indicator(
        name="urban_new_jobs_without_xpcc", zh="城镇新增就业（不含兵团城市）",
        en="New urban employment without XPCC cities", unit=PER_YEAR,
        definition_zh="同发布口径，不含由兵团城市组成的单元。",
        definition_en="As published, without the units that are made of XPCC cities.",
        source=REGISTER, books=(PUBLISHED,), yearly=True, function=c.new_jobs_without_xpcc,
    ),
    Indicator(
        name="urban_new_jobs_month", zh="城镇新增就业（分月）", en="New urban employment by month",
        unit=PER_MONTH,
        definition_zh="发布口径：全年数按登记进度分到各月，全年合计不变；真实口径：当月在本年内首次进入城镇就业的人数。",
        definition_en="Published: the year's number spread over its months by the recording "
        "profile, the year's sum untouched. True: persons who entered urban work for the first "
        "time in the calendar year.",
        source=REGISTER, books=BOOKS, function=c.new_jobs_month,
    ),
    Indicator(
        name="urban_entries", zh="进入城镇就业的人次", en="Entries into urban work", unit=PER_YEAR,
        definition_zh="全年进入城镇就业的全部人次，按工作地计。",
        definition_en="All entries into urban work in the year, by place of work.",
        source=MODEL, yearly=True, function=c.yearly_flow("urban_entries"),
    ),
    Indicator(
        name="urban_new_persons", zh="进入城镇就业的人数", en="Persons entering urban work",
        unit=PER_YEAR,
        definition_zh="全年至少一次进入城镇就业的人数，按工作地计。",
        definition_en="Persons with at least one entry into urban work in the year, by place of "
        "work.",
        source=MODEL, yearly=True, function=c.yearly_flow("urban_entry_persons"),
    ),
    Indicator(
        name="urban_attrition", zh="登记城镇就业人员的自然减员",
        en="Attrition of registered urban workers", unit=PER_YEAR,
        definition_zh="全年退休和死亡的登记城镇就业人员。",
        definition_en="Registered urban workers who retired or died in the year.",
        source=MODEL, yearly=True, function=c.yearly_flow("urban_attrition"),
    ),
    Indicator(
        name="urban_employed_change", zh="城镇就业人员净增", en="Net change of urban employment",
        unit=PER_YEAR,
        definition_zh="年末与上年末工作地在城镇的就业人员之差；上年末未知的年份不报。",
        definition_en="Urban employment at the end of the year less a year before; left out where "
        "the year before is not known.",
        source=MODEL, yearly=True, function=c.urban_change,
    ),
)  # fmt: skip
