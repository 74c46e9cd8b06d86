"""Close a review once: lock, Decision, AuditEvent and consequences stand or fall together.

The only place that makes a Decision. `close_if_decided()` expects the review locked with its case.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import plain, record
from coe_portal.errors import InvalidTransition, RuleViolation
from coe_portal.events.bus import publish
from coe_portal.tenancy.addresses import current_slug
from coe_portal.tenancy.clock import day_here
from coe_portal.tenancy.references import next_number
from governance.actions.appeal_outcomes import settle_appeal
from governance.actions.audit_planning import plan_sample
from governance.actions.consequences import carry_out
from governance.actions.recusing import RECUSALS, recuse_involved
from governance.choices import APPROVALS, Outcome, Path, ReviewState, VoteChoice
from governance.declarations import reviews as told
from governance.events import PartJudged
from governance.logic.sampling import draw
from governance.logic.tally import Tally
from governance.messages.reviews import report_condition, report_decision
from governance.models.decisions import Condition, Decision
from governance.models.reviews import Review
from governance.models.votes import Vote
from governance.permissions.reviews import COUNT_VOTES
from governance.queries.rules import Way, tier_terms
from governance.queries.sampling import rate_in_force
from governance.queries.tallies import plain_reasons, plain_tally, tally_of
from governance.queries.wording import joined, sentences
from intake.models.assessments import Assessment


@dataclass(frozen=True)
class Finding:
    """What a Decision says, before it has a number."""

    path: Path
    outcome: Outcome
    reasons: list[dict[str, Any]]
    rationale: str
    decided_by: str
    started_at: dt.datetime
    valid_months: int = 0


@transaction.atomic(savepoint=False)
def close_if_decided(review: Review, *, actor: Actor) -> Decision | None:
    """Close the review if its votes decide it; None while they do not, or the team is asked."""
    if not review.is_open or review.is_paused:
        return None
    recuse_involved(review, actor=RECUSALS)
    count = tally_of(review)
    return None if count.outcome is None else _close(review, count, actor=actor)


@transaction.atomic
def close_review(review: Review, *, actor: Actor) -> Decision:
    """Count the votes cast, once the time to vote is over or nothing can change the outcome.

    The silent count neither way: without quorum and required disciplines the review stays open.
    While the team owes an answer nothing is counted: withdraw the question first.
    """
    review = Review.objects.locked_with_case(review)
    require(actor, COUNT_VOTES.code, review)
    if not review.is_open:
        raise InvalidTransition(_("This review is closed."), code="review.closed")
    if review.is_paused:
        raise InvalidTransition(
            _("A question to the team is open: wait for the answer, or withdraw it."),
            code="review.question_open",
        )
    recuse_involved(review, actor=RECUSALS)
    is_over = timezone.now() >= review.due_at
    count = tally_of(review, final=is_over)
    if not is_over and count.outcome is None:
        raise InvalidTransition(_("The time to vote is not over."), code="review.not_due")
    if count.outcome is None:
        raise RuleViolation(
            _("This cannot be decided yet: %(reasons)s")
            % {"reasons": joined(sentences(plain_reasons(count)))},
            code="review.no_quorum",
        )
    record(told.VOTES_COUNTED, review, actor=actor, root=review.use_case)
    return _close(review, count, actor=actor)


def _close(review: Review, count: Tally, *, actor: Actor) -> Decision:
    assert count.outcome is not None  # noqa: S101  (both callers have just asked)
    votes = list(review.votes.select_related("seat", "member__user"))
    decision = _decide(
        review.assessment,
        review.gate,
        Finding(
            path=Path(review.path),
            outcome=count.outcome,
            reasons=plain_reasons(count),
            rationale=_rationale(votes, count.outcome),
            decided_by=review.rule["name"] or str(votes[0].member),
            started_at=review.opened_at,
            valid_months=review.rule["valid_months"],
        ),
        review=review,
        tally=plain_tally(count),
        dissent=_dissent(votes, count.outcome),
        matrix_version=review.rule["matrix_version"],
    )
    review.state, review.closed_at = ReviewState.CLOSED, decision.decided_at
    review.save(update_fields=["state", "closed_at", "updated_at"])
    conditions = _impose(decision, votes)
    record(
        told.REVIEW_CLOSED,
        review,
        actor=actor,
        before={"state": ReviewState.OPEN},
        after={
            "state": ReviewState.CLOSED,
            "decision": decision.reference,
            "outcome": decision.outcome,
            "packet": review.packet.digest,
            "votes": [_vote_facts(vote) for vote in votes],
            "conditions": [condition.text for condition in conditions],
        },
        root=review.use_case,
    )
    _announce(decision, conditions)
    settle_appeal(review, decision, actor=actor)
    carry_out(decision, actor=actor)
    if review.is_about_part:
        publish(PartJudged(review.pk, decision.pk))
    return decision


def _vote_facts(vote: Vote) -> dict[str, Any]:
    return {
        "seat": vote.seat.discipline,
        "member": str(vote.member),
        "choice": vote.choice,
        "rationale": vote.rationale,
    }


def _rationale(votes: list[Vote], outcome: Outcome) -> str:
    """The reasons of the side that won, by discipline: what later cases look up."""
    approving = {VoteChoice.APPROVE, VoteChoice.CONDITIONS}
    won = approving if outcome in APPROVALS else {VoteChoice.REJECT}
    told_by = [vote for vote in votes if vote.choice in won and vote.rationale]
    if len(votes) == 1:
        return votes[0].rationale
    return "\n".join(f"{vote.seat.get_discipline_display()}: {vote.rationale}" for vote in told_by)


def _dissent(votes: list[Vote], outcome: Outcome) -> list[dict[str, Any]]:
    """Who voted for the other side, and why; a deferred vote has no other side.

    `is_named` says that the voter asks to stand with it in the minutes of a secret ballot.
    """
    if outcome in APPROVALS:
        lost = {VoteChoice.REJECT}
    elif outcome == Outcome.REJECTED:
        lost = {VoteChoice.APPROVE, VoteChoice.CONDITIONS}
    else:
        return []
    return [
        {
            "discipline": vote.seat.discipline,
            "member": str(vote.member),
            "choice": vote.choice,
            "rationale": vote.rationale,
            "is_named": vote.names_dissent,
        }
        for vote in votes
        if vote.choice in lost
    ]


def _impose(decision: Decision, votes: list[Vote]) -> list[Condition]:
    """The conditions of all approving votes become due; of a rejection none."""
    if decision.outcome != Outcome.CONDITIONS:
        return []
    proposed = [one for vote in votes for one in vote.conditions]
    return [
        Condition.objects.create(
            decision=decision,
            use_case=decision.use_case,
            position=position,
            text=one["text"],
            due_on=dt.date.fromisoformat(one["due_on"]),
            owner=decision.use_case.owner,
        )
        for position, one in enumerate(proposed, start=1)
    ]


@transaction.atomic(savepoint=False)
def decide_by_policy(assessment: Assessment, gate: str, way: Way, *, actor: Actor) -> Decision:
    """Approve at once what the matrix leaves to itself, and draw whether people audit it later."""
    decision = _decide(
        assessment,
        gate,
        Finding(
            path=way.cell.path,
            outcome=Outcome.APPROVED,
            reasons=[{"code": "policy", "params": {"tier": assessment.tier}}],
            rationale="",
            decided_by=_("Policy"),
            started_at=timezone.now(),
            valid_months=tier_terms(assessment.tier).valid_months,
        ),
        sample_rate=rate_in_force(assessment),
        matrix_version=way.matrix_version,
    )
    record(
        told.DECIDED_BY_POLICY,
        decision,
        actor=actor,
        after={"outcome": decision.outcome, "gate": gate, "sample": decision.sample},
        root=decision.use_case,
    )
    plan_sample(decision, actor=actor)
    _announce(decision, [])
    carry_out(decision, actor=actor)
    return decision


@transaction.atomic(savepoint=False)
def stop_prohibited(assessment: Assessment, gate: str, way: Way, *, actor: Actor) -> Decision:
    """Stop a prohibited practice, naming the articles."""
    articles = assessment.articles
    explanations = [rule["explanation"] for rule in assessment.reasons]
    decision = _decide(
        assessment,
        gate,
        Finding(
            path=Path.STOP,
            outcome=Outcome.STOPPED,
            reasons=[{"code": "prohibited", "params": {"articles": ", ".join(articles)}}],
            rationale="\n".join(explanations),
            decided_by=_("Policy"),
            started_at=timezone.now(),
        ),
        articles=articles,
        matrix_version=way.matrix_version,
    )
    record(
        told.CASE_STOPPED,
        decision,
        actor=actor,
        after={"outcome": decision.outcome, "articles": articles},
        root=decision.use_case,
    )
    _announce(decision, [])
    carry_out(decision, actor=actor)
    return decision


def _decide(
    assessment: Assessment,
    gate: str,
    finding: Finding,
    *,
    sample_rate: Decimal | None = None,
    **facts: Any,
) -> Decision:
    now = timezone.now()
    number = next_number(Decision.PREFIX)
    sample = _sample(f"D-{number}", sample_rate) if sample_rate is not None else {}
    is_approval = finding.outcome in APPROVALS
    until = day_here(now) + relativedelta(months=finding.valid_months)
    return Decision.objects.create(
        number=number,
        use_case=assessment.use_case,
        assessment=assessment,
        gate=gate,
        path=finding.path,
        tier=assessment.tier,
        outcome=finding.outcome,
        title=assessment.use_case.title,
        summary=assessment.use_case.summary,
        rationale=finding.rationale,
        reasons=finding.reasons,
        started_at=finding.started_at,
        decided_at=now,
        decided_by=finding.decided_by,
        valid_until=until if is_approval else None,
        sample=sample,
        sampled_for_audit=bool(sample.get("selected")),
        **facts,
    )


def _sample(reference: str, rate: Decimal) -> dict[str, Any]:
    drawn = draw(current_slug(), reference, rate)
    return {
        "seed": drawn.seed,
        "number": drawn.number,
        "rate": plain(drawn.rate),
        "selected": drawn.selected,
    }


def _announce(decision: Decision, conditions: list[Condition]) -> None:
    report_decision(decision)
    for condition in conditions:
        report_condition(told.CONDITION_ASSIGNED, condition, [condition.owner])
