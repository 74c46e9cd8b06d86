"""The review room in the browser: reading, voting, refusals."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

import pytest
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.collaboration.models import Comment
from coe_portal.events.bus import publish
from governance.actions.voting import ProposedCondition, declare_conflict
from governance.choices import VoteChoice
from governance.models.decisions import Decision
from governance.models.reviews import Review
from governance.models.votes import Vote
from intake.events import MaterialChange
from tests.governance.conftest import make_assessment, open_for, vote

BALLOT = "/northbank/governance/reviews/R-1/ballot/"
PAGE = "/northbank/governance/reviews/R-1/"
HTMX = {"HX-Request": "true"}


def ballot(review, choice: str, **fields) -> dict[str, str]:
    return {"choice": choice, "packet_digest": review.packet.digest, **fields}


def test_a_voter_reads_the_packet_and_finds_the_ballot(review, council, client_for):
    page = client_for(council.members[0]).get(PAGE).content.decode()
    assert "Underwriting copilot" in page
    assert "This is high risk." in page
    assert review.packet.digest in page
    assert "Cast vote" in page


def test_a_vote_is_cast(review, council, client_for):
    answer = client_for(council.members[0]).post(BALLOT, ballot(review, "approve"))
    assert answer.status_code == HTTPStatus.FOUND
    assert Vote.objects.get().choice == VoteChoice.APPROVE


def test_by_htmx_the_vote_answers_with_its_part_of_the_page(review, council, client_for):
    client = client_for(council.members[0])
    answer = client.post(BALLOT, ballot(review, "approve"), headers=HTMX)
    assert answer.content.decode().lstrip().startswith('<div id="vote"')
    assert "Change vote" in answer.content.decode()


def test_the_deciding_vote_loads_the_page_anew(review, council, client_for):
    for person in council.members[:3]:
        vote(review, person, VoteChoice.APPROVE)
    client = client_for(council.members[3])
    answer = client.post(BALLOT, ballot(review, "approve"), headers=HTMX)
    assert answer.headers["HX-Redirect"] == PAGE
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_rejection_without_reason_shows_the_ballot_again(review, council, client_for, headers):
    client = client_for(council.members[0])
    answer = client.post(BALLOT, ballot(review, "reject"), headers=headers)
    page = answer.content.decode()
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "There is a problem" in page
    assert "Say why" in page
    assert not Vote.objects.exists()


def test_an_empty_ballot_says_what_is_missing(review, council, client_for):
    answer = client_for(council.members[0]).post(BALLOT, {"packet_digest": review.packet.digest})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Choose how you vote." in answer.content.decode()


def test_the_address_of_a_button_leads_back_to_its_page(review, council, client_for):
    answer = client_for(council.members[0]).get(BALLOT)
    page = answer.content.decode()
    assert answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert "This is the address of a button" in page
    assert f'href="{PAGE}"' in page


def test_conditions_are_read_one_a_line(review, council, client_for):
    due = timezone.localdate() + dt.timedelta(days=30)
    fields = {
        "rationale": "Two things first.",
        "conditions": "Close the bias finding\n\n Log overrides ",
        "conditions_due": due.isoformat(),
    }
    answer = client_for(council.members[0]).post(
        BALLOT, ballot(review, "approve_with_conditions", **fields)
    )
    assert answer.status_code == HTTPStatus.FOUND
    assert Vote.objects.get().conditions == [
        {"text": "Close the bias finding", "due_on": due.isoformat()},
        {"text": "Log overrides", "due_on": due.isoformat()},
    ]


def test_a_changed_packet_is_told(review, council, client_for):
    fields = ballot(review, "approve") | {"packet_digest": "0" * 64}
    answer = client_for(council.members[0]).post(BALLOT, fields)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "The packet has changed" in answer.content.decode()


@pytest.mark.parametrize("role", [Role.COE_STAFF, Role.REVIEWER, Role.AUDITOR])
def test_who_holds_no_seat_may_not_vote(review, member, client_for, role):
    answer = client_for(member(role)).post(BALLOT, ballot(review, "approve"))
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert not Vote.objects.exists()


def test_a_stranger_to_the_case_does_not_find_the_review(review, member, client_for):
    client = client_for(member())
    assert client.get(PAGE).status_code == HTTPStatus.NOT_FOUND
    missing = client.get("/northbank/governance/reviews/R-99/")
    assert missing.status_code == HTTPStatus.NOT_FOUND


def test_votes_of_others_are_hidden_until_one_has_voted(review, council, client_for):
    vote(review, council.members[0], VoteChoice.REJECT, rationale="Secret until then.")
    client = client_for(council.members[1])
    assert "Secret until then." not in client.get(PAGE).content.decode()
    client.post(BALLOT, ballot(review, "approve"))
    assert "Secret until then." in client.get(PAGE).content.decode()


def test_the_owner_sees_votes_only_after_the_decision(review, council, client_for):
    owner = client_for(review.use_case.owner)
    vote(review, council.members[0], VoteChoice.APPROVE, rationale="Very good case.")
    assert "Very good case." not in owner.get(PAGE).content.decode()
    for person in council.members[1:]:
        vote(review, person, VoteChoice.APPROVE)
    assert "Very good case." in owner.get(PAGE).content.decode()


def test_a_recusal_is_shown_with_its_kind(make_council, make_case, client_for):
    council = make_council(alternates=(0,))
    open_for(make_case(owner=council.members[0]))
    page = client_for(council.members[1]).get(PAGE).content.decode()
    assert "Voter 0: submitted the case" in page
    assert "Alternate 0" in page


def test_stepping_back(review, council, client_for):
    client = client_for(council.members[0])
    address = "/northbank/governance/reviews/R-1/conflict/"
    assert "Declare a conflict" in client.get(address).content.decode()
    assert client.post(address, {"reason": "My sister sells it."}).status_code == HTTPStatus.FOUND
    assert review.recusals.get().member == council.members[0]


def test_handing_a_light_review_to_the_board(council, make_case, client_for):
    review = open_for(make_case(tier="medium"))
    client = client_for(review.seats.get().voter)
    answer = client.post("/northbank/governance/reviews/R-1/escalate/", {"reason": "Customers."})
    assert answer.status_code == HTTPStatus.FOUND
    assert Review.objects.open().get().board == council.board


def test_staff_moves_the_deadline(review, member, client_for):
    client = client_for(member(Role.COE_STAFF))
    address = "/northbank/governance/reviews/R-1/deadline/"
    assert "Move the deadline" in client.get(address).content.decode()
    client.post(address, {"days": 20, "reason": "Holidays."})
    review.refresh_from_db()
    assert review.days == 20


def test_a_stale_review_leads_to_the_one_that_replaces_it(review, council, client_for):
    use_case = review.use_case
    assessment = make_assessment(
        use_case,
        tier="high",
        submitted_by=use_case.owner,
        answers={"goal": "Replace people"},
        changes={"answers": [{"question": "goal", "before": "Help", "after": "Replace"}]},
    )
    publish(MaterialChange(use_case.pk, assessment.pk, ("autonomy",)))
    client = client_for(council.members[0])
    assert "Go to R-2" in client.get(PAGE).content.decode()
    new = client.get("/northbank/governance/reviews/R-2/").content.decode()
    assert "Replaces R-1" in new
    assert "What has changed" in new


def test_the_room_costs_the_same_with_four_and_with_twelve_seats(
    make_council, make_case, client_for, django_assert_max_num_queries
):
    council = make_council(size=12, alternates=(1, 2, 3), quorum=3)
    review = open_for(make_case())
    for person in council.members[:6]:
        vote(review, person, VoteChoice.APPROVE)
    declare_conflict(review, "Shares.", actor=Actor.member(council.members[7]))
    client = client_for(council.members[0])
    with django_assert_max_num_queries(18):
        client.get(PAGE)


def test_another_organizations_review_is_not_found(review, other_organization, member, client_for):
    stranger = member(Role.ORG_ADMIN, Role.COE_STAFF, organization=other_organization)
    client = client_for(stranger)
    answer = client.get("/mercy/governance/reviews/R-1/")
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert b"Underwriting" not in answer.content
    assert client.get(PAGE).status_code == HTTPStatus.NOT_FOUND


def test_conditions_of_a_vote_are_shown(review, council, client_for):
    asked = (ProposedCondition("Keep a human", timezone.localdate() + dt.timedelta(days=9)),)
    vote(review, council.members[0], VoteChoice.CONDITIONS, rationale="Only so.", conditions=asked)
    page = client_for(council.members[0]).get(PAGE).content.decode()
    assert "Keep a human" in page


NOTES = "/northbank/about/review/R-1/comments/?part=goal"


def test_an_answer_has_comments_of_its_own_and_a_count_beside_it(review, council, client_for):
    client = client_for(council.members[0])
    assert "?part=goal" in client.get(PAGE).content.decode()
    client.post(NOTES, {"body": "Help whom?"})
    assert "Help whom?" in client.get(NOTES).content.decode()
    assert "Help whom?" not in client.get(NOTES.partition("?")[0]).content.decode()
    page = client_for(council.members[1]).get(PAGE).content.decode()
    assert '<span class="badge is-info">1 comment</span>' in page


def test_only_answers_of_the_packet_have_comments(review, council, client_for):
    address = NOTES.replace("goal", "no-such-answer")
    answer = client_for(council.members[0]).post(address, {"body": "Hm."})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Comment.objects.exists()
