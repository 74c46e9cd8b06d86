"""Conditions: evidence is checked by somebody else, a missed date suspends the case."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.collaboration.actions import attach_file
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, RuleViolation
from coe_portal.gates.registry import unmet
from governance.actions.conditions import confirm_condition, offer_evidence, return_evidence
from governance.actions.voting import ProposedCondition
from governance.choices import ConditionState, VoteChoice
from governance.models.decisions import Condition
from governance.tasks.reviews import check_conditions
from intake.actions.lifecycle import request_move
from intake.choices import Stage
from tests.governance.conftest import vote

DAYS = 30


@pytest.fixture
def condition(review, council) -> Condition:
    """An approved case with one condition, due in thirty days."""
    due = timezone.localdate() + dt.timedelta(days=DAYS)
    asked = (ProposedCondition("Close the bias finding", due),)
    for person in council.members[:2]:
        vote(review, person, VoteChoice.APPROVE)
    vote(
        review,
        council.members[2],
        VoteChoice.CONDITIONS,
        rationale="One finding is open.",
        conditions=asked,
    )
    return Condition.objects.select_related("use_case__owner", "decision").get()


@pytest.fixture
def owner(condition) -> Actor:
    return Actor.member(condition.use_case.owner)


@pytest.fixture
def staff(member) -> Actor:
    return Actor.member(member(Role.COE_STAFF, name="Sam Staff"))


def after_the_date():
    return time_machine.travel(timezone.now() + dt.timedelta(days=DAYS + 1), tick=False)


def stage_of(condition) -> str:
    condition.use_case.refresh_from_db()
    return condition.use_case.stage


def test_evidence_is_offered_and_confirmed_by_somebody_else(condition, owner, staff):
    offered = offer_evidence(condition, "Report of 3 March.", actor=owner)
    assert offered.state == ConditionState.OFFERED
    confirmed = confirm_condition(condition, actor=staff)
    assert (confirmed.state, confirmed.settled_by) == (ConditionState.MET, "Sam Staff")


def test_staff_are_told_of_evidence(condition, owner, staff):
    offer_evidence(condition, "Report of 3 March.", actor=owner)
    kinds = staff.membership.notifications.values_list("kind", flat=True)
    assert "governance.evidence_to_check" in kinds


def test_nobody_confirms_their_own_evidence(condition, staff):
    offer_evidence(condition, "I did it.", actor=staff)
    with pytest.raises(NotAllowed):
        confirm_condition(condition, actor=staff)


def test_the_owner_does_not_confirm(condition, owner):
    owner.membership.roles = [Role.COE_STAFF]
    owner.membership.save()
    offer_evidence(condition, "Report.", actor=owner)
    with pytest.raises(NotAllowed):
        confirm_condition(condition, actor=owner)


def test_a_stranger_offers_nothing(condition, member):
    with pytest.raises(NotAllowed):
        offer_evidence(condition, "Report.", actor=Actor.member(member()))


def test_evidence_says_something(condition, owner):
    with pytest.raises(InvalidInput):
        offer_evidence(condition, " ", actor=owner)


def test_only_offered_evidence_is_confirmed(condition, staff):
    with pytest.raises(InvalidTransition):
        confirm_condition(condition, actor=staff)


def test_evidence_sent_back_opens_the_condition_again(condition, owner, staff):
    offer_evidence(condition, "Report.", actor=owner)
    returned = return_evidence(condition, "Page 4 is missing.", actor=staff)
    assert returned.state == ConditionState.OPEN
    told = owner.membership.notifications.get(kind="governance.evidence_sent_back")
    assert told.text == "Page 4 is missing."


def test_a_missed_date_suspends_the_case(organization, condition):
    with after_the_date():
        assert check_conditions(organization_id=organization.pk) == 1
    condition.refresh_from_db()
    assert (condition.state, stage_of(condition)) == (ConditionState.LAPSED, "suspended")


def test_lapsing_twice_happens_once(organization, condition):
    with after_the_date():
        check_conditions(organization_id=organization.pk)
        assert check_conditions(organization_id=organization.pk) == 0
    assert AuditEvent.objects.filter(action="governance.condition.lapsed").count() == 1


def test_on_the_day_itself_nothing_lapses(organization, condition):
    with time_machine.travel(timezone.now() + dt.timedelta(days=DAYS), tick=False):
        assert check_conditions(organization_id=organization.pk) == 0


def test_evidence_offered_in_time_waits_for_its_check(organization, condition, owner):
    offer_evidence(condition, "Report.", actor=owner)
    with after_the_date():
        assert check_conditions(organization_id=organization.pk) == 0
    assert stage_of(condition) == "discovery"


def test_a_lapsed_condition_that_is_made_good_lifts_the_suspension(
    organization, condition, owner, staff
):
    with after_the_date():
        check_conditions(organization_id=organization.pk)
        offer_evidence(condition, "Late, but here.", actor=owner)
        confirm_condition(condition, actor=staff)
    assert stage_of(condition) == "discovery"


def test_a_lapsed_condition_closes_the_next_gate(organization, condition):
    with after_the_date():
        check_conditions(organization_id=organization.pk)
    condition.use_case.refresh_from_db()
    codes = [one.code for one in unmet("poc", condition.use_case)]
    assert "governance.no_lapsed_condition" in codes


def test_open_conditions_close_production(condition):
    codes = [one.code for one in unmet("production", condition.use_case)]
    assert "governance.conditions_met" in codes


@pytest.mark.parametrize(("left", "told"), [(8, 0), (7, 1), (3, 1), (1, 2)])
def test_the_owner_is_reminded_a_week_and_a_day_before(organization, condition, left, told):
    """Run daily: each of the two notices once."""
    for days in range(DAYS - 10, DAYS - left + 1):
        with time_machine.travel(timezone.now() + dt.timedelta(days=days), tick=False):
            check_conditions(organization_id=organization.pk)
    notices = condition.owner.notifications.filter(kind="governance.condition_due")
    assert notices.count() == told


def test_two_lapsed_conditions_hold_the_case_until_both_are_checked(
    organization, condition, owner, staff
):
    """Evidence that nobody has checked yet does not lift a suspension."""
    other = Condition.objects.create(
        decision=condition.decision,
        use_case=condition.use_case,
        position=2,
        text="Name a deputy",
        due_on=condition.due_on,
        owner=condition.owner,
    )
    with after_the_date():
        check_conditions(organization_id=organization.pk)
        offer_evidence(other, "Named.", actor=owner)
        offer_evidence(condition, "Closed.", actor=owner)
        confirm_condition(condition, actor=staff)
        assert stage_of(condition) == "suspended"
        confirm_condition(other, actor=staff)
    assert stage_of(condition) == "discovery"


def test_everyone_concerned_is_told_of_a_lapse(organization, condition, council, staff):
    with after_the_date():
        check_conditions(organization_id=organization.pk)
    for person in (condition.owner, staff.membership, *council.members[:3]):
        assert person.notifications.filter(kind="governance.case_suspended").count() == 1


def test_evidence_after_the_date_lapses_first(condition, owner):
    """The clock comes round once an hour, the rule holds at midnight."""
    with after_the_date():
        offered = offer_evidence(condition, "Late.", actor=owner)
    assert (offered.state, stage_of(condition)) == (ConditionState.OFFERED, "suspended")


def test_evidence_in_time_that_is_sent_back_too_late_lapses(condition, owner, staff):
    offer_evidence(condition, "Report.", actor=owner)
    with after_the_date():
        returned = return_evidence(condition, "Page 4 is missing.", actor=staff)
    assert (returned.state, stage_of(condition)) == (ConditionState.LAPSED, "suspended")


def test_lapsed_evidence_that_is_sent_back_stays_lapsed(organization, condition, owner, staff):
    with after_the_date():
        check_conditions(organization_id=organization.pk)
        offer_evidence(condition, "Late.", actor=owner)
        returned = return_evidence(condition, "Page 4 is missing.", actor=staff)
        assert check_conditions(organization_id=organization.pk) == 0
    assert (returned.state, stage_of(condition)) == (ConditionState.LAPSED, "suspended")


def test_a_suspension_by_hand_is_not_lifted_by_evidence(organization, condition, owner, staff):
    request_move(condition.use_case, to=Stage.SUSPENDED, actor=staff, reason="An incident.")
    with after_the_date():
        check_conditions(organization_id=organization.pk)
        assert owner.membership.notifications.filter(kind="governance.condition_missed").exists()
        offer_evidence(condition, "Late.", actor=owner)
        confirm_condition(condition, actor=staff)
    assert stage_of(condition) == "suspended"


def test_nobody_goes_on_by_hand_past_a_lapsed_condition(organization, condition, staff):
    with after_the_date():
        check_conditions(organization_id=organization.pk)
    with pytest.raises(RuleViolation):
        request_move(condition.use_case, to=Stage.DISCOVERY, actor=staff, reason="It is fine.")


def test_a_condition_that_lapses_on_hold_keeps_the_case_there(
    organization, condition, owner, staff
):
    request_move(condition.use_case, to=Stage.ON_HOLD, actor=staff, reason="No budget.")
    with after_the_date():
        check_conditions(organization_id=organization.pk)
        with pytest.raises(RuleViolation):
            request_move(condition.use_case, to=Stage.DISCOVERY, actor=staff, reason="Money.")
        offer_evidence(condition, "Late.", actor=owner)
        confirm_condition(condition, actor=staff)
        assert stage_of(condition) == "on_hold"
        request_move(condition.use_case, to=Stage.DISCOVERY, actor=staff, reason="Money.")
    assert stage_of(condition) == "discovery"


def test_a_case_that_is_over_is_not_held_to_its_conditions(organization, condition, staff):
    request_move(condition.use_case, to=Stage.REJECTED, actor=staff, reason="Over.")
    with after_the_date():
        assert check_conditions(organization_id=organization.pk) == 0


def test_the_same_file_counts_when_evidence_is_offered_again(condition, owner, staff):
    file = ContentFile(b"Bias report", name="report.txt")
    kept = attach_file(condition.use_case, file, actor=owner, part="conditions")
    offer_evidence(condition, "Report.", attachment=kept, actor=owner)
    return_evidence(condition, "Say which page.", actor=staff)
    again = offer_evidence(condition, "Report, page 4.", actor=owner)
    assert again.evidence == kept


def test_the_owner_hears_of_a_suspension_and_of_its_end_once(condition, owner, staff, organization):
    def heard() -> list[str]:
        kinds = owner.membership.notifications.order_by("pk").values_list("kind", flat=True)
        return [kind for kind in kinds if kind not in before]

    before = set(owner.membership.notifications.values_list("kind", flat=True))
    with after_the_date():
        check_conditions(organization_id=organization.pk)
        assert heard() == ["governance.case_suspended"]
        offer_evidence(condition, "Report of 3 March.", actor=owner)
        confirm_condition(condition, actor=staff)
    assert heard() == ["governance.case_suspended", "governance.case_goes_on"]
