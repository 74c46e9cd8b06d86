"""Tell the people of audits and findings, and remind them, each once for each thing and date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format

from coe_portal.accounts.models import Membership
from coe_portal.notifications.dispatch import notify
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.notifications.reminders import Reminder, tell_once
from governance.declarations import audits as told
from governance.logic.audits import STEPS, step_today, tells_lead, tells_manager
from governance.models.audits import Audit, AuditQuerySet
from governance.models.findings import AuditFinding, FindingQuerySet
from governance.queries.audits import coe_leads
from governance.queries.involvement import people_of

LONGEST = 500


def tell_audit(
    kind: NotificationKind, recipients: Iterable[Membership], audit: Audit, **context: Any
) -> None:
    """Any message about one audit."""
    notify(
        kind,
        recipients,
        audit,
        context={"audit": str(audit), "due": date_format(audit.due_on, "j F Y"), **context},
        url=audit.get_absolute_url(),
    )


def tell_case(kind: NotificationKind, audit: Audit, **context: Any) -> None:
    """Tell those whose case is audited."""
    if audit.use_case is not None:
        tell_audit(kind, people_of(audit.use_case), audit, **context)


def tell_finding(
    kind: NotificationKind, recipients: Iterable[Membership], finding: AuditFinding, **context: Any
) -> None:
    """Any message about one finding."""
    notify(
        kind,
        recipients,
        finding,
        context={"finding": str(finding), "due": date_format(finding.due_on, "j F Y"), **context},
        url=finding.get_absolute_url(),
    )


def audits_to_mention(today: dt.date) -> AuditQuerySet:
    """Running audits whose day is near or past."""
    rows: AuditQuerySet = Audit.objects.due_by(today - dt.timedelta(days=STEPS[0]))
    return rows


def findings_to_mention(today: dt.date) -> FindingQuerySet:
    """Findings that their owners still owe an answer, near or past the day."""
    limit = today - dt.timedelta(days=STEPS[0])
    rows: FindingQuerySet = AuditFinding.objects.owed().filter(due_on__lte=limit)
    return rows


def remind_of_audits(ids: Iterable[int], today: dt.date) -> int:
    """Tell auditors what is due, and those above them what is late; how many were told."""
    rows = audits_to_mention(today).filter(pk__in=ids).locked_rows()
    leads = coe_leads(today)
    return tell_once(
        [
            one
            for audit in rows.select_related("auditor__user", "auditor__manager__user")
            for one in _of_audit(audit, today, leads)
        ]
    )


def remind_of_findings(ids: Iterable[int], today: dt.date) -> int:
    """Tell owners what is due, and those above them what is late; how many were told."""
    rows = findings_to_mention(today).filter(pk__in=ids).locked_rows()
    leads = coe_leads(today)
    return tell_once(
        [
            one
            for finding in rows.select_related("owner__user", "owner__manager__user")
            for one in _of_finding(finding, today, leads)
        ]
    )


def _of_audit(audit: Audit, today: dt.date, leads: list[Membership]) -> list[Reminder]:
    """An audit that nobody was given is the lead's to give away."""
    late = (today - audit.due_on).days
    context = {
        "audit": str(audit),
        "due": date_format(audit.due_on, "j F Y"),
        "member": "" if audit.auditor is None else audit.auditor.display_name,
    }
    key = f"{audit.reference}:{audit.due_on:%Y%m%d}"
    url = audit.get_absolute_url()
    said = []
    step = step_today(late, start=(audit.planned_on - audit.due_on).days)
    if step is not None:
        kind = told.AUDIT_OVERDUE if late > 0 else told.AUDIT_DUE
        asked = leads if audit.auditor is None else [audit.auditor]
        said = [Reminder(kind, one, audit, context, url, f"{key}:{step}") for one in asked]
    if audit.auditor is not None:
        said += [
            Reminder(told.AUDIT_LATE, one, audit, context, url, f"{key}:above-{rung}")
            for rung, one in _above(audit.auditor, late, leads)
        ]
    return said


def _of_finding(finding: AuditFinding, today: dt.date, leads: list[Membership]) -> list[Reminder]:
    late = (today - finding.due_on).days
    context = {
        "finding": str(finding),
        "due": date_format(finding.due_on, "j F Y"),
        "member": finding.owner.display_name,
    }
    key = f"{finding.reference}:{finding.due_on:%Y%m%d}"
    url = finding.get_absolute_url()
    said = []
    step = step_today(late, start=(finding.raised_on - finding.due_on).days)
    if step is not None:
        kind = told.FINDING_OVERDUE if late > 0 else told.FINDING_DUE
        said.append(Reminder(kind, finding.owner, finding, context, url, f"{key}:{step}"))
    return said + [
        Reminder(told.FINDING_LATE, one, finding, context, url, f"{key}:above-{rung}")
        for rung, one in _above(finding.owner, late, leads)
    ]


def _above(
    member: Membership, late: int, leads: list[Membership]
) -> Iterable[tuple[str, Membership]]:
    """Who hears that somebody is late: the manager after a week, then the lead of the CoE.

    Where there is no manager, the lead hears at once in the manager's place.
    """
    if tells_manager(late) and member.manager is not None:
        yield "manager", member.manager
    if tells_lead(late) or (tells_manager(late) and member.manager is None):
        yield from (("lead", lead) for lead in leads if lead.pk != member.pk)
