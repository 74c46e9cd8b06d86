"""Who sees, plans, carries out and answers audits; nobody audits or verifies their own work."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.accounts.predicates import predicate, veto
from coe_portal.accounts.roles import EVERYONE, MEMBERS, OVERSIGHT, STAFF, Role, permission
from coe_portal.collaboration.subjects import commentable
from governance.models.audits import Audit, AuditQuerySet
from governance.models.findings import AuditFinding, FindingAnswer, FindingQuerySet
from governance.permissions.reviews import cases_of, is_involved
from intake.models.use_cases import UseCase

# Whoever sees every audit and does not only read.
TALKERS = STAFF | {Role.EXECUTIVE, Role.REVIEWER}

OPEN_AUDITS = permission(
    "governance.open_audits", label=_("open audits and findings"), roles=EVERYONE, writes=False
)
VIEW_AUDIT = permission(
    "governance.view_audit",
    label=_("see this audit"),
    roles=OVERSIGHT | {Role.REVIEWER},
    writes=False,
)
VIEW_FINDING = permission(
    "governance.view_finding",
    label=_("see this finding"),
    roles=OVERSIGHT | {Role.REVIEWER},
    writes=False,
)
VIEW_FAST_LANE = permission(
    "governance.view_fast_lane",
    label=_("see how the fast lane is sampled"),
    roles=OVERSIGHT | {Role.REVIEWER},
    writes=False,
)
OPEN_AUDITOR_ROOM = permission(
    "governance.open_auditor_room",
    label=_("open the auditor's room"),
    roles={Role.AUDITOR},
    writes=False,
)
PLAN_AUDITS = permission(
    "governance.plan_audits", label=_("plan audits and change the audit plan"), roles=STAFF
)
DO_AUDIT = permission("governance.do_audit", label=_("carry out this audit"), roles=())
CHANGE_FINDING = permission(
    "governance.change_finding",
    label=_("give a finding to somebody else or move it"),
    roles={Role.COE_STAFF},
)
ANSWER_FINDING = permission("governance.answer_finding", label=_("answer this finding"), roles=())
VERIFY_FINDING = permission(
    "governance.verify_finding", label=_("verify this finding"), roles={Role.COE_STAFF}
)
WORK_ON_FINDINGS = permission(
    "governance.work_on_findings", label=_("work on findings by API"), roles=MEMBERS
)
DISCUSS_AUDIT = permission(
    "governance.discuss_audit", label=_("comment on this audit, with files"), roles=TALKERS
)
DISCUSS_FINDING = permission(
    "governance.discuss_finding", label=_("comment on this finding, with files"), roles=TALKERS
)


def audits_visible_to(member: Membership) -> AuditQuerySet:
    """All for oversight and reviewers, else what one audits, and audits of one's cases."""
    audits: AuditQuerySet = Audit.objects.all()
    if member.may(VIEW_AUDIT.code):
        return audits
    answered = AuditFinding.objects.filter(audit=OuterRef("pk"), owner=member)
    return audits.filter(
        Q(auditor=member) | Q(use_case__in=cases_of(member)) | Exists(answered.order_by())
    )


def findings_visible_to(member: Membership) -> FindingQuerySet:
    """All for oversight and reviewers, else what one owns, and findings of audits one sees."""
    findings: FindingQuerySet = AuditFinding.objects.all()
    if member.may(VIEW_FINDING.code):
        return findings
    return findings.filter(
        Q(owner=member) | Q(audit__auditor=member) | Q(audit__use_case__in=cases_of(member))
    )


def my_findings(member: Membership) -> FindingQuerySet:
    """What the member has to answer."""
    rows: FindingQuerySet = AuditFinding.objects.owed().filter(owner=member)
    return rows


def may_audit(member: Membership, use_case: UseCase | None) -> bool:
    """Works here, writes, and has no part in the case."""
    is_reader = Role.AUDITOR in member.roles
    return (
        not is_reader
        and member.is_current()
        and (use_case is None or not is_involved(member, use_case))
    )


@predicate(VIEW_AUDIT.code)
def concerns_audit(member: Membership, audit: Audit) -> bool:
    """Carries it out, or belongs to its case."""
    return audits_visible_to(member).filter(pk=audit.pk).exists()


@predicate(VIEW_FINDING.code)
def concerns_finding(member: Membership, finding: AuditFinding) -> bool:
    """Owns it, audited it, or belongs to its case."""
    return findings_visible_to(member).filter(pk=finding.pk).exists()


@predicate(DO_AUDIT.code)
def is_auditor_of(member: Membership, audit: Audit) -> bool:
    """Was asked to carry it out."""
    return audit.auditor_id == member.pk


@veto(DO_AUDIT.code)
def audits_own_case(member: Membership, audit: Audit) -> bool:
    """Became a part of the case in the meantime: nobody audits their own."""
    return audit.use_case is not None and is_involved(member, audit.use_case)


@predicate(CHANGE_FINDING.code)
@predicate(VERIFY_FINDING.code)
def audited_it(member: Membership, finding: AuditFinding) -> bool:
    """Carried out the audit that found it."""
    return finding.audit.auditor_id == member.pk


@predicate(ANSWER_FINDING.code)
def answers_for_finding(member: Membership, finding: AuditFinding) -> bool:
    """Owns it, or belongs to its case."""
    use_case = finding.audit.use_case
    return finding.owner_id == member.pk or (use_case is not None and is_involved(member, use_case))


@veto(CHANGE_FINDING.code)
def owns_finding(member: Membership, finding: AuditFinding) -> bool:
    """Nobody gives themselves more time, nor their own case."""
    return answers_for_finding(member, finding)


@veto(VERIFY_FINDING.code)
def verifies_own_work(member: Membership, finding: AuditFinding) -> bool:
    """Nobody verifies what they own, answered or work on."""
    answered = FindingAnswer.objects.filter(
        finding=finding, answered_by=member, accepted__isnull=True
    )
    return answers_for_finding(member, finding) or answered.exists()


@predicate(DISCUSS_AUDIT.code)
def may_discuss_audit(member: Membership, audit: Audit) -> bool:
    """Whoever sees it."""
    return concerns_audit(member, audit)


@veto(DISCUSS_AUDIT.code)
def is_over(_member: Membership, audit: Audit) -> bool:
    """What is closed is kept as it is."""
    return not audit.is_running


@predicate(DISCUSS_FINDING.code)
def may_discuss_finding(member: Membership, finding: AuditFinding) -> bool:
    """Whoever sees it."""
    return concerns_finding(member, finding)


@veto(DISCUSS_FINDING.code)
def is_verified(_member: Membership, finding: AuditFinding) -> bool:
    """What is verified is kept as it is."""
    return finding.verified_at is not None


def case_of_audit(audit: Audit) -> UseCase | Audit:
    """In whose story a file of an audit is told."""
    return audit.use_case or audit


def case_of_finding(finding: AuditFinding) -> UseCase | AuditFinding:
    """In whose story a file of a finding is told."""
    return finding.audit.use_case or finding


commentable(Audit, key="audit", view=VIEW_AUDIT.code, write=DISCUSS_AUDIT.code, root=case_of_audit)
commentable(
    AuditFinding,
    key="finding",
    view=VIEW_FINDING.code,
    write=DISCUSS_FINDING.code,
    root=case_of_finding,
)
