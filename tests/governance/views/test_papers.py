"""Pages of the papers of the EU AI Act."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coe_portal.accounts.roles import Role
from coe_portal.jobs.models import Job
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.scope import scope
from governance.choices import PaperKind
from governance.models.papers import Fria, PaperText
from tests.governance.papers import fill, high_case, sent_fria

HTMX = {"HX-Request": "true"}


def url(name, *, org="northbank", **kwargs):
    return reverse(f"governance:{name}", kwargs={"org": org, **kwargs})


@pytest.fixture
def owner(member):
    return member(Role.MODEL_OWNER, name="Olga Owner")


@pytest.fixture
def staff(member):
    return member(Role.COE_STAFF, name="Sam Staff")


@pytest.fixture
def case(organization, owner):
    with scope(organization):
        return high_case(owner, title="Credit copilot")


def page(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_the_impact_assessment_by_its_pages(organization, case, owner, staff, client_for):
    own, judge = client_for(owner), client_for(staff)
    here = {"reference": case.reference}
    place = url("paper", **here, kind="fria")
    assert "0 of 6" in page(own, place)
    point = url("paper_point", **here, kind="fria", point="a")
    sent = {"a-text": "In lending.", "a-revision": 0}
    assert "1 of 6" in own.post(point, sent, headers=HTMX).content.decode()
    stale = own.post(point, sent, headers=HTMX)
    assert (stale.status_code, "copy yours" in stale.content.decode()) == (422, True)
    refused = own.post(url("fria_send", **here))
    assert refused.status_code == 409
    with scope(organization):
        assert PaperText.objects.get().text == "In lending."
        fill(case, PaperKind.FRIA, owner)
        day = today_here()
    assert (
        "Waits for an approval" in own.post(url("fria_send", **here), follow=True).content.decode()
    )
    assert (
        own.post(url("fria_approve", **here), {"review_on": f"{day:%Y-%m-%d}"}).status_code == 403
    )
    assert "Approve" in page(judge, url("paper_edition", **here, kind="fria", number=1))
    later = {"review_on": f"{day + dt.timedelta(days=365):%Y-%m-%d}"}
    assert judge.post(url("fria_approve", **here), {"review_on": f"{day}"}).status_code == 422
    approved = judge.post(url("fria_approve", **here), later, follow=True).content.decode()
    assert "Approved." in approved
    notice = {"authority": "Bundesnetzagentur", "notified_on": f"{day:%Y-%m-%d}"}
    shown = own.post(url("fria_notify", **here), notice, follow=True).content.decode()
    assert "Bundesnetzagentur was told on" in shown


def test_an_assessment_is_sent_back(organization, case, owner, staff, client_for):
    with scope(organization):
        sent_fria(case, owner)
    back = url("fria_return", reference=case.reference)
    assert client_for(owner).post(back, {"reason": "No."}).status_code == 403
    judge = client_for(staff)
    assert judge.post(back, {"reason": ""}).status_code == 422
    shown = judge.post(back, {"reason": "Who else?"}, follow=True).content.decode()
    assert "Who else?" in shown


def test_the_technical_file_is_kept_and_printed(
    organization, case, owner, client_for, django_capture_on_commit_callbacks
):
    own = client_for(owner)
    here = {"reference": case.reference, "kind": "technical_file"}
    assert "Annex IV.1(c)" in page(own, url("paper", **here))
    kept = own.post(url("paper_keep", **here), follow=True).content.decode()
    assert "Technical file, edition 1" in kept
    with django_capture_on_commit_callbacks(execute=True):
        own.post(url("paper_print", **here, number=1))
    with scope(organization):
        job = Job.objects.get(kind="governance.paper")
        assert (job.content_type, job.state) == ("application/pdf", "succeeded")
        with job.file.open() as file:
            assert file.read().startswith(b"%PDF")
    page(own, url("paper_edition", **here, number=2), 404)


def test_registration_data_go_out_and_are_filed(organization, case, owner, client_for):
    own = client_for(owner)
    here = {"reference": case.reference, "kind": "registration"}
    with scope(organization):
        fill(case, PaperKind.REGISTRATION, owner)
        PaperText.objects.filter(point="a-1").update(text="=HYPERLINK(1)")
    assert own.get(url("paper_data", **here)).json()["points"][0]["text"] == "=HYPERLINK(1)"
    lines = own.get(url("paper_data", **here), {"as": "csv"}).content.decode()
    assert ",=HYPERLINK" not in lines
    assert "'=HYPERLINK(1)" in lines
    filed = url("registration_file", reference=case.reference)
    assert own.post(filed, {"filed_on": "2026-11-01"}).status_code == 422
    sent = {"filed_on": "2026-11-01", "register_number": "EU-42"}
    assert "EU-42" in own.post(filed, sent, follow=True).content.decode()


def test_who_reads_and_who_does_not(organization, case, owner, member, client_for):
    here = {"reference": case.reference, "kind": "fria"}
    with scope(organization):
        sent_fria(case, owner)
    stranger, auditor = client_for(member()), client_for(member(Role.AUDITOR))
    page(stranger, url("papers"), 403)
    page(stranger, url("paper", **here), 403)
    tab = url("case_papers", reference=case.reference)
    assert "AI Act papers" not in page(stranger, tab)
    assert "AI Act papers" in page(auditor, tab)
    assert "<textarea" not in page(auditor, url("paper", **here))
    assert "Credit copilot" in page(auditor, url("papers"))
    assert auditor.post(url("fria_send", reference=case.reference)).status_code == 403
    assert auditor.post(url("paper_keep", **here)).status_code == 403
    page(auditor, url("paper", reference=case.reference, kind="novel"), 404)


def test_another_organization_sees_nothing(case, member, other_organization, client_for):
    stranger = client_for(member(Role.COE_STAFF, organization=other_organization))
    assert "Credit copilot" not in page(stranger, url("papers", org="mercy"))
    for org in ("northbank", "mercy"):
        page(stranger, url("paper", org=org, reference=case.reference, kind="fria"), 404)


def test_pages_cost_the_same_for_one_and_many(organization, case, owner, staff, client_for):
    browser = client_for(staff)
    places = [
        url("papers"),
        url("case_papers", reference=case.reference),
        url("paper", reference=case.reference, kind="fria"),
    ]

    def cost():
        with CaptureQueriesContext(connection) as queries:
            for address in places:
                page(browser, address)
        return len(queries)

    with scope(organization):
        sent_fria(case, owner)
    cost()
    one = cost()
    with scope(organization):
        for _number in range(5):
            sent_fria(high_case(owner), owner)
        Fria.objects.filter(use_case=case).update(state="returned")
        sent_fria(case, owner)
    assert cost() == one
