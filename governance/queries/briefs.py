"""The brief of a reviewer: one page of what matters for the vote, for one reader."""

from __future__ import annotations

from dataclasses import dataclass

from coe_portal.accounts.models import Membership
from coe_portal.gates.registry import Unmet
from governance.choices import ConditionState, IncidentState, RiskState
from governance.models.decisions import Condition, Decision
from governance.models.incidents import Incident
from governance.models.questions import TeamQuestion
from governance.models.reviews import Review
from governance.models.risks import Risk
from governance.permissions.reviews import decisions_visible_to
from governance.permissions.risks import risks_visible_to
from governance.queries.approvals import missing_before_review
from governance.queries.incidents import incidents_of_case
from governance.queries.risks import risks_about
from intake.queries.outcomes import (
    ChangedAnswer,
    Outcome,
    changed_answers,
    outcome_of,
    touched_labels,
)
from intake.queries.similar import similar_use_cases

MOST_PRECEDENTS = 5
OVER = (IncidentState.CLOSED, IncidentState.DISMISSED)
STANDING = (ConditionState.OPEN, ConditionState.OFFERED, ConditionState.LAPSED)


@dataclass(frozen=True)
class Brief:
    """Everything on the page, of what the reader may see."""

    review: Review
    outcome: Outcome
    changes: list[ChangedAnswer]
    touches: list[str]
    questions: list[TeamQuestion]
    missing: list[Unmet]
    precedents: list[Decision]
    conditions: list[Condition]
    incidents: list[Incident]
    risks: list[Risk]

    @property
    def open_questions(self) -> list[TeamQuestion]:
        """What the team has still to answer."""
        return [one for one in self.questions if one.is_open]


def brief_of(review: Review, reader: Membership) -> Brief:
    """Read the brief; `review` comes with its case and assessment."""
    case, assessment = review.use_case, review.assessment
    form = assessment.questionnaire.parsed()
    questions = TeamQuestion.objects.filter(review__use_case=case).with_people()
    standing = Condition.objects.filter(use_case=case, state__in=STANDING)
    risks = risks_about(case, risks_visible_to(reader))
    return Brief(
        review=review,
        outcome=outcome_of(assessment, form),
        changes=changed_answers(assessment, form),
        touches=touched_labels(assessment),
        questions=list(questions.select_related("review").order_by("review", "position")),
        missing=missing_before_review(case, review.gate),
        precedents=precedents_of(review, reader),
        conditions=list(standing.select_related("decision", "owner__user").order_by("due_on")),
        incidents=[one for one in incidents_of_case(case, reader) if one.state not in OVER],
        risks=[one for one in risks if one.state != RiskState.CLOSED],
    )


def precedents_of(review: Review, reader: Membership) -> list[Decision]:
    """The newest decision of each of the cases that are most like this one, the closest first."""
    case = review.use_case
    alike = similar_use_cases(f"{case.title} {case.summary}", reader, limit=20, leave_out=case.pk)
    order = [one.use_case.pk for one in alike]
    rows = decisions_visible_to(reader).filter(use_case__in=order)
    newest = {row.use_case_id: row for row in rows.select_related("use_case").order_by("number")}
    return [newest[pk] for pk in order if pk in newest][:MOST_PRECEDENTS]
