"""Who proposes vendors, keeps them up, approves and suspends them, and edits the stack."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.accounts.predicates import predicate, veto
from coe_portal.accounts.roles import EVERYONE, MEMBERS, OVERSIGHT, STAFF, Role, permission
from coe_portal.collaboration.subjects import commentable
from registry.models.stack import StackItem
from registry.models.vendors import Vendor
from registry.reviewing import ReviewedKind, declare_reviewed

VIEW_VENDORS = permission(
    "registry.view_vendors", label=_("see vendors"), roles=EVERYONE, writes=False
)
VIEW_VENDOR_PAPERS = permission(
    "registry.view_vendor_papers",
    label=_("see the papers of this vendor"),
    roles=OVERSIGHT | {Role.REVIEWER},
    writes=False,
)
PROPOSE_VENDOR = permission("registry.propose_vendor", label=_("propose vendors"), roles=MEMBERS)
CHANGE_VENDOR = permission("registry.change_vendor", label=_("change this vendor"), roles=STAFF)
APPROVE_VENDOR = permission(
    "registry.approve_vendor",
    label=_("approve or reject this vendor"),
    roles=STAFF | {Role.EXECUTIVE},
)
SUSPEND_VENDOR = permission(
    "registry.suspend_vendor", label=_("suspend this vendor"), roles=STAFF | {Role.EXECUTIVE}
)
DISCUSS_VENDOR = permission(
    "registry.discuss_vendor",
    label=_("comment on this vendor and add papers"),
    roles=STAFF | {Role.EXECUTIVE, Role.REVIEWER},
)
EDIT_STACK = permission("registry.edit_stack", label=_("edit the approved stack"), roles=STAFF)


@predicate(CHANGE_VENDOR.code)
@predicate(VIEW_VENDOR_PAPERS.code)
@predicate(DISCUSS_VENDOR.code)
def keeps_vendor(member: Membership, vendor: Vendor) -> bool:
    """The owner keeps it up to date."""
    return vendor.owner_id == member.pk


@veto(APPROVE_VENDOR.code)
def proposed_it(member: Membership, vendor: Vendor) -> bool:
    """Nobody approves what they proposed."""
    return vendor.proposed_by_id == member.pk


@predicate(EDIT_STACK.code)
def keeps_item(member: Membership, item: StackItem) -> bool:
    """The owner of an item keeps it up to date."""
    return item.owner_id == member.pk


commentable(
    Vendor,
    key="vendor",
    view=VIEW_VENDOR_PAPERS.code,
    write=DISCUSS_VENDOR.code,
    followers=lambda vendor: [vendor.owner],
)
declare_reviewed(ReviewedKind(Vendor, CHANGE_VENDOR.code, live=lambda rows: rows.live()))
declare_reviewed(ReviewedKind(StackItem, EDIT_STACK.code, live=lambda rows: rows.live()))
