"""The numbers of money equal a plain computation over the same history."""

from __future__ import annotations

from datetime import UTC

import pytest

from coe_portal.tenancy.scope import scope
from metrics.kpis.registry import AsOf, kpi_named
from metrics.logic.periods import Quarter, last_moment
from tests.metrics.history import END
from tests.metrics.money import make_money
from tests.metrics.plain.costs import PlainMoney, summed_up

pytestmark = pytest.mark.django_db
QUARTERS = [Quarter(2025, 2), Quarter(2025, 4), Quarter(2026, 3), Quarter(2026, 4)]
CODES = [
    "cost_per_model",
    "infrastructure_cost_per_case",
    "cost_per_workflow",
    "cost_per_request",
    "budget_vs_actual",
    "roi",
    "payback",
]


def seen_from(quarter):
    return AsOf(quarter, last_moment(quarter, UTC, END), UTC)


def by_part(rows, how):
    parts = {part for part, _amount, _base in rows}
    found = {part: summed_up([row for row in rows if row[0] == part], how) for part in parts}
    return {
        part: pytest.approx(value, abs=0.006) for part, value in found.items() if value is not None
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_numbers_equal_a_plain_computation(seed, in_scope, member, other_organization):
    money = make_money(seed, member(), member())
    strangers = [member(organization=other_organization) for _ in range(2)]
    with scope(other_organization):
        make_money(seed + 10, *strangers)
    known = 0
    for quarter in QUARTERS:
        plain = PlainMoney(money, seen_from(quarter))
        for code in CODES:
            kpi, rows = kpi_named(code), plain.rows(code)
            measurement = kpi.measured(seen_from(quarter))
            assert measurement.inputs == len(rows), (quarter, code)
            value = summed_up(rows, kpi.summary)
            assert measurement.value == (None if value is None else pytest.approx(value, abs=0.006))
            assert dict(measurement.parts) == by_part(rows, kpi.summary), (quarter, code)
            known += value is not None
    assert known >= 16


@pytest.mark.parametrize("code", ["roi", "payback"])
def test_rows_of_return_and_payback_equal_a_plain_computation(code, in_scope, member):
    money = make_money(1, member(), member())
    for quarter in QUARTERS:
        rows = PlainMoney(money, seen_from(quarter)).rows(code)
        found = kpi_named(code).rows_behind(seen_from(quarter))
        assert len(rows) >= 5
        for place, name in enumerate(("amount", "base"), start=1):
            expected = sorted(row[place] for row in rows)
            assert sorted(getattr(row, name) for row in found) == pytest.approx(expected)


def test_the_shares_of_the_platform_add_up_to_what_it_cost(in_scope, member):
    money = make_money(1, member(), member())
    as_of = seen_from(Quarter(2026, 3))
    rows = kpi_named("infrastructure_cost_per_case").rows_behind(as_of)
    plain = PlainMoney(money, as_of)
    costs = plain.costs(plain.first, plain.last)
    total = sum(cost.amount for cost in costs if cost.category == "platform")
    assert rows.count() > 1
    assert sum(row.amount for row in rows) == pytest.approx(float(total))
