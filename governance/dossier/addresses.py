"""What a reference such as R-9 or INC-3 names, for the pages of the trail."""

from __future__ import annotations

from coe_portal.accounts.models import Membership
from coe_portal.audit.subjects import addressable
from governance.models.audits import Audit
from governance.models.findings import AuditFinding
from governance.models.incidents import Incident
from governance.models.reviews import Review
from governance.models.risks import Risk
from governance.permissions.audits import audits_visible_to, findings_visible_to
from governance.permissions.incidents import handling_visible_to
from governance.permissions.reviews import reviews_visible_to
from governance.permissions.risks import risks_visible_to


@addressable(Review.PREFIX)
def find_review(number: int, member: Membership) -> Review | None:
    """The review that a reference names, for the pages of the trail."""
    review: Review | None = reviews_visible_to(member).filter(number=number).first()
    return review


@addressable(Risk.PREFIX)
def find_risk(number: int, member: Membership) -> Risk | None:
    """The risk that a reference names, for the pages of the trail."""
    risk: Risk | None = risks_visible_to(member).filter(number=number).first()
    return risk


@addressable(Audit.PREFIX)
def find_audit(number: int, member: Membership) -> Audit | None:
    """The audit that a reference names, for the pages of the trail."""
    audit: Audit | None = audits_visible_to(member).filter(number=number).first()
    return audit


@addressable(AuditFinding.PREFIX)
def find_finding(number: int, member: Membership) -> AuditFinding | None:
    """The finding that a reference names, for the pages of the trail."""
    finding: AuditFinding | None = findings_visible_to(member).filter(number=number).first()
    return finding


@addressable(Incident.PREFIX)
def find_incident(number: int, member: Membership) -> Incident | None:
    """The incident that a reference names, for those who may see how it is handled."""
    incident: Incident | None = handling_visible_to(member).filter(number=number).first()
    return incident
