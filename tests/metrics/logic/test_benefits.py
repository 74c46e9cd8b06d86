"""How far a benefit is, and which months two of them share."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest
from hypothesis import given, strategies as st

from metrics.choices import BenefitState, EntryState
from metrics.logic.benefits import Span, months_before, months_between, process_key, state_by

FIRSTS = [dt.date(2026, month, 1) for month in range(1, 7)]


@pytest.mark.parametrize(
    ("entries", "state"),
    [
        ([], BenefitState.FORECAST),
        ([EntryState.RETURNED, EntryState.REVOKED, EntryState.REJECTED], BenefitState.FORECAST),
        ([EntryState.RETURNED, EntryState.CLAIMED], BenefitState.MEASURED),
        ([EntryState.CLAIMED, EntryState.VERIFIED], BenefitState.VERIFIED),
    ],
    ids=["nothing", "nothing that counts", "claimed", "verified"],
)
def test_how_far_a_benefit_is(entries, state):
    assert state_by(entries) == state


def test_two_spans_share_the_months_that_both_have():
    spans = [Span(first, last) for first in FIRSTS for last in [*FIRSTS, None]
             if last is None or last >= first]  # fmt: skip
    for one, other in product(spans, spans):
        both = [month for month in FIRSTS if one.holds(month) and other.holds(month)]
        shared = one.shared(other)
        held = [month for month in FIRSTS if shared and shared.holds(month)]
        assert held == both


@given(st.dates(dt.date(1950, 1, 1), dt.date(2150, 1, 1)), st.integers(-200, 200))
def test_months_are_counted_across_years(day, months):
    found = months_before(day, months)
    assert found.day == 1
    assert (day.year - found.year) * 12 + day.month - found.month == months


def test_every_month_of_a_year():
    months = list(months_between(dt.date(2025, 11, 14), dt.date(2026, 2, 1)))
    assert months == [dt.date(2025, 11, 1), dt.date(2025, 12, 1), *FIRSTS[:2]]


def test_processes_are_alike_but_for_case_and_spaces():
    assert process_key("  Invoice   Checking") == process_key("invoice checking")
    assert process_key("Invoice") != process_key("Invoices")
