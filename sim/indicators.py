"""The indicators: what each published or true number means, where it is from, how it is counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from agents.codes import OfferEvent
from sim import counting as c
from sim import counting_automation as ca
from sim.counting import BOOKS, PUBLISHED, TRUE, Cells
from sim.counting_offers import mean_gain, offer_event
from sim.counting_welfare import WELFARE
from sim.indicators_graduates import graduate_indicators
from sim.statistics_office import Panel, Tally, tally

__all__ = ["INDICATORS", "Indicator", "Panel", "Tally", "tally"]


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
    "yuan of December 2025": "元（2025年12月价）",
    "loans per year": "笔/年",
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
}
DEMOGRAPHIC = ("sex", "age", "residence", "schooling")

_STOCKS = (
    Indicator(
        name="population", zh="常住人口", en="Resident population", unit=PERSONS,
        definition_zh="月末常住人口，不含在区外务工者。按受教育程度分组只含16岁及以上。",
        definition_en="Residents at the end of the month; those working outside Xinjiang are not "
        "counted. Groups by schooling hold persons of 16 and over only.",
        source=CENSUS, by=(*DEMOGRAPHIC, "status"), function=c.population,
    ),
    Indicator(
        name="away", zh="区外务工人员", en="Working outside Xinjiang", unit=PERSONS,
        definition_zh="家庭在新疆、在其他省份工作的人，按来源地计。",
        definition_en="Persons of Xinjiang households who work in another province, by origin.",
        source=MODEL, function=c.away,
    ),
    Indicator(
        name="employed", zh="就业人员", en="Employed", unit=PERSONS,
        definition_zh="16岁及以上常住人口中的雇员、个体经营者与雇主、灵活就业、务农、公益性岗位和见习人员，"
        "按居住地计。",
        definition_en="Residents of 16 and over who are wage employees, own-account workers or "
        "employers, flexible or farm workers, in public-welfare posts or interns; by residence.",
        source=NBS, by=(*DEMOGRAPHIC, "industry", "status"), function=c.employed,
    ),
    Indicator(
        name="unemployed", zh="失业人员", en="Unemployed", unit=PERSONS,
        definition_zh="16岁及以上常住人口中没有工作、正在找工作并能马上上岗的人；季节性停工而不找工作的人不计入。",
        definition_en="Residents of 16 and over without work, searching and available; those on a "
        "seasonal break who do not search are not counted.",
        source=NBS, by=DEMOGRAPHIC, function=c.in_state("unemployed"),
    ),
    Indicator(
        name="inactive", zh="非劳动力", en="Outside the labour force", unit=PERSONS,
        definition_zh="16岁及以上常住人口中既不就业也不失业的人，含在校学生和退休人员。",
        definition_en="Residents of 16 and over who are neither employed nor unemployed, students "
        "and pensioners included.",
        source=NBS, by=DEMOGRAPHIC, function=c.in_state("inactive"),
    ),
    Indicator(
        name="jobs", zh="按工作地的就业人员", en="Employed by place of work", unit=PERSONS,
        definition_zh="16岁及以上就业人员，按工作地计；务农计入农业和乡村工作地。",
        definition_en="Employed of 16 and over by place of work; farm work counts as agriculture "
        "and as a rural workplace.",
        source=MODEL, by=("industry", "workplace", "status"), function=c.jobs,
    ),
    Indicator(
        name="urban_employed", zh="城镇就业人员", en="Urban employment", unit=PERSONS,
        definition_zh="16岁及以上、工作地在城镇的就业人员。",
        definition_en="Employed of 16 and over whose place of work is in a town.",
        source=MODEL, function=c.urban_jobs,
    ),
    Indicator(
        name="primary_share", zh="第一产业就业比重", en="Primary share of employment", unit=PERCENT,
        definition_zh="A门类就业人员占全部就业人员的比重，按工作地计。",
        definition_en="Employed in section A over all employed, by place of work.",
        source=SECTORS, function=c.sector(1),
    ),
    Indicator(
        name="secondary_share", zh="第二产业就业比重", en="Secondary share of employment",
        unit=PERCENT,
        definition_zh="B至E门类就业人员占全部就业人员的比重，按工作地计。",
        definition_en="Employed in sections B-E over all employed, by place of work.",
        source=SECTORS, function=c.sector(2),
    ),
    Indicator(
        name="tertiary_share", zh="第三产业就业比重", en="Tertiary share of employment",
        unit=PERCENT,
        definition_zh="F至S门类就业人员占全部就业人员的比重，按工作地计。",
        definition_en="Employed in sections F-S over all employed, by place of work.",
        source=SECTORS, function=c.sector(3),
    ),
    Indicator(
        name="urban_share", zh="城镇化率", en="Urban share of the population", unit=PERCENT,
        definition_zh="城镇常住人口占常住人口的比重。",
        definition_en="Urban residents over residents.",
        source=CENSUS, function=c.urban_share,
    ),
    Indicator(
        name="mean_wage", zh="雇员平均月工资", en="Mean monthly wage of employees", unit=YUAN,
        definition_zh="16岁及以上雇员当月应发工资的平均数，按工作地计。",
        definition_en="Mean gross pay of wage employees of 16 and over, by place of work.",
        source=MODEL, by=("sex", "industry"), function=c.mean_wage,
    ),
)  # fmt: skip

_RATES = (
    Indicator(
        name="labour_force_participation", zh="劳动参与率", en="Labour force participation",
        unit=PERCENT,
        definition_zh="就业与失业人员之和占16岁及以上常住人口的比重。",
        definition_en="Employed and unemployed over residents of 16 and over.",
        source=NBS, by=DEMOGRAPHIC, function=c.participation,
    ),
    Indicator(
        name="employment_rate", zh="就业率", en="Employment rate", unit=PERCENT,
        definition_zh="就业人员占16岁及以上常住人口的比重。",
        definition_en="Employed over residents of 16 and over.",
        source=NBS, by=DEMOGRAPHIC, function=c.employment_rate,
    ),
    Indicator(
        name="surveyed_unemployment", zh="城镇调查失业率", en="Surveyed urban unemployment rate",
        unit=PERCENT,
        definition_zh="城镇16岁及以上常住人口中，失业人员占就业与失业人员之和的比重。发布口径：每月轮换一半住户的"
        "抽样调查，保留一位小数，只发布全区和南北疆；真实口径：全部城镇住户。基期水平是拟合的，只有情景之间的差异是预测。",
        definition_en="Unemployed over employed and unemployed among urban residents of 16 and "
        "over. Published: a household survey that renews half of its sample each month, rounded "
        "to 0.1, for the region and its halves. True: all urban households. The base level is "
        "fitted; only differences between scenarios are predictions.",
        source=NBS, by=("sex", "age"), books=BOOKS, function=c.surveyed,
    ),
    Indicator(
        name="survey_sample", zh="调查样本中的劳动力", en="Labour force in the survey sample",
        unit="sampled persons",
        definition_zh="当月样本住户中16岁及以上的就业和失业人员数（未加权）。",
        definition_en="Employed and unemployed of 16 and over in the month's sample, unweighted.",
        source=SURVEY, books=(PUBLISHED,), function=c.survey_sample,
    ),
    Indicator(
        name="registered_unemployment", zh="城镇登记失业率",
        en="Registered urban unemployment rate", unit=PERCENT,
        definition_zh="城镇登记失业人员占城镇就业与登记失业人员之和的比重，保留两位小数；登记失业人员是失业人员的一部分。",
        definition_en="Registered unemployed over urban employed and registered unemployed, "
        "rounded to 0.01; the registered are a subset of the unemployed.",
        source=OFFICES, books=(PUBLISHED,), function=c.registered_rate,
    ),
    Indicator(
        name="registered_unemployed", zh="城镇登记失业人员", en="Registered urban unemployed",
        unit=PERSONS,
        definition_zh="城镇16至59岁、户籍在本县、已登记的失业人员。",
        definition_en="Urban unemployed of 16-59 with registration in the county, who registered.",
        source=OFFICES, books=(PUBLISHED,), function=c.registered_persons,
    ),
    Indicator(
        name="unemployment_with_discouraged", zh="含沮丧者的城镇失业率",
        en="Urban unemployment with the discouraged", unit=PERCENT,
        definition_zh="失业人员与沮丧者之和占劳动力与沮丧者之和的比重，城镇常住人口。沮丧者：16至59岁非劳动力中，曾经工作且"
        "退出不超过12个月，或等待季节性复工的人，不含家庭季节务农者。",
        definition_en="Unemployed and discouraged over the labour force and the discouraged, urban "
        "residents. Discouraged: outside the labour force, 16-59, worked before and left at most "
        "12 months ago, or waiting for a seasonal recall; family farm workers are left out.",
        source=POTENTIAL, function=c.with_discouraged,
    ),
    Indicator(
        name="gap_urban_unemployment", zh="南北疆城镇失业率之差",
        en="Urban unemployment, south minus north", unit=POINTS,
        definition_zh="南疆减北疆，全部计数。", definition_en="South less north, full count.",
        source=MODEL, places="region", function=c.gap(c.surveyed, ratio=False),
    ),
    Indicator(
        name="gap_participation", zh="南北疆劳动参与率之差", en="Participation, south minus north",
        unit=POINTS,
        definition_zh="南疆减北疆，全部计数。", definition_en="South less north, full count.",
        source=MODEL, places="region", function=c.gap(c.participation, ratio=False),
    ),
    Indicator(
        name="gap_urban_share", zh="南北疆城镇化率之差", en="Urban share, south minus north",
        unit=POINTS,
        definition_zh="南疆减北疆，全部计数。", definition_en="South less north, full count.",
        source=MODEL, places="region", function=c.gap(c.urban_share, ratio=False),
    ),
    Indicator(
        name="gap_wage", zh="南疆平均工资相当于北疆的百分比", en="Mean wage, south over north",
        unit=PERCENT,
        definition_zh="南疆与北疆之比，全部计数。", definition_en="South over north, full count.",
        source=MODEL, places="region", function=c.gap(c.mean_wage, ratio=True),
    ),
)  # fmt: skip

_NEW_JOBS = (
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
        function=c.yearly_flow("urban_registered", PUBLISHED),
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


def _flow(
    name: str, zh: str, en: str, meaning_zh: str, meaning_en: str, unit: str, flow: str = ""
) -> Indicator:
    return Indicator(
        name=name, zh=zh, en=en, unit=unit, definition_zh=meaning_zh, definition_en=meaning_en,
        source=MODEL, function=c.flow(flow or name),
    )  # fmt: skip


_FLOWS = (
    _flow("hires", "新录用", "Hires",
          "当月开始的岗位匹配，含在职转换，按工作地计。",
          "Jobs that began this month, moves between jobs included, by place of work.", PER_MONTH),
    _flow("job_to_job", "在职转换", "Job-to-job moves",
          "当月直接换到另一家单位的人，按新工作地计。",
          "Persons who moved straight to another firm, by the new place of work.", PER_MONTH),
    _flow("separations", "离职", "Separations", "当月因辞职、裁员或停业而结束的工作。",
          "Jobs ended this month by quit, layoff or closure.", PER_MONTH),
    _flow("layoffs", "裁员", "Layoffs", "当月由单位结束的工作。",
          "Jobs ended by the firm.", PER_MONTH),
    _flow("retirements", "退休", "Retirements", "当月由就业或求职转为退休的人。",
          "Persons who retired from work or search this month.", PER_MONTH),
    _flow("vacancies_posted", "新发布岗位", "Vacancies posted", "当月首次发布的空缺岗位。",
          "Places offered for the first time this month.", "places per month", "posts"),
    _flow("vacancies", "空缺岗位", "Vacancies", "当月招聘中的岗位。",
          "Places offered this month.", "places"),
    _flow("vacancies_unfilled", "未招满岗位", "Vacancies unfilled", "匹配后仍空缺的岗位。",
          "Places still open after matching.", "places", "unfilled"),
    _flow("seekers", "求职者", "Job-seekers", "当月求职的人，含在职求职者，按居住地计。",
          "Persons who searched this month, employed seekers included, by residence.", PERSONS),
    Indicator(
        name="tightness", zh="求人倍率", en="Tightness", unit="vacancies per job-seeker",
        definition_zh="空缺岗位与求职者之比。", definition_en="Vacancies over job-seekers.",
        source=MODEL, function=c.flow_ratio("vacancies", "seekers"),
    ),
    _flow("offers", "政策邀约", "Programme offers", "政策项目向劳动者发出的邀约，均可无代价拒绝。",
          "Offers of programmes to persons; each may be refused at no cost.", "offers per month"),
    _flow("refusals", "被拒绝的邀约", "Offers refused", "被劳动者拒绝的邀约。",
          "Offers that persons refused, at no cost.", "offers per month"),
    _flow("training_starts", "开始培训", "Training starts", "当月接受培训席位的人。",
          "Training seats accepted this month.", PER_MONTH),
    _flow("training_completions", "完成培训", "Training completions", "当月完成的课程。",
          "Courses completed this month.", PER_MONTH),
    _flow("subsidy_claims", "社保补贴申请", "Subsidy claims", "当月申请的社会保险补贴。",
          "Contribution subsidies claimed this month.", "claims per month", "claims"),
    _flow("subsidy_claims_rejected", "被拒的补贴申请", "Subsidy claims rejected",
          "因预算用尽而被拒的申请。",
          "Claims rejected because no money was left in the budget line.", "claims per month",
          "claims_rejected"),
    _flow("subsidised_workers", "享受社保补贴的人", "Subsidised workers",
          "当月由补贴承担社会保险缴费的人。",
          "Persons whose contributions are subsidised this month.", PERSONS, "subsidised"),
    _flow("births", "出生", "Births", "当月出生的人。", "Births this month.", PER_MONTH),
    _flow("deaths", "死亡", "Deaths", "当月死亡的人。", "Deaths this month.", PER_MONTH),
    _flow("arrivals", "迁入", "Arrivals", "当月由外省迁入的人。",
          "Arrivals from other provinces this month.", PER_MONTH),
    _flow("departures", "迁出", "Departures", "当月迁往外省的人。",
          "Departures to other provinces this month.", PER_MONTH),
    _flow("rural_starts_near", "就近非农就业", "Rural starts near home",
          "当月农村居民在本单元开始的非农工作，按居住地计，人次。",
          "Job starts of rural people off the farm in their own unit, by residence.",
          PER_MONTH, "starts_near"),
    _flow("rural_starts_elsewhere", "疆内跨地区就业", "Rural starts elsewhere in Xinjiang",
          "当月农村居民在疆内其他单元开始的非农工作，按居住地计，人次。",
          "Job starts of rural people off the farm in another unit, by residence.",
          PER_MONTH, "starts_elsewhere"),
    _flow("rural_starts_outside", "区外就业", "Starts in other provinces",
          "当月到外省开始工作的农村居民，按来源地计，人次。",
          "Rural people who began to work in another province, by origin.",
          PER_MONTH, "went_out"),
    _flow("came_home", "由区外返回", "Came home from other provinces",
          "当月由外省返回家中的人。", "Persons who came home from other provinces.", PER_MONTH),
    _flow("trip_persons", "外出务工人数", "Persons going to work outside their unit",
          "当年首次到本单元以外开始工作的农村居民，每人每年计一次。",
          "Rural people who begin to work outside their unit, once a person and year.",
          PER_MONTH),
    _flow("returns", "返乡", "Returns", "当月由疆内其他单元返回家乡单元的人，按离开地计。",
          "Persons who returned to their home unit, by the unit they left.", PER_MONTH),
    _flow("harvesters", "采收季务工", "Harvest work", "当月从事采收的农村居民，含兼业。",
          "Rural people with harvest work this month, beside other work or alone.", PERSONS),
)  # fmt: skip

_TRAINING = (
    Indicator(
        name="training", zh="职业技能培训人次", en="Vocational training completed", unit=PER_YEAR,
        definition_zh="公布数：全年由公共资金支付的课程的完成人次；真实数：全部课程的完成人次。",
        definition_en="Published: completions in the year of publicly paid courses, in person-"
        "times; true: completions of all courses.",
        source=MODEL, books=BOOKS, yearly=True,
        function=c.both_books("training_completions_public", "training_completions"),
    ),
    Indicator(
        name="high_skilled", zh="新增高技能人才", en="New high-skilled talent", unit=PER_YEAR,
        definition_zh="全年首次取得高级工及以上等级的人。",
        definition_en="First entries to the senior skill grade (level 3) or above in the year.",
        source=MODEL, books=BOOKS, yearly=True,
        function=c.both_books("first_senior", "first_senior"),
    ),
    Indicator(
        name="training_mean_wait", zh="培训平均等待时间", en="Mean wait for a seat", unit="months",
        definition_zh="当月入学者从接受席位到开课的平均月数。",
        definition_en="Mean months from acceptance to the first lesson of those who began this "
        "month.",
        source=MODEL, function=c.flow_ratio("training_waited", "training_starts"),
    ),
    *(
        Indicator(
            name=f"{name}_year", zh=zh, en=en, unit=unit, definition_zh=meaning_zh,
            definition_en=meaning_en, source=MODEL, yearly=True, function=c.yearly_flow(name),
        )
        for name, zh, en, unit, meaning_zh, meaning_en in (
            ("training_places", "公共培训名额", "Public training places", "places per year",
             "全年可供的公共培训名额。", "Publicly paid seats that could be taken in the year."),
            ("training_starts_public", "公共培训入学", "Starts on public places", PER_YEAR,
             "全年在公共名额上开课的人次。", "Courses begun on publicly paid places."),
            ("training_persons", "受训人数", "Persons trained", PER_YEAR,
             "全年至少完成一门课程的人，每人计一次。",
             "Persons who completed a course in the year, each once."),
            ("training_completions_staff", "企业内训完成", "Completions of firms' own courses",
             PER_YEAR, "全年企业培训中心为本单位职工完成的课程。",
             "Courses of firms' centres completed by own staff."),
            ("training_turned_away", "未得席位者", "Turned away from training", PER_YEAR,
             "接受席位而无空位、也无等候名额的人次。",
             "Accepted an offer and found neither a seat nor room to wait."),
            ("certificates", "技能等级证书", "Skill certificates", "certificates per year",
             "全年通过的等级考试，含在校生。", "Grade examinations passed, pupils included."),
            ("grade_rises", "技能等级提升", "Rises of skill grade", PER_YEAR,
             "全年技能等级上升的人。", "Persons who reached a higher skill grade."),
            ("assessments", "高级工评价", "Assessments at senior level", "attempts per year",
             "全年举行的高级工评价。", "Assessments at senior level held in the year."),
        )
    ),
    _flow("training_waiting", "等候培训者", "Waiting for a seat", "月末已接受席位而等候开课的人。",
          "Persons who accepted a seat and wait for it.", PERSONS),
    _flow("training_dropouts", "中途退出培训", "Training dropouts",
          "当月中途退出课程的人，没有代价。",
          "Courses left early this month, at no cost.", PER_MONTH),
)  # fmt: skip

BY_OFFER = ("programme", "sex", "age_band", "residence")


def _offers(
    name: str, event: OfferEvent, zh: str, en: str, meaning_zh: str, meaning_en: str,
    unit: str = "offers per year", by: tuple[str, ...] = BY_OFFER,
) -> Indicator:  # fmt: skip
    return Indicator(
        name=name, zh=zh, en=en, unit=unit, definition_zh=meaning_zh, definition_en=meaning_en,
        source=OFFER_BOOK, by=by, yearly=True, function=offer_event(event),
    )  # fmt: skip


_OFFERS = (
    _offers("programme_offers", OfferEvent.OFFERS, "全年政策邀约", "Offers of programmes",
            "全年向劳动者发出的邀约，每个项目每人每月至多一次。",
            "Offers made to persons in the year, at most one a programme and month each."),
    _offers("programme_repeat_offers", OfferEvent.REPEATS, "拒绝后的再次邀约",
            "Repeat offers after refusal", "向曾拒绝同一项目的人再次发出的邀约。",
            "Offers to persons who had refused the same programme before."),
    _offers("programme_refusals", OfferEvent.REFUSALS, "全年拒绝", "Refusals of programmes",
            "全年被拒绝的邀约；拒绝不影响任何待遇和以后的邀约。",
            "Offers refused in the year; refusing costs no benefit and no later offer."),
    _offers("programme_acceptances", OfferEvent.ACCEPTANCES, "全年接受", "Acceptances",
            "全年被接受的邀约。", "Offers accepted in the year."),
    _offers("programme_worse_off", OfferEvent.WORSE_OFF, "接受后实际受损",
            "Accepted and truly worse off",
            "因误判而接受、按真实价值当时就不如拒绝的邀约。",
            "Accepted by error: at their true value worse than refusing, at once."),
    _offers("programme_exits", OfferEvent.EXITS, "提前退出", "Early exits from programmes",
            "全年提前退出项目的人次，退出没有代价。",
            "Exits before the end in the year, at no cost.", unit=PER_YEAR),
    _offers("programme_unfilled", OfferEvent.UNFILLED, "未用名额", "Places not taken",
            "全年提供而无人接受的名额。", "Places offered in the year that nobody took.",
            unit="places per year", by=("programme",)),
    Indicator(
        name="programme_gain", zh="接受者的平均福利变化", en="Mean welfare change of acceptances",
        unit=PERCENT,
        definition_zh="接受时真实价值与所放弃价值的对数差的平均数，折成百分比；事后福利另行计算。",
        definition_en="Mean log difference of the true value of what was accepted and of what was "
        "kept by refusing, in percent, when accepted; realised welfare is reported apart.",
        source=OFFER_BOOK, by=BY_OFFER, yearly=True, function=mean_gain,
    ),
)  # fmt: skip

_MONEY = (
    Indicator(
        name="subsidy_paid", zh="已支付资金", en="Money paid", unit=YUAN,
        definition_zh="台账当月支付的资金，按账户和南北疆计；只含已建模的措施。",
        definition_en="Paid by the ledger this month, by account and half; only of the measures "
        "modelled so far.",
        source=LEDGER, by=("account",), places="halves", function=c.money("paid"),
    ),
    Indicator(
        name="money_received", zh="已收缴资金", en="Money received", unit=YUAN,
        definition_zh="台账当月收到的缴费，按账户和南北疆计。",
        definition_en="Contributions that the ledger received this month, by account and half.",
        source=LEDGER, by=("account",), places="halves", function=c.money("received"),
    ),
    Indicator(
        name="money_unpaid", zh="应付未付资金", en="Money due and not paid", unit=YUAN,
        definition_zh="当月到期而预算不足以支付的资金。",
        definition_en="Due this month and not covered by the budget line.",
        source=LEDGER, by=("account",), places="halves", function=c.money("unpaid"),
    ),
    Indicator(
        name="ledger_south_share", zh="已支付资金的南疆占比", en="Share of money paid in the south",
        unit=PERCENT,
        definition_zh="台账全年支付中南疆所占比重；只含已建模的措施，不是规划目标“南疆就业补助资金占比”。",
        definition_en="The south's share of a year's ledger payments; only of the measures "
        "modelled so far, so it is not the plan's target on the employment subsidy fund.",
        source=LEDGER, by=("account",), places="region", yearly=True, function=c.south_paid,
    ),
)  # fmt: skip

_LOANS = (
    *(
        Indicator(
            name=f"loans_{what}", zh=zh, en=en, unit=unit, definition_zh=meaning_zh,
            definition_en=meaning_en, source=LEDGER, by=("loan",), places="halves",
            function=c.loans(what),
        )
        for what, zh, en, unit, meaning_zh, meaning_en in (
            ("lent", "当月发放贷款", "Loans granted", YUAN,
             "银行当月发放的稳岗贷款和创业担保贷款本金。",
             "Principal that banks lent this month to firms and founders."),
            ("repaid", "当月偿还本金", "Principal repaid", YUAN, "借款人当月偿还的本金。",
             "Principal that borrowers repaid this month."),
            ("interest", "当月支付利息", "Interest paid by borrowers", YUAN,
             "借款人当月支付的利息，不含财政贴息。",
             "Interest that borrowers paid this month, without the part that the treasury bears."),
            ("lost", "当月贷款损失", "Principal lost", YUAN,
             "借款人无法偿还的本金，含担保基金代偿部分。",
             "Principal that borrowers cannot repay, with what the guarantee fund pays."),
            ("owed", "贷款余额", "Loans outstanding", "yuan of December 2025",
             "月末尚未偿还的本金。",
             "Principal still to be repaid at the end of the month."),
        )
    ),
    *(
        Indicator(
            name=name, zh=zh, en=en, unit="loans per year", definition_zh=meaning_zh,
            definition_en=meaning_en, source=LEDGER, yearly=True, function=c.yearly_flow(name),
        )
        for name, zh, en, meaning_zh, meaning_en in (
            ("loans_taken", "发放贷款笔数", "Loans taken", "全年企业和创业者获得的贷款笔数。",
             "Loans that firms and founders took in the year."),
            ("loans_lost", "违约贷款笔数", "Loans lost",
             "全年因企业关闭或创业失败而损失的贷款笔数。",
             "Loans lost in the year because a firm closed or a founder gave up."),
        )
    ),
)  # fmt: skip

_AUTOMATION = (
    _flow("displaced_by_ai", "人工智能替代的岗位", "Places displaced by AI",
          "当月因人工智能而消失的岗位（未扣新任务），含裁员和不再招聘，按工作地计。",
          "Places that AI displaced this month before new tasks, by layoff or by hiring not done; "
          "by place of work.", "places per month", "displaced"),
    _flow("displaced_by_machines", "机器替代的岗位", "Places replaced by machines",
          "当月因机器人和农机而消失的企业岗位，不含家庭务农。",
          "Places of firms that robots and harvesters replaced this month; family farms are not "
          "counted.", "places per month", "machine_displaced"),
    _flow("displaced_layoffs", "因自动化被裁的人", "Laid off because of automation",
          "当月因人工智能或机器而被裁的雇员，按工作地计。",
          "Employees laid off this month because of AI or machines, by place of work.", PER_MONTH),
    _flow("hiring_not_done", "因自动化不再招聘的岗位", "Hiring not done because of automation",
          "当月因人工智能或机器而消失、但不经裁员的岗位。",
          "Places that AI or machines displaced this month without a layoff.", "places per month",
          "not_hired"),
    _flow("new_tasks", "新任务岗位", "Places of new tasks",
          "替代6至24个月后产生的新任务岗位，要求技能等级或大专学历。",
          "Places of new tasks that follow displacement after 6 to 24 months and ask for a skill "
          "grade or college.", "places per month"),
    _flow("ai_staff", "在已用人工智能企业工作的人", "People at work in firms that have adopted AI",
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

_GRADUATES = tuple(Indicator(**fields) for fields in graduate_indicators(MODEL, UNIVERSITIES))

INDICATORS: dict[str, Indicator] = {
    i.name: i
    for i in (
        *_STOCKS,
        *_RATES,
        *_NEW_JOBS,
        *_FLOWS,
        *_TRAINING,
        *_OFFERS,
        *_GRADUATES,
        *_MONEY,
        *_LOANS,
        *_AUTOMATION,
        *(Indicator(**facts) for facts in WELFARE),
    )
}
