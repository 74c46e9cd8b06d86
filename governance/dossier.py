"""What governance contributes to a case file, from packets and votes to incidents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.audit.pack.sections import Section, section
from coe_portal.audit.recording import plain
from coe_portal.audit.subjects import addressable
from governance.activities import VOTE
from governance.choices import Majority
from governance.models.audits import PREFIX as AUDIT_PREFIX, Audit
from governance.models.decisions import Condition, Decision
from governance.models.findings import PREFIX as FINDING_PREFIX, AuditFinding
from governance.models.incidents import Incident
from governance.models.questions import TeamQuestion
from governance.models.reviews import Recusal, Review, ReviewSeat
from governance.models.risks import PREFIX, Risk, RiskTreatment
from governance.models.votes import Vote, VoteHistory
from governance.permissions.audits import audits_visible_to, findings_visible_to
from governance.permissions.incidents import UNJUDGED, handling_visible_to
from governance.permissions.reviews import reviews_visible_to
from governance.permissions.risks import risks_visible_to
from governance.queries.wording import sentences
from intake.models.use_cases import UseCase
from training.queries.standing import Moment, Standing, standings


@addressable("R")
def find_review(number: int, member: Membership) -> Review | None:
    """The review that a reference names, for the pages of the trail."""
    review: Review | None = reviews_visible_to(member).filter(number=number).first()
    return review


@addressable(PREFIX)
def find_risk(number: int, member: Membership) -> Risk | None:
    """The risk that a reference names, for the pages of the trail."""
    risk: Risk | None = risks_visible_to(member).filter(number=number).first()
    return risk


@addressable(AUDIT_PREFIX)
def find_audit(number: int, member: Membership) -> Audit | None:
    """The audit that a reference names, for the pages of the trail."""
    audit: Audit | None = audits_visible_to(member).filter(number=number).first()
    return audit


@addressable(FINDING_PREFIX)
def find_finding(number: int, member: Membership) -> AuditFinding | None:
    """The finding that a reference names, for the pages of the trail."""
    finding: AuditFinding | None = findings_visible_to(member).filter(number=number).first()
    return finding


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


@addressable("INC")
def find_incident(number: int, member: Membership) -> Incident | None:
    """The incident that a reference names, for those who may see how it is handled."""
    incident: Incident | None = handling_visible_to(member).filter(number=number).first()
    return incident


@section("incidents", order=55, title=_("Incidents"), starts_page=False)
def incidents_section(subject: Model) -> Section | None:
    """What went wrong, by when authorities had to be told and were, and what was learned."""
    if not isinstance(subject, UseCase):
        return None
    rows = Incident.objects.filter(use_case=subject).exclude(state__in=UNJUDGED)
    incidents = list(
        rows.select_related("lead__user", "review")
        .prefetch_related("clocks", "notices", "actions__owner__user")
        .order_by("number")
    )
    if not incidents:
        return None
    return Section(
        "pack/incidents.html",
        {"incidents": incidents},
        [_incident_data(incident) for incident in incidents],
    )


@section("risks", order=57, title=_("Risks"), starts_page=False)
def risks_section(subject: Model) -> Section | None:
    """The risks of the case: how large, what is done, and who accepted what is left."""
    if not isinstance(subject, UseCase):
        return None
    rows = Risk.objects.about(subject).select_related("owner__user").order_by("number")
    risks = list(rows.prefetch_related("treatments__owner__user", "acceptances__accepted_by__user"))
    if not risks:
        return None
    return Section("pack/risks.html", {"risks": risks}, [_risk_data(risk) for risk in risks])


def _risk_data(risk: Risk) -> Mapping[str, Any]:
    return {
        "risk": risk.reference,
        "title": risk.title,
        "category": risk.category,
        "owner": str(risk.owner),
        "state": risk.state,
        "inherent": [risk.inherent.likelihood, risk.inherent.impact],
        "residual": [risk.residual.likelihood, risk.residual.impact] if risk.residual else None,
        "score": risk.current.score,
        "band": risk.band,
        "review_on": plain(risk.review_on),
        "treatments": [_treatment_data(treatment) for treatment in risk.treatments.all()],
        "acceptances": [
            {
                "by": str(one.accepted_by),
                "at": plain(one.accepted_at),
                "reason": one.reason,
                "score": one.score,
                "expires_on": plain(one.expires_on),
                "ended_at": plain(one.ended_at),
                "end": one.end,
                "end_reason": one.end_reason,
            }
            for one in risk.acceptances.all()
        ],
    }


def _treatment_data(treatment: RiskTreatment) -> Mapping[str, Any]:
    return {
        "kind": treatment.kind,
        "text": treatment.text,
        "owner": str(treatment.owner),
        "due_on": plain(treatment.due_on),
        "state": treatment.state,
        "note": treatment.note,
    }


def _incident_data(incident: Incident) -> Mapping[str, Any]:
    review = getattr(incident, "review", None)
    return {
        "incident": incident.reference,
        "title": incident.title,
        "state": incident.state,
        "severity": incident.severity,
        "kind": incident.kind,
        "harm": incident.harm,
        "noticed_at": plain(incident.noticed_at),
        "reported_at": plain(incident.reported_at),
        "closed_at": plain(incident.closed_at),
        "containment": incident.containment,
        "roll_back_to": incident.roll_back_to,
        "root_cause": review.root_cause if review else None,
        "changes": review.changes if review else None,
        "deadlines": [
            {
                "basis": clock.basis,
                "started_at": plain(clock.started_at),
                "due_at": plain(clock.due_at),
                "ended_at": plain(clock.ended_at),
                "state": clock.state,
            }
            for clock in incident.clocks.all()
        ],
        "authorities": [
            {
                "authority": notice.authority,
                "reference": notice.reference_number,
                "notified_at": plain(notice.notified_at),
            }
            for notice in incident.notices.all()
        ],
        "actions": [
            {
                "text": action.text,
                "owner": str(action.owner),
                "due_on": plain(action.due_on),
                "state": action.state,
                "outcome": action.outcome,
            }
            for action in incident.actions.all()
        ],
    }
