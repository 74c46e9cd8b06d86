"""Incidents, compliance, policies, appeals and papers at the end of the bank's year."""

from __future__ import annotations

from collections import Counter

from django.utils import timezone

from coe_portal.tenancy.clock import today_here
from governance.choices import (
    AppealState,
    ClockState,
    EvidenceState,
    FriaState,
    IncidentState,
    PolicyState,
)
from governance.models.appeals import Appeal
from governance.models.attestations import AttestationDuty, Campaign
from governance.models.boards import Delegation
from governance.models.controls import Evidence
from governance.models.coverage import CaseCoverage
from governance.models.frameworks import FrameworkVersion
from governance.models.incidents import Incident, IncidentClock
from governance.models.papers import Fria, PaperEdition
from governance.models.policies import PolicyVersion
from intake.choices import Stage
from intake.models.use_cases import UseCase


def something_of_everything() -> None:
    assert Appeal.objects.get().state == AppealState.DISMISSED
    assert Delegation.objects.in_force(today_here()).count() == 1
    assert Fria.objects.get().state == FriaState.APPROVED
    assert PaperEdition.objects.filter(kind="technical_file").count() == 2
    # A lapsed condition was made good, and the case went on.
    assert UseCase.objects.get(title__startswith="Early").stage == Stage.MONITORING


def incidents() -> None:
    states = Counter(Incident.objects.values_list("state", flat=True))
    assert states == {
        IncidentState.DISMISSED: 1,
        IncidentState.CLOSED: 1,
        IncidentState.CONTAINED: 2,
    }
    anonymous = Incident.objects.get(reporter=None)
    assert anonymous.title == "Notes of agents with an accent are worse"
    met, running = IncidentClock.objects.order_by("started_at")
    assert (met.state, running.state) == (ClockState.MET, ClockState.RUNNING)
    assert met.ended_at < met.due_at
    assert running.due_at > timezone.now()


def compliance() -> None:
    versions = Counter(FrameworkVersion.objects.values_list("framework__key", "state"))
    assert versions == {
        ("eu-ai-act", "adopted"): 1,
        ("eu-ai-act", "draft"): 1,
        ("nist-ai-rmf", "adopted"): 1,
    }
    states = Counter(Evidence.objects.values_list("state", flat=True))
    assert states[EvidenceState.EXPIRED] > 0
    assert states[EvidenceState.OFFERED] > 0
    ending = Evidence.objects.valid_on(today_here()).filter(expires_on__isnull=False)
    assert ending.exists()
    assert CaseCoverage.objects.filter(covered__gt=0, open__gt=0).exists()


def policies() -> None:
    states = Counter(PolicyVersion.objects.values_list("state", flat=True))
    assert states == {PolicyState.PUBLISHED: 4, PolicyState.IN_APPROVAL: 1, PolicyState.DRAFT: 1}
    body = PolicyVersion.objects.get(policy__template="ai-coe-charter").body
    assert "[name of" not in body
    assert "led by Ingrid Solberg" in body
    assert Campaign.objects.open().count() == 2
    running = AttestationDuty.objects.filter(campaign__policy__template="ai-incident-runbook")
    assert running.filter(attestation=None).exists()
    assert running.exclude(attestation=None).exists()
