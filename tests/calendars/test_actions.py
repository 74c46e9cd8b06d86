"""One feed for each member, replaced and revoked by nobody else, and all of it in the trail."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import secret_digest
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.calendars.actions import make_feed, revoke_feed
from coe_portal.calendars.models import CalendarFeed
from coe_portal.errors import InvalidTransition, NotAllowed

pytestmark = pytest.mark.usefixtures("in_scope")


def codes():
    events = AuditEvent.objects.filter(action__startswith="calendars.").order_by("sequence")
    return list(events.values_list("action", flat=True))


def test_a_new_feed_takes_the_place_of_the_old_one(member):
    actor = Actor.member(member())
    first, _secret = make_feed(actor=actor)

    second, secret = make_feed(actor=actor)

    assert CalendarFeed.objects.live().get() == second
    assert second.digest == secret_digest(secret)
    first.refresh_from_db()
    assert first.revoked_at is not None
    assert codes() == ["calendars.feed.made", "calendars.feed.revoked", "calendars.feed.made"]


def test_revoking_leaves_none_and_needs_one(member):
    actor, other = Actor.member(member()), Actor.member(member())
    make_feed(actor=actor)
    kept, _secret = make_feed(actor=other)

    revoke_feed(actor=actor)

    assert CalendarFeed.objects.live().get() == kept
    with pytest.raises(InvalidTransition):
        revoke_feed(actor=actor)


def test_auditors_change_nothing_and_have_no_feed(member):
    with pytest.raises(NotAllowed):
        make_feed(actor=Actor.member(member(Role.AUDITOR)))


def test_the_database_keeps_to_one_live_feed_too(member):
    person = member()
    make_feed(actor=Actor.member(person))
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarFeed.objects.create(membership=person, digest="0" * 64)


def test_the_secret_is_nowhere_in_the_database(member):
    feed, secret = make_feed(actor=Actor.member(member()))
    stored = [
        str(value) for value in CalendarFeed.objects.filter(pk=feed.pk).values().get().values()
    ]
    told = [str(event.after) for event in AuditEvent.objects.all()]
    assert not [text for text in stored + told if secret in text]
