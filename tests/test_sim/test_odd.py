"""The protocol page says what the code does: generated lists are current, steps are named."""

from __future__ import annotations

import pytest

from scenarios.parameters import Parameters
from sim import odd
from sim.month import MONTH


def test_the_parameter_lists_of_the_page_are_current() -> None:
    text = odd.PAGE.read_text("utf-8")
    assert odd.rewrite(text) == text, "run: python -m sim.odd"


def test_every_step_has_a_section_in_the_order_of_the_month() -> None:
    text = odd.PAGE.read_text("utf-8")
    at = [text.index(f"### {n} `{step.__name__}`") for n, step in enumerate(MONTH, start=1)]
    assert at == sorted(at)


def test_every_parameter_is_either_listed_with_a_mechanism_or_as_unused() -> None:
    text = odd.PAGE.read_text("utf-8")
    missing = [p.symbol for p in Parameters.default().entries if f"`{p.symbol}`" not in text]
    assert missing == []


def test_the_page_states_what_is_fitted_and_that_refusing_costs_nothing() -> None:
    text = odd.PAGE.read_text("utf-8")
    for symbol in ("demand_shift_2021", "demand_shift_2026", "suit_base", "rw_market", "reg_new"):
        assert symbol in text.split("## 6 What is fitted")[1].split("## 7")[0]
    assert "**Refusing costs nothing.**" in text


def test_a_changed_value_changes_the_list() -> None:
    known = Parameters.default()
    other = known.with_values({"suit_base": 0.3})
    assert odd.block("search", known) != odd.block("search", other)


def test_a_marker_without_a_mechanism_is_named() -> None:
    text = odd.PAGE.read_text("utf-8").replace(
        "<!-- parameters: match -->", "<!-- parameters: mach -->"
    )
    with pytest.raises(ValueError, match="mach, match"):
        odd.rewrite(text)
