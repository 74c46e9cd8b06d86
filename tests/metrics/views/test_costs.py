"""Pages of costs, budgets and chargebacks."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coe_portal.accounts.roles import Role
from coe_portal.jobs.models import Job
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.scope import scope
from metrics.actions.chargebacks import draw_up, issue_statement
from metrics.actions.funding import CentreTerms, set_cost_centre
from metrics.logic.spending import fiscal_year_of
from metrics.models.chargebacks import Statement
from metrics.models.costs import CostEntry
from tests.metrics.costs import SYSTEM, booked, hybrid, month_ago, unit


def url(name, *, org="northbank", **kwargs):
    return reverse(f"metrics:{name}", kwargs={"org": org, **kwargs})


@pytest.fixture
def finance(member):
    return member(Role.FINANCE, name="Fay Finance")


@pytest.fixture
def claims(organization):
    with scope(organization):
        return unit("Claims")


@pytest.fixture
def head(organization, member, claims):
    person = member(name="Hal Head")
    with scope(organization):
        set_cost_centre(CentreTerms(business_unit=claims, head=person), actor=SYSTEM)
    return person


@pytest.fixture
def statement(organization, claims, head):
    with scope(organization):
        hybrid({claims.pk: "100"})
        booked("60.50", business_unit=claims, description="=Consultants")
        booked(100)
        return issue_statement(draw_up(month_ago(), actor=SYSTEM)[0], None, actor=SYSTEM)


def test_a_cost_is_booked_corrected_and_taken_back(organization, finance, client_for):
    browser = client_for(finance)
    with scope(organization):
        month = f"{month_ago():%Y-%m}"
    given = {"month": month, "category": "platform", "amount": "80", "description": "GPU hours"}
    page = browser.post(url("cost_new"), {**given, "use_case": "UC-9"})
    assert (page.status_code, "no use case with this id" in page.content.decode()) == (422, True)
    page = browser.post(url("cost_new"), given, follow=True).content.decode()
    assert "GPU hours" in page
    assert "80.00 EUR" in page
    changed = {**given, "amount": "70", "reason": "Discount"}
    page = browser.post(url("cost_correct", reference="COST-1"), changed, follow=True)
    assert "COST-1" in page.content.decode()
    page = browser.post(url("cost_void", reference="COST-2"), {"reason": "A test"}, follow=True)
    assert "Taken back by Fay Finance" in page.content.decode()
    listed = browser.get(url("cost_list"), {"standing": "no"}).content.decode()
    assert listed.count("GPU hours") >= 2


def test_a_year_shows_budget_spent_and_forecast(organization, finance, claims, client_for):
    browser = client_for(finance)
    assert "No budget and no costs" in browser.get(url("costs")).content.decode()
    with scope(organization):
        year = fiscal_year_of(month_ago()).year
        booked(60_000, business_unit=claims)
    given = {"people": "600000", "platform": "200000", "note": "As planned"}
    page = browser.post(url("budget", year=year), given, follow=True).content.decode()
    for told in ("€800k", "€60k", "Claims", "less than usual", "more than usual"):
        assert told in page
    assert browser.get(url("costs_year", year=year + 9)).status_code == 404


@pytest.mark.parametrize("rows", [1, 12])
def test_the_year_and_the_lists_take_as_many_queries_with_more_rows(
    organization, finance, client_for, rows
):
    browser = client_for(finance)
    with scope(organization):
        for number in range(rows):
            booked(number + 1, business_unit=unit(f"U{number}"))
    browser.get(url("costs"))
    counts = []
    for name in ("costs", "cost_list"):
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(url(name)).status_code == 200
        counts.append(len(queries))
    assert counts[0] <= 20
    assert counts[1] <= 20


def test_a_table_is_looked_at_and_booked(organization, finance, client_for):
    browser = client_for(finance)
    with scope(organization):
        month = f"{month_ago():%Y-%m}"
    lines = f"Month,Category,Amount,Description\n{month},Cloud,80,GPU\n{month},Fun,80,Games\n"
    upload = SimpleUploadedFile("september.csv", lines.encode())
    page = browser.post(url("cost_upload"), {"file": upload}, follow=True)
    text = page.content.decode()
    assert "1 to book, 0 booked already, 1 with problems" in text
    assert "is none of people, platform, training, external" in text
    assert "Book 1 line" in text
    pk = page.context["subject"].pk
    page = browser.post(url("cost_file_book", pk=pk), follow=True).content.decode()
    assert "COST-1" in page
    with scope(organization):
        assert CostEntry.objects.count() == 1
    wrong = browser.post(url("cost_upload"), {"file": SimpleUploadedFile("a.csv", b"Month\n1\n")})
    assert wrong.status_code == 422


def test_who_pays_is_said_with_fixed_shares(organization, finance, claims, head, client_for):
    browser = client_for(finance)
    with scope(organization):
        month = f"{today_here():%Y-%m}"
    given = {"from_month": month, "model": "hybrid", "share": "40", "key": "fixed"}
    page = browser.post(url("funding_new"), given)
    assert "add up to 100" in page.content.decode()
    page = browser.post(url("funding_new"), {**given, f"unit_{claims.pk}": "100"}, follow=True)
    assert "40 %" in page.content.decode()
    page = browser.post(
        url("funding_centre", unit=claims.pk), {"head": head.pk, "code": "4711"}, follow=True
    )
    assert "Hal Head · 4711" in page.content.decode()


def test_a_statement_is_drawn_up_issued_disputed_and_settled(
    organization, finance, head, claims, client_for
):
    with scope(organization):
        hybrid({claims.pk: "100"})
        booked(60, business_unit=claims, description="Consultants")
        month = f"{month_ago():%Y-%m}"
    browser, other = client_for(finance), client_for(head)
    page = browser.post(url("chargeback_new"), {"month": month}, follow=True).content.decode()
    assert "CB-1" in page
    place = url("chargeback", reference="CB-1")
    assert other.get(place).status_code == 404
    refused = browser.post(url("chargeback_issue", reference="CB-1"), {"total": "1.00"})
    assert (refused.status_code, "books have changed" in refused.content.decode()) == (422, True)
    page = browser.post(
        url("chargeback_issue", reference="CB-1"), {"total": "60.00"}, follow=True
    ).content.decode()
    assert "Issued" in page
    assert "Consultants" in other.get(place).content.decode()
    assert other.get(url("chargeback_settle", reference="CB-1")).status_code == 403
    page = other.post(
        url("chargeback_dispute", reference="CB-1"), {"what": "Not ours"}, follow=True
    )
    assert "Disputed by Hal Head" in page.content.decode()
    page = browser.post(
        url("chargeback_settle", reference="CB-1"),
        {"answer": "Half of it", "credit": "30"},
        follow=True,
    ).content.decode()
    assert "CB-2" in page
    assert "-30.00" in other.get(url("chargeback", reference="CB-2")).content.decode()


def test_an_issued_statement_is_a_workbook_and_a_pdf(
    organization, statement, head, client_for, django_capture_on_commit_callbacks
):
    from openpyxl import load_workbook

    browser = client_for(head)
    answer = browser.get(url("chargeback_xlsx", reference="CB-1"))
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[1][4:] == ("COST-1 · =Consultants", "Platform", 60.5)
    assert rows[-1][4:] == ("Total", None, 160.5)
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(url("chargeback_pdf", reference="CB-1"))
    with scope(organization):
        job = Job.objects.get()
        assert (job.state, job.file_name) == ("succeeded", "CB-1.pdf")
        with job.file.open("rb") as content:
            assert content.read(5) == b"%PDF-"


def test_strangers_see_neither_money_nor_statements(statement, member, client_for):
    browser = client_for(member())
    for name in ("costs", "cost_list", "funding"):
        assert browser.get(url(name)).status_code == 403
    assert browser.get(url("chargeback", reference="CB-1")).status_code == 404
    assert "CB-1" not in browser.get(url("chargebacks")).content.decode()


def test_another_organization_sees_nothing_of_it(statement, member, other_organization, client_for):
    person = member(Role.FINANCE, organization=other_organization)
    browser = client_for(person)
    assert browser.get(url("chargeback", org="mercy", reference="CB-1")).status_code == 404
    assert browser.get(url("cost", org="mercy", reference="COST-1")).status_code == 404
    assert "Claims" not in browser.get(url("costs", org="mercy")).content.decode()
    with scope(other_organization):
        assert not Statement.objects.exists()
