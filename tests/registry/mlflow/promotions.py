"""Versions on their way into production, by the actions that bring them there."""

from __future__ import annotations

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from governance.choices import VoteChoice
from governance.models.boards import Board
from governance.models.reviews import Review
from intake.models.use_cases import UseCase
from registry.actions.promotion import validate_version
from registry.actions.registration import link_use_case
from registry.choices import ModelKind
from registry.logic.completeness import documents_needed
from registry.models.models import AIModel, ModelVersion
from registry.queries.candidates import Candidate
from tests.governance.conftest import new_council, vote
from tests.registry.models import document, pilot_case


def serve_a_case(model: AIModel, member, *, tier: str = "medium") -> UseCase:
    """Link the model to a pilot, which a single reviewer judges when the tier is medium."""
    if not Board.objects.exists():
        new_council(member)
    case = pilot_case(model.owner, tier=tier, title="Credit decisions")
    link_use_case(model, case.reference, actor=Actor.member(model.owner))
    return case


def complete(version: ModelVersion, checker: Membership) -> None:
    """All that the promotion asks for but the approval; also what a second version needs."""
    tier = Candidate(version).tier
    assert tier is not None
    kind = ModelKind(version.model.kind)
    for needed in documents_needed(tier, kind, has_predecessor=True):
        document(version, needed, version.model.owner)
    validate_version(version, "Scores repeated on the held-out set.", actor=Actor.member(checker))


def approve(version: ModelVersion) -> None:
    """The reviewer to whom it was given decides the open review about the version in favour."""
    review = Review.objects.about(version).open().get()
    seat = review.seats.select_related("voter__user").get()
    assert vote(review, seat.voter, VoteChoice.APPROVE) is not None
