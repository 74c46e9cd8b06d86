"""What is entered and answered equals a plain computation over generated words."""

from __future__ import annotations

import random
from datetime import UTC

import pytest

from coe_portal.tenancy.scope import scope
from metrics.kpis.registry import AsOf, kpi_named
from metrics.logic.periods import Quarter, last_moment
from tests.metrics.history import END
from tests.metrics.plain.facts import parts_and_value
from tests.metrics.plain.said import NUMBERS, make_words, store_words

pytestmark = pytest.mark.django_db
QUARTERS = (Quarter(2025, 2), Quarter(2026, 1), Quarter(2026, 4))


def seen_from(quarter):
    return AsOf(quarter, last_moment(quarter, UTC, END), UTC)


@pytest.fixture
def world(in_scope):
    world = make_words(random.Random(4))  # noqa: S311  (a history, not a secret)
    store_words(world)
    return world


def test_numbers_equal_a_plain_computation_and_their_rows(world):
    for quarter in QUARTERS:
        as_of = seen_from(quarter)
        for code, plain in NUMBERS.items():
            kpi, rows = kpi_named(code), plain(world, as_of)
            measured = kpi.measured(as_of)
            parts, value = parts_and_value(rows, kpi.summary)
            assert (code, len(rows) > 0) == (code, True)
            assert (code, dict(measured.parts)) == (code, pytest.approx(parts, abs=0.011))
            assert (code, measured.value) == (code, pytest.approx(value, abs=0.011))
            assert (code, measured.inputs) == (code, len(rows))
            assert (code, kpi.rows_behind(as_of).count()) == (code, len(rows))


def test_nothing_of_another_organization_counts(world, other_organization):
    as_of = seen_from(QUARTERS[-1])
    with scope(other_organization):
        counted = {code: kpi_named(code).measured(as_of).inputs for code in NUMBERS}
    assert counted == dict.fromkeys(NUMBERS, 0)
