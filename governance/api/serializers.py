"""What the API takes in and gives out for reviews and decisions."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from coe_portal.api.fields import Day, Moment
from governance.actions.voting import Ballot, ProposedCondition
from governance.choices import Outcome, Path, ReviewState, VoteChoice
from governance.models.decisions import Condition, Decision
from governance.models.reviews import Review
from governance.models.votes import Vote
from governance.queries.review_room import ReviewRoom, SeatView
from governance.queries.tallies import plain_tally
from governance.queries.wording import sentences
from intake.choices import Gate, Tier


class ProposedConditionSerializer(serializers.Serializer[ProposedCondition]):
    """What the voter asks for, and until when."""

    text = serializers.CharField(max_length=2000)
    due_on = Day()


class BallotSerializer(serializers.Serializer[Ballot]):
    """A vote; `packet_digest` is the digest of the packet that was read."""

    choice = serializers.ChoiceField(VoteChoice.choices)
    packet_digest = serializers.CharField(max_length=64)
    rationale = serializers.CharField(max_length=4000, allow_blank=True, default="")
    conditions = ProposedConditionSerializer(many=True, default=list)
    names_dissent = serializers.BooleanField(
        default=False,
        help_text="After a secret ballot: name the voter in the minutes if they are outvoted.",
    )

    def payload(self) -> Ballot:
        """The action's input."""
        data = self.validated_data
        return Ballot(
            choice=VoteChoice(data["choice"]),
            packet_digest=data["packet_digest"],
            rationale=data["rationale"],
            conditions=tuple(ProposedCondition(**one) for one in data["conditions"]),
            names_dissent=data["names_dissent"],
        )


class ConflictSerializer(serializers.Serializer[Any]):
    """Why the member steps back."""

    reason = serializers.CharField(max_length=2000)


class ReviewRowSerializer(serializers.Serializer[Any]):
    """A review in a list."""

    reference = serializers.CharField()
    use_case = serializers.CharField()
    title = serializers.CharField()
    gate = serializers.ChoiceField(Gate.choices)
    path = serializers.ChoiceField(Path.choices)
    board = serializers.CharField(allow_null=True)
    state = serializers.ChoiceField(ReviewState.choices)
    opened_at = Moment()
    due_at = Moment()
    paused_at = Moment(allow_null=True)
    closed_at = Moment(allow_null=True)


class ReviewSerializer(ReviewRowSerializer):
    """A review with its packet, seats and count; single votes as the caller may see them."""

    packet = serializers.DictField()
    packet_digest = serializers.CharField()
    seats = serializers.ListField(child=serializers.DictField())
    tally = serializers.DictField()
    reasons = serializers.ListField(child=serializers.CharField())
    decision = serializers.CharField(allow_null=True)
    url = serializers.CharField()


class DecisionRowSerializer(serializers.Serializer[Any]):
    """A decision with what it rests on."""

    reference = serializers.CharField()
    use_case = serializers.CharField()
    title = serializers.CharField()
    gate = serializers.ChoiceField(Gate.choices)
    path = serializers.ChoiceField(Path.choices)
    tier = serializers.ChoiceField(Tier.choices)
    outcome = serializers.ChoiceField(Outcome.choices)
    rationale = serializers.CharField()
    reasons = serializers.ListField(child=serializers.CharField())
    articles = serializers.ListField(child=serializers.CharField())
    tally = serializers.DictField()
    decided_at = Moment()
    decided_by = serializers.CharField()
    valid_until = Day(allow_null=True)
    sample = serializers.DictField()
    conditions = serializers.ListField(child=serializers.DictField())


def review_row(review: Review) -> dict[str, Any]:
    """A review in a list; its case and board are loaded with it."""
    return {
        "reference": review.reference,
        "use_case": review.use_case.reference,
        "title": review.use_case.title,
        "gate": review.gate,
        "path": review.path,
        "board": review.board.name if review.board else None,
        "state": review.state,
        "opened_at": review.opened_at,
        "due_at": review.due_at,
        "paused_at": review.paused_at,
        "closed_at": review.closed_at,
    }


def review_data(room: ReviewRoom) -> dict[str, Any]:
    """A review as its room shows it."""
    tally = plain_tally(room.tally)
    if not room.shows_votes:
        tally = {name: tally[name] for name in ("pending", "recused", "quorum")}
    return {
        **review_row(room.review),
        "packet": room.packet.content,
        "packet_digest": room.packet.digest,
        "seats": [_seat(row) for row in room.seats],
        "tally": {**tally, "cast": room.tally.cast},
        "reasons": room.reasons,
        "decision": room.decision.reference if room.decision else None,
        "url": room.review.get_absolute_url(),
    }


def _seat(row: SeatView) -> dict[str, Any]:
    seat = row.seat
    return {
        "discipline": seat.discipline,
        "member": str(seat.member),
        "voter": str(seat.voter) if seat.voter else None,
        "is_chair": seat.is_chair,
        "has_veto": seat.has_veto,
        "recusals": [{"member": str(one.member), "kind": one.kind} for one in row.recusals],
        "has_voted": row.has_voted,
        "vote": vote_data(row.vote) if row.vote else None,
    }


def vote_data(vote: Vote) -> dict[str, Any]:
    """One vote."""
    return {
        "choice": vote.choice,
        "rationale": vote.rationale,
        "conditions": vote.conditions,
        "cast_at": vote.cast_at,
    }


def decision_data(decision: Decision) -> dict[str, Any]:
    """A decision; its case and conditions are loaded with it."""
    return {
        "reference": decision.reference,
        "use_case": decision.use_case.reference,
        "title": decision.title,
        "gate": decision.gate,
        "path": decision.path,
        "tier": decision.tier,
        "outcome": decision.outcome,
        "rationale": decision.rationale,
        "reasons": sentences(decision.reasons),
        "articles": decision.articles,
        "tally": decision.tally,
        "decided_at": decision.decided_at,
        "decided_by": decision.decided_by,
        "valid_until": decision.valid_until,
        "sample": decision.sample,
        "conditions": [_condition(row, decision) for row in decision.conditions.all()],
    }


def _condition(row: Condition, decision: Decision) -> dict[str, Any]:
    return {
        "reference": f"{decision.reference}.{row.position}",
        "text": row.text,
        "due_on": row.due_on,
        "state": row.state,
    }
