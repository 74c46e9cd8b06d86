"""Each number of learning equals a plain computation over a generated history, at any moment."""

from __future__ import annotations

import random
from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from coe_portal.tenancy.scope import scope
from metrics.kpis.registry import AsOf, kpi_named
from metrics.logic.periods import Quarter, last_moment
from tests.metrics.history import END
from tests.metrics.plain.facts import parts_and_value
from tests.metrics.plain.school import NUMBERS, make_school, store_school

pytestmark = pytest.mark.django_db
QUARTERS = (Quarter(2025, 3), Quarter(2026, 1), Quarter(2026, 3), Quarter(2026, 4))
ZONES = (UTC, ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo"))


def seen_from(quarter, zone=UTC):
    return AsOf(quarter, last_moment(quarter, zone, END), zone)


@pytest.fixture
def world(in_scope, member):
    world = make_school(random.Random(3))  # noqa: S311  (a history, not a secret)
    store_school(world, member)
    return world


def test_numbers_equal_a_plain_computation_and_their_rows(world):
    for quarter, zone in ((quarter, zone) for quarter in QUARTERS for zone in ZONES):
        as_of = seen_from(quarter, zone)
        for code, plain in NUMBERS.items():
            kpi, rows = kpi_named(code), plain(world, as_of)
            measured = kpi.measured(as_of)
            parts, value = parts_and_value(rows, kpi.summary)
            assert (code, dict(measured.parts)) == (code, pytest.approx(parts, abs=0.011))
            assert (code, measured.value) == (code, pytest.approx(value, abs=0.011))
            assert (code, measured.inputs) == (code, len(rows))
            assert (code, kpi.rows_behind(as_of).count()) == (code, len(rows))


def test_the_generated_history_has_all_of_it(world):
    for code, plain in NUMBERS.items():
        seen = [len(plain(world, seen_from(quarter))) for quarter in QUARTERS]
        assert (code, min(seen) > 0) == (code, True)


def test_nothing_of_another_organization_counts(world, other_organization):
    as_of = seen_from(Quarter(2026, 3))
    with scope(other_organization):
        counted = {code: kpi_named(code).measured(as_of).inputs for code in NUMBERS}
    assert counted == dict.fromkeys(NUMBERS, 0)
