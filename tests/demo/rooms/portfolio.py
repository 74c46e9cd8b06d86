"""Use cases, reviews and the trail at the end of the bank's year."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter

from django.utils import timezone

from coe_portal.audit.models import AuditEvent
from coe_portal.audit.verification import verify_chain
from coe_portal.collaboration.models import Attachment, Comment
from coe_portal.jobs.models import Job, JobState
from governance.choices import AuditState, ConditionState, Outcome, RecusalKind, ReviewState
from governance.models.audits import Audit
from governance.models.decisions import Condition, Decision
from governance.models.reviews import Recusal, Review
from intake.choices import Stage
from intake.models.use_cases import UseCase


def cases_end_where_the_script_says() -> None:
    stages = dict(UseCase.objects.values_list("title", "stage"))
    assert stages == {
        "Credit scoring for consumer loans": Stage.MONITORING,
        "Automatic rebalancing of small portfolios": Stage.SUSPENDED,
        "Best moment for collection calls": Stage.REJECTED,
        "Preparation of client meetings": Stage.POC,
        "Preselection of applications": Stage.INTAKE,
        "Staffing plan for branches": Stage.INTAKE,
        "Classification of the paper archive": Stage.WITHDRAWN,
        "Chat assistant for cardholders": Stage.PRODUCTION,
        "Suitability check of investment proposals": Stage.REJECTED,
        "Early warning of covenant breaches": Stage.MONITORING,
        "Call notes for the contact centre": Stage.MONITORING,
        "Card fraud detection": Stage.MONITORING,
    }
    assert Decision.objects.get(outcome=Outcome.STOPPED).articles[0] == "Art. 5(1)(b)"
    assert Condition.objects.filter(state=ConditionState.LAPSED).count() == 1
    left = Review.objects.exclude(state=ReviewState.CLOSED).values_list("state", flat=True)
    assert Counter(left) == {ReviewState.OPEN: 2, ReviewState.STALE: 1}
    conflict = Recusal.objects.get(kind=RecusalKind.CONFLICT)
    assert conflict.member.display_name == "Helena Brandt"
    assert Comment.objects.exists()
    assert Attachment.objects.exists()
    jobs = dict(Job.objects.values_list("kind", "state"))
    assert jobs == {
        "audit-pack": JobState.QUEUED,
        "metrics.board_pack": JobState.QUEUED,
        "registry.fairness": JobState.SUCCEEDED,
    }
    closed = Audit.objects.filter(state=AuditState.CLOSED, use_case__title__startswith="Credit")
    assert closed.exists()
    assert set(closed.values_list("items__result", flat=True)) <= {"conforms", "minor", "major"}


def the_trail_is_whole() -> None:
    events = AuditEvent.objects.order_by("sequence").values_list("at", "action", "subject_label")
    late = [(one, other) for one, other in itertools.pairwise(events) if one[0] > other[0]]
    assert late == []
    moments = [at for at, _action, _subject in events]
    assert moments[0] < timezone.now() - dt.timedelta(days=360)
    assert verify_chain() is None
