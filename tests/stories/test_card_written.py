"""A model card comes from Hugging Face, is completed, published, compared, and figures decide."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope
from tests.fixtures.browser import Browse
from tests.registry.models import new_model, new_version, pilot_case

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

VERSION = "/northbank/registry/models/M-1/versions/2/"
README = """---
license: apache-2.0
library_name: transformers
language: [en, nl]
datasets: [claims-2025]
tags: [claims, triage]
---
# Claims triage

Sorts claims by **urgency**, so that the urgent ones are read first.

## Uses

For the claims desk.

### Out-of-Scope Use

- Refusing a claim
- Pricing

## Bias, Risks, and Limitations

| group | recall |
| --- | --- |
| letters | 0.93 |
| faxes | 0.71 |
"""


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def publish(page: Page) -> None:
    follow(page, "Publish")
    press(page, "Publish")
    expect(page.get_by_text("The document is published.").first).to_be_visible()


def test_a_card_is_uploaded_completed_and_compared(
    organization: Organization, member, browse: Browse, tmp_path: Path
) -> None:
    person = member(Role.MODEL_OWNER, name="Olga Owner")
    with scope(organization):
        case = pilot_case(person, tier="high", title="Claims triage")
        model = new_model(person, name="claims-triage", use_case=case.reference)
        new_version(model, person)
        new_version(model, person)
    file = tmp_path / "README.md"
    file.write_text(README)

    owner = browse(person)
    page = owner.visit(VERSION)
    missing = page.locator("#documents li").filter(has_text="Model card")
    missing.get_by_role("link", name="Write").click()
    owner.look("begun")
    follow(page, "Upload README.md")
    page.get_by_label("README.md").set_input_files(file)
    press(page, "Upload")
    expect(page.get_by_text("The draft says what the file says.").first).to_be_visible()
    expect(page.get_by_label("Licence")).to_have_value("apache-2.0")
    page.get_by_label("Contact", exact=True).fill("The claims desk, claims@northbank.example")
    page.get_by_label("Contact", exact=True).blur()
    expect(page.locator("#state-contact").get_by_text("There")).to_be_visible()
    expect(page.locator("#standing").get_by_text("Contact")).to_have_count(0)
    owner.look("in-work")
    follow(page, "Preview")
    expect(page.get_by_role("cell", name="0.71")).to_be_visible()
    owner.look("preview")
    publish(page)
    owner.look("published")

    follow(page, "Write")
    page.get_by_label("Recommendations").fill("Have faxes read by a person.")
    page.get_by_label("Recommendations").blur()
    expect(page.locator("#state-recommendations").get_by_text("There")).to_be_visible()
    publish(page)
    follow(page, "What changed")
    expect(page.get_by_text("Have faxes read by a person.")).to_be_visible()
    owner.look("changes")

    page = owner.visit(f"{VERSION}evaluate/offline/")
    page.get_by_role("textbox", name="Metric").first.fill("recall")
    page.get_by_role("textbox", name="Value").first.fill("0.93")
    page.get_by_role("textbox", name="Threshold").first.fill("0.9")
    owner.look("figures")
    press(page, "Record")
    expect(page.get_by_text("1 of 1 thresholds are met.")).to_be_visible()
    owner.look("measured")

    for visitor in (browse(person, theme="dark"), browse(person, phone=True)):
        page = visitor.visit(VERSION)
        visitor.look("version")
        page.locator("#documents").get_by_role("link", name="Claims triage").first.click()
        visitor.look("card")
        for part in ("write/oversight/", "evaluate/regression/"):
            visitor.visit(f"{VERSION}{part}")
            visitor.look(part.strip("/").replace("/", "-"))
        visitor.visit("/northbank/registry/documents/")
        visitor.look("list")
    page = owner.visit(VERSION)
    page.locator("#documents").get_by_role("link", name="Claims triage").first.click()
    page.emulate_media(media="print")
    owner.look("print")
