from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from metrics.logic.queueing import HORIZON, LONGEST, STEP, QueueHistory, forecast, quantile


def steady(arrivals=1, endings=1, waiting=0, reviewers=2):
    return QueueHistory((arrivals,) * 20, (endings,) * 20, waiting, reviewers)


def test_without_chance_the_wait_is_the_queue_over_the_pace():
    """Two a day end and nine wait: the tenth is through on the fifth day."""
    waits = forecast(steady(arrivals=0, endings=2, waiting=9))
    assert (waits[0].half, waits[0].most) == (5, 5)
    assert (waits[-1].half, waits[-1].day) == (1, HORIZON)


def test_a_queue_that_grows_makes_later_ones_wait_longer():
    waits = forecast(steady(arrivals=2, endings=1))
    assert [each.half for each in waits] == [1 + each.day for each in waits]


def test_one_more_reviewer_finishes_in_proportion():
    """With three instead of two, three are finished where two were."""
    history = steady(arrivals=0, endings=2, waiting=29)
    assert forecast(history)[0].half == 15
    assert forecast(history, extra_reviewers=1)[0].half == 10


def test_nobody_is_told_to_wait_for_ever():
    waits = forecast(QueueHistory((5,) * 10, (0,) * 9 + (1,), 1000, 1))
    assert {each.most for each in waits} == {LONGEST}


def test_without_a_finished_review_there_is_no_forecast():
    assert forecast(steady(endings=0)) == []


def test_a_forecast_is_the_same_whenever_it_is_asked():
    history = QueueHistory((0, 3, 1, 0, 2), (1, 0, 2, 4, 0), 7, 3)
    assert forecast(history) == forecast(history)
    assert [each.day for each in forecast(history)] == list(range(0, HORIZON + 1, STEP))


@pytest.mark.parametrize(
    ("values", "share", "value"), [([3], 0.5, 3), ([1, 2, 3, 4, 5], 0.8, 4), ([4, 1, 3, 2], 0.5, 2)]
)
def test_quantiles(values, share, value):
    assert quantile(values, share) == value


counts = st.lists(st.integers(0, 6), min_size=1, max_size=15).map(tuple)


@given(counts, counts.filter(any), st.integers(0, 40), st.integers(1, 9))
def test_one_more_reviewer_never_makes_it_longer(arrivals, endings, waiting, reviewers):
    history = QueueHistory(arrivals, endings, waiting, reviewers)
    pairs = zip(forecast(history), forecast(history, extra_reviewers=1), strict=True)
    for now, then in pairs:
        assert 1 <= then.half <= now.half <= now.most
        assert then.most <= now.most
