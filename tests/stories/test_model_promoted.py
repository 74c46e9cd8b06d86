"""A model is registered, documented, checked, asked for, approved and brought into production."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope
from governance.models.reviews import Review
from intake.models.use_cases import UseCase
from registry.choices import VersionStage
from registry.models.models import ModelVersion
from tests.fixtures.browser import Browse
from tests.governance.conftest import new_council
from tests.registry.models import pilot_case
from tests.stories.voting import vote

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

MODELS = "/northbank/registry/models/"
VERSION = f"{MODELS}M-1/versions/1/"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


@pytest.fixture
def case(organization: Organization, member) -> UseCase:
    business = member(name="Bea Business")
    with scope(organization):
        new_council(member)
        return pilot_case(business, tier="medium", title="Claims triage")


def register(page: Page, developer: Membership) -> None:
    page.get_by_label("Name").fill("claims-triage")
    page.get_by_label("Description").fill("Sorts claims by **urgency**.")
    press(page, "Register")
    follow(page, "Register a version")
    page.get_by_label("Source").fill("s3://models/claims-triage/1")
    page.get_by_label("Developer").select_option(label=developer.display_name)
    press(page, "Register")


def add_documents(page: Page) -> None:
    """Every document that the page asks for."""
    while page.locator("#documents").get_by_text("Needed for the tier, not there yet").count():
        missing = page.locator("#documents li").filter(has_text="Needed for the tier").first
        missing.get_by_role("link").first.click()
        page.get_by_role("link", name=re.compile("Add a (file|report)")).click()
        kind = page.get_by_label("Document", exact=True)
        page.get_by_label("Title").fill(f"About claims: {kind.input_value()}")
        page.get_by_label("Address").fill("https://docs.example.org/claims")
        if kind.input_value() in {"offline", "regression"}:
            page.get_by_label("Result").select_option("passed")
        press(page, "Add")
        expect(page.get_by_text("The document is added.").first).to_be_visible()


def test_from_the_inventory_to_production(
    organization: Organization, case: UseCase, member, browse: Browse
) -> None:
    person = member(Role.MODEL_OWNER, name="Olga Owner")
    developer = member(name="Dev Developer")
    checker = member(Role.REVIEWER, name="Val Validator")

    owner = browse(person)
    page = owner.visit(f"{MODELS}new/?about={case.reference}")
    owner.look("new")
    register(page, developer)
    expect(page.get_by_role("heading", name="What is missing for promotion")).to_be_visible()
    owner.look("version")
    add_documents(page)
    owner.look("documented")

    validator = browse(checker)
    page = validator.visit(f"{VERSION}validate/")
    page.get_by_label("What you checked").fill("Ran it on 500 closed claims.")
    press(page, "Validate")
    expect(page.get_by_text("Ran it on 500 closed claims.")).to_be_visible()

    page = owner.visit(VERSION)
    follow(page, "Ask for promotion")
    page.get_by_label("Note for the reviewers").fill("Wanted by the claims team in spring.")
    press(page, "Ask")
    expect(page.get_by_text("It is in review")).to_be_visible()
    owner.look("asked")
    with scope(organization):
        review = Review.objects.get()
        reviewer = review.seats.select_related("voter__user").get().voter

    judge = browse(reviewer)
    page = judge.visit(f"/northbank/governance/reviews/{review.reference}/")
    expect(page.get_by_role("heading", name="What is to be judged")).to_be_visible()
    judge.look("room")
    vote(page, "Approve", "Sound.")
    expect(page.get_by_text("Your vote is recorded.").first).to_be_visible()

    page = owner.visit(VERSION)
    follow(page, "Promote")
    owner.look("moving")
    press(page, "Move")
    expect(page.locator("p.strong", has_text="Production").first).to_be_visible()
    expect(page.get_by_role("heading", name="Ready for production")).to_be_visible()
    owner.look("promoted")
    with scope(organization):
        assert ModelVersion.objects.get().stage == VersionStage.PRODUCTION

    for visitor in (owner, browse(person, theme="dark"), browse(person, phone=True)):
        for part in ("", "M-1/", "M-1/versions/1/", "M-1/versions/1/documents/new/"):
            visitor.visit(f"{MODELS}{part}")
            visitor.look(part.strip("/").replace("/", "-") or "inventory")
        visitor.visit("/northbank/registry/promotions/")
        visitor.look("promotions")
        visitor.visit(f"/northbank/intake/use-cases/{case.reference}/models/")
        expect(visitor.page.get_by_role("link", name="claims-triage")).to_be_visible()
        visitor.look("case")
