"""A year of money: months, forecast, shares."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from metrics.choices import CostCategory
from metrics.logic.spending import (
    FiscalYear,
    beside_usual,
    fiscal_year_of,
    forecast,
    months_between,
    percent_of,
    shifted_month,
)

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31))
MONEY = st.decimals(-1_000_000, 1_000_000, places=2)


def amounts(*values):
    return [Decimal(value) for value in values] + [Decimal(0)] * (12 - len(values))


@given(DAYS, st.integers(1, 12))
def test_a_day_lies_in_its_fiscal_year(day, first_month):
    year = fiscal_year_of(day, first_month)
    assert year.first <= day.replace(day=1) <= year.last
    assert year.last.year == year.year
    assert len(set(year.months)) == 12
    assert year.begun(day) == months_between(year.first, day) + 1


@given(DAYS, st.integers(-200, 200))
def test_shifting_a_month_back_and_forth_leads_home(day, months):
    month = day.replace(day=1)
    assert shifted_month(shifted_month(month, months), -months) == month
    assert months_between(month, shifted_month(month, months)) == months


def test_a_year_that_has_not_begun_or_is_over():
    year = FiscalYear(2026)
    assert (year.begun(dt.date(2025, 12, 31)), year.begun(dt.date(2027, 5, 1))) == (0, 12)


def test_the_forecast_takes_the_run_rate_of_three_months_or_what_is_booked():
    months = amounts(100, 200, 300, 400, 0, 500)
    foreseen = forecast(months, 4)
    assert (foreseen.spent, foreseen.committed, foreseen.run_rate) == (1000, 500, 300)
    # Seven months at the run rate, and one with more booked.
    assert foreseen.to_come == 7 * 300 + 500
    assert foreseen.total == 1000 + 2600


def test_before_a_month_is_over_only_what_is_booked_is_foreseen():
    foreseen = forecast(amounts(50, 0, 70), 0)
    assert (foreseen.over, foreseen.run_rate, foreseen.total) == (0, 0, 120)


@given(st.lists(MONEY, min_size=12, max_size=12), st.integers(0, 12))
def test_a_year_that_is_over_is_what_was_spent(months, full):
    foreseen = forecast(months, full)
    assert foreseen.spent == sum(months[:full])
    assert foreseen.total >= foreseen.spent + foreseen.committed or foreseen.run_rate < 0
    assert forecast(months, 12).total == sum(months)


@pytest.mark.parametrize(("share", "beside"), [(None, 0), (59.0, -1), (65.0, 0), (71.0, 1)])
def test_a_share_is_held_against_what_is_usual(share, beside):
    assert beside_usual(CostCategory.PEOPLE, share) == beside


def test_there_is_no_percentage_of_nothing():
    assert percent_of(Decimal(5), Decimal(0)) is None
    assert percent_of(Decimal(5), Decimal(20)) == 25.0
