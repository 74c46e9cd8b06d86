"""The demo's year of training: who may vote because of it, and what is left to look at today."""

from __future__ import annotations

import dataclasses
from collections import Counter

import pytest
from django.utils import timezone

from coe_portal.tenancy.scope import scope
from demo.curriculum import Curriculum, read_curriculum
from demo.founding import give_sign_ins
from demo.parts import ScriptError
from demo.play import play
from demo.script import CONTENT, load, load_all
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

CASE = "loan-scoring"
DEMAND = {"course": "ai-literacy", "said": 9, "since": 2}
SURVEY = {"title": "x", "before": [9, 8], "after": [3, 2]}
LEAST = {"installed": 10, "demand": DEMAND, "survey": SURVEY, "months": {}}


def test_a_course_that_does_not_exist_is_refused():
    lesson = {"person": "ingrid", "course": "juggling", "at": 3}

    with pytest.raises(ScriptError, match="no course juggling"):
        read_curriculum({**LEAST, "learning": [lesson]})


def test_everybody_who_answers_is_named():
    question = {"title": "?", "by": "mei", "at": 3, "body": "", "answers": [["nadia", 1, "Yes."]]}
    told: Curriculum = read_curriculum({**LEAST, "questions": [question]})

    assert told.named == {"mei", "nadia"}


@pytest.mark.parametrize("script", load_all(), ids=lambda script: script.slug)
def test_roles_and_units_exist(script):
    units = {one.unit for one in script.training.champions}

    assert units <= script.units.keys()


@pytest.mark.slow
@pytest.mark.usefixtures("transactional_db")
def test_the_year_of_training_leaves_something_of_everything():
    script = load(CONTENT / "bank")
    few = [case for case in script.cases if case.key == CASE]
    give_sign_ins([script])
    house = play(dataclasses.replace(script, cases=few), timezone.now()).house
    with scope(house.organization):
        assert who_may_not_vote() == {"Viktor Lindqvist"}
        assert Course.objects.offered().count() == len(starter_courses())
        assert set(Enrollment.objects.values_list("status", flat=True)) == set(EnrollmentStatus)
        assert Enrollment.objects.overdue(timezone.localdate()).exists()
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
        assert Champion.objects.count() == len(script.training.champions)
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
