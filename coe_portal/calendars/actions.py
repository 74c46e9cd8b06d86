"""Make, replace and revoke a member's calendar feed."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership, secret_digest
from coe_portal.audit.recording import record
from coe_portal.calendars import declarations as told
from coe_portal.calendars.models import CalendarFeed
from coe_portal.errors import InvalidTransition


@transaction.atomic
def make_feed(*, actor: Actor) -> tuple[CalendarFeed, str]:
    """A feed for the actor in place of the one there was, and its secret, shown once."""
    member = _feeds_of(actor)
    _revoke_live(member, actor)
    secret = CalendarFeed.new_secret()
    feed: CalendarFeed = CalendarFeed.objects.create(
        membership=member, digest=secret_digest(secret)
    )
    record(told.FEED_MADE, feed, actor=actor)
    return feed, secret


@transaction.atomic
def revoke_feed(*, actor: Actor) -> CalendarFeed:
    """End the actor's feed.

    Raises:
        InvalidTransition: there is none.
    """
    revoked = _revoke_live(_feeds_of(actor), actor)
    if revoked is None:
        raise InvalidTransition(_("You have no calendar feed."))
    return revoked


def _feeds_of(actor: Actor) -> Membership:
    """The actor's membership, locked: who makes two feeds at once gets one after the other."""
    require(actor, told.KEEP_FEED.code)
    assert actor.membership is not None  # noqa: S101  (require() lets only members through)
    member: Membership = Membership.objects.locked(actor.membership.pk)
    return member


def _revoke_live(member: Membership, actor: Actor) -> CalendarFeed | None:
    feed: CalendarFeed | None = CalendarFeed.objects.live().filter(membership=member).first()
    if feed is not None:
        feed.revoked_at = timezone.now()
        feed.save(update_fields=["revoked_at", "updated_at"])
        record(told.FEED_REVOKED, feed, actor=actor)
    return feed
