from __future__ import annotations

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from intake.actions.rulebooks import install_defaults
from intake.models.imports import ImportBatch, ImportMapping, ImportState
from intake.models.use_cases import UseCase
from tests.fixtures.organizations import OPERATOR
from tests.intake.inventory import generated

pytestmark = pytest.mark.django_db
OWN = b"ID,Project name,Status,Personal data\n1,Reader,Pilot,Y\n2,,Pilot,N\n3,Sorter,Idea,?\n"
COLUMNS = {"key": "ID", "column:title": "Project name", "column:stage": "Status"}
BASE = "/northbank/intake/imports/"


@pytest.fixture
def ready(organization):
    with scope(organization):
        install_defaults(organization, actor=OPERATOR)
    return organization


@pytest.fixture
def browser(ready, member, client_for):
    return client_for(member(Role.COE_STAFF, name="Robin"))


@pytest.fixture
def post(browser, django_capture_on_commit_callbacks):
    """`post("1/check/", …)`: a request whose background work is done, too."""

    def send(path, data=None):
        with django_capture_on_commit_callbacks(execute=True):
            return browser.post(BASE + path, data or {})

    return send


@pytest.fixture
def uploaded(post):
    """`uploaded(content)`: the address that the upload leads to."""

    def send(content=OWN, name="own.csv"):
        return post("new/", {"file": SimpleUploadedFile(name, content)})

    return send


def batch(organization):
    with scope(organization):
        return ImportBatch.objects.get()


def test_an_unknown_file_is_matched_checked_and_imported(uploaded, post, browser, ready):
    assert uploaded().url == f"{BASE}1/columns/"
    values = {"text:stage:0": "Pilot", "value:stage:0": "pilot"}
    assert post("1/columns/", COLUMNS | values).url == f"{BASE}1/"
    post("1/check/")
    assert batch(ready).state == ImportState.CHECKED
    page = browser.get(f"{BASE}1/")
    assert b"Import 2 use cases" in page.content
    post("1/commit/")

    assert batch(ready).state == ImportState.DONE
    with scope(ready):
        assert dict(UseCase.objects.values_list("title", "stage")) == {
            "Reader": "pilot",
            "Sorter": "intake",
        }


def test_columns_and_values_are_guessed(uploaded, browser):
    uploaded()

    page = browser.get(f"{BASE}1/columns/")

    form = page.context["form"]
    assert form["column:title"].value() == "Project name"
    assert form["column:answers.personal_data"].value() == "Personal data"
    lines = {line.target.code: line for _group, lines in page.context["groups"] for line in lines}
    assert [(value.text, value.chosen) for value in lines["stage"].values] == [
        ("Pilot", "pilot"),
        ("Idea", ""),
    ]
    assert [value.chosen for value in lines["answers.personal_data"].values] == [
        "true",
        "false",
        "",
    ]


def test_the_values_of_a_chosen_column_are_loaded(uploaded, browser):
    uploaded()

    part = browser.get(f"{BASE}1/columns/values/?target=stage&column:stage=Status")

    assert part.context["line"].examples == ["Pilot", "Idea"]


def test_a_column_that_the_file_does_not_have_is_refused(uploaded, post):
    uploaded()

    page = post("1/columns/", COLUMNS | {"column:title": "Titel"})

    assert page.status_code == 422
    assert b"no column of this name" in page.content


def test_a_mapping_can_be_kept_downloaded_and_used_again(uploaded, post, browser, ready):
    uploaded()
    post("1/columns/", COLUMNS | {"name": "Finance list", "keep": "on"})
    document = json.loads(browser.get(f"{BASE}1/mapping.json").content)
    uploaded(name="again.csv")

    assert post("2/mapping/", {"known": "own:finance-list"}).url == f"{BASE}2/"
    file = SimpleUploadedFile("m.json", json.dumps(document | {"name": "Edited"}).encode())
    assert post("2/mapping/", {"document": file}).url == f"{BASE}2/"
    with scope(ready):
        assert ImportMapping.objects.get().document == document
        assert ImportBatch.objects.get(number=2).mapping_name == "Edited"


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"code": "x"}'])
def test_a_document_that_is_no_mapping_is_refused(uploaded, post, content):
    uploaded()

    page = post("1/mapping/", {"document": SimpleUploadedFile("m.json", content)})

    assert page.status_code == 422


def test_the_published_format_is_recognised(uploaded, tmp_path, ready):
    inventory = generated(tmp_path / "sample.csv", rows=10)

    assert uploaded(inventory.path.read_bytes()).url == f"{BASE}1/"
    assert batch(ready).mapping["code"] == "us-federal-2024"


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"\x89PNG\r\n\x1a\n" + b"\0" * 99, b"neither a CSV"), (b"\n", b"column names")],
)
def test_what_is_no_table_is_not_kept(uploaded, ready, content, message):
    page = uploaded(content)

    assert page.status_code == 422
    assert message in page.content
    with scope(ready):
        assert not ImportBatch.objects.exists()


def test_the_report_lists_rows_with_remarks_and_downloads_as_csv(uploaded, post, browser):
    uploaded()
    post("1/columns/", COLUMNS | {"text:stage:0": "Pilot", "value:stage:0": "pilot"})
    post("1/check/")

    page = browser.get(f"{BASE}1/rows/")
    file = browser.get(f"{BASE}1/rows/?export=csv")

    assert [row.number for row in page.context["table"].page.object_list] == [3, 4]
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert rows[1][2:] == ["Not imported", "Project name: A value is needed here."]


def test_the_progress_reloads_the_page_when_the_work_is_done(uploaded, post, browser):
    uploaded()
    post("1/columns/", COLUMNS)
    post("1/check/")

    assert browser.get(f"{BASE}1/progress/").headers["HX-Refresh"] == "true"


@pytest.mark.parametrize("path", ["", "new/", "1/", "1/columns/", "1/mapping/", "1/rows/"])
def test_a_submitter_may_not_see_imports(uploaded, member, client_for, path):
    uploaded()

    assert client_for(member(Role.SUBMITTER)).get(BASE + path).status_code == 403


@pytest.mark.parametrize("path", ["1/", "1/columns/", "1/mapping/", "1/rows/", "1/progress/"])
def test_an_import_of_another_organization_is_not_found(
    uploaded, member, client_for, other_organization, path
):
    uploaded()
    theirs = client_for(member(Role.COE_STAFF, organization=other_organization))

    assert theirs.get(f"/mercy/intake/imports/{path}").status_code == 404
    assert theirs.get(BASE + path).status_code == 404


def test_the_list_of_imports_has_one_query_count(uploaded, browser, django_assert_max_num_queries):
    uploaded()
    browser.get(BASE)
    with django_assert_max_num_queries(14) as first_time:
        browser.get(BASE)
    asked = len(first_time)
    for _again in range(4):
        uploaded()
    with django_assert_max_num_queries(asked):
        browser.get(BASE)


def test_a_use_case_shows_what_its_row_said(uploaded, post, browser, member, client_for):
    uploaded()
    post("1/columns/", COLUMNS)
    post("1/check/")
    post("1/commit/")

    part = client_for(member(Role.SUBMITTER)).get("/northbank/intake/use-cases/UC-1/imported/")

    assert part.context["subject"].source == {
        "ID": "1",
        "Project name": "Reader",
        "Status": "Pilot",
        "Personal data": "Y",
    }
    assert browser.get("/northbank/intake/use-cases/UC-9/imported/").status_code == 404
    page = browser.get("/northbank/intake/use-cases/UC-1/")
    assert b"use-cases/UC-1/imported/" in page.content
