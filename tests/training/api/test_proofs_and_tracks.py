"""The API of what others certified, of tracks, and of imports of completions."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

import pytest
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from training.actions import tracks
from training.models.courses import Course
from training.models.imports import CompletionImport

API = "/northbank/api/v1"
CREATED, NOT_FOUND, FORBIDDEN = HTTPStatus.CREATED, HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN


@pytest.fixture
def staff(member, api_client):
    return api_client(member(Role.COE_STAFF))


@pytest.fixture
def taught(organization, member, course) -> Course:
    with scope(organization):
        return course(member(), title="AI literacy", valid_months=None)


def shown(course, **more):
    issued = timezone.localdate() - dt.timedelta(days=3)
    said = {"title": "Diploma", "provider": "Academy", "link": "https://academy.example/7"}
    return {"course": course.reference, "issued_on": issued.isoformat(), **said, **more}


def test_a_proof_is_offered_accepted_and_becomes_a_certificate(taught, member, api_client, staff):
    holder = api_client(member(name="Hana Holder"))
    made = holder.post(f"{API}/proofs/", shown(taught), format="json")
    assert (made.status_code, made.json()["state"]) == (CREATED, "offered")
    assert holder.post(f"{API}/proofs/P-1/accept/").status_code == FORBIDDEN
    assert api_client(member()).get(f"{API}/proofs/P-1/").status_code == NOT_FOUND
    certificate = staff.post(f"{API}/proofs/P-1/accept/").json()
    assert (certificate["holder"], certificate["course"]) == ("Hana Holder", taught.reference)
    told = holder.get(f"{API}/proofs/P-1/").json()
    assert (told["state"], told["certificate"]) == ("accepted", certificate["reference"])


def test_nobody_accepts_their_own_and_a_refusal_says_why(taught, member, api_client, staff):
    judge = api_client(member(Role.COE_STAFF))
    judge.post(f"{API}/proofs/", shown(taught), format="json")
    assert judge.post(f"{API}/proofs/P-1/accept/").status_code == FORBIDDEN
    assert staff.post(f"{API}/proofs/P-1/decline/", {"reason": ""}).status_code == 422
    answer = staff.post(f"{API}/proofs/P-1/decline/", {"reason": "Too old"}, format="json").json()
    assert (answer["state"], answer["reason"]) == ("declined", "Too old")


def test_a_proof_needs_something_to_look_at(taught, member, api_client):
    holder = api_client(member())
    answer = holder.post(f"{API}/proofs/", shown(taught, link=""), format="json")
    assert answer.status_code in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY}
    assert holder.get(f"{API}/proofs/").json()["results"] == []


def test_a_list_shows_ones_own_and_filters(taught, member, api_client, staff):
    for name in ("Ada", "Bob"):
        api_client(member(name=name)).post(f"{API}/proofs/", shown(taught), format="json")
    staff.post(f"{API}/proofs/P-1/decline/", {"reason": "Too old"}, format="json")
    waiting = staff.get(f"{API}/proofs/", {"state": "offered"}).json()["results"]
    assert [one["holder"] for one in waiting] == ["Bob"]
    assert api_client(member()).get(f"{API}/proofs/").json()["results"] == []


def test_tracks_show_their_offered_courses_in_order(
    organization, other_organization, taught, course, member, api_client
):
    author = member(Role.COE_STAFF)
    with scope(organization):
        actor = Actor.member(author)
        track = tracks.create_track(tracks.TrackTerms("First steps"), actor=actor)
        archived = course(author, title="Long gone")
        for one in (course(author, title="Prompts"), taught, archived):
            tracks.add_course(track, one, actor=actor)
        Course.objects.filter(pk=archived.pk).update(is_archived=True)
    (told,) = api_client(member()).get(f"{API}/tracks/").json()["results"]
    assert (told["title"], [one["title"] for one in told["courses"]]) == (
        "First steps",
        ["Prompts", "AI literacy"],
    )
    assert api_client(member()).get(f"{API}/tracks/{told['slug']}/").json() == told
    stranger = api_client(member(organization=other_organization))
    assert stranger.get("/mercy/api/v1/tracks/").json()["results"] == []
    assert stranger.get(f"/mercy/api/v1/tracks/{told['slug']}/").status_code == NOT_FOUND


def test_staff_follow_an_import_by_api(organization, member, api_client, staff):
    with scope(organization):
        CompletionImport.objects.create(number=4, file_name="lms.csv", sha256="a" * 64, size=10)
    (row,) = staff.get(f"{API}/completion-imports/").json()["results"]
    one = staff.get(f"{API}/completion-imports/CI-4/").json()
    assert (row["reference"], one["state"], one["counts"]["ready"]) == ("CI-4", "uploaded", 0)
    assert staff.get(f"{API}/completion-imports/CI-9/").status_code == NOT_FOUND
    learner = api_client(member())
    assert learner.get(f"{API}/completion-imports/").status_code == FORBIDDEN
