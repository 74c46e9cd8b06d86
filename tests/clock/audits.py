"""Audits and findings with a date: those who owe are told, then those above them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from coe_portal.tenancy.references import next_number
from governance.choices import AuditKind, AuditState, FindingSeverity, FindingState
from governance.declarations import audits as names
from governance.models.audits import Audit
from governance.models.findings import AuditFinding
from intake.models.use_cases import UseCase
from tests.clock.reference import DAY, Matter, changing, days_from, morning
from tests.clock.scene import BEGIN, Scene, day_of_year

STEPS = (-30, -7, -1, 0, *range(7, 365, 7))
TO_MANAGER, TO_LEAD = 7, 21
# Half are done in time, half long after the lead of the CoE has heard.
DONE_AFTER = (-3, 25)


def plant(scene: Scene, cases: list[UseCase], lead: int) -> None:
    """One audit of each case, and a finding from it with a date of its own."""
    for number, case in enumerate(cases):
        audit = _audit(scene, case, number)
        _finding(scene, audit, number, lead)
        done = _later(scene, audit.due_on, number, lambda audit=audit: _cancel(audit.pk))
        what = changing(audit.due_on, names.AUDIT_DUE.code, names.AUDIT_OVERDUE.code)
        _expect(scene, audit, what, names.AUDIT_LATE.code, audit.auditor_id, lead, done)


def _expect(
    scene: Scene,
    thing: Audit | AuditFinding,
    what: Callable[[dt.datetime], str],
    late: str,
    owing: int,
    lead: int,
    done: dt.datetime,
) -> None:
    subject = (thing._meta.label_lower, thing.pk)
    above = [(TO_MANAGER, scene.boss.pk), (TO_LEAD, lead)]
    scene.expect(
        Matter(subject, days_from(thing.due_on, *STEPS), what, [owing], until=done),
        *(
            Matter(subject, days_from(thing.due_on, days), late, [person], until=done)
            for days, person in above
        ),
    )


def _audit(scene: Scene, case: UseCase, number: int) -> Audit:
    audit: Audit = Audit.objects.create(
        number=next_number("AUD"),
        kind=AuditKind.AD_HOC,
        subject_type=case._meta.label_lower,
        subject_id=case.pk,
        use_case=case,
        title=case.title,
        tier=case.tier,
        auditor=scene.owner(number + 1),
        planned_on=BEGIN,
        due_on=day_of_year(number, first=35, last=320, stride=43),
    )
    return audit


def _finding(scene: Scene, audit: Audit, number: int, lead: int) -> None:
    finding = AuditFinding.objects.create(
        number=next_number("FND"),
        audit=audit,
        severity=FindingSeverity.MINOR,
        title="No log",
        description="Answers are not logged.",
        owner=scene.owner(number),
        raised_on=BEGIN,
        due_on=day_of_year(number, first=35, last=320, stride=47),
    )
    done = _later(scene, finding.due_on, number + 1, lambda: _answer(finding.pk))
    what = changing(finding.due_on, names.FINDING_DUE.code, names.FINDING_OVERDUE.code)
    _expect(scene, finding, what, names.FINDING_LATE.code, finding.owner_id, lead, done)


def _later(scene: Scene, due: dt.date, number: int, do: Callable[[], None]) -> dt.datetime:
    return scene.later(due + DONE_AFTER[number % 2] * DAY, do)


def _cancel(pk: int) -> None:
    Audit.objects.filter(pk=pk).update(
        state=AuditState.CANCELLED, conclusion="Not needed.", closed_at=morning(BEGIN)
    )


def _answer(pk: int) -> None:
    AuditFinding.objects.filter(pk=pk).update(state=FindingState.ANSWERED)
