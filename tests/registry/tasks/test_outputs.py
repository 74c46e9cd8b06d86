"""The night forgets texts in every organization, and monitors read the rates."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.tenancy.scope import scope
from registry.actions.operations import Usage, record_usage
from registry.choices import Better, DriftSeverity, OutputVerdict
from registry.logic.thresholds import MetricLimits
from registry.models.outputs import OutputReport
from registry.queries.outputs import (
    PROBLEM_SHARE,
    PROBLEMS_PER_1000_CALLS,
    PROBLEMS_PER_DAY,
    REPORTS_PER_DAY,
    last_days,
)
from registry.tasks.outputs import erase_all_output_texts
from tests.registry.monitoring import check, new_version, people, send, watch
from tests.registry.outputs import judged, reported

NOON, NIGHT = "2026-11-19T12:00:00Z", "2026-11-20T03:10:00Z"


def limit(warning: float, severe: float) -> MetricLimits:
    return MetricLimits(Better.LOWER, warning, severe)


@pytest.fixture
def version(organization, member):
    with scope(organization):
        return new_version(member(Role.MODEL_OWNER), "assistant")


def test_the_night_forgets_old_texts_in_every_organization(
    organization, other_organization, member
):
    for one in (organization, other_organization):
        with scope(one), time_machine.travel("2026-08-01T12:00:00Z", tick=False):
            person = member(Role.MODEL_OWNER, organization=one)
            reported(new_version(person, "assistant"), person)
    with time_machine.travel(NIGHT, tick=False):
        for _night in range(2):
            erase_all_output_texts()
    for one in (organization, other_organization):
        with scope(one):
            assert OutputReport.objects.get().output_text == ""
            assert AuditEvent.objects.filter(action="registry.output.erased").count() == 1


def test_a_monitor_reads_the_rates_without_anybody_sending_them(organization, version, member):
    judge, reporter = member(Role.REVIEWER), member()
    with scope(organization), time_machine.travel(NOON, tick=False):
        for verdict in (OutputVerdict.CONFIRMED, OutputVerdict.CLEARED):
            judged(reported(version, reporter), judge, verdict)
        usage = [Usage(day=dt.date(2026, 11, 19), consumer="web", calls=500)]
        record_usage(version, usage, actor=Actor.system("tests"))
        limits = {
            REPORTS_PER_DAY: limit(5, 10),
            PROBLEMS_PER_DAY: limit(1, 3),
            PROBLEM_SHARE: limit(0.2, 0.4),
            PROBLEMS_PER_1000_CALLS: limit(3, 6),
        }
        monitor = watch(version, metrics=limits)
    with scope(organization), time_machine.travel(NIGHT, tick=False):
        found = {one["name"]: one["findings"][0] for one in check(monitor).metrics}

    assert {name: one["value"] for name, one in found.items()} == {
        REPORTS_PER_DAY: 2.0,
        PROBLEMS_PER_DAY: 1.0,
        PROBLEM_SHARE: 0.5,
        PROBLEMS_PER_1000_CALLS: 2.0,
    }
    assert found[REPORTS_PER_DAY]["severity"] == DriftSeverity.NONE
    assert found[PROBLEM_SHARE]["severity"] == DriftSeverity.SEVERE


def test_silence_is_still_told_where_something_is_to_be_sent(organization, version):
    with scope(organization), time_machine.travel(NIGHT, tick=False):
        both = {"accuracy": MetricLimits(Better.HIGHER, 0.9, 0.8), REPORTS_PER_DAY: limit(5, 10)}
        silent = check(watch(version, metrics=both))
        only = check(watch(version, name="Rates", metrics={REPORTS_PER_DAY: limit(5, 10)}))
        send(version, people(200), at=timezone.now() - dt.timedelta(hours=15))
        sent = check(watch(version, name="Both", metrics=both))

    assert [one["name"] for one in silent.metrics] == ["*", REPORTS_PER_DAY]
    assert ([one["name"] for one in only.metrics], only.severity) == ([REPORTS_PER_DAY], "none")
    assert [one["name"] for one in sent.metrics] == ["accuracy", REPORTS_PER_DAY]


def test_the_last_days_are_counted_by_the_day_of_report_and_verdict(organization, version, member):
    with scope(organization):
        with time_machine.travel(NOON, tick=False):
            report = reported(version, member())
        with time_machine.travel(NIGHT, tick=False):
            judged(report, member(Role.REVIEWER))
            days = {one.day: (one.reported, one.confirmed) for one in last_days(version)}

    assert len(days) == 30
    assert days[dt.date(2026, 11, 19)] == (1, 0)
    assert days[dt.date(2026, 11, 20)] == (0, 1)
