"""Appeal a decision once; a panel that shares no voter with the first review hears it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import record
from coe_portal.collaboration.actions import attach_file
from coe_portal.errors import InvalidInput, InvalidTransition, RuleViolation
from coe_portal.notifications.dispatch import notify
from coe_portal.tenancy.references import next_number
from governance.actions.appeal_outcomes import end_appeal
from governance.actions.reviews import Opening, cancel_review, open_review, panel_bench
from governance.choices import AppealState, Path
from governance.declarations import appeals as told
from governance.logic.appeals import LEAST_PANEL, MOST_PANEL, may_sit
from governance.logic.paths import Cell
from governance.models.appeals import Appeal
from governance.models.decisions import Decision
from governance.models.reviews import Review
from governance.permissions.appeals import FORM_PANEL, LODGE_APPEAL, WITHDRAW_APPEAL
from governance.queries.appeals import heard_before, is_appealable
from governance.queries.involvement import coe_staff
from intake.models.use_cases import UseCase


@dataclass(frozen=True)
class Grounds:
    """Why the decision should be another, with a document that shows it."""

    grounds: str
    file: File[bytes] | None = None


@transaction.atomic
def lodge_appeal(decision: Decision, grounds: Grounds, *, actor: Actor) -> Appeal:
    """Ask for another decision, once and in time.

    Raises:
        RuleViolation: it was appealed before, answers an appeal, went for the team, or is too old.
        InvalidInput: without grounds.
    """
    use_case = UseCase.objects.select_related("current_assessment").locked(decision.use_case_id)
    decision.use_case = use_case
    require(actor, LODGE_APPEAL.code, decision)
    assert actor.membership is not None  # noqa: S101  (only the team of a case may appeal)
    if not is_appealable(decision):
        raise RuleViolation(
            _("This decision cannot be appealed, or no longer."), code="appeal.not_possible"
        )
    text = grounds.grounds.strip()
    if not text:
        message = _("Say why the decision should be another.")
        raise InvalidInput(message, errors={"grounds": [message]})
    appeal: Appeal = Appeal.objects.create(
        number=next_number(Appeal.PREFIX),
        decision=decision,
        use_case=use_case,
        grounds=text,
        lodged_by=actor.membership,
        lodged_at=timezone.now(),
    )
    if grounds.file is not None:
        attach_file(appeal, grounds.file, actor=actor)
    notify(
        told.APPEAL_TO_HEAR,
        coe_staff(),
        appeal,
        context={"appeal": appeal.reference, "case": str(use_case)},
        url=appeal.get_absolute_url(),
    )
    record(
        told.APPEAL_LODGED,
        appeal,
        actor=actor,
        after={"decision": decision.reference, "grounds": text},
        root=use_case,
    )
    return appeal


@dataclass(frozen=True)
class Panel:
    """Who hears an appeal, the chair first, and within how many working days."""

    members: Sequence[Membership]
    days: int


@transaction.atomic
def form_panel(appeal: Appeal, panel: Panel, *, actor: Actor) -> Review:
    """Open the panel's review on the assessment that was decided on, with a packet of its own.

    Raises:
        InvalidTransition: the appeal is heard or over.
        InvalidInput: too few or too many people, or one who had a voice or a part before.
        RuleViolation: the case was assessed anew since.
    """
    use_case = UseCase.objects.select_related("current_assessment").locked(appeal.use_case_id)
    appeal = _locked(appeal)
    appeal.use_case = use_case
    require(actor, FORM_PANEL.code, appeal)
    if appeal.state != AppealState.LODGED:
        raise InvalidTransition(_("A panel was formed already."), code="appeal.heard")
    assessment = appeal.decision.assessment
    if use_case.current_assessment_id != assessment.pk:
        raise RuleViolation(
            _("The case was assessed anew since: its new review comes first."),
            code="appeal.assessed_anew",
        )
    assessment.use_case = use_case
    _check_panel(appeal, panel)
    appeal.state = AppealState.HEARD
    record(
        told.PANEL_FORMED,
        appeal,
        actor=actor,
        after={"panel": [str(member) for member in panel.members]},
        root=use_case,
    )
    opening = Opening(
        gate=appeal.decision.gate,
        cell=Cell(Path.BOARD, panel.days),
        supersedes=appeal.decision.review,
        bench=panel_bench(panel.members),
        appeal=appeal,
    )
    return open_review(assessment, opening, actor=actor)


@transaction.atomic
def withdraw_appeal(appeal: Appeal, *, actor: Actor) -> Appeal:
    """Take an appeal back; the first decision stands, and there is no second appeal."""
    appeal = _locked(appeal)
    require(actor, WITHDRAW_APPEAL.code, appeal)
    if not appeal.is_pending:
        raise InvalidTransition(_("The appeal is settled."), code="appeal.settled")
    review = appeal.review
    appeal = end_appeal(appeal, AppealState.WITHDRAWN, actor=actor)
    if review is not None:
        cancel_review(review, _("The appeal was withdrawn."), actor=actor)
    return appeal


def _locked(appeal: Appeal) -> Appeal:
    """Under lock, after its case, as all that belongs to a case is."""
    UseCase.objects.locked(appeal.use_case_id)
    rows = Appeal.objects.select_related("use_case", "lodged_by__user", "review")
    found: Appeal = rows.locked(appeal.pk)
    return found


def _check_panel(appeal: Appeal, panel: Panel) -> None:
    people = {member.pk for member in panel.members}
    if not LEAST_PANEL <= len(people) <= MOST_PANEL:
        message = _("A panel has %(least)d to %(most)d members.") % {
            "least": LEAST_PANEL,
            "most": MOST_PANEL,
        }
        raise InvalidInput(message, errors={"members": [message]})
    free = may_sit(people, heard_before(appeal))
    barred = [str(member) for member in panel.members if member.pk not in free]
    if barred:
        message = _("Had a voice or a part in the case: %(names)s.") % {"names": ", ".join(barred)}
        raise InvalidInput(message, errors={"members": [message]})
