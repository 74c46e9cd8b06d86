"""Publish who decides what, and the RACI chart, from a day on. Running reviews keep theirs."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import Role
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition
from coe_portal.notifications.dispatch import notify
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import BusinessUnit
from governance.choices import OperatingModel
from governance.declarations import rights as told
from governance.logic.rights import Holders, Rights, dump_holders, known_units, missing_cells
from governance.models.rights import DecisionRights, RaciChart
from governance.permissions.rights import PUBLISH_RIGHTS
from governance.queries.versions import take_turn_of

MOST_ROWS = 40


@dataclass(frozen=True)
class RightsTerms:
    """The organization's rights, or with `unit` what is different there; from when on, and why."""

    cells: Holders
    effective_on: dt.date
    model: OperatingModel = OperatingModel.CENTRALIZED
    reason: str = ""
    unit: int | None = None


@dataclass(frozen=True)
class RaciRow:
    """An activity, and who is what in it."""

    activity: str
    responsible: str
    accountable: str
    consulted: str = ""
    informed: str = ""


@dataclass(frozen=True)
class RaciTerms:
    """The whole chart, from when on, and why."""

    rows: tuple[RaciRow, ...]
    effective_on: dt.date
    reason: str = ""


@transaction.atomic
def publish_rights(terms: RightsTerms, *, actor: Actor) -> DecisionRights:
    """Put a new version in force for reviews that are opened from its day on.

    Raises:
        InvalidInput: the day is past, or before that of a version published already; a cell lacks.
        InvalidTransition: nothing was changed.
    """
    require(actor, PUBLISH_RIGHTS.code)
    take_turn_of(DecisionRights)
    last = DecisionRights.objects.newest_first().first()
    _check_day(terms.effective_on, last)
    rights = _merged(terms, last.rights if last else None)
    values = {
        "model": rights.model.value,
        "cells": dump_holders(rights.cells),
        "units": {str(unit): dump_holders(cells) for unit, cells in rights.units.items()},
    }
    before = {name: getattr(last, name) for name in values} if last else {}
    if before == values:
        raise InvalidTransition(_("Nothing was changed."))
    published = DecisionRights.objects.create(**values, **_dated(terms, last, actor))
    _announce(published)
    record(
        told.RIGHTS_PUBLISHED,
        published,
        actor=actor,
        before=before,
        after={**values, "effective_on": published.effective_on},
        reason=published.reason,
    )
    return published


def _merged(terms: RightsTerms, last: Rights | None) -> Rights:
    """The whole version: what the terms leave alone stays as it was."""
    units = dict(last.units) if last else {}
    if terms.unit is None:
        if missing_cells(terms.cells):
            raise InvalidInput(_("Say who decides in each place of the matrix."))
        return Rights(terms.model, terms.cells, known_units(units, _unit_ids()))
    if last is None:
        raise InvalidTransition(_("Publish the rights of the organization first."))
    existing = _unit_ids()
    if terms.unit not in existing:
        raise InvalidInput(_("There is no such business unit."))
    return Rights(last.model, last.cells, known_units({**units, terms.unit: terms.cells}, existing))


def _unit_ids() -> set[int]:
    return set(BusinessUnit.objects.values_list("pk", flat=True))


@transaction.atomic
def publish_raci(terms: RaciTerms, *, actor: Actor) -> RaciChart:
    """Publish a new version of the chart."""
    require(actor, PUBLISH_RIGHTS.code)
    take_turn_of(RaciChart)
    last = RaciChart.objects.newest_first().first()
    _check_day(terms.effective_on, last)
    if not 1 <= len(terms.rows) <= MOST_ROWS:
        raise InvalidInput(_("Give 1 to %(most)d activities.") % {"most": MOST_ROWS})
    if any(not (row.activity and row.responsible and row.accountable) for row in terms.rows):
        raise InvalidInput(_("Each activity needs somebody responsible and somebody accountable."))
    rows = [asdict(row) for row in terms.rows]
    if last is not None and last.rows == rows:
        raise InvalidTransition(_("Nothing was changed."))
    published = RaciChart.objects.create(rows=rows, **_dated(terms, last, actor))
    record(
        told.RACI_PUBLISHED,
        published,
        actor=actor,
        before={"rows": last.rows} if last else {},
        after={"rows": rows, "effective_on": published.effective_on},
        reason=published.reason,
    )
    return published


def _check_day(day: dt.date, last: DecisionRights | RaciChart | None) -> None:
    """Versions follow each other by number and by day: none reaches back behind another."""
    first = today_here()
    if last is not None:
        first = max(first, last.effective_on)
    if day < first:
        text = _("Choose %(day)s or later.") % {"day": date_format(first, "j F Y")}
        raise InvalidInput(text, errors={"effective_on": [text]})


def _dated(
    terms: RightsTerms | RaciTerms, last: DecisionRights | RaciChart | None, actor: Actor
) -> dict[str, Any]:
    return {
        "version": last.version + 1 if last else 1,
        "effective_on": terms.effective_on,
        "reason": terms.reason.strip(),
        "published_at": timezone.now(),
        "published_by": actor.label,
    }


def _announce(published: DecisionRights) -> None:
    """Tell those who judge, and the CoE."""
    notify(
        told.RIGHTS_CHANGE,
        Membership.objects.current().with_user().with_role(Role.COE_STAFF, Role.REVIEWER),
        published,
        context={
            "day": date_format(published.effective_on, "j F Y"),
            "reason": published.reason,
        },
        url=org_url("governance:decision_rights"),
        key=f"rights:{published.version}",
    )
