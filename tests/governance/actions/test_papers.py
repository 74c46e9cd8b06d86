"""Papers are written, kept for good, approved by somebody else, notified and filed."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import (
    InvalidInput,
    InvalidTransition,
    NotAllowed,
    RuleViolation,
    StaleState,
)
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.scope import scope
from governance.actions.frias import (
    Filing,
    FriaNotice,
    approve_fria,
    file_registration,
    record_notice,
    return_fria,
    send_fria,
)
from governance.actions.papers import PointText, keep_edition, write_point
from governance.choices import FriaState, PaperKind, PaperStanding
from governance.logic.papers import digest_of
from governance.messages.papers import frias_to_mention, remind_of_fria
from governance.models.papers import Fria, PaperEdition
from governance.queries.papers import paper_of, standings_here
from intake.choices import Gate
from intake.models.use_cases import Assignment
from tests.governance.checklists import adopted, answer
from tests.governance.conftest import new_case
from tests.governance.papers import fill, high_case, sent_fria, write
from tests.governance.risks import new_risk

pytestmark = pytest.mark.usefixtures("in_scope")
FRIA, FILE, REGISTRATION = PaperKind.FRIA, PaperKind.TECHNICAL_FILE, PaperKind.REGISTRATION
DAY = dt.timedelta(days=1)


@pytest.fixture
def owner(member):
    return member(Role.MODEL_OWNER, name="Olga Owner")


@pytest.fixture
def staff(member):
    return member(Role.COE_STAFF, name="Sam Staff")


@pytest.fixture
def case(owner):
    return high_case(owner)


def told(person):
    kinds = Notification.objects.filter(recipient=person).values_list("kind", flat=True)
    return [kind for kind in kinds if "fria" in kind]


def next_year():
    return today_here() + 365 * DAY


def test_from_the_first_word_to_the_authority(case, owner, staff):
    with pytest.raises(RuleViolation, match=r"Art\. 27"):
        send_fria(case, actor=Actor.member(owner))
    fria = sent_fria(case, owner)
    assert told(staff) == ["governance.fria_to_approve"]
    assert standings_here(case)[FRIA] == PaperStanding.WAITING
    with pytest.raises(InvalidTransition):
        send_fria(case, actor=Actor.member(owner))
    with pytest.raises(InvalidInput):
        approve_fria(fria, today_here(), actor=Actor.member(staff))
    with pytest.raises(NotAllowed):
        approve_fria(fria, next_year(), actor=Actor.member(owner))
    approved = approve_fria(fria, next_year(), actor=Actor.member(staff))
    assert (approved.state, approved.judged_by) == (FriaState.APPROVED, staff)
    assert told(owner) == ["governance.fria_is_approved"]

    notice = FriaNotice("Bundesnetzagentur", today_here(), "MS-7")
    with pytest.raises(InvalidInput):
        record_notice(fria, FriaNotice("X", today_here() + DAY), actor=Actor.member(owner))
    record_notice(fria, notice, actor=Actor.member(owner))
    with pytest.raises(InvalidTransition):
        record_notice(fria, notice, actor=Actor.member(owner))
    assert standings_here(case)[FRIA] == PaperStanding.DONE
    codes = set(AuditEvent.objects.about(case).values_list("action", flat=True))
    assert {
        "governance.paper.written",
        "governance.paper.frozen",
        "governance.fria.approved",
        "governance.fria.notified",
    } <= codes


def test_who_wrote_a_line_does_not_approve(case, owner, staff, member):
    write(case, FRIA, "a", staff, "In lending.")
    fria = sent_fria(case, owner)
    with pytest.raises(NotAllowed):
        approve_fria(fria, next_year(), actor=Actor.member(staff))
    for nobody in (member(), member(Role.AUDITOR)):
        with pytest.raises(NotAllowed):
            approve_fria(fria, next_year(), actor=Actor.member(nobody))
    assert approve_fria(fria, next_year(), actor=Actor.member(member(Role.EXECUTIVE))).judged_at


def test_sent_back_and_the_next_one_supersedes(case, owner, staff):
    first = sent_fria(case, owner)
    with pytest.raises(InvalidInput):
        return_fria(first, " ", actor=Actor.member(staff))
    return_fria(first, "Who else is affected?", actor=Actor.member(staff))
    assert told(owner) == ["governance.fria_sent_back"]
    second = send_fria(case, actor=Actor.member(owner))
    approve_fria(second, next_year(), actor=Actor.member(staff))
    third = send_fria(case, actor=Actor.member(owner))
    approve_fria(third, next_year(), actor=Actor.member(staff))
    states = list(Fria.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["returned", "superseded", "approved"]
    with pytest.raises(InvalidTransition):
        return_fria(second, "Late.", actor=Actor.member(staff))


def test_the_technical_file_knows_what_the_portal_knows(case, owner, staff):
    adopted()
    answer(case, Gate.PRODUCTION, "evaluated-offline", owner, note="91 % on 400 cases.")
    new_risk(owner, about=case.reference, title="Wrong advice")
    paper = paper_of(case, FILE)
    assert "91 % on 400 cases." in str(paper.entry("2-g").facts)
    assert "Wrong advice" in str(paper.entry("5").facts)
    assert case.summary in str(paper.entry("1-a").facts)
    assert {"Annex IV.1(c)", "Annex IV.8"} <= {entry.point.ref for entry in paper.gaps}

    edition = keep_edition(case, FILE, actor=Actor.member(owner))
    assert edition.gap_count == len(paper.gaps)
    assert edition.digest == digest_of(edition.content)
    with pytest.raises(InvalidTransition):
        keep_edition(case, FILE, actor=Actor.member(owner))
    write(case, FILE, "1-c", owner, "Python 3.12.")
    assert keep_edition(case, FILE, actor=Actor.member(owner)).number == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperEdition.objects.filter(pk=edition.pk).update(digest="0" * 64)


def test_registration_data_are_filed_when_complete(owner, staff):
    case = high_case(owner, articles=["Art. 49(3)"])
    filing = Filing(today_here(), "EU-2027-0042")
    assert {entry.point.section for entry in paper_of(case, REGISTRATION).entries} == {"C"}
    with pytest.raises(RuleViolation, match=r"Annex VIII\.C\(1\)"):
        file_registration(case, filing, actor=Actor.member(owner))
    fill(case, REGISTRATION, owner)
    with pytest.raises(InvalidInput):
        file_registration(case, Filing(today_here() + DAY, "X"), actor=Actor.member(owner))
    row = file_registration(case, filing, actor=Actor.member(owner))
    assert (row.register_number, row.edition.content["sections"]) == ("EU-2027-0042", ["C"])
    assert standings_here(case)[REGISTRATION] == PaperStanding.DONE
    assert standings_here(case)[FRIA] == PaperStanding.NOT_DUE


def test_texts_are_not_overwritten_and_strangers_do_not_write(case, owner, member):
    write(case, FRIA, "a", owner, "Mine.")
    with pytest.raises(StaleState):
        write_point(case, FRIA, "a", PointText("Theirs.", 0), actor=Actor.member(owner))
    with pytest.raises(InvalidTransition):
        write_point(case, FRIA, "z", PointText("?"), actor=Actor.member(owner))
    for nobody in (member(), member(Role.AUDITOR), member(Role.REVIEWER)):
        with pytest.raises(NotAllowed):
            write_point(case, FRIA, "b", PointText("?"), actor=Actor.member(nobody))
    assert paper_of(case, FRIA).entry("a").text == "Mine."


def test_a_case_without_an_assessment_has_papers_with_gaps(owner):
    case = new_case(owner)
    case.current_assessment = None
    assert not paper_of(case, FRIA).is_due
    assert len(paper_of(case, FRIA).gaps) == 6


def test_the_owner_is_reminded_of_the_review_once_for_each_step(case, owner, staff):
    fria = approve_fria(sent_fria(case, owner), next_year(), actor=Actor.member(staff))
    today = today_here()
    assert not frias_to_mention(today)
    assert remind_of_fria(fria.pk, today) == 0
    Fria.objects.filter(pk=fria.pk).update(review_on=today + 5 * DAY)
    assert [one.pk for one in frias_to_mention(today)] == [fria.pk]
    assert [remind_of_fria(fria.pk, today) for _beat in range(2)] == [1, 0]
    Fria.objects.filter(pk=fria.pk).update(review_on=today - 3 * DAY)
    assert remind_of_fria(fria.pk, today) == 1
    assert told(owner).count("governance.fria_review_due") == 2


def test_each_organization_has_its_own_papers(case, owner, other_organization):
    sent_fria(case, owner)
    with scope(other_organization):
        assert not PaperEdition.objects.exists()
        assert not Fria.objects.exists()


def test_nobody_approves_for_their_own_case(case, owner, staff, member):
    fria = sent_fria(case, staff)
    owner.roles = [Role.EXECUTIVE]
    owner.save()
    lead = member(Role.REVIEWER)
    Assignment.objects.create(use_case=case, kind="tech_lead", member=lead)
    for involved in (owner, lead):
        with pytest.raises(NotAllowed):
            approve_fria(fria, next_year(), actor=Actor.member(involved))
