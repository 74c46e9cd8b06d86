"""Deadlines: working days, reminders at half, 80 % and end, then chair and sponsor."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st

from governance.logic.clocks import (
    ESCALATIONS,
    QUESTION_DAYS,
    REMINDERS,
    SATURDAY,
    add_working_time,
    clock_for,
    question_steps_due,
    steps_due,
    steps_to_say,
    working_time_between,
)

ZONES = [UTC, ZoneInfo("Europe/Zurich"), ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")]
zones = st.sampled_from(ZONES)
moments = st.datetimes(
    min_value=datetime(2024, 1, 1),  # noqa: DTZ001  # hypothesis wants naive bounds
    max_value=datetime(2028, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
lengths = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=40))


def wall(moment, zone):
    return moment.astimezone(zone).replace(tzinfo=None)


@given(moments, lengths, zones)
def test_a_deadline_is_never_on_a_weekend(start, length, zone):
    assert add_working_time(start, length, zone).weekday() < SATURDAY


@given(moments, lengths, lengths, zones)
def test_more_time_is_never_an_earlier_deadline(start, one, more, zone):
    assert add_working_time(start, one, zone) <= add_working_time(start, one + more, zone)


@given(moments, lengths, zones)
def test_working_time_is_at_least_wall_time(start, length, zone):
    end = add_working_time(start, length, zone)
    assert wall(end, zone) - wall(start, zone) >= length


@given(moments, st.integers(0, 20), zones)
def test_five_working_days_are_a_week(start, weeks, zone):
    begin = add_working_time(start, timedelta(0), zone)
    end = add_working_time(start, timedelta(days=5 * weeks), zone)
    assert wall(end, zone) - wall(begin, zone) == timedelta(weeks=weeks)


def test_a_weekend_between_does_not_count():
    zurich = ZoneInfo("Europe/Zurich")
    thursday = datetime(2026, 3, 5, 15, 0, tzinfo=zurich)
    assert add_working_time(thursday, timedelta(days=3), zurich) == datetime(
        2026, 3, 10, 15, 0, tzinfo=zurich
    )


def test_summer_time_does_not_move_the_hour():
    zurich = ZoneInfo("Europe/Zurich")
    friday = datetime(2026, 3, 27, 9, 0, tzinfo=zurich)
    assert wall(add_working_time(friday, timedelta(days=1), zurich), zurich).hour == 9


def test_what_opens_on_sunday_starts_on_monday():
    sunday = datetime(2026, 3, 8, 11, 0, tzinfo=UTC)
    assert add_working_time(sunday, timedelta(days=1), UTC) == datetime(2026, 3, 10, tzinfo=UTC)


@given(moments, st.integers(1, 90), zones)
def test_moments_come_in_order(start, days, zone):
    clock = clock_for(start, days, zone)
    times = [clock.moments[step] for step in (*REMINDERS, *ESCALATIONS)]
    assert times == sorted(times)
    assert clock.due_at == clock.moments["end"]


def test_reminders_of_ten_working_days():
    monday = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    clock = clock_for(monday, 10, UTC)
    assert clock.moments == {
        "half": datetime(2026, 3, 9, 9, 0, tzinfo=UTC),
        "most": datetime(2026, 3, 12, 9, 0, tzinfo=UTC),
        "end": datetime(2026, 3, 16, 9, 0, tzinfo=UTC),
        "chair": datetime(2026, 3, 17, 9, 0, tzinfo=UTC),
        "sponsor": datetime(2026, 3, 19, 9, 0, tzinfo=UTC),
    }


@given(moments, st.integers(1, 30), st.lists(lengths, min_size=1, max_size=6))
def test_every_step_is_done_once_however_often_the_job_runs(start, days, waits):
    """The job may run at any moments, late or never: no step twice, none forgotten."""
    clock = clock_for(start, days, UTC)
    done: list[str] = []
    now = start
    for wait in [*waits, timedelta(days=200)]:
        now += wait
        done += steps_due(clock, now, done)
    assert sorted(done) == sorted((*REMINDERS, *ESCALATIONS))


def test_after_missed_days_one_reminder_is_sent_and_every_escalation():
    assert steps_to_say(["half", "most", "end", "chair", "sponsor"]) == ("end", "chair", "sponsor")
    assert steps_to_say(["half"]) == ("half",)
    assert steps_to_say([]) == ()


@given(moments, lengths, zones)
def test_the_time_between_two_moments_is_what_was_added(start, length, zone):
    assert working_time_between(start, add_working_time(start, length, zone), zone) == length


@given(moments, lengths, zones)
def test_the_time_between_leads_to_the_first_working_moment_of_the_end(start, length, zone):
    end = start + length
    there = add_working_time(start, working_time_between(start, end, zone), zone)
    assert wall(there, zone) == max(
        wall(add_working_time(moment, timedelta(0), zone), zone) for moment in (start, end)
    )


@given(moments, st.lists(lengths, min_size=2, max_size=6), zones)
def test_times_between_add_up(start, steps, zone):
    """However often a clock is stopped and started at the same moment, nothing is lost."""
    stops = [start]
    for step in steps:
        stops.append(add_working_time(stops[-1], step, zone))
    parts = [working_time_between(one, after, zone) for one, after in pairwise(stops)]
    assert sum(parts, timedelta(0)) == working_time_between(start, stops[-1], zone)


@given(moments, st.integers(1, 30), st.lists(st.tuples(lengths, lengths), max_size=5), zones)
def test_the_working_time_left_is_the_same_before_and_after_a_pause(opened, days, spans, zone):
    """Run, pause, run, pause: only the time between pauses is used up."""
    now, paused, used = opened, timedelta(0), timedelta(0)
    for run, pause in spans:
        stop = add_working_time(now, run, zone)
        used += run
        now = add_working_time(stop, pause, zone)
        paused += working_time_between(stop, now, zone)
    clock = clock_for(opened, days, zone, paused)
    left = timedelta(days=days) - used
    assert working_time_between(now, clock.due_at, zone) == max(left, timedelta(0))


@given(moments, st.integers(1, 30), lengths, zones)
def test_a_pause_moves_every_step_later_and_keeps_their_order(opened, days, paused, zone):
    before, after = (clock_for(opened, days, zone, span) for span in (timedelta(0), paused))
    assert all(before.moments[step] <= after.moments[step] for step in before.moments)
    assert list(after.moments.values()) == sorted(after.moments.values())
    for step, moment in before.moments.items():
        assert working_time_between(moment, after.moments[step], zone) == paused


@given(moments, lengths, zones)
def test_each_reminder_of_a_question_comes_once_and_in_order(asked, age, zone):
    first = question_steps_due(asked, asked + age, (), zone)
    assert first == tuple(QUESTION_DAYS)[: len(first)]
    assert question_steps_due(asked, asked + age, first, zone) == ()
