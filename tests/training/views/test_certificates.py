"""Certificates: for their holder, for oversight, and for strangers with the link."""

from __future__ import annotations

import datetime as dt
import io

import jwt
import pypdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.notifications.models import Notification
from coe_portal.signing.actions import active_key
from coe_portal.signing.models import SigningKey
from coe_portal.tenancy.scope import scope
from tests.training.conftest import certify
from training.integrations.open_badges import verification_address
from training.models.certificates import Certificate

DAY = dt.timedelta(days=1)


def url(name, *, org="northbank", **kwargs):
    return reverse(f"training:{name}", kwargs={"org": org, **kwargs})


@pytest.fixture
def holder(member):
    return member(name="Hana Holder")


@pytest.fixture
def held(organization, course, member, holder):
    with scope(organization):
        return certify(holder, course(member(), title="AI literacy"), lapses_in=DAY, percent=85)


@pytest.fixture
def signs(organization):
    """The organization has its key, as it does from its first certificate on."""
    with scope(organization):
        return active_key(actor=Actor.system("tests"))


def show(held, **fields):
    with scope(held.organization_id):
        Certificate.objects.filter(pk=held.pk).update(is_public=True, **fields)


def test_only_the_holder_decides_what_is_shown(organization, held, holder, member, client_for):
    wish = {"is_public": "on", "shows_name": "on"}
    staff = client_for(member(Role.COE_STAFF))
    assert staff.post(url("disclose", reference=held.reference), wish).status_code == 403
    client_for(holder).post(url("disclose", reference=held.reference), wish)
    with scope(organization):
        held.refresh_from_db()
        event = AuditEvent.objects.order_by("sequence").last()
    assert (held.is_public, held.shows_name, held.shows_result) == (True, True, False)
    assert event.after == {"is_public": True, "shows_name": True, "shows_result": False}


def test_a_stranger_sees_what_the_holder_allows_and_no_more(held):
    show(held)
    address = url("verify", public_id=held.public_id)
    answer = Client().get(address)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "AI literacy" in text
    assert "Valid" in text
    assert "Hana Holder" not in text
    assert "85 %" not in text
    assert held.reference not in text
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "sessionid" not in answer.cookies
    show(held, shows_name=True, shows_result=True)
    text = Client().get(address).content.decode()
    assert "Hana Holder" in text
    assert "85 %" in text


def test_lapsed_and_revoked_are_said(held):
    show(held, expires_at=timezone.now() - DAY)
    address = url("verify", public_id=held.public_id)
    assert "Lapsed" in Client().get(address).content.decode()
    show(held, revoked_at=timezone.now(), revocation_reason="Cheated")
    text = Client().get(address).content.decode()
    assert "Revoked" in text
    assert "Cheated" not in text
    status = Client().get(f"{address}status/").json()
    with scope(held.organization_id):
        assert status["revokedCredential"] == [{"id": verification_address(held), "revoked": True}]


def test_a_badge_can_be_checked_for_revocation_though_its_page_is_hidden(held):
    address = url("verify", public_id=held.public_id)
    assert Client().get(f"{address}status/").json()["revokedCredential"] == []
    assert Client().get(address).status_code == 302


def test_what_is_not_public_is_answered_as_what_does_not_exist(
    held, other_organization, member, client_for
):
    show(held)
    addresses = [
        url("verify", public_id="x" * 32),
        url("verify", org="mercy", public_id=held.public_id),
        url("verify", org="nowhere", public_id=held.public_id),
    ]
    with scope(held.organization_id):
        Certificate.objects.update(is_public=False)
    addresses.append(url("verify", public_id=held.public_id))
    for address in addresses:
        answer = Client().get(address)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/account/login/")
    stranger = client_for(member(organization=other_organization))
    assert {stranger.get(address).status_code for address in addresses} == {404}


def test_a_worker_prints_what_names_the_holder_and_holds_the_badge(
    held, signs, holder, client_for, django_capture_on_commit_callbacks
):
    show(held)
    browser, address = client_for(holder), url("certificate_pdf", reference=held.reference)
    assert browser.get(address).headers["Location"] == url("certificate", reference=held.reference)
    with django_capture_on_commit_callbacks(execute=True):
        asked = browser.post(address)
    assert f"{held.reference}.pdf" in browser.get(asked.headers["Location"]).content.decode()
    answer = browser.get(address)
    pdf = pypdf.PdfReader(io.BytesIO(b"".join(answer.streaming_content)))
    text = " ".join(pdf.pages[0].extract_text().split())
    assert len(pdf.pages) == 1
    assert "Hana Holder" in text
    assert "AI literacy" in text
    (token,) = pdf.attachments["badge.jwt"]
    badge = browser.get(url("certificate_badge", reference=held.reference))
    assert token.count(b".") == badge.content.count(b".") == 2
    with scope(held.organization_id):
        held.refresh_from_db()
        held.save()
    assert browser.get(address).status_code == 302, "what it shows may have changed since"


def test_a_colleagues_pdf_is_not_ones_own(
    held, signs, holder, member, client_for, django_capture_on_commit_callbacks
):
    address = url("certificate_pdf", reference=held.reference)
    with django_capture_on_commit_callbacks(execute=True):
        job = client_for(holder).post(address).headers["Location"]
    auditor, stranger = client_for(member(Role.AUDITOR)), client_for(member())
    assert auditor.get(address).status_code == 302
    assert stranger.post(address).status_code == stranger.get(job).status_code == 404


def test_looking_at_a_badge_makes_no_key(organization, held, member, client_for):
    badge = url("certificate_badge", reference=held.reference)
    auditor = client_for(member(Role.AUDITOR))
    assert auditor.get(badge).status_code == 409
    with scope(organization):
        assert not SigningKey.objects.exists()
        active_key(actor=Actor.system("tests"))
    assert auditor.get(badge).content.count(b".") == 2


def test_revoking_needs_a_reason_and_tells_the_holder(
    organization, held, holder, member, client_for
):
    staff = client_for(member(Role.COE_STAFF))
    address = url("revoke", reference=held.reference)
    assert staff.post(address, {"reason": " "}).status_code == 422
    staff.post(address, {"reason": "Issued to the wrong person"})
    with scope(organization):
        held.refresh_from_db()
        told = Notification.objects.of(holder).get()
    assert held.revoked_at is not None
    assert told.text == "Issued to the wrong person"
    assert client_for(holder).post(address, {"reason": "no"}).status_code == 403


def test_a_colleague_finds_neither_page_nor_files(held, member, client_for):
    stranger = client_for(member())
    for name in ("certificate", "certificate_pdf", "certificate_badge", "disclose"):
        assert stranger.get(url(name, reference=held.reference)).status_code == 404
    assert "AI literacy" not in stranger.get(url("certificates")).content.decode()


def test_the_list_asks_as_much_for_thirty_as_for_one(
    organization, held, member, course, client_for, django_assert_num_queries
):

    staff = client_for(member(Role.COE_STAFF))
    staff.get(url("certificates"))
    with CaptureQueriesContext(connection) as one:
        staff.get(url("certificates"))
    with scope(organization):
        taught = course(member())
        for _number in range(29):
            certify(member(), taught)
    with django_assert_num_queries(len(one)):
        text = staff.get(url("certificates")).content.decode()
    assert "CERT-30" in text


def test_the_issuers_address_gives_its_key_to_whoever_holds_it(
    organization, held, signs, holder, client_for
):

    token = client_for(holder).get(url("certificate_badge", reference=held.reference)).content
    credential = jwt.decode(token, options={"verify_signature": False})
    path = credential["issuer"]["id"].partition("/northbank/")[2]
    profile = Client().get(f"/northbank/{path}").json()
    key = jwt.PyJWK(profile["keys"][0])
    assert profile["id"] == credential["iss"]
    assert jwt.decode(token, key, algorithms=["RS256"])["jti"] == credential["id"]
    assert Client().get(url("issuer", key_id="guessed")).status_code == 302
