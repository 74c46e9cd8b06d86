"""Pages of certificates of other providers."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from training.actions.proofs import ProofTerms, offer_proof
from training.models.certificates import Certificate, ExternalProof

TODAY = timezone.localdate()


def url(name, *, org="northbank", **kwargs):
    return reverse(f"training:{name}", kwargs={"org": org, **kwargs})


@pytest.fixture
def holder(member):
    return member(name="Hana Holder")


@pytest.fixture
def offered(organization, course, member):
    def make(holder, **fields):
        with scope(organization):
            terms = ProofTerms(
                course(member()), "AI diploma", "Academy", TODAY, None, "https://x.example"
            )
            return offer_proof(terms, actor=Actor.member(holder))

    return make


def test_from_offer_to_certificate(organization, course, member, holder, client_for):
    with scope(organization):
        offered = course(member(), title="Prompt safety")
    data = {
        "course": offered.pk,
        "title": "AI diploma",
        "provider": "Academy",
        "issued_on": f"{TODAY:%Y-%m-%d}",
        "file": SimpleUploadedFile("diploma.pdf", b"%PDF-1.4\n%%EOF"),
    }
    sent = client_for(holder).post(url("proof_new"), data, follow=True).content.decode()
    assert "Waits for a check" in sent
    assert "diploma.pdf" in sent
    assert "Accept" not in sent

    staff = client_for(member(Role.COE_STAFF))
    assert "Hana Holder" in staff.get(url("proofs")).content.decode()
    page = staff.post(url("proof_accept", reference="P-1"), follow=True).content.decode()

    assert "Accepted: the holder" in page
    assert "AI diploma of Academy" in page
    with scope(organization):
        assert Certificate.objects.get().member == holder


def test_the_form_knows_the_course_and_says_what_is_missing(
    course, organization, member, client_for
):
    with scope(organization):
        wanted = course(member(), title="Prompt safety")
    browser = client_for(member())
    page = browser.get(url("proof_new"), {"course": wanted.reference}).content.decode()
    assert f'<option value="{wanted.pk}" selected>' in page
    data = {"course": wanted.pk, "title": "D", "provider": "A", "issued_on": f"{TODAY:%Y-%m-%d}"}
    answer = browser.post(url("proof_new"), data)
    assert answer.status_code == 422
    assert "as a file, or a link" in answer.content.decode()


def test_declining_tells_why(offered, holder, member, client_for):
    proof = offered(holder)
    staff = client_for(member(Role.COE_STAFF))
    place = url("proof_decline", reference=proof.reference)
    assert (
        "declined it on"
        in staff.post(place, {"reason": "Not readable."}, follow=True).content.decode()
    )
    assert "Not readable." in client_for(holder).get(url("proof", reference="P-1")).content.decode()


def test_others_and_another_organization_see_nothing(
    offered, holder, member, other_organization, client_for
):
    proof = offered(holder)
    place = url("proof", reference=proof.reference)
    assert client_for(member()).get(place).status_code == 404
    stranger = client_for(member(Role.COE_STAFF, organization=other_organization))
    assert stranger.get(place).status_code == 404
    assert (
        stranger.get(url("proof", org=other_organization.slug, reference="P-1")).status_code == 404
    )
    with scope(other_organization):
        assert not ExternalProof.objects.exists()


def test_the_list_costs_the_same_for_one_and_thirty(offered, member, client_for):
    staff = client_for(member(Role.COE_STAFF))

    def cost():
        with CaptureQueriesContext(connection) as queries:
            staff.get(url("proofs"))
        return len(queries)

    offered(member())
    cost()
    one = cost()
    for _number in range(29):
        offered(member())
    assert cost() == one
