"""Certificates hold for whole months, whatever the months' lengths are."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, strategies as st

from training.logic.expiry import expiry, last_day_of_proof

moments = st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2100, 1, 1))  # noqa: DTZ001
months = st.integers(0, 600)


def test_a_certificate_of_the_last_of_january_lapses_on_the_last_of_february():
    issued_at = dt.datetime(2026, 8, 31, 9, tzinfo=dt.UTC)
    assert expiry(issued_at, 6) == dt.datetime(2027, 2, 28, 9, tzinfo=dt.UTC)


def test_without_a_validity_it_never_lapses():
    assert expiry(dt.datetime(2026, 8, 31, tzinfo=dt.UTC), None) is None


@given(moments, months)
def test_the_day_stays_or_is_the_last_of_a_shorter_month(moment: dt.datetime, count: int):
    later = expiry(moment, count)
    assert later is not None
    assert (later.year - moment.year) * 12 + later.month - moment.month == count
    assert later.day == moment.day or (later + dt.timedelta(days=1)).day == 1
    assert later.time() == moment.time()


@given(moments, months, months)
def test_longer_validity_never_lapses_earlier(moment: dt.datetime, one: int, other: int):
    lapses = [expiry(moment, count) for count in sorted([one, other])]
    assert lapses == sorted(lapses)


days = st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1))


@given(days, st.none() | days, st.none() | months)
def test_a_proof_never_outlives_its_own_end_nor_the_course(
    issued_on: dt.date, expires_on: dt.date | None, valid_months: int | None
):
    last = last_day_of_proof(issued_on, expires_on, valid_months)
    of_course = last_day_of_proof(issued_on, None, valid_months)
    ends = [day for day in (expires_on, of_course) if day is not None]
    assert (last is None) == (not ends)
    assert all(last is not None and last <= day for day in ends)
    assert last is None or last in ends
