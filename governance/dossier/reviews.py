"""How a case was judged: packets, questions, votes, who was trained, decisions, conditions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.audit.pack.sections import Section, section
from coe_portal.audit.recording import plain
from governance.activities import VOTE
from governance.choices import Majority
from governance.models.decisions import Condition, Decision
from governance.models.questions import TeamQuestion
from governance.models.reviews import Recusal, Review, ReviewSeat
from governance.models.votes import Vote, VoteHistory
from governance.queries.wording import sentences
from intake.models.use_cases import UseCase
from training.queries.standing import Moment, Standing, standings


def reviews_of(case: UseCase) -> QuerySet[Review]:
    """The reviews of a case in the order of their opening."""
    rows: QuerySet[Review] = Review.objects.filter(use_case=case).order_by("number")
    return rows


@section("packets", order=20, title=_("What was reviewed"))
def packets_section(subject: Model) -> Section | None:
    """Each review with the rule in force and the digest of its packet."""
    if not isinstance(subject, UseCase):
        return None
    reviews = list(reviews_of(subject).select_related("packet", "board", "assessment"))
    shown = [
        {"review": review, "rule": _rule_in_words(review), "documents": _documents(review)}
        for review in reviews
    ]
    return Section(
        "pack/packets.html",
        {"shown": shown},
        [
            {
                "review": review.reference,
                "state": review.state,
                "opened_at": plain(review.opened_at),
                "due_at": plain(review.due_at),
                "closed_at": plain(review.closed_at),
                "packet": review.packet.content,
                "packet_digest": review.packet.digest,
            }
            for review in reviews
        ],
    )


def _rule_in_words(review: Review) -> str:
    return str(Majority(review.rule["majority"]).label)


def _documents(review: Review) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = review.packet.content.get("documents", [])
    return found


@section("questions", order=25, title=_("Questions to the team"), starts_page=False)
def questions_section(subject: Model) -> Section | None:
    """What reviewers asked while the clock stood still, and what the team said."""
    if not isinstance(subject, UseCase):
        return None
    rows = TeamQuestion.objects.filter(review__use_case=subject).with_people()
    questions = list(rows.select_related("review").order_by("review__number", "position"))
    if not questions:
        return None
    return Section(
        "pack/questions.html",
        {"questions": questions},
        [
            {
                "question": one.reference,
                "about": one.about_label,
                "text": one.text,
                "asked_by": str(one.asked_by),
                "asked_at": plain(one.asked_at),
                "state": one.state,
                "answer": one.answer,
                "settled_by": str(one.settled_by or ""),
                "settled_at": plain(one.settled_at),
            }
            for one in questions
        ],
    )


@section("votes", order=30, title=_("Votes"))
def votes_section(subject: Model) -> Section | None:
    """Who judged, who was recused and why, and every vote, also those that were changed.

    While a review is open its votes are told to nobody, so a pack made then only counts them.
    """
    if not isinstance(subject, UseCase):
        return None
    shown = [_judgement(review) for review in reviews_of(subject).select_related("packet")]
    return Section(
        "pack/votes.html",
        {"shown": shown},
        [
            {
                "review": one["review"].reference,
                "is_open": one["review"].is_open,
                "votes_cast": one["cast"],
                "seats": [_seat_data(seat) for seat in one["seats"]],
                "recusals": [
                    {"member": str(row.member), "kind": row.kind, "reason": row.reason}
                    for row in one["recusals"]
                ],
                "votes": [_vote_data(vote) for vote in one["votes"]],
                "history": [_vote_data(vote) for vote in one["history"]],
            }
            for one in shown
        ],
    )


def _judgement(review: Review) -> dict[str, Any]:
    people = ("member__user", "seat")
    seats = ReviewSeat.objects.filter(review=review)
    if review.is_open:
        votes, history = Vote.objects.none(), VoteHistory.objects.none()
    else:
        votes = Vote.objects.filter(review=review).select_related(*people)
        history = VoteHistory.objects.filter(review=review).select_related(*people)
    return {
        "review": review,
        "cast": Vote.objects.filter(review=review).count(),
        "seats": list(seats.select_related("member__user", "voter__user")),
        "recusals": list(Recusal.objects.filter(review=review).select_related("member__user")),
        "votes": list(votes),
        "history": list(history),
    }


def _seat_data(seat: ReviewSeat) -> Mapping[str, Any]:
    return {
        "discipline": seat.discipline,
        "member": str(seat.member),
        "voter": str(seat.voter) if seat.voter else None,
        "is_chair": seat.is_chair,
        "has_veto": seat.has_veto,
    }


def _vote_data(vote: Vote | VoteHistory) -> Mapping[str, Any]:
    return {
        "discipline": vote.seat.discipline,
        "member": str(vote.member),
        "choice": vote.choice,
        "rationale": vote.rationale,
        "conditions": vote.conditions,
        "packet_digest": vote.packet_digest,
        "cast_at": plain(vote.cast_at),
    }


@section("training", order=35, title=_("Training of the voters"), starts_page=False)
def training_section(subject: Model) -> Section | None:
    """Whether each voter was trained when they voted, with the certificate that shows it.

    As with the votes, who voted in an open review is not told.
    """
    if not isinstance(subject, UseCase):
        return None
    reviews = list(reviews_of(subject))
    voters = _trained_voters(review for review in reviews if not review.is_open)
    return Section(
        "pack/training.html",
        {"shown": [{"review": one, "voters": voters.get(one.pk, [])} for one in reviews]},
        [
            {
                "review": review.reference,
                "is_open": review.is_open,
                "voters": [_voter_data(*each) for each in voters.get(review.pk, [])],
            }
            for review in reviews
        ],
    )


def _trained_voters(reviews: Iterable[Review]) -> dict[int, list[tuple[Vote, list[Standing]]]]:
    """The votes that counted in each review, each with the voter's training at that moment."""
    people = ("member__user", "seat")
    votes = list(Vote.objects.filter(review__in=list(reviews)).select_related(*people))
    moments = [Moment(vote.member_id, vote.cast_at) for vote in votes]
    held = standings(VOTE.code, moments)
    found: dict[int, list[tuple[Vote, list[Standing]]]] = {}
    for vote, moment in zip(votes, moments, strict=True):
        found.setdefault(vote.review_id, []).append((vote, held[moment]))
    return found


def _voter_data(vote: Vote, held: Sequence[Standing]) -> Mapping[str, Any]:
    return {
        "member": str(vote.member),
        "discipline": vote.seat.discipline,
        "cast_at": plain(vote.cast_at),
        "required": [_standing_data(one) for one in held],
    }


def _standing_data(one: Standing) -> Mapping[str, Any]:
    certificate = one.certificate
    return {
        "course": one.course.reference,
        "title": one.course.title,
        "state": str(one.state),
        "grace_days": one.grace_days,
        "certificate": certificate.reference if certificate else None,
        "issued_at": plain(certificate.issued_at) if certificate else None,
        "expires_at": plain(certificate.expires_at) if certificate else None,
        "revoked_at": plain(certificate.revoked_at) if certificate else None,
        "provider": certificate.proof.provider if certificate and certificate.proof else None,
    }


@section("decisions", order=40, title=_("Decisions"), starts_page=False)
def decisions_section(subject: Model) -> Section | None:
    """Each decision with its reasons, its count and how long it holds."""
    if not isinstance(subject, UseCase):
        return None
    decisions = list(
        Decision.objects.filter(use_case=subject).select_related("review").order_by("number")
    )
    shown = [{"decision": one, "reasons": sentences(one.reasons)} for one in decisions]
    last = decisions[-1] if decisions else None
    return Section(
        "pack/decisions.html",
        {"shown": shown},
        [_decision_data(decision) for decision in decisions],
        facts=((_("Last decision"), _in_short(last)),),
    )


def _in_short(decision: Decision | None) -> str:
    if decision is None:
        return "–"
    return f"{decision.reference}, {decision.get_outcome_display()}"


def _decision_data(decision: Decision) -> Mapping[str, Any]:
    return {
        "decision": decision.reference,
        "review": decision.review.reference if decision.review else None,
        "gate": decision.gate,
        "path": decision.path,
        "tier": decision.tier,
        "outcome": decision.outcome,
        "rationale": decision.rationale,
        "reasons": decision.reasons,
        "tally": decision.tally,
        "articles": decision.articles,
        "started_at": plain(decision.started_at),
        "decided_at": plain(decision.decided_at),
        "decided_by": decision.decided_by,
        "valid_until": plain(decision.valid_until),
        "sample": decision.sample,
        "sampled_for_audit": decision.sampled_for_audit,
    }


@section("conditions", order=50, title=_("Conditions"), starts_page=False)
def conditions_section(subject: Model) -> Section | None:
    """What approvals depend on, until when, and the evidence."""
    if not isinstance(subject, UseCase):
        return None
    conditions = list(
        Condition.objects.filter(use_case=subject)
        .select_related("decision", "owner__user", "evidence", "offered_by__user")
        .order_by("decision__number", "position")
    )
    return Section(
        "pack/conditions.html",
        {"conditions": conditions},
        [
            {
                "condition": condition.reference,
                "text": condition.text,
                "owner": str(condition.owner or ""),
                "due_on": plain(condition.due_on),
                "state": condition.state,
                "evidence_note": condition.evidence_note,
                "evidence_sha256": condition.evidence.sha256 if condition.evidence else None,
                "settled_at": plain(condition.settled_at),
                "settled_by": condition.settled_by,
            }
            for condition in conditions
        ],
    )
