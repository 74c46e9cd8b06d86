"""Each number of risk equals a plain computation over a generated history, at any moment of it."""

from __future__ import annotations

import random
from datetime import UTC

import pytest

from coe_portal.tenancy.scope import scope
from metrics.kpis.registry import AsOf, kpi_named
from metrics.logic.periods import Quarter, last_moment
from tests.metrics.history import END, make_history, store
from tests.metrics.plain.facts import parts_and_value
from tests.metrics.plain.risk import NUMBERS, make_risk, store_risk

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
QUARTERS = (Quarter(2025, 2), Quarter(2025, 4), Quarter(2026, 3), Quarter(2026, 4))


def seen_from(quarter):
    return AsOf(quarter, last_moment(quarter, UTC, END), UTC)


def make_world(seed, member):
    rng = random.Random(seed)  # noqa: S311  (a history, not a secret)
    cases = make_history(seed, count=40)
    store(cases)
    world = make_risk(rng, cases)
    store_risk(world, member(), member())
    return world


@pytest.fixture
def world(in_scope, member):
    return make_world(7, member)


def test_numbers_equal_a_plain_computation(world):
    for quarter in QUARTERS:
        as_of = seen_from(quarter)
        for code, plain in NUMBERS.items():
            kpi = kpi_named(code)
            measured = kpi.measured(as_of)
            rows = list(plain(world, as_of))
            parts, value = parts_and_value(rows, kpi.summary)
            assert (code, dict(measured.parts)) == (code, pytest.approx(parts, abs=0.011))
            assert (code, measured.value) == (code, pytest.approx(value, abs=0.011))
            assert (code, measured.inputs) == (code, len(rows))


def test_the_generated_history_has_all_of_it(world):
    for code, plain in NUMBERS.items():
        seen = [len(list(plain(world, seen_from(quarter)))) for quarter in QUARTERS]
        assert (code, max(seen) > 0) == (code, True)


def test_a_number_is_the_sum_over_the_rows_it_opens(world):
    as_of = seen_from(Quarter(2026, 3))
    for code in NUMBERS:
        kpi = kpi_named(code)
        measured = kpi.measured(as_of)
        opened = {part: kpi.rows_behind(as_of, [part]).count() for part in measured.parts}
        assert (code, sum(opened.values())) == (code, measured.inputs)


def test_nothing_of_another_organization_counts(world, other_organization, member):
    as_of = seen_from(Quarter(2026, 3))
    assert any(kpi_named(code).measured(as_of).inputs for code in NUMBERS)
    with scope(other_organization):
        counted = {code: kpi_named(code).measured(as_of).inputs for code in NUMBERS}
    assert counted == dict.fromkeys(NUMBERS, 0)
