"""Exports hold every filtered row, and nothing that a spreadsheet would calculate."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from coe_portal.ui.exports import FORMULA_STARTS, plain


@given(st.text())
def test_no_text_begins_like_a_formula(text):
    assert not str(plain(text)).startswith(FORMULA_STARTS)


@given(st.text())
def test_only_an_apostrophe_is_added(text):
    assert str(plain(text)).removeprefix("'") == text.removeprefix("'")


@pytest.mark.parametrize("value", [None, True, 3, -3, 2.5, Decimal("-1.5"), date(2026, 11, 21)])
def test_numbers_and_days_stay_what_they_are(value):
    assert plain(value) == value


def test_moments_lose_their_zone_because_spreadsheets_have_none():
    moment = datetime(2026, 11, 21, 9, 14, 5, 77, tzinfo=UTC)
    assert plain(moment) == moment.replace(tzinfo=None, microsecond=0)


def test_a_csv_of_it_reads_back():
    buffer = io.StringIO()
    csv.writer(buffer).writerow([plain("=1+1"), plain("a,b"), plain('say "x"')])
    assert next(csv.reader([buffer.getvalue()])) == ["'=1+1", "a,b", 'say "x"']
