"""What others said, by hand: readings of other systems, and answers to the one question."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import partial

from coe_portal.tenancy.models import BusinessUnit
from governance.choices import Path
from metrics.models.feedback import Feedback
from metrics.models.readings import KpiReading
from tests.metrics.history import BEGIN, END, UNITS
from tests.metrics.plain.facts import Row, day_of, within
from tests.metrics.plain.risk import some_moment

ENTERED = (
    "decisions_supported",
    "platform_utilisation",
    "support_tickets",
    "task_time_reduction",
    "ticket_resolution",
)


@dataclass
class PlainReading:
    """What was said of a day: the last of the values is what counts, None takes it back."""

    kpi: str
    unit: str
    day: dt.date
    values: list[float | None]


@dataclass
class PlainAnswer:
    """`about` is the path of a decision, or the service."""

    about: str
    score: int
    given_at: dt.datetime


@dataclass
class PlainWords:
    readings: list[PlainReading] = field(default_factory=list)
    answers: list[PlainAnswer] = field(default_factory=list)


def make_words(rng):
    return PlainWords(
        [make_reading(rng, code) for code in ENTERED for _ in range(60)],
        [
            PlainAnswer(rng.choice(Path.values), rng.randint(1, 5), some_moment(rng))
            for _ in range(120)
        ],
    )


def make_reading(rng, code):
    day = BEGIN.date() + dt.timedelta(days=rng.randint(0, (END - BEGIN).days))
    values = [round(rng.uniform(0, 100), 1) for _ in range(rng.randint(1, 3))]
    is_withdrawn = rng.random() < 0.2
    return PlainReading(
        code, rng.choice(("", *UNITS)), day, [*values, None] if is_withdrawn else values
    )


# The numbers


def entered(code, world, as_of):
    return [
        Row(one.unit, one.values[-1], unit=one.unit or None)
        for one in world.readings
        if one.kpi == code
        and one.values[-1] is not None
        and as_of.quarter.starts_on <= one.day <= day_of(as_of)
    ]


def satisfaction(world, as_of):
    return [
        Row(one.about, float(one.score)) for one in world.answers if within(as_of, one.given_at)
    ]


NUMBERS = {
    **{code: partial(entered, code) for code in ENTERED},
    "satisfaction": satisfaction,
}


# The same as rows


def store_words(world):
    units = {code: BusinessUnit.objects.create(name=code, code=code) for code in UNITS}
    number = 0
    for reading in world.readings:
        before = None
        for value in reading.values:
            number += 1
            before = KpiReading.objects.create(
                number=number,
                kpi=reading.kpi,
                unit=units.get(reading.unit),
                day=reading.day,
                value=value,
                replaces=before,
            )
    for answer in world.answers:
        Feedback.objects.create(path=answer.about, score=answer.score, given_at=answer.given_at)
