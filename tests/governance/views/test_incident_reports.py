"""Reports without a name: what they keep, who may make them, and how one comes back."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.collaboration.models import Attachment
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.scope import scope
from governance.actions.incident_timeline import ask_reporter
from governance.actions.incidents import set_channel
from governance.models.incidents import Incident, IncidentEntry
from tests.governance.incident_rooms import reported_by_nobody, triaged

ADDRESS = "203.0.113.77"
CODE = re.compile(r"data-follow-up-code>([A-Z0-9-]+)<")


def url(name, org="northbank"):
    return reverse(f"incident_reports:{name}", kwargs={"org": org})


def words(**fields):
    noticed = timezone.now() - dt.timedelta(hours=2)
    return {
        "what_happened": "The model refuses women.",
        "noticed_at": noticed.strftime("%Y-%m-%dT%H:%M"),
        "harm": "harm",
        **fields,
    }


@pytest.fixture
def staff(member):
    return member(Role.COE_STAFF, name="Chris Staff")


@pytest.fixture
def public(organization, staff):
    with scope(organization):
        set_channel(is_public=True, actor=Actor.member(staff))


@pytest.fixture
def stranger():
    return Client(REMOTE_ADDR=ADDRESS)


def everything_about_incidents(organization) -> str:
    """All that is kept of reports, as text."""
    with scope(organization):
        tables = [Incident, IncidentEntry, Notification, Attachment]
        rows = [list(table.objects.values()) for table in tables]
        trail = AuditEvent.objects.exclude(action__startswith="accounts.")
        return json.dumps([*rows, list(trail.values())], default=str)


def test_a_report_and_its_follow_up_keep_nothing_of_the_reporter(
    organization, public, staff, stranger
):
    page = stranger.get(url("report"))
    assert page.headers["Cache-Control"] == "no-store"
    file = SimpleUploadedFile("letters.txt", b"Dear Madam")
    sent = stranger.post(url("report"), words(file=file))
    assert sent.status_code == 201
    code = CODE.search(sent.content.decode())[1]
    with scope(organization):
        incident = Incident.objects.get()
        triaged(incident, staff)
        ask_reporter(incident, "Since when?", actor=Actor.member(staff))

    again = Client(REMOTE_ADDR=ADDRESS)
    found = again.post(url("follow_up"), {"code": code.lower()}).content.decode()
    assert "Since when?" in found
    assert "Please answer the team" in found
    assert "Chris Staff" not in found
    answer = again.post(url("answer"), {"code": code, "text": "Since May."}).content.decode()
    assert "The team was told." in answer
    assert "Since May." in answer

    kept = everything_about_incidents(organization)
    assert "Since May." in kept
    for secret in (ADDRESS, code, code.replace("-", ""), "sessionid"):
        assert secret not in kept
    with scope(organization):
        rows = AuditEvent.objects.filter(actor_label="anonymous-report")
        assert rows.count() == 3
        assert {(row.actor_id, row.request_id) for row in rows} == {(None, "")}
        assert incident.reporter_id is None
    assert "sessionid" not in {*stranger.cookies, *again.cookies}
    assert not Session.objects.exists()


def test_a_member_who_reports_without_a_name_is_not_known(organization, member, staff, client_for):
    browser = client_for(member(name="Wilma Whistle"))
    sent = browser.post(url("report"), words())
    code = CODE.search(sent.content.decode())[1]
    browser.post(url("answer"), {"code": code, "text": "More."})
    kept = everything_about_incidents(organization)
    assert "More." in kept
    assert "Wilma" not in kept
    with scope(organization):
        assert Incident.objects.get().reporter_id is None
        rows = AuditEvent.objects.filter(action__startswith="governance.incident")
        assert {(row.actor_kind, row.actor_id, row.request_id) for row in rows} == {
            ("system", None, "")
        }
    assert (
        browser.get(reverse("governance:incident", args=["northbank", "INC-1"])).status_code == 404
    )


@pytest.mark.parametrize("name", ["report", "follow_up", "answer"])
def test_while_it_is_closed_strangers_find_nothing(
    name, organization, member, other_organization, client_for, stranger
):
    theirs = client_for(member(organization=other_organization))
    for method in ("get", "post"):
        here = getattr(stranger, method)(url(name), words())
        nowhere = getattr(stranger, method)(url(name, org="nowhere"), words())
        assert here.status_code == nowhere.status_code == 302
        assert getattr(theirs, method)(url(name), words()).status_code == 404
    with scope(organization):
        assert not Incident.objects.exists()


def test_it_is_opened_and_closed_by_staff(organization, staff, member, client_for, stranger):
    place = reverse("governance:incident_channel", args=["northbank"])
    assert client_for(member()).post(place, {"public": "1"}).status_code == 403
    page = client_for(staff).post(place, {"public": "1"}, follow=True).content.decode()
    assert "Close it to people outside" in page
    assert stranger.get(url("report")).status_code == 200
    client_for(staff).post(place, {"public": "0"})
    assert stranger.get(url("report")).status_code == 302


def test_a_code_leads_only_to_its_own_report(organization, public, stranger, other_organization):
    with scope(other_organization):
        _theirs, foreign = reported_by_nobody(what_happened="Secret of the hospital")
    with scope(organization):
        reported_by_nobody()
        _mine, code = reported_by_nobody(what_happened="Mine alone")
    assert "Mine alone" in stranger.post(url("follow_up"), {"code": code}).content.decode()
    for wrong in (foreign, code[:-2], "INC-1", ""):
        answer = stranger.post(url("follow_up"), {"code": wrong})
        assert answer.status_code == 422
        assert "Secret" not in answer.content.decode()
        assert stranger.post(url("answer"), {"code": wrong, "text": "x"}).status_code == 422
    with scope(organization):
        assert not IncidentEntry.objects.exists()


def test_reports_and_wrong_codes_are_limited(organization, public, stranger):
    statuses = [stranger.post(url("report"), words()).status_code for _number in range(6)]
    assert statuses == [201] * 5 + [429]
    elsewhere = Client(REMOTE_ADDR="203.0.113.78")
    assert elsewhere.post(url("report"), words()).status_code == 201
    tries = [stranger.post(url("follow_up"), {"code": "A"}).status_code for _number in range(21)]
    assert tries == [422] * 20 + [429]


def test_a_form_that_is_sent_twice_is_one_report(organization, public, stranger):
    once = re.compile(r'name="once" value="([^"]+)"').search(
        stranger.get(url("report")).content.decode()
    )[1]
    answers = [stranger.post(url("report"), words(once=once)) for _number in range(2)]
    codes = {CODE.search(answer.content.decode())[1] for answer in answers}
    assert len(codes) == 1
    forged = {
        CODE.search(stranger.post(url("report"), words(once="x")).content.decode())[1]
        for _number in range(2)
    }
    assert len(forged | codes) == 3
    with scope(organization):
        assert [row.number for row in Incident.objects.order_by("number")] == [1, 2, 3]
        assert once not in everything_about_incidents(organization)


def test_what_is_wrong_is_said(organization, public, stranger):
    answer = stranger.post(url("report"), words(what_happened=" "))
    assert answer.status_code == 422
    later = (timezone.now() + dt.timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    answer = stranger.post(url("report"), words(noticed_at=later))
    assert "still to come" in answer.content.decode()
    file = SimpleUploadedFile("program.exe", b"MZ\x90\x00")
    assert stranger.post(url("report"), words(file=file)).status_code == 422
    with scope(organization):
        assert not Incident.objects.exists()


def test_a_file_without_an_owner_shows_to_those_who_handle_it(
    organization, public, staff, member, client_for, api_client, stranger
):
    file = SimpleUploadedFile("letters.txt", b"Dear Madam")
    stranger.post(url("report"), words(file=file))
    about = {"org": "northbank", "kind": "incident", "reference": "INC-1"}
    page = client_for(staff).get(reverse("collaboration:attachments", kwargs=about))
    assert "letters.txt" in page.content.decode()
    rows = api_client(staff).get("/northbank/api/v1/about/incident/INC-1/files/").json()
    assert [(row["name"], row["uploaded_by"]) for row in rows["results"]] == [("letters.txt", None)]
    other = client_for(member()).get(reverse("collaboration:attachments", kwargs=about))
    assert other.status_code in {403, 404}


def test_a_closed_report_takes_no_more_answers(organization, public, staff, stranger):
    with scope(organization):
        incident, code = reported_by_nobody()
        Incident.objects.filter(pk=incident.pk).update(state="dismissed", closed_at=timezone.now())
    page = stranger.post(url("follow_up"), {"code": code}).content.decode()
    assert "Something to add?" not in page
    refused = stranger.post(url("answer"), {"code": code, "text": "More."})
    assert refused.status_code == 422
