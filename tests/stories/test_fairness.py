"""A validator uploads predictions, says what passes, and sees which group fares worse."""

from __future__ import annotations

import random

import pytest
from playwright.sync_api import expect

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from tests.fixtures.browser import Browse
from tests.registry.fairness import assessed
from tests.registry.models import new_model, new_version, pilot_case

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

BANDS = ("under 30", "30-44", "45-59", "60 and over")


def applications(count: int = 6000) -> bytes:
    """Loan applications of which those of older people are turned down more often."""
    numbers = random.Random(7)  # noqa: S311  (sample data)
    lines = ["applicant_age_band,sex,score,label"]
    for _number in range(count):
        band = numbers.choices(range(4), (30, 35, 25, 10))[0]
        sex = numbers.choices(("female", "male", "not told"), (49, 50, 0.2))[0]
        repays = numbers.random() < 0.62
        score = numbers.gauss(0.58 if repays else 0.4, 0.14) - (0.09 if band == 3 else 0)
        lines.append(f"{BANDS[band]},{sex},{min(max(score, 0), 1):.4f},{int(repays)}")
    return "\n".join(lines).encode()


@pytest.fixture
def validator(organization, member):
    """Somebody who checks a version that others have built."""
    owner, developer = member(Role.MODEL_OWNER, name="Olga Owner"), member(name="Dev Developer")
    business = member(name="Bea Business")
    with scope(organization):
        case = pilot_case(business, title="Loans for small firms")
        model = new_model(owner, name="loan-score", use_case=case.reference)
        # Earlier, so that fairlearn is loaded before anybody waits for it in a page.
        assessed(new_version(model, developer), developer)
    return member(Role.REVIEWER, name="Val Validator")


def test_from_the_file_to_the_group_that_fares_worse(validator, browse: Browse) -> None:
    visitor = browse(validator)
    page = visitor.visit("/northbank/registry/models/M-1/versions/1/")
    page.get_by_role("link", name="Assess fairness").click()
    file = {"name": "loans.csv", "mimeType": "text/csv", "buffer": applications()}
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    first_lines = page.get_by_role("region", name="The first lines of the file")
    expect(first_lines.get_by_role("columnheader", name="applicant_age_band")).to_be_visible()
    page.get_by_label("Prediction").select_option("score")
    page.get_by_label("Threshold of the score").fill("0.5")
    page.get_by_role("checkbox", name="applicant_age_band").check()
    visitor.look("terms")
    page.get_by_role("button", name="Assess").click()
    expect(page.get_by_role("heading", name="By applicant_age_band", exact=True)).to_be_visible()
    expect(page.get_by_text("Not within the limits").first).to_be_visible()
    expect(page.get_by_text("Within the limits", exact=True)).to_be_visible()
    visitor.look("found")
    page.get_by_role("link", name="loan-score v1").click()
    page.get_by_role("link", name="Fairness by sex, applicant_age_band").or_(
        page.get_by_role("link", name="Fairness by applicant_age_band, sex")
    ).first.click()
    expect(page.get_by_role("link", name="Groups and plots")).to_be_visible()
    visitor.look("document")

    for other in (browse(validator, theme="dark"), browse(validator, phone=True)):
        for part in ("fairness", "fairness/FA-2", "models/M-1/versions/1"):
            other.visit(f"/northbank/registry/{part}/")
            other.look(part.replace("/", "-"))
