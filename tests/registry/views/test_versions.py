"""The page of a version, and the way into production through it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.scope import scope
from governance.choices import VoteChoice
from registry.actions.operations import (
    DeploymentTerms,
    InputTerms,
    Usage,
    add_input,
    deploy_version,
    record_usage,
)
from registry.choices import Environment, InputKind, InputRole
from registry.models.documents import ModelDocument
from registry.models.models import ModelVersion
from registry.models.promotions import PromotionRequest
from registry.queries.promotion import review_of
from tests.governance.conftest import vote
from tests.registry.models import complete, new_version, prepared


def url(name, *, org="northbank", number=1, **kwargs):
    return reverse(
        f"registry:{name}", kwargs={"org": org, "reference": "M-1", "number": number, **kwargs}
    )


@pytest.fixture
def ready(organization, version, developer, validator, council):
    with scope(organization):
        return prepared(version, developer, validator)


def test_a_new_version_says_what_is_missing(version, owner, client_for):
    page = client_for(owner).get(url("version")).content.decode()
    assert "What is missing for promotion" in page
    assert "Model card (missing)" in page
    assert "0 of 6 that the tier asks for" in page


def test_documents_are_added_and_taken_back(organization, version, developer, client_for):
    browser = client_for(developer)
    form = browser.get(url("version_document"), {"kind": "offline"}).content.decode()
    assert '<option value="offline" selected>' in form
    data = {"kind": "offline", "title": "Held-out set", "url": "https://example.org/e"}
    assert browser.post(url("version_document"), data).status_code == 422
    page = browser.post(url("version_document"), {**data, "result": "passed"}, follow=True)
    assert "1 of 6 that the tier asks for" in page.content.decode()
    with scope(organization):
        row = ModelDocument.objects.get()
    place = url("version_document_withdraw", document=row.pk)
    browser.post(place, {"reason": "Wrong set."})
    assert browser.post(place, {"reason": "Wrong set."}).status_code == 404


def test_from_the_request_to_production(
    organization, ready, owner, developer, council, case, client_for
):
    asker = client_for(developer)
    page = asker.post(url("version_request"), {"note": "For spring."}, follow=True)
    assert "It is in review" in page.content.decode()
    with scope(organization):
        review = review_of(ready)
        for person in council.members:
            room = client_for(person).get(review.get_absolute_url()).content.decode()
            assert "What is to be judged" in room
            vote(review, person, VoteChoice.APPROVE)
    browser = client_for(owner)
    page = browser.get(url("version")).content.decode()
    assert "Ready for production" in page
    data = {"to": "production", "reason": "Approved."}
    page = browser.post(url("version_move"), data, follow=True).content.decode()
    assert '<p class="soft strong">Production</p>' in page
    with scope(organization):
        assert ModelVersion.objects.get().stage == "production"


def test_a_refused_move_says_what_is_missing(ready, owner, client_for):
    answer = client_for(owner).post(url("version_move"), {"to": "production"})
    assert answer.status_code == 422
    assert "The approval of this version is missing." in answer.content.decode()


def test_a_waiting_request_is_sent_and_taken_back(
    organization, version, owner, developer, validator, council, client_for
):
    browser = client_for(owner)
    page = browser.post(url("version_request"), {"note": ""}, follow=True).content.decode()
    assert "It goes to review when nothing but the approval is missing." in page
    with scope(organization):
        prepared(version, developer, validator)
    page = browser.get(url("version")).content.decode()
    assert "Send to review" in page
    page = browser.post(url("version_send"), follow=True).content.decode()
    assert "It is in review" in page
    browser.post(url("version_request_withdraw"), {"reason": "Not yet."})
    with scope(organization):
        assert PromotionRequest.objects.get().state == "withdrawn"
    assert browser.post(url("version_request_withdraw"), {"reason": "Not yet."}).status_code == 404


def test_validation_by_somebody_else(version, developer, validator, client_for):
    assert client_for(developer).get(url("version_validate")).status_code == 403
    browser = client_for(validator)
    page = browser.post(url("version_validate"), {"note": "Ran it."}, follow=True).content.decode()
    assert "Ran it." in page


def test_lineage_and_deployments(organization, version, developer, client_for):
    browser = client_for(developer)
    browser.post(
        url("version_input"), {"kind": "dataset", "role": "training", "name": "claims-2025"}
    )
    page = browser.post(
        url("version_deploy"), {"environment": "test", "target": "scoring"}, follow=True
    ).content.decode()
    assert "claims-2025" in page
    assert "scoring" in page
    with scope(organization):
        row, running = version.inputs.get(), version.deployments.get()
    assert (
        "claims-2025"
        not in browser.post(url("version_input_remove", input=row.pk), follow=True)
        .content.decode()
        .partition("Deployments and use")[0]
        .partition("Lineage")[2]
    )
    ended = url("version_deployment_end", deployment=running.pk)
    assert "Ended" in browser.post(ended, follow=True).content.decode()


def test_a_version_is_described_and_removed(organization, version, owner, client_for):
    browser = client_for(owner)
    data = {"description": "Second try.", "developer": version.developer_id}
    assert "Second try." in browser.post(url("version_edit"), data, follow=True).content.decode()
    browser.post(url("version_remove"), {"reason": "A mistake."})
    assert browser.get(url("version")).status_code == 404


def test_rolling_back_by_the_page(organization, version, owner, client_for):
    with scope(organization):
        ModelVersion.objects.update(served_at=timezone.now(), stage="archived")
    refused = client_for(owner).post(url("version_roll_back"), {"reason": "It lies."})
    assert refused.status_code == 422
    assert "is not approved for production yet" in refused.content.decode()


def test_who_only_reads_sees_no_buttons(version, member, client_for):
    auditor = client_for(member(Role.AUDITOR))
    page = auditor.get(url("version")).content.decode()
    for name in ("version_edit", "version_move", "version_document", "version_request"):
        assert url(name) not in page
        assert auditor.get(url(name)).status_code == 403


def test_the_page_costs_the_same_for_one_and_thirty(
    organization, version, developer, staff, client_for
):
    browser = client_for(staff)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(url("version")).status_code == 200
        return len(queries)

    def fill(start, count):
        actor = Actor.member(developer)
        with scope(organization):
            for number in range(start, start + count):
                parent = new_version(version.model, developer)
                terms = {"kind": InputKind.MODEL, "role": InputRole.BASE, "parent": parent}
                add_input(version, InputTerms(name=str(number), **terms), actor=actor)
                add_input(
                    parent, InputTerms(name="it", **{**terms, "parent": version}), actor=actor
                )
                place = DeploymentTerms(environment=Environment.TEST, target=str(number))
                deploy_version(version, place, actor=actor)
                usage = [Usage(day=today_here(), consumer=str(number), calls=1)]
                record_usage(version, usage, actor=actor)

    with scope(organization):
        complete(version, developer)
    fill(0, 1)
    cost()
    one = cost()
    fill(1, 29)
    assert cost() == one
