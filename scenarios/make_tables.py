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

from agents.codes import AGE_BANDS, Industry, Occupation, Registration, Schooling, Sex

DATA = Path(__file__).parent / "data"
REGION = 650000
CONFIDENCES = ("found", "recalled", "derived", "assumed")


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


def read_census(folder: Path, base: int) -> pd.DataFrame:
    """Return the region row and the county rows, blanks as 0, after healing the known misprints.

    Raises
    ------
    ValueError
        If the counties do not sum to the region in some column, or the number of counties, the
        age margin or a long-form margin does not fit.
    """
    frame = pd.read_csv(folder / f"census_county_{base}.csv")
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


def units(folder: Path) -> pd.DataFrame:
    """Return the 16 units: prefectures, and the XPCC cities in two groups."""
    frame = pd.read_csv(folder / "units.csv", dtype=str)
    frame = frame.rename(columns={"name_zh": "zh", "name_en": "en", "seat_zh": "seat"})
    frame["source"] = "administrative division codes GB/T 2260; halves: this model's choice"
    columns = ["unit", "code", "zh", "en", "half", "seat", "lat", "lon", "members"]
    return frame[[*columns, "source", "confidence"]].fillna("")


def counties(folder: Path) -> pd.DataFrame:
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


# ------------------------------------------------------------------------------------- the script

LONG: dict[str, Callable[[Path], list[Row]]] = {
    "census_2010": lambda folder: census(folder, 2010),
    "census_2020": lambda folder: census(folder, 2020),
}
WIDE: dict[str, Callable[[Path], pd.DataFrame]] = {"units": units, "counties": counties}


def number(value: Any) -> str:
    """Write a figure without a needless decimal point, the same on every machine."""
    value = float(value)
    return str(int(value)) if value == int(value) else repr(round(value, 10))


def as_csv(frame: pd.DataFrame) -> str:
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
    """Return the text of every table by file name."""
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
