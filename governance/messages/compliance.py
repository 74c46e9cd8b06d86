"""Tell people of evidence that waits, ends or is over, and of updates of frameworks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.utils.formats import date_format

from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import Role
from coe_portal.notifications.dispatch import notify
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.notifications.reminders import Reminder, tell_once
from governance.choices import EvidenceState
from governance.declarations import compliance as told
from governance.logic.evidence import NOTICE_DAYS, reminder_step
from governance.models.controls import ControlLink, Evidence, EvidenceQuerySet
from governance.models.coverage import Exclusion
from governance.models.frameworks import FrameworkVersion, Requirement

MOST_NAMES = 5


def judges() -> list[Membership]:
    """Who checks evidence and exclusions."""
    members = Membership.objects.current().with_role(Role.COE_STAFF, Role.REVIEWER)
    return list(members.with_user())


def tell_of_evidence(kind: NotificationKind, evidence: Evidence, reason: str = "") -> None:
    """Say to those who check it, or to whoever gave it, what became of evidence."""
    waits = kind is told.EVIDENCE_TO_JUDGE
    people = judges() if waits else [evidence.offered_by] if evidence.offered_by else []
    notify(
        kind,
        [member for member in people if not (waits and member.pk == evidence.offered_by_id)],
        evidence,
        context={
            "evidence": evidence.subject_label,
            "control": evidence.control.title,
            "member": str(evidence.offered_by or ""),
            "reason": reason,
        },
        url=evidence.get_absolute_url(),
    )


def tell_of_exclusion(exclusion: Exclusion) -> None:
    """Ask a second person whether a requirement applies."""
    notify(
        told.EXCLUSION_TO_JUDGE,
        [member for member in judges() if member.pk != exclusion.claimed_by_id],
        exclusion.use_case,
        context={
            "case": exclusion.use_case.reference,
            "code": exclusion.code,
            "member": exclusion.claimed_by.display_name,
            "reason": exclusion.reason,
        },
        url=exclusion.get_absolute_url(),
    )


def tell_of_update(version: FrameworkVersion, codes: Collection[str]) -> None:
    """Tell owners which of their controls serve requirements that an edition changed."""
    parents = Requirement.objects.filter(version=version, code__in=codes).values_list("parent")
    links = ControlLink.objects.filter(
        framework=version.framework_id,
        code__in={*codes, *(parent for (parent,) in parents)},
        control__is_active=True,
        control__owner__isnull=False,
    ).select_related("control__owner__user")
    owned: dict[int, tuple[Membership, set[str]]] = {}
    for link in links:
        owner: Any = link.control.owner
        owned.setdefault(owner.pk, (owner, set()))[1].add(link.control.title)
    for owner, titles in owned.values():
        names = sorted(titles)
        more = "" if len(names) <= MOST_NAMES else " …"
        notify(
            told.FRAMEWORK_MOVED,
            [owner],
            version.framework,
            context={
                "framework": version.framework.name,
                "edition": version.label,
                "controls": ", ".join(names[:MOST_NAMES]) + more,
            },
            url=version.get_absolute_url(),
        )


def evidence_to_mention(today: dt.date) -> EvidenceQuerySet:
    """Accepted evidence that ends soon or is over, without what newer evidence replaced."""
    rows: EvidenceQuerySet = Evidence.objects.to_renew(today + dt.timedelta(days=NOTICE_DAYS[0]))
    return rows


def remind_of_evidence(pk: int, today: dt.date) -> int:
    """Say what is due to be said of one piece of evidence; how many were told."""
    rows = Evidence.objects.select_related(
        "control__owner__user", "offered_by__user", "use_case__owner__user"
    )
    evidence: Evidence = rows.locked(pk)
    if evidence.expires_on is None:
        return 0
    step = reminder_step((evidence.expires_on - today).days)
    if step is None:
        return 0
    is_over = evidence.state == EvidenceState.EXPIRED
    kind = told.EVIDENCE_IS_OVER if is_over else told.EVIDENCE_ENDS
    context = {
        "evidence": evidence.subject_label,
        "control": evidence.control.title,
        "due": date_format(evidence.expires_on, "j F Y"),
    }
    key = f"{evidence.reference}:{evidence.expires_on:%Y%m%d}:{step}"
    url = evidence.get_absolute_url()
    return tell_once(
        [Reminder(kind, person, evidence, context, url, key) for person in _keepers(evidence)]
    )


def _keepers(evidence: Evidence) -> list[Membership]:
    """Owner of the control, owner of the use case, and whoever gave it, each once."""
    case_owner = evidence.use_case.owner if evidence.use_case else None
    people = (evidence.control.owner, case_owner, evidence.offered_by)
    return list({person.pk: person for person in people if person is not None}.values())
