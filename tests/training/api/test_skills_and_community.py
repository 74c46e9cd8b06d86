"""The API of skills, coverage and the community: the same rights and refusals as the pages."""

from __future__ import annotations

import pytest

from coe_portal.accounts.actions import create_business_unit
from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from training.actions.skill_catalogue import give_job_role, install_standard_set
from training.models.skills import JobRole, MemberSkill

OPERATOR = Actor.system("tests")
API = "/northbank/api/v1/"


@pytest.fixture
def skills(organization):
    with scope(organization):
        install_standard_set(actor=OPERATOR)


@pytest.fixture
def staff(member, api_client):
    return api_client(member(Role.COE_STAFF))


def test_levels_are_stated_and_judged(organization, skills, member, api_client):
    manager, person = member(), member()
    with scope(organization):
        Membership.objects.filter(pk=person.pk).update(manager=manager)
        give_job_role(JobRole.objects.get(code="ml-engineer"), person, actor=OPERATOR)
    own, judge = api_client(person), api_client(manager)

    stated = own.post(f"{API}skills/python/level/", {"level": 3})
    judged = judge.post(f"{API}skills/python/level/", {"level": 2, "member": person.pk})
    beyond = own.post(f"{API}skills/python/level/", {"level": 9})
    strangers = own.post(f"{API}skills/python/level/", {"level": 4, "member": manager.pk})
    lines = own.get(f"{API}skills/levels/").json()["skills"]

    assert stated.json() == {"skill": "python", "own": 3, "manager": None}
    assert judged.json() == {"skill": "python", "own": 3, "manager": 2}
    assert (beyond.status_code, strangers.status_code) == (422, 404)
    (line,) = [line for line in lines if line["skill"] == "python"]
    assert (line["level"], line["target"], line["missing"]) == (2, 4, 2)


def test_a_token_that_only_reads_states_nothing(organization, skills, member, api_client):
    reader = api_client(member(), scopes=["training:read"])

    assert reader.post(f"{API}skills/python/level/", {"level": 3}).status_code == 403
    with scope(organization):
        assert not MemberSkill.objects.exists()


def test_the_catalogue_is_edited_by_staff(skills, staff, member, api_client):
    data = {"name": "Rust", "area": "programming"}

    made = staff.post(f"{API}skills/", data)
    changed = staff.patch(f"{API}skills/rust/", {"description": "Oxidise."})
    retired = staff.post(f"{API}skills/rust/retire/")
    refused = api_client(member()).post(f"{API}skills/", {**data, "name": "Go"})

    assert (made.status_code, refused.status_code) == (201, 403)
    assert changed.json()["name"] == "Rust"
    assert changed.json()["description"] == "Oxidise."
    assert retired.json()["is_active"] is False
    roles = staff.get(f"{API}job-roles/").json()["results"]
    assert {"python": 4}.items() <= next(r for r in roles if r["code"] == "ml-engineer")[
        "targets"
    ].items()


def test_rounds_open_close_and_compare(skills, staff, member, api_client):
    person = api_client(member())
    person.post(f"{API}skills/python/level/", {"level": 1})
    before = staff.post(f"{API}skill-rounds/", {"title": "Before", "phase": "baseline"}).json()
    staff.post(f"{API}skill-rounds/{before['id']}/close/")
    person.post(f"{API}skills/python/level/", {"level": 3})
    plan = {"title": "After", "phase": "after", "baseline": before["id"]}
    after = staff.post(f"{API}skill-rounds/", plan).json()
    staff.post(f"{API}skill-rounds/{after['id']}/close/")

    changes = staff.get(f"{API}skill-rounds/{after['id']}/changes/").json()

    assert changes == [
        {"skill": "python", "people": 1, "before": 1.0, "after": 3.0, "risen": 1, "fallen": 0}
    ]
    assert len(staff.get(f"{API}skill-rounds/").json()["results"]) == 2


def test_coverage_by_unit(organization, staff, member):
    with scope(organization):
        cards = create_business_unit("Cards", code="cards", actor=OPERATOR)
    member(business_unit=cards)

    found = staff.get(f"{API}literacy-coverage/").json()

    assert found["everybody"]["people"] == 2
    assert {line["unit"]: line["people"] for line in found["units"]} == {"cards": 1, None: 1}
    assert staff.get(f"{API}literacy-coverage/?on=soon").status_code == 422


def test_articles_are_drafted_published_and_found(staff, member, api_client):
    author, reader = api_client(member()), api_client(member())
    text = {"title": "Prompts", "body": "Say what you want.", "tags": ["Prompting"]}

    made = author.post(f"{API}articles/", text, format="json").json()
    hidden = reader.get(f"{API}articles/KB-1/")
    changed = author.put(
        f"{API}articles/KB-1/", {**text, "title": "Good prompts", "revision": 1}, format="json"
    )
    stale = author.put(f"{API}articles/KB-1/", {**text, "revision": 1}, format="json")
    refused = author.post(f"{API}articles/KB-1/publish/")
    staff.post(f"{API}articles/KB-1/publish/")
    found = reader.get(f"{API}articles/?q=prompt&tag=prompting").json()["results"]

    assert (made["state"], made["revision"], changed.json()["revision"]) == ("draft", 1, 2)
    assert (hidden.status_code, stale.status_code, refused.status_code) == (404, 409, 403)
    assert [row["title"] for row in found] == ["Good prompts"]
    assert reader.get(f"{API}articles/KB-1/").json()["body"] == "Say what you want."
    assert staff.post(f"{API}articles/KB-1/archive/").json()["state"] == "archived"


def test_questions_are_answered_accepted_and_closed(member, api_client):
    asker, helper = api_client(member()), api_client(member())

    asker.post(f"{API}questions/", {"title": "May I?"})
    answer = helper.post(f"{API}questions/Q-1/answer/", {"body": "You may."}).json()
    refused = helper.post(f"{API}questions/Q-1/accept/", {"answer": answer["id"]})
    missing = asker.post(f"{API}questions/Q-1/accept/", {"answer": 999999})
    accepted = asker.post(f"{API}questions/Q-1/accept/", {"answer": answer["id"]}).json()
    closed = asker.post(f"{API}questions/Q-1/close/").json()

    assert (refused.status_code, missing.status_code) == (403, 404)
    assert (accepted["state"], accepted["accepted"]) == ("answered", answer["id"])
    assert [one["body"] for one in closed["answers"]] == ["You may."]
    assert helper.get(f"{API}questions/").json()["results"][0]["reference"] == "Q-1"


def test_champions_are_named_by_staff(organization, staff, member, api_client):
    with scope(organization):
        create_business_unit("Cards", code="cards", actor=OPERATOR)
    person = member(name="Cham Pion")
    data = {"unit": "cards", "email": person.user.email, "starts_on": "2020-01-01"}

    made = staff.post(f"{API}champions/", data)
    refused = api_client(person).post(f"{API}champions/", data)

    assert (made.status_code, refused.status_code) == (201, 403)
    (row,) = api_client(person).get(f"{API}champions/").json()["results"]
    assert (row["unit"], row["name"]) == ("cards", "Cham Pion")


@pytest.mark.parametrize("path", ["skills/", "articles/", "questions/", "champions/"])
def test_another_organization_sees_nothing(
    organization, other_organization, skills, member, api_client, path
):
    person = member(Role.COE_STAFF)
    mine = api_client(person)
    mine.post(f"{API}articles/", {"title": "Ours", "body": "Ours"}, format="json")
    mine.post(f"{API}questions/", {"title": "Ours?"})
    stranger = api_client(member(Role.COE_STAFF, organization=other_organization))

    assert stranger.get(f"/mercy/api/v1/{path}").json()["results"] == []
