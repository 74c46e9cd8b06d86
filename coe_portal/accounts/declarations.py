"""What the trail records of members and tokens, and who may manage them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.roles import EVERYONE, MEMBERS, STAFF, Role, permission
from coe_portal.audit.catalogue import AuditAction, Severity

MEMBER_INVITED = AuditAction("accounts.member.invited", _("Member invited"))
INVITATION_REVOKED = AuditAction("accounts.invitation.revoked", _("Invitation revoked"))
MEMBER_JOINED = AuditAction("accounts.member.joined", _("Member joined"))
ROLES_CHANGED = AuditAction("accounts.member.roles_changed", _("Roles changed"), Severity.NOTICE)
MANAGER_SET = AuditAction("accounts.member.manager_set", _("Manager set"), Severity.NOTICE)
MEMBER_DEACTIVATED = AuditAction(
    "accounts.member.deactivated", _("Member deactivated"), Severity.NOTICE
)
MEMBER_REACTIVATED = AuditAction(
    "accounts.member.reactivated", _("Member reactivated"), Severity.NOTICE
)
PROFILE_CHANGED = AuditAction("accounts.profile.changed", _("Profile changed"))
TOKEN_ISSUED = AuditAction("accounts.token.issued", _("API token issued"), Severity.NOTICE)
TOKEN_REVOKED = AuditAction("accounts.token.revoked", _("API token revoked"), Severity.NOTICE)
ORGANIZATION_CREATED = AuditAction("accounts.organization.created", _("Organization created"))
UNIT_CREATED = AuditAction("accounts.business_unit.created", _("Business unit created"))
UNIT_CHANGED = AuditAction("accounts.business_unit.changed", _("Business unit changed"))

MANAGE_MEMBERS = permission(
    "accounts.manage_members", label=_("manage members"), roles={Role.ORG_ADMIN}
)
SEE_MEMBERS = permission(
    "accounts.see_members", label=_("see the members"), roles=EVERYONE, writes=False
)
MANAGE_OWN_TOKENS = permission(
    "accounts.manage_tokens", label=_("issue and revoke own API tokens"), roles=MEMBERS
)
MANAGE_UNITS = permission("accounts.manage_units", label=_("manage business units"), roles=STAFF)
CHANGE_PROFILE = permission(
    "accounts.change_profile", label=_("change the own profile"), roles=MEMBERS
)
SEE_OWN = permission(
    "accounts.see_own", label=_("see the own profile"), roles=EVERYONE, writes=False
)
