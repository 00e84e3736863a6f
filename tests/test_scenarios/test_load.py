"""Scenario files: what is accepted, how files merge, and the exact place of every refusal."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from scenarios import Scenario, ScenarioError, library_names, load
from scenarios.load import LIBRARY
from scenarios.measures import CATALOGUE, EmploymentFirst, HiringSupport
from scenarios.months import Month
from scenarios.scenario import Paths
from scenarios.schema import PATH, scenario_schema, text
from scenarios.settings import SettingError
from scenarios.tables import units

# (file, line, column, words of the message); lines and columns count from 1
REFUSED: dict[str, tuple[str, int, int, str]] = {
    "unknown key": (
        "extends: baseline\nmonts: 12\n",
        2, 1, "no key 'monts'. Did you mean 'months'?",
    ),
    "unknown key in a section": ("paths: {ia: high}\n", 1, 9, "no key 'ia'"),
    "unknown measure": (
        "extends: baseline\nmeasures:\n  hireing_support:\n    dose: 1\n",
        3, 3, "no measure 'hireing_support'. Did you mean 'hiring_support'?",
    ),
    "unknown dial": (
        "measures:\n  hiring_support:\n    si_subsidy_month_graduate: 3\n",
        3, 5, "Did you mean 'si_subsidy_months_graduate'?",
    ),
    "unknown parameter": ("parameters:\n  n_apps: 6\n", 2, 3, "n_apps"),
    "parameter out of bounds": ("parameters: {takeup_hs: 7}\n", 1, 25, "outside"),
    "parameter that is no number": ("parameters: {takeup_hs: much}\n", 1, 25, "much"),
    "duplicate key": (
        "months: 12\nstart: 2026-01\nmonths: 24\n",
        3, 1, "'months' stands twice, first in line 1",
    ),
    "duplicate dial": (
        "measures:\n  hiring_support: {dose: 1, dose: 2}\n", 2, 29, "'dose' stands twice",
    ),
    "number with its unit": (
        "measures:\n  hiring_support:\n    si_subsidy_share_employer: 60 %\n",
        3, 32, "'60 %' is not a number in % of employer contributions; write the bare number",
    ),
    "text for a number": (
        "measures: {employment_first: {dose: full}}\n",
        1, 37, "'full' is not a number",
    ),
    "boolean for a number": ("measures: {employment_first: {dose: true}}\n", 1, 37, "True is not"),
    "list for a number": (
        "measures: {employment_first: {dose: [1]}}\n",
        1, 37, "[1] is not a number",
    ),
    "no value for a dial": ("measures: {employment_first: {dose: }}\n", 1, 31, "no value"),
    "part of a month": (
        "measures:\n  hiring_support:\n    si_subsidy_months_graduate: 1.5\n",
        3, 33, "1.5 is not a whole number of months",
    ),
    "out of range": (
        "measures:\n  employment_first:\n    named_industry_demand: 20\n",
        3, 28, "20 % a year on top of trend is outside 0 to 2",
    ),
    "not a number": ("measures: {employment_first: {dose: .nan}}\n", 1, 37, "nan times is outside"),
    "infinite": ("measures: {employment_first: {dose: .inf}}\n", 1, 37, "inf times is outside"),
    "out of range in a place at a month": (
        "measures:\n  hiring_support:\n    dose:\n      north: 1\n      south: {2026-01: 9}\n",
        5, 24, "measures.hiring_support.dose.south.2026-01: 9 times",
    ),
    "month 13": (
        "measures:\n  employment_first:\n    dose: {2026-13: 1}\n",
        3, 12, "'2026-13' is not a month",
    ),
    "start in month 13": ("start: 2026-13\n", 1, 8, "'2026-13' is not a month; write YYYY-MM"),
    "start on a day": ("start: 2026-01-01\n", 1, 8, "'2026-01-01' is not a month"),
    "start before the base": ("base: 2020\nstart: 2015-01\n", 2, 8, "is before 2020-12"),
    "from after until": (
        "measures:\n  hiring_support:\n    from: 2027-01\n    until: 2026-12\n",
        4, 12, "until 2026-12 is before from 2027-01",
    ),
    "from in month 0": ("measures: {hiring_support: {from: 2026-00}}\n", 1, 35, "is not a month"),
    "first date after from": (
        "measures:\n  hiring_support:\n    from: 2026-07\n    dose: {2026-08: 1}\n",
        4, 12, "the first date 2026-08 is after 2026-07, when the measure starts",
    ),
    "first date after the start": (
        "start: 2026-01\nmeasures:\n  hiring_support:\n    dose:\n      2027-01: 1\n",
        5, 7, "the first date 2027-01 is after 2026-01",
    ),
    "unknown place": (
        "measures:\n  hiring_support:\n    dose: {north: 1, south: 1, KSH: 2}\n",
        3, 32, "no place 'KSH'; places are north, south, URC",
    ),
    "place without value": (
        "measures:\n  hiring_support:\n    dose: {KAS: 1, north: 1}\n", 3, 5, "add south",
    ),
    "places and months in one map": (
        "measures:\n  hiring_support:\n    dose: {2026-01: 1, north: 1}\n", 3, 24, "in one map",
    ),
    "places inside months": (
        "measures:\n  hiring_support:\n    dose: {2026-01: {north: 1}}\n",
        3, 12, "places inside a month",
    ),
    "measure switched on": (
        "measures:\n  hiring_support: on\n",
        2, 19, "hiring_support: {} for its",
    ),
    "measure without value": ("measures:\n  hiring_support:\nmonths: 3\n", 2, 3, "no value"),
    "section without value": ("measures:\nmonths: 3\n", 1, 1, "measures: {} for none"),
    "list for a section": ("measures:\n- hiring_support\n", 2, 1, "is not a mapping"),
    "title as text": ("title: Mine\n", 1, 8, "write zh or en below it"),
    "title of another type": ("title: {en: 3}\n", 1, 13, "3 is not text"),
    "unknown path": ("paths:\n  ai: extreme\n", 2, 7, "not one of zero, low, central, high, burst"),
    "path as a list": ("paths: {demand: [low]}\n", 1, 17, "not one of low, central, high"),
    "switch that is no switch": (
        "switches: {renew_temporary: 3}\n",
        1, 29, "neither true nor false",
    ),
    "months as text": ("months: many\n", 1, 9, "'many' is not a whole number"),
    "months below one": ("months: 0\n", 1, 9, "0 is outside 1 to 240"),
    "half a month": ("months: 1.5\n", 1, 9, "1.5 is not a whole number"),
    "no census": ("base: 2000\n", 1, 7, "2000 is not a census base"),
    "base as a list": ("base: [2020]\n", 1, 7, "not a census base"),
    "unknown variant": ("base_variant: anual\n", 1, 15, "'anual' is not one of annual, census"),
    "fraction that is none": ("fraction: 0.01\n", 1, 11, "write 1/k"),
    "fraction of a fraction": ("fraction: 1/2000\n", 1, 11, "with k from 1 to 1000"),
    "negative seed": ("seed: -1\n", 1, 7, "-1 is outside"),
    "seed without value": ("seed:\nmonths: 3\n", 1, 1, "no value"),
    "anchor": (
        "measures:\n  hiring_support: &a {dose: 1}\n",
        2, 19, "anchors and aliases are not used here (&a)",
    ),
    "alias": ("title: {zh: *a}\n", 1, 13, "anchors and aliases are not used here (*a)"),
    "merge key": (
        "measures:\n  <<: {hiring_support: off}\n",
        2, 3, "merge keys (<<) are not used here",
    ),
    "tag": ("months: !!int 12\n", 1, 9, "tags (!) are not used here"),
    "list as a key": ("[a, b]: 1\n", 1, 1, "a key must be plain text"),
    "list for a file": ("- months\n", 1, 1, "not a mapping"),
    "text for a file": ("baseline\n", 1, 1, "not a mapping"),
    "unclosed brace": ("measures: {hiring_support: off\nmonths: 3\n", 2, 7, "not valid YAML"),
    "tab": ("measures:\n\thiring_support: off\n", 2, 1, "not valid YAML"),
    "two documents": ("months: 3\n---\nmonths: 4\n", 2, 1, "not valid YAML"),
    "deep nesting": ("title: " + "[" * 5000 + "\n", 1, 27, "nested more than 20 deep"),
    "control character": ("months: 3\ntitle: {en: a\x00b}\n", 2, 14, "control character U+0000"),
    "extends: unknown name": (
        "extends: plam\n",
        1, 10, "no scenario 'plam' in the library. Did you mean 'plan'?",
    ),
    "extends: up": ("months: 3\nextends: ../mix.yaml\n", 2, 10, "leads out of this file's folder"),
    "extends: absolute": ("extends: /etc/passwd.yaml\n", 1, 10, "leads out of this file's folder"),
    "extends: down": ("extends: sub/mix.yaml\n", 1, 10, "leads out of this file's folder"),
    "extends: home": ("extends: ~mix.yaml\n", 1, 10, "leads out of this file's folder"),
    "extends: no file": (
        "extends: other.yaml\n",
        1, 10, "no file 'other.yaml' in this file's folder",
    ),
    "extends: list": ("extends: [baseline]\n", 1, 10, "write a library name"),
    "extends: itself": ("extends: mix.yaml\n", 1, 10, "'mix.yaml' leads back to itself"),
}  # fmt: skip


def write(folder: Path, content: str | bytes, name: str = "mix.yaml") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refusal(path: Path | str, *overrides: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        load(path, overrides)
    message = str(caught.value)
    assert "\n" not in message
    return message


# -------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize("kind", REFUSED)
def test_refusal_names_file_line_and_column(tmp_path: Path, kind: str) -> None:
    content, line, column, words = REFUSED[kind]
    path = write(tmp_path, content)
    message = refusal(path)
    assert message.startswith(f"{path}, line {line}, column {column}: "), message
    assert words in message


@pytest.mark.parametrize(
    "content",
    ["", "  \n\n", "# nothing\n", "---\n", "{}\n", "\ufeff"],
    ids=["nothing", "blanks", "comment", "marker", "braces", "byte order mark"],
)
def test_an_empty_file_says_what_to_write(tmp_path: Path, content: str) -> None:
    path = write(tmp_path, content)
    assert refusal(path) == f"{path}: empty; write at least `extends: baseline`"


def test_undecodable_bytes_are_counted(tmp_path: Path) -> None:
    path = write(tmp_path, b"extends: baseline\ntitle: {zh: \xc4\xcf\xbd\xae}\n")
    assert refusal(path).startswith(f"{path}, line 2, column 13: byte 30 (0xc4) is not UTF-8")


def test_a_file_above_one_megabyte_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "extends: baseline\n" + "#" * 1_000_000)
    assert refusal(path).startswith(f"{path}: is larger than 1 MB")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mix.yaml").mkdir()
    assert refusal(tmp_path / "mix.yaml").startswith(f"{tmp_path / 'mix.yaml'}: is not a file")


def test_missing_files_and_names_say_the_nearest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refusal("plam") == "plam: no such scenario in the library. Did you mean 'plan'?"
    path = tmp_path / "basline.yaml"
    assert refusal(path) == f"{path}: no such file; the library has 'baseline'"
    assert refusal("zzz.yaml").startswith("zzz.yaml: no such file; library: ai_burst, ai_central")
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "extends: baseline\n", "mine.yaml")
    assert "There is a file mine.yaml here" in refusal("mine")


def test_an_error_in_a_parent_names_the_parent(tmp_path: Path) -> None:
    write(tmp_path, "extends: baseline\nmeasures:\n  hiring_support:\n    dose: 4\n", "parent.yaml")
    child = write(tmp_path, "extends: parent.yaml\nmonths: 12\n")
    assert refusal(child).startswith(f"{tmp_path / 'parent.yaml'}, line 4, column 11: ")


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    write(tmp_path, "extends: baseline\n", "out.yaml")
    (tmp_path / "in" / "link.yaml").symlink_to(tmp_path / "out.yaml")
    path = write(tmp_path / "in", "extends: link.yaml\n")
    assert "is a link that leads out" in refusal(path)


def test_cycles_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "extends: b.yaml\n", "a.yaml")
    write(tmp_path, "extends: a.yaml\n", "b.yaml")
    message = refusal(tmp_path / "a.yaml")
    assert message.startswith(f"{tmp_path / 'b.yaml'}, line 1, column 10: ")
    assert "leads back to itself" in message


def test_eight_files_deep_is_the_limit(tmp_path: Path) -> None:
    write(tmp_path, "months: 7\n", "0.yaml")
    for depth in range(1, 10):
        write(tmp_path, f"extends: {depth - 1}.yaml\n", f"{depth}.yaml")
    assert load(tmp_path / "8.yaml").months == 7
    assert "more than 8 files deep" in refusal(tmp_path / "9.yaml")


# -------------------------------------------------------------------------------------- overrides


def test_overrides_come_last() -> None:
    scenario = load(
        "plan",
        [
            "measures.hiring_support.dose=2",
            "months=12",
            "measures.employment_first=off",
            "title.en=Mine",
            "fraction=1/200",
            "measures.hiring_support.si_subsidy_share_employer={north: 50, south: {2026-01: 60}}",
            "parameters.takeup_hs=0.4",
        ],
    )
    assert scenario.months == 12
    rest = [name for name in load("plan").measures if name != "employment_first"]
    assert list(scenario.measures) == rest
    support = scenario.measures["hiring_support"]
    assert support.dose == 2
    assert support.value("si_subsidy_share_employer", scenario.start, units(), 0) == 100
    assert scenario.title_en == "Mine"
    assert scenario.fraction == 200
    assert scenario.parameters == {"takeup_hs": 0.4}


def test_an_override_builds_an_absent_measure_from_defaults() -> None:
    assert load("no_policy", ["measures.hiring_support.dose=2"]).measures == {
        "hiring_support": HiringSupport(dose=2)
    }


@pytest.mark.parametrize(
    ("override", "words"),
    [
        ("measures.hiring_support.dose=9", "9 times is outside 0 to 3"),
        ("months", "write KEY=VALUE"),
        ("=3", "write KEY=VALUE"),
        ("measures..dose=3", "write KEY=VALUE"),
        ("months=", "no value after the equals sign"),
        ("monts=3", "no key 'monts'. Did you mean 'months'?"),
        ("extends=plan", "no key 'extends'"),
        ("measures.hireing_support=off", "Did you mean 'hiring_support'?"),
        ("months.x=3", "is not a whole number"),
        ("title.en={", "not valid YAML"),
        ("title.en=*a", "anchors and aliases"),
        ("start=2026-13", "'2026-13' is not a month"),
    ],
)
def test_a_bad_override_names_itself(override: str, words: str) -> None:
    message = refusal("baseline", override)
    assert message.startswith(f"--set {override}: "), message
    assert words in message


# ---------------------------------------------------------------------------------------- merging


def test_files_merge_key_by_key_and_the_child_wins(tmp_path: Path) -> None:
    write(
        tmp_path,
        "extends: baseline\n"
        "paths: {ai: low}\n"
        "measures:\n"
        "  hiring_support:\n"
        "    dose: {2026-01: 1, 2028-01: 2}\n"
        "    si_subsidy_months_graduate: 6\n"
        "  employment_first: {named_industry_demand: 1}\n",
        "parent.yaml",
    )
    child = write(
        tmp_path,
        "extends: parent.yaml\n"
        "paths: {demand: high}\n"
        "measures:\n"
        "  hiring_support:\n"
        "    dose: {2027-01: 3}\n"
        "    si_subsidy_share_employer: {north: 30, south: {2026-01: 40}, KAS: 90}\n",
    )
    scenario = load(child)
    assert scenario.name == "mix"
    assert scenario.paths == Paths(ai="low", demand="high")
    support = scenario.measures["hiring_support"]
    assert support == HiringSupport(
        dose={"2026-01": 1, "2027-01": 3, "2028-01": 2},
        si_subsidy_months_graduate=6,
        si_subsidy_share_employer={"north": 30, "south": {"2026-01": 40}, "KAS": 90},
    )
    assert scenario.measures["employment_first"] == EmploymentFirst(named_industry_demand=1)


def test_a_scalar_replaces_a_map_and_a_map_a_scalar(tmp_path: Path) -> None:
    write(tmp_path, "measures: {hiring_support: {dose: {2026-01: 1, 2027-01: 2}}}\n", "a.yaml")
    write(tmp_path, "extends: a.yaml\nmeasures: {hiring_support: {dose: 0.5}}\n", "b.yaml")
    write(tmp_path, "extends: b.yaml\nmeasures: {hiring_support: {dose: {2026-01: 3}}}\n", "c.yaml")
    assert load(tmp_path / "b.yaml").measures["hiring_support"].dose == 0.5
    dose = load(tmp_path / "c.yaml").measures["hiring_support"].settings()["dose"]
    assert dose == ((Month.of(2026, 1), 3.0),)


@pytest.mark.parametrize("off", ["off", "false", "'off'"])
def test_off_removes_and_a_mapping_creates_again_from_defaults(tmp_path: Path, off: str) -> None:
    write(tmp_path, "extends: baseline\nmeasures: {hiring_support: {dose: 2}}\n", "a.yaml")
    write(tmp_path, f"extends: a.yaml\nmeasures: {{hiring_support: {off}}}\n", "b.yaml")
    write(tmp_path, "extends: b.yaml\nmeasures: {hiring_support: {}}\n", "c.yaml")
    baseline = load("baseline")
    assert load(tmp_path / "b.yaml").measures == baseline.without("hiring_support").measures
    assert load(tmp_path / "c.yaml").measures == baseline.measures


def test_a_file_with_byte_order_mark_and_other_line_ends_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, b"\xef\xbb\xbfextends: baseline\r\nmonths: 12\r\nmonts: 3\r\n")
    assert refusal(path).startswith(f"{path}, line 3, column 1: ")
    path = write(tmp_path, b"\xef\xbb\xbfextends: baseline\r\nmonths: 12\r\n")
    assert load(path).months == 12


# --------------------------------------------------------------------------- library and schema


def test_the_library_is_as_designed() -> None:
    assert library_names() == [
        "ai_burst", "ai_central", "ai_high", "ai_high_with_response", "ai_low", "baseline",
        "cheap_mix", "demand_slump", "no_policy", "plan", "rights_first", "south_tilt",
        "subsidy_first", "training_first",
    ]  # fmt: skip
    worlds = {name: load(name) for name in library_names()}
    for scenario in worlds.values():
        assert (scenario.start, scenario.months, scenario.base) == (Month.of(2026, 1), 60, 2020)
    assert worlds["no_policy"].measures == {}
    for name, column in (("baseline", "rules_2025"), ("plan", "plan")):
        for measure in worlds[name].measures.values():
            assert measure.active(int(Month.of(2030, 12)))
            for dial_name, dial in measure.dials().items():
                value = measure.value(dial_name, int(Month.of(2030, 12)), units(), 0)
                assert value == getattr(dial, column), f"{name}: {measure.name}.{dial_name}"
    assert set(worlds["baseline"].measures) <= set(worlds["plan"].measures) == set(CATALOGUE)
    high = worlds["ai_high"]
    assert high.paths.ai == "high"
    assert high.measures == worlds["baseline"].measures
    for name in ("ai_low", "ai_central", "ai_burst", "demand_slump"):
        assert worlds[name].measures == worlds["baseline"].measures
    assert worlds["demand_slump"].paths.demand == "slump"
    response = worlds["ai_high_with_response"]
    assert response.paths == high.paths
    assert response.measures["risk_watch"] == worlds["plan"].measures["risk_watch"]
    assert response.without("risk_watch").measures == high.measures
    # the central path is the baseline's own
    assert worlds["ai_central"].digest() == worlds["baseline"].digest()
    assert len({s.digest() for s in worlds.values()}) == len(worlds) - 1


def test_every_scenario_of_the_library_says_what_it_asks() -> None:
    asked = [(load(name).asks_zh, load(name).asks_en) for name in library_names()]
    assert all(zh.endswith(("？", "。")) and len(zh) > 40 for zh, _ in asked)
    assert all(en.endswith(("?", ".")) and len(en) > 100 for _, en in asked)
    assert len(set(asked)) == len(asked)


def test_a_child_does_not_ask_its_parent_s_question(tmp_path: Path) -> None:
    assert load(write(tmp_path, "extends: baseline\n")).asks_en == ""
    own = load(write(tmp_path, "extends: baseline\nasks: {en: Why?}\n", "own.yaml"))
    assert (own.asks_zh, own.asks_en) == ("", "Why?")
    assert own.digest() == load("baseline").digest()


def test_the_committed_schema_is_the_one_the_dials_make() -> None:
    assert PATH.read_text(encoding="utf-8") == text()
    jsonschema.Draft202012Validator.check_schema(scenario_schema())


def test_the_library_meets_the_schema() -> None:
    validator = jsonschema.Draft202012Validator(scenario_schema())
    for name in library_names():
        path = LIBRARY / f"{name}.yaml"
        content = path.read_text(encoding="utf-8")
        assert content.startswith("# yaml-language-server: $schema=../scenario.schema.json\n")
        validator.validate(YAML(typ="safe", pure=True).load(content))


def document(content: str) -> Any:
    return json.loads(json.dumps(YAML(typ="safe", pure=True).load(content), default=str))


@pytest.mark.parametrize(
    ("content", "accepted"),
    [
        ("measures: {hiring_support: off}", True),
        ("measures: {hiring_support: {dose: {2026-01: 1}, from: 2026-01}}", True),
        ("measures: {hiring_support: {dose: {north: 1, KAS: {2026-01: 2}}}}", True),
        ("fraction: 1/1000", True),
        ("measures: {hiring_support: {dose: 4}}", False),
        ("measures: {hiring_support: {dose: {KSH: 1}}}", False),
        ("measures: {hiring_support: {si_subsidy_months_graduate: 1.5}}", False),
        ("measures: {joint_efort: {}}", False),
        ("extends: ../x.yaml", False),
        ("start: 2026-13", False),
        ("fraction: 1/1001", False),
    ],
)
def test_the_schema_agrees_with_the_loader(tmp_path: Path, content: str, accepted: bool) -> None:
    validator = jsonschema.Draft202012Validator(scenario_schema())
    assert validator.is_valid(document(content)) == accepted
    path = write(tmp_path, content.replace("north: 1,", "north: 1, south: 1,"))
    if accepted:
        load(path)
    else:
        refusal(path)


# -------------------------------------------------------------------------------------- scenario


def test_a_scenario_prints_as_what_it_is() -> None:
    lines = str(load("plan").with_parameters(takeup_hs=0.4)).splitlines()
    assert len(lines) == 6 + len(load("plan").measures)
    assert lines[1].strip() == load("plan").asks_zh
    assert lines[2].strip() == load("plan").asks_en
    assert [lines[0], *lines[3:8]] == [
        "Scenario plan: 实施意见 / The opinion as written",
        "  60 months from 2026-01; base 2020 (annual)",
        "  paths: ai central, demand central",
        "  parameter takeup_hs = 0.4",
        "  1 employment_first: dose 1 times; named_industry_demand 0.5 % a year on top of trend; "
        "project_investment_scored 300 100 million yuan/yr; project_jobs_per_100m_yuan 120 posts; "
        "from 2026-01",
        "  2 hiring_support: dose 1 times; si_subsidy_share_employer 100 % of employer "
        "contributions; si_subsidy_months_hardship 36 months; si_subsidy_months_graduate 12 "
        "months; contribution_base_floor 4999 yuan/month; refund_rate_sme 60 % of last year's "
        "unemployment-insurance contributions; refund_rate_large 30 % of last year's "
        "unemployment-insurance contributions; layoff_limit 5.5 % of insured staff a year; "
        "layoff_limit_micro 20 % of insured staff a year; loan_volume 5000 million yuan/yr; "
        "loan_cap 5000 10k yuan; loan_rate 4 %; loan_max_term 36 months",
    ]


def test_settings_survive_the_round_trip() -> None:
    scenario = load("plan", ["measures.hiring_support.dose={north: 1, south: {2026-01: 2}}"])
    again = Scenario.from_settings("plan", scenario.to_dict())
    assert again == scenario
    assert again.digest() == scenario.digest()
    assert pickle.loads(pickle.dumps(scenario)) == scenario
    assert len({scenario, again}) == 1


def test_the_digest_knows_everything_but_the_title() -> None:
    plan = load("plan")
    assert plan.with_(title_en="x", name="y").digest() == plan.digest()
    changed = [
        plan.with_(months=12),
        plan.with_(start=Month.of(2026, 2), measures={}),
        plan.with_(measures={}),
        plan.with_(base_variant="census"),
        plan.with_(paths=Paths(ai="zero")),
        plan.with_(seed=1),
        plan.with_parameters(takeup_hs=0.4),
        plan.without("hiring_support"),
        plan.with_measures(HiringSupport(dose=2)),
    ]
    assert len({s.digest() for s in [plan, *changed]}) == len(changed) + 1


def test_python_users_get_the_same_sentences() -> None:
    plan = load("plan")
    with pytest.raises(SettingError, match=r"^dose: 9 times is outside 0 to 3$"):
        HiringSupport(dose=9)
    with pytest.raises(SettingError, match=r"measures.hiring_suport: no measure"):
        plan.without("hiring_suport")
    with pytest.raises(SettingError, match=r"Did you mean 'months'"):
        plan.with_(monhts=3)
    with pytest.raises(SettingError, match=r"measures.hiring_support.dose.2027-01: the first date"):
        plan.with_measures(HiringSupport(dose={"2027-01": 1}))
    with pytest.raises(SettingError, match=r"no place 'KSH'"):
        plan.with_measures(HiringSupport(dose={"north": 1, "south": 1, "KSH": 1}))


def test_checking_a_scenario_imports_neither_compiler_nor_frames() -> None:
    code = (
        "import sys; from scenarios import load; load('plan'); "
        "print([m for m in ('numba', 'pandas', 'pydantic', 'mesa') if m in sys.modules])"
    )
    root = Path(__file__).resolve().parents[2]
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"
