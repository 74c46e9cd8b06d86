"""The portal itself: when it was up, and who works with it.

Who is active is read from the audit trail, which is there anyway: nobody is watched for a number.
"""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

from django.db.models import (
    Case,
    CharField,
    FloatField,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, TruncMonth
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.actor import ActorKind
from coe_portal.accounts.models import Membership
from coe_portal.audit.models import AuditEvent
from coe_portal.vitals.models import UptimeHour
from metrics.choices import Area, Direction, Summary, Unit
from metrics.kpis.history import NO_AMOUNT
from metrics.kpis.registry import AsOf, Bands, Slice, kpi
from metrics.logic.periods import INSTANT
from training.models.stays import UnitStay

OPERATOR = _("Platform operator")
ENABLEMENT = _("Change lead")


def _month(moment: str, zone: tzinfo) -> Func:
    """The month of a moment, such as 2026-07, on the organization's clock."""
    month = TruncMonth(moment, tzinfo=zone)
    return Func(month, Value("YYYY-MM"), function="to_char", output_field=CharField())


@kpi(
    "platform_uptime",
    area=Area.EFFICIENCY,
    question=_("How much of the time was the portal up?"),
    unit=Unit.PERCENT,
    direction=Direction.UP,
    summary=Summary.RATIO,
    formula=_(
        "Minutes of the quarter in which all parts of the portal answered a check, of all minutes "
        "since it first ran, by month; a minute without a check counts as down. Whole hours only"
    ),
    source=_("Checks of the portal, one each minute"),
    owner=OPERATOR,
    bands=Bands(target=99.9, good=99.5, fair=99.0),
)
def platform_uptime(as_of: AsOf) -> QuerySet[Any]:
    """Parts are months, such as 2026-07."""
    return UptimeHour.objects.within(as_of.since, as_of.at).annotate(
        part=_month("starts_at", as_of.zone),
        amount=Cast("up", FloatField()) * 100.0,
        base=Cast("expected", FloatField()),
    )


def _who_did_something(since: datetime, at: datetime) -> QuerySet[Any]:
    """The keys of members who, in person, did something that the trail tells of."""
    events = AuditEvent.objects.filter(actor_kind=ActorKind.MEMBER, at__gte=since, at__lte=at)
    return events.order_by().values("actor_id")


def _unit_then(at: datetime, field: str) -> Subquery:
    """A field of the unit that a member was in at the moment."""
    stays = UnitStay.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=at), member=OuterRef("pk"), starts_at__lte=at
    )
    return Subquery(stays.order_by("-starts_at", "-pk").values(f"business_unit__{field}")[:1])


@kpi(
    "active_users",
    area=Area.ADOPTION,
    question=_("How many of us worked with the portal this quarter?"),
    unit=Unit.COUNT,
    direction=Direction.UP,
    summary=Summary.COUNT,
    formula=_(
        "Members who, in person, did something in the quarter that the audit trail tells of, by "
        "the unit that they were in; who only reads is not counted, because nobody writes that down"
    ),
    source=_("Audit trail, members"),
    owner=ENABLEMENT,
    slices=(Slice.UNIT,),
)
def active_users(as_of: AsOf) -> QuerySet[Any]:
    """Parts are codes of business units, empty for none."""
    active = Membership.objects.filter(pk__in=_who_did_something(as_of.since, as_of.at))
    return _by_unit(active, as_of.at, NO_AMOUNT)


def _by_unit(members: QuerySet[Membership], at: datetime, amount: Any) -> QuerySet[Any]:
    return members.annotate(
        part=Coalesce(_unit_then(at, "code"), Value("")),
        slice_unit=_unit_then(at, "pk"),
        amount=amount,
    )


@kpi(
    "retention",
    area=Area.ADOPTION,
    question=_("How many of those who worked with the portal came back?"),
    unit=Unit.PERCENT,
    direction=Direction.UP,
    summary=Summary.SHARE,
    formula=_(
        "Members who did something in the quarter, of those who did in the quarter before and were "
        "still members at that moment, by unit"
    ),
    source=_("Audit trail, members"),
    owner=ENABLEMENT,
    slices=(Slice.UNIT,),
)
def retention(as_of: AsOf) -> QuerySet[Any]:
    """Parts are codes of business units, empty for none."""
    before = as_of.quarter.shifted(-1).starts_at(as_of.zone)
    stays = UnitStay.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=as_of.at), starts_at__lte=as_of.at
    )
    known = Membership.objects.filter(
        pk__in=_who_did_something(before, as_of.since - INSTANT)
    ).filter(pk__in=stays.order_by().values("member"))
    came_back = Q(pk__in=_who_did_something(as_of.since, as_of.at))
    share = Case(When(came_back, then=Value(1.0)), default=Value(0.0))
    return _by_unit(known, as_of.at, share)
