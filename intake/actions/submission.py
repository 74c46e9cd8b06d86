"""Submit: the answers freeze into an assessment, and what must follow follows at once.

Lock, check, score, tier, classify, freeze, record, publish: one transaction, all or nothing.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _, ngettext

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import Role
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition
from coe_portal.events.bus import publish
from coe_portal.notifications.dispatch import notify
from intake import declarations
from intake.actions.assessing import (
    ASSESSED_FIELDS,
    apply_assessment,
    assessed,
    assessed_now,
    unsaved_assessment,
)
from intake.actions.drafting import close_draft
from intake.actions.people import name_from_answers
from intake.choices import AssignmentKind, DraftState, Gate
from intake.events import MaterialChange, UseCaseSubmitted
from intake.logic.evaluation import Evaluation, evaluate
from intake.logic.expressions import Answer, Answers
from intake.logic.materiality import Difference, compare
from intake.models.assessments import Assessment
from intake.models.drafts import Draft, DraftSection
from intake.models.use_cases import Assignment, UseCase
from intake.queries.rulebook import InForce, in_force


@transaction.atomic
def submit_use_case(draft: Draft, *, actor: Actor) -> Assessment:
    """Freeze the answers of a draft into the next assessment of its use case.

    The first assessment publishes UseCaseSubmitted; a later one publishes MaterialChange when it
    touches what reviews rest on, and nothing otherwise.

    Raises:
        NotAllowed: the actor may not submit this case.
        InvalidTransition: the draft was submitted already, or the case is closed.
        InvalidInput: required answers are missing; `errors` maps questions to messages.
    """
    use_case = UseCase.objects.locked(draft.use_case_id)
    require(actor, "intake.submit", use_case)
    draft, rules, answers = _locked_draft(draft, use_case)
    _check_complete(answers, rules)
    evaluation = evaluate(answers, rules.rulebook)
    previous = use_case.current_assessment
    difference = compare(assessed(previous), assessed_now(evaluation)) if previous else None
    assessment = unsaved_assessment(
        use_case, evaluation, rules, actor=actor, supersedes=previous, difference=difference
    )
    assessment.save()
    apply_assessment(use_case, assessment)
    use_case.save(update_fields=[*ASSESSED_FIELDS, "updated_at"])
    close_draft(draft, DraftState.SUBMITTED)
    name_from_answers(use_case, evaluation.answers, actor=actor)
    _tell_compliance(use_case, evaluation)
    _record(use_case, assessment, previous, actor)
    _publish(use_case, assessment, difference)
    return assessment


def _locked_draft(draft: Draft, use_case: UseCase) -> tuple[Draft, InForce, dict[str, Answer]]:
    """The draft and the answers of its sections under lock: no save slips past the freezing."""
    draft = Draft.objects.locked(draft.pk)
    if draft.state != DraftState.OPEN:
        raise InvalidTransition(_("These answers were submitted already."))
    if use_case.is_closed:
        raise InvalidTransition(_("This use case is closed: it cannot be submitted."))
    sections = DraftSection.objects.locked_rows().filter(draft=draft)
    answers = {key: value for section in sections for key, value in section.answers.items()}
    return draft, in_force(draft.questionnaire_id), answers


def _check_complete(answers: Answers, rules: InForce) -> None:
    form = rules.rulebook.questionnaire
    progress = form.read(answers).progress
    missing = [key for section in progress.values() for key in section.missing]
    if not missing:
        return
    errors = {
        key: [_("Please confirm this.") if form.questions[key].accept else _("Answer this.")]
        for key in missing
    }
    raise InvalidInput(
        ngettext(
            "%(count)s answer is still missing.",
            "%(count)s answers are still missing.",
            len(missing),
        )
        % {"count": len(missing)},
        errors=errors,
        code="intake.incomplete",
    )


def _tell_compliance(use_case: UseCase, evaluation: Evaluation) -> None:
    """Legal questions answered "unsure" go to the named reviewer, or else to the CoE."""
    found = evaluation.classification
    if found is None or not found.unsure:
        return
    named = Membership.objects.current().filter(
        pk__in=Assignment.objects.filter(use_case=use_case, kind=AssignmentKind.COMPLIANCE).values(
            "member_id"
        )
    )
    recipients = list(named) or list(Membership.objects.current().with_role(Role.COE_STAFF))
    notify(
        declarations.LEGAL_QUESTIONS_OPEN,
        recipients,
        use_case,
        context={
            "reference": use_case.reference,
            "title": use_case.title,
            "count": len(found.unsure),
        },
        url=use_case.section_url("law"),
    )


def _record(
    use_case: UseCase, assessment: Assessment, previous: Assessment | None, actor: Actor
) -> None:
    def facts(row: Assessment) -> dict[str, object]:
        return {
            "assessment": row.number,
            "tier": row.tier,
            "ai_act_class": row.ai_act_class,
            "priority": row.priority,
            "digest": row.digest,
        }

    record(
        declarations.ASSESSMENT_SUBMITTED,
        assessment,
        actor=actor,
        before=facts(previous) if previous else None,
        after=facts(assessment),
        root=use_case,
    )


def _publish(use_case: UseCase, assessment: Assessment, difference: Difference | None) -> None:
    if difference is None:
        publish(UseCaseSubmitted(use_case.pk, assessment.pk, Gate.DISCOVERY.value))
    elif difference.is_material:
        touches = tuple(touch.value for touch in difference.touches)
        publish(MaterialChange(use_case.pk, assessment.pk, touches))
