"""Day by day through a year: all is told once and on its day, whatever happens to workers."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable

import pytest
import time_machine
from django.core import mail

from coe_portal.audit.models import AuditEvent
from coe_portal.audit.verification import verify_chain
from coe_portal.notifications.models import Notification
from coe_portal.settings import env
from coe_portal.tenancy.scope import scope
from governance.declarations import compliance, reviews, risks, validity, waivers
from tests.clock.reference import DAY, Told, expected
from tests.clock.scene import BEGIN, Scene
from tests.clock.worker import Killable, strike, strike_in_thread

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

# `make clock` plays the whole year.
DAYS = env.number("CLOCK_DAYS", 60)
KILLS = 20
BEAT = dt.time(6, 5)  # in the evening of the day before, where the organization is
EFFECTS = [
    compliance.EVIDENCE_EXPIRED.code,
    reviews.CONDITION_LAPSED.code,
    risks.ACCEPTANCE_ENDED.code,
    validity.APPROVAL_EXPIRED.code,
    waivers.WAIVER_EXPIRED.code,
]
ALL = [dt.datetime.combine(BEGIN + (n + 1) * DAY, BEAT, dt.UTC) for n in range(DAYS)]


def play(
    scene: Scene, strikes: list[dt.datetime], beat: Callable[[dt.datetime], None] = strike
) -> None:
    """Let the year pass: people do what they do, and beat strikes."""
    for now in strikes:
        scene.play(before=now)
        beat(now)
        mail.outbox = []


def assert_as_expected(scene: Scene, strikes: list[dt.datetime]) -> None:
    """What was told and done at the strikes is what the reference says, no more and no less."""
    with scope(scene.organization):
        for expect in scene.afterwards:
            expect()
        told, wanted = told_at(strikes), expected(scene.matters, strikes)
        assert not lines(told - wanted), f"too much:\n{lines(told - wanted)}"
        assert not lines(wanted - told), f"missing:\n{lines(wanted - told)}"
        assert not Notification.objects.filter(mail_due_at__isnull=False).exists()
        assert verify_chain() is None
    assert len(told) > scene.size


def lines(told: Counter[Told]) -> str:
    return "\n".join(sorted(map(str, told.elements())))


def told_at(strikes: list[dt.datetime]) -> Counter[Told]:
    rows = Notification.objects.filter(created_at__in=strikes)
    events = AuditEvent.objects.filter(at__in=strikes, action__in=EFFECTS)
    heard = rows.values_list("created_at", "kind", "recipient_id", "subject_type", "subject_id")
    done = events.values_list("at", "action", "subject_type", "subject_id")
    return Counter(
        [
            *(Told(at, kind, whom, (of, pk)) for at, kind, whom, of, pk in heard),
            *(Told(at, action, None, (of, pk)) for at, action, of, pk in done),
        ]
    )


def test_everything_is_told_on_its_day(scene):
    play(scene, ALL)
    assert_as_expected(scene, ALL)


def test_missed_days_are_told_once_and_late(scene):
    """Beat stands still for five days in every month."""
    strikes = [now for now in ALL if now.day not in range(11, 16)]
    play(scene, strikes)
    assert_as_expected(scene, strikes)


def test_two_beats_tell_once(scene):
    def both(now: dt.datetime) -> None:
        with time_machine.travel(now, tick=False):
            beats = [threading.Thread(target=strike_in_thread, args=[now]) for _ in range(2)]
            for beat in beats:
                beat.start()
            for beat in beats:
                beat.join()

    play(scene, ALL, both)
    assert_as_expected(scene, ALL)


def test_killed_workers_lose_and_repeat_nothing(scene):
    worker = Killable(KILLS)
    play(scene, ALL, worker.strike)
    assert worker.kills_left == 0
    assert_as_expected(scene, ALL)
