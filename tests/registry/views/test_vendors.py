"""Pages of vendors and of the approved stack."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from registry.actions.promotion import Move, promote_version
from registry.actions.registration import TERMS, ModelTerms, change_model
from registry.actions.vendors import suspend_vendor
from registry.choices import Criterion, StackCategory, StackRing, VendorStatus, VersionStage
from registry.integrations.mlflow.reading import versions_seen
from registry.models.stack import StackItem
from registry.models.vendors import Vendor
from tests.registry.vendors import SYSTEM, approved_vendor, in_days, new_item, new_vendor


def url(name, *, org="northbank", **kwargs):
    return reverse(f"registry:{name}", kwargs={"org": org, **kwargs})


@pytest.fixture
def boss(member):
    return member(Role.EXECUTIVE, name="Eve Executive")


@pytest.fixture
def vendor(organization, owner):
    with scope(organization):
        return new_vendor(owner)


def post(browser, name, data=None):
    page = browser.post(url(name, reference="VND-1"), data or {}, follow=True)
    assert page.status_code == 200, page.content.decode()
    return page.content.decode()


def test_a_vendor_goes_from_proposal_to_reinstatement(organization, owner, boss, staff, client_for):
    browser = client_for(owner)
    given = {"name": "Acme AI", "owner": owner.pk, "no_training": "yes", "places": "EU"}
    given |= {"data_use": "Only to answer.", "security": "Encrypted."}
    page = browser.post(url("vendor_new"), given, follow=True).content.decode()
    assert "Evaluate it by every criterion." in page
    scores = {criterion.value: "4" for criterion in Criterion}
    page = post(browser, "vendor_evaluate", {**scores, "cost_note": "Clear bills."})
    assert "Clear bills." in page
    with scope(organization):
        soon = in_days(60).isoformat()
    page = post(browser, "vendor_certificate", {"kind": "soc_2", "valid_until": soon})
    assert "SOC 2" in page
    assert client_for(owner).get(url("vendor_approve", reference="VND-1")).status_code == 403

    chief = client_for(boss)
    assert "Approved" in post(chief, "vendor_approve", {"note": "Fine.", "next_on": soon})
    page = post(browser, "vendor_review", {"fitness": "concerns", "note": "Slow.", "next_on": soon})
    assert "Fit with concerns" in page
    page = post(chief, "vendor_suspend", {"reason": "A leak."})
    assert "A leak." in page
    page = post(chief, "vendor_reinstate", {"note": "Closed.", "next_on": soon})
    assert "Lift the suspension" not in page
    page = post(chief, "vendor_end", {"reason": "Too dear."})
    assert "Too dear." in page
    assert "Proposed" in post(client_for(staff), "vendor_propose", {"reason": "Cheaper now."})
    with scope(organization):
        assert Vendor.objects.get().status == VendorStatus.PROPOSED


def test_a_rejected_form_says_what_is_wrong(vendor, staff, client_for):
    browser = client_for(staff)
    answer = browser.post(url("vendor_approve", reference="VND-1"), {"next_on": "2020-01-01"})
    assert answer.status_code == 422
    assert "still to come" in answer.content.decode()
    answer = browser.post(url("vendor_evaluate", reference="VND-1"), {}).content.decode()
    assert "Score at least one criterion." in answer
    assert f'<li><a href="{url("vendors")}">Vendors</a></li>' in answer
    assert "Rejected" in post(browser, "vendor_reject", {"reason": "No."})


def test_papers_are_for_those_who_may_see_them(vendor, owner, developer, client_for):
    def about(member):
        return client_for(member).get(url("vendor", reference="VND-1")).content.decode()

    assert ("Papers" in about(owner), "Papers" in about(developer)) == (True, False)


def test_what_is_missing_is_missing(staff, client_for):
    browser = client_for(staff)
    for name in ("vendor", "vendor_edit", "vendor_suspend"):
        assert browser.get(url(name, reference="VND-7")).status_code == 404
    for name in ("stack_item", "stack_item_edit", "stack_item_review"):
        assert browser.get(url(name, reference="STK-7")).status_code == 404


def test_a_certificate_is_taken_back_once(organization, vendor, owner, client_for):
    browser = client_for(owner)
    post(browser, "vendor_certificate", {"kind": "c5"})
    with scope(organization):
        key = vendor.certificates.get().pk
    place = url("vendor_certificate_withdraw", reference="VND-1", certificate=key)
    assert "No certificates yet." in browser.post(place, follow=True).content.decode()
    assert browser.post(place).status_code == 404


def test_the_list_is_filtered_and_exported(organization, vendor, owner, staff, client_for):
    with scope(organization):
        approved_vendor(owner, name="Beta Models")
    browser = client_for(staff)
    page = browser.get(url("vendors"), {"status": "approved"}).content.decode()
    assert page.index("Any status") < page.index("Any review date")
    assert ("Beta Models" in page, "Acme AI" in page) == (True, False)
    assert "Beta Models" not in browser.get(url("vendors"), {"review": "overdue"}).content.decode()
    lines = browser.get(url("vendors"), {"export": "csv"}).content.decode().splitlines()
    assert [line.split(",")[1] for line in lines[1:]] == ["Acme AI", "Beta Models"]
    assert [line.split(",")[4] for line in lines[1:]] == ["", "4.0"]


def queries(browser, *names):
    with CaptureQueriesContext(connection) as asked:
        for name in names:
            assert browser.get(url(name)).status_code == 200
    return len(asked)


def test_lists_ask_as_much_for_thirty_as_for_one(organization, owner, staff, client_for):
    browser = client_for(staff)
    places = ("vendors", "stack", "stack_list")
    with scope(organization):
        first = approved_vendor(owner, name="Vendor")
        new_item(owner, vendor=first)
    queries(browser, *places)
    few = queries(browser, *places)
    with scope(organization):
        for number in range(30):
            one = approved_vendor(owner, name=f"Vendor {number}")
            new_item(owner, name=f"Item {number}", vendor=one)
    assert queries(browser, *places) == few


def test_the_stack_shows_rings_and_answers_what_may_be_used(
    organization, owner, staff, developer, client_for
):
    browser = client_for(staff)
    assert "Nothing is on the stack yet" in browser.get(url("stack")).content.decode()
    item = {
        "name": "LangGraph",
        "category": "framework",
        "ring": "adopt",
        "owner": staff.pk,
        "tiers": ["low", "medium"],
        "data_classes": ["public"],
    }
    page = browser.post(url("stack_new"), item, follow=True).content.decode()
    assert "Low, Medium" in page
    with scope(organization):
        vendor = approved_vendor(owner)
        new_item(staff, name="GPT", category=StackCategory.PROVIDER, vendor=vendor)
        suspend_vendor(vendor, "A leak.", actor=SYSTEM)
    reader = client_for(developer)
    assert "LangGraph" in reader.get(url("stack")).content.decode()
    assert "Suspended" in reader.get(url("stack"), {"data": "public"}).content.decode()
    assert "LangGraph" not in reader.get(url("stack"), {"tier": "high"}).content.decode()
    assert reader.get(url("stack_new")).status_code == 403

    moved = {**item, "ring": "hold", "tiers": [], "data_classes": []}
    page = browser.post(url("stack_item_edit", reference="STK-1"), moved, follow=True)
    assert "Adopt" in page.content.decode()
    with scope(organization):
        assert StackItem.objects.get(number=1).ring == StackRing.HOLD
        soon = in_days(60).isoformat()
    looked = {"note": "Still on hold.", "next_on": soon}
    page = browser.post(url("stack_item_review", reference="STK-1"), looked, follow=True)
    assert "Last reviewed" in page.content.decode()


def test_the_search_finds_vendors_and_items(organization, vendor, owner, staff, client_for):
    with scope(organization):
        new_item(staff)
    browser = client_for(staff)
    place = reverse("search:page", kwargs={"org": "northbank"})
    assert "VND-1" in browser.get(place, {"q": "acme"}).content.decode()
    assert "STK-1" in browser.get(place, {"q": "langgraph"}).content.decode()


def test_the_sidebar_counts_what_waits_for_me(vendor, owner, boss, client_for):
    def count(member):
        page = client_for(member).get(url("stack")).content.decode()
        link = page.split(f'href="{url("vendors")}"')[1].split("</a>")[0]
        return "1" in link.rsplit("Vendors")[-1]

    assert (count(boss), count(owner)) == (True, False)


def test_marks_show_on_versions_models_lists_and_use_cases(
    organization, model, version, case, owner, client_for, api_client
):
    with scope(organization):
        vendor = approved_vendor(owner)
        terms = {name: getattr(model, name) for name in TERMS} | {"vendor": vendor}
        change_model(model, ModelTerms(**terms), actor=SYSTEM)
        new_item(owner, name="Acme models", vendor=vendor)
    browser = client_for(owner)
    place = f"/northbank/api/v1/models/{model.reference}/"
    pages = (
        (url("model", reference="M-1"), {}),
        (url("version", reference="M-1", number=1), {}),
        (url("models"), {"marked": "yes"}),
        (url("case_models", reference=case.reference), {}),
    )

    def marked():
        shown = [browser.get(*page).content.decode() for page in pages]
        assert "Acme models" in shown[0]
        words = ("Nothing is taken out", "Nothing is taken out", "fraud-scorer", ">Marked<")
        return [word in page for word, page in zip(words, shown, strict=True)]

    assert marked() == [False] * 4
    with scope(organization):
        suspend_vendor(vendor, "A leak.", actor=SYSTEM)
        tags = versions_seen([version])[0].tags
        assert tags["governance.marks"] == "vendor_suspended"
    assert marked() == [True] * 4
    program = api_client(owner)
    assert program.get(place).json()["is_marked"] is True
    told = program.get(f"{place}versions/1/").json()
    assert [mark["code"] for mark in told["marks"]] == ["vendor_suspended"]
    with scope(organization):
        promote_version(version, Move(to=VersionStage.ARCHIVED), actor=SYSTEM)
    assert marked() == [False, True, False, False]


def test_a_form_about_a_vendor_stands_below_its_page(owner, vendor, client_for):
    page = client_for(owner).get(url("vendor_edit", reference="VND-1")).content.decode()
    place = url("vendor", reference="VND-1")
    crumbs = page.split('aria-label="Breadcrumb"')[1].split("</nav>")[0]
    assert crumbs.index(f'href="{url("vendors")}"') < crumbs.index(f'href="{place}"')
    assert f'href="{place}">Cancel' in page
