"""A night finds that a model drifts; its owner sees why, and goes back to the version before."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from registry.choices import Better, VersionStage
from registry.logic.thresholds import MetricLimits
from registry.models.models import ModelVersion
from tests.fixtures.browser import Browse
from tests.governance.conftest import new_council
from tests.registry.models import new_model, new_version, pilot_case
from tests.registry.monitoring import (
    REFERENCE,
    check,
    people,
    send,
    serve,
    watch,
    yesterday,
)

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

ROOM = "/northbank/registry/"
ACCURACY = MetricLimits(Better.HIGHER, warning=0.9, severe=0.8, margin=0.01)
DAYS = 6


def rows(day: int) -> list[dict]:
    """Ages that rise from day to day, and regions and incomes that stay as they were."""
    drift = 3 * max(0, DAYS - day - 1)
    incomes = people(300, seed=100 + day)
    return [
        one | {"income": 1000 * other["age"], "tenure": other["age"] / 4}
        for one, other in zip(people(300, shift=drift, seed=day), incomes, strict=True)
    ]


def drift_for_days(version) -> None:
    """A reference, then days of which each is checked."""
    send(version, rows(DAYS), kind=REFERENCE, at=yesterday(40))
    monitor = watch(version, name="Nightly check", metrics={"accuracy": ACCURACY})
    for ago in range(DAYS, 0, -1):
        send(version, rows(ago), at=yesterday(ago))
        send(version, [{"accuracy": 0.84 + ago / 50}], at=yesterday(ago), word="m")
        check(monitor, timezone.now().date() - dt.timedelta(days=ago - 1))


@pytest.fixture
def owner(organization, member):
    """The owner of a model in production, whose second version drifts."""
    owner = member(Role.MODEL_OWNER, name="Olga Owner")
    developer = member(name="Dev Developer")
    checker, business = member(Role.REVIEWER, name="Val Validator"), member(name="Bea Business")
    with scope(organization):
        council = new_council(member)
        case = pilot_case(business, title="Claims triage")
        model = new_model(owner, name="claims-triage", use_case=case.reference)
        for _number in range(2):
            version = new_version(model, developer)
            serve(version, owner=owner, developer=developer, validator=checker, council=council)
        drift_for_days(version)
    return owner


def test_from_the_night_to_the_version_before(organization, owner, browse: Browse) -> None:
    visitor = browse(owner)
    page = visitor.visit(f"{ROOM}monitors/")
    expect(page.get_by_role("link", name="Nightly check")).to_be_visible()
    visitor.look("monitors")
    page.get_by_role("link", name="Nightly check").click()
    expect(page.get_by_text("This version drifts")).to_be_visible()
    visitor.look("monitor")
    page.get_by_role("link", name="region", exact=True).click()
    expect(page.get_by_role("heading", name="region")).to_be_visible()
    page.get_by_role("link", name="Open the review").click()
    expect(page.get_by_role("heading", name="Signals")).to_be_visible()
    visitor.look("review")
    page.get_by_role("link", name="Decide").click()
    page.get_by_text("Roll back to an earlier version").click()
    page.get_by_label("Back to (optional)").select_option(label="claims-triage v1")
    page.get_by_label("Why").fill("People are older than those it was trained on.")
    visitor.look("deciding")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("People are older than").first).to_be_visible()
    visitor.look("decided")
    with scope(organization):
        stages = dict(ModelVersion.objects.values_list("number", "stage"))
    assert stages == {1: VersionStage.PRODUCTION, 2: VersionStage.ARCHIVED}

    for other in (browse(owner, theme="dark"), browse(owner, phone=True)):
        for part in ("monitors", "monitors/MON-1", "drift-reviews", "drift-reviews/DR-1",
                     "monitors/MON-1/edit", "monitors/new", "models/M-1/versions/2"):  # fmt: skip
            other.visit(f"{ROOM}{part}/")
            other.look(part.replace("/", "-"))
