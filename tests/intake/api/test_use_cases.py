from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from coe_portal.accounts.roles import Role
from intake.models import Assessment, UseCase
from tests.intake.answers import complete_answers

pytest.importorskip("coe_portal.api.urls")
pytestmark = pytest.mark.usefixtures("rules", "published")


@pytest.fixture
def person(member):
    return member(name="Sam Submitter")


@pytest.fixture
def api(api_client, person, organization):
    """Calls below `/<org>/api/v1/use-cases/` as the person's program."""
    client = api_client(person)
    base = f"/{organization.slug}/api/v1/use-cases/"

    def call(method, path="", data=None, **query):
        if data is None:
            return client.get(base + path, query)
        return getattr(client, method)(base + path, data, format="json")

    return call


@pytest.fixture
def registered(api, person):
    facts = {"title": "Fraud detection", "summary": "Flags payments.", "owner_id": person.pk}
    return api("post", data=facts).json()["reference"]


def test_a_case_is_registered_answered_previewed_and_submitted(api, registered):
    answers = complete_answers(customer_facing=True)
    draft = api("get", f"{registered}/draft/").json()
    for section in draft["sections"]:
        saved = api(
            "patch",
            f"{registered}/draft/sections/{section['key']}/",
            {"revision": section["revision"], "answers": answers},
        )
        assert saved.json()["complete"], saved.json()

    preview = api("get", f"{registered}/preview/").json()
    submitted = api("post", f"{registered}/submit/", {})

    assert (preview["tier"], preview["complete"]) == ("medium", True)
    assert submitted.status_code == 201, submitted.json()
    assert submitted.json()["tier"] == "medium"
    assert Assessment.objects.get().digest == submitted.json()["digest"]
    shown = api("get", f"{registered}/").json()
    assert (shown["tier"], shown["assessment"]) == ("medium", 1)
    assert api("get", f"{registered}/assessments/").json()[0]["number"] == 1
    assert api("get", f"{registered}/assessments/1/").json()["answers"]["customer_facing"] is True


def test_an_incomplete_case_is_refused_with_each_missing_answer(api, registered):
    problem = api("post", f"{registered}/submit/", {})

    assert problem.status_code == 422
    assert problem["Content-Type"] == "application/problem+json"
    assert problem.json()["code"] == "intake.incomplete"
    assert "workflow" in problem.json()["errors"]


def test_a_save_on_an_old_revision_is_a_conflict(api, registered):
    path = f"{registered}/draft/sections/business/"
    saved = api("patch", path, {"revision": 0, "answers": {"workflow": "Handlers"}}).json()

    refused = api("patch", path, {"revision": 0, "answers": {"workflow": "Others"}})

    assert (refused.status_code, refused.json()["code"]) == (409, "intake.section_changed")
    conflict = refused.json()["conflict"]
    assert parse_datetime(conflict.pop("saved_at")) <= timezone.now()
    assert conflict == {
        "current": {"workflow": "Handlers"},
        "revision": saved["revision"],
        "saved_by": "Sam Submitter",
        "yours": {"workflow": "Others"},
    }
    merged = {"revision": conflict["revision"], "answers": {"workflow": "Handlers, others"}}
    assert api("patch", path, merged).status_code == 200


def test_registering_without_a_title_is_refused(api):
    problem = api("post", data={"summary": "x"})

    assert problem.status_code == 422
    assert "title" in problem.json()["errors"]
    assert not UseCase.objects.exists()


def test_facts_can_be_changed(api, registered):
    changed = api("patch", f"{registered}/", {"title": "Payment fraud"})

    assert changed.json()["title"] == "Payment fraud"
    assert changed.json()["owner"] == "Sam Submitter"


def test_a_search_goes_on_over_pages_in_the_lists_order(api, registered, register):
    for number in range(3):
        register(title=f"Fraud alert {number}")
    first = api("get", q="fraud alert", page_size=2).json()
    cursor = parse_qs(urlsplit(first["next"]).query)["cursor"][0]
    second = api("get", q="fraud alert", page_size=2, cursor=cursor).json()
    titles = [row["title"] for row in [*first["results"], *second["results"]]]
    assert titles == [f"Fraud alert {number}" for number in (2, 1, 0)]
    assert second["next"] is None


def test_the_list_filters_and_searches(api, registered, register):
    register("Meeting rooms")

    titles = [row["title"] for row in api("get", q="fraud").json()["results"]]
    assert titles == ["Fraud detection"]
    assert len(api("get", stage="intake").json()["results"]) == 2
    assert api("get", stage="poc").json()["results"] == []


def test_similar_cases_are_offered(api, registered):
    assert api("get", "similar/", text="fraud detect").json()[0]["reference"] == registered


@pytest.mark.parametrize("cases", [1, 30])
def test_the_list_takes_the_same_few_queries(api_client, member, organization, cases):
    UseCase.objects.bulk_create(
        UseCase(organization_id=organization.pk, number=number, title=f"Case {number}")
        for number in range(1, cases + 1)
    )
    client = api_client(member())
    address = f"/{organization.slug}/api/v1/use-cases/"
    client.get(address)

    with CaptureQueriesContext(connection) as asked:
        assert len(client.get(address).json()["results"]) == cases

    reads = [query for query in asked.captured_queries if " FROM " in query["sql"]]
    assert len(reads) == 3, [query["sql"][:80] for query in reads]


def test_a_token_that_only_reads_changes_nothing(api_client, person, organization):
    client = api_client(person, ["intake:read"])
    address = f"/{organization.slug}/api/v1/use-cases/"

    assert client.get(address).status_code == 200
    facts = {"title": "T", "summary": "S", "owner_name": "O"}
    assert client.post(address, facts, format="json").status_code == 403
    assert not UseCase.objects.exists()


def test_somebody_elses_answers_are_not_shown(api_client, member, organization, register):
    case = register()
    stranger = api_client(member())

    answer = stranger.get(f"/{organization.slug}/api/v1/use-cases/{case.reference}/draft/")

    assert answer.status_code == 403


def test_another_organization_sees_neither_rows_nor_that_they_exist(
    api_client, member, organization, other_organization, register
):
    case = register()
    stranger = member(Role.ORG_ADMIN, organization=other_organization)
    client = api_client(stranger)
    own = f"/{other_organization.slug}/api/v1/use-cases/"

    assert client.get(own).json()["results"] == []
    assert client.get(f"{own}{case.reference}/").status_code == 404
    assert client.get(f"{own}similar/", {"text": case.title}).json() == []
    assert client.get(f"/{organization.slug}/api/v1/use-cases/").status_code == 401
