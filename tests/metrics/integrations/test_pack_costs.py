"""What a quarter cost stands in its pack as it was booked by the moment of the numbers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from metrics.choices import CostCategory
from metrics.integrations.board_pack.chapters.costs import costs
from metrics.models.costs import BudgetLine, CostEntry
from metrics.queries.pack_costs import costs_told
from metrics.queries.pack_numbers import pack_numbers
from tests.metrics.packs import NOW, QUARTER

pytestmark = pytest.mark.usefixtures("in_scope")
IN_TIME = dt.datetime(2026, 9, 15, tzinfo=dt.UTC)


def booked(number, month, amount, category=CostCategory.PEOPLE, at=IN_TIME, **more):
    return CostEntry.objects.create(
        number=number,
        month=dt.date(2026, month, 1),
        amount=Decimal(amount),
        category=category,
        description="Work",
        booked_at=at,
        **more,
    )


@pytest.fixture
def numbers(organization):
    return pack_numbers(organization, QUARTER, zone=dt.UTC, now=NOW)


def test_costs_count_by_their_month_as_they_stood_at_the_end_of_the_quarter(numbers):
    booked(1, 7, 100)
    booked(2, 9, 50, CostCategory.PLATFORM)
    booked(3, 2, 1000)
    booked(4, 8, 7, at=NOW)
    booked(5, 8, 9, voided_at=IN_TIME, void_reason="Twice")
    booked(6, 8, 11, voided_at=NOW, void_reason="Later")
    for planned in (900, 2000):
        BudgetLine.objects.create(
            fiscal_year=2026, category=CostCategory.PEOPLE, planned=planned, set_at=IN_TIME
        )
    told = costs_told(numbers.as_of)
    people = next(row for row in told.rows if row.category == CostCategory.PEOPLE)
    assert (people.quarter, people.year, people.budget) == (111, 1111, 2000)
    assert (told.quarter, told.year) == (161, 1161)


def test_the_chapter_tells_of_them_and_is_left_out_without_any(numbers):
    assert costs(numbers) is None
    booked(1, 7, 100)
    chapter = costs(numbers)
    assert chapter.sheets[0].rows[0][1] == 100
    page = render_to_string(chapter.template, {**chapter.context, "chart_width": 300})
    assert "€100" in page
