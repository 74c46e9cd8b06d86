"""A fairness assessment: the file, then how to read it and the limits, then what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition, RuleViolation
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.files import follow_transaction
from coe_portal.tenancy.references import next_number
from registry.actions.documents import DocumentTerms, keep_document
from registry.actions.registration import locked_version
from registry.choices import AssessmentState, DocumentKind, DocumentResult, FairnessMeasure
from registry.declarations import fairness as told
from registry.logic.fairness import (
    FEWEST,
    LARGEST_MINIMUM,
    MOST_FEATURES,
    RECOMMENDED,
    SMALLEST_MINIMUM,
    Feature,
    Findings,
    Plan,
    PlanError,
    checked_limits,
    is_looser,
)
from registry.messages.fairness import tell_of_findings
from registry.models.fairness import FairnessAssessment
from registry.models.models import ModelVersion
from registry.permissions.fairness import ASSESS
from registry.permissions.models import VIEW

ASSESSMENT: Final = "registry.fairness"
"""The kind of its jobs."""

MOST_WAITING: Final = 5
KILOBYTE: Final = 1024
PROBLEMS: Final = {
    "none": gettext_lazy("Choose at least one."),
    "many": gettext_lazy("Choose at most %(most)d.") % {"most": MOST_FEATURES},
    "unknown": gettext_lazy("The file has no such column."),
    "twice": gettext_lazy("Each column is used once."),
    "number": gettext_lazy("Give a number."),
    "empty": gettext_lazy("Say how the file writes a positive answer."),
    "share": gettext_lazy("Give a number between 0 and 1."),
    "truth": gettext_lazy("This needs a column that says what was right."),
}


@dataclass(frozen=True, kw_only=True)
class PredictionsUpload:
    """A file that was looked at: its SHA-256 (hex), size in bytes and the names of its columns."""

    file_name: str
    sha256: str
    size: int
    columns: tuple[str, ...]
    content: File[bytes]


@dataclass(frozen=True, kw_only=True)
class AssessmentTerms:
    """How a file is read, and what passes; a limit that is left out is measured and not judged."""

    plan: Plan
    limits: Mapping[FairnessMeasure, float] = field(default_factory=lambda: dict(RECOMMENDED))
    limits_reason: str = ""
    minimum: int = FEWEST


@transaction.atomic
def upload_predictions(
    version: ModelVersion, upload: PredictionsUpload, *, actor: Actor
) -> FairnessAssessment:
    """Keep a file until it is assessed, at most a day."""
    version = locked_version(version)
    require(actor, ASSESS.code, version)
    waiting = FairnessAssessment.objects.filter(version=version).exclude(file="").count()
    if waiting >= MOST_WAITING:
        raise RuleViolation(
            _("%(number)d files of this version wait already. Assess or delete one first.")
            % {"number": waiting}
        )
    row = FairnessAssessment(
        number=next_number(FairnessAssessment.PREFIX),
        version=version,
        file_name=upload.file_name[:255],
        sha256=upload.sha256,
        size=upload.size,
        columns=list(upload.columns),
        uploaded_by=actor.membership,
    )
    row.enter_organization()  # the storage path begins with it
    row.file.save(row.file_name, upload.content, save=False)
    follow_transaction(row.file.storage, str(row.file.name))
    row.save()
    record(
        told.PREDICTIONS_UPLOADED,
        row,
        actor=actor,
        after={"version": str(version), "sha256": row.sha256, "size": row.size},
        root=version.model,
    )
    return row


@transaction.atomic
def start_assessment(
    assessment: FairnessAssessment, terms: AssessmentTerms, *, actor: Actor
) -> Job:
    """Keep how the file is read and what passes, then queue it; the caller sends its task.

    Raises:
        InvalidInput: the columns or limits do not fit, or other limits have no reason.
    """
    row = _locked(assessment)
    require(actor, ASSESS.code, row.version)
    if not row.can_start:
        raise InvalidTransition(_("This file is not there to be assessed any more."))
    limits = _checked(row, terms)
    row.plan = terms.plan.stored()
    row.limits = {str(measure): limit for measure, limit in limits.items()}
    row.limits_reason = terms.limits_reason.strip()
    row.minimum = terms.minimum
    row.job = running.queue(
        ASSESSMENT,
        str(row),
        actor=actor,
        subject=row,
        total=row.size // KILOBYTE + 1,
        permission=VIEW.code,
    )
    row.save()
    record(
        told.FAIRNESS_STARTED,
        row,
        actor=actor,
        after={"plan": row.plan, "limits": row.limits, "fewest": row.minimum},
        reason=row.limits_reason,
        root=row.version.model,
    )
    return row.job


@transaction.atomic
def keep_findings(
    assessment: FairnessAssessment, findings: Findings, *, actor: Actor
) -> FairnessAssessment:
    """Add what was found as a document of the version, and delete the file of predictions."""
    version = locked_version(assessment.version)
    row = _locked(assessment)
    require(actor, ASSESS.code, version)
    if row.state == AssessmentState.ASSESSED:
        raise InvalidTransition(_("It is assessed already."))
    result = DocumentResult.PASSED if findings.passed else DocumentResult.FAILED
    summary = summary_of(findings)
    row.document = keep_document(
        version,
        DocumentTerms(
            kind=DocumentKind.FAIRNESS,
            title=_title(findings),
            summary=summary,
            result=result,
            content={**findings.stored(), **_circumstances(row)},
            made_on=today_here(),
        ),
        actor=actor,
    )
    row.result, row.rows_read, row.assessed_at = result, findings.rows, timezone.now()
    _drop_file(row)
    row.save()
    tell_of_findings(row, summary, actor)
    record(
        told.FAIRNESS_ASSESSED,
        row,
        actor=actor,
        after={"result": row.result, "rows": row.rows_read, "sha256": row.sha256},
        root=version.model,
    )
    return row


@transaction.atomic
def delete_predictions(assessment: FairnessAssessment, *, actor: Actor) -> FairnessAssessment:
    """Delete a file that is not to be assessed."""
    row = _locked(assessment)
    require(actor, ASSESS.code, row.version)
    if not row.can_start:
        raise InvalidTransition(_("There is no file that could be deleted now."))
    _drop_file(row)
    row.save()
    record(
        told.PREDICTIONS_DELETED,
        row,
        actor=actor,
        before={"file": row.file_name, "sha256": row.sha256},
        root=row.version.model,
    )
    return row


def summary_of(findings: Findings) -> str:
    """What was found, in a line for each feature."""
    return "\n".join(_line(feature) for feature in findings.features)[:4000]


def _line(feature: Feature) -> str:
    if feature.passed:
        return _("%(feature)s: within the limits.") % {"feature": feature.name}
    beyond = [
        _("%(measure)s cannot be judged") % {"measure": one.measure.label}
        if one.value is None
        else _("%(measure)s %(value).3f, limit %(limit).3f")
        % {"measure": one.measure.label, "value": one.value, "limit": one.limit}
        for one in feature.judged
        if one.passed is False
    ]
    return _("%(feature)s: %(beyond)s.") % {"feature": feature.name, "beyond": "; ".join(beyond)}


def _title(findings: Findings) -> str:
    names = ", ".join(feature.name for feature in findings.features)
    return (_("Fairness by %(features)s") % {"features": names})[:200]


def _circumstances(row: FairnessAssessment) -> dict[str, Any]:
    """What the numbers rest on."""
    return {
        "assessment": row.reference,
        "file": {"name": row.file_name, "sha256": row.sha256, "size": row.size},
        "plan": row.plan,
        "limits": row.limits,
        "limits_reason": row.limits_reason,
        "minimum": row.minimum,
    }


def _locked(assessment: FairnessAssessment) -> FairnessAssessment:
    rows = FairnessAssessment.objects.with_names().select_related("version__developer__user")
    found: FairnessAssessment = rows.locked(assessment.pk)
    return found


def _checked(row: FairnessAssessment, terms: AssessmentTerms) -> dict[FairnessMeasure, float]:
    """The limits, if everything fits together."""
    has_truth = bool(terms.plan.truth)
    try:
        terms.plan.check(row.columns)
        limits = checked_limits(terms.limits, has_truth=has_truth)
    except PlanError as error:
        raise _refused(str(error.field), str(PROBLEMS[error.problem])) from error
    if not SMALLEST_MINIMUM <= terms.minimum <= LARGEST_MINIMUM:
        span = {"low": SMALLEST_MINIMUM, "high": LARGEST_MINIMUM}
        raise _refused("minimum", _("Give a number from %(low)d to %(high)d.") % span)
    if is_looser(limits, has_truth=has_truth) and not terms.limits_reason.strip():
        raise _refused("limits_reason", _("Say why less is asked than what is recommended."))
    return limits


def _refused(name: str, message: str) -> InvalidInput:
    return InvalidInput(_("The file cannot be assessed like this."), errors={name: [message]})


def _drop_file(row: FairnessAssessment) -> None:
    """The bytes go when the transaction is committed."""
    storage, name = row.file.storage, str(row.file.name)
    row.file = ""
    if name:
        transaction.on_commit(lambda: storage.delete(name))
