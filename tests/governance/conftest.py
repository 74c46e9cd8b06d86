"""Cases to judge and boards to judge them, made by the actions that make them in production."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pytest
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.references import next_number
from governance.actions.boards import Appointing, BoardTerms, appoint, create_board, publish_matrix
from governance.actions.routing import route_submission
from governance.actions.voting import Ballot, cast_vote
from governance.choices import Discipline, VoteChoice
from governance.logic.paths import default_matrix
from governance.models.boards import Board
from governance.models.decisions import Decision
from governance.models.reviews import Review
from intake.choices import DocumentState
from intake.models.assessments import Assessment
from intake.models.rulebooks import (
    AiActCatalogue,
    Questionnaire,
    Rubric,
    TierPolicy,
    document_digest,
)
from intake.models.use_cases import UseCase

OPERATOR = Actor.system("tests")
DISCIPLINES = list(Discipline)


QUESTIONS = {
    "title": "Short questions",
    "sections": [
        {
            "key": "business",
            "title": "Business",
            "questions": [{"id": "goal", "type": "text", "label": "Goal", "required": True}],
        }
    ],
}


def rule_documents() -> dict[str, object]:
    """The versions that an assessment names; only the questionnaire's content matters here."""
    models = {
        "questionnaire": (Questionnaire, QUESTIONS),
        "rubric": (Rubric, {}),
        "tier_policy": (TierPolicy, {}),
        "catalogue": (AiActCatalogue, {}),
    }
    return {
        name: model.objects.first()
        or model.objects.create(
            version=1,
            title=name,
            state=DocumentState.PUBLISHED,
            document=document,
            digest=document_digest(document),
            published_at=timezone.now(),
        )
        for name, (model, document) in models.items()
    }


def make_assessment(
    use_case: UseCase, *, tier: str, submitted_by: Membership, **fields
) -> Assessment:
    previous = use_case.current_assessment
    values = {
        "answers": {"goal": "Help people"},
        "scores": {"value": {"score": 70, "completeness": 1, "reasons": []}},
        "fired": [{"rule": "X1", "tier": tier, "explanation": f"This is {tier} risk."}],
        "ai_act_class": "prohibited" if tier == "prohibited" else "minimal",
        "ai_act": {"articles": ["Art. 5(1)(a)"] if tier == "prohibited" else []},
        "actor_label": str(submitted_by),
        "digest": f"{use_case.pk}-{previous.number + 1 if previous else 1}".ljust(64, "a"),
        **fields,
    }
    assessment = Assessment.objects.create(
        use_case=use_case,
        number=previous.number + 1 if previous else 1,
        tier=tier,
        submitted_by=submitted_by,
        supersedes=previous,
        **rule_documents(),
        **values,
    )
    use_case.current_assessment = assessment
    use_case.tier = tier
    use_case.save()
    return assessment


def new_case(owner: Membership, *, tier: str = "high", **fields) -> UseCase:
    """A submitted case, not routed yet."""
    use_case = UseCase.objects.create(
        number=next_number("UC"),
        title=fields.pop("title", "Underwriting copilot"),
        summary=fields.pop("summary", "Suggests a price band to underwriters."),
        owner=owner,
        registered_by=owner,
        submitted_at=timezone.now(),
    )
    make_assessment(use_case, tier=tier, submitted_by=owner, **fields)
    return use_case


@dataclass
class Council:
    """A board and its people, in the order of the disciplines."""

    board: Board
    members: list[Membership]
    alternates: list[Membership | None]


def new_council(
    member: Callable[..., Membership],
    size: int = 4,
    *,
    veto: int | None = None,
    chair: int | None = 0,
    alternates: tuple[int, ...] = (),
    **terms,
) -> Council:
    """A default board of `size` seats and the shipped matrix; `veto`, `chair` are places."""
    terms = {"name": "AI Council", "quorum": 3, "is_default": True, **terms}
    board = create_board(BoardTerms(**terms), actor=OPERATOR)
    people = [member(Role.REVIEWER, name=f"Voter {seat}") for seat in range(size)]
    stand_ins = [
        member(Role.REVIEWER, name=f"Alternate {seat}") if seat in alternates else None
        for seat in range(size)
    ]
    for seat, (person, stand_in) in enumerate(zip(people, stand_ins, strict=True)):
        appoint(
            board,
            Appointing(
                discipline=DISCIPLINES[seat % len(DISCIPLINES)],
                member_id=person.pk,
                alternate_id=stand_in.pk if stand_in else None,
                is_chair=seat == chair,
                has_veto=seat == veto,
            ),
            actor=OPERATOR,
        )
    publish_matrix(default_matrix(), actor=OPERATOR)
    return Council(board, people, stand_ins)


@pytest.fixture
def make_case(in_scope, member) -> Callable[..., UseCase]:
    def make(*, owner: Membership | None = None, **fields) -> UseCase:
        return new_case(owner or member(name="Olive Owner"), **fields)

    return make


@pytest.fixture
def make_council(in_scope, member) -> Callable[..., Council]:
    return partial(new_council, member)


@pytest.fixture
def council(make_council) -> Council:
    """Four seats: business (chair), CoE lead, legal, security; a quorum of three."""
    return make_council()


@pytest.fixture
def review(council, make_case) -> Review:
    """A high-risk case before the council."""
    return open_for(make_case(tier="high"))


def open_for(use_case: UseCase, gate: str = "discovery") -> Review | Decision:
    return route_submission(use_case.current_assessment, gate=gate, actor=OPERATOR)


def vote(review: Review, person: Membership, choice: VoteChoice, **fields) -> Decision | None:
    if choice == VoteChoice.REJECT:
        fields.setdefault("rationale", "Not safe enough.")
    ballot = Ballot(choice, review.packet.digest, **fields)
    return cast_vote(review, ballot, actor=Actor.member(person))
