"""Assess the CoE: open a round, answer its statements with evidence, close it, set targets."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.references import next_number
from metrics.choices import Dimension, Holds, MaturityStage
from metrics.declarations import health as told
from metrics.logic.maturity import standing_of
from metrics.models.maturity import (
    MaturityAnswer,
    MaturityAssessment,
    MaturityTarget,
)
from metrics.permissions.health import ASSESS_MATURITY, STEER_HEALTH
from metrics.statements import BY_CODE, PLACES


@dataclass(frozen=True)
class Said:
    """Whether a statement holds, and what shows it."""

    holds: Holds
    evidence: str = ""


@dataclass(frozen=True)
class TargetTerms:
    """Where a dimension is to stand, by when, and who sees to it."""

    stage: MaturityStage
    due_on: dt.date
    owner: Membership | None = None


@transaction.atomic
def open_maturity(title: str, *, actor: Actor) -> MaturityAssessment:
    """Open a round; it begins with the answers of the last one, to be confirmed or changed.

    Raises:
        InvalidTransition: one is open.
    """
    require(actor, STEER_HEALTH.code)
    if MaturityAssessment.objects.open().exists():
        raise InvalidTransition(_("A self-assessment is open already."), code="maturity.open")
    if not title.strip():
        message = _("Give it a name, such as the quarter.")
        raise InvalidInput(message, errors={"title": [message]})
    last = MaturityAssessment.objects.closed().first()
    made: MaturityAssessment = MaturityAssessment.objects.create(
        number=next_number(MaturityAssessment.PREFIX),
        title=title.strip(),
        opened_at=timezone.now(),
        opened_by=_member(actor),
    )
    if last is not None:
        _carry_over(last, made)
    record(told.MATURITY_OPENED, made, actor=actor, after={"title": made.title})
    return made


def _carry_over(last: MaturityAssessment, made: MaturityAssessment) -> None:
    copies = [
        MaturityAnswer(
            assessment=made,
            statement=answer.statement,
            holds=answer.holds,
            evidence=answer.evidence,
            member_id=answer.member_id,
            answered_at=answer.answered_at,
        )
        for answer in last.answers.all()
        if answer.statement in BY_CODE
    ]
    for copy in copies:
        copy.enter_organization()
    MaturityAnswer.objects.bulk_create(copies)


@transaction.atomic
def answer_statement(
    assessment: MaturityAssessment, code: str, said: Said, *, actor: Actor
) -> MaturityAnswer:
    """Say whether a statement holds; what holds, fully or partly, needs evidence.

    Raises:
        InvalidTransition: the round is closed.
        InvalidInput: no such statement, or no evidence.
    """
    require(actor, ASSESS_MATURITY.code)
    assessment = _locked_open(assessment)
    if code not in BY_CODE:
        raise InvalidInput(_("There is no such statement."))
    evidence = said.evidence.strip()
    if said.holds != Holds.NO and not evidence:
        message = _("Say what shows it.")
        raise InvalidInput(message, errors={"evidence": [message]})
    before = assessment.answers.filter(statement=code).first()
    answer, _created = MaturityAnswer.objects.update_or_create(
        assessment=assessment,
        statement=code,
        defaults={
            "holds": said.holds,
            "evidence": evidence,
            "member": _member(actor),
            "answered_at": timezone.now(),
        },
    )
    record(
        told.MATURITY_ANSWERED,
        assessment,
        actor=actor,
        before={"holds": before.holds if before else ""},
        after={"statement": code, "holds": answer.holds},
        reason=answer.evidence,
    )
    return answer


@transaction.atomic
def close_maturity(assessment: MaturityAssessment, *, actor: Actor) -> MaturityAssessment:
    """Settle the round: what each dimension came to is kept.

    Raises:
        InvalidTransition: it is closed, or statements have no answer.
    """
    require(actor, STEER_HEALTH.code)
    assessment = _locked_open(assessment)
    answers = dict(assessment.answers.values_list("statement", "holds"))
    lacking = len(BY_CODE.keys() - answers.keys())
    if lacking:
        raise InvalidTransition(
            _("%(count)d statements have no answer yet.") % {"count": lacking},
            code="maturity.unanswered",
        )
    assessment.scores = {each.value: standing_of(each, PLACES, answers).score for each in Dimension}
    assessment.closed_at, assessment.closed_by = timezone.now(), _member(actor)
    assessment.save(update_fields=["scores", "closed_at", "closed_by", "updated_at"])
    record(told.MATURITY_CLOSED, assessment, actor=actor, after=assessment.scores)
    return assessment


@transaction.atomic
def set_maturity_target(
    dimension: Dimension, terms: TargetTerms, *, actor: Actor
) -> MaturityTarget:
    """Say where a dimension is to stand and by when.

    Raises:
        InvalidInput: a day that is past.
    """
    require(actor, STEER_HEALTH.code)
    if terms.due_on <= today_here():
        message = _("Choose a day to come.")
        raise InvalidInput(message, errors={"due_on": [message]})
    before = MaturityTarget.objects.locked_rows().filter(dimension=dimension).first()
    target, _created = MaturityTarget.objects.update_or_create(
        dimension=dimension,
        defaults={"stage": terms.stage, "due_on": terms.due_on, "owner": terms.owner},
    )
    record(
        told.MATURITY_TARGET_SET,
        target,
        actor=actor,
        before={"stage": before.stage, "due_on": before.due_on} if before else {},
        after={"stage": target.stage, "due_on": target.due_on},
    )
    return target


def _locked_open(assessment: MaturityAssessment) -> MaturityAssessment:
    locked: MaturityAssessment = MaturityAssessment.objects.locked(assessment.pk)
    if not locked.is_open:
        raise InvalidTransition(_("This self-assessment is closed."), code="maturity.closed")
    return locked


def _member(actor: Actor) -> Membership:
    if actor.membership is None:
        raise NotAllowed(_("A member does this, not the portal."))
    return actor.membership
