"""Board packs: when they come, and that of the last quarter, which a worker makes afterwards."""

from __future__ import annotations

from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.clock import today_of
from demo.founding import House
from demo.script import Script
from metrics.actions.pack_schedule import ScheduleTerms, change_schedule
from metrics.actions.packs import request_pack
from metrics.logic.periods import quarter_of
from metrics.models.packs import BoardPack

WORKING_DAY = 5


def tell_the_board(script: Script, house: House) -> BoardPack:
    """The executives get a pack each quarter; the founder asks for the last one now."""
    organization, founder = house.organization, house.actor(script.founder)
    executives = Membership.objects.current().with_role(Role.EXECUTIVE).with_user()
    terms = ScheduleTerms(
        is_on=True,
        working_day=WORKING_DAY,
        attaches_pdf=True,
        recipients=tuple(executives.order_by("pk")),
    )
    change_schedule(terms, actor=founder)
    quarter = quarter_of(today_of(organization), organization.fiscal_year_start_month)
    return request_pack(organization, quarter.shifted(-1), actor=founder)
