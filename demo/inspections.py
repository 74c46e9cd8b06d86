"""Audits of the year: what the clock plans is carried out, and findings are answered."""

from __future__ import annotations

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import Role
from demo.director import Director, Story
from demo.founding import House
from demo.script import Script
from demo.working_hours import Calendar
from governance.actions import audit_fieldwork, audit_findings
from governance.actions.audit_planning import AuditTerms, change_audit
from governance.choices import AuditKind, AuditState, FindingSeverity, ItemResult
from governance.models.audits import Audit, AuditItem
from governance.models.findings import AuditFinding
from governance.permissions.audits import may_audit

TAKEN_UP: Final = dt.timedelta(days=25)
EVERY: Final = 7
BEGUN_AFTER, TESTED_AFTER, CLOSED_AFTER = 3, 4, 2
ANSWERED_AFTER, VERIFIED_AFTER = 16, 3
# One audit in so many finds something, and its third line is where.
GAP_IN: Final = 2
GAP_LINE: Final = 3
# The first gap that is found in these last days is a major one, and nobody answers it.
LEFT_SINCE: Final = dt.timedelta(days=90)
NOTES: Final = (
    "Seen in the record of the use case.",
    "Shown by the team on the screen, with dates.",
    "The document is attached and signed.",
)


class Inspections:
    """Looks after the audits of one organization, week by week."""

    def __init__(self, script: Script, house: House, director: Director) -> None:
        self._house = house
        self._director = director
        self._left = False
        self._planner = house.actor(script.founder)
        self._auditors = [
            house.people[key]
            for key, person in sorted(script.people.items())
            if {Role.REVIEWER, Role.COE_STAFF} & set(person.roles)
        ]
        zone = ZoneInfo(house.organization.timezone)
        self._time = Calendar(director.now, zone, f"{script.slug}/audits")

    def take_up(self, first: dt.datetime) -> Story:
        """Every week: what is due soon is given to somebody who has no part in the case."""
        moment = self._time.after(first, EVERY)
        while True:
            yield moment
            limit = (timezone.now() + TAKEN_UP).date()
            waiting = Audit.objects.filter(
                state=AuditState.PLANNED, auditor__isnull=True, due_on__lte=limit
            )
            for audit in waiting.select_related("use_case__current_assessment").order_by("pk"):
                auditor = self._auditor_of(audit)
                change_audit(audit, AuditTerms(audit.due_on, auditor), actor=self._planner)
                self._director.start(self._carry_out(audit, Actor.member(auditor)))
            moment = self._time.after(timezone.now(), EVERY)

    def _auditor_of(self, audit: Audit) -> Membership:
        able = [one for one in self._auditors if may_audit(one, audit.use_case)]
        return able[audit.number % len(able)]

    def _carry_out(self, audit: Audit, auditor: Actor) -> Story:
        yield self._time.after(timezone.now(), BEGUN_AFTER)
        if Audit.objects.get(pk=audit.pk).state != AuditState.PLANNED:
            return  # the use case is over
        audit = audit_fieldwork.begin_fieldwork(audit, actor=auditor)
        yield self._time.after(timezone.now(), TESTED_AFTER)
        for item in audit.items.all():
            self._look_at(audit, item, auditor)
        audit_fieldwork.finish_fieldwork(audit, actor=auditor)
        yield self._time.after(timezone.now(), CLOSED_AFTER)
        found = audit.findings.count()
        words = "One gap, with an owner and a day." if found else "All controls are in place."
        audit_fieldwork.close_audit(audit, words, actor=auditor)

    def _look_at(self, audit: Audit, item: AuditItem, auditor: Actor) -> None:
        owner = audit.use_case.owner if audit.use_case else None
        is_gap = bool(owner) and audit.number % GAP_IN == 0 and item.position == GAP_LINE
        is_left = is_gap and self._is_left()
        gap = ItemResult.MAJOR if is_left else ItemResult.MINOR
        result = gap if is_gap else ItemResult.CONFORMS
        note = (
            "There is one, but it is older than the last change."
            if is_gap
            else NOTES[(audit.number + item.position) % len(NOTES)]
        )
        observed = audit_fieldwork.Observed(result, note)
        item = audit_fieldwork.save_item(item, observed, actor=auditor)
        if is_gap and owner is not None:
            finding = self._raise(audit, item, owner, auditor)
            if not is_left:
                self._director.start(self._settle(finding, auditor))

    def _is_left(self) -> bool:
        """Whether nobody takes care of the gap that is found now: of one only, and not long ago."""
        if self._left or self._director.now - timezone.now() > LEFT_SINCE:
            return False
        self._left = True
        return True

    def _raise(
        self, audit: Audit, item: AuditItem, owner: Membership, auditor: Actor
    ) -> AuditFinding:
        is_severe = item.result == ItemResult.MAJOR or audit.kind == AuditKind.SAMPLE
        new = audit_findings.NewFinding(
            title=f"{item.title}: not up to date"[:200],
            description=item.note,
            severity=FindingSeverity.MAJOR if is_severe else FindingSeverity.MINOR,
            owner=owner,
        )
        return audit_findings.raise_finding(audit, new, actor=auditor, item=item)

    def _settle(self, finding: AuditFinding, auditor: Actor) -> Story:
        yield self._time.after(timezone.now(), ANSWERED_AFTER)
        words = "We brought it up to date, and look at it with every release from now on."
        audit_findings.answer_finding(finding, words, actor=Actor.member(finding.owner))
        yield self._time.after(timezone.now(), VERIFIED_AFTER)
        audit_findings.verify_finding(finding, "Read it: the date is right.", actor=auditor)
