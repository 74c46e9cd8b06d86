"""Programs send predictions, read what was found, take bills of materials, and have PDFs made."""

from __future__ import annotations

import json

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from coe_portal.accounts.roles import Role
from coe_portal.jobs.models import Job, JobState
from coe_portal.tenancy.scope import scope
from registry.choices import DocumentKind
from registry.logic.cyclonedx import MEDIA_TYPE
from registry.models.monitoring import DriftReview
from tests.registry.fairness import UNFAIR, assessed, predictions
from tests.registry.models import document
from tests.registry.monitoring import check, watch_drift

SENT = {"decision": "prediction", "truth": "label", "features": ["sex"]}


@pytest.fixture
def place(organization, version):
    base = f"/{organization.slug}/api/v1"
    return f"{base}/models/{version.model.reference}/versions/{version.number}"


def test_predictions_are_assessed(
    organization, place, developer, api_client, django_capture_on_commit_callbacks
):
    client = api_client(developer)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(
            f"{place}/fairness-assessments/",
            {**SENT, "file": predictions(UNFAIR)},
            format="multipart",
        )
    assert answer.status_code == 202, answer.json()
    assert answer.json()["state"] == "running"
    base = f"/{organization.slug}/api/v1/fairness-assessments"
    found = client.get(f"{base}/FA-1/").json()
    assert (found["state"], found["result"]) == ("assessed", "failed")
    (feature,) = found["findings"]["features"]
    assert feature["measures"][0] == {
        "measure": "demographic_parity_difference",
        "value": 0.5,
        "limit": 0.1,
        "passed": False,
        "lowest": "f",
        "highest": "m",
    }
    assert feature["groups"][0]["rates"]["selection_rate"]["value"] == 0.25
    assert [row["reference"] for row in client.get(f"{base}/?result=failed").json()["results"]] == [
        "FA-1"
    ]
    assert client.get(f"{base}/?result=passed").json()["results"] == []


def test_wrong_answers_are_named(place, developer, api_client):
    client = api_client(developer)
    sent = {**SENT, "features": ["age"], "file": predictions(UNFAIR)}
    answer = client.post(f"{place}/fairness-assessments/", sent, format="multipart")
    assert answer.status_code == 422
    assert answer.json()["errors"] == {"features": ["The file has no such column."]}


def test_a_stranger_sends_nothing(place, member, api_client):
    client = api_client(member(Role.SUBMITTER))
    sent = {**SENT, "file": predictions(UNFAIR)}
    answer = client.post(f"{place}/fairness-assessments/", sent, format="multipart")
    assert answer.status_code == 403


def test_the_bill_of_materials_is_valid_and_tells_what_is_known(
    organization, version, place, developer, api_client
):
    with scope(organization):
        assessed(version, developer, UNFAIR)
        document(version, DocumentKind.MODEL_CARD, developer)
    answer = api_client(developer).get(f"{place}/bill-of-materials/", HTTP_ACCEPT=MEDIA_TYPE)
    assert answer.headers["Content-Type"].startswith(MEDIA_TYPE)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(answer.content.decode()) is None
    component = json.loads(answer.content)["metadata"]["component"]
    assert (component["name"], component["version"]) == ("fraud-scorer", "1")
    metrics = component["modelCard"]["quantitativeAnalysis"]["performanceMetrics"]
    assert {
        "type": "demographic_parity_difference",
        "value": "0.5000",
        "slice": "sex",
    } in metrics
    harms = component["modelCard"]["considerations"]["fairnessAssessments"]
    assert harms[0]["groupAtRisk"] == "sex: f"
    kinds = {one["type"] for one in component["externalReferences"]}
    assert {"model-card", "risk-assessment", "distribution", "bom"} <= kinds


def test_a_drift_review_is_printed(
    organization, version, developer, api_client, django_capture_on_commit_callbacks
):
    with scope(organization):
        check(watch_drift(version))
        reference = DriftReview.objects.get().reference
    with django_capture_on_commit_callbacks(execute=True):
        answer = api_client(developer).post(
            f"/{organization.slug}/api/v1/drift-reviews/{reference}/pdf/"
        )
    assert answer.status_code == 202
    with scope(organization):
        job = Job.objects.by_reference(answer.json()["reference"]).get()
    assert (job.state, job.file_name) == (JobState.SUCCEEDED, f"{reference}.pdf")
