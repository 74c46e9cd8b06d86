"""Where the obligations calendar stands in the navigation and in calendar programs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.calendars.sources import CalendarSource, declare_source
from coe_portal.ui.navigation import NavItem, declare
from governance.queries.obligations import obligations_of

declare_source(
    CalendarSource(
        "governance.obligations",
        _("Days from which a law asks something of your use cases"),
        obligations_of,
    )
)
declare(
    NavItem(
        "governance:obligations",
        _("Obligations"),
        "calendar-clock",
        "governance.view_obligations",
        group="assurance",
        order=17,
    )
)
