"""What the numbers are while there is nothing to count, to add up or to take the middle of."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from metrics.choices import Summary
from metrics.kpis.registry import AsOf, all_kpis, kpi_named
from metrics.logic.periods import Quarter

pytestmark = pytest.mark.django_db
SEEN = AsOf(Quarter(2026, 3), datetime(2026, 9, 1, tzinfo=UTC), UTC)
ADDED_UP = {Summary.COUNT, Summary.SUM}
# The portal is there before anybody uses it.
PLATFORM = {"platform_uptime"}


def test_what_is_counted_or_added_up_is_zero_and_nothing_else_is_a_number(in_scope):
    for kpi in all_kpis():
        if kpi.code in PLATFORM or kpi.is_entered:
            continue
        zero = 0 if kpi.summary in ADDED_UP else None
        assert kpi.measured(SEEN).value == zero, kpi.code


def test_what_nobody_entered_is_missing(in_scope):
    entered = [kpi for kpi in all_kpis() if kpi.is_entered]
    assert {kpi.measured(SEEN).value for kpi in entered} == {None}
    assert "support_tickets" in {kpi.code for kpi in entered if kpi.summary == Summary.SUM}


@pytest.mark.parametrize(
    ("code", "has_zero"),
    [("deployment_frequency", True), ("support_tickets", False), ("days_to_decision", False)],
)
def test_a_part_without_rows_is_zero_where_the_whole_would_be(code, has_zero):
    assert kpi_named(code).has_zero is has_zero
