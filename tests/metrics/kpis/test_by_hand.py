"""No number without a second computation of it."""

from __future__ import annotations

from metrics.kpis.registry import all_kpis
from tests.metrics.plain.catalogue import NUMBERS


def test_every_kpi_is_computed_by_hand_as_well():
    """A new one needs a function in tests/metrics/plain/: the demo and histories are compared."""
    assert {kpi.code for kpi in all_kpis()} == set(NUMBERS)
