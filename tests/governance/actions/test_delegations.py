"""A delegated seat has one voice at a time, on its days and no longer."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, NotAllowed, RuleViolation
from coe_portal.notifications.models import Notification
from governance.actions.delegations import DelegationTerms, delegate_seat, end_delegation
from governance.choices import VoteChoice
from governance.models.boards import Delegation
from governance.tasks.reviews import reseat_organization
from tests.governance.conftest import open_for, vote

DAY = dt.timedelta(days=1)


@pytest.fixture
def seat(council):
    return council.board.seats.get(member=council.members[1])


@pytest.fixture
def substitute(member):
    return member(Role.REVIEWER, name="Sue Substitute")


@pytest.fixture
def entrust(seat, substitute):
    def make(delegate=None, *, begins=0, days=7, by=None):
        start = timezone.localdate() + begins * DAY
        terms = DelegationTerms(delegate or substitute, start, start + days * DAY, "On leave.")
        return delegate_seat(seat, terms, actor=Actor.member(by or seat.member))

    return make


def speakers(review):
    return set(review.seats.values_list("voter", flat=True))


def test_open_reviews_and_those_to_come_are_the_delegates(
    review, seat, substitute, entrust, make_case
):
    entrust()
    for one in (review, open_for(make_case())):
        assert substitute.pk in speakers(one)
        assert seat.member_id not in speakers(one)
    assert Notification.objects.filter(kind="governance.seat_entrusted").count() == 1
    event = AuditEvent.objects.get(action="governance.seat.delegated")
    assert event.after["reason"] == "On leave."
    vote(review, substitute, VoteChoice.APPROVE)
    with pytest.raises(NotAllowed):
        vote(review, seat.member, VoteChoice.REJECT)


def test_a_vote_that_is_cast_stays(review, seat, substitute, entrust):
    vote(review, seat.member, VoteChoice.APPROVE)
    entrust()
    assert seat.member_id in speakers(review)
    assert substitute.pk not in speakers(review)


def test_a_delegate_with_a_part_in_the_case_does_not_speak(make_case, member, seat, entrust):
    owner = member(Role.REVIEWER, name="Olive Owner")
    entrust(owner)
    review = open_for(make_case(owner=owner))
    assert not {owner.pk, seat.member_id} & speakers(review)


def test_nor_in_a_review_that_is_open_already(make_case, council, member, seat, entrust):
    owner = member(Role.REVIEWER, name="Olive Owner")
    review = open_for(make_case(owner=owner))
    entrust(owner)
    assert not {owner.pk, seat.member_id} & speakers(review)


def test_one_person_has_one_voice(council, entrust, member):
    with pytest.raises(InvalidInput, match="one voice"):
        entrust(council.members[0])
    entrust()
    with pytest.raises(RuleViolation, match="already"):
        entrust(member(), begins=3)
    assert Delegation.objects.count() == 1


def test_only_its_holder_and_staff_delegate_a_seat(council, entrust, member):
    with pytest.raises(NotAllowed):
        entrust(by=council.members[0])
    entrust(by=member(Role.COE_STAFF))
    assert Delegation.objects.exists()


def test_ending_it_gives_the_voice_back(review, seat, substitute, entrust):
    end_delegation(entrust(), actor=Actor.member(seat.member))
    assert seat.member_id in speakers(review)
    assert substitute.pk not in speakers(review)


@pytest.mark.parametrize("runs", [1, 2])
def test_it_begins_and_ends_by_the_clock(organization, review, seat, substitute, entrust, runs):
    entrust(begins=2, days=3)
    assert seat.member_id in speakers(review)
    for after, expected in ((2, substitute.pk), (9, seat.member_id)):
        with time_machine.travel(timezone.now() + after * DAY, tick=False):
            for _run in range(runs):
                reseat_organization.run(organization_id=organization.pk)
        assert expected in speakers(review)
    changes = AuditEvent.objects.filter(action="governance.review.speakers_changed")
    assert changes.count() == 2


def test_nobody_takes_the_seat_of_somebody_else(entrust, member, seat):
    staff = member(Role.COE_STAFF, name="Sly Staff")
    with pytest.raises(InvalidInput, match="themselves"):
        entrust(staff, by=staff)
    assert not Delegation.objects.exists()


def test_who_holds_the_seat_hears_of_what_others_do_with_it(entrust, member, seat, substitute):
    entrust(by=member(Role.COE_STAFF, name="Sam Staff"))
    told = Notification.objects.get(kind="governance.seat_given_away")
    assert told.recipient == seat.member
    assert "Sue Substitute" in told.title
    assert "Sam Staff" in told.text


def test_who_delegates_their_own_seat_hears_nothing_new(entrust):
    entrust()
    assert not Notification.objects.filter(kind="governance.seat_given_away").exists()
