"""Training at the end of the bank's year: who may vote because of it, and what is left to do."""

from __future__ import annotations

from collections import Counter

from django.utils import timezone

from coe_portal.tenancy.clock import today_here
from demo.script import CONTENT, load
from governance.activities import VOTE
from governance.models.boards import Seat
from training.catalogs.starters import starter_courses
from training.choices import BookingStatus, EnrollmentStatus, ProofState
from training.models.certificates import Certificate, ExternalProof
from training.models.community import Article, Champion, CommunityQuestion
from training.models.courses import Course
from training.models.enrollments import Enrollment, EnrollmentRule
from training.models.quizzes import MarkedAnswer
from training.models.sessions import Booking, CourseSession
from training.models.skills import MemberSkill, RoundLevel, SkillRound
from training.queries.currency import missing_courses


def training_left_something_of_everything() -> None:
    assert who_may_not_vote() == {"Viktor Lindqvist"}
    assert Course.objects.offered().count() == len(starter_courses())
    assert set(Enrollment.objects.values_list("status", flat=True)) == set(EnrollmentStatus)
    assert Enrollment.objects.overdue(today_here()).exists()
    revoked = Certificate.objects.get(revoked_at__isnull=False)
    assert revoked.holder_name == "Daniel Moreau"
    assert Certificate.objects.filter(is_public=True).exists()
    assert set(ExternalProof.objects.values_list("state", flat=True)) == set(ProofState)
    assert Certificate.objects.filter(proof__isnull=False).count() == 1
    assert EnrollmentRule.objects.filter(is_active=True).count() == 1
    assert MarkedAnswer.objects.filter(is_right=False).exists()
    assert all(one.closed_at for one in SkillRound.objects.all())
    assert {one.round.phase for one in RoundLevel.objects.select_related("round")} == {
        "baseline",
        "after",
    }
    assert MemberSkill.objects.filter(manager_level__isnull=False).exists()
    assert Champion.objects.count() == len(load(CONTENT / "bank").training.champions)
    assert Counter(Article.objects.values_list("state", flat=True)) == {
        "published": 4,
        "draft": 1,
    }
    assert CommunityQuestion.objects.open().count() == 2
    assert set(Booking.objects.values_list("status", flat=True)) == set(BookingStatus)
    assert CourseSession.objects.upcoming(timezone.now()).filter(seats=4).count() == 1
    assert CourseSession.objects.filter(cancelled_at__isnull=False).count() == 1


def who_may_not_vote() -> set[str]:
    """Seat holders whose training is missing or has lapsed."""
    seats = Seat.objects.select_related("member__user", "alternate__user")
    people = {person for seat in seats for person in (seat.member, seat.alternate) if person}
    return {person.display_name for person in people if missing_courses(person, VOTE.code)}
