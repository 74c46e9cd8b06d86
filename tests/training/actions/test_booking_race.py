"""Five hundred people want twenty seats at once: twenty seats, and a line in order of coming."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership, User
from coe_portal.audit.verification import verify_chain
from coe_portal.tenancy.scope import current_organization_id, scope
from training.actions.sessions import book, leave_session
from training.choices import BookingStatus
from training.models.sessions import Booking

COMERS, SEATS, CONNECTIONS = 500, 20, 40

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def crowd() -> list[Membership]:
    users = User.objects.bulk_create(
        User(email=f"crowd{number}@example.com", name=f"Crowd {number}", password="!")
        for number in range(COMERS)
    )
    return Membership.objects.bulk_create(
        Membership(user=user, organization_id=current_organization_id()) for user in users
    )


def at_once(organization, act, people) -> Counter[str]:
    def one(person: Membership) -> str:
        try:
            with scope(organization):
                done = act(Actor.member(person))
            return str(getattr(done, "status", "done"))
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=CONNECTIONS) as pool:
        return Counter(pool.map(one, people))


def seats_and_line():
    rows = Booking.objects.order_by("position")
    seated = list(rows.filter(status=BookingStatus.SEATED).values_list("position", flat=True))
    waiting = list(rows.filter(status=BookingStatus.WAITING).values_list("position", flat=True))
    return seated, waiting


def test_five_hundred_for_twenty_seats(organization, member, session):
    with scope(organization):
        one = session(member(name="Hanna Host"), seats=SEATS)
        people = crowd()

    went = at_once(organization, lambda actor: book(one, actor=actor), people)

    assert went == {"seated": SEATS, "waiting": COMERS - SEATS}
    with scope(organization):
        seated, waiting = seats_and_line()
        assert seated == list(range(1, SEATS + 1))
        assert waiting == list(range(SEATS + 1, COMERS + 1))
        assert verify_chain() is None
        leaving = list(
            Membership.objects.filter(bookings__status=BookingStatus.SEATED).select_related("user")
        )

    at_once(organization, lambda actor: leave_session(one, actor=actor), leaving)

    with scope(organization):
        seated, waiting = seats_and_line()
    assert seated == list(range(SEATS + 1, 2 * SEATS + 1))
    assert waiting == list(range(2 * SEATS + 1, COMERS + 1))
