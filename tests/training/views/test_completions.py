"""Pages of an import of completions, from the upload to the report."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from tests.training.completions import COLUMNS, HEADERS, csv_file
from training.choices import CompletionImportState as State
from training.models.certificates import Certificate
from training.models.imports import CompletionImport, CompletionRow

pytestmark = pytest.mark.django_db
DAY = f"{timezone.localdate() - dt.timedelta(days=40):%Y-%m-%d}"


def url(name, *, org="northbank", **kwargs):
    return reverse(f"training:{name}", kwargs={"org": org, **kwargs})


@pytest.fixture
def learner(member):
    made = member(name="Lea Learner")
    made.user.email = "lea@example.com"
    made.user.save()
    return made


@pytest.fixture
def browser(organization, member, client_for, course):
    with scope(organization):
        course(member(), title="Prompting")
    return client_for(member(Role.COE_STAFF, name="Chris Staff"))


@pytest.fixture
def post(browser, django_capture_on_commit_callbacks):
    """`post("completion_check", …)`: a request whose background work is done, too."""

    def send(name, data=None, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            return browser.post(url(name, **kwargs), data or {})

    return send


@pytest.fixture
def checked(post, learner):
    def run(*rows):
        post("completion_upload", {"file": csv_file(rows)})
        post("completion_columns", {**COLUMNS, "days": "day"}, reference="CI-1")

    return run


def batch(organization):
    with scope(organization):
        return CompletionImport.objects.get()


def test_from_the_file_to_the_certificate(organization, post, browser, learner):
    rows = [("lea@example.com", "Prompting", DAY, "87"), ("max@example.com", "Prompting", DAY)]
    sent = post("completion_upload", {"file": csv_file(rows)})
    assert sent.url == url("completion_columns", reference="CI-1")
    sent = post("completion_columns", {**COLUMNS, "days": "day"}, reference="CI-1")
    assert sent.url == url("completion_import", reference="CI-1")
    assert batch(organization).state == State.CHECKED
    page = browser.get(sent.url).content.decode()
    assert "Import 1 completion" in page
    assert "1 row with remarks" in page
    assert "nobody is certified yet" in page

    post("completion_commit", reference="CI-1")

    assert batch(organization).state == State.DONE
    with scope(organization):
        certificate = Certificate.objects.get()
        assert certificate.member == learner
        address = certificate.get_absolute_url()
    page = browser.get(url("completion_rows", reference="CI-1") + "?all=1").content.decode()
    assert address in page
    page = browser.get(address).content.decode()
    assert "CI-1, row 2" in page


def test_columns_and_the_way_of_days_are_guessed(post, browser):
    rows = [("lea@example.com", "Prompting", "12/31/2024", "87")]
    post("completion_upload", {"file": csv_file(rows)})
    form = browser.get(url("completion_columns", reference="CI-1")).context["form"]
    guessed = {code: form[code].value() for code in COLUMNS}
    assert guessed == COLUMNS
    assert form["days"].value() == "month"
    assert "12/31/2024" in form["completed_on"].help_text


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": ""}, "email"),
        ({"percent": "User e-mail"}, "percent"),
        ({"provider": "Vendor"}, "provider"),
    ],
)
def test_columns_that_cannot_be_are_refused(organization, post, change, field):
    post("completion_upload", {"file": csv_file([])})
    answer = post("completion_columns", {**COLUMNS, "days": "day", **change}, reference="CI-1")
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert batch(organization).mapping == {}


def test_what_is_no_table_is_refused(organization, post):
    answer = post("completion_upload", {"file": SimpleUploadedFile("x.csv", b"\x89PNG\0\0\0")})
    assert answer.status_code == 422
    with scope(organization):
        assert not CompletionImport.objects.exists()


def test_the_report_is_a_list_and_a_csv(checked, browser):
    checked(("max@example.com", "Prompting", DAY), ("lea@example.com", "Prompting", DAY))
    listed = browser.get(url("completion_rows", reference="CI-1"))
    assert "No active member has this e-mail." in listed.content.decode()
    assert "lea@example.com" not in listed.content.decode()
    export = browser.get(url("completion_rows", reference="CI-1") + "?export=csv")
    (line,) = csv.DictReader(io.StringIO(export.content.decode("utf-8-sig")))
    assert (line["Row"], line["Line"], line["Person"]) == ("2", "2", "max@example.com")
    assert line["What to look at"].startswith("User e-mail: No active member")


def test_the_progress_reloads_the_page_when_the_work_is_done(organization, checked, browser):
    checked(("lea@example.com", "Prompting", DAY))
    progress = url("completion_progress", reference="CI-1")
    assert browser.get(progress).headers["HX-Refresh"] == "true"
    with scope(organization):
        CompletionImport.objects.update(state=State.IMPORTING)
    assert "HX-Refresh" not in browser.get(progress).headers


def test_work_that_was_cut_off_can_be_taken_up(organization, checked, browser, post):
    checked(("lea@example.com", "Prompting", DAY))
    page, go_on = url("completion_import", reference="CI-1"), "Go on with the import"
    with scope(organization):
        CompletionImport.objects.update(state=State.IMPORTING)
    assert go_on not in browser.get(page).content.decode()
    with scope(organization):
        job = CompletionImport.objects.select_related("job").get().job
        type(job).objects.update(updated_at=timezone.now() - dt.timedelta(minutes=5))
    assert go_on in browser.get(page).content.decode()
    post("completion_commit", reference="CI-1")
    assert batch(organization).state == State.DONE


def test_pages_cost_the_same_for_many_rows(organization, checked, browser, member):
    checked(("lea@example.com", "Prompting", DAY))
    pages = [
        url("completions"),
        url("completion_import", reference="CI-1"),
        url("completion_rows", reference="CI-1") + "?all=1",
    ]

    def cost():
        counts = []
        for page in pages:
            browser.get(page)
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(page).status_code == 200
            counts.append(len(queries))
        return counts

    before = cost()
    with scope(organization):
        (row,) = CompletionRow.objects.all()
        for number in range(3, 15):
            row.pk, row.number, row.member = None, number, member()
            row._state.adding = True
            row.save()
    assert cost() == before


@pytest.mark.parametrize("role", [Role.SUBMITTER, Role.REVIEWER, Role.AUDITOR])
def test_only_who_steers_training_sees_imports(checked, client_for, member, role):
    checked(("lea@example.com", "Prompting", DAY))
    stranger = client_for(member(role))
    assert stranger.get(url("completions")).status_code == 403
    assert stranger.get(url("completion_import", reference="CI-1")).status_code == 403
    assert stranger.post(url("completion_commit", reference="CI-1")).status_code == 403


def test_imports_of_others_are_not_there(checked, other_organization, client_for, member):
    checked(("lea@example.com", "Prompting", DAY))
    stranger = client_for(member(Role.COE_STAFF, organization=other_organization))
    assert "export.csv" not in stranger.get(url("completions", org="mercy")).content.decode()
    for name in ("completion_import", "completion_rows", "completion_columns"):
        assert stranger.get(url(name, org="mercy", reference="CI-1")).status_code == 404


def test_staff_find_imports_from_the_enrolments(browser):
    assert url("completions") in browser.get(url("enrollments")).content.decode()
    assert len(HEADERS) == len(COLUMNS)
