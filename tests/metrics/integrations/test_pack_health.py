"""The CoE's health in a pack: as it stood at the end of the quarter, not as it is today."""

from __future__ import annotations

import datetime as dt

import pytest
from django.template.loader import render_to_string

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from governance.choices import Path
from metrics.actions.launch import Settlement, settle_step, start_launch
from metrics.actions.maturity import (
    Said,
    TargetTerms,
    answer_statement,
    close_maturity,
    open_maturity,
    set_maturity_target,
)
from metrics.actions.radar import take_radar
from metrics.choices import (
    Dimension,
    Holds,
    LaunchPhase,
    MaturityStage,
    Pattern,
    PatternLevel,
    StepState,
)
from metrics.integrations.board_pack.chapters.health import health
from metrics.models.feedback import Feedback
from metrics.models.radar import RadarReading
from metrics.queries.pack_health import health_told
from metrics.queries.pack_numbers import pack_numbers
from metrics.statements import STATEMENTS
from tests.metrics.packs import NOW, QUARTER
from tests.metrics.queries.test_queue import store

pytestmark = pytest.mark.usefixtures("in_scope")
THEN = dt.datetime(2026, 8, 20, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def then(time_machine):
    """Within the quarter; packs are made of it later."""
    time_machine.move_to(THEN, tick=False)
    return time_machine


@pytest.fixture
def staff(member):
    return Actor.member(member(Role.COE_STAFF, name="Sam Staff"))


def numbers_of(organization):
    return pack_numbers(organization, QUARTER, zone=dt.UTC, now=NOW)


def told_of(organization):
    return health_told(numbers_of(organization).as_of)


def round_of(title, holds, staff):
    """A self-assessment in which every statement holds as much."""
    assessment = open_maturity(title, actor=staff)
    for statement in STATEMENTS:
        answer_statement(assessment, statement.code, Said(holds, "Seen"), actor=staff)
    return close_maturity(assessment, actor=staff)


def signals(value):
    """One sign of the bottleneck, and one that says nothing."""
    limits = {"rows": 20, "watch": 20, "present": 40}
    return {"units_quiet": {"value": value, **limits}, "cases_unaligned": {"value": None, **limits}}


def test_the_round_that_was_closed_by_then_is_told_beside_the_one_before(organization, staff, then):
    round_of("First", Holds.NO, staff)
    round_of("Second", Holds.PARTLY, staff)
    terms = TargetTerms(MaturityStage.SCALE, dt.date(2027, 6, 30))
    set_maturity_target(Dimension.VALUE, terms, actor=staff)
    then.move_to(NOW)
    round_of("Third", Holds.YES, staff)
    told = told_of(organization).maturity
    assert str(told.assessment) == "Second"
    value = told.dimensions[list(Dimension).index(Dimension.VALUE)]
    assert (value.standing.score, value.before, value.target_score) == (0.5, 0, 2)


def test_the_radar_is_that_of_the_quarter_beside_the_one_before_it(organization):
    for taken_at, value in ((THEN - 80 * DAY, 10), (THEN, 50), (NOW, 0)):
        RadarReading.objects.create(taken_at=taken_at, signals=signals(value))
    (found,) = (one for one in told_of(organization).patterns if one.pattern == Pattern.IVORY_TOWER)
    assert (found.before, found.level) == (PatternLevel.CLEAR, PatternLevel.PRESENT)


def test_steps_that_were_done_later_were_open_then(organization, staff, then):
    plan = start_launch(THEN.date() - 60 * DAY, actor=staff)
    first, second = plan.steps.filter(phase=LaunchPhase.FOUND)[:2]
    done = Settlement(StepState.DONE, "It is there.")
    settle_step(first, done, actor=staff)
    then.move_to(NOW)
    settle_step(second, done, actor=staff)
    phase = told_of(organization).launch[0]
    assert phase.done == 1
    assert phase.late == phase.wanted - 1


def test_another_organization_is_not_told_of(organization, other_organization, staff):
    round_of("First", Holds.PARTLY, staff)
    take_radar(actor=Actor.system("tests"))
    with scope(other_organization):
        assert health(numbers_of(other_organization)) is None


def test_the_chapter_tells_of_every_room(organization, staff):
    assert health(numbers_of(organization)) is None
    round_of("Autumn", Holds.PARTLY, staff)
    RadarReading.objects.create(taken_at=THEN, signals=signals(50))
    start_launch(THEN.date(), actor=staff)
    store((THEN - 9 * DAY, THEN - 2 * DAY), (THEN - 5 * DAY, THEN), (THEN - DAY, None))
    for score in (5, 4, 4):
        Feedback.objects.create(given_at=THEN, score=score, path=Path.LIGHT)
    chapter = health(numbers_of(organization))
    assert [str(sheet.title) for sheet in chapter.sheets] == [
        "Maturity", "Anti-patterns", "Launch plan", "Satisfaction", "Queue forecast",
    ]  # fmt: skip
    context = {**chapter.context, "chart_width": 300, "page_width": 640, "key": "health"}
    page = " ".join(render_to_string(chapter.template, context).split())
    for text in ("Autumn", "Ivory tower", "Present", "Days 31 to 60", "Light review", "4.3 of 5"):
        assert text in page
    assert chapter.data["queue"][Path.LIGHT][0]["day"] == 0
    assert "The radar shows as present: Ivory tower." in chapter.highlights
