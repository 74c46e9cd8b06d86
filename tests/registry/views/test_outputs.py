"""Pages of output review: the queue, a report with its verdict, and the blocklist."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from registry.choices import ModelKind, OutputSeverity
from registry.models.outputs import BlocklistEntry, OutputReport
from tests.registry.models import new_model, new_version
from tests.registry.outputs import judged, reported

ROOM = "/northbank/registry/"
SAID = "Never. Ask Mrs Heron."


@pytest.fixture
def reporter(member):
    return member(name="Rae Reporter")


@pytest.fixture
def judge(member):
    return member(Role.REVIEWER, name="Jo Judge")


@pytest.fixture
def assistant(organization, owner, developer, case):
    with scope(organization):
        model = new_model(
            owner, name="assistant", kind=ModelKind.GENERATIVE, use_case=case.reference
        )
        return new_version(model, developer)


@pytest.fixture
def report(organization, assistant, reporter):
    with scope(organization):
        return reported(assistant, reporter)


def test_a_person_reports_and_sees_no_text_afterwards(assistant, reporter, client_for):
    client = client_for(reporter)
    form = {
        "version": assistant.pk,
        "category": "wrong",
        "severity": "high",
        "output_text": SAID,
        "occurred_at": "2026-11-20T10:00",
    }
    page = client.get(f"{ROOM}outputs/new/?version={assistant.pk}").content.decode()
    assert f'value="{assistant.pk}" selected' in page
    assert client.post(f"{ROOM}outputs/new/", form).url == f"{ROOM}outputs/OUT-1/"
    assert SAID not in client.get(f"{ROOM}outputs/OUT-1/").content.decode()


def test_texts_are_for_those_who_review_own_and_built(
    report, judge, owner, developer, reporter, member, client_for
):
    people = [judge, owner, developer, reporter, member(Role.AUDITOR), member(Role.EXECUTIVE)]
    place = f"{ROOM}outputs/OUT-1/"
    shown = [SAID in client_for(one).get(place).content.decode() for one in people]

    assert shown == [True, True, True, False, False, False]
    for address in ("outputs/", "outputs/?export=csv"):
        assert SAID not in client_for(judge).get(f"{ROOM}{address}").content.decode()
    assert "Nothing matches" in client_for(judge).get(f"{ROOM}outputs/?q=Mrs").content.decode()


def test_the_queue_is_worked_off_one_after_the_other(
    organization, assistant, report, reporter, judge, client_for
):
    with scope(organization):
        reported(assistant, reporter, severity=OutputSeverity.CRITICAL)
    client = client_for(judge)
    assert "Review next (2 wait)" in client.get(f"{ROOM}outputs/").content.decode()
    assert client.post(f"{ROOM}outputs/next/").url == f"{ROOM}outputs/OUT-2/"
    place = f"{ROOM}outputs/OUT-2/judge/"
    refused = client.post(place, {"verdict": "confirmed", "severity": "high", "then": "next"})
    assert (refused.status_code, SAID in refused.content.decode()) == (422, True)
    verdict = {"verdict": "confirmed", "severity": "high", "note": "It is open."}
    assert client.post(place, {**verdict, "then": "next"}).url == f"{ROOM}outputs/OUT-1/"
    last = client.post(f"{ROOM}outputs/OUT-1/judge/", {**verdict, "then": "next"})
    assert last.url == f"{ROOM}outputs/"
    page = client.get(f"{ROOM}outputs/OUT-1/").content.decode()
    assert "It is open." in page
    assert "Judge it anew" in page


def test_what_somebody_else_has_taken_up_is_theirs(report, judge, member, client_for):
    client, other = client_for(judge), client_for(member(Role.COE_STAFF))
    client.post(f"{ROOM}outputs/OUT-1/claim/")
    page = other.get(f"{ROOM}outputs/OUT-1/").content.decode()
    assert "Jo Judge has taken it up" in page
    assert "Your verdict" not in page
    assert other.post(f"{ROOM}outputs/OUT-1/claim/").status_code == 409
    assert client.post(f"{ROOM}outputs/OUT-1/release/").url == f"{ROOM}outputs/"
    assert "Your verdict" in other.get(f"{ROOM}outputs/OUT-1/").content.decode()


def test_an_incident_and_a_blocked_text_follow_from_it(organization, report, judge, client_for):
    client = client_for(judge)
    place = f"{ROOM}outputs/OUT-1/"
    page = client.get(f"{place}incident/").content.decode()
    assert ("OUT-1" in page, "Heron" in page) == (True, False)
    said = {"what_happened": "It sends people away.", "harm": "harm"}
    assert client.post(f"{place}incident/", said).url == place
    blocked = {"text": "=ask(mrs)", "category": "wrong"}
    assert client.post(f"{place}block/", blocked).url == place
    shown = client.get(place).content.decode()
    assert "INC-1" in shown
    assert "=ask(mrs)" in shown

    table = client.get(f"{ROOM}blocklist/?export=csv").content.decode()
    assert "'=ask(mrs)" in table
    file = json.loads(client.get(f"{ROOM}blocklist/file/").content)
    assert [(one["text"], one["model"]) for one in file["entries"]] == [("=ask(mrs)", "assistant")]
    assert client.post(f"{ROOM}blocklist/BLK-1/remove/").url == f"{ROOM}blocklist/BLK-1/"
    assert "Off the list" in client.get(f"{ROOM}blocklist/BLK-1/").content.decode()
    with scope(organization):
        assert BlocklistEntry.objects.in_force().count() == 0


def test_retention_is_set_by_staff(judge, staff, client_for):
    place = f"{ROOM}outputs/rules/"
    assert client_for(judge).get(place).status_code == 403
    client = client_for(staff)
    assert 'value="90"' in client.get(place).content.decode()
    assert client.post(place, {"retention_days": "0"}).status_code == 422
    assert client.post(place, {"retention_days": "14"}).url == f"{ROOM}outputs/"
    assert 'value="14"' in client.get(place).content.decode()


def test_the_version_says_how_its_outputs_stand(organization, report, judge, client_for):
    with scope(organization):
        judged(report, judge)
    page = client_for(judge).get(f"{ROOM}models/M-1/versions/1/outputs/")
    assert "1 confirmed, 0 waiting" in page.content.decode()


def test_the_list_and_the_sidebar_cost_the_same_for_many(
    organization, assistant, report, reporter, judge, client_for
):
    client, counts = client_for(judge), []
    for more in (0, 30):
        with scope(organization):
            for _number in range(more):
                reported(assistant, reporter)
        client.get(f"{ROOM}outputs/")
        with CaptureQueriesContext(connection) as queries:
            page = client.get(f"{ROOM}outputs/").content.decode()
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert "Review next (31 wait)" in page
    with scope(organization):
        assert OutputReport.objects.waiting().count() == 31
