"""A dataset comes in by its description, a version is made from it, and it is withdrawn."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.scope import scope
from registry.models.assets import Reuse
from registry.models.datasets import Dataset
from tests.fixtures.browser import Browse
from tests.registry.catalogue import new_asset
from tests.registry.logic.test_croissant import content
from tests.registry.models import new_model, new_version, pilot_case

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

ROOM = "/northbank/registry/"


@pytest.fixture
def owner(organization, member):
    """The owner of a model with a version that nobody has told the origin of."""
    owner = member(Role.MODEL_OWNER, name="Olga Owner")
    developer = member(name="Dev Developer")
    with scope(organization):
        case = pilot_case(member(name="Bea Business"), title="Garden advice")
        new_version(new_model(owner, name="bird-counter", use_case=case.reference), developer)
        new_asset(
            member(name="Mia Maker"),
            "Name redactor",
            description="Hides names of people before texts leave us.",
            usage="1. Install it.\n2. Call `redact(text)`.",
            version="1.4",
            url="https://git.example/redactor",
            licence="Apache-2.0",
        )
    return owner


def test_from_the_description_to_the_mark(organization, owner, browse: Browse) -> None:
    with scope(organization):
        soon = (today_here() + dt.timedelta(days=90)).isoformat()
    visitor = browse(owner)
    page = visitor.visit(f"{ROOM}datasets/")
    expect(page.get_by_role("heading", name="No datasets yet")).to_be_visible()
    page.get_by_role("link", name="From Croissant").click()
    file = {"name": "birds.json", "mimeType": "application/json", "buffer": content()}
    page.get_by_label("Croissant file").set_input_files(file)  # type: ignore[arg-type]
    visitor.look("import")
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_role("heading", name="Check what was read")).to_be_visible()
    visitor.look("check")
    page.get_by_label("Legal basis").select_option(label="Consent")
    page.get_by_label("Next review").fill(soon)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", name="Garden birds")).to_be_visible()
    visitor.look("dataset")

    page = visitor.visit(f"{ROOM}models/M-1/versions/1/lineage/new/")
    page.get_by_label("Dataset of the catalogue").select_option(index=1)
    visitor.look("lineage")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("link", name="Garden birds").first.click()
    expect(page.get_by_role("link", name="bird-counter v1")).to_be_visible()
    page.get_by_role("link", name="Withdraw").click()
    page.get_by_label("Why").fill("People took their consent back.")
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("People took their consent back.").first).to_be_visible()
    visitor.look("withdrawn")
    page = visitor.visit(f"{ROOM}models/M-1/versions/1/")
    expect(page.get_by_text("is withdrawn").first).to_be_visible()
    visitor.look("marked")

    page = visitor.visit(f"{ROOM}assets/")
    page.get_by_role("link", name="Name redactor").click()
    page.get_by_role("link", name="I use this").click()
    page.get_by_label("Used by").fill("UC-1")
    page.get_by_label("What for").fill("Letters of gardeners")
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_role("link", name="Garden advice")).to_be_visible()
    visitor.look("asset")
    with scope(organization):
        assert Dataset.objects.get().withdrawn_at is not None
        assert Reuse.objects.get().since == today_here()

    for other in (browse(owner, theme="dark"), browse(owner, phone=True)):
        for part in ("datasets", "datasets/DS-1", "datasets/new", "assets", "assets/AS-1"):
            other.visit(f"{ROOM}{part}/")
            other.look(part.replace("/", "-"))
