"""A vendor is suspended: what stands on it is marked and waits, until the suspension is lifted."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from registry.actions.promotion import request_promotion
from registry.actions.vendor_papers import CertificateTerms, add_certificate
from registry.choices import CertificateKind, StackCategory, StackRing, VersionStage
from registry.models.models import ModelVersion
from tests.fixtures.browser import Browse
from tests.registry.models import new_model, new_version, pilot_case, prepared
from tests.registry.vendors import SYSTEM, approved_vendor, in_days, new_item, new_vendor

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

ROOM = "/northbank/registry/"
VERSION = f"{ROOM}models/M-1/versions/1/"
PARTS = (
    "vendors/",
    "vendors/VND-1/",
    "vendors/VND-2/",
    "vendors/VND-1/edit/",
    "vendors/VND-1/evaluate/",
    "stack/",
    "stack/list/",
    "stack/STK-1/",
    "stack/STK-1/edit/",
)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


@pytest.fixture
def owner(organization, member):
    """The owner of a version that may go live: nothing is missing."""
    owner = member(Role.MODEL_OWNER, name="Olga Owner")
    developer = member(name="Dev Developer")
    checker, business = member(Role.REVIEWER, name="Val Validator"), member(name="Bea Business")
    with scope(organization):
        vendor = approved_vendor(
            owner,
            website="https://acme.example",
            retention="30 days",
            subprocessors="Big Cloud, Dublin",
            service_level="99.9 % a month",
            incident_duties="Tells us within 24 hours.",
            new_models="Each new model is evaluated on our test set first.",
            transfer_plan="Two of ours work with theirs; prompts and tests stay with us.",
            contract_until=in_days(200),
        )
        terms = CertificateTerms(
            kind=CertificateKind.SOC_2, scope="Type II", valid_until=in_days(90)
        )
        add_certificate(vendor, terms, actor=SYSTEM)
        new_vendor(owner, name="Beta Models", places="")
        stack = (
            ("Acme models", StackCategory.PROVIDER, StackRing.ADOPT, ("low", "medium")),
            ("LangGraph", StackCategory.FRAMEWORK, StackRing.TRIAL, ("low",)),
            ("pgvector", StackCategory.DATA, StackRing.ADOPT, ("low", "medium", "high")),
            ("Homemade agents", StackCategory.FRAMEWORK, StackRing.RETIRED, ()),
            ("Public chat sites", StackCategory.TOOL, StackRing.HOLD, ()),
        )
        for name, category, ring, tiers in stack:
            new_item(
                owner,
                name=name,
                category=category,
                ring=ring,
                tiers=tiers,
                vendor=vendor if category == StackCategory.PROVIDER else None,
                review_on=in_days(90),
            )
        case = pilot_case(business, title="Claims triage", tier="low")
        model = new_model(owner, name="claims-triage", use_case=case.reference, vendor=vendor)
        version = prepared(new_version(model, developer), owner, checker)
        request_promotion(version, actor=Actor.member(owner))
    return owner


def test_from_the_suspension_to_production(organization, owner, member, browse: Browse) -> None:
    boss = browse(member(Role.EXECUTIVE, name="Eve Executive"))
    page = boss.visit(f"{ROOM}vendors/VND-1/")
    expect(page.get_by_text("claims-triage v1")).to_be_visible()
    boss.look("approved")
    follow(page, "Suspend")
    page.get_by_label("Why").fill("They trained on what customers sent them.")
    boss.look("suspending")
    press(page, "Suspend")
    expect(page.get_by_text("They trained on what customers sent them.").first).to_be_visible()
    boss.look("suspended")

    visitor = browse(owner)
    page = visitor.visit(f"{ROOM}models/")
    expect(page.get_by_role("cell", name="Marked")).to_be_visible()
    visitor.look("inventory")
    page = visitor.visit(VERSION)
    expect(page.get_by_text("It stands on Acme AI.")).to_be_visible()
    expect(page.get_by_text("Vendors: Acme AI (suspended).")).to_be_visible()
    visitor.look("marked")
    page = visitor.visit(f"{VERSION}move/?to=production")
    press(page, "Move")
    expect(page.get_by_text("Vendors: Acme AI (suspended).").first).to_be_visible()
    visitor.look("refused")

    page = boss.visit(f"{ROOM}vendors/VND-1/")
    follow(page, "Lift the suspension")
    page.get_by_label("What has changed").fill("They deleted it, and an auditor has seen it.")
    press(page, "Lift it")
    expect(page.get_by_text("The vendor is approved again.").first).to_be_visible()

    page = visitor.visit(VERSION)
    expect(page.get_by_text("It stands on Acme AI.")).to_have_count(0)
    follow(page, "Promote")
    press(page, "Move")
    expect(page.locator("p.strong", has_text="Production").first).to_be_visible()
    visitor.look("promoted")
    with scope(organization):
        assert ModelVersion.objects.get().stage == VersionStage.PRODUCTION

    for other in (visitor, browse(owner, theme="dark"), browse(owner, phone=True)):
        for part in PARTS:
            other.visit(f"{ROOM}{part}")
            other.look(part.strip("/").replace("/", "-"))
