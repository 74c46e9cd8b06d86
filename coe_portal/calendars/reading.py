"""Who reads a feed: nobody signs in, the secret of the address is all there is."""

from __future__ import annotations

from datetime import datetime, timedelta

from coe_portal.accounts.models import secret_digest
from coe_portal.calendars.models import CalendarFeed

# Writing the time at each reading would make every reading a change.
LAST_READ_PRECISION = timedelta(minutes=10)


def open_feed(secret: str, now: datetime) -> CalendarFeed | None:
    """The live feed of a current member with this secret, marked as read now."""
    rows = CalendarFeed.objects.live().select_related("membership__user")
    feed: CalendarFeed | None = rows.filter(digest=secret_digest(secret)).first()
    if feed is None or not feed.membership.is_current():
        return None
    if feed.last_read_at is None or now - feed.last_read_at > LAST_READ_PRECISION:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_at=now)
    return feed
