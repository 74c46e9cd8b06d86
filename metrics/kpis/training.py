"""Capability: who is trained, how much is learned, whether in time, and what is still missing."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, F, FloatField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Extract
from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.models import BusinessUnit
from metrics.choices import Area, Direction, Summary, Unit
from metrics.kpis.history import NO_AMOUNT, SECONDS_PER_DAY
from metrics.kpis.registry import AsOf, Slice, kpi
from training.queries import kpis

MINUTES_PER_HOUR = 60.0

LEAD = _("Training lead")


def one_or_none(condition: str) -> Case:
    """The amount of a row in a share: 1 where the annotation is true, else 0."""
    return Case(When(**{condition: True}, then=Value(1.0)), default=Value(0.0))


def _staff(as_of: AsOf, *, literacy_only: bool) -> QuerySet[Any]:
    staff = kpis.staff_at(as_of.at, as_of.zone, literacy_only=literacy_only)
    unit = Coalesce("business_unit__code", Value(""))
    return staff.annotate(
        part=unit, amount=one_or_none("is_covered"), slice_unit=F("business_unit")
    )


@kpi(
    "staff_certified",
    area=Area.CAPABILITY,
    question=_("How many of us hold a valid certificate?"),
    unit=Unit.PERCENT,
    direction=Direction.UP,
    summary=Summary.SHARE,
    formula=_(
        "Members with a certificate of any course that held then, of all active members but "
        "external auditors, by business unit"
    ),
    source=_("Members, certificates"),
    owner=LEAD,
    slices=(Slice.UNIT,),
)
def staff_certified(as_of: AsOf) -> QuerySet[Any]:
    """Parts are codes of business units, empty for none."""
    return _staff(as_of, literacy_only=False)


@kpi(
    "literacy_coverage",
    area=Area.CAPABILITY,
    question=_("How many of us are covered for AI literacy?"),
    unit=Unit.PERCENT,
    direction=Direction.UP,
    summary=Summary.SHARE,
    formula=_(
        "Members with a certificate that held then of a course that counts as AI literacy, of all "
        "active members but external auditors, by business unit"
    ),
    source=_("Members, certificates"),
    owner=LEAD,
    slices=(Slice.UNIT,),
)
def literacy_coverage(as_of: AsOf) -> QuerySet[Any]:
    """Parts are codes of business units, empty for none."""
    return _staff(as_of, literacy_only=True)


@kpi(
    "training_completions",
    area=Area.CAPABILITY,
    question=_("How many courses were completed this quarter?"),
    unit=Unit.COUNT,
    direction=Direction.UP,
    summary=Summary.COUNT,
    formula=_("Enrolments completed in the quarter, by the course's audience"),
    source=_("Enrolments"),
    owner=LEAD,
    slices=(Slice.UNIT,),
)
def training_completions(as_of: AsOf) -> QuerySet[Any]:
    """Parts are audiences."""
    completed = kpis.completions_between(as_of.since, as_of.at)
    return completed.annotate(
        part=F("course__audience"), amount=NO_AMOUNT, slice_unit=kpis.unit_at("ended_at")
    )


@kpi(
    "upskilling_hours",
    area=Area.CAPABILITY,
    question=_("How many hours of courses were completed this quarter?"),
    unit=Unit.HOURS,
    direction=Direction.UP,
    summary=Summary.SUM,
    formula=_(
        "Planned minutes of the lessons of courses completed in the quarter, in hours, by the "
        "course's audience"
    ),
    source=_("Enrolments, lessons"),
    owner=LEAD,
    slices=(Slice.UNIT,),
)
def upskilling_hours(as_of: AsOf) -> QuerySet[Any]:
    """Parts are audiences."""
    completed = kpis.completions_between(as_of.since, as_of.at)
    hours = Cast("minutes", FloatField()) / MINUTES_PER_HOUR
    return completed.annotate(
        part=F("course__audience"), amount=hours, slice_unit=kpis.unit_at("ended_at")
    )


@kpi(
    "training_completion_rate",
    area=Area.CAPABILITY,
    question=_("How much of the training due this quarter was completed on time?"),
    unit=Unit.PERCENT,
    direction=Direction.UP,
    summary=Summary.SHARE,
    formula=_(
        "Enrolments completed by their due day, of those whose due day in the quarter is over and "
        "that were not withdrawn, by who made them"
    ),
    source=_("Enrolments"),
    owner=LEAD,
    slices=(Slice.UNIT,),
)
def training_completion_rate(as_of: AsOf) -> QuerySet[Any]:
    """Parts are sources of enrolments: by themselves, by a manager, by a rule, imported."""
    due = kpis.enrolments_due(as_of.quarter.starts_on, as_of.at, as_of.zone)
    return due.annotate(
        part=F("source"), amount=one_or_none("is_on_time"), slice_unit=kpis.unit_at(as_of.at)
    )


@kpi(
    "certificates_current",
    area=Area.CAPABILITY,
    question=_("How many certificates are valid?"),
    unit=Unit.COUNT,
    direction=Direction.UP,
    summary=Summary.COUNT,
    formula=_(
        "Certificates issued until then that had neither lapsed nor been revoked, by the course's "
        "audience"
    ),
    source=_("Certificates"),
    owner=LEAD,
    slices=(Slice.UNIT,),
)
def certificates_current(as_of: AsOf) -> QuerySet[Any]:
    """Parts are audiences."""
    held = kpis.certificates_at(as_of.at)
    return held.annotate(
        part=F("course__audience"), amount=NO_AMOUNT, slice_unit=kpis.unit_at(as_of.at)
    )


@kpi(
    "days_to_certificate",
    area=Area.CAPABILITY,
    question=_("How long does it take from enrolling to the certificate?"),
    unit=Unit.DAYS,
    direction=Direction.DOWN,
    summary=Summary.MEDIAN,
    formula=_(
        "Median days from the enrolment to the certificate, of those issued in the quarter, by the "
        "course's audience"
    ),
    source=_("Enrolments, certificates"),
    owner=LEAD,
    slices=(Slice.UNIT,),
)
def days_to_certificate(as_of: AsOf) -> QuerySet[Any]:
    """Parts are audiences."""
    seconds = Extract(F("took"), "epoch", output_field=FloatField())
    earned = kpis.certificates_earned(as_of.since, as_of.at)
    return earned.annotate(
        part=F("course__audience"),
        amount=seconds / SECONDS_PER_DAY,
        slice_unit=kpis.unit_at("issued_at"),
    )


@kpi(
    "champions_per_unit",
    area=Area.CAPABILITY,
    question=_("How many champions does a unit have?"),
    unit=Unit.COUNT,
    direction=Direction.UP,
    summary=Summary.MEAN,
    formula=_("Mean number of champions who served on that day, over all business units"),
    source=_("Business units, champions"),
    owner=LEAD,
    slices=(Slice.UNIT,),
)
def champions_per_unit(as_of: AsOf) -> QuerySet[Any]:
    """Parts are codes of business units."""
    units = kpis.units_at(as_of.at, as_of.zone)
    return units.annotate(part=F("code"), amount=Cast("serving", FloatField()), slice_unit=F("pk"))


@kpi(
    "skill_gap",
    area=Area.CAPABILITY,
    question=_("How far are people from the skills that their work asks for?"),
    unit=Unit.LEVELS,
    direction=Direction.DOWN,
    summary=Summary.RATIO,
    formula=_(
        "Levels that were missing then to what job roles ask for, over the number of skills asked "
        "for, for each job role that somebody holds, by business unit"
    ),
    source=_("Skills matrix, job roles"),
    owner=LEAD,
    slices=(Slice.UNIT,),
)
def skill_gap(as_of: AsOf) -> QuerySet[Any]:
    """Parts are codes of business units, empty for none."""
    roles = kpis.job_roles_at(as_of.at).annotate(slice_unit=kpis.unit_at(as_of.at))
    unit = Subquery(BusinessUnit.objects.filter(pk=OuterRef("slice_unit")).values("code")[:1])
    return roles.annotate(
        part=Coalesce(unit, Value("")),
        amount=Cast("missing", FloatField()),
        base=Cast("asked", FloatField()),
    )
