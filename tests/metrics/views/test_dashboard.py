from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coe_portal.accounts.roles import Role
from coe_portal.jobs.models import Job
from coe_portal.tenancy.scope import scope
from intake.models.use_cases import UseCase
from metrics.actions import catching_up
from metrics.choices import Summary
from metrics.logic.periods import Quarter
from metrics.models.snapshots import Snapshot
from metrics.queries.dashboard import quarterly_dashboard
from metrics.tasks.quarters import compute_numbers
from tests.metrics.history import END, make_history, store
from tests.metrics.quarters import take_used

pytestmark = pytest.mark.django_db
QUARTER = Quarter(2026, 4)


@pytest.fixture
def with_history(organization, time_machine):
    time_machine.move_to(END, tick=False)
    with scope(organization):
        store(make_history(7, count=30))
    return organization


@pytest.fixture
def taken(with_history):
    """The numbers of the newest quarters are there: nobody waits for them."""
    with scope(with_history):
        take_used(with_history, QUARTER.back(2))
    return with_history


@pytest.fixture
def browser(client_for, member):
    return client_for(member(Role.EXECUTIVE, name="Erin Executive"))


def test_the_first_visit_computes_its_quarter_and_hands_over_the_others(with_history, browser):
    page = browser.get("/northbank/metrics/")
    assert "Numbers are being computed" in page.content.decode()
    with scope(with_history):
        assert set(Snapshot.objects.values_list("quarter", flat=True)) == {QUARTER.code}
        job = Job.objects.get()
    assert job.arguments["quarters"] == ["2026-Q3", "2026-Q2", "2026-Q1", "2025-Q4"]
    assert browser.get("/northbank/metrics/").context["job"] == job
    compute_numbers(**job.arguments, organization_id=with_history.pk)
    page = browser.get("/northbank/metrics/")
    assert page.context["job"] is None
    assert page.context["job"] is None


def test_what_takes_long_is_not_computed_while_somebody_waits(with_history, browser, monkeypatch):
    monkeypatch.setattr(catching_up, "FEW_CASES", 20)
    page = browser.get("/northbank/metrics/")
    assert page.context["job"].total == 5
    assert "jobs/progress" in [template.name.removesuffix(".html") for template in page.templates]
    with scope(with_history):
        assert not Snapshot.objects.exists()


def test_the_dashboard_is_read_from_what_was_kept(with_history, browser):
    with scope(with_history):
        take_used(with_history, QUARTER.back(5))
    browser.get("/northbank/metrics/")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = browser.get("/northbank/metrics/")
    assert page.context["job"] is None
    statements = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    assert len(statements) <= 8, statements


@pytest.mark.parametrize("role", [Role.SUBMITTER, Role.REVIEWER, Role.MODEL_OWNER])
def test_only_oversight_sees_the_dashboard(with_history, client_for, member, role):
    browser = client_for(member(role))
    for address in ("", "2026-Q4/", "2026-Q4/cases_submitted/"):
        assert browser.get(f"/northbank/metrics/{address}").status_code == 403


@pytest.mark.parametrize("role", [Role.EXECUTIVE, Role.COE_STAFF, Role.ORG_ADMIN, Role.AUDITOR])
def test_oversight_sees_it(taken, client_for, member, role):
    page = client_for(member(role)).get("/northbank/metrics/2026-Q3/")
    assert page.status_code == 200
    assert page.context["board"].quarter == Quarter(2026, 3)


@pytest.mark.parametrize("code", ["2027-Q1", "2020-Q1", "2026-Q5", "nonsense"])
def test_other_addresses_do_not_exist(with_history, browser, code):
    assert browser.get(f"/northbank/metrics/{code}/").status_code == 404


def test_an_unknown_number_does_not_exist(taken, browser):
    assert browser.get("/northbank/metrics/2026-Q4/happiness/").status_code == 404


def test_every_link_of_the_page_opens_as_many_rows_as_it_says(with_history, browser):
    browser.get("/northbank/metrics/2026-Q4/")
    with scope(with_history):
        board = quarterly_dashboard(Quarter(2026, 4))
    counts = [tile for tile in board.tiles if tile.declared.summary == Summary.COUNT]
    figures = [
        *(tile.figure for tile in counts),
        *(cell for row in board.matrix for cell in row.cells if cell.value),
        *(step.figure for step in board.steps),
    ]
    for figure in figures:
        rows = browser.get(f"/northbank/metrics/2026-Q4/{figure.kpi}/{figure.query}")
        assert rows.context["table"].page.paginator.count == figure.value


def test_an_executive_has_the_numbers_computed_anew(taken, browser, time_machine):
    browser.get("/northbank/metrics/")
    time_machine.move_to(END + timedelta(hours=1), tick=False)
    with scope(taken):
        store_later_case()
    answer = browser.post("/northbank/metrics/2026-Q4/take/", follow=True)
    assert answer.context["drawing"].cases == 31


def store_later_case():
    UseCase.objects.create(number=900, title="Later", registered_at=timezone.now())


def test_an_auditor_does_not_change_the_numbers(with_history, client_for, member):
    auditor = client_for(member(Role.AUDITOR))
    assert auditor.post("/northbank/metrics/2026-Q4/take/").status_code == 403


def test_a_new_organization_sees_what_to_do_first(organization, browser):
    page = browser.get("/northbank/metrics/")
    assert "No use cases in this quarter yet" in page.content.decode()


def test_another_organization_sees_none_of_it(taken, other_organization, client_for, member):
    browser = client_for(member(Role.EXECUTIVE, organization=other_organization))
    client_for(member(Role.EXECUTIVE)).get("/northbank/metrics/")
    page = browser.get("/mercy/metrics/")
    assert page.context["drawing"].is_empty
    assert browser.get("/northbank/metrics/").status_code == 404
    rows = browser.get("/mercy/metrics/2026-Q4/cases_by_stage/")
    assert rows.context["table"].page.paginator.count == 0


def test_an_export_holds_the_rows_behind_the_number(taken, browser):
    browser.get("/northbank/metrics/")
    answer = browser.get("/northbank/metrics/2026-Q4/cases_by_stage/?export=csv")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert len(content.decode("utf-8-sig").splitlines()) == 31


def test_a_list_costs_the_same_for_one_row_and_for_thirty(taken, browser):
    browser.get("/northbank/metrics/")
    counts = []
    for query in ("?part=intake", ""):
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"/northbank/metrics/2026-Q4/cases_by_stage/{query}")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_numbers_taken_anew_are_drawn_anew(taken, browser, time_machine):
    """The drawing is kept under the names of its snapshots, so a new number never shows the old."""
    before = browser.get("/northbank/metrics/").content.decode()
    assert "<b>30</b>" in browser.get("/northbank/metrics/").content.decode()
    time_machine.move_to(END + timedelta(hours=1), tick=False)
    with scope(taken):
        store_later_case()
    browser.post("/northbank/metrics/2026-Q4/take/")
    after = browser.get("/northbank/metrics/").content.decode()
    assert "<b>30</b>" in before
    assert "<b>31</b>" in after
