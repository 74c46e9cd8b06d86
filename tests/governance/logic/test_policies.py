"""Each step once and in order; what is left to fill in; shares that add up."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, strategies as st

from governance.logic.policies import (
    LATE_STEPS,
    REVIEW_STEPS,
    Share,
    attestation_step,
    gaps,
    next_review,
    review_step,
)

SPANS = st.integers(0, 200)


def heard(step, days, start):
    """What is told when the clock strikes on these days: a key is told once."""
    told = []
    for day in sorted(days):
        found = step(day, start=start)
        if found is not None and found not in told:
            told.append(found)
    return told


def test_every_day_tells_every_step():
    assert heard(attestation_step, range(-20, 100), -20) == [-10, -3, 0, *LATE_STEPS]
    assert heard(review_step, range(-365, 200), -365) == list(REVIEW_STEPS)


@given(span=SPANS, missed=st.sets(st.integers(-200, 100)))
def test_missed_days_never_tell_twice_nor_out_of_order(span, missed):
    days = [day for day in range(-span, 101) if day not in missed]
    told = heard(attestation_step, days, -span)
    assert told == sorted(set(told))
    assert all(-span < step for step in told)


def test_a_short_time_has_no_reminder_before_it_began():
    assert heard(attestation_step, range(-2, 1), -2) == [-1, 0]
    assert heard(attestation_step, [0], 0) == []


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [("2026-01-31", 1, "2026-02-28"), ("2026-03-02", 12, "2027-03-02")],
)
def test_the_next_review_is_the_same_day_or_the_months_last(day, months, expected):
    assert next_review(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(expected)


def test_gaps_are_words_in_brackets_but_no_links_and_boxes():
    text = "Ask [name] or [name]; read [the guide](https://x.example).\n- [ ] done\n- [x] [mail]"
    assert gaps(text) == ["name", "mail"]


@given(st.lists(st.builds(Share, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))))
def test_shares_add_up(shares):
    total = sum(shares, Share())
    assert total.asked == sum(one.asked for one in shares)
    assert total.attested == sum(one.attested for one in shares)


def test_only_everybody_is_a_hundred_per_cent():
    assert Share(200, 199).percent == 99
    assert Share(200, 200).percent == 100
    assert Share().percent is None
