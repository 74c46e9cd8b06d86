from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.jobs.models import Job
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.references import next_numbers
from coe_portal.tenancy.scope import scope
from coe_portal.ui.long_exports import request_list, write_list
from intake.actions.rulebooks import install_defaults
from intake.choices import AiActClass, Stage, Tier
from intake.models.use_cases import UseCase
from tests.fixtures.organizations import OPERATOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(member, client_for):
    return client_for(member(Role.COE_STAFF, name="Robin"))


@pytest.fixture
def cases(organization):
    """`cases(3, tier=Tier.HIGH)`: that many use cases with these values."""

    def make(count=1, *, where=None, title="Case", **values):
        organization_of_cases = where or organization
        with scope(organization_of_cases):
            numbers = next_numbers(UseCase.PREFIX, count)
            return UseCase.objects.bulk_create(
                UseCase(
                    organization_id=organization_of_cases.pk,
                    number=number,
                    title=f"{title} {number}",
                    submitted_at=timezone.now(),
                    **values,
                )
                for number in numbers
            )

    return make


def get(browser, path, query="", **headers):
    return browser.get(f"/northbank/intake/{path}{query}", headers=headers)


def titles(response):
    return [row.title for row in response.context["table"].page.object_list]


@pytest.mark.parametrize("path", ["", "board/", "value/", "facets/"])
def test_query_count_does_not_grow_with_the_rows(
    browser, cases, member, django_assert_max_num_queries, path
):
    with scope(member().organization_id):
        unit = BusinessUnit.objects.create(name="Sales", code="sales")
    people = {"business_unit": unit, "owner": member(), "value": 60, "feasibility": 40}
    cases(1, **people)
    get(browser, path)
    with django_assert_max_num_queries(14) as first_time:
        get(browser, path)
    asked = len(first_time)
    cases(30, **people)
    with django_assert_max_num_queries(asked):
        get(browser, path)


def test_the_best_priority_comes_first_and_missing_ones_last(browser, cases):
    cases(title="Low", priority=Decimal("10.5"))
    cases(title="None")
    cases(title="High", priority=Decimal(80))

    assert titles(get(browser, "")) == ["High 3", "Low 1", "None 2"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("title", ["ant 2", "Bee 1"]),
        ("-title", ["Bee 1", "ant 2"]),
        ("tier", ["ant 2", "Bee 1"]),
        ("-stage", ["Bee 1", "ant 2"]),
        ("-reference", ["ant 2", "Bee 1"]),
        ("risk", ["ant 2", "Bee 1"]),
    ],
)
def test_sorting_follows_the_order_of_the_choices(browser, cases, sort, expected):
    cases(title="Bee", tier=Tier.HIGH, stage=Stage.PILOT, risk=50)
    cases(title="ant", tier=Tier.LOW, stage=Stage.DISCOVERY, risk=5)

    assert titles(get(browser, "", f"?sort={sort}")) == expected


@pytest.mark.parametrize(
    "query",
    [
        "q=fraud",
        "q=UC-2",
        "stage=pilot",
        "tier=high",
        "tier=none&risk_from=1",
        "ai_act_class=limited",
        "owner=smith",
        "value_from=70&value_to=90",
    ],
)
def test_filters_stand_in_the_address(browser, cases, query):
    cases(title="Other", tier=Tier.LOW, value=10)
    match = {"tier": "" if "none" in query else Tier.HIGH, "risk": 3, "value": 80}
    cases(
        title="Fraud alarm",
        stage=Stage.PILOT,
        ai_act_class=AiActClass.LIMITED,
        owner_name="J. Smith",
        **match,
    )

    assert titles(get(browser, "", f"?{query}")) == ["Fraud alarm 2"]


def test_a_unit_filter_offers_only_units_of_the_organization(
    browser, cases, organization, other_organization
):
    with scope(organization):
        ours = BusinessUnit.objects.create(name="Ours", code="ours")
    with scope(other_organization):
        BusinessUnit.objects.create(name="Theirs", code="theirs")
    cases(title="With", business_unit=ours)
    cases(title="Without")

    page = get(browser, "", f"?unit={ours.pk}")

    assert titles(page) == ["With 1"]
    assert b"Theirs" not in page.content


@pytest.mark.parametrize("path", ["", "board/", "value/", "facets/"])
def test_nothing_of_another_organization_is_shown(browser, cases, other_organization, path):
    cases(3, where=other_organization, title="Secret", value=50, feasibility=50)

    page = get(browser, path)

    assert page.status_code == 200
    assert b"Secret" not in page.content
    assert b"UC-1" not in page.content


def test_a_stranger_finds_nothing(client_for, member, other_organization):
    stranger = client_for(member(organization=other_organization))

    assert get(stranger, "").status_code == 404


def test_a_bad_filter_narrows_nothing(browser, cases):
    cases(2)

    page = get(browser, "", "?stage=nowhere&value_from=x&page=99&sort=password")

    assert page.status_code == 200
    assert len(titles(page)) == 2


def test_htmx_gets_only_the_results(browser, cases):
    cases(1)

    part = get(browser, "", HX_Request="true", HX_Target="results")

    assert b"Case 1" in part.content
    assert b"<html" not in part.content


def test_a_csv_of_the_filtered_rows_holds_no_formula(browser, cases):
    cases(title="=cmd|calc", tier=Tier.HIGH)
    cases(title="Left out", tier=Tier.LOW)

    page = get(browser, "", "?tier=high&columns=reference&columns=title&columns=tier&export=csv")

    rows = list(csv.reader(io.StringIO(page.content.decode("utf-8-sig"))))
    assert rows == [["Id", "Title", "Tier"], ["UC-1", "'=cmd|calc 1", "High"]]


@pytest.fixture
def long_export(
    browser,
    cases,
    organization,
    other_organization,
    monkeypatch,
    django_capture_on_commit_callbacks,
):
    """`long_export("csv")`: the job of an export of more rows than a request takes."""
    monkeypatch.setattr("coe_portal.ui.views.MOST_ROWS", 2)
    monkeypatch.setattr("coe_portal.ui.long_exports.CHUNK", 2)
    cases(5, title="=cmd|calc", tier=Tier.HIGH)
    cases(1, title="Left out", tier=Tier.LOW)
    cases(1, where=other_organization, title="Elsewhere", tier=Tier.HIGH)

    def ask(kind: str) -> Job:
        address = f"?tier=high&sort=-reference&columns=reference&columns=title&export={kind}"
        assert b"There are more than 2 rows" in get(browser, "", address).content
        with django_capture_on_commit_callbacks(execute=True):
            answer = browser.post(f"/northbank/intake/{address}")
        with scope(organization):
            job = Job.objects.get()
            assert answer.url == job.get_absolute_url()
        return job

    return ask


def test_a_long_export_is_written_by_a_worker(long_export, browser, organization):
    job = long_export("csv")

    answer = browser.get(f"/northbank/jobs/{job.reference}/file/")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    expected = [[f"UC-{number}", f"'=cmd|calc {number}"] for number in (5, 4, 3, 2, 1)]
    assert list(csv.reader(io.StringIO(text))) == [["Id", "Title"], *expected]
    assert (job.state, job.done, job.total, job.outcome) == ("succeeded", 5, 5, {"rows": 5})
    with scope(organization):
        assert AuditEvent.objects.about(job).get().after["kind"] == "csv"


def test_a_long_export_as_a_workbook(long_export):
    from openpyxl import load_workbook

    job = long_export("xlsx")

    with job.file.open() as stored:
        sheet = load_workbook(io.BytesIO(stored.read()), read_only=True).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[:2] == [("Id", "Title"), ("UC-5", "'=cmd|calc 5")]
    assert len(rows) == 6


def test_only_who_asked_for_a_long_export_downloads_it(long_export, member, client_for):
    job = long_export("csv")

    somebody_else = client_for(member(Role.COE_STAFF))

    assert somebody_else.get(f"/northbank/jobs/{job.reference}/file/").status_code == 404


def test_a_list_takes_no_other_post(browser):
    assert browser.post("/northbank/intake/").status_code == 405


def test_who_may_not_open_the_list_gets_no_file(member, organization):
    """They could when they asked."""
    path = "/northbank/intake/imports/"
    with scope(organization):
        submitter = Actor.member(member(Role.SUBMITTER))
        job = request_list("Imports", path, "csv", actor=submitter)

    write_list(job.pk, organization_id=organization.pk, path=path, query="", kind="csv")

    with scope(organization):
        job.refresh_from_db()
        assert (job.state, bool(job.file)) == ("failed", False)


def test_the_board_shows_counts_and_a_way_to_the_rest(browser, cases):
    cases(22, stage=Stage.PILOT)

    page = get(browser, "board/")

    (pilot,) = [column for column in page.context["columns"] if column.stage == Stage.PILOT]
    assert (pilot.count, len(pilot.cards), pilot.hidden) == (22, 20, 2)
    assert b"?stage=pilot" in page.content


def test_bubbles_are_points_or_bins(browser, cases, monkeypatch):
    cases(3, value=60, feasibility=40, tier=Tier.LOW)
    cases(1, value=None, feasibility=40)
    assert len(get(browser, "value/").context["plane"].points) == 3

    monkeypatch.setattr("intake.queries.portfolio.MOST_POINTS", 2)
    plane = get(browser, "value/").context["plane"]
    assert [(one.count, one.tier) for one in plane.bins] == [(3, Tier.LOW)]


def test_unscored_cases_are_counted_and_one_click_away(browser, cases, other_organization):
    cases(2, title="Placed", value=60, feasibility=40, tier=Tier.LOW)
    cases(2, title="Unscored", feasibility=40, tier=Tier.HIGH)
    cases(3, where=other_organization)

    assert b"2 use cases lack a score" in get(browser, "value/").content
    page = get(browser, "value/", "?tier=high")
    url = page.context["unscored_url"]

    assert b"2 use cases lack a score" in page.content
    assert b"Nothing to place in the chart yet" in page.content
    assert titles(browser.get(url)) == ["Unscored 4", "Unscored 3"]
    assert len(titles(get(browser, "", "?placed=yes"))) == 2


def test_the_switch_keeps_the_filters(browser, cases):
    cases(1)

    page = get(browser, "", "?tier=high&page=3&sort=title")

    for path in ("", "board/", "value/"):
        assert f'href="/northbank/intake/{path}?tier=high"'.encode() in page.content


def test_facets_count_what_the_filters_leave(browser, cases):
    cases(2, tier=Tier.HIGH, stage=Stage.PILOT)
    cases(1, tier=Tier.LOW, stage=Stage.PILOT)

    page = get(browser, "facets/", "?tier=high")

    stages = dict(page.context["groups"])["Stage"]
    assert [(facet.label, facet.count) for facet in stages] == [("Pilot", 2)]
    assert stages[0].url == "/northbank/intake/?tier=high&stage=pilot"


def test_an_export_with_answers_can_be_imported_elsewhere(
    submit, member, client_for, other_organization, tmp_path, django_capture_on_commit_callbacks
):
    assessment = submit(title="Claims letters", customer_facing=True)
    staff = client_for(member(Role.COE_STAFF))
    with django_capture_on_commit_callbacks(execute=True):
        page = staff.post("/northbank/intake/export/", {"filters": "tier=medium"})

    job = Job.objects.get()
    assert page.url == f"/northbank/jobs/{job.reference}/"
    assert job.outcome == {"rows": 1}
    path = tmp_path / "export.csv"
    with job.file.open() as stored:
        path.write_bytes(stored.read())
    with scope(other_organization):
        install_defaults(other_organization, actor=OPERATOR)
    options = ["--mapping", "coe-portal-export", "--organization", "mercy"]
    call_command("import_inventory", str(path), *options, stdout=io.StringIO())

    with scope(other_organization):
        case = UseCase.objects.select_related("current_assessment").get()
        assert case.title == "Claims letters"
        imported = case.current_assessment.answers
        asked = {key: value for key, value in assessment.answers.items() if key in imported}
        assert imported == asked
        assert len(imported) > 30
        assert case.tier == Tier.MEDIUM
