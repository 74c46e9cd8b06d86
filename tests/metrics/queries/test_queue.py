from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from coe_portal.tenancy.scope import scope
from governance.choices import Path, ReviewState
from governance.models.reviews import Review
from intake.choices import Stage, Tier
from intake.models.assessments import Assessment
from intake.models.rulebooks import AiActCatalogue, Questionnaire, Rubric, TierPolicy
from intake.models.use_cases import UseCase
from metrics.queries.queue import queue_forecast, queue_histories

pytestmark = pytest.mark.django_db
# A Wednesday.
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


def monday(weeks_ago=0):
    return NOW - timedelta(days=2 + 7 * weeks_ago)


def store(*spans):
    """Light reviews from one moment to another; None is open."""
    documents = {
        "questionnaire": Questionnaire.objects.create(version=91, title="Q", document={}),
        "rubric": Rubric.objects.create(version=91, title="R", document={}),
        "tier_policy": TierPolicy.objects.create(version=91, title="T", document={}),
        "catalogue": AiActCatalogue.objects.create(version=91, title="C", document={}),
    }
    for number, (opened, closed) in enumerate(spans, start=1):
        case = UseCase.objects.create(number=number, title=f"Case {number}")
        assessment = Assessment.objects.create(
            use_case=case, number=1, tier=Tier.MEDIUM, submitted_at=opened, digest="0", **documents
        )
        Review.objects.create(
            number=number,
            use_case=case,
            assessment=assessment,
            gate=Stage.DISCOVERY,
            path=Path.LIGHT,
            state=ReviewState.CLOSED if closed else ReviewState.OPEN,
            opened_at=opened,
            days=10,
            due_at=opened + timedelta(days=10),
            closed_at=closed,
        )


def test_days_are_counted_from_the_first_review_on(in_scope):
    store((monday(), monday() + timedelta(days=1)), (monday(), None))
    (history,) = queue_histories(NOW).values()
    # Monday, Tuesday, Wednesday.
    assert (history.arrivals, history.endings) == ((2, 0, 0), (0, 1, 0))
    assert history.waiting == 1


def test_weekends_count_for_the_monday_after(in_scope):
    saturday = monday() - timedelta(days=2)
    store((saturday, saturday + timedelta(days=1)))
    (history,) = queue_histories(NOW).values()
    assert (history.arrivals, history.endings) == ((1, 0, 0), (1,))


def test_days_without_work_say_nothing_about_the_pace(in_scope):
    store((monday(1), monday(1) + timedelta(days=1)), (monday(), monday()))
    (history,) = queue_histories(NOW).values()
    assert len(history.arrivals) == 8
    assert history.endings == (0, 1, 1)


def test_what_ended_long_ago_is_not_read(in_scope):
    store((NOW - timedelta(days=400), NOW - timedelta(days=300)))
    assert queue_histories(NOW) == {}


def test_the_forecast_is_computed_once(in_scope, django_assert_num_queries):
    store(*[(monday(week), monday(week) + timedelta(days=3)) for week in range(1, 12)])
    first = queue_forecast(NOW)
    with django_assert_num_queries(2):
        assert queue_forecast(NOW) == first
    assert first[0].path == Path.LIGHT
    assert first[0].now[0].half > 0


def test_other_organizations_have_their_own_queue(organization, other_organization):
    with scope(organization):
        store((monday(), None))
        assert len(queue_forecast(NOW)) == 1
    with scope(other_organization):
        assert queue_forecast(NOW) == []
