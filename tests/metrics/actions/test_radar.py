from __future__ import annotations

from datetime import timedelta

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, NotAllowed
from coe_portal.notifications.models import Notification
from metrics.actions.radar import Limits, reset_threshold, set_threshold, take_radar
from metrics.choices import Pattern, PatternLevel
from metrics.logic.antipatterns import Thresholds
from metrics.models.radar import RadarReading, RadarThreshold
from metrics.queries.antipatterns import limits_in_force, newest_radar
from metrics.radar.registry import signal_named
from tests.metrics.planted import plant

pytestmark = pytest.mark.django_db
SIGNAL = signal_named("trials_unsponsored")


def test_a_reading_is_kept_recorded_and_told_once_a_month(in_scope, member, time_machine):
    time_machine.move_to("2026-03-10T12:00:00Z")
    plant(member, Pattern.SCIENCE_PROJECTS)
    boss = member(Role.EXECUTIVE)
    take_radar(actor=Actor.system("tests"))
    take_radar(actor=Actor.system("tests"))
    assert RadarReading.objects.count() == 2
    told = Notification.objects.filter(recipient=boss, kind="metrics.pattern_seen")
    assert [one.title for one in told] == ["The radar sees: Science-project factory"]
    event = AuditEvent.objects.filter(action="metrics.radar.taken").order_by("sequence").first()
    assert event.after["science_projects"] == PatternLevel.PRESENT
    time_machine.move_to("2026-04-10T12:00:00Z")
    take_radar(actor=Actor.system("tests"))
    assert told.all().count() == 2


def test_a_reading_is_compared_with_a_month_before(in_scope, member, time_machine):
    time_machine.move_to("2026-03-10T12:00:00Z")
    take_radar(actor=Actor.system("tests"))
    time_machine.shift(timedelta(days=31))
    plant(member, None)
    take_radar(actor=Actor.system("tests"))
    _reading, patterns = newest_radar()
    assert {(each.before, each.level) for each in patterns} == {
        (PatternLevel.UNKNOWN, PatternLevel.CLEAR)
    }


def test_own_thresholds_hold_from_the_next_reading_on(in_scope, actor):
    old = take_radar(actor=actor)
    set_threshold(SIGNAL, Limits(5, 10), actor=actor)
    new = take_radar(actor=actor)
    assert (old.signals[SIGNAL.code]["watch"], new.signals[SIGNAL.code]["watch"]) == (20, 5)
    event = AuditEvent.objects.get(action="metrics.radar.threshold_set")
    assert (event.before["present"], event.after["present"]) == (40, 10)


def test_thresholds_go_back_to_the_shipped_ones(in_scope, actor):
    set_threshold(SIGNAL, Limits(5, 10), actor=actor)
    assert reset_threshold(SIGNAL, actor=actor)
    assert not reset_threshold(SIGNAL, actor=actor)
    assert limits_in_force()[SIGNAL.code] == Thresholds(20, 40)
    assert AuditEvent.objects.filter(action="metrics.radar.threshold_reset").count() == 1


@pytest.mark.parametrize(
    ("code", "limits"),
    [
        ("trials_unsponsored", Limits(40, 20)),
        ("trials_unsponsored", Limits(20, 20)),
        ("trials_unsponsored", Limits(-1, 20)),
        ("trials_unsponsored", Limits(10, float("inf"))),
        ("unhappy", Limits(2, 3)),
    ],
)
def test_thresholds_do_not_turn_a_signal_around(in_scope, actor, code, limits):
    with pytest.raises(InvalidInput):
        set_threshold(signal_named(code), limits, actor=actor)
    assert not RadarThreshold.objects.exists()


@pytest.mark.parametrize("role", [Role.EXECUTIVE, Role.REVIEWER, Role.AUDITOR])
def test_only_staff_steer_the_radar(in_scope, member, role):
    actor = Actor.member(member(role))
    with pytest.raises(NotAllowed):
        set_threshold(SIGNAL, Limits(5, 10), actor=actor)
    with pytest.raises(NotAllowed):
        take_radar(actor=actor)
