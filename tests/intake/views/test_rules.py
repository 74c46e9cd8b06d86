from __future__ import annotations

import copy
import json

import pytest

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.addresses import org_url
from intake import catalogs
from intake.actions import rulebooks
from intake.models import TierPolicy

pytestmark = pytest.mark.usefixtures("rules")


@pytest.fixture
def staff(member, client_for):
    return client_for(member(Role.COE_STAFF))


@pytest.fixture
def stricter():
    """The default policy with everything that people outside see made high."""
    document = copy.deepcopy(catalogs.load("risk_tiers"))
    rule = next(rule for rule in document["rules"] if rule["id"] == "M1")
    rule["tier"] = "high"
    document["vignettes"] = []
    return document


@pytest.fixture
def draft(actor, stricter):
    return rulebooks.draft_document(TierPolicy, stricter, title="Stricter", actor=actor)


def test_everybody_reads_the_rules_in_force(browser):
    page = browser.get(org_url("intake:rules")).content.decode()

    assert "Default three-tier policy (version 1)" in page
    assert "New draft" not in page


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("questionnaire", "How is the work done today, and where does it hurt?"),
        ("rubric", "annual_benefit → &lt; 10,000: 5"),
        ("tier-policy", "Decides alone with serious effect on people."),
        ("ai-act", "No special regime; AI literacy still applies."),
    ],
)
def test_a_version_is_shown_line_by_line(browser, kind, words):
    page = browser.get(org_url("intake:rules_version", kind=kind, version=1)).content.decode()

    assert words in page
    assert "/edit/" not in page
    assert "/publish/" not in page


def test_staff_draft_change_and_publish(staff, stricter):
    staff.post(org_url("intake:rules_draft", kind="tier-policy"))
    content = {"document": json.dumps(stricter)}

    staff.post(org_url("intake:rules_json", kind="tier-policy", version=2), content)
    staff.post(org_url("intake:rules_publish", kind="tier-policy", version=2))

    now = TierPolicy.objects.published().get()
    assert (now.version, now.document) == (2, stricter)


def test_broken_json_is_refused_with_its_line(staff, draft):
    where = org_url("intake:rules_json", kind="tier-policy", version=draft.version)

    page = staff.post(where, {"document": '{"rules": [\n}'})

    assert page.status_code == 422
    assert "Line 2" in page.content.decode()
    draft.refresh_from_db()
    assert draft.title == "Stricter"


def test_a_draft_with_problems_says_them_and_offers_no_publishing(staff, actor, draft, stricter):
    stricter["rules"][0]["condition"] = "answers.users.map(x, x) == []"
    rulebooks.edit_document(draft, stricter, actor=actor)

    page = staff.get(draft.get_absolute_url()).content.decode()
    refused = staff.post(org_url("intake:rules_publish", kind="tier-policy", version=draft.version))

    assert "rule B1: function &#x27;map&#x27; is not allowed" in page
    assert org_url("intake:rules_publish", kind="tier-policy", version=draft.version) not in page
    assert refused.status_code == 422
    assert TierPolicy.objects.published().get().version == 1


def test_a_member_without_the_right_drafts_nothing(browser):
    assert browser.post(org_url("intake:rules_draft", kind="rubric")).status_code == 403
    assert TierPolicy.objects.count() == 1


@pytest.mark.parametrize("where", [("colour", 1), ("rubric", 99)])
def test_what_does_not_exist_is_not_found(browser, where):
    kind, version = where

    assert (
        browser.get(org_url("intake:rules_version", kind=kind, version=version)).status_code == 404
    )
