"""What an indicator is, its labels and sources, and short ways to declare one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sim.counting import TRUE, Cells, flow, yearly_flow
from sim.statistics_office import Panel


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """A number with its meaning.

    Attributes
    ----------
    name : str
        The key in `indicators.parquet`.
    zh, en, unit : str
        Labels and unit.
    definition_zh, definition_en, source : str
        What is counted, and after whose definition.
    by : tuple of str
        Dimensions of its groups besides `all`; see `sim.counting.GROUPS`.
    books : tuple of str
        `published` (official definition, sample, rounding), `true` (full count), or both.
    places : str
        "all", "halves" (region and halves) or "region".
    yearly : bool
        Whether it is a calendar year's number, carried by the year's last simulated month.
    function : callable, Panel -> Cells
        Tables [months, places] by (group, book); NaN where nothing is reported.
    """

    name: str
    zh: str
    en: str
    unit: str
    definition_zh: str
    definition_en: str
    source: str
    function: Callable[[Panel], Cells]
    by: tuple[str, ...] = ()
    books: tuple[str, ...] = (TRUE,)
    places: str = "all"
    yearly: bool = False

    def record(self) -> dict[str, object]:
        """Return name, labels, unit, definitions, dimensions and books as plain data."""
        return {
            "indicator": self.name,
            "zh": self.zh,
            "en": self.en,
            "unit": self.unit,
            "unit_zh": UNITS_ZH[self.unit],
            "definition_zh": self.definition_zh,
            "definition_en": self.definition_en,
            "source": self.source,
            "source_zh": SOURCES_ZH[self.source],
            "by": list(self.by),
            "books": list(self.books),
            "places": self.places,
            "yearly": self.yearly,
        }


UNITS_ZH = {
    "months": "月",
    "certificates per year": "本/年",
    "attempts per year": "次/年",
    "persons": "人",
    "persons per month": "人/月",
    "persons per year": "人/年",
    "households per year": "户/年",
    "sampled persons": "样本人数",
    "percent": "百分比",
    "percentage points": "百分点",
    "yuan of December 2025 per month": "元/月（2025年12月价）",
    "places": "个岗位",
    "places per month": "个岗位/月",
    "vacancies per job-seeker": "岗位/求职者",
    "offers per month": "次/月",
    "claims per month": "件/月",
    "offers per year": "次/年",
    "places per year": "个名额/年",
    "ratio": "比值",
    "posts per year": "个岗位/年",
    "hours per week": "小时/周",
    "counts per year": "个（人次）/年",
    "firms per month": "家/月",
    "0 or 1": "0或1",
    "yuan of December 2025": "元（2025年12月价）",
    "loans per year": "笔/年",
    "firms per year": "个单位/年",
}

MODEL = "full count of the simulated persons"
NBS = "NBS labour force survey definition (ILO); full count and simulated household survey"
CENSUS = "census definitions of resident population; full count of the simulated persons"
SECTORS = "NBS classification of the three sectors (2018); full count"
REGISTER = (
    "definition of new urban employment in the regional plan's explainers: registered entries less "
    "retirements and deaths of registered workers"
)
OFFICES = "human-resources registers; the share that registers is a parameter (assumed)"
LEDGER = "ledger of the run"
UNIVERSITIES = "graduate destination as the regional universities count it, at the year's end"
OFFER_BOOK = "offer book of the run; every offer may be refused at no cost"
PERSONS, PER_MONTH, PER_YEAR = "persons", "persons per month", "persons per year"
PERCENT, POINTS = "percent", "percentage points"
YUAN = "yuan of December 2025 per month"
POTENTIAL = "after the ILO's potential labour force; full count"
SURVEY = "simulated household survey"
LOW_PAY_SOURCE = "low pay as the OECD and the ILO count it; full count"
DESIGN = "Cochran (1977): ratio of sample totals with households as clusters"
APPRAISAL = "reports of appraised offices; the bias is a dial of measure 20, 0 by default"
LISTS = "unified list of posts of the public employment service"
WATCH = "control charts on the published figures of the run (docs/risk_watch.md)"
SOURCES_ZH = {
    MODEL: "对模拟人口的全部计数",
    NBS: "国家统计局劳动力调查（国际劳工组织）定义；全部计数和模拟的住户抽样调查",
    CENSUS: "人口普查的常住人口定义；对模拟人口的全部计数",
    SECTORS: "国家统计局三次产业划分规定（2018）；全部计数",
    REGISTER: "自治区规划解读中的城镇新增就业定义：登记的进入减去登记人员的退休和死亡",
    OFFICES: "人力资源和社会保障部门登记；登记比例为假定的参数",
    LEDGER: "本次运行的台账",
    UNIVERSITIES: "区属高校年末毕业去向统计口径",
    OFFER_BOOK: "本次运行的邀约簿；每次邀约均可无代价拒绝",
    POTENTIAL: "参照国际劳工组织的潜在劳动力；全部计数",
    SURVEY: "模拟的住户抽样调查",
    LOW_PAY_SOURCE: "经合组织和国际劳工组织的低工资口径；全部计数",
    DESIGN: "Cochran（1977）：以住户为群的样本总量之比",
    APPRAISAL: "受考核部门的上报；偏差为第20项措施的参数，默认为0",
    LISTS: "公共就业服务机构的统一岗位清单",
    WATCH: "对本次运行发布数的控制图（docs/risk_watch.md）",
}
DEMOGRAPHIC = ("sex", "age", "residence", "schooling")


def monthly(
    name: str, zh: str, en: str, meaning_zh: str, meaning_en: str, unit: str, counted: str = ""
) -> Indicator:
    """Declare a flow counted by month, by default the flow of the same name."""
    return Indicator(
        name=name, zh=zh, en=en, unit=unit, definition_zh=meaning_zh, definition_en=meaning_en,
        source=MODEL, function=flow(counted or name),
    )  # fmt: skip


def yearly(
    name: str, zh: str, en: str, meaning_zh: str, meaning_en: str, unit: str, counted: str = ""
) -> Indicator:
    """Declare a flow counted by calendar year, by default that of the name before `_year`."""
    return Indicator(
        name=name, zh=zh, en=en, unit=unit, definition_zh=meaning_zh, definition_en=meaning_en,
        source=MODEL, yearly=True, function=yearly_flow(counted or name.removesuffix("_year")),
    )  # fmt: skip
