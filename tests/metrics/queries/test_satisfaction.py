"""Satisfaction equals a plain computation over the same answers."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from statistics import fmean

import pytest

from governance.choices import Path
from metrics.kpis.registry import AsOf, kpi_named
from metrics.logic.periods import Quarter
from metrics.models.feedback import Feedback
from metrics.queries.satisfaction import satisfaction_of_year

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, tzinfo=UTC)
QUARTER = Quarter(2026, 3)


@pytest.fixture
def answers(in_scope):
    rng = random.Random(5)  # noqa: S311 (a history, not a secret)
    parts = [*Path.values[:3], "promotion", "session", "question"]
    rows = [
        (NOW - timedelta(days=rng.uniform(0, 500)), rng.randint(1, 5), rng.choice(parts))
        for _ in range(200)
    ]
    for given_at, score, part in rows:
        about = {"path": part} if part in Path.values else {"kind": part}
        Feedback.objects.create(given_at=given_at, score=score, **about)
    return rows


def test_the_number_of_a_quarter_and_its_rows(answers):
    as_of = AsOf(QUARTER, QUARTER.ends_at(UTC) - timedelta(microseconds=1), UTC)
    kpi = kpi_named("satisfaction")
    measured = kpi.measured(as_of)
    own = [row for row in answers if as_of.since <= row[0] <= as_of.at]
    assert len(own) > 10
    assert measured.value == round(fmean(score for _at, score, _part in own), 2)
    assert dict(measured.parts) == {
        part: round(fmean(score for _at, score, other in own if other == part), 2)
        for part in {part for *_, part in own}
    }
    assert kpi.rows_behind(as_of).count() == measured.inputs == len(own)


def test_the_page_of_the_year(answers):
    seen = satisfaction_of_year(NOW)
    own = [row for row in answers if row[0] > NOW - timedelta(days=365)]
    assert seen.answers == len(own)
    assert seen.mean == round(fmean(score for _at, score, _part in own), 2)
    assert seen.by_score == tuple(sum(row[1] == score for row in own) for score in range(1, 6))
    assert sum(month.answers for month in seen.months) == len(own)
    november = [row[1] for row in own if (row[0].year, row[0].month) == (2026, 11)]
    assert seen.months[-1].answers == len(november)
    assert {each.part: each.mean for each in seen.parts} == {
        part: round(fmean(score for _at, score, other in own if other == part), 2)
        for part in {part for *_, part in own}
    }
