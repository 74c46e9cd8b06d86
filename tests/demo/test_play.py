"""The demo is played by real actions at past dates, in the order of time."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Iterator

import pytest
from django.utils import timezone

from coe_portal.audit.models import AuditEvent
from coe_portal.audit.verification import verify_chain
from coe_portal.collaboration.models import Attachment, Comment
from coe_portal.jobs.models import Job, JobState
from coe_portal.tenancy.scope import scope
from demo.founding import give_sign_ins
from demo.play import play
from demo.script import CONTENT, load
from governance.choices import AuditState, ConditionState, Outcome, RecusalKind, ReviewState
from governance.models.audits import Audit
from governance.models.decisions import Condition, Decision
from governance.models.reviews import Recusal, Review
from intake.choices import Stage
from intake.models.use_cases import UseCase

KEYS = {"loan-scoring", "rebalancing", "collections-timing", "meeting-prep", "cv-screening"}
KEYS |= {"branch-staffing", "archive"}

pytestmark = pytest.mark.slow


@pytest.fixture
def played(transactional_db) -> Iterator[None]:
    script = load(CONTENT / "bank")
    few = [case for case in script.cases if case.key in KEYS]
    give_sign_ins([script])
    played = play(dataclasses.replace(script, cases=few), timezone.now())
    with scope(played.house.organization):
        yield


@pytest.mark.usefixtures("played")
def test_the_year_ends_where_the_script_says_and_the_trail_is_whole():
    assert dict(UseCase.objects.values_list("title", "stage")) == {
        "Credit scoring for consumer loans": Stage.MONITORING,
        "Automatic rebalancing of small portfolios": Stage.SUSPENDED,
        "Best moment for collection calls": Stage.REJECTED,
        "Preparation of client meetings": Stage.POC,
        "Preselection of applications": Stage.INTAKE,
        "Staffing plan for branches": Stage.INTAKE,
        "Classification of the paper archive": Stage.WITHDRAWN,
    }
    assert Decision.objects.get(outcome=Outcome.STOPPED).articles[0] == "Art. 5(1)(b)"
    assert Condition.objects.filter(state=ConditionState.LAPSED).count() == 1
    left = Review.objects.exclude(state=ReviewState.CLOSED).values_list("state", flat=True)
    assert Counter(left) == {ReviewState.OPEN: 2, ReviewState.STALE: 1}
    conflict = Recusal.objects.get(kind=RecusalKind.CONFLICT)
    assert conflict.member.display_name == "Helena Brandt"
    assert Comment.objects.exists()
    assert Attachment.objects.exists()
    assert Job.objects.get().state == JobState.QUEUED
    closed = Audit.objects.filter(state=AuditState.CLOSED, use_case__title__startswith="Credit")
    assert closed.exists()
    assert set(closed.values_list("items__result", flat=True)) <= {"conforms", "minor", "major"}

    moments = list(AuditEvent.objects.order_by("sequence").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[0] < timezone.now() - dt.timedelta(days=360)
    assert verify_chain() is None
