"""The portal itself by hand: hours that it was up, and who did something when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import time_machine

from coe_portal.accounts.actor import Actor
from coe_portal.audit.recording import record
from coe_portal.vitals.models import UptimeHour
from intake.declarations import USE_CASE_MOVED
from tests.metrics.history import BEGIN, END, moments
from tests.metrics.people import PlainPerson
from tests.metrics.plain.facts import Row, within

HOUR = dt.timedelta(hours=1)
HOURS = 24 * 500


@dataclass
class PlainPlatform:
    """Minutes up, of those expected, in each hour; people by a name; who did something when."""

    hours: dict[dt.datetime, tuple[int, int]]
    people: dict[str, PlainPerson]
    deeds: list[tuple[dt.datetime, str]]


def make_platform(rng, people):
    """`people` are names with the code of their unit, empty for none."""
    first = END - HOURS * HOUR
    hours = {
        first + hour * HOUR: (60 if rng.random() < 0.97 else rng.randint(0, 59), 60)
        for hour in range(HOURS)
    }
    deeds = [
        (at, name)
        for name in people
        for at in moments(rng, rng.randint(0, 12), BEGIN + dt.timedelta(days=rng.randint(0, 400)))
    ]
    always_there = {name: PlainPerson([(BEGIN, unit)], []) for name, unit in people.items()}
    return PlainPlatform(hours, always_there, sorted(deeds))


def platform_uptime(world, as_of):
    local = as_of.zone
    return [
        Row(f"{hour.astimezone(local):%Y-%m}", 100.0 * up, expected)
        for hour, (up, expected) in world.hours.items()
        if as_of.since <= hour and hour + HOUR <= as_of.at + dt.timedelta(microseconds=1)
    ]


def active_users(world, as_of):
    active = {name for at, name in world.deeds if within(as_of, at)}
    return [Row(world.people[name].unit_at(as_of.at) or "") for name in active]


def retention(world, as_of):
    before = as_of.quarter.shifted(-1).starts_at(as_of.zone)
    known = {name for at, name in world.deeds if before <= at < as_of.since}
    again = {name for at, name in world.deeds if within(as_of, at)}
    units = {name: world.people[name].unit_at(as_of.at) for name in known}
    return [Row(unit, float(name in again)) for name, unit in units.items() if unit is not None]


NUMBERS = {
    "platform_uptime": platform_uptime,
    "active_users": active_users,
    "retention": retention,
}


def store_hours(world):
    UptimeHour.objects.bulk_create(
        UptimeHour(starts_at=hour, up=up, expected=expected)
        for hour, (up, expected) in world.hours.items()
    )


def store_deeds(world, members, subject):
    """In the order of time, as a trail is written."""
    for at, name in world.deeds:
        with time_machine.travel(at, tick=False):
            record(USE_CASE_MOVED, subject, actor=Actor.member(members[name]))
