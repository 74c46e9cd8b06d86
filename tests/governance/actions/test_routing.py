"""Routing: each tier takes its way, prohibited stops, a changed case is judged anew."""

from __future__ import annotations

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidTransition, NotAllowed, RuleViolation
from coe_portal.events.bus import publish
from governance.actions.boards import publish_matrix
from governance.actions.reviews import escalate_review, restart_review
from governance.actions.routing import request_gate
from governance.choices import Outcome, Path, ReviewState, VoteChoice
from governance.logic.paths import Cell, default_matrix
from governance.logic.sampling import draw
from governance.models.decisions import Decision
from governance.models.reviews import Review
from governance.queries.approvals import approval_in_force
from governance.queries.packets import packet_digest
from intake.actions.lifecycle import request_move
from intake.choices import AssignmentKind, Stage
from intake.events import MaterialChange, UseCaseSubmitted
from intake.models.use_cases import Assignment
from tests.governance.conftest import OPERATOR, make_assessment, open_for, vote

YES, NO = VoteChoice.APPROVE, VoteChoice.REJECT


def submitted(use_case) -> None:
    publish(UseCaseSubmitted(use_case.pk, use_case.current_assessment_id, "discovery"))


def test_low_risk_is_approved_at_once_with_a_sample_that_can_be_drawn_again(council, make_case):
    use_case = make_case(tier="low")
    submitted(use_case)
    decision = Decision.objects.get()
    use_case.refresh_from_db()
    assert (decision.outcome, decision.path) == (Outcome.APPROVED, Path.SELF_SERVICE)
    assert use_case.stage == "discovery"
    again = draw("northbank", "D-1", 10)
    assert decision.sample == {
        "seed": again.seed,
        "number": again.number,
        "rate": "10",
        "selected": again.selected,
    }
    assert decision.sampled_for_audit == again.selected


def test_a_policy_decision_is_recorded(council, make_case):
    submitted(make_case(tier="low"))
    event = AuditEvent.objects.get(action="governance.decision.made_by_policy")
    assert event.subject_label == "D-1 Underwriting copilot"


def test_medium_risk_goes_to_one_reviewer_who_has_no_part_in_it(council, make_case, member):
    owner = member(Role.REVIEWER, Role.COE_STAFF)
    use_case = make_case(tier="medium", owner=owner)
    submitted(use_case)
    review = Review.objects.get()
    assert (review.path, review.board, review.days) == (Path.LIGHT, None, 5)
    assert review.seats.get().voter in council.members


def test_light_reviews_are_shared_out_fairly(council, make_case):
    for _number in range(8):
        submitted(make_case(tier="medium"))
    loads = [Review.objects.owed_by(person).count() for person in council.members]
    assert loads == [2, 2, 2, 2]


def test_without_an_impartial_reviewer_the_board_takes_a_medium_case(council, make_case):
    use_case = make_case(tier="medium", owner=council.members[0])
    for person in council.members[1:]:
        person.roles = []
        person.save()
    submitted(use_case)
    assert Review.objects.get().board == council.board


def test_high_risk_goes_to_the_board_and_asks_its_members(council, make_case):
    submitted(make_case(tier="high"))
    review = Review.objects.get()
    assert (review.path, review.board, review.days) == (Path.BOARD, council.board, 15)
    for person in council.members:
        assert person.notifications.get().kind == "governance.vote_wanted"


def test_prohibited_is_stopped_with_its_article(council, make_case):
    use_case = make_case(tier="prohibited")
    submitted(use_case)
    decision = Decision.objects.get()
    use_case.refresh_from_db()
    assert (decision.outcome, decision.articles) == (Outcome.STOPPED, ["Art. 5(1)(a)"])
    assert (use_case.stage, Review.objects.count()) == ("rejected", 0)


def test_the_packet_is_frozen_with_the_rules_in_force(review, council):
    content = review.packet.content
    assert review.packet.digest == packet_digest(content)
    assert content["rules"]["quorum"] == 3
    assert [seat["voter"] for seat in content["rules"]["seats"]] == [
        "Voter 0",
        "Voter 1",
        "Voter 2",
        "Voter 3",
    ]
    assert content["assessment"]["answers"] == {"goal": "Help people"}
    with pytest.raises(TypeError):
        review.packet.save()


def test_a_changed_board_does_not_reach_a_running_review(review, council):
    council.board.quorum = 1
    council.board.majority = "unanimous"
    council.board.save()
    council.board.seats.update(has_veto=True)
    review = Review.objects.get(pk=review.pk)
    assert (review.tally_rule.quorum, review.tally_rule.majority) == (3, "majority")
    assert not any(seat.has_veto for seat in review.seats.all())


def test_a_new_matrix_leaves_running_reviews_alone(review, council, make_case):
    matrix = default_matrix()
    matrix["high"]["discovery"] = Cell(Path.LIGHT, 3)
    publish_matrix(matrix, actor=OPERATOR)
    submitted(make_case(tier="high", title="Another"))
    assert [r.path for r in Review.objects.order_by("number")] == [Path.BOARD, Path.LIGHT]
    review.refresh_from_db()
    assert review.rule["matrix_version"] == 1


def test_a_light_reviewer_hands_the_case_to_the_board(council, make_case):
    review = open_for(make_case(tier="medium"))
    reviewer = review.seats.get().voter
    board_review = escalate_review(review, "Customers see it.", actor=Actor.member(reviewer))
    review.refresh_from_db()
    assert (review.state, board_review.board) == (ReviewState.CANCELLED, council.board)
    assert (board_review.supersedes, board_review.gate) == (review, "discovery")


def test_nobody_else_escalates(council, make_case):
    review = open_for(make_case(tier="medium"))
    reviewer = review.seats.get().voter
    other = next(person for person in council.members if person != reviewer)
    with pytest.raises(NotAllowed):
        escalate_review(review, "I want it.", actor=Actor.member(other))


# Material change


def changed(use_case, tier: str) -> None:
    assessment = make_assessment(use_case, tier=tier, submitted_by=use_case.owner)
    publish(MaterialChange(use_case.pk, assessment.pk, ("tier",)))


def test_a_material_change_makes_the_review_stale_and_starts_anew(review, council):
    vote(review, council.members[0], YES)
    changed(review.use_case, "high")
    review.refresh_from_db()
    new = Review.objects.open().get()
    assert (review.state, new.supersedes, new.votes.count()) == (ReviewState.STALE, review, 0)
    assert new.assessment.number == 2
    assert new.packet.digest != review.packet.digest
    kinds = set(council.members[0].notifications.values_list("kind", flat=True))
    assert kinds == {"governance.vote_wanted", "governance.review_restarted"}


def test_a_stale_review_takes_no_vote(review, council):
    changed(review.use_case, "high")
    with pytest.raises(InvalidTransition):
        vote(review, council.members[0], YES)


def test_a_change_to_prohibited_stops_a_running_review(review):
    changed(review.use_case, "prohibited")
    review.refresh_from_db()
    review.use_case.refresh_from_db()
    assert (review.state, review.use_case.stage) == (ReviewState.STALE, "rejected")


def test_an_approved_case_that_changes_is_reviewed_at_the_stage_it_has_reached(council, make_case):
    use_case = make_case(tier="low")
    submitted(use_case)
    use_case.refresh_from_db()
    changed(use_case, "high")
    review = Review.objects.open().get()
    assert (review.gate, review.path) == ("discovery", Path.BOARD)
    for person in council.members[:3]:
        vote(review, person, NO)
    use_case.refresh_from_db()
    assert use_case.stage == "suspended"


def test_a_suspended_case_goes_on_when_its_new_answers_are_approved(council, make_case):
    use_case = make_case(tier="low")
    submitted(use_case)
    for choice in (NO, YES):
        use_case.refresh_from_db()
        changed(use_case, "high")
        review = Review.objects.open().get()
        for person in council.members[: 3 if choice == NO else 4]:
            vote(review, person, choice)
    use_case.refresh_from_db()
    assert use_case.stage == "discovery"


def test_a_deferred_case_can_be_asked_for_again(review, council):
    for person in council.members:
        vote(review, person, VoteChoice.ABSTAIN)
    owner = Actor.member(review.use_case.owner)
    again = request_gate(review.use_case, "discovery", actor=owner)
    assert (again.gate, again.is_open) == ("discovery", True)


# The next gate


def approved(council, make_case, **fields):
    use_case = make_case(tier="low", **fields)
    submitted(use_case)
    use_case.refresh_from_db()
    return use_case


def test_the_owner_asks_for_the_next_gate(council, make_case):
    use_case = approved(council, make_case)
    for person, kind in zip(council.members, AssignmentKind, strict=False):
        Assignment.objects.create(use_case=use_case, kind=kind, member=person)
    decision = request_gate(use_case, "poc", actor=Actor.member(use_case.owner))
    use_case.refresh_from_db()
    assert (decision.gate, use_case.stage) == ("poc", "poc")


def test_what_a_gate_still_asks_for_is_listed(council, make_case):
    use_case = approved(council, make_case)
    with pytest.raises(RuleViolation) as refused:
        request_gate(use_case, "poc", actor=Actor.member(use_case.owner))
    assert "Business sponsor" in refused.value.context["unmet"][0]


def test_only_people_of_the_case_ask(council, make_case, member):
    use_case = approved(council, make_case)
    with pytest.raises(NotAllowed):
        request_gate(use_case, "poc", actor=Actor.member(member()))


def test_no_gate_is_skipped(council, make_case):
    use_case = approved(council, make_case)
    with pytest.raises(InvalidTransition):
        request_gate(use_case, "pilot", actor=Actor.member(use_case.owner))


def test_a_gate_under_review_is_not_asked_for_twice(review, member):
    with pytest.raises(InvalidTransition):
        request_gate(review.use_case, "discovery", actor=Actor.member(review.use_case.owner))


def test_a_rejection_at_a_later_gate_leaves_the_case_where_it_is(council, make_case):
    use_case = approved(council, make_case)
    make_assessment(use_case, tier="high", submitted_by=use_case.owner)
    review = open_for(use_case, gate="poc")
    vote(review, review.seats.get().voter, NO)
    use_case.refresh_from_db()
    assert use_case.stage == "discovery"


def test_a_restarted_review_takes_todays_board(review, council, member):
    newcomer = member(Role.REVIEWER)
    seat = council.board.seats.first()
    seat.member = newcomer
    seat.save()
    staff = member(Role.COE_STAFF)
    new = restart_review(review, "Nobody is left for legal.", actor=Actor.member(staff))
    assert newcomer in {row.voter for row in new.seats.all()}
    assert new.supersedes == review


def test_nobody_steers_their_own_case(review, member):
    staff = member(Role.COE_STAFF)
    Assignment.objects.create(use_case=review.use_case, kind="sponsor", member=staff)
    with pytest.raises(NotAllowed):
        restart_review(review, "Again, please.", actor=Actor.member(staff))


@pytest.mark.parametrize(
    ("change", "stands"),
    [
        ({"tier": "high", "changes": {"touches": ["data_class"]}}, False),
        ({"tier": "medium", "changes": {}}, False),
        ({"tier": "high", "changes": {"touches": []}}, True),
    ],
    ids=["another kind of data", "another tier", "another word"],
)
def test_an_approval_is_of_what_was_assessed(council, make_case, change, stands):
    """Approved for a gate that is still closed, changed meanwhile: that is judged anew."""
    use_case = make_case(tier="high")
    review = open_for(use_case, gate="poc")
    vote(review, review.seats.get().voter, YES)
    use_case.refresh_from_db()
    assert approval_in_force(use_case, "poc") is not None

    make_assessment(use_case, submitted_by=use_case.owner, **change)
    use_case.refresh_from_db()

    assert (approval_in_force(use_case, "poc") is not None) == stands


def test_nobody_takes_up_by_hand_what_a_review_turned_down(council, make_case, member):
    """A rejected re-review suspends; staff do not overrule it by moving the case back."""
    use_case = approved(council, make_case)
    changed(use_case, "high")
    review = Review.objects.open().get()
    for person in council.members[:3]:
        vote(review, person, NO)
    use_case.refresh_from_db()
    assert use_case.stage == "suspended"

    staff = Actor.member(member(Role.COE_STAFF))
    with pytest.raises(RuleViolation) as refused:
        request_move(use_case, to=Stage.DISCOVERY, actor=staff, reason="It is fine.")
    assert [one.code for one in refused.value.context["unmet"]] == ["governance.not_refused"]


def test_a_refusal_ahead_does_not_hold_a_case_that_rests(council, make_case, member):
    use_case = approved(council, make_case)
    make_assessment(use_case, tier="high", submitted_by=use_case.owner)
    ahead = open_for(use_case, gate="poc")
    vote(ahead, ahead.seats.get().voter, NO)
    staff = Actor.member(member(Role.COE_STAFF))
    request_move(use_case, to=Stage.ON_HOLD, actor=staff, reason="Holidays.")
    request_move(use_case, to=Stage.DISCOVERY, actor=staff, reason="Back.")
    use_case.refresh_from_db()
    assert use_case.stage == "discovery"
