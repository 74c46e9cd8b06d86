"""The obligations calendar: what applies to us from which day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.db.models import Count
from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.accounts.models import Membership
from coe_portal.calendars.entries import CalendarEntry
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.clock import today_here, zone_here
from governance.catalogs import load
from governance.choices import RequirementStatus
from governance.logic.obligations import (
    CaseGroup,
    Milestone,
    Obligation,
    milestones,
    read_catalogue,
)
from governance.models.frameworks import Requirement
from intake.models.use_cases import UseCase

AI_ACT: Final = "eu-ai-act"
MOST_ROWS: Final = 2_000
ROLE_LABELS: Final = (
    ("provider", gettext_lazy("Provider")),
    ("deployer", gettext_lazy("Deployer")),
    ("importer", gettext_lazy("Importer")),
    ("distributor", gettext_lazy("Distributor")),
)
DAY_LABELS: Final = {
    "formal_applies_from": gettext_lazy("formally"),
    "legacy_applies_from": gettext_lazy("for what was there before"),
    "amended_from": gettext_lazy("in its new wording"),
    "annex_iii": gettext_lazy("uses of Annex III"),
    "annex_i": gettext_lazy("products of Annex I"),
    "route:annex_iii": gettext_lazy("uses of Annex III"),
    "route:annex_i": gettext_lazy("products of Annex I"),
    "original": gettext_lazy("before the amendment"),
    "original:annex_iii": gettext_lazy("before the amendment, Annex III"),
    "original:annex_i": gettext_lazy("before the amendment, Annex I"),
    "reading:1": gettext_lazy("by one reading"),
    "reading:2": gettext_lazy("by another reading"),
}


@cache
def _shipped() -> tuple[Obligation, ...]:
    catalogue = load("eu_ai_act")
    return read_catalogue(catalogue["name"], catalogue["requirements"])


def all_obligations() -> list[Obligation]:
    """Rows with a day: of the frameworks that were adopted, and of the EU AI Act in any case."""
    rows = (
        Requirement.objects.in_force()
        .filter(applies_from__isnull=False)
        .select_related("version__framework")
    )[:MOST_ROWS]
    adopted = [_of_requirement(row, row.applies_from) for row in rows if row.applies_from]
    keys = {row.version.framework.key for row in rows}
    return adopted if AI_ACT in keys else [*_shipped(), *adopted]


def _of_requirement(row: Requirement, applies_from: dt.date) -> Obligation:
    return Obligation(
        framework=row.version.framework.name,
        code=row.code,
        title=row.title,
        summary=row.summary,
        note=row.note,
        status=RequirementStatus(row.status),
        applies_from=applies_from,
        dates=row.dates,
        roles=tuple(row.roles),
        classes=tuple(row.classes),
    )


def case_groups() -> list[CaseGroup]:
    """Our open, submitted use cases by class and by our roles in them. One query."""
    rows = (
        UseCase.objects.open()
        .submitted()
        .order_by()
        .values_list("ai_act_class", "current_assessment__answers__roles")
        .annotate(count=Count("pk"))
    )
    return [
        CaseGroup(ai_act_class, frozenset(_texts(roles)), count)
        for ai_act_class, roles, count in rows
    ]


def _texts(roles: Any) -> Iterable[str]:
    return [role for role in roles if isinstance(role, str)] if isinstance(roles, list) else []


@dataclass(frozen=True)
class Calendar:
    """What a page of obligations shows."""

    past: tuple[Milestone, ...]
    coming: tuple[Milestone, ...]
    transitional: tuple[dict[str, Any], ...]
    as_of: dt.date
    law: str

    @property
    def all(self) -> tuple[Milestone, ...]:
        return (*self.past, *self.coming)


def obligations_calendar(*, framework: str = "", role: str = "", ours: bool = False) -> Calendar:
    """The obligations by day: of one framework, of one role, or only those that concern us."""
    rows = [
        one
        for one in all_obligations()
        if (not framework or one.framework == framework)
        and (not role or not one.roles or role in one.roles)
    ]
    found = milestones(rows, case_groups())
    if ours:
        found = tuple(
            Milestone(one.day, tuple(duty for duty in one.duties if duty.cases))
            for one in found
            if one.ours
        )
    today = today_here()
    catalogue = load("eu_ai_act")
    return Calendar(
        past=tuple(one for one in found if one.day <= today),
        coming=tuple(one for one in found if one.day > today),
        transitional=tuple(catalogue["transitional"]),
        as_of=dt.date.fromisoformat(catalogue["date"]),
        law=catalogue["version"],
    )


def frameworks_with_days() -> list[str]:
    """The frameworks to choose from."""
    return sorted({one.framework for one in all_obligations()})


def obligations_of(member: Membership, since: dt.datetime) -> list[CalendarEntry]:
    """For calendar programs: a whole day for each on which something begins that concerns us."""
    if not member.may("governance.view_obligations"):
        return []
    return [_entry(one) for one in obligations_calendar(ours=True).all if _begins(one.day) >= since]


def _entry(milestone: Milestone) -> CalendarEntry:
    begins = _begins(milestone.day)
    names = "\n".join(
        f"{duty.obligation.code} {duty.obligation.title}" for duty in milestone.duties
    )
    return CalendarEntry(
        key=f"obligations-{milestone.day:%Y%m%d}",
        title=_("%(count)d obligations apply from today") % {"count": len(milestone.duties)},
        starts_at=begins,
        ends_at=begins + dt.timedelta(days=1),
        changed_at=dt.datetime.combine(
            dt.date.fromisoformat(load("eu_ai_act")["date"]), dt.time.min, dt.UTC
        ),
        url=f"{org_url('governance:obligations')}#day-{milestone.day:%Y-%m-%d}",
        description=names,
    )


def _begins(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, zone_here())
