from __future__ import annotations

import io
from contextlib import closing
from datetime import timedelta
from hashlib import sha256

import pypdf
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.declarations import TRAIL_EXPORTED
from coe_portal.audit.models import AuditEvent
from coe_portal.audit.pack import actions, pdf
from coe_portal.audit.recording import record
from coe_portal.errors import NotAllowed
from coe_portal.jobs.models import Job, JobState
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.scope import scope
from intake.actions import rulebooks
from tests.audit.pack import case as stories
from tests.fixtures.organizations import OPERATOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(organization, member):
    with scope(organization):
        rulebooks.install_defaults(organization, actor=OPERATOR)
        return stories.register(member(Role.MODEL_OWNER, name="Olive Owner"))


@pytest.fixture
def auditor(client_for, member):
    return client_for(member(Role.AUDITOR, name="Ana Auditor"))


@pytest.fixture
def submitter(client_for, member):
    return client_for(member(Role.SUBMITTER))


def shown(page):
    return [entry.event.sequence for entry in page.context["trail"].entries]


def test_the_trail_shows_the_newest_events_first(case, auditor, organization):
    page = auditor.get("/northbank/audit/")
    with scope(organization):
        expected = AuditEvent.objects.order_by("-sequence").values_list("sequence", flat=True)
        assert shown(page) == list(expected)
    assert "Underwriting copilot" in page.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "action=intake.use_case.registered",
        "q=Underwriting+copilot&action=intake.use_case.registered",
        "q=uc-1&action=intake.use_case.registered",
        "actor=olive&action=intake.use_case.registered",
    ],
)
def test_filters_narrow_the_trail(case, auditor, query):
    entries = auditor.get(f"/northbank/audit/?{query}").context["trail"].entries
    assert [entry.event.action for entry in entries] == ["intake.use_case.registered"]


def test_words_are_looked_for_among_the_newest_but_an_id_finds_all(case, auditor, monkeypatch):
    monkeypatch.setattr("coe_portal.audit.filters.SEARCHED", 0)

    assert shown(auditor.get("/northbank/audit/?q=Underwriting")) == []
    assert shown(auditor.get("/northbank/audit/?q=UC-1"))


def test_an_id_finds_also_what_belongs_to_the_case_and_nothing_of_other_cases(
    case, auditor, organization, member
):
    with scope(organization):
        other = stories.register(member(Role.MODEL_OWNER))
        told = AuditEvent.objects.about(case).values_list("sequence", flat=True)
        expected = list(told)

    assert shown(auditor.get("/northbank/audit/?q=UC-1")) == expected
    assert other.reference == "UC-2"


def test_jobs_of_the_portal_have_readable_names_and_are_found_by_them(case, auditor, organization):
    with scope(organization):
        record(TRAIL_EXPORTED, organization, actor=Actor.system("nightly-drift"))

    for wanted in ("nightly+drift", "Portal: nightly drift"):
        page = auditor.get("/northbank/audit/", {"actor": wanted.replace("+", " ")})
        assert [one.event.actor_name for one in page.context["trail"].entries] == [
            "Portal: nightly drift"
        ]


def test_somebody_without_events_is_found_nowhere(case, auditor, member, other_organization):
    member(Role.SUBMITTER, name="Olive Other", organization=other_organization)
    member(Role.SUBMITTER, name="Nora Nothing")

    assert shown(auditor.get("/northbank/audit/?actor=nora")) == []
    assert shown(auditor.get("/northbank/audit/?actor=olive+other")) == []


def test_fields_without_words_of_their_own_bear_a_label(case, auditor):
    page = auditor.get("/northbank/audit/").content.decode()

    for label in ("Who", "From", "Until"):
        assert f"<span>{label}</span>" in page


def test_days_are_whole_days(case, auditor):
    today = timezone.localdate()
    until_yesterday = auditor.get(f"/northbank/audit/?until={today - timedelta(days=1)}")
    today_only = auditor.get(f"/northbank/audit/?since={today}&until={today}")
    assert shown(until_yesterday) == []
    assert len(shown(today_only)) > 3


def test_pages_lead_through_the_whole_trail_and_back(case, auditor, organization, monkeypatch):
    monkeypatch.setattr("coe_portal.audit.queries.PAGE_SIZE", 5)
    with scope(organization):
        everything = list(
            AuditEvent.objects.order_by("-sequence").values_list("sequence", flat=True)
        )
    assert len(everything) > 10
    seen, page = [], auditor.get("/northbank/audit/")
    while True:
        seen += shown(page)
        older = page.context["trail"].older_than
        if older is None:
            break
        page = auditor.get(f"/northbank/audit/?before={older}")
    assert seen == everything
    newer = page.context["trail"].newer_than
    assert (
        shown(auditor.get(f"/northbank/audit/?after={newer}"))
        == [sequence for sequence in reversed(everything) if sequence > newer][:5][::-1]
    )


def test_a_bad_place_in_the_address_shows_the_newest(case, auditor):
    assert shown(auditor.get("/northbank/audit/?before=x")) == shown(
        auditor.get("/northbank/audit/")
    )


@pytest.mark.parametrize("address", ["", "chain/", "UC-1/packs/"])
def test_members_without_oversight_are_refused(case, submitter, address):
    assert submitter.get(f"/northbank/audit/{address}").status_code == 403


def test_a_member_sees_the_story_of_a_case(case, submitter):
    page = submitter.get(f"/northbank/audit/{case.reference}/timeline/")
    assert "Use case registered" in page.content.decode()


@pytest.mark.parametrize("reference", ["UC-999", "UC-1x", "XX-1", "1"])
def test_a_story_of_nothing_does_not_exist(case, submitter, reference):
    assert submitter.get(f"/northbank/audit/{reference}/timeline/").status_code == 404


def test_another_organization_sees_nothing_of_it(case, other_organization, client_for, member):
    stranger = client_for(member(Role.ORG_ADMIN, organization=other_organization))
    assert stranger.get("/northbank/audit/").status_code == 404
    assert stranger.get(f"/mercy/audit/{case.reference}/timeline/").status_code == 404
    assert "Underwriting" not in stranger.get("/mercy/audit/").content.decode()
    assert stranger.post(f"/mercy/audit/{case.reference}/packs/new/").status_code == 404


def test_taking_the_trail_away_is_recorded(case, auditor, organization):
    answer = auditor.get("/northbank/audit/?export=csv&action=intake.use_case.registered")
    with scope(organization):
        event = AuditEvent.objects.order_by("-sequence").first()
    assert answer.content.decode("utf-8-sig").count("intake.use_case.registered") == 1
    assert (event.action, event.actor_label) == ("audit.trail.exported", "Ana Auditor")


def test_a_pack_is_asked_for_made_and_downloaded(
    case, auditor, organization, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        auditor.post(f"/northbank/audit/{case.reference}/packs/new/")
    with scope(organization):
        job = Job.objects.get()
        recorded = dict(AuditEvent.objects.about(case).values_list("action", "after")[:2])
        told = [str(row.recipient) for row in Notification.objects.filter(kind="audit.pack.ready")]
        with job.file.open() as stored:
            content = stored.read()
    assert job.state == JobState.SUCCEEDED
    assert recorded["audit.pack.built"]["sha256"] == job.file_sha256
    assert "audit.pack.requested" in recorded
    assert told == ["Ana Auditor"]
    text = pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert "Underwriting copilot" in text
    assert "Ana Auditor" in text


def test_a_finished_pack_is_downloaded(
    case, auditor, organization, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        auditor.post(f"/northbank/audit/{case.reference}/packs/new/")
    with scope(organization):
        job = Job.objects.get()
    packs = auditor.get(f"/northbank/audit/{case.reference}/packs/")
    assert job.reference in packs.content.decode()
    with closing(auditor.get(f"/northbank/jobs/{job.reference}/file/")) as answer:
        assert sha256(b"".join(answer.streaming_content)).hexdigest() == job.file_sha256
        assert "no-store" in answer["Cache-Control"]


def test_a_pack_delivered_twice_is_made_once(case, actor, organization):
    with scope(organization):
        job = actions.request_pack(case, actor=actor)
    actions.build_pack(organization.pk, job.pk)
    actions.build_pack(organization.pk, job.pk)
    with scope(organization):
        built = AuditEvent.objects.filter(action="audit.pack.built")
        assert built.count() == 1


def test_a_server_that_cannot_print_says_so(case, actor, organization, monkeypatch):
    def cannot(_case_file):
        message = "Pango is missing."
        raise pdf.PrintingUnavailable(message)

    monkeypatch.setattr(pdf, "render", cannot)
    with scope(organization):
        job = actions.request_pack(case, actor=actor)
    actions.build_pack(organization.pk, job.pk)
    with scope(organization):
        job.refresh_from_db()
    assert (job.state, job.message) == (JobState.FAILED, "Pango is missing.")


def test_a_submitter_may_not_ask_for_a_pack(case, member, organization):
    with scope(organization), pytest.raises(NotAllowed):
        actions.request_pack(case, actor=Actor.member(member()))


def test_the_trail_costs_the_same_for_one_event_and_for_many(case, auditor):
    counts = []
    for query in ("?action=intake.use_case.registered", ""):
        with CaptureQueriesContext(connection) as queries:
            auditor.get(f"/northbank/audit/{query}")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_chain_is_checked_on_demand(case, auditor, capsys):
    page = auditor.post("/northbank/audit/chain/")
    assert "The chain holds." in page.content.decode()
    call_command("verify_audit_chain", organization="northbank")
    assert "events hold" in capsys.readouterr().out


def test_an_unknown_organization_has_no_chain(db):
    with pytest.raises(CommandError):
        call_command("verify_audit_chain", organization="nobody")


def test_a_long_trail_is_written_whole_by_a_worker(
    case, auditor, organization, monkeypatch, django_capture_on_commit_callbacks
):
    """It used to end at so many rows, and did not say so."""
    monkeypatch.setattr("coe_portal.ui.views.MOST_ROWS", 2)
    address = "/northbank/audit/?export=csv"
    page = auditor.get(address)
    assert "written in the background" in page.content.decode()
    with scope(organization):
        assert not AuditEvent.objects.filter(action="audit.trail.exported").exists()
        count = AuditEvent.objects.count()

    with django_capture_on_commit_callbacks(execute=True):
        auditor.post(address)

    with scope(organization):
        job = Job.objects.get()
        with job.file.open() as stored:
            lines = stored.read().decode("utf-8-sig").strip().splitlines()
        assert AuditEvent.objects.filter(action="audit.trail.exported").count() == 1
    assert job.state == JobState.SUCCEEDED
    assert len(lines) > count


def test_a_long_trail_is_not_for_everybody(case, submitter, organization):
    assert submitter.post("/northbank/audit/?export=csv").status_code == 403
    with scope(organization):
        assert not Job.objects.exists()
