from __future__ import annotations

import pytest

from coe_portal.tenancy.scope import scope
from intake.choices import Stage
from intake.models import UseCase
from intake.queries import portfolio

pytestmark = pytest.mark.usefixtures("in_scope")


def make(count, organization_id, **fields):
    start = UseCase.objects.count()
    UseCase.objects.bulk_create(
        UseCase(
            organization_id=organization_id,
            number=start + index + 1,
            title=f"Case {start + index + 1}",
            priority=index % 90,
            **fields,
        )
        for index in range(count)
    )


@pytest.fixture
def cases(in_scope):
    def fill(count, **fields):
        make(count, in_scope.pk, **fields)

    return fill


def test_facets_count_each_value(cases):
    cases(3, tier="low", stage=Stage.POC)
    cases(2, tier="high", stage=Stage.POC, ai_act_class="high")

    found = portfolio.facets(UseCase.objects.all())

    assert found.stage == {"poc": 5}
    assert found.tier == {"low": 3, "high": 2}
    assert found.ai_act_class == {"": 3, "high": 2}
    assert found.total == 5


@pytest.mark.parametrize("count", [1, 30])
def test_the_board_takes_three_queries(cases, django_assert_num_queries, count):
    cases(count, stage=Stage.PILOT)

    with django_assert_num_queries(3):
        columns = portfolio.board(UseCase.objects.all(), per_column=5)
        assert [card.owner_label for column in columns for card in column.cards]


def test_a_column_shows_the_first_by_priority_and_counts_the_rest(cases):
    cases(30, stage=Stage.PILOT)

    columns = {column.stage: column for column in portfolio.board(UseCase.objects.all())}

    pilot = columns[Stage.PILOT]
    assert (pilot.count, pilot.hidden) == (30, 10)
    assert [card.priority for card in pilot.cards] == list(range(29, 9, -1))
    assert columns[Stage.POC].cards == []


def test_closed_cases_are_on_the_board_when_only_they_are_asked_for(cases):
    cases(1, stage=Stage.REJECTED)

    stages = [column.stage for column in portfolio.board(UseCase.objects.all())]

    assert stages == [Stage.RETIRED, Stage.REJECTED, Stage.WITHDRAWN]


def test_few_cases_are_points_and_unscored_ones_are_left_out(cases):
    cases(2, value=80, feasibility=40, tier="low")
    cases(1)

    plane = portfolio.plane(UseCase.objects.all())

    assert [(point.reference, point.value) for point in plane.points] == [
        ("UC-1", 80),
        ("UC-2", 80),
    ]
    assert (plane.bins, plane.total, plane.unscored) == ((), 2, 1)


def test_many_cases_are_binned_without_losing_one(cases, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(portfolio, "MOST_POINTS", 10)
    cases(11, value=100, feasibility=0, tier="high")
    cases(4, value=52, feasibility=54, tier="low")

    with django_assert_num_queries(2):
        plane = portfolio.plane(UseCase.objects.all())

    assert set(plane.bins) == {
        portfolio.Bin(x=0, y=19, tier="high", count=11),
        portfolio.Bin(x=10, y=10, tier="low", count=4),
    }
    assert (plane.points, plane.total, plane.unscored) == ((), 15, 0)


def test_more_unscored_cases_than_are_counted_are_said_to_be_more(cases, monkeypatch):
    monkeypatch.setattr(portfolio, "MOST_UNSCORED", 2)
    cases(3, value=1)

    plane = portfolio.plane(UseCase.objects.all())

    assert (plane.unscored, plane.is_capped) == (3, True)


def test_rows_of_another_organization_are_never_counted(cases, other_organization):
    cases(1, value=1, feasibility=1)
    with scope(other_organization):
        make(5, other_organization.pk, value=1, feasibility=1)

    rows = UseCase.objects.all()
    assert portfolio.facets(rows).total == 1
    assert portfolio.plane(rows).total == 1
    assert sum(column.count for column in portfolio.board(rows)) == 1
