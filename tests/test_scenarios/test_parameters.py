from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.parameters import (
    CONFIDENCES,
    FILES,
    ParameterError,
    Parameters,
    validation_facts,
)

ENTRY = """\
{symbol}:
  value: {value}
  unit: share
  low: 0
  high: 1
  source: a publication
  confidence: {confidence}
"""


def entry(symbol: str = "a", value: object = 0.5, confidence: str = "assumed") -> str:
    return ENTRY.format(symbol=symbol, value=value, confidence=confidence)


def file_of(folder: Path, text: str, name: str = "p.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_default_holds_central_values_inside_their_bounds() -> None:
    p = Parameters.default()
    assert p["n_app"] == 8
    assert len(p) >= 151
    for record in p.describe():
        assert record["low"] <= record["value"] <= record["high"], record
        assert record["confidence"] in CONFIDENCES
        assert all(record[key] for key in ("source", "unit", "name")), record
        assert not re.search(r"https?:|www\.|\bsame\b report|^same", record["source"]), record


def test_no_validation_fact_can_be_read_or_set() -> None:
    p = Parameters.default()
    facts = validation_facts()
    assert len(facts) >= 29
    for fact in facts:
        assert fact.symbol not in p
        with pytest.raises(ParameterError, match="published fact"):
            p[fact.symbol]
        with pytest.raises(ParameterError, match="published fact"):
            p.with_values({fact.symbol: fact.value})
    assert not {fact.symbol for fact in facts} & {r["symbol"] for r in p.describe()}


def test_unknown_names_and_values_out_of_bounds_are_sentences() -> None:
    p = Parameters.default()
    with pytest.raises(ParameterError, match="did you mean 'n_app'"):
        p["n_apps"]
    with pytest.raises(ParameterError, match="did you mean 'n_app'"):
        p.with_values({"n_apps": 5})
    for value in (40, float("nan"), float("inf"), True, "6"):
        with pytest.raises(ValueError, match="outside its bounds 3 to 15"):
            p.with_values({"n_app": value})  # type: ignore[dict-item]


def test_changed_values_leave_the_default_alone_and_move_the_digest() -> None:
    p = Parameters.default()
    changed = p.with_values({"n_app": 6, "jj": 0.01})
    assert (changed["n_app"], p["n_app"]) == (6, 8)
    assert changed != p
    assert changed.digest() != p.digest()
    assert changed.with_values({"n_app": 8, "jj": p["jj"]}) == p
    assert changed.with_values({"n_app": 8, "jj": p["jj"]}).digest() == p.digest()
    assert hash(changed) == hash(p.with_values({"jj": 0.01, "n_app": 6}))


@given(st.data())
@settings(deadline=None, max_examples=30)
def test_any_value_inside_the_bounds_is_kept(data: st.DataObject) -> None:
    p = Parameters.default()
    record = data.draw(st.sampled_from(p.describe()))
    value = data.draw(st.floats(record["low"], record["high"]))
    assert p.with_values({record["symbol"]: value})[record["symbol"]] == value


def test_two_files_join_and_the_order_does_not_move_the_digest(tmp_path: Path) -> None:
    one = file_of(tmp_path, entry("a"), "one.yaml")
    two = file_of(tmp_path, entry("b"), "two.yaml")
    empty = file_of(tmp_path, "# none yet\n{}\n", "empty.yaml")
    joined = Parameters.from_files(one, two, empty)
    assert len(joined) == 2
    assert joined.digest() == Parameters.from_files(empty, two, one).digest()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (entry("b") + entry("a", 2), "line 8: a: value 2 is outside"),
        (entry("a", "many"), "line 1: a: value 'many' is not a number"),
        (entry("a", "true"), "line 1: a: value True is not a number"),
        (entry("a", confidence="sure"), "line 1: a: confidence 'sure'"),
        (entry("a") + "  vlaue: 3\n", "did you mean 'value'"),
        ("a:\n  value: 1\n", "line 1: a lacks unit"),
        ("a: 1\n", "line 1: a holds no mapping"),
        (entry("a") + entry("a"), "line 8"),
        ("a: [1\n", "line"),
        ("- a\n", "not a mapping"),
        ("validation:\n  a:\n    value: 1\n", "line 2: a lacks"),
    ],
)
def test_malformed_files_stop_with_file_and_line(tmp_path: Path, text: str, said: str) -> None:
    path = file_of(tmp_path, text)
    with pytest.raises(ParameterError) as error:
        Parameters.from_files(path)
    assert str(path) in str(error.value)
    assert said in str(error.value)


def test_a_name_may_stand_in_one_place_only(tmp_path: Path) -> None:
    one = file_of(tmp_path, entry("a"), "one.yaml")
    two = file_of(tmp_path, entry("a"), "two.yaml")
    with pytest.raises(ParameterError, match=r"two\.yaml: 'a' stands in two places"):
        Parameters.from_files(one, two)
    fact = "validation:\n" + "".join(f"  {line}\n" for line in entry("a").splitlines())
    both = file_of(tmp_path, entry("a") + fact, "both.yaml")
    with pytest.raises(ParameterError, match="two places"):
        Parameters.from_files(both)


def test_missing_and_undecodable_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match=r"none\.yaml is missing"):
        Parameters.from_files(tmp_path / "none.yaml")
    path = tmp_path / "bytes.yaml"
    path.write_bytes(b"a: \xff\n")
    with pytest.raises(ParameterError, match="UTF-8"):
        Parameters.from_files(path)


def test_both_shipped_files_exist() -> None:
    assert [path.name for path in FILES] == ["parameters.yaml", "parameters_model.yaml"]
    assert all(path.exists() for path in FILES)
