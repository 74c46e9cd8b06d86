"""Every number of the ledger equals a plain computation over the same generated history."""

from __future__ import annotations

from collections import Counter
from datetime import UTC
from itertools import product

import pytest

from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.scope import scope
from metrics.choices import Summary
from metrics.kpis.registry import AsOf, kpi_named
from metrics.logic.periods import Quarter, last_moment
from metrics.models.benefits import Benefit
from tests.metrics.history import END, make_history, store
from tests.metrics.plain.benefits import NUMBERS, PlainLedger, make_entries, store_entries
from tests.metrics.plain.facts import parts_and_value

QUARTERS = [Quarter(2025, 2), Quarter(2026, 1), Quarter(2026, 4)]
CODES = ("annual_value", "claimed_value", "total_savings", "time_saved", "revenue_influenced",
         "avoided_cost", "time_to_value")  # fmt: skip


@pytest.fixture(params=[1, 2])
def ledger(request, in_scope, member):
    cases = make_history(request.param, count=40)
    store(cases)
    entries = make_entries(request.param, cases)
    store_entries(entries, member())
    return PlainLedger(entries, cases)


def seen_from(quarter):
    return AsOf(quarter, last_moment(quarter, UTC, END), UTC)


@pytest.mark.parametrize("quarter", QUARTERS, ids=lambda quarter: quarter.code)
def test_numbers_equal_a_plain_computation_and_their_rows(ledger, quarter):
    as_of = seen_from(quarter)
    for code, plain in NUMBERS.items():
        kpi = kpi_named(code)
        measurement = kpi.measured(as_of)
        parts, value = parts_and_value(plain(ledger, as_of), kpi.summary)
        assert (code, dict(measurement.parts)) == (code, pytest.approx(parts, abs=0.011))
        assert (code, measurement.value) == (code, pytest.approx(value, abs=0.011))
        rows = list(kpi.rows_behind(as_of).values_list("part", "amount"))
        assert len(rows) == measurement.inputs
        if kpi.summary == Summary.SUM:
            found = sum(amount for _part, amount in rows)
            assert found == pytest.approx(measurement.value or 0)


def test_what_is_claimed_is_in_no_other_number(ledger):
    """No entry stands behind both at one moment."""
    for quarter in QUARTERS:
        as_of = seen_from(quarter)
        claimed = set(kpi_named("claimed_value").rows_behind(as_of).values_list("pk", flat=True))
        for code in CODES[:1] + CODES[2:6]:
            rows = kpi_named(code).rows_behind(as_of).values_list("pk", flat=True)
            assert claimed.isdisjoint(rows)


def test_slices_of_units_and_tiers_hold_what_is_in_them(ledger):
    as_of = seen_from(QUARTERS[-1])
    kpi = kpi_named("annual_value")
    rows = list(kpi.rows_behind(as_of).values("slice_unit", "slice_tier", "amount"))
    slices = kpi.measured(as_of).slices
    assert {row["slice_unit"] for row in rows} > {None}
    for row in rows:
        if row["slice_unit"] and row["slice_tier"]:
            alike = [
                one["amount"]
                for one in rows
                if (one["slice_unit"], one["slice_tier"]) == (row["slice_unit"], row["slice_tier"])
            ]
            key = f"{row['slice_unit']}/{row['slice_tier']}"
            assert slices[key] == pytest.approx(sum(alike))


def test_each_row_says_the_unit_and_the_tier_of_that_time(ledger):
    """Use cases change their unit in this history: a past quarter keeps the one of then."""
    codes = {None: None, **dict(BusinessUnit.objects.values_list("pk", "code"))}
    for quarter, (code, plain) in product(QUARTERS, NUMBERS.items()):
        as_of = seen_from(quarter)
        rows = kpi_named(code).rows_behind(as_of).values_list("slice_unit", "slice_tier")
        listed = Counter((codes[unit], tier) for unit, tier in rows)
        found = Counter((row.unit, row.tier) for row in plain(ledger, as_of))
        assert (code, listed) == (code, found)


def test_another_organization_counts_nothing_of_it(ledger, other_organization):
    as_of = seen_from(QUARTERS[-1])
    assert Benefit.objects.exists()
    with scope(other_organization):
        for code in CODES:
            kpi = kpi_named(code)
            measurement = kpi.measured(as_of)
            nothing = 0 if kpi.summary == Summary.SUM else None
            assert (measurement.value, measurement.inputs) == (nothing, 0)
