"""An assessment of fairness: kept limits first, numbers after, and no file left behind."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, RuleViolation
from coe_portal.jobs.models import JobState
from coe_portal.notifications.models import Notification
from registry.actions.fairness import delete_predictions
from registry.choices import AssessmentState, DocumentKind, DocumentResult, FairnessMeasure
from registry.integrations.predictions import assess
from registry.logic.fairness import Findings, Plan
from registry.models.fairness import FairnessAssessment
from registry.queries.candidates import Candidate
from tests.registry.fairness import PLAN, UNFAIR, assessed, queued, uploaded

BLIND = Plan(decision="prediction", positive="1", features=("sex",))


def test_what_was_found_is_a_document_of_the_version(version, developer):
    row = assessed(version, developer)
    assert (row.state, row.result, row.rows_read) == (AssessmentState.ASSESSED, "passed", 200)
    assert Candidate(version).present == {DocumentKind.FAIRNESS: DocumentResult.PASSED}
    content = row.document.content
    assert Findings.of(content).passed
    assert content["plan"] == PLAN.stored()
    assert content["limits"] == {
        "demographic_parity_difference": 0.1,
        "demographic_parity_ratio": 0.8,
        "equalized_odds_difference": 0.1,
    }
    assert content["file"]["sha256"] == row.sha256
    assert row.document.summary == "sex: within the limits."


def test_what_is_beyond_a_limit_fails_and_says_by_how_much(version, owner, developer):
    row = assessed(version, developer, UNFAIR)
    assert row.result == "failed"
    assert "Demographic parity difference 0.500, limit 0.100" in row.document.summary
    assert Candidate(version).present == {DocumentKind.FAIRNESS: DocumentResult.FAILED}
    told = Notification.objects.filter(kind="registry.fairness_found")
    assert [one.recipient for one in told] == [owner]


def test_the_file_is_gone_when_its_numbers_are_known(
    version, developer, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        row = uploaded(version, developer)
        name = row.file.name
        assert default_storage.exists(name)
        job = queued(row, developer)
        assess(job.organization_id, job.pk)
    row.refresh_from_db()
    assert not row.file
    assert not default_storage.exists(name)
    assert len(row.sha256) == 64


def test_how_it_is_judged_is_on_the_trail_before_the_result(version, developer):
    row = assessed(version, developer, limits={FairnessMeasure.PARITY_RATIO: 0.9},
                   limits_reason="Selection alone matters here.")  # fmt: skip
    events = AuditEvent.objects.filter(action__startswith="registry.fairness").order_by("pk")
    assert [event.action.rpartition(".")[2] for event in events] == [
        "uploaded",
        "started",
        "assessed",
    ]
    assert events[1].after["limits"] == {"demographic_parity_ratio": 0.9}
    assert events[1].reason == "Selection alone matters here."
    assert row.document.content["limits_reason"] == "Selection alone matters here."


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"plan": Plan(decision="prediction", positive="1", features=("age",))}, "features"),
        ({"plan": BLIND}, FairnessMeasure.ODDS_DIFFERENCE),
        ({"limits": {FairnessMeasure.PARITY_RATIO: 0.5}}, "limits_reason"),
        ({"limits": {FairnessMeasure.PARITY_RATIO: 2}}, FairnessMeasure.PARITY_RATIO),
        ({"limits": {}}, FairnessMeasure.PARITY_DIFFERENCE),
        ({"minimum": 3}, "minimum"),
    ],
)
def test_what_does_not_fit_is_refused_beside_its_field(version, developer, terms, field):
    row = uploaded(version, developer)
    with pytest.raises(InvalidInput) as refused:
        queued(row, developer, **terms)
    assert list(refused.value.errors) == [str(field)]
    row.refresh_from_db()
    assert row.state == AssessmentState.UPLOADED


def test_without_the_truth_selection_alone_is_judged(version, developer):
    limits = {FairnessMeasure.PARITY_DIFFERENCE: 0.1, FairnessMeasure.PARITY_RATIO: 0.8}
    row = assessed(version, developer, plan=BLIND, limits=limits)
    assert row.result == "passed"
    measures = [one["measure"] for one in row.document.content["features"][0]["measures"]]
    assert measures == ["demographic_parity_difference", "demographic_parity_ratio"]


def test_a_file_that_cannot_be_read_ends_the_job_and_may_be_tried_again(version, developer):
    row = uploaded(version, developer)
    job = queued(row, developer, plan=Plan(**{**PLAN.stored(), "positive": "yes"}))
    assess(job.organization_id, job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.message == "No row of prediction says yes. It says: 0, 1."
    row = FairnessAssessment.objects.with_names().get(pk=row.pk)
    assert row.state == AssessmentState.FAILED
    again = queued(row, developer)
    assess(again.organization_id, again.pk)
    row.refresh_from_db()
    assert row.state == AssessmentState.ASSESSED


def test_a_job_carried_out_twice_keeps_one_document(version, developer):
    row = uploaded(version, developer)
    job = queued(row, developer)
    assess(job.organization_id, job.pk)
    assess(job.organization_id, job.pk)
    assert version.documents.count() == 1


def test_who_has_lost_the_right_meanwhile_keeps_nothing(version, owner, developer):
    row = uploaded(version, owner)
    job = queued(row, owner)
    version.model.owner, version.model.registered_by = developer, None
    version.model.save()
    assess(job.organization_id, job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert version.documents.count() == 0


def test_a_reviewer_assesses_what_others_build_and_a_stranger_does_not(version, validator, member):
    assert assessed(version, validator).result == "passed"
    with pytest.raises(NotAllowed):
        uploaded(version, member(Role.SUBMITTER))


def test_an_assessed_file_is_not_assessed_or_deleted_again(version, developer):
    row = assessed(version, developer)
    with pytest.raises(InvalidTransition):
        queued(row, developer)
    with pytest.raises(InvalidTransition):
        delete_predictions(row, actor=Actor.member(developer))


def test_a_file_can_be_deleted_unread(version, developer):
    row = delete_predictions(uploaded(version, developer), actor=Actor.member(developer))
    assert row.state == AssessmentState.EXPIRED


def test_few_files_wait_at_a_time(version, developer):
    for _number in range(5):
        uploaded(version, developer)
    with pytest.raises(RuleViolation):
        uploaded(version, developer)
