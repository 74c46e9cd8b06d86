"""Enter numbers that the portal cannot compute, correct and withdraw them."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite

from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, RuleViolation
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import BusinessUnit, Organization
from coe_portal.tenancy.references import next_number
from coe_portal.tenancy.scope import current_organization_id
from coe_portal.tenancy.turns import take_turn
from metrics.actions.restating import corrected
from metrics.choices import Unit
from metrics.declarations.kpis import READING_CORRECTED, READING_ENTERED, READING_WITHDRAWN
from metrics.kpis.registry import KPI, kpi_named
from metrics.logic.periods import Quarter, quarter_of
from metrics.models.readings import KpiReading
from metrics.permissions.kpis import ENTER_READINGS

MOST_AT_ONCE = 2_000
FROM_ZERO = (0.0, inf)
RANGES = {Unit.PERCENT: (0.0, 100.0), Unit.SCORE: (1.0, 5.0), Unit.MONEY: (-inf, inf)}
SAID = ("day", "value", "unit", "source", "note")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A value on a day, for the whole organization or one unit."""

    day: dt.date
    value: float
    unit: BusinessUnit | None = None
    source: str = ""
    note: str = ""


@transaction.atomic
def enter_reading(kpi: KPI, reading: Reading, *, actor: Actor) -> KpiReading:
    """Enter it, or correct what was entered for the same day and unit.

    The same reading twice is one. A quarter that was taken after its end is restated.

    Raises:
        InvalidInput: the value cannot be, or the day has not come.
        RuleViolation: the portal computes the KPI itself, or the month has the other kind of
            reading: the whole organization and its units are not added up.
    """
    require(actor, ENTER_READINGS.code, kpi)
    stored = _stored(kpi, reading, actor)
    _restate({(kpi, reading.day)}, stored.reference, actor)
    return stored


@transaction.atomic
def enter_readings(lines: Sequence[tuple[KPI, Reading]], *, actor: Actor) -> list[KpiReading]:
    """Enter many, all or none; a refusal names its line, counted from 1.

    Raises:
        InvalidInput: there are too many, or a line is refused.
    """
    if len(lines) > MOST_AT_ONCE:
        raise InvalidInput(_("Enter at most %(most)s at once.") % {"most": MOST_AT_ONCE})
    stored = []
    for number, (kpi, reading) in enumerate(lines, start=1):
        require(actor, ENTER_READINGS.code, kpi)
        try:
            stored.append(_stored(kpi, reading, actor))
        except (InvalidInput, RuleViolation) as error:
            text = _("Line %(line)s: %(text)s") % {"line": number, "text": error}
            raise InvalidInput(text) from error
    if stored:
        days = {(kpi, reading.day) for kpi, reading in lines}
        _restate(days, f"{stored[0].reference} – {stored[-1].reference}", actor)
    return stored


@transaction.atomic
def withdraw_reading(reading: KpiReading, reason: str, *, actor: Actor) -> KpiReading:
    """It was wrong and there is no right one: it counts no more, and stays in the history.

    Raises:
        RuleViolation: it was corrected or withdrawn already.
    """
    kpi = kpi_named(reading.kpi)
    require(actor, ENTER_READINGS.code, kpi)
    take_turn(f"metrics.readings {reading.kpi}")
    if kpi is None or not KpiReading.objects.counting().filter(pk=reading.pk).exists():
        raise RuleViolation(_("It was corrected or withdrawn already."))
    made: KpiReading = KpiReading.objects.create(
        number=next_number(KpiReading.PREFIX),
        kpi=reading.kpi,
        unit=reading.unit,
        day=reading.day,
        note=reason,
        entered_by=actor.membership,
        replaces=reading,
    )
    record(
        READING_WITHDRAWN,
        made,
        actor=actor,
        before=_facts(reading),
        after=_facts(made),
        reason=reason,
    )
    _restate({(kpi, reading.day)}, made.reference, actor)
    return made


def _stored(kpi: KPI, reading: Reading, actor: Actor) -> KpiReading:
    _check(kpi, reading)
    take_turn(f"metrics.readings {kpi.code}")
    same_day = KpiReading.objects.newest().filter(kpi=kpi.code, day=reading.day)
    before: KpiReading | None = same_day.filter(unit=reading.unit).first()
    if before is not None and _says_the_same(before, reading):
        return before
    _check_kind(kpi, reading)
    made: KpiReading = KpiReading.objects.create(
        number=next_number(KpiReading.PREFIX),
        kpi=kpi.code,
        entered_by=actor.membership,
        replaces=before,
        **{name: getattr(reading, name) for name in SAID},
    )
    record(
        READING_CORRECTED if before else READING_ENTERED,
        made,
        actor=actor,
        before=_facts(before) if before else {},
        after=_facts(made),
    )
    return made


def _says_the_same(stored: KpiReading, reading: Reading) -> bool:
    names = ("value", "source", "note")
    return all(getattr(stored, name) == getattr(reading, name) for name in names)


def _facts(reading: KpiReading) -> dict[str, object]:
    return {
        "reference": reading.reference,
        "kpi": reading.kpi,
        "day": reading.day.isoformat(),
        "unit": reading.unit.code if reading.unit else "",
        "value": reading.value,
        "source": reading.source,
    }


def _check(kpi: KPI, reading: Reading) -> None:
    if not kpi.is_entered:
        raise RuleViolation(_("The portal computes this KPI itself."))
    if reading.day > today_here():
        text = _("This day has not come yet.")
        raise InvalidInput(text, errors={"day": [text]})
    if text := _refusal(Unit(kpi.unit), reading.value):
        raise InvalidInput(text, errors={"value": [text]})


def _refusal(unit: Unit, value: float) -> str:
    """Why a value cannot be; empty for one that can."""
    least, most = RANGES.get(unit, FROM_ZERO)
    if isfinite(value) and least <= value <= most:
        return ""
    if isfinite(most):
        return _("Give a number from %(least)g to %(most)g.") % {"least": least, "most": most}
    return _("Give a number from zero.")


def _check_kind(kpi: KPI, reading: Reading) -> None:
    """A month is entered for the whole organization or by unit: both would count twice."""
    first = reading.day.replace(day=1)
    last = reading.day.replace(day=monthrange(reading.day.year, reading.day.month)[1])
    month = KpiReading.objects.counting().filter(kpi=kpi.code).between(first, last)
    if month.filter(unit__isnull=reading.unit is not None).exists():
        raise RuleViolation(
            _("This month has readings of units, or of the whole organization: not both.")
        )


def _restate(days: set[tuple[KPI, dt.date]], references: str, actor: Actor) -> None:
    """The quarters that were taken after their end without these readings."""
    organization = Organization.objects.get(pk=current_organization_id())
    first_month = organization.fiscal_year_start_month
    affected: dict[Quarter, set[str]] = {}
    for kpi, day in days:
        affected.setdefault(quarter_of(day, first_month), set()).add(kpi.code)
    reason = _("Readings were entered later: %(references)s") % {"references": references}
    for quarter in sorted(affected):
        corrected(organization, quarter, reason=reason, actor=actor, codes=affected[quarter])
