"""Problematic outputs: reported by people and programs, judged by a person, forgotten in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import Entry, record, record_all
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, RuleViolation
from coe_portal.tenancy.references import next_numbers
from governance.actions.incidents import Report, report_incident
from governance.choices import Harm
from registry.choices import (
    OutputSeverity,
    OutputSource,
    OutputState,
    OutputVerdict,
)
from registry.declarations import outputs as told
from registry.logic.output_files import SentOutput
from registry.messages.outputs import tell_of_critical, tell_of_verdict
from registry.models.models import ModelVersion
from registry.models.outputs import (
    CLAIM_HOLDS,
    DEFAULT_RETENTION_DAYS,
    MOST_RETENTION_DAYS,
    OutputReport,
    OutputRules,
)
from registry.permissions.outputs import (
    JUDGE_OUTPUT,
    REPORT_OUTPUT,
    SET_OUTPUT_RULES,
    outputs_to_judge,
)
from registry.queries.outputs import use_case_of

OLDEST: Final = dt.timedelta(days=5 * 366)
AHEAD: Final = dt.timedelta(days=1)
RANKS: Final = {severity.value: rank for rank, severity in enumerate(OutputSeverity)}


@dataclass(frozen=True)
class Receipt:
    """What came of a request; `repeated` were there already."""

    received: int
    stored: int

    @property
    def repeated(self) -> int:
        return self.received - self.stored


@dataclass(frozen=True)
class Judgement:
    """What a person makes of a report."""

    verdict: OutputVerdict
    severity: OutputSeverity
    note: str = ""


@dataclass(frozen=True)
class Escalation:
    """What the incident says happened: in words that more people may read than the texts."""

    what_happened: str
    harm: Harm


@transaction.atomic
def report_output(version: ModelVersion, sent: SentOutput, *, actor: Actor) -> OutputReport:
    """A person says that an output was a problem."""
    require(actor, REPORT_OUTPUT.code)
    _check([sent], timezone.now())
    (report,) = _stored(_open_version(version), [sent], OutputSource.PERSON, actor)
    after = {"category": report.category, "severity": report.severity}
    record(told.OUTPUT_REPORTED, report, actor=actor, after=after)
    tell_of_critical([report])
    return report


@transaction.atomic
def receive_outputs(version: ModelVersion, sent: Sequence[SentOutput], *, actor: Actor) -> Receipt:
    """A program reports outputs in bulk; what it sent before changes nothing."""
    require(actor, REPORT_OUTPUT.code)
    if not sent:
        raise InvalidInput(_("There is nothing to store: send at least one report."))
    _check(sent, timezone.now())
    version = _open_version(version)
    ids = [one.external_id for one in sent if one.external_id]
    known = set(
        version.output_reports.filter(external_id__in=ids).values_list("external_id", flat=True)
    )
    fresh = [one for one in sent if one.external_id not in known or not one.external_id]
    reports = _stored(version, fresh, OutputSource.PROGRAM, actor) if fresh else []
    receipt = Receipt(len(sent), len(reports))
    if reports:
        after = {"received": receipt.received, "stored": receipt.stored}
        record(told.OUTPUTS_RECEIVED, version, actor=actor, after=after, root=version.model)
        tell_of_critical(reports)
    return receipt


@transaction.atomic
def claim_next(*, actor: Actor, besides: OutputReport | None = None) -> OutputReport | None:
    """The most urgent report that waits for nobody else becomes the actor's; None when none does.

    Two who ask at once get different ones.
    """
    if actor.membership is None:
        raise NotAllowed(_("Only people judge outputs."))
    mine = Q(claimed_by=actor.membership)
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lte=timezone.now() - CLAIM_HOLDS)
    rows = outputs_to_judge(actor.membership).filter(mine | free)
    if besides is not None:
        rows = rows.exclude(pk=besides.pk)
    locked = rows.select_for_update(of=("self",), no_key=True, skip_locked=True)
    report: OutputReport | None = locked.most_urgent_first().first()
    return None if report is None else _claimed(report, actor)


@transaction.atomic
def claim_output(report: OutputReport, *, actor: Actor) -> OutputReport:
    """Keep a report for oneself for a while."""
    report = _locked(report)
    _require_judge(report, actor)
    _refuse_judged(report)
    return _claimed(report, actor)


@transaction.atomic
def release_output(report: OutputReport, *, actor: Actor) -> OutputReport:
    """Put it back into the queue."""
    report = _locked(report)
    _require_judge(report, actor)
    if report.claimed_by_id is None:
        raise InvalidTransition(_("Nobody has taken it up."))
    report.claimed_by, report.claimed_at = None, None
    report.save(update_fields=["claimed_by", "claimed_at", "updated_at"])
    record(told.OUTPUT_RELEASED, report, actor=actor)
    return report


@transaction.atomic
def judge_output(report: OutputReport, judgement: Judgement, *, actor: Actor) -> OutputReport:
    """Say what it is; a later verdict takes the place of an earlier one.

    Raises:
        RuleViolation: somebody else has it in hand.
    """
    report = _locked(report)
    _require_judge(report, actor)
    if not judgement.note.strip() and judgement.verdict != OutputVerdict.CLEARED:
        raise InvalidInput(_("Say why."), errors={"note": [_("Say why.")]})
    before = _facts(report)
    report.state, report.verdict = OutputState.JUDGED, judgement.verdict
    report.severity, report.severity_rank = judgement.severity, RANKS[judgement.severity]
    report.note = judgement.note.strip()
    report.judged_by, report.judged_at = actor.membership, timezone.now()
    report.claimed_by, report.claimed_at = None, None
    report.save()
    record(
        told.OUTPUT_JUDGED,
        report,
        actor=actor,
        before=before,
        after=_facts(report),
        reason=report.note,
    )
    tell_of_verdict(report, actor)
    return report


@transaction.atomic
def open_incident(report: OutputReport, words: Escalation, *, actor: Actor) -> OutputReport:
    """Report an incident out of it, for the use case that the model serves."""
    report = _locked(report)
    _require_judge(report, actor)
    if report.incident_id is not None:
        raise InvalidTransition(_("There is an incident from it already."))
    if report.verdict == OutputVerdict.CLEARED:
        raise RuleViolation(_("It was judged to be no problem."))
    case = use_case_of(report.version.model)
    report.incident = report_incident(
        Report(
            what_happened=words.what_happened.strip(),
            noticed_at=report.occurred_at,
            harm=words.harm,
            about=case.reference if case else str(report.version)[:200],
        ),
        actor=actor,
    )
    report.save(update_fields=["incident", "updated_at"])
    after = {"incident": report.incident.reference}
    record(told.OUTPUT_INCIDENT, report, actor=actor, after=after)
    return report


@transaction.atomic
def set_output_rules(retention_days: int, *, actor: Actor) -> OutputRules:
    """Say how long the texts of reports are kept; shorter takes effect in the next night."""
    require(actor, SET_OUTPUT_RULES.code)
    if not 1 <= retention_days <= MOST_RETENTION_DAYS:
        message = _("From 1 to %(most)d days.") % {"most": MOST_RETENTION_DAYS}
        raise InvalidInput(message, errors={"retention_days": [message]})
    row = OutputRules.objects.locked_rows().first()
    before = row.retention_days if row else DEFAULT_RETENTION_DAYS
    row = row or OutputRules()
    row.retention_days = retention_days
    row.save()
    record(
        told.OUTPUT_RULES_SET,
        row,
        actor=actor,
        before={"retention_days": before},
        after={"retention_days": retention_days},
    )
    return row


@transaction.atomic
def erase_texts(reports: Iterable[int], now: dt.datetime, *, actor: Actor) -> int:
    """Forget what was asked and said in reports that are old enough; their verdicts stay."""
    days = OutputRules.objects.retention_days()
    old = OutputReport.objects.filter(pk__in=reports).to_erase_at(now, days)
    rows = list(old.locked_rows())
    for row in rows:
        row.input_text, row.output_text, row.texts_erased_at = "", "", now
    OutputReport.objects.bulk_update(rows, ["input_text", "output_text", "texts_erased_at"])
    record_all([Entry(told.TEXTS_ERASED, row) for row in rows], actor=actor)
    return len(rows)


def _stored(
    version: ModelVersion, sent: Sequence[SentOutput], source: OutputSource, actor: Actor
) -> list[OutputReport]:
    now = timezone.now()
    rows = [
        OutputReport(
            number=number,
            version=version,
            category=one.category,
            severity=one.severity,
            severity_rank=RANKS[one.severity],
            input_text=one.input_text,
            output_text=one.output_text,
            source=source,
            external_id=one.external_id,
            reported_by=actor.membership,
            occurred_at=one.occurred_at or now,
        )
        for number, one in zip(next_numbers(OutputReport.PREFIX, len(sent)), sent, strict=True)
    ]
    for row in rows:
        row.enter_organization()
    return list(OutputReport.objects.bulk_create(rows))


def _check(sent: Sequence[SentOutput], now: dt.datetime) -> None:
    """A wrong clock or unit is told at once."""
    moments = enumerate((one.occurred_at for one in sent), start=1)
    wrong = [
        number for number, at in moments if at is not None and not now - OLDEST <= at <= now + AHEAD
    ]
    if wrong:
        text = _("at: this moment cannot be.")
        errors: dict[str, list[str]] = {str(number): [text] for number in wrong[:50]}
        raise InvalidInput(_("Some moments cannot be."), errors=errors)
    if not all(one.input_text.strip() or one.output_text.strip() for one in sent):
        message = _("Say what was asked, or what it said.")
        raise InvalidInput(message, errors={"output_text": [message]})


def _open_version(version: ModelVersion) -> ModelVersion:
    """The version under lock, so that nothing that is sent twice at once is stored twice."""
    row: ModelVersion = ModelVersion.objects.select_related("model__owner__user").locked(version.pk)
    if row.removed_at is not None:
        raise InvalidTransition(_("This version was removed."))
    return row


def _locked(report: OutputReport) -> OutputReport:
    rows = OutputReport.objects.select_related(
        "version__model__owner__user",
        "version__developer__user",
        "claimed_by__user",
        "reported_by__user",
    )
    row: OutputReport = rows.locked(report.pk)
    return row


def _require_judge(report: OutputReport, actor: Actor) -> None:
    """The right, and that nobody else has it in hand."""
    require(actor, JUDGE_OUTPUT.code, report)
    member = actor.membership
    if member is not None and report.is_kept_for_another(member, timezone.now()):
        message = _("%(member)s has taken it up.") % {"member": report.claimed_by}
        raise RuleViolation(message, url=report.get_absolute_url())


def _refuse_judged(report: OutputReport) -> None:
    if not report.is_waiting:
        raise InvalidTransition(_("It is judged already."))


def _claimed(report: OutputReport, actor: Actor) -> OutputReport:
    is_new = not actor.is_member(report.claimed_by_id)
    report.claimed_by, report.claimed_at = actor.membership, timezone.now()
    report.save(update_fields=["claimed_by", "claimed_at", "updated_at"])
    if is_new:
        record(told.OUTPUT_CLAIMED, report, actor=actor)
    return report


def _facts(report: OutputReport) -> dict[str, Any]:
    return {"verdict": report.verdict, "severity": report.severity}
