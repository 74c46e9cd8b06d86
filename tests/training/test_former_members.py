"""Who leaves the organization leaves the line, too."""

from __future__ import annotations

from coe_portal.accounts.actions import deactivate_member
from coe_portal.accounts.actor import Actor
from coe_portal.tenancy.scope import scope
from training.actions.sessions import book
from training.models.sessions import Booking

SYSTEM = Actor.system("tests")


def test_who_is_deactivated_gives_seats_to_the_line(
    organization, member, session, django_capture_on_commit_callbacks
):
    first, second = member(name="First"), member(name="Second")
    with django_capture_on_commit_callbacks(execute=True), scope(organization):
        one = session(member(), seats=1)
        for person in (first, second):
            book(one, actor=Actor.member(person))
        deactivate_member(first, actor=SYSTEM)
    with scope(organization):
        rows = Booking.objects.order_by("position").values_list("status", flat=True)
        assert list(rows) == ["cancelled", "seated"]
