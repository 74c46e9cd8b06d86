"""Each number of models equals a plain computation over a generated history, at any moment."""

from __future__ import annotations

from collections import Counter
from datetime import UTC

import pytest

from coe_portal.tenancy.scope import scope
from metrics.kpis.registry import AsOf, kpi_named
from metrics.logic.periods import Quarter, last_moment
from registry.models.models import ModelVersion
from tests.metrics.history import END, make_history, store
from tests.metrics.plain.facts import parts_and_value
from tests.metrics.plain.models import NUMBERS, make_registry, seeded, store_registry

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
QUARTERS = (Quarter(2025, 3), Quarter(2026, 1), Quarter(2026, 3), Quarter(2026, 4))


def seen_from(quarter):
    return AsOf(quarter, last_moment(quarter, UTC, END), UTC)


@pytest.fixture
def world(in_scope, member):
    rng = seeded(11)
    cases = make_history(11, count=40)
    store(cases)
    world = make_registry(rng, cases)
    store_registry(world, member())
    return world


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


def test_rows_say_the_tier_that_the_model_served_then(world):
    as_of = seen_from(Quarter(2026, 3))
    for code, plain in NUMBERS.items():
        tiers = Counter(row.tier for row in plain(world, as_of))
        rows = kpi_named(code).rows_behind(as_of)
        assert (code, Counter(rows.values_list("slice_tier", flat=True))) == (code, tiers)


def test_the_generated_history_has_all_of_it(world):
    for code, plain in NUMBERS.items():
        seen = [len(list(plain(world, seen_from(quarter)))) for quarter in QUARTERS]
        assert (code, max(seen) > 0) == (code, True)


def test_a_past_quarter_stays_when_more_happens(world):
    as_of = seen_from(Quarter(2026, 3))
    before = {code: kpi_named(code).measured(as_of) for code in NUMBERS}
    for version in ModelVersion.objects.filter(removed_at__isnull=True)[:5]:
        version.removed_at = END
        version.save()
    after = {code: kpi_named(code).measured(as_of) for code in NUMBERS}
    assert {code: (one.value, one.digest) for code, one in after.items()} == {
        code: (one.value, one.digest) for code, one in before.items()
    }


def test_nothing_of_another_organization_counts(world, other_organization):
    as_of = seen_from(Quarter(2026, 3))
    with scope(other_organization):
        counted = {code: kpi_named(code).measured(as_of).inputs for code in NUMBERS}
    assert counted == dict.fromkeys(NUMBERS, 0)
