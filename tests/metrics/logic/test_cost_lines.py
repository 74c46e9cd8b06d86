"""Lines of a table of costs: what is read, and what is refused."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from coe_portal.importing.rows import SourceRow
from metrics.logic.cost_lines import CostReader, LineProblem, line_of, read_amount, read_month


def read(**cells):
    headers = {"month": "Month", "category": "Category", "amount": "Net amount",
               "description": "What for", "invoice": "Invoice number"}  # fmt: skip
    known = {"month": "2026-09", "category": "Cloud", "amount": "12.50", "description": "GPU"}
    values = {headers[name]: text for name, text in {**known, **cells}.items()}
    return CostReader(headers.values()).read(SourceRow(2, 2, values))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1234.5", "1234.5"),
        ("1234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1'234.50", "1234.50"),
        ("1,234,567", "1234567"),
        ("€ 20", "20"),
        ("-3.00 EUR", "-3.00"),
        ("(20)", "-20"),
    ],
)
def test_amounts_are_read_as_people_write_them(text, amount):
    assert read_amount(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text", ["1,234", "1.234", "12.345", "1.2.3", "1,234,56", "twelve", "", "=1+1", "1e5", "٣"]
)
def test_an_amount_that_could_mean_two_is_none(text):
    assert read_amount(text) is None


@given(st.decimals(-999_999_999, 999_999_999, places=2), st.sampled_from([",", "'"]))
def test_what_is_written_with_thousands_is_read_back(amount, mark):
    assert read_amount(f"{amount:,.2f}".replace(",", mark)) == amount


@pytest.mark.parametrize("text", ["2026-09", "2026-09-17", "17.09.2026", "09/2026", "9.2026"])
def test_months_are_read_out_of_days(text):
    assert read_month(text) == dt.date(2026, 9, 1)


def test_a_month_that_could_be_another_is_none():
    assert read_month("09/10/2026") is None


def test_a_line_is_read_by_the_names_of_its_columns():
    line = read(invoice="INV-7/1")
    assert line.problems == []
    assert line.values == {
        "month": "2026-09-01",
        "category": "platform",
        "amount": "12.50",
        "description": "GPU",
        "invoice": "INV-7/1",
    }
    assert line_of(line.as_json()) == line


def test_everything_that_is_wrong_is_said():
    line = read(month="soon", category="fun", amount="1,234", description="", invoice="x" * 121)
    assert set(line.problems) == {
        (LineProblem.MONTH, "month"),
        (LineProblem.CATEGORY, "category"),
        (LineProblem.AMOUNT, "amount"),
        (LineProblem.MISSING, "description"),
        (LineProblem.LONG, "invoice"),
    }
    assert not line.is_ready
    assert read(amount="0.00").problems == [(LineProblem.NOTHING, "amount")]


def test_columns_that_are_needed_are_named():
    assert CostReader(["Month", "Amount"]).missing() == ["category", "description"]
