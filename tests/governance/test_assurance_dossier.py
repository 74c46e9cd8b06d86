"""The case file tells of the papers, waivers, audits and meetings of its case, and of no other."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.scope import scope
from governance.actions import minutes, sittings
from governance.actions.audit_findings import answer_finding, return_finding, verify_finding
from governance.actions.checklists import confirm_checklist
from governance.actions.frias import FriaNotice, approve_fria, record_notice
from governance.actions.papers import keep_edition
from governance.choices import AgendaResult, FindingSeverity, PaperKind
from governance.dossier.audits import audits_section
from governance.dossier.checklists import checklists_section
from governance.dossier.kept import newest
from governance.dossier.meetings import meetings_section
from governance.dossier.papers import papers_section
from governance.dossier.waivers import waivers_section
from governance.models.audits import AuditItem
from intake.choices import Gate
from intake.models.assessments import Assessment
from tests.governance import checklists
from tests.governance.audits import begun, finish, gap, live_case
from tests.governance.conftest import new_case
from tests.governance.meetings import held
from tests.governance.papers import high_case, sent_fria
from tests.governance.waivers import ask, controlled_case, grant

pytestmark = pytest.mark.usefixtures("in_scope")
SECTIONS = (
    audits_section,
    checklists_section,
    meetings_section,
    papers_section,
    waivers_section,
)


def printed(chapter):
    """The chapter's page and its data as one text."""
    return render_to_string(chapter.template, chapter.context) + json.dumps(chapter.data)


@pytest.fixture
def owner(member):
    return member(Role.MODEL_OWNER, name="Olga Owner")


@pytest.fixture
def staff(member):
    return member(Role.COE_STAFF, name="Sam Staff")


@pytest.fixture
def auditor(member):
    return member(Role.REVIEWER, name="Ada Auditor")


def test_a_case_without_any_has_no_such_chapters(owner, staff, auditor, member):
    finish(begun(live_case(owner), staff, auditor))
    grant(ask(controlled_case(owner), owner), member(Role.EXECUTIVE))
    sent_fria(high_case(owner), owner)
    case = new_case(owner, title="Another case")
    assert [section(case) for section in SECTIONS] == [None] * len(SECTIONS)
    assert [section(staff) for section in SECTIONS] == [None] * len(SECTIONS)


def test_waivers_say_who_lives_with_the_risk_until_when(owner, member):
    case = controlled_case(owner)
    waiver = grant(ask(case, owner), member(Role.EXECUTIVE, name="Eva Executive"))
    (data,) = waivers_section(case).data
    assert (data["waiver"], data["control"], data["state"]) == ("WV-1", "logging", "granted")
    assert (data["requested_by"], data["decided_by"]) == ("Olga Owner", "Eva Executive")
    assert data["expires_on"] == waiver.expires_on.isoformat()
    page = render_to_string("pack/waivers.html", waivers_section(case).context)
    for text in ("Control logging", "We keep prompts by hand.", "Few users.", "In force"):
        assert text in page


def test_audits_tell_each_round_of_their_findings(owner, staff, auditor):
    audit = begun(live_case(owner), staff, auditor)
    finding = gap(audit, owner, FindingSeverity.MAJOR)
    finish(audit)
    for text, judge in (("We log now.", return_finding), ("Also errors.", verify_finding)):
        answer_finding(finding, text, actor=Actor.member(owner))
        judge(finding, "Looked at it.", actor=Actor.member(auditor))
    chapter = audits_section(audit.use_case)
    (data,) = chapter.data
    assert (data["audit"], data["auditor"], data["state"]) == ("AUD-1", "Ada Auditor", "closed")
    assert data["lines"][0]["note"] == "It is not there."
    (found,) = data["findings"]
    assert (found["severity"], found["state"]) == ("major", "verified")
    assert [answer["accepted"] for answer in found["answers"]] == [False, True]
    page = render_to_string(chapter.template, chapter.context)
    for text in ("It is in order.", "Nobody writes a log.", "We log now.", "Minor gap: 1"):
        assert text in page


def test_many_audits_cost_as_many_queries_as_one(owner, staff, auditor, django_assert_num_queries):
    case = live_case(owner)
    gap(audit := begun(case, staff, auditor), owner)
    finish(audit)
    with django_assert_num_queries(4):
        printed(audits_section(case))
    for _again in range(3):
        gap(audit := begun(case, staff, auditor), owner)
        finish(audit)
    with django_assert_num_queries(4):
        printed(audits_section(case))


def test_papers_tell_gaps_editions_and_who_approved(owner, member):
    case = high_case(owner)
    fria = sent_fria(case, owner, text="Applicants of low income.")
    judge = Actor.member(member(Role.REVIEWER, name="Rita Reviewer"))
    approve_fria(fria, today_here() + dt.timedelta(days=300), actor=judge)
    notice = FriaNotice("Market authority", today_here(), "N-7")
    record_notice(fria, notice, actor=Actor.member(owner))
    keep_edition(case, PaperKind.TECHNICAL_FILE, actor=Actor.member(owner))
    chapter = papers_section(case)
    data = {one["paper"]: one for one in chapter.data}
    assert set(data) == {"fria", "technical_file", "registration"}
    (approval,) = data["fria"]["approvals"]
    assert (approval["state"], approval["judged_by"]) == ("approved", "Rita Reviewer")
    assert (approval["authority"], approval["notice_number"]) == ("Market authority", "N-7")
    assert data["fria"]["gaps"] == []
    (edition,) = data["technical_file"]["editions"]
    assert len(edition["sha256"]) == 64
    assert edition["gaps"] == len(data["technical_file"]["gaps"]) > 0
    assert (data["registration"]["required"], data["registration"]["filings"]) == (True, [])
    page = render_to_string(chapter.template, chapter.context)
    for text in ("Applicants of low income.", "Market authority N-7", edition["sha256"]):
        assert text in page


def test_checklists_tell_whether_the_answers_are_those_confirmed(owner, auditor):
    checklists.adopted()
    case = new_case(owner, tier="high")
    sheet = checklists.complete(case, Gate.PILOT, owner)
    confirm_checklist(case, Gate.PILOT, sheet.digest, actor=Actor.member(auditor))
    (data,) = checklists_section(case).data
    assert (data["gate"], data["is_confirmed"]) == ("pilot", True)
    assert (data["confirmed_by"], data["settled"]) == ("Ada Auditor", data["asked"])
    assert {one["note"] for one in data["answers"]} == {"It is so."}
    checklists.answer(case, Gate.PILOT, sheet.lines[0].item.key, owner, note="Otherwise now.")
    (data,) = checklists_section(case).data
    assert (data["is_confirmed"], data["confirmed_by"]) == (False, "Ada Auditor")
    assert "The answers have changed since." in printed(checklists_section(case))


def test_what_a_meeting_said_is_told_once_its_minutes_are_approved(review, council):
    chair = Actor.member(council.members[0])
    meeting = held(council.board, council.members[0], council.members)
    case = review.use_case
    assert meetings_section(case) is None
    meeting = sittings.close_meeting(meeting, actor=chair)
    words = sittings.Settlement(AgendaResult.POSTPONED, "We wait for the data.")
    sittings.settle_item(meeting.items.get(), words, actor=chair)
    due = timezone.localdate() + dt.timedelta(days=14)
    task = sittings.ActionTerms("Bring the data", council.members[2], due)
    sittings.agree_action(meeting.items.get(), task, actor=chair)
    draft = printed(meetings_section(case))
    assert "Not approved yet" in draft
    assert "We wait for the data." not in draft
    assert "Bring the data" not in draft
    kept = minutes.approve_minutes(meeting, actor=chair)
    (data,) = meetings_section(case).data
    assert (data["meeting"], data["text"]) == ("MTG-1", "We wait for the data.")
    assert data["actions"][0]["owner"] == "Voter 2"
    assert data["minutes"]["sha256"] == kept.digest
    for text in ("November meeting", "Put off", "Bring the data", kept.digest):
        assert text in printed(meetings_section(case))


def test_the_newest_are_told_and_the_rest_is_counted(owner, staff, auditor):
    audit = begun(live_case(owner), staff, auditor)
    rows = AuditItem.objects.filter(audit=audit).order_by("-position")
    assert [item.position for item in newest(rows).rows] == [1, 2]
    assert [item.position for item in newest(rows, most=1).rows] == [2]
    assert [newest(rows, most=most).left_out for most in (1, 2, 3)] == [1, 0, 0]
    page = render_to_string("pack/left_out.html", {"left_out": 1})
    assert "1 older one is not told here." in page


def test_another_organization_tells_nothing_of_it(owner, staff, auditor, other_organization):
    case = live_case(owner)
    finish(begun(case, staff, auditor))
    with scope(other_organization):
        assert audits_section(case) is None
        assert waivers_section(case) is None
        assert meetings_section(case) is None
        assert checklists_section(case) is None
        with pytest.raises(Assessment.DoesNotExist):
            papers_section(case)
    assert audits_section(case).data
