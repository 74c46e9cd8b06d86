"""Seats in the order of coming, a line that moves up by itself, attendance."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import time_machine
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, RuleViolation
from coe_portal.notifications.models import Notification
from training.actions.enrolment import enrol
from training.actions.sessions import (
    SessionTerms,
    book,
    cancel_session,
    change_session,
    give_back_places,
    leave_session,
    mark_attendance,
    plan_session,
)
from training.choices import BookingStatus, EnrollmentStatus
from training.models.certificates import Certificate
from training.models.quizzes import Quiz
from training.models.sessions import Booking

pytestmark = pytest.mark.usefixtures("in_scope")


@pytest.fixture
def host(member):
    return member(name="Hanna Host")


def terms_of(session, **changes):
    names = SessionTerms.__dataclass_fields__
    return replace(SessionTerms(**{name: getattr(session, name) for name in names}), **changes)


def comers(member, session, count):
    people = [member(name=f"Comer {number}") for number in range(1, count + 1)]
    for person in people:
        book(session, actor=Actor.member(person))
    return people


def line(session):
    rows = session.bookings.order_by("position").select_related("member__user")
    return [(str(one.member), one.status) for one in rows]


def test_who_comes_first_has_a_seat_and_the_others_wait(session, host, member):
    one = session(host, seats=2)
    comers(member, one, 3)
    assert line(one) == [("Comer 1", "seated"), ("Comer 2", "seated"), ("Comer 3", "waiting")]


def test_the_first_of_the_line_moves_up_and_is_told(session, host, member):
    one = session(host, seats=1)
    people = comers(member, one, 3)
    leave_session(one, actor=Actor.member(people[0]))
    assert line(one) == [("Comer 1", "cancelled"), ("Comer 2", "seated"), ("Comer 3", "waiting")]
    told = Notification.objects.get(kind="training.seat_free")
    assert told.recipient == people[1]
    left = AuditEvent.objects.about(one).order_by("sequence").last()
    assert (left.action, left.after["moved_up"]) == ("training.session.left", ["Comer 2"])


def test_who_comes_back_stands_at_the_end(session, host, member):
    one = session(host, seats=1)
    people = comers(member, one, 2)
    leave_session(one, actor=Actor.member(people[0]))
    book(one, actor=Actor.member(people[0]))
    assert line(one) == [("Comer 2", "seated"), ("Comer 1", "waiting")]


def test_more_seats_go_to_the_line(session, host, member):
    one = session(host, seats=1)
    comers(member, one, 4)
    change_session(one, terms_of(one, seats=3), actor=Actor.member(host))
    assert [status for _name, status in line(one)] == ["seated", "seated", "seated", "waiting"]
    change_session(one, terms_of(one, seats=None), actor=Actor.member(host))
    assert {status for _name, status in line(one)} == {"seated"}


def test_seats_that_are_taken_stay(session, host, member):
    one = session(host, seats=3)
    comers(member, one, 3)
    with pytest.raises(InvalidInput, match="3 people have a seat"):
        change_session(one, terms_of(one, seats=2), actor=Actor.member(host))


def test_who_leaves_the_organization_gives_the_seat_back(session, host, member):
    one, over = session(host, seats=1), session(host, seats=1, in_days=-7)
    people = comers(member, one, 2)
    Booking.objects.create(session=over, member=people[0], position=1, status="seated")
    assert give_back_places(people[0], actor=Actor.system("tests")) == 1
    assert line(one) == [("Comer 1", "cancelled"), ("Comer 2", "seated")]
    assert line(over) == [("Comer 1", "seated")]


def test_somebody_who_left_does_not_move_up(session, host, member):
    one = session(host, seats=1)
    people = comers(member, one, 3)
    people[1].is_active = False
    people[1].save()
    leave_session(one, actor=Actor.member(people[0]))
    assert line(one)[1:] == [("Comer 2", "waiting"), ("Comer 3", "seated")]


def test_nobody_books_twice_or_too_late(session, host, member):
    one, begun = session(host), session(host, in_days=-0.01)
    (person,) = comers(member, one, 1)
    with pytest.raises(RuleViolation, match="already"):
        book(one, actor=Actor.member(person))
    with pytest.raises(InvalidTransition, match="has begun"):
        book(begun, actor=Actor.member(person))
    with pytest.raises(NotAllowed):
        book(one, actor=Actor.member(member(Role.AUDITOR)))


def test_a_change_that_calendars_show_is_a_new_edition_and_is_told_once(session, host, member):
    one = session(host)
    (person,) = comers(member, one, 1)
    later = terms_of(one, starts_at=one.starts_at + dt.timedelta(hours=1))
    changed = change_session(one, later, actor=Actor.member(host))
    same = change_session(changed, replace(later, seats=9), actor=Actor.member(host))
    assert (changed.sequence, same.sequence) == (1, 1)
    assert Notification.objects.get(kind="training.session_changed").recipient == person


def test_calling_off_says_why_and_ends_booking(session, host, member):
    one = session(host, seats=1)
    people = comers(member, one, 2)
    with pytest.raises(InvalidInput):
        cancel_session(one, " ", actor=Actor.member(host))
    off = cancel_session(one, "The room burnt down.", actor=Actor.member(host))
    told = Notification.objects.filter(kind="training.session_cancelled")
    assert off.sequence == 1
    assert {row.recipient for row in told} == set(people)
    assert all("burnt down" in row.text for row in told)
    with pytest.raises(InvalidTransition, match="called off"):
        book(off, actor=Actor.member(member()))


def test_staff_and_the_host_run_a_session_and_nobody_else(session, host, member):
    one = session(host)
    change_session(one, terms_of(one, title="Other"), actor=Actor.member(member(Role.COE_STAFF)))
    with pytest.raises(NotAllowed):
        change_session(one, terms_of(one), actor=Actor.member(member()))
    with pytest.raises(NotAllowed):
        plan_session(terms_of(one), actor=Actor.member(host))


def begun(session):
    return time_machine.travel(session.starts_at + dt.timedelta(minutes=30), tick=False)


def test_attendance_says_who_was_there_and_who_was_not(session, host, member):
    one = session(host, seats=2)
    comers(member, one, 4)
    came = list(one.bookings.filter(position__in=[1, 3]).values_list("pk", flat=True))
    with pytest.raises(InvalidTransition):
        mark_attendance(one, came, actor=Actor.member(host))
    with begun(one):
        mark_attendance(one, came, actor=Actor.member(host))
    assert [status for _name, status in line(one)] == [
        BookingStatus.ATTENDED,
        BookingStatus.ABSENT,
        BookingStatus.ATTENDED,
        BookingStatus.WAITING,
    ]


def test_nobody_marks_themselves(session, host, member):
    one = session(host)
    own = book(one, actor=Actor.member(host))
    with begun(one), pytest.raises(RuleViolation, match="Somebody else"):
        mark_attendance(one, [own.pk], actor=Actor.member(host))


def test_attending_completes_a_course_without_a_quiz(session, host, member, course):
    taught = course(host)
    one = session(host, course=taught)
    (person,) = comers(member, one, 1)
    enrollment = enrol(taught, person, actor=Actor.member(person))
    ids = [one.bookings.get().pk]
    with begun(one):
        mark_attendance(one, ids, actor=Actor.member(host))
        mark_attendance(one, ids, actor=Actor.member(host))
    enrollment.refresh_from_db()
    assert enrollment.status == EnrollmentStatus.COMPLETED
    assert Certificate.objects.get().member == person


def test_attending_does_not_replace_a_quiz(session, host, member, course):
    taught = course(host)
    Quiz.objects.create(version=taught.current_version)
    one = session(host, course=taught)
    (person,) = comers(member, one, 1)
    enrol(taught, person, actor=Actor.member(person))
    with begun(one):
        mark_attendance(one, [one.bookings.get().pk], actor=Actor.member(host))
    assert not Certificate.objects.exists()


def test_a_session_ends_after_it_begins(session, host):
    one = session(host)
    with pytest.raises(InvalidInput, match="after it begins"):
        change_session(one, terms_of(one, ends_at=timezone.now()), actor=Actor.member(host))
