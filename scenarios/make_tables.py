"""Write the project's own tables in `scenarios/data` from published figures.

A maintainer's script: `python -m scenarios.make_tables ../shared/data` rewrites every table, and
its output is committed, so that a run reads `scenarios/data` alone and never the folder named here.
The same figures give the same bytes; `--check` writes nothing and exits with 1 if a committed table
differs.

Every table but three has one long form, a row a figure:
`place,margin,category,value,unit,year,source,confidence`. `source` names the publication,
`confidence` is found, recalled, derived or assumed. Figures that are this project's own assumptions
stand in this script, with the reason in `source`.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from ruamel.yaml import YAML

from agents.codes import AGE_BANDS, Industry, Occupation, Registration, Sex
from scenarios import make_farming
from scenarios.make_education import education

DATA = Path(__file__).parent / "data"
REGION = 650000
CONFIDENCES = ("found", "recalled", "derived", "assumed")


def read(folder: Path, name: str, **options: Any) -> Any:
    """Return a table of figures as a data frame, untyped: its columns are known by name only."""
    return pd.read_csv(folder / name, **options)


class Row(NamedTuple):
    """One figure of a long table."""

    place: str
    margin: str
    category: str
    value: float
    unit: str
    year: int
    source: str
    confidence: str


# ---------------------------------------------------------------------------------------- census

CENSUS_SOURCE = {
    2010: "NBS, Sixth National Population Census 2010, tabulation by county, Xinjiang",
    2020: "NBS, Seventh National Population Census 2020, tabulation by county, Xinjiang",
}
CENSUS_SCHOOLING = ("none", "preschool", "primary", "junior", "senior", "college", "bachelor")
NOT_WORKING = (
    "student", "disabled", "graduated_not_yet_worked", "lost_job_employer_reason",
    "lost_job_own_reason", "land_requisitioned", "retired", "homemaker", "other",
)  # fmt: skip
SECTION_COLUMN = {
    "A": "A_agri", "B": "B_mining", "C": "C_manufacturing", "D": "D_utilities",
    "E": "E_construction", "F": "F_wholesale_retail", "G": "G_transport", "H": "H_hotel_food",
    "I": "I_ict", "J": "J_finance", "K": "K_real_estate", "L": "L_leasing_business",
    "M": "M_science", "N": "N_water_env", "O": "O_resident_services", "P": "P_education",
    "Q": "Q_health_social", "R": "R_culture", "S": "S_public_admin",
}  # fmt: skip
# County cells of 2010 that break the county's own total and the region's; the value that heals both
MISPRINTS_2010 = {
    (654226, "occ_other"): 0,  # 39 belong to the Altay prefecture row below it
    (652223, "ind_L_leasing_business"): 3,  # blank in print
    (653022, "nw_student"): 601,  # printed 1601
}
# Prefecture codes that changed when Turpan and Hami became cities
OLD_PREFECTURE = {"6521": "6504", "6522": "6505"}


def census_columns(base: int) -> dict[str, tuple[str, str, str]]:
    """Return margin, category and unit of every source column that the model needs.

    Parameters
    ----------
    base : int
        2010 or 2020.
    """
    columns: dict[str, tuple[str, str, str]] = {}
    for sex in Sex:
        letter = sex.code[0]
        for band in AGE_BANDS:
            column = f"{letter}_{band.replace('-', '_').replace('+', 'p')}"
            columns[column] = ("sex_age", f"{sex.code}:{band}", "persons")
    for residence in ("rural", "urban"):
        columns[f"pop_{residence}"] = ("residence", residence, "persons")
    for kind in list(Registration)[1:]:
        column = "hukou_other_province" if kind.code.endswith("other_province") else kind.code
        columns[column.replace("elsewhere", "hukou_elsewhere")] = (
            "registration",
            kind.code,
            "persons",
        )
    for sex in Sex:
        for level in CENSUS_SCHOOLING:
            if base == 2010 and level == "preschool":
                continue  # the 2010 census asked from age 6 on and has no such column
            stem = "bachelor_plus" if level == "bachelor" else level
            label = f"{sex.code}:{level}"
            columns[f"edu_{stem}_{sex.code[0]}"] = ("schooling_sex", label, "persons")
    columns["households"] = ("households", "households", "households")
    columns["pop_in_households"] = ("households", "in_households", "persons")
    for group in Occupation:
        columns[f"occ_{group.code}"] = ("occupation_sample", group.code, "sampled persons")
    for section, stem in SECTION_COLUMN.items():
        columns[f"ind_{stem}"] = ("industry_sample", section, "sampled persons")
    columns["ind_T_intl"] = ("industry_sample", "T", "sampled persons")
    sample = "longform_16plus" if base == 2020 else "pop_16plus_10pct"
    columns[sample] = ("longform_16plus", "all", "sampled persons")
    if base == 2010:
        for reason in NOT_WORKING:
            columns[f"nw_{reason}"] = ("not_working_sample", reason, "sampled persons")
    return columns


def read_census(folder: Path, base: int) -> Any:
    """Return the region row and the county rows, blanks as 0, after healing the known misprints.

    Raises
    ------
    ValueError
        If the counties do not sum to the region in some column, or the number of counties, the
        age margin or a long-form margin does not fit.
    """
    frame = read(folder, f"census_county_{base}.csv")
    frame = frame[frame.level.isin(["region", "county"])].set_index("code")
    name = frame["county_zh" if base == 2020 else "name_zh"].str.strip()
    if base == 2010:
        for (code, column), value in MISPRINTS_2010.items():
            frame.loc[code, column] = value
    columns = list(census_columns(base))
    checked = [*columns, "pop", "pop_m", "pop_f", "occ_total_10pct", "ind_total_10pct"]
    if base == 2010:
        checked.append("notwork_total_10pct")
    table = frame[checked].fillna(0)
    counties = table.drop(index=REGION)
    if len(counties) != {2010: 98, 2020: 106}[base]:
        raise ValueError(f"census {base}: {len(counties)} county rows")
    off = counties.sum() - table.loc[REGION]
    if (off != 0).any():
        raise ValueError(f"census {base}: counties do not sum to the region: {off[off != 0]}")
    whole = {
        "pop": [c for c, (m, _, _) in census_columns(base).items() if m == "sex_age"],
        "occ_total_10pct": [c for c in columns if c.startswith("occ_")],
        "ind_total_10pct": [c for c in columns if c.startswith("ind_")],
        "notwork_total_10pct": [c for c in columns if c.startswith("nw_")],
    }
    for total, parts in whole.items():
        if total in table and (table[parts].sum(axis=1) != table[total]).any():
            raise ValueError(f"census {base}: the parts of {total} do not sum to it in a county")
    return table[columns].astype("int64").assign(name=name)


def census(folder: Path, base: int) -> list[Row]:
    """Return the margins of every county, and of the region, in one census."""
    table = read_census(folder, base)
    rows = []
    for code, line in table.iterrows():
        for column, (margin, category, unit) in census_columns(base).items():
            part = "10 % long form, 16 and over" if unit == "sampled persons" else "full count"
            healed = base == 2010 and (code, column) in MISPRINTS_2010
            source = f"{CENSUS_SOURCE[base]} ({part})"
            if healed:
                source += "; misprint healed from the county and region totals"
            rows.append(
                Row(
                    str(code), margin, category, int(line[column]), unit, base, source,
                    "derived" if healed else "found",
                )
            )  # fmt: skip
    return rows


def units(folder: Path) -> Any:
    """Return the 16 units: prefectures, and the XPCC cities in two groups."""
    frame = read(folder, "units.csv", dtype=str)
    frame = frame.rename(columns={"name_zh": "zh", "name_en": "en", "seat_zh": "seat"})
    frame["source"] = "administrative division codes GB/T 2260; halves: this model's choice"
    columns = ["unit", "code", "zh", "en", "half", "seat", "lat", "lon", "members"]
    return frame[[*columns, "source", "confidence"]].fillna("")


def counties(folder: Path) -> Any:
    """Return the counties of both censuses with the unit each belongs to."""
    table = units(folder)
    by_prefecture = dict(zip(table.code, table.unit, strict=True))
    by_city = {
        f"{member}市": unit
        for unit, members in zip(table.unit, table.members, strict=True)
        for member in members.split()
    }
    rows = []
    for base in (2010, 2020):
        for code, name in read_census(folder, base)["name"].drop(REGION).items():
            prefix = OLD_PREFECTURE.get(str(code)[:4], str(code)[:4])
            unit = by_city[name] if prefix == "6590" else by_prefecture[prefix]
            rows.append((base, code, name, unit, CENSUS_SOURCE[base], "found"))
    columns = ["base", "code", "name", "unit", "source", "confidence"]
    return pd.DataFrame(rows, columns=columns)


# ------------------------------------------------------------------------------- people and school

SEX_OF = {"m": "male", "f": "female"}
# Share of deaths at ages 0-4 that fall in the first year of life; the source has one band 0-4
INFANT_SHARE_OF_DEATHS = 0.5


def age_sex(folder: Path) -> list[Row]:
    """Return deaths, participation, unemployment and schooling by sex and age band."""
    frame = read(folder, "age_sex_rates.csv").set_index(["sex", "age_band"])
    region = read_census(folder, 2020).loc[REGION]
    source = {
        "death_rate": "Chinese life-table shape, recalled, scaled to 148,000 deaths a year: mean "
        "of the Xinjiang communiques of 2021 and 2022",
        "participation_census": "Chinese age shape, one logit shift so that employment is "
        "11.65 m, census of November 2020",
        "participation_annual": "Chinese age shape, one logit shift so that employment is "
        "13.56 m, annual average of 2020, Xinjiang Statistical Yearbook",
        "unemployment_start": "Chinese age shape of surveyed unemployment at an urban rate of 5 %",
        "student_share": "gross enrolment in Xinjiang and Chinese age shape",
    }
    columns = {
        "death_rate": "death_rate_per_year",
        "participation_census": "participation_census_november",
        "participation_annual": "participation_annual_average",
        "unemployment_start": "unemployment_rate_start",
        "student_share": "student_share",
    }
    rows = []
    for letter, sex in SEX_OF.items():
        for margin, column in columns.items():
            for band in AGE_BANDS:
                wide = "0-4" if band in ("0", "1-4") else band
                value = frame.loc[(letter, wide), column]
                value = 0.0 if pd.isna(value) else float(value)
                note, confidence = source[margin], "assumed"
                unit = "per year" if margin == "death_rate" else "share"
                if margin == "death_rate":
                    confidence = "derived"
                    if wide == "0-4":
                        infants, rest = region[f"{letter}_0"], region[f"{letter}_1_4"]
                        share = (
                            INFANT_SHARE_OF_DEATHS if band == "0" else 1 - INFANT_SHARE_OF_DEATHS
                        )
                        persons = infants if band == "0" else rest
                        value = round(value * (infants + rest) * share / persons, 6)
                        note += "; half the deaths below 5 in the first year, assumed"
                        confidence = "assumed"
                rows.append(Row("XJ", margin, f"{sex}:{band}", value, unit, 2020, note, confidence))
    return rows


LEVELS_2010 = ("none", "primary", "junior", "senior", "college", "bachelor", "graduate")


def education_by_industry(folder: Path) -> list[Row]:
    """Return the sampled persons of each schooling in each section, city and town."""
    frame = read(folder, "seed_education_by_industry.csv")
    source = "NBS, 1 % National Population Survey 2005, employed by education and industry, "
    return [
        Row(
            line.place, "employed_sample", f"{line.industry[0]}:{line.education}",
            line.persons_sample, "sampled persons", 2005, f"{source}{line.place} table, national",
            "found",
        )
        for line in frame.itertuples()
    ]  # fmt: skip


def activity_by_education(folder: Path) -> list[Row]:
    """Return population, employed and unemployed by sex and schooling; women may be a residual."""
    frame = read(folder, "seed_activity_by_education.csv")
    frame = frame.set_index(["sex", "education"])
    source = "NBS, 2010 Population Census, table 4-3 (long form, 16 and over), national"
    rows = []
    for margin in ("population_16plus", "employed", "unemployed"):
        for sex in SEX_OF:
            for level in LEVELS_2010:
                listed = (sex, level) in frame.index
                if listed:
                    value = frame.loc[(sex, level), margin]
                else:
                    value = frame.loc[("all", level), margin] - frame.loc[("m", level), margin]
                rows.append(
                    Row(
                        "CN", margin, f"{SEX_OF[sex]}:{level}", value, "sampled persons", 2010,
                        source if listed else f"{source}: both sexes less men",
                        "found" if listed else "derived",
                    )
                )  # fmt: skip
    return rows


def demography(folder: Path) -> list[Row]:
    """Return birth rates, published death rates, population totals and urban shares by year."""
    frame = read(folder, "demography.csv", dtype={"year": str})
    frame = frame[(frame.region == "Xinjiang") & (frame.category == "all")]
    yearbook, communique = "Xinjiang Statistical Yearbook", "Xinjiang statistical communique"
    published: dict[str, dict[int, tuple[float, str, str]]] = {"birth": {}, "death": {}}
    for line in frame.itertuples():
        kind = line.indicator.removesuffix("s").removesuffix("_rate")
        if kind not in published:
            continue
        if line.indicator.endswith("_rate"):
            figure = (float(line.value), yearbook, line.confidence)
        else:  # the communique prints the rate beside the number
            figure = (float(line.note.split()[0]), f"{communique} {line.year}", line.confidence)
        published[kind][int(line.year)] = figure
    rows = [
        Row("XJ", f"{kind}_rate_published", "all", value, "per 1000", year, source, confidence)
        for kind, years in published.items()
        for year, (value, source, confidence) in sorted(years.items())
    ]

    totals = {
        2010: (21815815, "NBS, Sixth National Population Census 2010", "found"),
        2020: (25852345, "NBS, Seventh National Population Census 2020", "found"),
    }
    people = read(folder, "population_by_prefecture.csv")
    people = people[(people.region_en == "Xinjiang (total)") & (people.year > 2020)]
    for line in people[people.indicator == "resident_population_yearend"].itertuples():
        totals[line.year] = (
            round(line.value * 1e4), f"{communique} {line.year}", line.confidence,
        )  # fmt: skip
    rows += [
        Row("XJ", "population", "all", value, "persons", year, source, confidence)
        for year, (value, source, confidence) in sorted(totals.items())
    ]
    urban = {
        2020: (0.5653, "NBS, Seventh National Population Census 2020", "found"),
        2021: (0.5726, f"{communique} 2021", "found"),
        2022: (0.5789, f"{communique} 2022", "recalled"),
        2023: (0.5924, f"{communique} 2023", "recalled"),
        2025: (0.61, "0.8 points a year after 2023", "assumed"),
        2030: (0.645, "0.7 points a year after 2025", "assumed"),
    }
    rows += [
        Row("XJ", "urban_share", "all", value, "share", year, source, confidence)
        for year, (value, source, confidence) in sorted(urban.items())
    ]

    # Published birth rates before 2016 give 35 % fewer children than the 2020 census counted at
    # 5-9, so the model's rates up to 2020 come from the census ages and the path of the published
    region = read_census(folder, 2020).loc[REGION]
    ages = {band: sum(region[f"{s}_{band}"] for s in "mf") for band in ("0", "1_4", "5_9")}
    first, last = totals[2010][0], totals[2020][0]
    mean_of = {year: first + (last - first) * (year - 2010) / 10 for year in range(2010, 2021)}
    shape = {year: published["birth"][year][0] for year in (2016, 2017, 2018, 2019)}
    expected = sum(shape[year] * mean_of[year] for year in shape) / 1000
    for year in range(2011, 2016):
        value = round(1000 * ages["5_9"] / 5 / mean_of[year], 2)
        note = "census 2020, ages 5-9 / 5 over the mean population; includes children who moved in"
        rows.append(Row("XJ", "birth_rate", "all", value, "per 1000", year, note, "derived"))
    for year, rate in shape.items():
        value = round(rate * ages["1_4"] / expected, 2)
        note = "published path 2016-2019 scaled to ages 1-4 of the census of 2020"
        rows.append(Row("XJ", "birth_rate", "all", value, "per 1000", year, note, "derived"))
    value = round(1000 * ages["0"] / mean_of[2020], 2)
    note = "census 2020, age 0 over the population"
    rows.append(Row("XJ", "birth_rate", "all", value, "per 1000", 2020, note, "derived"))
    for year in (2021, 2022):
        rate, source, confidence = published["birth"][year]
        rows.append(Row("XJ", "birth_rate", "all", rate, "per 1000", year, source, confidence))
    for year in range(2023, 2031):
        value = round(6.3 - 0.05 * (year - 2023), 2)
        note = "slow fall from the level of 2021 and 2022: fewer women of 20-34 each year"
        rows.append(Row("XJ", "birth_rate", "all", value, "per 1000", year, note, "assumed"))
    return rows


def education_pipeline(folder: Path) -> list[Row]:
    """Return persons reaching 16 and leaving school by year."""
    frame = read(folder, "education_pipeline.csv")
    cohort = "census 2020: ages 10-14 (2026) and 5-9 (2027-30) by half, fifths"
    graduates = "156,700 graduates in 2023 (Xinjiang education department, found), later assumed"
    columns = [
        ("reach_16_south", "south", "reach_16", "persons", cohort, "derived"),
        ("reach_16_north", "north", "reach_16", "persons", cohort, "derived"),
        ("region_college_graduates", "XJ", "college_graduates", "persons", graduates, "assumed"),
        ("secondary_vocational_and_technical_graduates", "XJ", "vocational_graduates", "persons",
         "assumed from enrolment", "assumed"),
        ("other_school_leavers", "XJ", "other_leavers", "persons", "balance of the cohort",
         "assumed"),
        ("share_further_study_bachelor", "XJ", "further_study_bachelor", "share",
         "MyCOS graduate surveys, recalled, kept constant", "assumed"),
        ("share_further_study_college", "XJ", "further_study_college", "share",
         "MyCOS graduate surveys, recalled, kept constant", "assumed"),
    ]  # fmt: skip
    return [
        Row(place, margin, "all", line[column], unit, int(line["year"]), source, confidence)
        for _, line in frame.iterrows()
        for column, place, margin, unit, source, confidence in columns
    ]


RETIREMENT_LAW = "Decision of the NPC Standing Committee of 13 September 2024"


def retirement(folder: Path) -> list[Row]:
    """Return the step rule of 2025 by group and the hazards around the statutory age."""
    law = {  # old age, first age delayed, months of calendar a step, largest delay
        "male": (720, 4, 36),
        "female_worker": (600, 2, 60),
        "female_cadre": (660, 4, 36),
    }
    rows = []
    for group, (old, step, most) in law.items():
        for margin, value, confidence in (
            ("old_age", old, "found"),
            ("step", step, "recalled"),
            ("largest_delay", most, "found"),
        ):
            rows.append(Row("CN", margin, group, value, "months", 2025, RETIREMENT_LAW, confidence))
    window = ("CN", "early_window", "all", 36, "months", 2025, RETIREMENT_LAW, "found")
    rows.append(Row(*window))
    frame = read(folder, "retirement_hazards.csv")
    values = [float(v) for v in frame.value]
    texts = (
        ("exit_at_age_state", "compulsory in practice, 15 % rehired or deferred by choice"),
        ("exit_at_age_private", "more deferral than in the state sector"),
        ("early_exit", "flexible retirement in the 36 months before, never below the old age"),
        ("exit_after_age", "insured persons who go on working"),
        ("exit_uninsured_60_69", "fall of participation between age bands"),
        ("exit_uninsured_70_plus", "fall of participation between age bands"),
        ("female_cadre_share", "occupation groups managers, professionals, half of clerks"),
    )
    for (name, why), figure in zip(texts, values, strict=True):
        unit = "share" if name.endswith("share") else "per month"
        confidence = "derived" if "uninsured" in name else "assumed"
        rows.append(Row("XJ", "hazard", name, figure, unit, 2025, why, confidence))
    return rows


def migration(folder: Path) -> list[Row]:
    """Return flows over the regional border and the channels of rural moves, as ranges."""
    frame = read(folder, "migration_flows.csv").set_index("flow")
    names = {
        "net in-migration from other provinces 2021-2024": ("net_arrivals_2021_2024", "derived"),
        "net in-migration 2026-2030": ("net_arrivals_2026_2030", "assumed"),
        "gross arrivals from other provinces": ("arrivals", "assumed"),
        "gross departures to other provinces": ("departures", "assumed"),
        "share of arrivals aged 20-44": ("arrivals_aged_20_44", "assumed"),
        "share of arrivals settling in the north": ("arrivals_north", "derived"),
        "Xinjiang residents working in other provinces, stock 2025": ("away_stock", "assumed"),
        "channel 1: own county, share of rural non-farm job starts": ("own_county", "derived"),
        "channel 2: elsewhere in Xinjiang": ("elsewhere_in_xinjiang", "assumed"),
        "channel 3: other provinces": ("other_provinces", "assumed"),
        "distance elasticity default (eps_dist)": ("distance_elasticity", "derived"),
        "income elasticity default (kappa_mig)": ("income_elasticity", "derived"),
    }
    why = {
        "departures": "arrivals less net arrivals",
        "elsewhere_in_xinjiang": "one less the other two channels",
        "own_county": "parameter sh_county",
        "distance_elasticity": "parameter eps_dist, moved so that its ratio to the income "
        "elasticity lies in the published 0.8-2.2",
        "income_elasticity": "parameter kappa_mig, moved for the same ratio",
    }
    rows = []
    for text, (name, confidence) in names.items():
        line = frame.loc[text]
        thousand = str(line.unit).startswith("thousand")
        unit = str(line.unit).removeprefix("thousand ").replace(" a year", "/year")
        source = "no count found, judgement" if pd.isna(line.source) else str(line.source)
        source = why.get(name, source)
        rows += ranges(name, line, 1000 if thousand else 1, unit, source, confidence)
    return rows


def ranges(
    name: str, line: Any, scale: float, unit: str, source: str, confidence: str, place: str = "XJ"
) -> list[Row]:
    """Return the rows low, central and high of one figure; a missing end equals the centre."""
    rows = []
    for end in ("low", "central", "high"):
        value = line.central if pd.isna(line[end]) else line[end]
        rows.append(Row(place, end, name, float(value) * scale, unit, 2025, source, confidence))
    return rows


# ------------------------------------------------------------------------ industries, wages, prices

MANUFACTURING = {
    Industry.C_TEXTILES: "textiles and apparel",
    Industry.C_AGRO: "agro-processing",
    Industry.C_ELECTRONICS: "electronics",
    Industry.C_OTHER: "other manufacturing",
}
CENSUS_BREAK = "; census November level, ten-year growth holds breaks in farm and public work"
# Farming has no row in the economic censuses; state and XPCC farms with wage employees
FARM_STRUCTURE = {
    "legal_share": 0.1, "mean_size_legal": 30.0, "mean_size_household": 2.04, "state_share": 0.1,
}  # fmt: skip


def section(industry: Industry) -> str:
    """Return the letter of the section an industry belongs to."""
    return industry.code[0]


def industries(folder: Path) -> list[Row]:
    """Return employment, growth and firm structure of the 22 industries."""
    growth = read(folder, "industry_growth.csv")
    growth = growth.set_index(growth.industry.str[0])
    split = read(folder, "manufacturing_split.csv").set_index("part")
    firms = read(folder, "firm_structure.csv")
    firms = firms.set_index(firms.industry.str[0])
    factor = {base: longform_factor(folder, base) for base in (2010, 2020)}
    rows: list[Row] = []
    for industry in Industry:
        code, letter = industry.code, section(industry)
        line, share, tail, part = growth.loc[letter], 1.0, "", None
        if industry in MANUFACTURING:
            part = split.loc[MANUFACTURING[industry]]
            share = part.share_of_manufacturing_region
            tail = "; manufacturing split by assumed shares"
            for place, column in (("XJ", "region"), ("S4", "S4")):
                rows.append(
                    Row(
                        place, "share_of_manufacturing", code,
                        part[f"share_of_manufacturing_{column}"], "share", 2025,
                        "textiles bounded by 480,000 workers of all scopes at the end of 2017",
                        "assumed",
                    )
                )  # fmt: skip
        for base in (2010, 2020):
            persons = line[f"census_{base}_longform"] * factor[base] * share
            rows.append(
                Row(
                    "XJ", "employed_census", code, round(persons), "persons", base,
                    f"{CENSUS_SOURCE[base]}, long form times {factor[base]:.3f}{tail}"
                    f"{CENSUS_BREAK}", "assumed" if tail else "derived",
                )
            )  # fmt: skip
        rows.append(
            Row(
                "XJ", "employed_annual", code, round(line.base_2025_assumed * share), "persons",
                2025, "census 2020 times 1.025 (non-farm); farm: annual average of 4.6 m, "
                f"Xinjiang Statistical Yearbook 2019 less 1 % a year{tail}", "assumed",
            )
        )  # fmt: skip
        for end in ("low", "central", "high"):
            percent = (
                line[f"employment_growth_2026_30_{end}"] if part is None else part[f"growth_{end}"]
            )
            why = "output growth of 5.5-6 % less productivity by industry" + tail
            rows.append(
                Row("XJ", f"growth_{end}", code, percent / 100, "per year", 2026, why, "assumed")
            )
        if letter == "A":
            structure, why = FARM_STRUCTURE, "own-account farms, few state and XPCC farms"
        else:
            source = firms.loc[letter]
            structure = {
                "legal_share": source.share_in_legal_units,
                "mean_size_legal": source.mean_size_legal_unit,
                "mean_size_household": source.mean_size_household,
                "state_share": source.state_share_of_employment,
            }
            why = "NBS, Fourth National Economic Census (sizes, recalled) and judgement"
        units_of = {"mean_size_legal": "persons", "mean_size_household": "persons"}
        for margin, value in structure.items():
            note, confidence = why, "assumed"
            if margin == "mean_size_household":
                note = "NBS, Fifth National Economic Census 2023, workers a household, national"
                confidence = "found" if letter != "A" else "assumed"
            unit = units_of.get(margin, "share")
            rows.append(Row("XJ", margin, code, value, unit, 2025, note, confidence))
    return rows


def longform_factor(folder: Path, base: int) -> float:
    """Return persons of 16 and over a sampled person in the region.

    Those of 15 are the mean of a fifth of 10-14 and a fifth of 15-19.
    """
    region = read_census(folder, base).loc[REGION]
    ages = {b: sum(region[f"{s}_{b}"] for s in "mf") for b in ("10_14", "15_19")}
    young = ("0", "1_4", "5_9", "10_14")
    total = sum(int(region[c]) for c in census_columns(base) if c[:2] in ("m_", "f_"))
    adults = total - sum(region[f"{s}_{b}"] for s in "mf" for b in young)
    aged_15 = (ages["10_14"] + ages["15_19"]) / 10
    sample = region["longform_16plus" if base == 2020 else "pop_16plus_10pct"]
    return float((adults - aged_15) / sample)


def seasons(folder: Path) -> list[Row]:
    """Return the demand index by industry and month, and the share of family farmers at work."""
    frame = read(folder, "seasonality.csv")
    index = frame.set_index(["industry_group", "month"]).labour_demand_index_mean1
    group = {i: g for g in frame.industry_group.unique() for i in Industry if g[:2] == f"{i.code}_"}
    group |= {
        Industry.C_TEXTILES: "C_textiles", Industry.C_AGRO: "C_agro_processing",
        Industry.C_ELECTRONICS: "C_other", Industry.C_OTHER: "C_other",
    }  # fmt: skip
    group |= dict.fromkeys((Industry.D, Industry.J, Industry.Q, Industry.S), "D_J_Q_S_state")
    calendar = "farm calendar, winter construction stop and July-August tourism; no monthly series"
    rows = [
        Row(
            "XJ", "demand_index", f"{i.code}:{month}", index[group.get(i, "other_services"), month],
            "index, mean 1", 2025, calendar, "assumed",
        )
        for i in Industry
        for month in range(1, 13)
    ]  # fmt: skip
    for month in range(1, 13):
        winter = month in (1, 2, 11, 12)
        share = 0.0 if winter else min(1.0, round(float(index["A_agri", month]) / 1.05, 4))
        why = (
            "the census of November does not count them as employed"
            if winter
            else "farm demand index over 1.05, at most 1"
        )
        rows.append(Row("XJ", "farm_active", str(month), share, "share", 2025, why, "assumed"))
    return rows


def roads(folder: Path) -> list[Row]:
    """Return road kilometres between the seats of the units, summer and winter."""
    frame = read(folder, "road_distance.csv")
    source = (
        "shortest path over 28 highway segments (G30, G3012, G3014, S21, desert roads), recalled "
        "within 10 %; passes ILI-BAY and ILI-AKS closed November to May"
    )
    rows = [
        Row(
            line.unit_a,
            season,
            line.unit_b,
            line[f"road_km_{season}"],
            "km",
            2025,
            source,
            "recalled",
        )
        for season in ("summer", "winter")
        for _, line in frame.iterrows()
    ]
    own = "typical way between the settlements of one unit"
    return [*rows, Row("XJ", "own", "all", 30, "km", 2025, own, "assumed")]


def unit_factors(folder: Path) -> list[Row]:
    """Return relative pay, minimum-wage tiers and the trend deviation of each unit."""
    frame = read(folder, "unit_factors.csv")
    tiers = "Xinjiang minimum-wage tiers of 2018 by county (partly found)"
    columns = {
        "wage_relative": ("urban_wage_relative", "ratio", 1.0,
            "disposable income in communiques of Karamay, Urumqi and Kashgar, and judgement"),
        "minimum_wage_tier_seat": ("minimum_wage_tier_seat", "tier", 1.0, tiers),
        "minimum_wage_tier_other": ("minimum_wage_tier_other_counties", "tier", 1.0, tiers),
        "trend_deviation": ("nonfarm_trend_deviation_pp", "per year", 0.01, "judgement"),
    }  # fmt: skip
    return [
        Row(line["unit"], margin, "all", line[column] * scale, unit, 2025, source, "assumed")
        for margin, (column, unit, scale, source) in columns.items()
        for _, line in frame.iterrows()
    ]


def minimum_wages(folder: Path) -> list[Row]:
    """Return the monthly minimum wage by tier and the month each came into force."""
    wages = read(folder, "wages.csv")
    wages = wages[(wages.indicator == "minimum_wage_monthly") & (wages.year != "2025")]
    start = read(folder, "minimum_wage_start.csv").set_index("tier")
    effective = {"2013": (6, "found"), "2015": (7, "recalled"), "2018": (1, "recalled"),
                 "2021": (4, "recalled")}  # fmt: skip
    notice = "Xinjiang Department of Human Resources, minimum-wage notice"
    rows = [
        Row(
            "XJ", "minimum_wage", line.sector_or_tier[-1], float(line.value), "yuan/month",
            int(line.year), f"{notice} of {line.year}", line.confidence,
        )
        for line in wages.sort_values(["year", "sector_or_tier"]).itertuples()
    ]  # fmt: skip
    rows += [
        Row(
            "XJ", "in_force_from", "all", month, "month", int(year), f"{notice} of {year}",
            confidence,
        )
        for year, (month, confidence) in effective.items()
    ]  # fmt: skip
    why = "tier 1 of 2025 recalled; earlier rises were one amount in all tiers"
    rows += [
        Row("XJ", "minimum_wage", str(t), line.assumed_2025_12, "yuan/month", 2025, why, "derived")
        for t, line in start.iterrows()
    ]
    why = "taken to be in force at the start of the projection"
    return [*rows, Row("XJ", "in_force_from", "all", 12, "month", 2025, why, "assumed")]


def wages(folder: Path) -> list[Row]:
    """Return yearly wages by section, and the factors that carry them to 2025."""
    frame = read(folder, "wages.csv")
    rows = []
    release = "Xinjiang Statistics Bureau, wages of employed persons in urban units, 2021"
    national = "NBS, wages of employed persons in urban private units, 2021"
    xinjiang = frame[(frame.region == "Xinjiang") & (frame.year == "2021")]
    for line in xinjiang[xinjiang.indicator == "urban_nonprivate_avg_wage"].itertuples():
        if line.sector_or_tier != "total":
            category, value = line.sector_or_tier[0], float(line.value)
            rows.append(
                Row("XJ", "nonprivate", category, value, "yuan/year", 2021, release, "found")
            )
    china = frame[(frame.region == "China") & (frame.year == "2021")]
    for line in china[china.indicator == "urban_private_avg_wage"].itertuples():
        category = "total" if line.sector_or_tier == "total" else line.sector_or_tier[0]
        value = float(line.value)
        rows.append(Row("CN", "private", category, value, "yuan/year", 2021, national, "found"))
    white = "State Council Information Office, Employment and Labor Rights in Xinjiang, 2020"
    yearbook = "China Statistical Yearbook 2024"
    publication = {2014: white, 2019: white, 2022: yearbook, 2023: yearbook}
    for indicator, margin in (
        ("urban_nonprivate_avg_wage", "nonprivate"), ("urban_private_avg_wage", "private"),
    ):  # fmt: skip
        chosen = frame[(frame.indicator == indicator) & (frame.region == "Xinjiang")]
        for line in chosen[chosen.sector_or_tier == "total"].sort_values("year").itertuples():
            year = int(line.year)
            source = publication.get(year, release)
            value = float(line.value)
            rows.append(
                Row("XJ", margin, "total", value, "yuan/year", year, source, line.confidence)
            )
    for year, growth in ((2024, 0.055), (2025, 0.053)):
        source = f"Xinjiang Government Work Report {year + 1}: urban disposable income, nominal"
        rows.append(Row("XJ", "growth", "all", growth, "per year", year, source, "derived"))
    relative = {"C_textiles": 0.85, "C_agro": 0.9, "C_electronics": 1.1, "C_other": 1.05}
    for code, ratio in relative.items():
        why = "judgement: skill mix of the four parts of manufacturing"
        rows.append(
            Row("XJ", "relative_to_manufacturing", code, ratio, "ratio", 2025, why, "assumed")
        )
    why = "informal gap gap_inf of the parameters, central value"
    rows.append(Row("XJ", "household_gap", "all", -0.2, "log points", 2025, why, "assumed"))
    return rows


# ----------------------------------------------------------------- money, programmes, statistics


def farm_income(folder: Path) -> list[Row]:
    """Return farm income and product as ranges by half."""
    frame = read(folder, "farm_income.csv")
    names = {
        "rural disposable income per head 2025": ("rural_income", "yuan/year"),
        "share of business (mostly farm) income": ("business_share", "share"),
        "average farm product per farm worker": ("average_product", "yuan/year"),
        "marginal farm product per worker, annual mean": ("marginal_product", "yuan/year"),
        "care value of being at home, person with child under 6 or elder over 75":
            ("care_value", "yuan/month"),
    }  # fmt: skip
    rows = []
    for _, line in frame.iterrows():
        if line.quantity not in names:
            continue
        name, unit = names[line.quantity]
        place = "XJ" if line.half == "region" else line.half
        source = {
            "work report 2026": "Xinjiang Government Work Report 2026",
            "same": "as for the south",
            "assumed": "judgement",
        }.get(line.how, line.how)
        source = source.replace(" (TR05)", "")
        rows += ranges(name, line, 1, unit, source, line.confidence, place)
    return rows


FUND_NAMES = {
    ("employment subsidy fund", "total (replaces 4000 + 2800)"): "subsidy_total",
    ("employment subsidy fund", "central transfer 2025"): "subsidy_central_transfer",
    ("employment subsidy fund", "regional and prefecture budgets"): "subsidy_regional",
    ("employment subsidy fund", "training incl. allowances"): "subsidy_training",
    ("employment subsidy fund", "public-welfare posts"): "subsidy_welfare_posts",
    ("employment subsidy fund", "contribution subsidies (hardship and graduate hires)"):
        "subsidy_contributions",
    ("employment subsidy fund", "flexible-work insurance subsidy"): "subsidy_flexible_insurance",
    ("employment subsidy fund", "internships"): "subsidy_internships",
    ("employment subsidy fund", "start-up grants, services, brokers, transport"): "subsidy_other",
    ("unemployment insurance fund", "insured persons"): "ui_insured",
    ("unemployment insurance fund", "contributions"): "ui_contributions",
    ("unemployment insurance fund", "benefits and medical"): "ui_benefits",
    ("unemployment insurance fund", "refunds"): "ui_refunds",
    ("unemployment insurance fund", "upgrade grants and training"): "ui_training",
    ("unemployment insurance fund", "opening balance Dec 2025"): "ui_opening_balance",
    ("rural bridging fund", "part usable for work (posts, transport, workshops)"): "rural_bridging",
    ("enterprise training levy", "accrual"): "training_levy",
    ("civil-affairs assistance", "dibao and temporary relief"): "civil_assistance",
    ("start-up loans", "principal from banks"): "startup_principal",
    ("start-up loans", "interest discount"): "startup_discount",
}  # fmt: skip


def funds(folder: Path) -> list[Row]:
    """Return the envelope of each fund and item in yuan, as ranges."""
    frame = read(folder, "fund_envelope.csv")
    rows = []
    for _, line in frame.iterrows():
        name = FUND_NAMES[line["account"], line["item"]]
        scale, unit = {
            "million yuan": (1e6, "yuan/year"),
            "million yuan a year": (1e6, "yuan/year"),
            "thousand": (1e3, "persons"),
            "% of wage bill": (0.01, "share of the wage bill"),
        }[line.unit]
        if name == "ui_opening_balance":
            unit = "yuan"
        source = "arithmetic on the funds' published totals" if pd.isna(line.how) else line.how
        if name == "subsidy_central_transfer":
            source = "4.2 % of the central employment subsidies of 66.74 bn yuan in 2025"
        confidence = {"assumed from found": "assumed"}.get(line.confidence, line.confidence)
        rows += ranges(name, line, scale, unit, source, confidence)
    return rows


def working_hours(folder: Path) -> list[Row]:
    """Return mean weekly hours and their standard deviation by kind of work."""
    frame = read(folder, "hours.csv")
    names = {
        "all enterprise employees, China 2025": ("enterprise", 2025),
        "government and institutions": ("government", 2005),
        "state firms": ("state_firm", 2005),
        "private firms": ("private_firm", 2005),
        "self-employed households": ("self_employed", 2005),
        "farm": ("farm", 2005),
    }
    rows = []
    for line in frame.itertuples():
        if line.group not in names:
            continue
        name, year = names[line.group]
        survey = "NBS, 1 % National Population Survey 2005, table 5-10, national"
        source = "NBS, labour market release of January 2026" if year == 2025 else survey
        mean = float(line.mean_weekly_hours)
        rows.append(Row("CN", "mean", name, mean, "hours/week", year, source, "found"))
        if not pd.isna(line.sd):
            why = "spread of hours in the groups of the table"
            sd = float(line.sd)
            rows.append(Row("CN", "sd", name, sd, "hours/week", year, why, "assumed"))
    return rows


def skill_grades(folder: Path) -> list[Row]:
    """Return the share of workers in each skill grade and attempts a year of the eligible."""
    frame = read(folder, "skill_grades_start.csv")
    columns = {
        "share_of_employed": "share",
        "share_of_production_and_service_workers": "share",
        "annual_attempts_of_eligible": "per year",
    }
    source = (
        "skilled share of 25 % (target of 2021) and high-skilled stock of 0.58-1.0 m "
        "(Xinjiang Department of Human Resources)"
    )
    return [
        Row("XJ", column, str(line.grade), line[column], unit, 2025, source, "assumed")
        for column, unit in columns.items()
        for _, line in frame.iterrows()
    ]


PROVIDER_NAMES = {
    "higher vocational college": "higher_vocational_college",
    "secondary vocational and technical school": "secondary_vocational_school",
    "private training school": "private_training_school",
    "firm training centre": "firm_training_centre",
    "public training base": "public_training_base",
}


def training_providers(folder: Path) -> list[Row]:
    """Return the number, seats and courses of training providers by kind."""
    frame = read(folder, "training_providers.csv").set_index("kind")
    columns = {
        ("XJ", "count"): ("count_region", "providers"),
        ("south", "count"): ("count_south", "providers"),
        ("XJ", "seats"): ("mean_simultaneous_seats", "seats"),
        ("XJ", "course_days"): ("mean_course_days", "days"),
        ("XJ", "annual_places"): ("annual_places", "places/year"),
    }
    source = "126 vocational schools in 2023 (press, low quality); split by kind: judgement"
    return [
        Row(place, margin, name, frame.loc[kind, column], unit, 2025, source, "assumed")
        for (place, margin), (column, unit) in columns.items()
        for kind, name in PROVIDER_NAMES.items()
    ]


def recording(folder: Path) -> list[Row]:
    """Return the cumulative share of a year's count that is published by each month."""
    frame = read(folder, "recording_profile.csv")
    source = "year-to-date figures of Xinjiang Department of Human Resources, 2015-2025"
    return [
        Row(
            "XJ", "cumulative_share", f"{line.series}:{line.through_month}",
            line.cumulative_share_of_year, "share", 2025, source, "derived",
        )
        for line in frame.itertuples()
    ]  # fmt: skip


def ai(folder: Path) -> list[Row]:
    """Return exposure, adoption, displacement and physical automation by section; occupations."""
    frame = read(folder, "ai_exposure.csv", dtype={"code": str})
    sections = frame[frame.classification.str.startswith("GB/T")].set_index("code")
    ilo = "ILO Working Paper 140 (2025) scores over an assumed occupation mix"
    path_source = "adoption curve with assumed weights, dampener and displacement share"
    rows = []
    for code in "ABCDEFGHIJKLMNOPQRS":
        line = sections.loc[code]
        value = line.exposure_score_0_1
        rows.append(Row("XJ", "exposure", code, value, "score 0-1", 2025, ilo, "derived"))
        for path in ("low", "central", "high"):
            for year in range(2026, 2031):
                rows.append(
                    Row(
                        "XJ", f"adoption_{path}", code, line[f"adoption_{path}_{year}"],
                        "share of exposed tasks", year, path_source, "assumed",
                    )
                )  # fmt: skip
                percent = line[f"gross_displacement_pct_{path}_{year}"]
                rows.append(
                    Row(
                        "XJ", f"displacement_{path}", code, round(percent / 100, 6),
                        "share of jobs, cumulative", year, path_source, "assumed",
                    )
                )  # fmt: skip
            percent = line[f"physical_automation_pct_per_year_{path}"]
            rows.append(
                Row(
                    "XJ", f"physical_{path}", code, round(percent / 100, 6), "per year", 2026,
                    "machines in fields, mines and plants: judgement", "assumed",
                )
            )  # fmt: skip
    major = frame[frame.classification.str.startswith("ISCO")].set_index("code")
    score = major.exposure_score_0_1
    mix = {
        "managers": ["1"], "professionals": ["2", "3"], "clerks": ["4"], "services": ["5"],
        "agriculture": ["6"], "production": ["7", "8"], "other": ["9"],
    }  # fmt: skip
    for name, groups in mix.items():
        source = f"ILO Working Paper 140 (2025), ISCO-08 major groups {' and '.join(groups)}"
        value = round(float(score[groups].mean()), 4)
        unit = "score 0-1"
        rows.append(Row("XJ", "exposure_occupation", name, value, unit, 2025, source, "derived"))
        for margin, gradients in (("any", "1to4"), ("most", "3to4")):
            share = round(float(major[f"share_jobs_gradient{gradients}"][groups].mean()), 4)
            rows.append(
                Row("XJ", f"exposed_{margin}", name, share, "share of unit groups", 2025, source,
                    "derived")
            )  # fmt: skip
    felten = "Felten, Raj & Seamans language-model industry index, United States"
    for code in "ABCDEFGHIJKLMNOPQRS":
        line = sections.loc[code]
        rows += [
            Row("XJ", "aiie", code, line.lm_aiie_z, "z score", 2023, felten, "derived"),
            Row("XJ", "adoption_weight", code, line.adoption_weight, "ratio", 2025,
                "order of US use by industry (Census BTOS)", "assumed"),
            Row("XJ", "dampener", code, line.institutional_dampener, "ratio", 2025,
                "posts under establishment control adjust by hiring freeze", "assumed"),
        ]  # fmt: skip
    return rows


def history(folder: Path) -> Any:
    """Return published outcomes 2010-2025 for charts and the report."""
    series = {
        "urban_new_employment": ("urban_new_jobs", 1e4, "persons", "to date"),
        "urban_new_employment_ytd": ("urban_new_jobs", 1e4, "persons", "to date"),
        "urban_new_employment_5yr_total": ("urban_new_jobs", 1e4, "persons", "total"),
        "registered_urban_unemployment_rate": ("registered_unemployment", 1.0, "%", "point"),
        "registered_urban_unemployed": ("registered_unemployed", 1e4, "persons", "point"),
        "surveyed_urban_unemployment_rate": ("surveyed_unemployment", 1.0, "%", "point"),
        "surveyed_urban_unemployment_rate_ceiling_met":
            ("surveyed_unemployment_ceiling", 1.0, "%", "point"),
        "college_graduates": ("college_graduates", 1e4, "persons", "total"),
        "graduates_initial_placement_rate": ("graduate_initial_placement", 1.0, "%", "point"),
        "vocational_training_5yr_total": ("training", 1e4, "person-times", "total"),
        "rural_labour_transfer": ("rural_transfer_trips", 1e4, "person-times", "total"),
    }  # fmt: skip
    frame = read(folder, "outcomes_timeseries.csv", dtype=str)
    frame = frame[(frame.region == "Xinjiang") & frame.indicator.isin(series)]
    rows = []
    for line in frame.itertuples():
        name, scale, unit, kind = series[line.indicator]
        first, _, last = line.year.partition("-")
        month = "" if pd.isna(line.month_or_blank) else line.month_or_blank
        kind = "total" if kind == "to date" and not month else kind
        use = "never" if name.endswith("ceiling") else line.use
        value = number(float(line.value) * scale)
        source = published(line.source)
        rows.append(
            (name, first, last or first, month, kind, value, unit, use, source, line.confidence)
        )
    later = (
        ("2021", "2025", "", "total", 2392000, "Xinjiang HRSS, Xinjiang Daily 31 January 2026"),
        ("2023", "2023", "6", "to date", 300800, "Xinjiang HRSS, Workers' Daily 18 August 2023"),
        ("2025", "2025", "3", "to date", 130100, "Xinjiang Daily 7 May 2025"),
    )
    for first, last, month, kind, persons, source in later:
        rows.append(
            ("urban_new_jobs", first, last, month, kind, str(persons), "persons", "fit_or_score",
             source, "found")
        )  # fmt: skip
    yearbook = "Xinjiang Statistical Yearbook"
    totals = read(folder, "employment_by_sector.csv", dtype=str)
    totals = totals[(totals.region == "Xinjiang") & (totals.category == "total")]
    for line in totals.itertuples():
        value = number(float(line.value) * 1e4)
        rows.append(
            ("employed", line.year, line.year, "", "total", value, "persons", "fit_or_score",
             yearbook, line.confidence)
        )  # fmt: skip
    columns = ["series", "first_year", "last_year", "month", "kind", "value", "unit", "use"]
    table = pd.DataFrame(rows, columns=[*columns, "source", "confidence"])
    return table.sort_values(["series", "first_year", "last_year", "month"], kind="stable")


def published(source: str) -> str:
    """Return the publication without the page that quoted it."""
    text = re.sub(r"\s*\bvia\b.*$", "", source).removeprefix("People.cn / ").strip()
    return text.replace("derived", "Xinjiang HRSS figures in 10,000") if "derived" in text else text


def target_rules(folder: Path) -> Any:
    """Return the plan's eight targets with names, threshold, sense, kind, book and rule."""
    rules = read(folder, "target_rules.csv").set_index("target")
    own = {
        "urban_new_jobs": ("城镇新增就业", "New urban employment", 470000, ">=", "persons",
                           "mean of the years"),
        "surveyed_unemployment": ("城镇调查失业率", "Surveyed urban unemployment", 5.2, "<=", "%",
                                  "mean of 12 months, rounded to 0.1; 5.0 and 5.5 beside"),
        "south_fund_share": ("南疆就业补助资金占比", "Employment subsidy fund used in the south",
                             50, ">=", "%", "every year"),
        "training": ("职业技能培训人次", "Vocational training completed", 600000, ">=",
                     "person-times", "mean of the years; starts beside"),
        "high_skilled": ("新增高技能人才", "New highly skilled workers", 60000, ">=", "persons",
                         "mean of the years; first entries to grade L3 or above"),
        "graduate_placement": ("高校毕业生毕业去向落实率", "Graduates placed at year end", 90,
                               ">=", "%", "every cohort at 31 December"),
        "graduate_posts": ("高校毕业生岗位归集", "Posts pooled for graduates", 200000, ">=",
                           "posts", "every year"),
        "posts_pooled": ("岗位归集发布", "Posts pooled and published", 1000000, ">=", "posts",
                         "mean of the years"),
    }  # fmt: skip
    source = (
        "Party Committee and Government of Xinjiang, Implementation Opinions on high-quality full "
        "employment, 10 September 2025"
    )
    rows = [
        (
            key, zh, en, str(threshold), sense, unit, rules.loc[key, "kind"],
            rules.loc[key, "book"], rule, source, "found",
        )
        for key, (zh, en, threshold, sense, unit, rule) in own.items()
    ]  # fmt: skip
    columns = ["target", "zh", "en", "threshold", "sense", "unit", "kind", "book", "rule"]
    return pd.DataFrame(rows, columns=[*columns, "source", "confidence"])


# -------------------------------------------------------------------------------------- parameters

GROUPS = {
    1: "matching", 2: "flows", 3: "training", 4: "firm support", 5: "technology", 6: "migration",
    7: "wages", 8: "firms", 9: "graduates", 10: "welfare",
}  # fmt: skip
GROUP_OF_ADDED = {
    "reg_new": "statistics", "lambda_loc": "firms", "k_cost": "matching", "sd_perceive":
    "migration", "bias_perceive": "migration", "dual": "households", "pi": "prices",
    "g_w": "prices", "g_y": "prices", "gini_w": "wages",
}  # fmt: skip
HEADING = """\
# Behavioural parameters: central value, bounds, prior family, source and confidence.
# Written by scenarios/make_tables.py from published estimates. `validation` holds published facts
# to compare a run with; no kernel can read them.
"""


def weakest(evidence: str) -> str:
    """Return the weakest of the confidence words that a text on evidence holds."""
    marks = {
        "assumed": ("assumed",),
        "derived": ("inferred", "shrunk", "computed", "mapping"),
        "recalled": ("recalled",),
    }
    for word, signs in marks.items():
        if any(sign in evidence for sign in signs):
            return word
    return "found"


# parameters whose shipped value is a fit of this model, inside the prior's bounds
FITTED = {
    "reg_new": (
        0.354,
        "fitted by calibration.small_fit to the published number of 2021; later years come out "
        "higher than published",
    ),
    "h_tenure": (
        6.0,
        "within the prior: with its centre new jobs last 20 to 22 months at the median, against at "
        "most 18 (fact S12)",
    ),
    "zeta": (
        1.06,
        "the economy-wide exponent of Axtell 2001, named in the source; with the prior's centre "
        "and cells cut at their largest firm, sizes come out steeper than Zipf's law (fact S16)",
    ),
}


def parameters(folder: Path) -> str:
    """Return the YAML text of the parameters, sorted by group and name."""
    priors = read(folder, "parameter_priors.csv")
    priors["note"] = priors["note"].fillna("")
    entries: dict[str, dict[str, dict[str, Any]]] = {"parameter": {}, "validation": {}}
    before = ""
    for line in priors.itertuples():
        source = line.source
        if source.lower().startswith(("same", "as above")):
            rest = re.sub(r"(?i)^(same nsfc report|same|as above)[;, ]*", "", source).strip()
            source = f"{before}; {rest}" if rest else before
        elif source == "scaled from above":
            source = f"scaled from the cost of moving between provinces: {before}"
        source = re.sub("^none located", "no estimate located, judgement", source)
        before = source if not source.startswith("no estimate") else before
        entries[line.role][line.symbol] = {
            "name": line.parameter, "group": GROUPS[line.section], "value": line.central,
            "unit": line.unit, "low": line.low, "high": line.high, "family": line.prior_family,
            "source": source, "confidence": weakest(line.evidence), "note": line.note,
        }  # fmt: skip
    for line in read(folder, "parameters_added.csv").itertuples():
        why = line.why.replace("urban_new_jobs_arithmetic.csv", "arithmetic of docs/data.md")
        entries["parameter"][line.symbol] = {
            "name": line.parameter, "group": GROUP_OF_ADDED[line.symbol], "value": line.central,
            "unit": line.unit, "low": line.low, "high": line.high, "family": "triangular",
            "source": f"judgement: {why}", "confidence": line.confidence, "note": "",
        }  # fmt: skip

    for symbol, (value, how) in FITTED.items():
        entry = entries["parameter"][symbol]
        entry["note"] = f"central value of the prior {entry['value']:g}; {how}"
        entry["value"], entry["confidence"] = value, "derived"

    def plain(entry: dict[str, Any]) -> dict[str, Any]:
        tidy: dict[str, Any] = {}
        for key, value in entry.items():
            if isinstance(value, str):
                if value:
                    tidy[key] = value
            else:
                tidy[key] = int(value) if float(value).is_integer() else float(value)
        return tidy

    document = {
        symbol: plain(entry)
        for symbol, entry in sorted(
            entries["parameter"].items(), key=lambda item: (item[1]["group"], item[0])
        )
    }
    validation = {symbol: plain(entry) for symbol, entry in sorted(entries["validation"].items())}
    text = io.StringIO()
    writer = YAML(typ="rt")
    writer.width = 10_000
    writer.allow_unicode = True
    writer.dump({**document, "validation": validation}, text)
    return HEADING + text.getvalue()


# ------------------------------------------------------------------------------------- the script

LONG: dict[str, Callable[[Path], list[Row]]] = {
    "census_2010": lambda folder: census(folder, 2010),
    "census_2020": lambda folder: census(folder, 2020),
    "age_sex": age_sex,
    "education_by_industry": education_by_industry,
    "activity_by_education": activity_by_education,
    "demography": demography,
    "education_pipeline": education_pipeline,
    "retirement": retirement,
    "migration": migration,
    "industries": industries,
    "seasons": seasons,
    "roads": roads,
    "unit_factors": unit_factors,
    "minimum_wages": minimum_wages,
    "wages": wages,
    "farm_income": farm_income,
    "funds": funds,
    "hours": working_hours,
    "skill_grades": skill_grades,
    "training_providers": training_providers,
    "recording": recording,
    "ai": ai,
    "cotton": lambda folder: make_farming.cotton(Row),
    "education": education,
}
WIDE: dict[str, Callable[[Path], Any]] = {
    "units": units,
    "counties": counties,
    "history": history,
    "target_rules": target_rules,
}


def number(value: Any) -> str:
    """Write a figure without a needless decimal point, the same on every machine."""
    value = float(f"{float(value):.12g}")
    return str(int(value)) if value.is_integer() else repr(value)


def as_csv(frame: Any) -> str:
    """Return a table as CSV text.

    Raises
    ------
    ValueError
        If a row has no source, or a confidence that is not one of the four words.
    """
    if (frame.source.str.strip() == "").any() or not frame.confidence.isin(CONFIDENCES).all():
        raise ValueError(f"a row has no source or confidence:\n{frame[frame.source == '']}")
    text = io.StringIO()
    frame.to_csv(text, index=False, lineterminator="\n")
    return text.getvalue()


def tables(folder: Path) -> dict[str, str]:
    """Return the text of every table by its path below `DATA`."""
    texts = {}
    for name, long in LONG.items():
        frame = pd.DataFrame(long(folder), columns=list(Row._fields))
        key = ["place", "margin", "category", "year"]
        if frame.duplicated(key).any():
            raise ValueError(f"{name}: {frame[frame.duplicated(key)]} stands twice")
        frame["value"] = [number(value) for value in frame["value"]]
        texts[f"{name}.csv"] = as_csv(frame)
    for name, wide in WIDE.items():
        texts[f"{name}.csv"] = as_csv(wide(folder))
    texts["../parameters.yaml"] = parameters(folder)
    return texts


def main(arguments: Iterable[str] | None = None) -> int:
    """Write or check the tables; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, help="folder with the published figures")
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 on a difference")
    options = parser.parse_args(None if arguments is None else list(arguments))
    stale = []
    for name, text in tables(options.folder).items():
        path = DATA / name
        if options.check:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                stale.append(name)
        else:
            path.write_text(text, encoding="utf-8")
    if stale:
        print("differ from the figures: " + ", ".join(stale))
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
