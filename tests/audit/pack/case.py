"""A case with a whole story: submitted, changed, reviewed by a board, decided with conditions."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.collaboration.models import Attachment
from governance.actions.boards import Appointing, BoardTerms, appoint, create_board, publish_matrix
from governance.actions.voting import Ballot, ProposedCondition, cast_vote
from governance.choices import Discipline, VoteChoice
from governance.logic.paths import default_matrix
from governance.models.reviews import Review
from intake.actions import drafting, registration, rulebooks, submission
from tests.fixtures.organizations import OPERATOR
from tests.intake.answers import complete_answers

HIGH = {
    "automated_decision": "automatic",
    "significant_effect": True,
    "regulated_domain": ["finance"],
    "autonomy": "act_within_limits",
}
SEATS = (Discipline.BUSINESS, Discipline.COE_LEAD, Discipline.LEGAL, Discipline.SECURITY)


def found_board(member):
    """Four seats, the first the chair; returns the members in the order of the seats."""
    board = create_board(BoardTerms(name="AI Council", quorum=3, is_default=True), actor=OPERATOR)
    people = [member(Role.REVIEWER, name=f"{seat.label} voter") for seat in SEATS]
    for seat, person in zip(SEATS, people, strict=True):
        appoint(
            board,
            Appointing(seat, person.pk, is_chair=seat == Discipline.BUSINESS),
            actor=OPERATOR,
        )
    publish_matrix(default_matrix(), actor=OPERATOR)
    return people


def register(owner, title="Underwriting copilot", summary="Drafts a decision on an application."):
    payload = registration.Registration(
        title=title, summary=summary, intended_users="Underwriters", owner_id=owner.pk
    )
    return registration.register_use_case(payload, actor=Actor.member(owner))


def submit(case, owner, **answers):
    draft = drafting.open_draft(case, actor=Actor.member(owner))
    complete = complete_answers(**answers)
    for section in draft.sections.all():
        form = draft.questionnaire.parsed().section(section.key)
        raw = {question.id: complete.get(question.id) for question in form.questions}
        drafting.save_section(
            draft, section.key, raw, revision=section.revision, actor=Actor.member(owner)
        )
    return submission.submit_use_case(draft, actor=Actor.member(owner))


def attach(case, name="Impact assessment.pdf"):
    return Attachment.objects.create(
        subject_type=case._meta.label_lower,
        subject_id=case.pk,
        file=ContentFile(b"%PDF-1.7", name=name),
        name=name,
        content_type="application/pdf",
        size=8,
        sha256="5a" * 32,
    )


def vote(review, person, choice, **fields):
    ballot = Ballot(choice, review.packet.digest, **fields)
    return cast_vote(review, ballot, actor=Actor.member(person))


def whole_story(organization, member):
    """Make everything of one case; the organization must be in scope."""
    rulebooks.install_defaults(organization, actor=OPERATOR)
    people = found_board(member)
    owner = member(Role.MODEL_OWNER, name="Olive Owner")
    case = register(owner)
    attach(case)
    submit(case, owner, **HIGH)
    review = Review.objects.get(use_case=case)
    vote(review, people[0], VoteChoice.REJECT, rationale="The figures are missing.")
    condition = ProposedCondition("Log every override.", timezone.localdate() + timedelta(days=30))
    vote(review, people[0], VoteChoice.APPROVE)
    for person in people[1:3]:
        vote(review, person, VoteChoice.APPROVE)
    vote(
        review,
        people[3],
        VoteChoice.CONDITIONS,
        rationale="Fine, if overrides can be traced.",
        conditions=(condition,),
    )
    case.refresh_from_db()
    return case
