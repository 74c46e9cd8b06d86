"""Audits of a case: what was tested, what was found, and what became of each finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db.models import Model, Prefetch
from django.utils.translation import gettext_lazy as _

from coe_portal.audit.pack.sections import Section, section
from coe_portal.audit.recording import plain
from governance.choices import ItemResult
from governance.dossier.kept import newest
from governance.models.audits import Audit, AuditItem
from governance.models.findings import AuditFinding, FindingAnswer
from intake.models.use_cases import UseCase


@section("audits", order=58, title=_("Audits"), starts_page=False)
def audits_section(subject: Model) -> Section | None:
    """Each audit with its checklist in figures, its conclusion and its findings."""
    if not isinstance(subject, UseCase):
        return None
    answers = FindingAnswer.objects.select_related("answered_by__user", "judged_by__user")
    findings = AuditFinding.objects.select_related("owner__user").order_by("number")
    rows = Audit.objects.filter(use_case=subject).select_related("auditor__user", "decision")
    kept = newest(
        rows.prefetch_related(
            "items", Prefetch("findings", findings), Prefetch("findings__answers", answers)
        )
    )
    if not kept.rows:
        return None
    shown = [{"audit": audit, "results": _results(audit)} for audit in kept.rows]
    return Section(
        "pack/audits.html",
        {"shown": shown, "left_out": kept.left_out},
        [_audit_data(audit) for audit in kept.rows],
    )


def _results(audit: Audit) -> list[tuple[str, int]]:
    """How many lines of the checklist came out how."""
    counts = Counter(item.result for item in audit.items.all())
    return [(str(one.label), counts[one]) for one in ItemResult if counts[one]]


def _audit_data(audit: Audit) -> Mapping[str, Any]:
    return {
        "audit": audit.reference,
        "kind": audit.kind,
        "state": audit.state,
        "reason": audit.reason,
        "decision": audit.decision.reference if audit.decision else None,
        "auditor": str(audit.auditor or ""),
        "due_on": plain(audit.due_on),
        "began_at": plain(audit.began_at),
        "closed_at": plain(audit.closed_at),
        "conclusion": audit.conclusion,
        "lines": [_line_data(item) for item in audit.items.all()],
        "findings": [_finding_data(finding) for finding in audit.findings.all()],
    }


def _line_data(item: AuditItem) -> Mapping[str, Any]:
    return {
        "control": item.control,
        "gate": item.gate,
        "title": item.title,
        "result": item.result,
        "note": item.note,
    }


def _finding_data(finding: AuditFinding) -> Mapping[str, Any]:
    return {
        "finding": finding.reference,
        "title": finding.title,
        "description": finding.description,
        "severity": finding.severity,
        "state": finding.state,
        "owner": str(finding.owner),
        "raised_on": plain(finding.raised_on),
        "due_on": plain(finding.due_on),
        "verified_at": plain(finding.verified_at),
        "answers": [
            {
                "text": answer.text,
                "answered_by": str(answer.answered_by or ""),
                "answered_at": plain(answer.answered_at),
                "accepted": answer.accepted,
                "note": answer.note,
                "judged_by": str(answer.judged_by or ""),
                "judged_at": plain(answer.judged_at),
            }
            for answer in finding.answers.all()
        ],
    }
