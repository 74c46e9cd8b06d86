"""Numbers of strategy, flow, efficiency, skills and adoption against plain Python.

A generated history is written as rows; each number, each of its parts and each of its slices is
computed once by the portal and once by loops over the same history.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.scope import scope
from intake.choices import Stage
from intake.models.places import Placement
from intake.models.use_cases import StageChange, UseCase
from metrics.choices import Summary
from metrics.kpis.efficiency import months_so_far
from metrics.kpis.registry import AsOf, Slice, kpi_named
from metrics.logic.periods import Quarter, last_moment
from tests.metrics.history import END
from tests.metrics.plain.facts import Row, by, summed
from tests.metrics.plain.portfolio import NUMBERS
from tests.metrics.writing import written
from training.models.skills import MemberSkill
from training.models.stays import SkillStay

pytestmark = pytest.mark.django_db
QUARTERS = [Quarter(2025, 3), Quarter(2026, 1), Quarter(2026, 4)]


@pytest.fixture(params=[1, 2])
def world(request, in_scope, member):
    return written(request.param, member)


def seen_from(quarter):
    return AsOf(quarter, last_moment(quarter, UTC, END), UTC)


def stored_rows(code, as_of):
    """The rows behind a number, as plain ones."""
    kpi = kpi_named(code)
    codes = dict(BusinessUnit.objects.values_list("pk", "code"))
    names = ["part", "amount"]
    names += ["base"] if kpi.summary == Summary.RATIO else []
    names += [slice_.value for slice_ in kpi.slices]
    found = []
    for values in kpi.rows_behind(as_of).values(*names):
        has_tier = Slice.TIER in kpi.slices
        found.append(
            Row(
                values["part"],
                values["amount"],
                values.get("base"),
                codes.get(values.get("slice_unit")),
                values["slice_tier"] or "" if has_tier else None,
            )
        )
    return found


def parts_of(rows, how):
    summed_parts = {part: summed(heap, how) for part, heap in by(rows, lambda r: r.part).items()}
    return {part: value for part, value in summed_parts.items() if value is not None}


@pytest.mark.parametrize("quarter", QUARTERS, ids=lambda quarter: quarter.code)
def test_each_number_and_its_parts_equal_a_plain_computation(world, quarter):
    as_of = seen_from(quarter)
    plain, measured = {}, {}
    for code, rows_of in NUMBERS.items():
        kpi = kpi_named(code)
        rows, measurement = rows_of(world, as_of), kpi.measured(as_of)
        plain[code] = (summed(rows, kpi.summary), parts_of(rows, kpi.summary), len(rows))
        measured[code] = (measurement.value, dict(measurement.parts), measurement.inputs)
    assert measured == close_to(plain)


def close_to(numbers):
    return {
        code: (pytest.approx(value, abs=0.011), pytest.approx(parts, abs=0.011), count)
        for code, (value, parts, count) in numbers.items()
    }


@pytest.mark.parametrize("quarter", QUARTERS, ids=lambda quarter: quarter.code)
def test_each_slice_by_unit_and_tier_equals_a_plain_computation(world, quarter):
    as_of = seen_from(quarter)
    plain, listed = {}, {}
    for code, rows_of in NUMBERS.items():
        plain[code] = slices_of(rows_of(world, as_of), kpi_named(code).summary)
        listed[code] = slices_of(stored_rows(code, as_of), kpi_named(code).summary)
    assert listed == {code: pytest.approx(slices, abs=0.011) for code, slices in plain.items()}


def slices_of(rows, how):
    heaps = by(rows, lambda row: (row.unit, row.tier))
    return {key: summed(heap, how) for key, heap in heaps.items()}


def test_the_histories_have_something_of_everything(world):
    """Otherwise nothing would be compared."""
    counts = {
        code: sum(len(rows_of(world, seen_from(quarter))) for quarter in QUARTERS)
        for code, rows_of in NUMBERS.items()
    }
    assert {code for code, count in counts.items() if not count} == set()


def test_the_sum_over_the_rows_that_a_number_opens_is_the_number(world):
    as_of = seen_from(Quarter(2026, 1))
    for code in NUMBERS:
        kpi = kpi_named(code)
        measurement, rows = kpi.measured(as_of), stored_rows(code, as_of)
        assert summed(rows, kpi.summary) == pytest.approx(measurement.value, abs=0.011), code
        opened = {part: kpi.rows_behind(as_of, [part]).count() for part in measurement.parts}
        assert opened == {part: len(heap) for part, heap in by(rows, lambda row: row.part).items()}


def test_a_past_quarter_stays_when_units_objectives_and_levels_change(world):
    as_of = seen_from(Quarter(2026, 1))
    before = {code: stored_rows(code, as_of) for code in NUMBERS}
    cards = BusinessUnit.objects.get(code="cards")
    UseCase.objects.update(business_unit=cards, objective="O9: another")
    MemberSkill.objects.update(self_level=4, manager_level=4)
    assert Placement.objects.filter(objective="O9: another", ends_at=None).exists()
    assert SkillStay.objects.filter(level=4, ends_at=None).count() == MemberSkill.objects.count()
    after = {code: stored_rows(code, as_of) for code in NUMBERS}
    assert {code: sorted(map(str, rows)) for code, rows in after.items()} == {
        code: sorted(map(str, rows)) for code, rows in before.items()
    }


def test_another_organization_has_none_of_it(world, other_organization):
    as_of = seen_from(Quarter(2026, 4))
    assert sum(kpi_named(code).measured(as_of).inputs for code in NUMBERS) > 0
    with scope(other_organization):
        assert sum(kpi_named(code).measured(as_of).inputs for code in NUMBERS) == 0


def test_two_organizations_with_the_same_numbers_of_cases_do_not_mix(
    organization, other_organization, member
):
    as_of = seen_from(Quarter(2026, 4))
    with scope(organization):
        ours = written(3, member)
    theirs = partial(member, organization=other_organization)
    with scope(other_organization):
        written(4, theirs)
    with scope(organization):
        for code, rows_of in NUMBERS.items():
            assert kpi_named(code).measured(as_of).inputs == len(rows_of(ours, as_of)), code


def use_case(number, registered_at, *moves, **fields):
    """A case that went from stage to stage: `("pilot", 10)` on the tenth of May."""
    case = UseCase.objects.create(
        number=number, title=f"Case {number}", registered_at=registered_at, **fields
    )
    before = Stage.INTAKE
    for stage, day in moves:
        StageChange.objects.create(
            use_case=case, from_stage=before, to_stage=stage, changed_at=may(day)
        )
        before = stage
    return case


def may(day):
    return datetime(2026, 5, day, 12, tzinfo=UTC)


def in_second_quarter():
    return AsOf(Quarter(2026, 2), may(31), UTC)


def test_a_case_that_was_taken_up_again_has_not_failed(in_scope):
    use_case(1, may(1), ("poc", 2), ("rejected", 3))
    use_case(2, may(1), ("poc", 2), ("rejected", 3), ("intake", 4))
    use_case(3, may(1), ("poc", 2), ("pilot", 3), ("production", 4), ("retired", 5))
    as_of = in_second_quarter()
    assert kpi_named("poc_to_production").measured(as_of).value == 50
    assert kpi_named("failed_before_production").measured(as_of).value == 50


def test_a_case_that_was_imported_in_production_is_no_success(in_scope):
    use_case(1, may(1), ("production", 2), external_key="key-1")
    as_of = in_second_quarter()
    for code in ("poc_to_production", "failed_before_production", "idea_to_production"):
        assert kpi_named(code).measured(as_of).inputs == 0
    assert kpi_named("cases_by_stage").measured(as_of).parts == {"production/untiered": 1}


def test_a_case_counts_in_the_quarter_of_the_organizations_clock(in_scope):
    """Half past midnight of the first of July in Auckland is the thirtieth of June in UTC."""
    zone = ZoneInfo("Pacific/Auckland")
    case = use_case(1, may(1))
    moved = datetime(2026, 6, 30, 12, 30, tzinfo=UTC)
    for before, after, at in (("intake", "pilot", may(5)), ("pilot", "production", moved)):
        StageChange.objects.create(use_case=case, from_stage=before, to_stage=after, changed_at=at)
    code, later = "cycle_pilot_to_production", datetime(2026, 9, 1, tzinfo=UTC)
    in_june, in_july = (
        kpi_named(code).measured(AsOf(quarter, last_moment(quarter, zone, later), zone)).inputs
        for quarter in (Quarter(2026, 2), Quarter(2026, 3))
    )
    assert (in_june, in_july) == (0, 1)


@pytest.mark.parametrize(
    ("at", "months"),
    [
        (datetime(2026, 4, 2, tzinfo=UTC), 1.0),
        (datetime(2026, 5, 16, 12, tzinfo=UTC), 1.5),
        (datetime(2026, 6, 30, 23, 59, tzinfo=UTC), 3.0),
    ],
    ids=["second-day", "half", "end"],
)
def test_a_rate_per_month_is_over_the_months_that_are_over(at, months):
    assert months_so_far(AsOf(Quarter(2026, 2), at, UTC)) == months
