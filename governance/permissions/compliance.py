"""Who sees, keeps and checks compliance: nobody checks their own evidence or exclusion."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.accounts.predicates import predicate, veto
from coe_portal.accounts.roles import EVERYONE, OVERSIGHT, STAFF, Role, permission
from coe_portal.collaboration.subjects import commentable
from governance.choices import EvidenceState
from governance.models.controls import Control, Evidence, EvidenceQuerySet
from governance.models.coverage import Exclusion
from governance.permissions.reviews import cases_of, is_involved
from intake.models.use_cases import UseCase

VIEW_COMPLIANCE = permission(
    "governance.view_compliance",
    label=_("see frameworks, controls and coverage"),
    roles=EVERYONE,
    writes=False,
)
MANAGE_FRAMEWORKS = permission(
    "governance.manage_frameworks",
    label=_("adopt, update and retire frameworks"),
    roles=STAFF,
)
MANAGE_CONTROLS = permission(
    "governance.manage_controls",
    label=_("set up controls and link them to requirements"),
    roles=STAFF,
)
CHANGE_CONTROL = permission(
    "governance.change_control", label=_("change this control"), roles=STAFF
)
VIEW_EVIDENCE = permission(
    "governance.view_control_evidence",
    label=_("see this evidence"),
    roles=OVERSIGHT | {Role.REVIEWER},
    writes=False,
)
GIVE_EVIDENCE = permission(
    "governance.give_control_evidence",
    label=_("give evidence for this control"),
    roles=STAFF,
)
JUDGE_EVIDENCE = permission(
    "governance.judge_control_evidence",
    label=_("check this evidence"),
    roles=STAFF | {Role.REVIEWER},
)
WITHDRAW_EVIDENCE = permission(
    "governance.withdraw_control_evidence",
    label=_("withdraw this evidence"),
    roles=STAFF,
)
ADD_FILE = permission(
    "governance.add_evidence_file", label=_("add a file to this evidence"), roles=STAFF
)
CLAIM_EXCLUSION = permission(
    "governance.claim_exclusion",
    label=_("say that a requirement does not apply to this use case"),
    roles=STAFF,
)
JUDGE_EXCLUSION = permission(
    "governance.judge_exclusion",
    label=_("confirm that a requirement does not apply"),
    roles=STAFF | {Role.REVIEWER},
)


@predicate(CHANGE_CONTROL.code)
def owns_control(member: Membership, control: Control) -> bool:
    """The owner keeps it up to date."""
    return control.owner_id == member.pk


def evidence_visible_to(member: Membership) -> EvidenceQuerySet:
    """All for oversight and reviewers, else of one's controls, one's cases, and one's own."""
    rows: EvidenceQuerySet = Evidence.objects.all()
    if member.may(VIEW_EVIDENCE.code):
        return rows
    own = rows.filter(control__owner=member) | rows.filter(offered_by=member)
    return own | rows.filter(use_case__in=cases_of(member).order_by().values("pk"))


@predicate(VIEW_EVIDENCE.code)
@predicate(WITHDRAW_EVIDENCE.code)
def has_part_in_evidence(member: Membership, evidence: Evidence) -> bool:
    """Gave it, owns its control, or belongs to its use case."""
    if member.pk in {evidence.offered_by_id, evidence.control.owner_id}:
        return True
    return evidence.use_case is not None and is_involved(member, evidence.use_case)


@predicate(GIVE_EVIDENCE.code)
def answers_for_control(member: Membership, evidence: Evidence) -> bool:
    """Owns the control, or belongs to the use case that the evidence is for."""
    if evidence.control.owner_id == member.pk:
        return True
    return evidence.use_case is not None and is_involved(member, evidence.use_case)


@veto(JUDGE_EVIDENCE.code)
def judges_own_evidence(member: Membership, evidence: Evidence) -> bool:
    """Nobody checks what they gave, nor the evidence of their own use case."""
    if evidence.offered_by_id == member.pk:
        return True
    return evidence.use_case is not None and is_involved(member, evidence.use_case)


@predicate(CLAIM_EXCLUSION.code)
def belongs_to_case(member: Membership, use_case: UseCase) -> bool:
    """The people of the case know it best."""
    return is_involved(member, use_case)


@veto(JUDGE_EXCLUSION.code)
def judges_own_exclusion(member: Membership, exclusion: Exclusion) -> bool:
    """Nobody confirms what they claim, nor for their own use case."""
    own = exclusion.claimed_by_id == member.pk
    return own or is_involved(member, exclusion.use_case)


@predicate(ADD_FILE.code)
def gave_it(member: Membership, evidence: Evidence) -> bool:
    """The file comes from whoever gives the evidence."""
    return evidence.offered_by_id == member.pk


@veto(ADD_FILE.code)
def is_settled(_member: Membership, evidence: Evidence) -> bool:
    """What was checked is kept as it was."""
    return evidence.state != EvidenceState.OFFERED


commentable(
    Evidence,
    key="evidence",
    view=VIEW_EVIDENCE.code,
    write=ADD_FILE.code,
    root=lambda evidence: evidence.use_case or evidence.control,
)
