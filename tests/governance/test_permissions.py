"""Rights: what a member may do with one review, and which reviews they see, agree."""

from __future__ import annotations

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import permits
from coe_portal.accounts.roles import MEMBERS, Role
from governance.choices import BallotRule, VoteChoice
from governance.models.reviews import Review
from governance.permissions import reviews as rights
from intake.models.use_cases import Assignment
from tests.governance.conftest import open_for, vote


@pytest.fixture
def people(make_council, make_case, member) -> dict[str, object]:
    """One of each part in and around two reviews; R-1 is the one that is asked about."""
    council = make_council(alternates=(0, 1))
    use_case = make_case(owner=council.members[0])
    Assignment.objects.create(use_case=use_case, kind="compliance", member=council.members[2])
    open_for(use_case)
    open_for(make_case(title="Another"))
    return {
        "recused member": council.members[0],
        "alternate who stands in": council.alternates[0],
        "alternate who does not": council.alternates[1],
        "voter": council.members[1],
        "voter named for compliance": council.members[2],
        "owner of another case": Review.objects.get(number=2).use_case.owner,
        "stranger": member(),
        **{str(role): member(role) for role in (*MEMBERS, Role.AUDITOR)},
    }


def test_may_i_and_which_may_i_agree(people):
    for name, person in people.items():
        listed = set(rights.reviews_visible_to(person))
        for review in Review.objects.all():
            seen = permits(Actor.member(person), rights.VIEW_REVIEWS.code, review)
            assert seen == (review in listed), (name, review)


def test_only_who_speaks_for_a_seat_votes(people):
    review = Review.objects.get(number=1)
    voters = {
        name
        for name, person in people.items()
        if permits(Actor.member(person), rights.CAST_VOTE.code, review)
    }
    assert voters == {"alternate who stands in", "voter", "voter named for compliance"}


def test_who_sees_ballots_while_the_review_is_open(people):
    review = Review.objects.get(number=1)
    vote(review, people["voter"], VoteChoice.APPROVE)
    sees = {
        name
        for name, person in people.items()
        if rights.may_see_ballots(person, Review.objects.get(number=1))
    }
    assert sees == {"voter", Role.COE_STAFF, Role.AUDITOR}


@pytest.mark.parametrize(
    ("ballot", "sees"),
    [
        (BallotRule.OPEN, {"alternate who stands in", "voter", Role.COE_STAFF, Role.AUDITOR}),
        (BallotRule.SECRET, set()),
    ],
)
def test_the_board_chooses_who_sees_ballots(ballot, sees, people):
    review = Review.objects.get(number=1)
    vote(review, people["voter"], VoteChoice.APPROVE)
    review.rule["ballot"] = ballot
    review.save()
    found = {
        name
        for name, person in people.items()
        if rights.may_see_ballots(person, Review.objects.get(number=1))
    }
    assert found - {"voter named for compliance"} == sees


def test_a_member_who_left_may_nothing(people):
    person, review = people["voter"], Review.objects.get(number=1)
    person.is_active = False
    person.save()
    assert not permits(Actor.member(person), rights.CAST_VOTE.code, review)
    assert not permits(Actor.member(person), rights.VIEW_REVIEWS.code, review)
