"""The way into production: what is missing, who judges, what moves, and the way back."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from coe_portal.accounts.actor import Actor
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, RuleViolation
from coe_portal.tenancy.clock import today_here
from governance.choices import ReviewState, VoteChoice
from governance.models.decisions import Decision
from governance.models.reviews import Review
from governance.queries.approvals import approval_in_force
from intake.choices import Stage
from intake.models.use_cases import UseCase
from registry.actions.aliases import set_alias
from registry.actions.promotion import (
    Move,
    promote_version,
    request_promotion,
    roll_back,
    validate_version,
    withdraw_request,
)
from registry.actions.registration import link_use_case, unlink_use_case
from registry.choices import DocumentKind, DocumentResult, RequestState, VersionStage
from registry.models.models import ModelVersion
from registry.models.promotions import PromotionRequest, StageMove
from registry.queries.candidates import Candidate
from registry.queries.promotion import missing_for_promotion, review_of
from tests.governance.conftest import make_assessment, open_for, vote
from tests.governance.incident_rooms import reported, triaged
from tests.registry.models import complete, document, new_version, pilot_case, prepared
from training.choices import Audience
from training.models.certificates import TrainingRequirement
from training.models.courses import Course

PRODUCTION = Move(to=VersionStage.PRODUCTION, reason="Approved.")


def codes(version) -> list[str]:
    stored = ModelVersion.objects.select_related("model__owner__user").get(pk=version.pk)
    return [one.code for one in missing_for_promotion(Candidate(stored))]


def approve(version, council, choice=VoteChoice.APPROVE) -> Decision:
    review = review_of(version)
    decisions = [
        vote(review, person, choice) for person in council.members if seats(review, person)
    ]
    return next(one for one in decisions if one is not None)


def seats(review, person) -> bool:
    review.refresh_from_db()
    return review.is_open and review.seats.filter(voter=person).exists()


@pytest.fixture
def ready(version, developer, validator, council):
    return prepared(version, developer, validator)


@pytest.fixture
def approved(ready, owner, council):
    request_promotion(ready, actor=Actor.member(owner))
    approve(ready, council)
    ready.refresh_from_db()
    return ready


def test_a_new_version_misses_documents_validation_and_approval(version):
    assert codes(version) == ["registry.documents", "registry.validated", "registry.approved"]


def test_a_model_without_a_use_case_has_nothing_to_be_judged_for(version, owner, case):
    unlink_use_case(version.model, case, actor=Actor.member(owner))
    assert "registry.use_case" in codes(version)
    with pytest.raises(RuleViolation) as refused:
        request_promotion(version, actor=Actor.member(owner))
    assert refused.value.code == "registry.no_use_case"
    assert not PromotionRequest.objects.exists()


def test_a_case_that_is_no_pilot_yet_has_no_model_in_production(version, case):
    UseCase.objects.filter(pk=case.pk).update(stage=Stage.DISCOVERY)
    assert "registry.use_case" in codes(version)


def test_failed_evaluations_count_as_missing(version, developer):
    complete(version, developer)
    document(version, DocumentKind.FAIRNESS, developer, result=DocumentResult.FAILED)
    (gap,) = [
        one for one in missing_for_promotion(Candidate(version)) if one.code == "registry.documents"
    ]
    assert gap.message == "Documents: Fairness assessment (failed)."


def test_the_developer_does_not_validate(version, developer, validator, staff):
    with pytest.raises(NotAllowed):
        validate_version(version, "Fine.", actor=Actor.member(developer))
    with pytest.raises(InvalidInput):
        validate_version(version, " ", actor=Actor.member(validator))
    validate_version(version, "Checked.", actor=Actor.member(validator))
    assert "registry.validated" not in codes(version)


def test_severe_incidents_of_any_linked_case_hold_it(ready, owner, staff, member):
    other = pilot_case(member(name="Second Business"), tier="low")
    link_use_case(ready.model, other.reference, actor=Actor.member(owner))
    incident = reported(staff, about=other.reference)
    triaged(incident, staff, severity="critical", use_case=other)
    assert "registry.no_severe_incident" in codes(ready)


def test_the_owner_needs_the_training_of_the_activity(ready, owner):
    course = Course.objects.create(
        number=1, owner=owner, title="Model stewardship", audience=Audience.LITERACY
    )
    TrainingRequirement.objects.create(
        activity="registry.promote", course=course, starts_on=today_here()
    )
    (missing,) = [
        one
        for one in missing_for_promotion(Candidate(ready))
        if one.code == "registry.owner_trained"
    ]
    assert missing.message == "Olga Owner has to complete: Model stewardship."


def test_a_request_waits_for_what_is_missing_and_is_sent_then(
    version, owner, developer, validator, council
):
    first = request_promotion(version, actor=Actor.member(developer), note="Soon, please.")
    again = request_promotion(version, actor=Actor.member(owner))
    assert again == first
    assert review_of(version) is None
    assert owner.notifications.filter(kind="registry.promotion_wanted").count() == 1

    prepared(version, developer, validator)
    request_promotion(version, actor=Actor.member(owner))
    request_promotion(version, actor=Actor.member(owner))
    review = Review.objects.get()
    assert (review.gate, review.about_label) == ("production", "fraud-scorer v1")
    assert PromotionRequest.objects.get().note == "Soon, please."


def test_the_packet_names_the_version_and_its_documents(ready, owner):
    request_promotion(ready, actor=Actor.member(owner))
    about = review_of(ready).packet.content["about"]
    facts = {fact["label"]: fact["value"] for fact in about["facts"]}
    assert (about["label"], facts["Developer"]) == ("fraud-scorer v1", "Dev Developer")
    assert {one["kind"] for one in about["documents"]} >= {"model_card", "fairness"}


def test_nobody_judges_what_they_built(ready, owner, council):
    ModelVersion.objects.filter(pk=ready.pk).update(developer=council.members[1])
    ready.refresh_from_db()
    request_promotion(ready, actor=Actor.member(owner))
    recusal = review_of(ready).recusals.get()
    assert (recusal.member, recusal.kind) == (council.members[1], "builder")


def test_approved_and_promoted(approved, owner, developer, case):
    request = PromotionRequest.objects.get()
    assert request.state == RequestState.APPROVED
    assert developer.notifications.filter(kind="registry.promotion_approved").exists()
    assert codes(approved) == []
    case.refresh_from_db()
    assert case.stage == Stage.PRODUCTION

    promote_version(approved, PRODUCTION, actor=Actor.member(owner))
    approved.refresh_from_db()
    assert approved.stage == VersionStage.PRODUCTION
    move = StageMove.objects.get()
    assert (move.from_stage, move.to_stage, move.decision) == (
        "none",
        "production",
        request.decision,
    )
    set_alias(approved, "champion", actor=Actor.member(owner))
    actions = {event.action for event in AuditEvent.objects.about(approved.model)}
    assert actions >= {
        "registry.promotion.requested",
        "registry.promotion.sent",
        "registry.promotion.decided",
        "registry.version.moved",
        "registry.alias.set",
    }


def test_a_refusal_changes_nothing(ready, owner, case):
    events = AuditEvent.objects.count()
    with pytest.raises(RuleViolation) as refused:
        promote_version(ready, PRODUCTION, actor=Actor.member(owner))
    assert refused.value.code == "registry.promotion_refused"
    assert refused.value.context["missing"] == ["The approval of this version is missing."]
    ready.refresh_from_db()
    assert (ready.stage, ready.served_at) == (VersionStage.NONE, None)
    assert (StageMove.objects.count(), AuditEvent.objects.count()) == (0, events)


def test_only_the_owner_and_staff_promote(approved, developer):
    with pytest.raises(NotAllowed):
        promote_version(approved, PRODUCTION, actor=Actor.member(developer))
    promote_version(approved, Move(to=VersionStage.STAGING), actor=Actor.member(developer))
    approved.refresh_from_db()
    assert approved.stage == VersionStage.STAGING


def test_an_approval_is_for_one_version_only(approved, owner, developer):
    later = new_version(approved.model, developer)
    assert "registry.approved" in codes(later)
    with pytest.raises(RuleViolation):
        promote_version(later, PRODUCTION, actor=Actor.member(owner))


def test_a_refused_version_does_not_stop_the_case_that_runs(
    approved, owner, developer, validator, council, case
):
    promote_version(approved, PRODUCTION, actor=Actor.member(owner))
    later = prepared(new_version(approved.model, developer), developer, validator)
    request_promotion(later, actor=Actor.member(owner))
    decision = approve(later, council, VoteChoice.REJECT)
    case.refresh_from_db()
    assert case.stage == Stage.PRODUCTION
    newest = PromotionRequest.objects.get(version=later)
    assert (newest.state, newest.decision) == (RequestState.REFUSED, decision)
    assert codes(approved) == []
    assert "registry.approved" in codes(later)


def test_an_approved_version_does_not_make_good_that_its_case_was_turned_down(
    ready, owner, council, case
):
    review = open_for(case, gate="production")
    for person in council.members:
        if seats(review, person):
            vote(review, person, VoteChoice.REJECT)
    request_promotion(ready, actor=Actor.member(owner))
    assert approve(ready, council).is_approval
    case.refresh_from_db()
    assert approval_in_force(case, "production") is None
    assert case.stage == Stage.PILOT


def test_what_the_matrix_leaves_to_itself_is_approved_at_once(
    owner, developer, validator, council, version, case, member
):
    make_assessment(case, tier="low", submitted_by=case.owner)
    UseCase.objects.filter(pk=case.pk).update(stage=Stage.PILOT)
    prepared(version, developer, validator)
    request = request_promotion(version, actor=Actor.member(owner))
    assert (request.state, request.decision.path) == (RequestState.APPROVED, "self_service")
    assert not Review.objects.exists()
    promote_version(version, PRODUCTION, actor=Actor.member(owner))


def test_an_approval_ends_with_its_validity_and_its_use(approved, owner, case):
    last_day = PromotionRequest.objects.get().decision.valid_until
    with time_machine.travel(last_day + dt.timedelta(days=1), tick=False):
        assert "registry.approved" in codes(approved)
    unlink_use_case(approved.model, case, actor=Actor.member(owner))
    assert "registry.approved" in codes(approved)
    link_use_case(approved.model, case.reference, actor=Actor.member(owner))
    assert "registry.approved" not in codes(approved)


def test_a_tier_above_the_one_judged_needs_a_new_approval(
    owner, developer, validator, council, version, case
):
    make_assessment(case, tier="low", submitted_by=case.owner)
    UseCase.objects.filter(pk=case.pk).update(stage=Stage.PILOT)
    prepared(version, developer, validator)
    request_promotion(version, actor=Actor.member(owner))
    assert codes(version) == []
    case.refresh_from_db()
    make_assessment(case, tier="high", submitted_by=case.owner)
    assert "registry.approved" in codes(version)


def test_rolling_back_needs_only_the_approval(
    approved, owner, developer, validator, council, staff, case
):
    first = approved
    promote_version(first, PRODUCTION, actor=Actor.member(owner))
    second = prepared(new_version(first.model, developer), developer, validator)
    document(second, DocumentKind.REGRESSION, developer)
    request_promotion(second, actor=Actor.member(owner))
    approve(second, council)
    move = Move(to=VersionStage.PRODUCTION, archive_existing=True)
    promote_version(second, move, actor=Actor.member(owner))
    first.refresh_from_db()
    assert first.stage == VersionStage.ARCHIVED

    incident = reported(staff, about=case.reference)
    triaged(incident, staff, severity="critical", use_case=case)
    roll_back(first, "It answers wrongly.", actor=Actor.member(owner))
    stages = dict(ModelVersion.objects.values_list("number", "stage"))
    assert stages == {1: VersionStage.PRODUCTION, 2: VersionStage.ARCHIVED}


def test_what_never_served_is_not_rolled_back_to(ready, owner):
    with pytest.raises(InvalidTransition):
        roll_back(ready, "Please.", actor=Actor.member(owner))


def test_a_request_taken_back_ends_its_review(ready, owner):
    request = request_promotion(ready, actor=Actor.member(owner))
    withdraw_request(request, "Not yet.", actor=Actor.member(owner))
    assert review_of(ready).state == ReviewState.CANCELLED
    assert PromotionRequest.objects.get().state == RequestState.WITHDRAWN
    again = request_promotion(ready, actor=Actor.member(owner))
    assert again.pk != request.pk
    assert review_of(ready).is_open
