"""Pages of the catalogue of datasets."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.scope import scope
from registry.actions.datasets import withdraw_dataset
from registry.models.datasets import Dataset
from tests.registry.catalogue import SYSTEM, made_from, new_dataset
from tests.registry.logic.test_croissant import content
from tests.registry.models import new_version


def url(name, *, org="northbank", **kwargs):
    return reverse(f"registry:{name}", kwargs={"org": org, **kwargs})


@pytest.fixture
def steward(member):
    return member(Role.MODEL_OWNER, name="Stella Steward")


@pytest.fixture
def dataset(organization, steward):
    with scope(organization):
        return new_dataset(steward)


def fields(steward, **more):
    same = {"steward": steward.pk, "classification": "internal", "personal_data": "none"}
    return {"name": "Letters", **same, **more}


def test_a_dataset_is_added_with_its_columns(organization, steward, client_for):
    browser = client_for(steward)
    data = fields(steward, columns="id | integer\nname | text | personal | Of the sender")
    page = browser.post(url("dataset_new"), data, follow=True).content.decode()
    assert "Letters" in page
    assert "2 columns, 1 with personal data" in page
    assert "Of the sender" in page
    with scope(organization):
        assert Dataset.objects.get().steward == steward


def test_a_bad_line_comes_back_with_its_number(steward, client_for):
    data = fields(steward, columns="id\nid")
    answer = client_for(steward).post(url("dataset_new"), data)
    assert answer.status_code == 422
    assert "Line 2: This name is there twice." in answer.content.decode()


def test_people_in_the_data_need_a_legal_basis(steward, client_for):
    data = fields(steward, personal_data="special")
    answer = client_for(steward).post(url("dataset_new"), data)
    assert answer.status_code == 422
    assert "Say why these data of people may be processed." in answer.content.decode()


def upload(sent):
    return {"file": SimpleUploadedFile("croissant.json", sent, "application/json")}


def test_a_croissant_file_is_shown_before_it_is_kept(organization, steward, client_for):
    browser = client_for(steward)
    checked = browser.post(url("dataset_import"), upload(content()))
    page = checked.content.decode()
    assert checked.status_code == 200
    for shown in ("Garden birds", "CC-BY-SA-4.0", "5 columns", "Not taken over:", "keywords",
                  "there are personal data", "seen_on | date"):  # fmt: skip
        assert shown in page
    with scope(organization):
        assert not Dataset.objects.exists()

    form = checked.context["form"]
    data = {name: form[name].value() for name in form.fields}
    data = {name: getattr(value, "pk", value) for name, value in data.items() if value is not None}
    kept = browser.post(url("dataset_new"), {**data, "legal_basis": "consent"}, follow=True)
    assert "Garden birds" in kept.content.decode()
    again = browser.get(url("dataset_croissant", reference="DS-1"))
    assert again.headers["Content-Disposition"] == 'attachment; filename="DS-1-croissant.json"'
    described = json.loads(again.content)
    assert (described["name"], described["license"]) == ("Garden birds", "CC-BY-SA-4.0")
    assert [one["name"] for one in described["recordSet"][0]["field"]][:2] == ["kind", "seen_on"]


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (b"name,age\n1,2", "The file is no JSON"),
        (b"\x80", "not a text in UTF-8"),
        (b"[" * 60 + b"]" * 60, "nested too deep"),
        (b" " * 1_000_001, "larger than 1 MB"),
        (content(conformsTo="http://mlcommons.org/croissant/3.0"), "This is Croissant 3.0"),
    ],
)
def test_a_hostile_file_is_refused_with_the_reason(steward, client_for, sent, reason):
    answer = client_for(steward).post(url("dataset_import"), upload(sent))
    assert answer.status_code == 422
    assert reason in answer.content.decode()


def test_html_of_a_description_stays_text(steward, client_for):
    sent = content(description="<script>alert(1)</script> [x](javascript:alert(2))")
    page = client_for(steward).post(url("dataset_import"), upload(sent)).content.decode()
    assert "<script>alert(1)" not in page
    with scope(steward.organization):
        new_dataset(steward, description="<img src=x onerror=alert(1)> [x](javascript:alert(2))")
    page = client_for(steward).get(url("dataset", reference="DS-1")).content.decode()
    assert "onerror=alert" not in page.replace("&lt;img src=x onerror=alert(1)&gt;", "")
    assert 'href="javascript' not in page


def test_the_list_is_filtered_sorted_and_exported(organization, dataset, steward, client_for):
    with scope(organization):
        late = new_dataset(steward, "Letters", delete_by=today_here())
        Dataset.objects.filter(pk=late.pk).update(delete_by=today_here() - dt.timedelta(days=1))
    browser = client_for(steward)
    rows = browser.get(url("datasets"), {"deletion": "overdue"}).content.decode()
    assert "Letters" in rows
    assert "Claims" not in rows
    assert "Letters" not in browser.get(url("datasets"), {"q": "DS-1"}).content.decode()
    exported = browser.get(url("datasets"), {"export": "csv", "sort": "-name"}).content.decode()
    assert [line.split(",")[1] for line in exported.splitlines()[1:]] == ["Letters", "Claims"]
    page = browser.get(url("dataset", reference="DS-2")).content.decode()
    assert "Versions made from them are marked until they are" in page


def test_the_page_and_the_lineage_lead_to_each_other(
    organization, dataset, version, case, staff, developer, client_for
):
    browser = client_for(developer)
    form = url("version_input", reference="M-1", number=1)
    assert "Claims · DS-1 · Confidential" in browser.get(form).content.decode()
    data = {"dataset": dataset.pk, "kind": "code", "role": "training"}
    version_page = browser.post(form, data, follow=True).content.decode()
    assert url("dataset", reference="DS-1") in version_page
    page = client_for(staff).get(url("dataset", reference="DS-1")).content.decode()
    assert url("version", reference="M-1", number=1) in page
    assert case.title in page
    tab = client_for(staff).get(url("case_datasets", reference=case.reference)).content.decode()
    assert "Claims" in tab


def test_it_is_withdrawn_made_available_reviewed_and_deleted(
    organization, dataset, steward, client_for
):
    browser = client_for(steward)
    with scope(organization):
        day = today_here() + dt.timedelta(days=9)

    def post(name, data):
        place = url(name, reference="DS-1")
        return browser.post(place, data, follow=True).content.decode()

    assert "Wrong people." in post("dataset_withdraw", {"reason": "Wrong people."})
    assert "Wrong people." not in post("dataset_reinstate", {"reason": "Right."})
    assert "Last reviewed" in post("dataset_review", {"note": "Fine.", "next_on": day.isoformat()})
    assert "The data are deleted." in post("dataset_deleted", {"reason": "Shredded."})
    assert url("dataset_edit", reference="DS-1") not in post("dataset", {})


def test_a_changed_dataset_keeps_what_its_form_shows(organization, dataset, steward, client_for):
    browser = client_for(steward)
    place = url("dataset_edit", reference="DS-1")
    form = browser.get(place).context["form"]
    data = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in data.items() if value is not None}
    page = browser.post(place, {**data, "rows": 12}, follow=True).content.decode()
    assert "12" in page
    with scope(organization):
        dataset.refresh_from_db()
        assert (dataset.rows, dataset.classification) == (12, "confidential")


def test_datasets_are_found_by_the_search(dataset, staff, client_for):
    found = client_for(staff).get("/northbank/search/", {"q": "claims"}).content.decode()
    assert url("dataset", reference="DS-1") in found


def test_another_organization_sees_nothing(dataset, case, member, other_organization, client_for):
    stranger = client_for(member(Role.COE_STAFF, organization=other_organization))
    for name in ("dataset", "dataset_edit", "dataset_croissant"):
        for org in ("northbank", "mercy"):
            assert stranger.get(url(name, org=org, reference="DS-1")).status_code == 404
    assert "Claims" not in stranger.get(url("datasets", org="mercy")).content.decode()


def test_an_auditor_reads_and_no_more(dataset, member, client_for):
    auditor = client_for(member(Role.AUDITOR))
    page = auditor.get(url("dataset", reference="DS-1")).content.decode()
    for name in ("dataset_edit", "dataset_withdraw", "dataset_review", "dataset_deleted"):
        place = url(name, reference="DS-1")
        assert place not in page
        assert auditor.get(place).status_code == 403


@pytest.mark.parametrize("name", ["datasets", "dataset", "case_datasets", "version"])
def test_a_page_costs_the_same_for_one_and_thirty(
    name, organization, dataset, version, case, developer, steward, client_for
):
    browser = client_for(steward)
    known = {
        "dataset": {"reference": "DS-1"},
        "case_datasets": {"reference": case.reference},
        "version": {"reference": "M-1", "number": 1},
    }
    place = url(name, **known.get(name, {}))
    with scope(organization):
        made_from(version, dataset)
        withdraw_dataset(new_dataset(steward, "Old"), "Old.", actor=SYSTEM)
    browser.get(place)
    with CaptureQueriesContext(connection) as one:
        browser.get(place)
    with scope(organization):
        for number in range(29):
            another = new_dataset(steward, f"Set {number}")
            made_from(new_version(version.model, developer), another)
            made_from(version, another)
            made_from(version.model.versions.latest("pk"), dataset)
    with CaptureQueriesContext(connection) as thirty:
        browser.get(place)
    assert len(thirty) == len(one)
