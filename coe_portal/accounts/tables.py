"""Members as a table."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.tables import Column, Table, cells


def _state(member: Membership) -> str:
    return str(_("Active") if member.is_current() else _("Closed"))


class MemberTable(Table):
    caption = _("Members")
    columns = (
        Column(
            "name",
            _("Name"),
            cells.link(lambda member: org_url("accounts:member", pk=member.pk)),
            value=lambda member: member.display_name,
            sort=("user__name", "user__email"),
            phone="title",
        ),
        Column(
            "email",
            _("E-mail"),
            value=lambda member: member.user.email,
            sort=("user__email",),
            phone="meta",
        ),
        Column(
            "roles", _("Roles"), value=lambda member: ", ".join(member.role_labels), phone="meta"
        ),
        Column(
            "unit",
            _("Business unit"),
            value=lambda member: member.business_unit,
            sort=("business_unit__name",),
        ),
        Column("job_title", _("Job title"), sort=("job_title",)),
        Column("starts_on", _("First day"), cells.day, sort=("starts_on",), is_default=False),
        Column("ends_on", _("Last day"), cells.day, sort=("ends_on",)),
        Column("state", _("State"), value=_state, sort=("is_active",), phone="badge"),
    )
    default_sort = "name"
