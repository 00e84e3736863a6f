"""The indicators: what each published or true number means, and how it is counted.

An `Indicator` names a number in two languages with unit, definition and source; its function reads
a `Panel` (all months at all places) and returns one table [months, places] a group and book.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from agents.codes import FIRST_EMPLOYED, LAST_EMPLOYED, Half, Industry, Schooling, Sex, Status
from agents.kernels.tabulate import N_EMPLOYED, UNKNOWN_INDUSTRY
from agents.levers import Account
from scenarios.months import Month
from sim.statistics_office import (
    MIN_CELL,
    MIN_SAMPLED_WORKERS,
    REGION,
    Floats,
    Flows,
    Panel,
    Tally,
    tally,
)

__all__ = ["INDICATORS", "Cells", "Flows", "Indicator", "Panel", "Tally", "long_table", "tally"]

ALL, TRUE, PUBLISHED = "all", "true", "published"
BOOKS = (PUBLISHED, TRUE)
Cells = dict[tuple[str, str], Floats]

AGES = ("0-14", "15", "16-24", "25-34", "35-44", "45-54", "55-64", "65+")
FIRST_WORKING_AGE = 2  # index of 16-24
RESIDENCES = ("rural", "urban")
INDUSTRIES = (*(i.code for i in Industry), "unknown")
EMPLOYED = range(int(FIRST_EMPLOYED), int(LAST_EMPLOYED) + 1)
RESIDENT = [s for s in Status if s not in (Status.GONE, Status.AWAY)]
LABOUR = {
    "employed": [int(s) for s in EMPLOYED],
    "unemployed": [int(Status.UNEMPLOYED)],
    "inactive": [int(s) for s in RESIDENT if s not in (*EMPLOYED, Status.UNEMPLOYED)],
}

# (code, zh, en) of every dimension's groups, in order
GROUPS: dict[str, list[tuple[str, str, str]]] = {
    "sex": [(s.code, s.zh, s.en) for s in Sex],
    "age": [(a, f"{a}岁" if a[-1] != "+" else f"{a[:-1]}岁及以上", f"Age {a}") for a in AGES],
    "residence": [
        ("rural", "乡村居民", "Rural residents"),
        ("urban", "城镇居民", "Urban residents"),
    ],
    "schooling": [(s.code, s.zh, s.en) for s in Schooling],
    "industry": [
        *((i.code, i.zh, i.en) for i in Industry),
        ("unknown", "行业不详", "Industry not known"),
    ],
    "workplace": [
        ("rural", "乡村工作地", "Rural workplace"),
        ("urban", "城镇工作地", "Urban workplace"),
    ],
    "status": [(s.code, s.zh, s.en) for s in Status if s is not Status.GONE],
    "account": [(a.code, a.zh, a.en) for a in Account],
}


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
        Dimensions of its groups besides `all`; see `GROUPS`.
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
            "definition_zh": self.definition_zh,
            "definition_en": self.definition_en,
            "source": self.source,
            "by": list(self.by),
            "books": list(self.books),
            "places": self.places,
            "yearly": self.yearly,
        }


# ------------------------------------------------------------------------------ how it is counted


def _labelled(
    dimension: str, codes: tuple[str, ...], values: Floats
) -> Iterator[tuple[str, Floats]]:
    """Yield (group, table) for a last axis that runs over the groups of one dimension."""
    for n, code in enumerate(codes):
        yield f"{dimension}={code}", values[..., n]


def _persons(p: Panel, statuses: list[int], *, adults: bool, urban: bool = False) -> Cells:
    """Count persons in `statuses` by all, sex, age, residence; sampled persons, true book."""
    table = p.sampled["persons"][..., statuses].sum(axis=-1).astype(float)  # T P town sex age
    first = FIRST_WORKING_AGE if adults else 0
    table = table[..., first:]
    if urban:
        table = table[:, :, 1:2]
    cells = {ALL: table.sum(axis=(2, 3, 4))}
    cells.update(_labelled("sex", tuple(s.code for s in Sex), table.sum(axis=(2, 4))))
    cells.update(_labelled("age", AGES[first:], table.sum(axis=(2, 3))))
    if not urban:
        cells.update(_labelled("residence", RESIDENCES, table.sum(axis=(3, 4))))
        levels = p.sampled["schooled"][..., statuses].sum(axis=-1).astype(float)
        cells.update(_labelled("schooling", tuple(s.code for s in Schooling), levels))
    return {(group, TRUE): values for group, values in cells.items()}


def _scaled(cells: Cells, factor: float) -> Cells:
    return {where: values * factor for where, values in cells.items()}


def _ratio(over: Floats, under: Floats, least: float = MIN_CELL) -> Floats:
    """Divide where `under` holds at least `least` sampled persons; NaN elsewhere."""
    out = np.full(over.shape, np.nan)
    np.divide(over, under, out=out, where=under >= least)
    return out


def _percent(over: Cells, under: Cells) -> Cells:
    return {where: 100.0 * _ratio(over[where], under[where]) for where in over}


def _sum(*parts: Cells) -> Cells:
    return {where: np.sum([part[where] for part in parts], axis=0) for where in parts[0]}


def _population(p: Panel) -> Cells:
    cells = _scaled(_persons(p, [int(s) for s in RESIDENT], adults=False), p.fraction)
    table = p.count("persons").sum(axis=(2, 3, 4))
    for status in RESIDENT:
        cells[f"status={status.code}", TRUE] = table[..., int(status)]
    return cells


def _labour(state: str) -> Callable[[Panel], Cells]:
    """Count residents of 16 and over in one labour-force state; the employed by industry too."""

    def count(p: Panel) -> Cells:
        cells = _persons(p, LABOUR[state], adults=True)
        if state == "employed":
            tables = p.sampled["working"].astype(float)
            known = INDUSTRIES if tables[..., UNKNOWN_INDUSTRY].any() else INDUSTRIES[:-1]
            for group, values in _labelled("industry", known, tables):
                cells[group, TRUE] = values
            levels = p.sampled["schooled"].sum(axis=2)
            for s in EMPLOYED:
                cells[f"status={Status(s).code}", TRUE] = levels[..., s].astype(float)
        return _scaled(cells, p.fraction)

    return count


def _force(p: Panel) -> Cells:
    return _persons(p, LABOUR["employed"] + LABOUR["unemployed"], adults=True)


def _participation(p: Panel) -> Cells:
    return _percent(_force(p), _sum(_force(p), _persons(p, LABOUR["inactive"], adults=True)))


def _employment_rate(p: Panel) -> Cells:
    employed = _persons(p, LABOUR["employed"], adults=True)
    return _percent(employed, _sum(_force(p), _persons(p, LABOUR["inactive"], adults=True)))


def _urban(p: Panel, *states: str) -> Cells:
    return _persons(p, [s for state in states for s in LABOUR[state]], adults=True, urban=True)


def _surveyed(p: Panel) -> Cells:
    cells = _percent(_urban(p, "unemployed"), _urban(p, "employed", "unemployed"))
    sample = p.sampled["survey"].astype(float)[..., FIRST_WORKING_AGE:, :2]  # T P sex age state
    sample[:, 1 + len(Half) :] = 0.0  # too few households in a unit to be published

    def rate(counts: Floats) -> Floats:
        return np.round(100.0 * _ratio(counts[..., 1], counts.sum(axis=-1)), 1)

    cells[ALL, PUBLISHED] = rate(sample.sum(axis=(2, 3)))
    by_sex, by_age = rate(sample.sum(axis=3)), rate(sample.sum(axis=2))
    for group, values in _labelled("sex", tuple(s.code for s in Sex), by_sex):
        cells[group, PUBLISHED] = values
    for group, values in _labelled("age", AGES[FIRST_WORKING_AGE:], by_age):
        cells[group, PUBLISHED] = values
    return cells


def _sample(p: Panel) -> Cells:
    sample = p.sampled["survey"].astype(float)[..., :2].sum(axis=(2, 3, 4))
    return {(ALL, PUBLISHED): sample}


def _registered(p: Panel) -> Cells:
    registered = p.sampled["slack"][..., 0].astype(float)
    employed = _urban(p, "employed")[ALL, TRUE]
    return {(ALL, PUBLISHED): np.round(100.0 * _ratio(registered, registered + employed), 2)}


def _registered_persons(p: Panel) -> Cells:
    return {(ALL, PUBLISHED): p.count("slack")[..., 0]}


def _with_discouraged(p: Panel) -> Cells:
    discouraged = p.sampled["slack"][..., 1]
    out = _urban(p, "unemployed")[ALL, TRUE] + discouraged
    force = _urban(p, "employed", "unemployed")[ALL, TRUE] + discouraged
    return {(ALL, TRUE): 100.0 * _ratio(out, force)}


def _flow(name: str) -> Callable[[Panel], Cells]:
    def count(p: Panel) -> Cells:
        return {(ALL, TRUE): p.flows[name]} if name in p.flows else {}

    return count


def _yearly_flow(name: str) -> Callable[[Panel], Cells]:
    def count(p: Panel) -> Cells:
        return {(ALL, TRUE): p.yearly(p.flows[name])} if name in p.flows else {}

    return count


def _urban_jobs(p: Panel) -> Floats:
    return p.count("jobs")[:, :, 1].sum(axis=(2, 3))


def _urban_change(p: Panel) -> Cells:
    """Return the change of urban jobs since the end of the year before, where that is known."""
    stock = _urban_jobs(p)
    out = np.full_like(stock, np.nan)
    opening = p.opening_jobs()
    before = None if opening is None else opening[:, 1].sum(axis=(1, 2)) * float(p.fraction)
    for _, rows in p.years():
        if before is not None:
            out[rows[-1]] = stock[rows[-1]] - before
        before = stock[rows[-1]]
    return {(ALL, TRUE): out}


def _net(p: Panel) -> Floats | None:
    """Return registered entries less registered attrition by month."""
    if "urban_registered" in p.flows and "urban_attrition" in p.flows:
        return p.flows["urban_registered"] - p.flows["urban_attrition"]
    return None


def _new_jobs(p: Panel) -> Cells:
    net = _net(p)
    cells = {} if net is None else {(ALL, PUBLISHED): p.yearly(net)}
    if "urban_entry_persons" in p.flows:
        cells[ALL, TRUE] = p.yearly(p.flows["urban_entry_persons"])
    return cells


def _new_jobs_month(p: Panel) -> Cells:
    net = _net(p)
    cells = {} if net is None else {(ALL, PUBLISHED): p.recorded(net)}
    if "urban_entry_persons" in p.flows:
        cells[ALL, TRUE] = p.flows["urban_entry_persons"]
    return cells


def _new_jobs_gross(p: Panel) -> Cells:
    if "urban_registered" not in p.flows:
        return {}
    return {(ALL, PUBLISHED): p.yearly(p.flows["urban_registered"])}


def _new_jobs_without_xpcc(p: Panel) -> Cells:
    net = _net(p)
    if net is None:
        return {}
    return {(ALL, PUBLISHED): p.yearly(p.at_places((net[:, 3:] * p.outside_xpcc).T).T)}


def _jobs(p: Panel) -> Cells:
    table = p.count("jobs")
    cells: Cells = {(ALL, TRUE): table.sum(axis=(2, 3, 4))}
    known = INDUSTRIES if table[..., UNKNOWN_INDUSTRY, :].any() else INDUSTRIES[:-1]
    for group, values in _labelled("industry", known, table.sum(axis=(2, 4))):
        cells[group, TRUE] = values
    for group, values in _labelled("workplace", RESIDENCES, table.sum(axis=(3, 4))):
        cells[group, TRUE] = values
    kinds = tuple(Status(s).code for s in EMPLOYED)
    assert len(kinds) == N_EMPLOYED
    for group, values in _labelled("status", kinds, table.sum(axis=(2, 3))):
        cells[group, TRUE] = values
    return cells


def _sector(number: int) -> Callable[[Panel], Cells]:
    def share(p: Panel) -> Cells:
        table = p.sampled["jobs"].sum(axis=(2, 4)).astype(float)
        inside = [int(i) for i in Industry if i.sector == number]
        return {(ALL, TRUE): 100.0 * _ratio(table[..., inside].sum(axis=-1), table.sum(axis=-1))}

    return share


def _urban_share(p: Panel) -> Cells:
    residents = _persons(p, [int(s) for s in RESIDENT], adults=False)
    urban = residents["residence=urban", TRUE]
    return {(ALL, TRUE): 100.0 * _ratio(urban, residents[ALL, TRUE])}


def _mean_wage(p: Panel) -> Cells:
    pay, staff = p.sampled["pay"] / 100.0, p.sampled["staff"].astype(float)
    cells = {(ALL, TRUE): _ratio(pay.sum(axis=(2, 3)), staff.sum(axis=(2, 3)))}
    by_sex = _ratio(pay.sum(axis=3), staff.sum(axis=3))
    for group, values in _labelled("sex", tuple(s.code for s in Sex), by_sex):
        cells[group, TRUE] = values
    by_industry = _ratio(pay.sum(axis=2), staff.sum(axis=2))[..., :UNKNOWN_INDUSTRY]
    for group, values in _labelled("industry", INDUSTRIES[:-1], by_industry):
        cells[group, TRUE] = values
    return cells


def _tightness(p: Panel) -> Cells:
    if "vacancies" not in p.flows or "seekers" not in p.flows:
        return {}
    least = float(MIN_CELL * p.fraction)
    return {(ALL, TRUE): _ratio(p.flows["vacancies"], p.flows["seekers"], least)}


def _paid(p: Panel) -> Cells:
    if not p.paid:
        return {}
    cells = {(ALL, TRUE): np.sum(list(p.paid.values()), axis=0)}
    cells.update({(f"account={name}", TRUE): values for name, values in p.paid.items()})
    return cells


def _south_paid(p: Panel) -> Cells:
    """Return the south's share of each year's payments, at the region."""
    cells: Cells = {}
    for (group, book), values in _paid(p).items():
        year = p.yearly(np.nan_to_num(values))
        share = np.full_like(year, np.nan)
        south = p.places.index(Half.SOUTH.code)
        np.divide(100.0 * year[:, south], year[:, 0], out=share[:, 0], where=year[:, 0] > 0)
        cells[group, book] = share
    return cells


def _gap(of: Callable[[Panel], Cells], *, ratio: bool) -> Callable[[Panel], Cells]:
    """Return south minus north (or south over north in percent) of a true total, at the region."""

    def gap(p: Panel) -> Cells:
        values = of(p)[ALL, TRUE]
        south, north = (values[:, p.places.index(h.code)] for h in (Half.SOUTH, Half.NORTH))
        out = np.full_like(values, np.nan)
        out[:, 0] = 100.0 * south / north if ratio else south - north
        return {(ALL, TRUE): out}

    return gap


# ---------------------------------------------------------------------------------- the catalogue

MODEL = "full count of the simulated persons"
NBS = "NBS labour force survey definition (ILO); full count and simulated household survey"
CENSUS = "census definitions of resident population; full count of the simulated persons"
REGISTER = (
    "definition of new urban employment in the regional plan's explainers: registered entries less "
    "retirements and deaths of registered workers"
)
DEMOGRAPHIC = ("sex", "age", "residence", "schooling")
RATE_GROUPS = ("sex", "age")


def _catalogue() -> Iterator[Indicator]:
    yield Indicator(
        name="population",
        zh="常住人口",
        en="Resident population",
        unit="persons",
        definition_zh="月末常住人口;不含在区外务工者。按受教育程度分组只含16岁及以上。",
        definition_en=(
            "Residents at the end of the month; those working outside Xinjiang are not counted. "
            "Groups by schooling hold persons of 16 and over only."
        ),
        source=CENSUS,
        by=(*DEMOGRAPHIC, "status"),
        function=_population,
    )
    yield Indicator(
        name="away",
        zh="区外务工人员",
        en="Working outside Xinjiang",
        unit="persons",
        definition_zh="户籍家庭在新疆、在其他省份工作的人,按来源地计。",
        definition_en="Persons of Xinjiang households who work in another province, by unit of origin.",
        source=MODEL,
        function=lambda p: {(ALL, TRUE): p.count("persons").sum(axis=(2, 3, 4))[..., Status.AWAY]},
    )
    for name, zh, en, by, what_zh, what_en in (
        ("employed", "就业人员", "Employed", (*DEMOGRAPHIC, "industry", "status"),
         "雇员、个体与雇主、灵活就业、务农、公益性岗位和见习人员",
         "wage employees, own-account workers and employers, flexible and farm workers, "
         "public-welfare posts and interns"),
        ("unemployed", "失业人员", "Unemployed", DEMOGRAPHIC,
         "没有工作、正在找工作并能马上上岗的人;季节性停工而不找工作的人不计入",
         "without work, searching and available; those on a seasonal break who do not search are "
         "not counted"),
        ("inactive", "非劳动力", "Outside the labour force", DEMOGRAPHIC,
         "既不就业也不失业的人,含在校学生和退休人员",
         "neither employed nor unemployed, students and pensioners included"),
    ):  # fmt: skip
        yield Indicator(
            name=name,
            zh=zh,
            en=en,
            unit="persons",
            definition_zh=f"16岁及以上常住人口中{what_zh};按居住地计。",
            definition_en=f"Residents of 16 and over: {what_en}; by place of residence.",
            source=NBS,
            by=by,
            function=_labour(name),
        )
    yield Indicator(
        name="labour_force_participation",
        zh="劳动参与率",
        en="Labour force participation",
        unit="percent",
        definition_zh="(就业+失业)/16岁及以上常住人口。",
        definition_en="Employed and unemployed over residents of 16 and over.",
        source=NBS,
        by=DEMOGRAPHIC,
        function=_participation,
    )
    yield Indicator(
        name="employment_rate",
        zh="就业率",
        en="Employment rate",
        unit="percent",
        definition_zh="就业人员/16岁及以上常住人口。",
        definition_en="Employed over residents of 16 and over.",
        source=NBS,
        by=DEMOGRAPHIC,
        function=_employment_rate,
    )
    yield Indicator(
        name="surveyed_unemployment",
        zh="城镇调查失业率",
        en="Surveyed urban unemployment rate",
        unit="percent",
        definition_zh=(
            "城镇16岁及以上常住人口中失业人员/(就业+失业)。发布口径:每月轮换一半住户的抽样调查,"
            "保留一位小数,只发布全区和南北疆;真实口径:全部城镇住户。基期水平是拟合的,"
            "只有情景之间的差异是预测。"
        ),
        definition_en=(
            "Unemployed over employed and unemployed among urban residents of 16 and over. "
            "Published: a household survey that renews half of its sample each month, rounded to "
            "0.1, for the region and its halves. True: all urban households. The base level is "
            "fitted; only differences between scenarios are predictions."
        ),
        source=NBS,
        by=RATE_GROUPS,
        books=BOOKS,
        function=_surveyed,
    )
    yield Indicator(
        name="survey_sample",
        zh="调查样本劳动力人数",
        en="Labour force in the survey sample",
        unit="sampled persons",
        definition_zh="当月样本住户中16岁及以上的就业和失业人员数(未加权)。",
        definition_en="Employed and unemployed of 16 and over in this month's sample, not weighted.",
        source="simulated household survey",
        books=(PUBLISHED,),
        function=_sample,
    )
    yield Indicator(
        name="registered_unemployment",
        zh="城镇登记失业率",
        en="Registered urban unemployment rate",
        unit="percent",
        definition_zh="城镇登记失业人员/(城镇就业+登记失业),保留两位小数;登记失业是失业人员的一部分。",
        definition_en=(
            "Registered unemployed over urban employed and registered unemployed, rounded to "
            "0.01; the registered are a subset of the unemployed."
        ),
        source="human-resources registers; share that registers is a parameter (assumed)",
        books=(PUBLISHED,),
        function=_registered,
    )
    yield Indicator(
        name="registered_unemployed",
        zh="城镇登记失业人数",
        en="Registered urban unemployed",
        unit="persons",
        definition_zh="城镇16至59岁、本县户籍、已登记的失业人员。",
        definition_en="Urban unemployed of 16-59, registered in the county, who registered.",
        source="human-resources registers; share that registers is a parameter (assumed)",
        books=(PUBLISHED,),
        function=_registered_persons,
    )
    yield Indicator(
        name="unemployment_with_discouraged",
        zh="含沮丧者的失业率",
        en="Unemployment with the discouraged",
        unit="percent",
        definition_zh=(
            "(失业+沮丧者)/(就业+失业+沮丧者),城镇常住。沮丧者:曾经工作、退出劳动力不超过"
            "12个月或等待季节性复工的16至59岁非劳动力,不含家庭季节务农者。"
        ),
        definition_en=(
            "Unemployed and discouraged over the labour force with the discouraged, urban "
            "residents. Discouraged: outside the labour force, 16-59, worked before and left at "
            "most 12 months ago, or waiting for seasonal recall; family farm workers excluded."
        ),
        source="after the ILO's potential labour force; full count",
        function=_with_discouraged,
    )
    yield from _urban_jobs_catalogue()
    yield Indicator(
        name="jobs",
        zh="按工作地的就业",
        en="Employed by place of work",
        unit="persons",
        definition_zh="16岁及以上就业人员,按工作地计;务农计入农业和乡村工作地。",
        definition_en=(
            "Employed of 16 and over by place of work; farm work counts as agriculture and as a "
            "rural workplace."
        ),
        source=MODEL,
        by=("industry", "workplace", "status"),
        function=_jobs,
    )
    for number, name, zh, en, sections in (
        (1, "primary_share", "第一产业就业比重", "Primary share of employment", "A"),
        (2, "secondary_share", "第二产业就业比重", "Secondary share of employment", "B-E"),
        (3, "tertiary_share", "第三产业就业比重", "Tertiary share of employment", "F-S"),
    ):
        yield Indicator(
            name=name,
            zh=zh,
            en=en,
            unit="percent",
            definition_zh=f"{sections}门类就业人员/全部就业人员,按工作地计。",
            definition_en=f"Employed in sections {sections} over all employed, by place of work.",
            source="NBS classification of the three sectors (2018); full count",
            function=_sector(number),
        )
    yield Indicator(
        name="urban_share",
        zh="城镇化率",
        en="Urban share of the population",
        unit="percent",
        definition_zh="城镇常住人口/常住人口。",
        definition_en="Urban residents over residents.",
        source=CENSUS,
        function=_urban_share,
    )
    yield Indicator(
        name="mean_wage",
        zh="雇员平均月工资",
        en="Mean monthly wage of employees",
        unit="yuan of December 2025 per month",
        definition_zh="16岁及以上雇员当月应发工资的平均数,按工作地计。",
        definition_en="Mean gross pay of wage employees of 16 and over, by place of work.",
        source=MODEL,
        by=("sex", "industry"),
        function=_mean_wage,
    )
    for name, flow, zh, en, what_zh, what_en in (
        ("hires", "hires", "新录用", "Hires", "当月开始的岗位匹配,含在职转换;按工作地计",
         "jobs that began this month, job-to-job moves included; by place of work"),
        ("job_to_job", "job_to_job", "在职转换", "Job-to-job moves", "当月直接换到另一家单位的人;按新工作地计",
         "persons who moved straight to another firm; by the new place of work"),
        ("separations", "separations", "离职", "Separations", "当月结束的岗位匹配", "jobs that ended this month"),
        ("vacancies_posted", "posts", "新发布岗位", "Vacancies posted", "当月新发布的空缺", "vacancies newly posted"),
        ("vacancies", "vacancies", "空缺岗位", "Vacancies", "当月招聘中的岗位", "places offered this month"),
        ("seekers", "seekers", "求职者", "Job-seekers", "当月至少投递一次的人,含在职求职者",
         "persons with at least one application this month, employed seekers included"),
        ("offers", "offers", "政策邀约", "Programme offers", "政策项目向劳动者发出的邀约,均可无代价拒绝",
         "offers of programmes to workers; each may be refused at no cost"),
        ("refusals", "refusals", "拒绝的邀约", "Offers refused", "被劳动者拒绝的邀约", "offers that workers refused"),
        ("subsidised_hires", "subsidised", "享受补贴的录用", "Subsidised hires",
         "当月开始享受社会保险补贴的录用", "hires with a contribution subsidy that began this month"),
        ("deaths", "deaths", "死亡", "Deaths", "当月死亡的人", "deaths this month"),
        ("births", "births", "出生", "Births", "当月出生的人", "births this month"),
        ("arrivals", "arrivals", "迁入", "Arrivals", "当月由外省迁入的人", "arrivals from other provinces"),
        ("departures", "departures", "迁出", "Departures", "当月迁往外省的人", "departures to other provinces"),
    ):  # fmt: skip
        yield Indicator(
            name=name,
            zh=zh,
            en=en,
            unit="persons per month" if "vacanc" not in name else "places per month",
            definition_zh=f"{what_zh}。",
            definition_en=f"{what_en[0].upper()}{what_en[1:]}.",
            source=MODEL,
            function=_flow(flow),
        )
    yield Indicator(
        name="tightness",
        zh="市场紧度",
        en="Tightness",
        unit="vacancies per job-seeker",
        definition_zh="空缺岗位/求职者(即求人倍率)。",
        definition_en="Vacancies over job-seekers.",
        source=MODEL,
        function=_tightness,
    )
    yield Indicator(
        name="subsidy_paid",
        zh="已支付资金",
        en="Money paid",
        unit="yuan of December 2025 per month",
        definition_zh="台账当月支付的资金,按账户和南北疆计。",
        definition_en="Paid by the ledger this month, by account and half.",
        source="ledger of the run",
        by=("account",),
        places="halves",
        function=_paid,
    )
    yield Indicator(
        name="ledger_south_share",
        zh="已支付资金南疆占比",
        en="Share of money paid in the south",
        unit="percent",
        definition_zh="台账全年支付中南疆所占比重;只含已建模的措施,不是规划目标“南疆就业补助资金占比”。",
        definition_en=(
            "The south's share of a year's ledger payments; only of the measures modelled so far, "
            "so it is not the plan's target on the employment subsidy fund."
        ),
        source="ledger of the run",
        by=("account",),
        places="region",
        yearly=True,
        function=_south_paid,
    )
    for name, zh, en, unit, of, ratio in (
        ("gap_urban_unemployment", "南北疆城镇失业率之差", "South minus north, urban unemployment",
         "percentage points", _surveyed, False),
        ("gap_participation", "南北疆劳动参与率之差", "South minus north, participation",
         "percentage points", _participation, False),
        ("gap_wage", "南疆平均工资相当于北疆", "South over north, mean wage", "percent", _mean_wage, True),
        ("gap_urban_share", "南北疆城镇化率之差", "South minus north, urban share",
         "percentage points", _urban_share, False),
    ):  # fmt: skip
        yield Indicator(
            name=name,
            zh=zh,
            en=en,
            unit=unit,
            definition_zh="南疆与北疆全部计数之比。" if ratio else "南疆减北疆,全部计数。",
            definition_en="South over north, full count."
            if ratio
            else "South less north, full count.",
            source=MODEL,
            places="region",
            function=_gap(of, ratio=ratio),
        )


def _urban_jobs_catalogue() -> Iterator[Indicator]:
    yield Indicator(
        name="urban_new_jobs",
        zh="城镇新增就业",
        en="New urban employment",
        unit="persons per year",
        definition_zh=(
            "发布口径:全年登记的城镇就业进入人次(每人每年一次;换岗、续签、年内回原单位不计),"
            "减去登记的城镇就业人员退休和死亡;含兵团城市。真实口径:全年至少一次进入城镇就业的人数。"
            "不足十二个月的年份只含已模拟的月份。"
        ),
        definition_en=(
            "Published: entries into urban work registered in the year (a person once a year; "
            "moves between jobs, renewals and returns to the same firm within the year do not "
            "count), less retirements and deaths of registered urban workers; XPCC cities "
            "included. True: persons who entered urban work at least once in the year. A year of "
            "fewer than twelve months holds the simulated months only."
        ),
        source=REGISTER,
        books=BOOKS,
        yearly=True,
        function=_new_jobs,
    )
    yield Indicator(
        name="urban_new_jobs_gross",
        zh="城镇新增就业(不扣自然减员)",
        en="New urban employment before attrition",
        unit="persons per year",
        definition_zh="同上,不扣退休和死亡;各地解释口径不一,两者并列。",
        definition_en="As urban_new_jobs, retirements and deaths not deducted; explainers disagree.",
        source=REGISTER,
        books=(PUBLISHED,),
        yearly=True,
        function=_new_jobs_gross,
    )
    yield Indicator(
        name="urban_new_jobs_without_xpcc",
        zh="城镇新增就业(不含兵团城市)",
        en="New urban employment without XPCC cities",
        unit="persons per year",
        definition_zh="同城镇新增就业,不含兵团城市两个单元。",
        definition_en="As urban_new_jobs, without the units that are made of XPCC cities.",
        source=REGISTER,
        books=(PUBLISHED,),
        yearly=True,
        function=_new_jobs_without_xpcc,
    )
    yield Indicator(
        name="urban_new_jobs_month",
        zh="城镇新增就业(分月)",
        en="New urban employment by month",
        unit="persons per month",
        definition_zh="发布口径:全年数按登记进度分到各月,全年合计不变;真实口径:当月在本年内首次进入城镇就业的人数。",
        definition_en=(
            "Published: the year's number spread over its months by the recording profile, the "
            "year's sum untouched. True: persons who entered urban work for the first time this "
            "calendar year."
        ),
        source=REGISTER,
        books=BOOKS,
        function=_new_jobs_month,
    )
    for name, flow, zh, en, what_zh, what_en in (
        ("urban_entries", "urban_entries", "城镇就业进入人次", "Entries into urban work",
         "全年进入城镇就业的全部人次", "all entries into urban work in the year"),
        ("urban_new_persons", "urban_entry_persons", "进入城镇就业的人数",
         "Persons entering urban work", "全年至少一次进入城镇就业的人数",
         "persons with at least one entry into urban work in the year"),
        ("urban_attrition", "urban_attrition", "登记城镇就业人员自然减员",
         "Attrition of registered urban workers", "全年退休和死亡的登记城镇就业人员",
         "registered urban workers who retired or died in the year"),
    ):  # fmt: skip
        yield Indicator(
            name=name,
            zh=zh,
            en=en,
            unit="persons per year",
            definition_zh=f"{what_zh};按工作地计。",
            definition_en=f"{what_en[0].upper()}{what_en[1:]}; by place of work.",
            source=MODEL,
            yearly=True,
            function=_yearly_flow(flow),
        )
    yield Indicator(
        name="urban_employed_change",
        zh="城镇就业人员净增",
        en="Net change of urban employment",
        unit="persons per year",
        definition_zh="年末与上年末在城镇工作的人数之差。",
        definition_en="Persons working in towns at the end of the year less a year before.",
        source=MODEL,
        yearly=True,
        function=_urban_change,
    )
    yield Indicator(
        name="urban_employed",
        zh="城镇就业人员",
        en="Urban employment",
        unit="persons",
        definition_zh="16岁及以上、工作地在城镇的就业人员。",
        definition_en="Employed of 16 and over whose place of work is in a town.",
        source=MODEL,
        function=lambda p: {(ALL, TRUE): _urban_jobs(p)},
    )


INDICATORS: dict[str, Indicator] = {i.name: i for i in _catalogue()}


# ------------------------------------------------------------------------------------- long table


def group_label(group: str, lang: str = "en") -> str:
    """Return the label of `all` or `dimension=code`.

    >>> group_label("sex=female"), group_label("all", "zh")
    ('Female', '全部')
    """
    if group == ALL:
        return "全部" if lang == "zh" else "All"
    dimension, code = group.split("=", 1)
    for known, zh, en in GROUPS.get(dimension, ()):
        if known == code:
            return zh if lang == "zh" else en
    return group


def long_table(panel: Panel) -> pd.DataFrame:
    """Return all indicators in long form, sorted by month, place, group, book and indicator.

    Columns are those of `indicators.parquet`; strings are categories in sorted order.
    """
    cells = [
        (group, book, indicator.name, values)
        for indicator in INDICATORS.values()
        for (group, book), values in indicator.function(panel).items()
    ]
    places = sorted(panel.places)
    place_code = np.array([places.index(p) for p in panel.places])
    code = np.array([Month(m).code for m in panel.months], np.int32)
    n_months, n_places = len(code), len(places)
    parts = [sorted({cell[n] for cell in cells}) for n in range(3)]
    where = [{name: c for c, name in enumerate(part)} for part in parts]
    keys = [np.array([where[n][cell[n]] for cell in cells]) for n in range(3)]
    shape = (len(cells), n_months, n_places)
    value = np.stack([cell[3] for cell in cells]).reshape(shape)
    month = np.broadcast_to(code[None, :, None], shape)
    place = np.broadcast_to(place_code[None, None, :], shape)
    group, book, name = (np.broadcast_to(k[:, None, None], shape) for k in keys)
    kept = np.isfinite(value)
    columns = [a[kept] for a in (month, place, group, book, name)]
    order = np.lexsort(columns[::-1])
    month_, place_, group_, book_, name_ = (c[order] for c in columns)
    return pd.DataFrame(
        {
            "month": month_,
            "place": pd.Categorical.from_codes(place_, categories=places),
            "group": pd.Categorical.from_codes(group_, categories=parts[0]),
            "book": pd.Categorical.from_codes(book_, categories=parts[1]),
            "indicator": pd.Categorical.from_codes(name_, categories=parts[2]),
            "value": value[kept][order],
        }
    )


def metadata(panel: Panel) -> dict[str, str]:
    """Return what the Parquet file says about itself: definitions, places, cells to be greyed."""
    units = panel.units
    places = {REGION: ("新疆", "Xinjiang"), **{h.code: (h.zh, h.en) for h in Half}}
    places.update({c: (z, e) for c, z, e in zip(units.code, units.zh, units.en, strict=True)})
    facts = {
        "schema": "tianshan.indicators/1",
        "indicators": [i.record() for i in INDICATORS.values()],
        "places": {c: {"zh": zh, "en": en} for c, (zh, en) in places.items()},
        "minimum_sampled_workers": MIN_SAMPLED_WORKERS,
        "below_minimum_size": list(panel.small_places),
        "incomplete_years": list(panel.incomplete_years),
    }
    return {k: json.dumps(v, ensure_ascii=False, sort_keys=True) for k, v in facts.items()}
