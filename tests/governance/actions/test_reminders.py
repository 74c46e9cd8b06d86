"""Reminders at half, 80 % and the end, then chair, then sponsor: each once, also after a pause."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from governance.choices import VoteChoice
from governance.models.reviews import Review
from governance.tasks.reviews import remind_all, remind_organization
from intake.models.use_cases import Assignment
from tests.governance.conftest import new_case, new_council, open_for, vote

MONDAY = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def review(make_council, make_case) -> Review:
    """Opened on Monday 2 March 2026, due on Monday 23 March: fifteen working days."""
    with time_machine.travel(MONDAY, tick=False):
        return open_for(_case_with_sponsor(make_council, make_case))


def _case_with_sponsor(make_council, make_case):
    council = make_council()
    use_case = make_case()
    Assignment.objects.create(use_case=use_case, kind="sponsor", member=council.members[3])
    return use_case


def run(organization, *moments: dt.datetime) -> None:
    for moment in moments:
        with time_machine.travel(moment, tick=False):
            remind_organization(organization_id=organization.pk)


def told(person, kind: str) -> int:
    return person.notifications.filter(kind=f"governance.{kind}").count()


def day(number: int, hour: int = 10) -> dt.datetime:
    return dt.datetime(2026, 3, number, hour, tzinfo=dt.UTC)


def chair(review):
    return review.seats.get(is_chair=True).voter


def sponsor(review):
    return review.use_case.assignments.get(kind="sponsor").member


def test_nothing_is_said_before_half_time(organization, review):
    run(organization, day(3), day(10))
    assert told(chair(review), "vote_reminder") == 0


def test_each_reminder_is_sent_once_however_often_the_job_runs(organization, review):
    every_hour = [day(number, hour) for number in range(2, 32) for hour in (9, 10, 18)]
    run(organization, *every_hour)
    review.refresh_from_db()
    assert told(chair(review), "vote_reminder") == 3
    assert review.steps_done == ["half", "most", "end", "chair", "sponsor"]


def test_who_has_voted_is_left_in_peace(organization, review):
    with time_machine.travel(day(3), tick=False):
        vote(review, chair(review), VoteChoice.APPROVE)
    run(organization, day(12), day(19))
    other = review.seats.filter(is_chair=False, voter__isnull=False).first().voter
    assert (told(chair(review), "vote_reminder"), told(other, "vote_reminder")) == (0, 2)


def test_after_the_end_the_chair_is_told_then_the_sponsor(organization, review):
    run(organization, day(24))
    assert (told(chair(review), "review_overdue"), told(sponsor(review), "review_overdue")) == (
        1,
        0,
    )
    run(organization, day(26))
    assert told(sponsor(review), "review_overdue") == 1


def test_after_missed_weeks_one_reminder_is_sent(organization, review):
    run(organization, day(31))
    assert told(chair(review), "vote_reminder") == 1
    assert told(sponsor(review), "review_overdue") == 1


def test_a_light_review_escalates_to_the_staff(organization, council, make_case, member):
    staff = member(Role.COE_STAFF)
    with time_machine.travel(MONDAY, tick=False):
        use_case = make_case(tier="medium", owner=staff)
        open_for(use_case)
    run(organization, day(11))
    assert told(staff, "review_overdue") == 1


def test_silence_decides_nothing(organization, review):
    run(organization, day(31))
    review.refresh_from_db()
    assert review.is_open


@pytest.mark.django_db(transaction=True)
def test_every_organization_is_served_and_only_with_its_own(
    organization, other_organization, member
):
    for tenant in (organization, other_organization):
        with scope(tenant), time_machine.travel(MONDAY, tick=False):
            council = new_council(
                lambda *roles, tenant=tenant, **names: member(*roles, organization=tenant, **names)
            )
            open_for(new_case(member(organization=tenant)))
            assert council.members
    with time_machine.travel(day(12), tick=False):
        assert remind_all() == 2
    for tenant in (organization, other_organization):
        with scope(tenant):
            assert Review.objects.get().steps_done == ["half"]


def test_the_clock_looks_only_at_reviews_that_have_something_to_say(organization, review):
    """An hourly look at every open review would cost more with each of them."""
    run(organization, day(3))
    with scope(organization):
        review.refresh_from_db()
        assert review.remind_at == review.clock(ZoneInfo("UTC")).moments["half"]
        assert not Review.objects.to_remind(day(4)).exists()
        assert Review.objects.to_remind(review.remind_at).get() == review


def test_all_is_said_in_the_end(organization, review):
    run(organization, *(day(number) for number in range(3, 32)))
    with scope(organization):
        review.refresh_from_db()
        assert review.remind_at is None
        assert set(review.steps_done) == {"half", "most", "end", "chair", "sponsor"}
