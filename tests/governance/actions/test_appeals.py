"""An appeal is heard once, by a panel that shares no voter with the first review."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.files.base import ContentFile

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, RuleViolation
from coe_portal.notifications.models import Notification
from governance.actions.appeals import Grounds, Panel, form_panel, lodge_appeal, withdraw_appeal
from governance.actions.reviews import mark_stale, restart_review
from governance.choices import AppealState, Outcome, ReviewState, VoteChoice
from governance.models.appeals import Appeal
from governance.queries.appeals import panel_candidates
from intake.models.use_cases import UseCase
from tests.governance.conftest import make_assessment, vote

YES, NO = VoteChoice.APPROVE, VoteChoice.REJECT
WHY = Grounds("The data is public: nobody's rights are touched.")


@pytest.fixture
def owner(review):
    return review.use_case.owner


@pytest.fixture
def rejected(review, council):
    for person in council.members[:3]:
        decision = vote(review, person, NO)
    return decision or vote(review, council.members[3], NO)


@pytest.fixture
def staff(member):
    return Actor.member(member(Role.COE_STAFF, name="Stella Staff"))


@pytest.fixture
def lodged(rejected, owner, staff):
    return lodge_appeal(rejected, WHY, actor=Actor.member(owner))


@pytest.fixture
def panel(lodged, member):
    return [member(Role.REVIEWER, name=f"Panel {number}") for number in range(3)]


@pytest.fixture
def hearing(lodged, panel, staff):
    return form_panel(lodged, Panel(panel, 10), actor=staff)


def test_staff_hear_of_an_appeal_with_its_grounds_and_file(rejected, owner, staff):
    file = ContentFile(b"%PDF-1.4\n%%EOF", name="opinion.pdf")
    appeal = lodge_appeal(rejected, Grounds("Look again.", file), actor=Actor.member(owner))
    assert Notification.objects.get(kind="governance.appeal_to_hear").recipient == staff.membership
    event = AuditEvent.objects.about(rejected.use_case).get(action="governance.appeal.lodged")
    assert event.after["decision"] == rejected.reference
    assert appeal.state == AppealState.LODGED


def test_only_the_team_appeals(rejected, council, member):
    for person in (council.members[0], member(Role.COE_STAFF), member()):
        with pytest.raises(NotAllowed):
            lodge_appeal(rejected, WHY, actor=Actor.member(person))
    assert not Appeal.objects.exists()


def test_once_and_in_time(rejected, owner):
    actor = Actor.member(owner)
    too_late = rejected.decided_at + dt.timedelta(days=32)
    with time_machine.travel(too_late, tick=False), pytest.raises(RuleViolation):
        lodge_appeal(rejected, WHY, actor=actor)
    lodge_appeal(rejected, WHY, actor=actor)
    with pytest.raises(RuleViolation, match="cannot be appealed"):
        lodge_appeal(rejected, WHY, actor=actor)


def test_an_approval_is_not_appealed(review, council, owner):
    for person in council.members:
        decision = vote(review, person, YES)
    with pytest.raises(RuleViolation):
        lodge_appeal(decision, WHY, actor=Actor.member(owner))


def test_no_voter_of_the_first_review_sits_on_the_panel(lodged, panel, council, owner, staff):
    offered = set(panel_candidates(lodged))
    assert set(panel) <= offered
    assert not offered & {*council.members, owner}
    with pytest.raises(InvalidInput, match=str(council.members[1])):
        form_panel(lodged, Panel([*panel[:2], council.members[1]], 10), actor=staff)
    with pytest.raises(InvalidInput, match="3 to 9"):
        form_panel(lodged, Panel(panel[:2], 10), actor=staff)


def test_the_panel_judges_its_own_packet_with_the_grounds(hearing, lodged, rejected):
    lodged.refresh_from_db()
    assert (lodged.state, lodged.review) == (AppealState.HEARD, hearing)
    heard = hearing.packet.content["appeal"]
    assert (heard["grounds"], heard["decision"]) == (WHY.grounds, rejected.reference)
    assert hearing.packet.digest != rejected.review.packet.digest


def test_an_upheld_appeal_lets_the_case_go_on(hearing, lodged, panel, owner):
    decisions = [vote(hearing, person, YES) for person in panel]
    lodged.refresh_from_db()
    assert lodged.state == AppealState.UPHELD
    assert UseCase.objects.get(pk=lodged.use_case_id).stage == "discovery"
    assert lodged.review.decision.outcome == Outcome.APPROVED
    assert lodged.review.decision.decided_by == "Appeal panel"
    assert Notification.objects.get(kind="governance.appeal_answered").recipient == owner
    assert lodged.review.decision in decisions


def test_a_dismissed_appeal_changes_nothing_and_is_the_last(hearing, lodged, panel, owner):
    for person in panel[:2]:
        decision = vote(hearing, person, NO)
    lodged.refresh_from_db()
    assert lodged.state == AppealState.DISMISSED
    assert UseCase.objects.get(pk=lodged.use_case_id).stage == "rejected"
    with pytest.raises(RuleViolation):
        lodge_appeal(decision or lodged.review.decision, WHY, actor=Actor.member(owner))


def test_withdrawing_ends_the_hearing(hearing, lodged, owner, panel):
    with pytest.raises(NotAllowed):
        withdraw_appeal(lodged, actor=Actor.member(panel[0]))
    withdraw_appeal(lodged, actor=Actor.member(owner))
    hearing.refresh_from_db()
    lodged.refresh_from_db()
    assert (lodged.state, hearing.state) == (AppealState.WITHDRAWN, ReviewState.CANCELLED)
    with pytest.raises(InvalidTransition):
        withdraw_appeal(lodged, actor=Actor.member(owner))


def test_a_change_of_the_case_overtakes_the_appeal(hearing, lodged, staff):
    mark_stale(hearing, actor=staff)
    lodged.refresh_from_db()
    assert lodged.state == AppealState.OVERTAKEN


def test_a_panel_is_formed_once_and_only_on_what_was_decided(
    lodged, panel, staff, hearing, owner, rejected
):
    with pytest.raises(InvalidTransition):
        form_panel(lodged, Panel(panel, 10), actor=staff)
    with pytest.raises(InvalidTransition, match="only once"):
        restart_review(hearing, "Again.", actor=staff)


def test_a_case_assessed_anew_is_not_heard(lodged, panel, staff, owner):
    make_assessment(lodged.use_case, tier="high", submitted_by=owner)
    with pytest.raises(RuleViolation, match="assessed anew"):
        form_panel(lodged, Panel(panel, 10), actor=staff)
