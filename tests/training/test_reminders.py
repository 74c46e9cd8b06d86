"""The clock strikes twice, or not for three days: each person is told once for each thing."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
import time_machine
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.scope import scope
from training.actions.certification import revoke_certificate
from training.actions.enrolment import Enrolling, begin, complete, enrol
from training.choices import EnrollmentSource
from training.models.enrollments import Enrollment
from training.tasks import remind_all

SYSTEM = Actor.system("tests")
BEGIN = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
KINDS = {
    "training.course_due": "due",
    "training.course_overdue": "overdue",
    "training.report_overdue": "manager",
    "training.certificate_lapses": "lapse",
}


def on(day):
    return time_machine.travel(BEGIN + dt.timedelta(days=day), tick=False)


def strike(organization, day, times=1):
    """The beat task runs on this day; how many hear what, as (name, kind) since the beginning."""
    with on(day):
        for _n in range(times):
            remind_all()
    return heard(organization)


def heard(organization):
    with scope(organization):
        rows = Notification.objects.filter(kind__in=KINDS).select_related("recipient__user")
        return Counter((str(row.recipient), KINDS[row.kind]) for row in rows)


@pytest.fixture
def due_in_20(organization, course, member):
    """Lee, whose manager is Max, has 20 days for a course; Ann has completed it."""
    manager, lee, ann = member(name="Max"), member(name="Lee"), member(name="Ann")
    with on(0), scope(organization):
        lee.manager = manager
        lee.save()
        offered = course(member(name="Olive"), valid_months=12)
        terms = Enrolling(EnrollmentSource.RULE, timezone.localdate() + dt.timedelta(days=20))
        made = enrol(offered, lee, actor=SYSTEM, terms=terms)
        done = begin(enrol(offered, ann, actor=SYSTEM, terms=terms), actor=SYSTEM)
        complete(Enrollment.objects.get(pk=done.pk), percent=None, actor=SYSTEM)
    return made


def test_twice_in_a_day_tells_once(organization, due_in_20):
    assert strike(organization, 5) == {}
    assert strike(organization, 6, times=2) == {("Lee", "due"): 1}
    assert strike(organization, 20, times=2) == {("Lee", "due"): 2}


def test_after_three_missed_days_each_thing_is_told_once(organization, due_in_20):
    strike(organization, 16)  # tells of 14 days, late
    # On days 17 to 19 nothing runs: 3 days before is missed, and the due day itself is missed too.
    assert strike(organization, 20) == {("Lee", "due"): 2}
    # Days 24 to 27 are missed: 3 days late was told on day 23, the manager's 7 days were not.
    assert strike(organization, 23) == {("Lee", "due"): 2, ("Lee", "overdue"): 1}
    expected = {("Lee", "due"): 2, ("Lee", "overdue"): 1, ("Max", "manager"): 1}
    assert strike(organization, 28) == expected
    assert strike(organization, 28, times=3) == expected


def test_a_month_of_silence_ends_with_one_message_for_each(organization, due_in_20):
    assert strike(organization, 50) == {("Lee", "overdue"): 1, ("Max", "manager"): 1}


def test_every_day_of_half_a_year_tells_every_step(organization, due_in_20):
    for day in range(0, 120, 2):
        strike(organization, day)
    assert heard(organization) == {
        ("Lee", "due"): 3,
        ("Lee", "overdue"): 10,
        ("Max", "manager"): 1,
    }


def test_the_due_day_is_told_once_though_the_words_change_the_day_after(organization, due_in_20):
    assert strike(organization, 20) == strike(organization, 21) == {("Lee", "due"): 1}


def test_a_moved_date_is_told_anew(organization, due_in_20):
    strike(organization, 20)
    with scope(organization):
        Enrollment.objects.filter(pk=due_in_20.pk).update(due_on=due_in_20.due_on + dt.timedelta(9))
    assert strike(organization, 29)["Lee", "due"] == 2


def test_who_is_done_hears_nothing_more(organization, due_in_20):
    with on(1), scope(organization):
        mine = begin(Enrollment.objects.get(pk=due_in_20.pk), actor=SYSTEM)
        complete(mine, percent=None, actor=SYSTEM)
    assert strike(organization, 40) == {}


def test_certificates_are_announced_until_they_are_renewed(organization, due_in_20):
    year = 365
    assert strike(organization, year - 60, times=2)["Ann", "lapse"] == 1
    assert strike(organization, year - 27)["Ann", "lapse"] == 2
    with on(year - 20), scope(organization):
        ann = Enrollment.objects.get(member__user__name="Ann")
        again = begin(enrol(ann.course, ann.member, actor=SYSTEM), actor=SYSTEM)
        complete(again, percent=None, actor=SYSTEM)
    assert strike(organization, year - 3)["Ann", "lapse"] == 2


def test_a_revoked_certificate_is_not_announced(organization, due_in_20):
    with on(1), scope(organization):
        held = Enrollment.objects.get(member__user__name="Ann").certificate
        revoke_certificate(held, "Somebody else sat the quiz.", actor=SYSTEM)
    assert strike(organization, 360)["Ann", "lapse"] == 0


def test_each_organization_hears_of_its_own(organization, other_organization, due_in_20, member):
    member(name="Zoe", organization=other_organization)
    strike(organization, 20)
    assert heard(other_organization) == {}
