"""The pages of fairness assessments: from the file to the plots, for who may and nobody else."""

from __future__ import annotations

import pytest

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.scope import scope
from registry.models.fairness import FairnessAssessment
from tests.registry.fairness import UNFAIR, assessed, predictions, uploaded
from tests.registry.models import new_model, new_version

ANSWERS = {
    "decision": "prediction",
    "positive": "1",
    "truth": "label",
    "features": ["sex"],
    "parity_difference": "0.1",
    "parity_ratio": "0.8",
    "odds_difference": "0.1",
    "minimum": "30",
}


def address(organization, name, **kwargs):
    with scope(organization):
        return org_url(f"registry:{name}", **kwargs)


def upload_address(version):
    return address(
        version.organization,
        "fairness_upload",
        reference=version.model.reference,
        number=version.number,
    )


def test_from_the_file_to_the_plots(
    organization, version, developer, client_for, django_capture_on_commit_callbacks
):
    client = client_for(developer)
    assert "documents/new/?kind=fairness" in client.get(upload_address(version)).content.decode()
    answer = client.post(upload_address(version), {"file": predictions(UNFAIR)})
    start = address(organization, "fairness_start", reference="FA-1")
    assert answer.headers["Location"] == start
    page = client.get(start).content.decode()
    assert '<td class="nowrap">f</td>' in page
    assert 'value="0.8"' in page
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(start, ANSWERS).status_code == 302
    page = client.get(address(organization, "fairness_assessment", reference="FA-1"))
    text = page.content.decode()
    assert "Demographic parity difference" in text
    assert "Selected, by sex" in text
    assert "Failed" in text
    assert client.get(start).status_code == 404


def test_a_file_that_is_no_table_is_refused_beside_its_field(version, developer, client_for):
    answer = client_for(developer).post(
        upload_address(version), {"file": predictions({}, name="x.csv")}
    )
    assert answer.status_code == 422
    assert "There are no rows below the names of the columns." in answer.content.decode()


def test_a_limit_that_asks_for_less_needs_a_reason(organization, version, developer, client_for):
    with scope(organization):
        uploaded(version, developer)
    start = address(organization, "fairness_start", reference="FA-1")
    answer = client_for(developer).post(start, {**ANSWERS, "parity_ratio": "0.6"})
    assert answer.status_code == 422
    assert "Say why less is asked than what is recommended." in answer.content.decode()


def test_a_stranger_reads_and_does_not_assess(organization, version, developer, member, client_for):
    with scope(organization):
        uploaded(version, developer)
    client = client_for(member(Role.SUBMITTER))
    page = client.get(address(organization, "fairness_assessment", reference="FA-1"))
    assert "Say what the columns mean" not in page.content.decode()
    assert client.get(upload_address(version)).status_code == 403
    for name in ("fairness_start", "fairness_delete"):
        place = address(organization, name, reference="FA-1")
        assert client.post(place).status_code == 403


def test_the_file_is_deleted_when_somebody_asks(organization, version, developer, client_for):
    with scope(organization):
        uploaded(version, developer)
    place = address(organization, "fairness_delete", reference="FA-1")
    assert client_for(developer).post(place).status_code == 302
    with scope(organization):
        assert not FairnessAssessment.objects.get().file


def test_another_organization_has_none_of_it(
    organization, other_organization, version, developer, member, client_for
):
    with scope(organization):
        assessed(version, developer)
    stranger = client_for(member(Role.COE_STAFF, organization=other_organization))
    assert "FA-1" not in stranger.get(address(other_organization, "fairness")).content.decode()
    for name in ("fairness_assessment", "fairness_start"):
        place = address(other_organization, name, reference="FA-1")
        assert stranger.get(place).status_code == 404


@pytest.mark.parametrize("count", [1, 6])
def test_the_list_costs_the_same_for_few_and_for_many(
    organization, member, client_for, django_assert_max_num_queries, count
):
    with scope(organization):
        for number in range(count):
            owner = member(Role.MODEL_OWNER)
            uploaded(new_version(new_model(owner, name=f"model-{number}"), owner), owner)
    client = client_for(member(Role.COE_STAFF))
    place = address(organization, "fairness")
    client.get(place)
    with django_assert_max_num_queries(14):
        page = client.get(place)
    assert page.content.decode().count("File uploaded") >= count


def test_its_document_shows_the_findings_and_leads_to_the_plots(
    organization, version, developer, client_for
):
    with scope(organization):
        row = assessed(version, developer)
        place = row.document.get_absolute_url()
    page = client_for(developer).get(place).content.decode()
    assert "Equalized odds difference" in page
    assert "fairness/FA-1/" in page
