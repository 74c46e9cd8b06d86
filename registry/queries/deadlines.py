"""What a member owes in the registry, as entries of calendars: whole days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import gettext as _

from coe_portal.accounts.models import Membership
from coe_portal.calendars.entries import CalendarEntry
from coe_portal.tenancy.clock import day_here, zone_here
from registry.models.live_reviews import LiveAction
from registry.models.monitoring import DriftReview
from registry.models.retirement import RetirementPlan
from registry.permissions.live_reviews import reviews_waiting_for
from registry.reviewing import reviewed_kinds

MOST_ENTRIES: Final = 200


def deadlines_of(member: Membership, since: dt.datetime) -> list[CalendarEntry]:
    """Reviews, drift, actions and retirements of one's own, and what one keeps and looks at."""
    return list(_entries(member, day_here(since)))


def _entries(member: Membership, first: dt.date) -> Iterator[CalendarEntry]:
    reviews = reviews_waiting_for(member).filter(due_on__gte=first).with_names()
    for review in reviews.order_by("due_on", "pk")[:MOST_ENTRIES]:
        yield _day(review, "live-review", review.due_on, _("Review %(what)s") % {"what": review})
    drifting = DriftReview.objects.open().filter(version__model__owner=member, due_on__gte=first)
    for drift in drifting.with_version().order_by("due_on", "pk")[:MOST_ENTRIES]:
        title = _("Decide on the drift of %(what)s") % {"what": drift.version}
        yield _day(drift, "drift-review", drift.due_on, title)
    actions = LiveAction.objects.planned().filter(owner=member, due_on__gte=first)
    known = actions.select_related("review__model", "review__use_case")
    for action in known.order_by("due_on", "pk")[:MOST_ENTRIES]:
        title = _("Improve %(what)s") % {"what": action.review}
        yield _day(action, "live-action", action.due_on, title)
    plans = RetirementPlan.objects.open().filter(use_case__owner=member, wanted_on__gte=first)
    for plan in plans.with_names().order_by("wanted_on", "pk")[:MOST_ENTRIES]:
        yield _day(plan, "retirement", plan.wanted_on, str(plan))
    for kind in reviewed_kinds():
        kept = kind.rows().filter(review_on__gte=first, **{kind.keeper: member})
        for thing in kept.order_by("review_on", "pk")[:MOST_ENTRIES]:
            title = _("Look at %(what)s again") % {"what": thing}
            yield _day(thing, thing._meta.model_name, thing.review_on, title)


def _day(row: Any, kind: str, day: dt.date, title: str) -> CalendarEntry:
    begins = dt.datetime.combine(day, dt.time.min, zone_here())
    return CalendarEntry(
        key=f"{kind}-{row.pk}",
        title=title,
        starts_at=begins,
        ends_at=begins + dt.timedelta(days=1),
        changed_at=row.updated_at,
        url=row.get_absolute_url(),
        edition=int(row.updated_at.timestamp()) // 60,
    )
