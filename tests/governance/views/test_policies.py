"""Pages of policies and attestations."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.scope import scope
from governance.actions.attestations import CampaignTerms, ask_newcomers, attest, open_campaign
from governance.catalogs.policy_templates import policy_templates
from governance.models.attestations import Attestation, Campaign
from governance.models.policies import Policy
from tests.governance.policies import edit, new_policy, policy_in_force, publish


def url(name, *, org="northbank", **kwargs):
    return reverse(f"governance:{name}", kwargs={"org": org, **kwargs})


@pytest.fixture
def staff(member):
    return member(Role.COE_STAFF, name="Stella Staff")


@pytest.fixture
def approver(member):
    return member(Role.EXECUTIVE, name="Alma Approver")


@pytest.fixture
def policy(organization, staff, approver):
    with scope(organization):
        return policy_in_force(staff, approver)


def ask(organization, policy, staff, days=14):
    with scope(organization):
        terms = CampaignTerms("everybody", today_here() + dt.timedelta(days=days))
        return open_campaign(policy, terms, actor=Actor.member(staff))


def page(client, place, status=200):
    answer = client.get(place)
    assert answer.status_code == status
    return answer.content.decode()


def test_from_a_template_to_an_attestation(organization, staff, approver, member, client_for):
    by_staff, by_approver = client_for(staff), client_for(approver)
    chosen = policy_templates()[0]
    assert chosen.title in page(by_staff, url("policy_templates"))
    sent = {"slugs": [chosen.slug], "owner": staff.pk}
    listed = by_staff.post(url("policy_templates"), sent, follow=True).content.decode()
    assert "1 draft is made." in listed
    assert chosen.title in listed

    place = {"reference": "POL-1"}
    page(by_staff, url("policy_draft", **place))
    text = {"body": "# Charter\n\nWe help.", "change_note": "", "revision": 0}
    saved = by_staff.post(url("policy_draft", **place), text, follow=True).content.decode()
    assert "The draft is saved." in saved
    by_staff.post(url("policy_submit", **place))
    assert by_staff.post(url("policy_approve", **place)).status_code == 403
    assert "Approve" in page(by_approver, url("policy_version", **place, number=1))
    by_approver.post(url("policy_approve", **place))
    published = by_staff.post(url("policy_publish", **place), follow=True).content.decode()
    assert "Published." in published
    assert "We help." in published

    day = f"{dt.date.today() + dt.timedelta(days=20):%Y-%m-%d}"  # noqa: DTZ011
    terms = {"group": "everybody=", "due_on": day, "asks_newcomers": "on"}
    campaign = by_staff.post(url("campaign_new", **place), terms, follow=True).content.decode()
    assert "2 people are asked." in campaign
    assert "Alma Approver" in campaign

    assert chosen.title in page(by_approver, url("my_policies_card"))
    assert by_approver.post(url("attest", **place), {"version": 1}).status_code == 422
    done = by_approver.post(url("attest", **place), {"version": 1, "agreed": "on"}, follow=True)
    assert "Your attestation is kept." in done.content.decode()
    with scope(organization):
        assert Attestation.objects.get().member == approver


def test_members_read_what_holds_and_no_drafts(organization, policy, staff, member, client_for):
    with scope(organization):
        edit(policy, staff, "A secret plan.")
        hidden = new_policy(staff, title="Hidden plan")
    reader = client_for(member())
    assert "A secret plan." not in page(reader, policy_url := url("policy", reference="POL-1"))
    assert "Ask before you use it." in page(reader, policy_url)
    assert "Hidden plan" not in page(reader, url("policies"))
    page(reader, url("policy", reference=hidden.reference), 404)
    page(reader, url("policy_version", reference="POL-1", number=2), 404)
    page(reader, url("policy_pdf", reference="POL-1", number=2), 404)
    page(reader, url("policy_draft", reference="POL-1"), 403)
    page(reader, url("campaigns"))
    auditor = client_for(member(Role.AUDITOR))
    assert "A secret plan." in page(auditor, url("policy_version", reference="POL-1", number=2))
    assert auditor.post(url("policy_submit", reference="POL-1")).status_code == 403


def test_versions_are_compared(organization, policy, staff, client_for):
    with scope(organization):
        edit(policy, staff, "# Rules\n\nNever use it.", note="Stricter.")
    shown = page(client_for(staff), url("policy_changes", reference="POL-1", number=2))
    assert "Never use it." in shown
    assert "Ask before you use it." in shown
    assert "Stricter." in shown


def test_a_draft_names_what_is_to_fill_in_and_is_previewed(organization, staff, client_for):
    browser = client_for(staff)
    facts = {"title": "House rules", "kind": "other", "owner": staff.pk, "review_every_months": 6}
    answer = browser.post(url("policy_new"), facts)
    assert answer.headers["Location"] == url("policy_draft", reference="POL-1")
    text = {"body": "Ask [name of the owner].", "revision": 0}
    browser.post(url("policy_draft", reference="POL-1"), text)
    assert "1 place is still to fill in" in page(browser, url("policy", reference="POL-1"))
    shown = browser.post(url("policy_preview"), {"body": "**bold** <script>"}).content.decode()
    assert "<strong>bold</strong>" in shown
    assert "<script>" not in shown


def test_sending_back_and_facts(organization, staff, approver, client_for):
    with scope(organization):
        new_policy(staff)
    by_staff, by_approver = client_for(staff), client_for(approver)
    by_staff.post(url("policy_submit", reference="POL-1"))
    sent = by_approver.post(
        url("policy_return", reference="POL-1"), {"reason": "Name the owner."}, follow=True
    )
    assert "Sent back." in sent.content.decode()
    facts = {"title": "New name", "kind": "sop", "owner": approver.pk, "review_every_months": 3}
    changed = by_staff.post(url("policy_edit", reference="POL-1"), facts, follow=True)
    assert "New name" in changed.content.decode()
    archived = by_staff.post(url("policy_archive", reference="POL-1"), follow=True)
    assert "Restore" in archived.content.decode()
    assert "New name" not in page(by_staff, url("policies"))
    assert "New name" in page(by_staff, url("policies") + "?state=archived")


def test_the_report_is_for_oversight_and_owners_and_exports_no_formulas(
    organization, policy, staff, member, client_for
):
    formula = member(name="=cmd|' /C calc'!A0")
    campaign = ask(organization, policy, staff)
    place = url("campaign", reference=campaign.reference)
    page(client_for(formula), place, 404)
    with scope(organization):
        attest(policy, 1, actor=Actor.member(formula))
    browser = client_for(member(Role.AUDITOR))
    assert "33 %" in page(browser, place)
    content = b"".join(browser.get(place + "?export=csv")).decode("utf-8-sig")
    assert "'=cmd|" in content
    assert browser.get(place + "?export=xlsx").status_code == 200
    assert "Stella Staff" in page(browser, place + "?state=waiting")
    assert "Stella Staff" not in page(browser, place + "?state=attested")
    assert browser.post(url("campaign_close", reference=campaign.reference)).status_code == 403


def test_a_worker_prints_a_version_for_whoever_asked(
    organization, policy, staff, member, client_for, django_capture_on_commit_callbacks
):
    reader, address = client_for(member()), url("policy_pdf", reference="POL-1", number=1)
    assert reader.get(address).status_code == 302, "nothing is printed yet"
    with django_capture_on_commit_callbacks(execute=True):
        job = reader.post(address).headers["Location"]
    answer = reader.get(address)
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert 'filename="POL-1-v1.pdf"' in answer.headers["Content-Disposition"]
    assert client_for(member()).get(job).status_code == 404
    with scope(organization):
        edit(policy, staff, "A secret plan.")
    draft = url("policy_pdf", reference="POL-1", number=2)
    assert reader.post(draft).status_code == 404
    assert client_for(staff).post(draft).status_code == 302


def test_another_organization_sees_and_does_nothing(
    organization, policy, staff, member, other_organization, client_for
):
    campaign = ask(organization, policy, staff)
    stranger = client_for(member(Role.COE_STAFF, organization=other_organization))
    theirs = other_organization.slug
    page(stranger, url("policy", reference="POL-1"), 404)
    page(stranger, url("policy", org=theirs, reference="POL-1"), 404)
    page(stranger, url("campaign", org=theirs, reference=campaign.reference), 404)
    gone = stranger.post(url("attest", org=theirs, reference="POL-1"), {"version": 1})
    assert gone.status_code == 404
    with scope(other_organization):
        assert not Policy.objects.exists()
        assert not Campaign.objects.exists()


@pytest.mark.parametrize("name", ["policies", "campaigns", "my_policies", "campaign"])
def test_lists_cost_the_same_for_one_and_many(
    organization, policy, staff, approver, member, client_for, name
):
    campaign = ask(organization, policy, staff)
    place = url(name, reference=campaign.reference) if name == "campaign" else url(name)
    browser = client_for(staff)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            page(browser, place)
        return len(queries)

    cost()
    one = cost()
    for number in range(5):
        member(name=f"Person {number}")
        with scope(organization):
            more = policy_in_force(staff, approver, title=f"Rules {number}")
        ask(organization, more, staff)
        with scope(organization):
            ask_newcomers(campaign, actor=Actor.system("tests"))
    assert cost() == one


def test_a_policy_page_costs_the_same_for_one_version_and_many(
    organization, policy, staff, approver, client_for
):
    browser = client_for(staff)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            page(browser, url("policy", reference="POL-1"))
        return len(queries)

    cost()
    one = cost()
    for number in range(3):
        with scope(organization):
            edit(policy, staff, f"Text {number}")
            publish(policy, staff, approver)
    assert cost() == one
