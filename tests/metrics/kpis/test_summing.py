"""One statement in the database gives what the pure reference gives of the same rows."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.models import Case, CharField, F, FloatField, Value, When
from django.test.utils import CaptureQueriesContext

from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.scope import scope
from metrics.choices import Summary
from metrics.kpis.registry import AsOf, all_kpis, kpi_named
from metrics.kpis.summing import measured
from metrics.logic.measuring import Fact, measure
from metrics.logic.periods import Quarter
from metrics.logic.slices import Cut
from metrics.models.readings import KpiReading
from tests.metrics.history import END, make_history, store

pytestmark = pytest.mark.django_db
SLICES = ("slice_unit", "slice_tier")
DAY = dt.date(2026, 3, 31)
SEEN = AsOf(Quarter(2026, 3), datetime(2026, 9, 1, tzinfo=UTC), UTC)


def some_rows(seed, count=80):
    """Rows with values of every awkward kind; parts in their source, tiers in their note."""
    rng = random.Random(seed)  # noqa: S311
    units = [BusinessUnit.objects.create(name=f"U{n}", code=f"u{seed}-{n}") for n in range(3)]
    values = (None, 0.0, -1.5, 0.005, 1 / 3, 2.675, 1e9 + 0.1, 12.5, 4.0000005)
    KpiReading.objects.bulk_create(
        KpiReading(
            organization=units[0].organization,
            number=number + 1,
            kpi="some",
            unit=rng.choice([None, *units]),
            day=DAY,
            value=rng.choice(values) if number % 3 else rng.uniform(-50, 50),
            source=rng.choice(["", "pilot/high", "pilot/low", "ä – ß"]),
            note=rng.choice(["", "low", "high"]),
        )
        for number in range(count)
    )
    base = Case(When(note="", then=Value(None)), default=Value(2.5), output_field=FloatField())
    return KpiReading.objects.filter(kpi="some").annotate(
        part=F("source"), amount=F("value"), base=base, slice_unit=F("unit"), slice_tier=F("note")
    )


def facts_of(rows, how):
    """The same rows, read one by one."""
    return [
        Fact(
            row.pk,
            row.part,
            row.amount,
            row.base if how == Summary.RATIO else None,
            row.slice_unit,
            row.slice_tier,
        )
        for row in rows
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("how", list(Summary))
def test_the_database_measures_what_the_reference_measures(in_scope, seed, how):
    rows = some_rows(seed)
    assert measured(rows, how, SLICES) == measure(facts_of(rows, how), how)


@pytest.mark.parametrize("how", list(Summary))
def test_without_rows(in_scope, how):
    rows = some_rows(1, count=0)
    nothing = measure([], how)
    assert measured(rows, how, SLICES) == nothing
    assert measured(rows.none(), how, SLICES) == nothing


def test_a_number_is_one_statement(in_scope):
    rows = some_rows(4)
    with CaptureQueriesContext(connection) as queries:
        measured(rows, Summary.MEDIAN, SLICES)
    assert len(queries) == 1


def test_rows_of_another_organization_do_not_count(organization, other_organization):
    with scope(other_organization):
        some_rows(5)
    with scope(organization):
        mine = some_rows(6, count=7)
        assert measured(mine, Summary.COUNT).value == 7


@pytest.mark.parametrize("seed", [1, 2])
def test_every_kpi_is_what_the_reference_measures_of_its_rows(in_scope, seed):
    store(make_history(seed, count=40))
    as_of = AsOf(Quarter(2026, 3), datetime(2026, 9, 1, tzinfo=UTC), UTC)
    assert as_of.at < END
    for kpi in all_kpis():
        rows = kpi.rows(as_of)
        nothing = {"base": Value(None, output_field=FloatField(null=True))}
        for name in SLICES:
            if name not in kpi.slices:
                empty = Value("", output_field=CharField()) if name == "slice_tier" else None
                nothing[name] = empty or Value(None, output_field=FloatField(null=True))
        if kpi.summary == Summary.RATIO:
            del nothing["base"]
        rows = rows.annotate(**nothing)
        expected = measure(facts_of(rows, kpi.summary), kpi.summary)
        if kpi.is_entered:  # missing, not nothing
            expected = replace(expected, value=expected.value if expected.inputs else None)
        assert kpi.measured(as_of) == expected, kpi.code


def test_a_slice_is_the_number_of_its_rows(in_scope):
    rows = some_rows(7)
    kpi = kpi_named("support_tickets")
    KpiReading.objects.bulk_create(
        KpiReading(
            organization=row.organization,
            number=1000 + row.number,
            kpi=kpi.code,
            unit=row.unit,
            day=dt.date(2026, 7, 1) + dt.timedelta(days=row.number),
            value=row.value,
        )
        for row in rows.filter(number__lt=60)
    )
    whole = kpi.measured(SEEN)
    assert whole.slices
    for key, value in whole.slices.items():
        cut = Cut(int(key.removesuffix("/")))
        assert kpi.measured(SEEN, cut).value == value
        assert kpi.rows_behind(SEEN, cut=cut).count() == kpi.measured(SEEN, cut).inputs


def test_what_cannot_be_cut_leaves_nothing(in_scope):
    store(make_history(1, count=10))
    kpi = kpi_named("support_tickets")
    assert kpi.measured(SEEN, Cut(tier="high")).inputs == 0
    assert not kpi.can_cut(Cut(tier="high"))
