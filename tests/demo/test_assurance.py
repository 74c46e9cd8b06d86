"""The demo's year of assurance: incidents, compliance, policies, appeals and papers."""

from __future__ import annotations

import dataclasses
from collections import Counter

import pytest
from django.utils import timezone

from coe_portal.audit.verification import verify_chain
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.scope import scope
from demo.assurance import read_assurance
from demo.founding import give_sign_ins
from demo.parts import ScriptError
from demo.play import play
from demo.script import CONTENT, load, load_all
from governance.catalogs.frameworks import catalog_controls
from governance.catalogs.policy_templates import policy_templates
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

SCRIPTS = {script.slug: script for script in load_all()}


def test_what_no_field_has_is_refused():
    with pytest.raises(ScriptError, match="Mishap has no blame"):
        read_assurance({"incident": [{"reported": 3, "text": "x", "blame": "me"}]})


@pytest.mark.parametrize("slug", SCRIPTS)
def test_only_what_there_is_is_named(slug):
    told = SCRIPTS[slug].assurance
    controls = {one.key for one in catalog_controls()}
    assert {one.control for one in (*told.keepers, *told.proofs)} <= controls
    assert {one.template for one in told.house_rules} <= {one.slug for one in policy_templates()}


@pytest.mark.parametrize("slug", SCRIPTS)
def test_nobody_judges_their_own_work(slug):
    told = SCRIPTS[slug].assurance
    assert [one.template for one in told.house_rules if one.approver == one.by] == []
    assert [one.about for one in told.impacts if one.approver == one.by] == []


@pytest.mark.parametrize("slug", SCRIPTS)
def test_the_law_is_told_in_time(slug):
    """72 hours; the story tells of a deadline that was met."""
    met = [one for one in SCRIPTS[slug].assurance.mishaps if one.clock and one.authority]
    assert [one.clock for one in met] == ["gdpr-33"]
    assert all(one.triaged < one.contained < one.notified < 72 for one in met)


@pytest.mark.slow
@pytest.mark.usefixtures("transactional_db")
def test_the_bank_ends_the_year_with_something_of_everything():
    script = load(CONTENT / "bank")
    keys = {"loan-scoring", "card-chat", "suitability", "covenants", "call-notes"}
    few = [case for case in script.cases if case.key in keys]
    give_sign_ins([script])
    played = play(dataclasses.replace(script, cases=few), timezone.now())
    with scope(played.house.organization):
        assert verify_chain() is None
        _check_incidents()
        _check_compliance()
        _check_policies()
        assert Appeal.objects.get().state == AppealState.DISMISSED
        assert Delegation.objects.in_force(today_here()).count() == 1
        assert Fria.objects.get().state == FriaState.APPROVED
        assert PaperEdition.objects.filter(kind="technical_file").count() == 2
        # A lapsed condition was made good, and the case went on.
        assert UseCase.objects.get(title__startswith="Early").stage == Stage.MONITORING


def _check_incidents() -> None:
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


def _check_compliance() -> None:
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


def _check_policies() -> None:
    states = Counter(PolicyVersion.objects.values_list("state", flat=True))
    assert states == {PolicyState.PUBLISHED: 4, PolicyState.IN_APPROVAL: 1, PolicyState.DRAFT: 1}
    body = PolicyVersion.objects.get(policy__template="ai-coe-charter").body
    assert "[name of" not in body
    assert "led by Ingrid Solberg" in body
    assert Campaign.objects.open().count() == 2
    running = AttestationDuty.objects.filter(campaign__policy__template="ai-incident-runbook")
    assert running.filter(attestation=None).exists()
    assert running.exclude(attestation=None).exists()
