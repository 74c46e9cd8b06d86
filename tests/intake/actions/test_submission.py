from __future__ import annotations

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed
from intake.actions import submission
from intake.choices import AiActClass, AssignmentKind, DraftState, Tier
from intake.events import MaterialChange, UseCaseSubmitted
from intake.models import Assessment, Assignment, UseCase


def test_submitting_freezes_answers_versions_and_results(submit):
    assessment = submit()

    assert assessment.answers["annual_benefit"] == 180_000
    assert assessment.missing == ["hours_saved", "objective"]
    assert (assessment.tier, assessment.ai_act_class) == (Tier.LOW, AiActClass.MINIMAL)
    assert assessment.scores["value"]["score"] is not None
    assert assessment.tier_policy.version == 1
    assert assessment.gates[0]["gate"] == "discovery"
    assert len(assessment.digest) == 64


def test_submitting_repeats_the_results_on_the_use_case(submit):
    assessment = submit(customer_facing=True)

    case = UseCase.objects.get(pk=assessment.use_case_id)
    assert case.current_assessment_id == assessment.pk
    assert case.tier == Tier.MEDIUM
    assert case.value == assessment.scores["value"]["score"]
    assert case.priority == assessment.priority
    assert case.submitted_at == assessment.submitted_at


def test_submitting_is_recorded_once(submit):
    assessment = submit()
    events = AuditEvent.objects.filter(action="intake.assessment.submitted")

    assert [event.after["digest"] for event in events] == [assessment.digest]
    assert events[0] in AuditEvent.objects.about(assessment.use_case)


def test_the_first_submission_asks_for_discovery(submit, published):
    assessment = submit()

    assert published == [UseCaseSubmitted(assessment.use_case_id, assessment.pk, "discovery")]


def test_a_missing_answer_refuses_and_leaves_the_draft_open(register, answer, actor):
    draft = answer(register().drafts.get(), annual_benefit=None, accepts_rules=False)

    with pytest.raises(InvalidInput) as refusal:
        submission.submit_use_case(draft, actor=actor)

    assert set(refusal.value.errors) == {"annual_benefit", "accepts_rules"}
    draft.refresh_from_db()
    assert draft.state == DraftState.OPEN
    assert not Assessment.objects.exists()


def test_a_draft_is_submitted_once(submit, actor):
    draft = submit().use_case.drafts.get()

    with pytest.raises(InvalidTransition):
        submission.submit_use_case(draft, actor=actor)


def test_a_stranger_cannot_submit(register, answer, member):
    draft = answer(register().drafts.get())

    with pytest.raises(NotAllowed):
        submission.submit_use_case(draft, actor=Actor.member(member()))


def test_a_change_makes_a_new_assessment_with_a_diff(submit, published):
    first = submit()
    second = submit(use_case=first.use_case, data_sensitivity="confidential")

    assert second.supersedes_id == first.pk
    assert second.number == 2
    changed = {change["question"]: change for change in second.changes["answers"]}
    assert changed["data_sensitivity"] == {
        "question": "data_sensitivity",
        "before": "internal",
        "after": "confidential",
    }
    assert second.changes["tier"] == ["low", "medium"]
    assert published[1:] == [
        MaterialChange(first.use_case_id, second.pk, ("tier", "data_class")),
    ]


def test_an_immaterial_change_publishes_nothing(submit, published):
    first = submit()
    submit(use_case=first.use_case, annual_benefit=200_000)

    assert published[1:] == []


def test_an_unsure_legal_answer_goes_to_the_named_compliance_reviewer(submit, member):
    reviewer = member(name="Casey Counsel")
    assessment = submit(p_social_scoring="unsure", compliance=reviewer.pk)

    assert assessment.unsure == [{"question": "p_social_scoring", "could_be": "prohibited"}]
    assert assessment.tier == Tier.MEDIUM
    kinds = set(reviewer.notifications.values_list("kind", flat=True))
    assert kinds == {"intake.person_named", "intake.legal_questions_open"}


def test_people_of_the_answers_are_named(submit, member):
    lead = member(name="Lee Lead")
    assessment = submit(tech_lead=lead.pk)

    named = Assignment.objects.get(use_case=assessment.use_case)
    assert (named.kind, named.member_id) == (AssignmentKind.TECH_LEAD, lead.pk)


def test_a_prohibited_practice_is_prohibited(submit):
    assessment = submit(p_social_scoring=True)

    assert (assessment.tier, assessment.ai_act_class) == ("prohibited", "prohibited")
    assert "Art. 5(1)(c)" in assessment.articles
    assert assessment.gates == []
