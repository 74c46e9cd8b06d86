"""Where the trail finds vendors and items of the approved stack by their reference."""

from __future__ import annotations

from coe_portal.accounts.models import Membership
from coe_portal.audit.subjects import addressable
from registry.models.stack import StackItem
from registry.models.vendors import Vendor
from registry.permissions.models import VIEW
from registry.permissions.vendors import VIEW_VENDORS


@addressable(Vendor.PREFIX)
def find_vendor(number: int, member: Membership) -> Vendor | None:
    """The vendor that a reference names."""
    rows = Vendor.objects.with_people().filter(number=number)
    return rows.first() if member.may(VIEW_VENDORS.code) else None


@addressable(StackItem.PREFIX)
def find_stack_item(number: int, member: Membership) -> StackItem | None:
    """The item that a reference names."""
    rows = StackItem.objects.with_names().filter(number=number)
    return rows.first() if member.may(VIEW.code) else None
