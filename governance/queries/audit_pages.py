"""The plan by month, one audit, and one finding, as their pages show them."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from dateutil.relativedelta import relativedelta
from django.db.models import Count, Q
from django.utils.formats import date_format

from coe_portal.accounts.models import Membership
from coe_portal.collaboration.models import Attachment
from governance.choices import FindingSeverity, ItemResult
from governance.logic.audits import GAPS
from governance.models.audits import Audit, AuditItem, AuditPlan, AuditQuerySet
from governance.models.findings import AuditFinding, FindingAnswer
from governance.permissions.audits import findings_visible_to
from governance.queries.audits import audit_plan

# A year ahead, and the month in which what is planned today comes round again.
MONTHS_SHOWN: Final = 13
MOST_A_MONTH: Final = 50
MOST_FINDINGS: Final = 100
MOST_ROUNDS: Final = 50


@dataclass(frozen=True)
class Month:
    """What is due in a month; only the first few are listed."""

    first: dt.date
    audits: tuple[Audit, ...]
    count: int

    @property
    def label(self) -> str:
        return date_format(self.first, "F Y")

    @property
    def left_out(self) -> int:
        return self.count - len(self.audits)


@dataclass(frozen=True)
class PlanView:
    """The running audits of a year ahead, by month, with the late ones apart."""

    plan: AuditPlan
    late: tuple[Audit, ...]
    late_count: int
    months: tuple[Month, ...]
    unassigned: int

    @property
    def is_empty(self) -> bool:
        return not self.late and not any(month.count for month in self.months)


def plan_view(audits: AuditQuerySet, today: dt.date) -> PlanView:
    """What is late and what is due in the year ahead."""
    first = today.replace(day=1)
    end = first + relativedelta(months=MONTHS_SHOWN)
    running = audits.running().select_related("auditor__user")
    late = running.filter(due_on__lt=today).order_by("due_on", "pk")
    ahead = running.filter(due_on__gte=today, due_on__lt=end).order_by("due_on", "pk")
    months = _months(ahead, first)
    figures = running.order_by().aggregate(
        late=Count("pk", filter=Q(due_on__lt=today)),
        unassigned=Count("pk", filter=Q(auditor__isnull=True)),
    )
    return PlanView(
        plan=audit_plan(),
        late=tuple(late[:MOST_A_MONTH]),
        late_count=figures["late"],
        months=months,
        unassigned=figures["unassigned"],
    )


def _months(ahead: AuditQuerySet, first: dt.date) -> tuple[Month, ...]:
    rows: dict[dt.date, list[Audit]] = defaultdict(list)
    days = ahead.values_list("due_on", flat=True)
    counts = Counter(day.replace(day=1) for day in days)
    for audit in ahead[: MOST_A_MONTH * MONTHS_SHOWN]:
        rows[audit.due_on.replace(day=1)].append(audit)
    firsts = [first + relativedelta(months=step) for step in range(MONTHS_SHOWN)]
    return tuple(Month(month, tuple(rows[month][:MOST_A_MONTH]), counts[month]) for month in firsts)


@dataclass(frozen=True)
class Line:
    """A line of a checklist with what belongs to it."""

    item: AuditItem
    files: tuple[Attachment, ...]
    findings: tuple[AuditFinding, ...]

    @property
    def needs_finding(self) -> bool:
        return self.item.result in GAPS and not self.findings


@dataclass(frozen=True)
class AuditPageView:
    """Everything that the page of an audit shows."""

    lines: tuple[Line, ...]
    findings: tuple[AuditFinding, ...]

    @property
    def done(self) -> int:
        return sum(bool(line.item.result) for line in self.lines)

    @property
    def percent(self) -> int:
        return self.done * 100 // len(self.lines) if self.lines else 100

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """(value, label, number of lines) of each result that there is."""
        found = Counter(line.item.result for line in self.lines)
        return [(one.value, str(one.label), found[one]) for one in ItemResult if found[one]]


def audit_page(audit: Audit) -> AuditPageView:
    """The audit with its lines, files and findings. Three queries."""
    findings = list(audit.findings.select_related("owner__user").order_by("number"))
    return AuditPageView(
        lines=tuple(_lines(audit, audit.items.all(), findings)),
        findings=tuple(findings[:MOST_FINDINGS]),
    )


def audit_line(audit: Audit, position: int) -> Line | None:
    """One line of the checklist."""
    items = audit.items.filter(position=position)
    findings = audit.findings.filter(item__position=position).select_related("owner__user")
    return next(iter(_lines(audit, items, list(findings))), None)


def _lines(
    audit: Audit, items: Iterable[AuditItem], findings: list[AuditFinding]
) -> Iterable[Line]:
    files: dict[str, list[Attachment]] = defaultdict(list)
    for file in Attachment.objects.about(audit).present():
        files[file.part].append(file)
    for item in items:
        item.audit = audit
        yield Line(
            item,
            tuple(files[item.part]),
            tuple(one for one in findings if one.item_id == item.pk),
        )


def rounds_of(finding: AuditFinding) -> list[FindingAnswer]:
    """What was answered and judged, oldest first."""
    rows = finding.answers.select_related("answered_by__user", "judged_by__user")
    return list(rows[:MOST_ROUNDS])


@dataclass(frozen=True)
class AuditorDesk:
    """What an auditor may read, with how much there is of it."""

    running: int
    closed: int
    findings: int
    critical: int


def auditor_desk(member: Membership, audits: AuditQuerySet) -> AuditorDesk:
    """The figures of the auditor's room. Two queries."""
    counted = audits.order_by().aggregate(
        closed=Count("pk", filter=Q(state="closed")),
        running=Count("pk", filter=Q(state__in=["planned", "fieldwork", "reporting"])),
    )
    findings: dict[str, Any] = (
        findings_visible_to(member)
        .unverified()
        .order_by()
        .aggregate(
            all=Count("pk"), critical=Count("pk", filter=Q(severity=FindingSeverity.CRITICAL))
        )
    )
    return AuditorDesk(counted["running"], counted["closed"], findings["all"], findings["critical"])
