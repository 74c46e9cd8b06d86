"""People to choose from in forms."""

from __future__ import annotations

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from coe_portal.accounts.models import Membership
from coe_portal.errors import InvalidInput

MOST_PEOPLE = 1000


def colleague(pk: int) -> Membership:
    """A current member; InvalidInput when there is none."""
    found = Membership.objects.current().with_user().filter(pk=pk).first()
    if found is None:
        raise InvalidInput(
            _("Choose a member of your organization."),
            errors={"member_id": [_("Choose a member of your organization.")]},
        )
    return found


def people_choices(*, without: int | None = None) -> list[tuple[int, str]]:
    """(membership id, name) of current members by name; `without` leaves one out. One query."""
    members = Membership.objects.current().with_user().order_by(Lower("user__name"), "pk")
    if without is not None:
        members = members.exclude(pk=without)
    return [(member.pk, member.display_name) for member in members[:MOST_PEOPLE]]
