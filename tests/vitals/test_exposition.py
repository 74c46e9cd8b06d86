"""`/metrics` speaks the text format of Prometheus, to those who know the token."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from coe_portal.vitals.exposition import Metric, Sample, exposition, gauge, histogram
from coe_portal.vitals.histograms import BOUNDS, Histogram, Spot
from coe_portal.vitals.hours import note_check
from coe_portal.vitals.timing import timings

TOKEN = "a-token-of-the-operator"
LINE = re.compile(r'(?P<name>[a-z_]+)(?:\{(?P<labels>[a-z]+="[^"]*"(?:,[a-z]+="[^"]*")*)\})? \S+')


def read(text):
    """Name and labels → value; AssertionError for a line that Prometheus would not take."""
    lines = [line for line in text.splitlines() if not line.startswith("# ")]
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}


def test_a_gauge_says_what_it_means():
    assert exposition([gauge("up_ratio", "Up.", 0.5)]) == (
        "# HELP up_ratio Up.\n# TYPE up_ratio gauge\nup_ratio 0.5\n"
    )


def test_what_nobody_knows_has_no_line():
    assert read(exposition([gauge("up_ratio", "Up.", None)])) == {}


def test_labels_are_escaped():
    odd = Metric("odd", "gauge", "Odd.", (Sample(1, {"part": 'a"b\\c\nd'}),))
    assert exposition([odd]).splitlines()[2] == r'odd{part="a\"b\\c\nd"} 1'


def test_buckets_hold_the_ones_before():
    counts = (1, 2, 0, 0, 0, 0, 0, 0, 0, 4)
    text = exposition([histogram("t", "T.", {Spot("intake", "2xx"): Histogram(counts, 9.5)})])
    found = read(text)
    labels = 'route="intake",status="2xx"'
    assert found[f't_bucket{{{labels},le="0.025"}}'] == 1
    assert found[f't_bucket{{{labels},le="{BOUNDS[-1]}"}}'] == 3
    assert found[f't_bucket{{{labels},le="+Inf"}}'] == found[f"t_count{{{labels}}}"] == 7
    assert found[f"t_sum{{{labels}}}"] == 9.5


def ask(token=None):
    headers = {} if token is None else {"authorization": f"Bearer {token}"}
    return Client(headers=headers).get("/metrics")


@pytest.mark.django_db
def test_without_a_token_there_is_no_such_page():
    assert ask("anything").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("token", [None, "", "wrong", "ä"])
def test_who_does_not_know_the_token_reads_nothing(settings, token):
    settings.METRICS_TOKEN = TOKEN
    answer = ask(token)
    assert (answer.status_code, answer.content) == (401, b"")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.django_db
def test_operators_read_numbers_without_names(settings, organization, time_machine):
    settings.METRICS_TOKEN = TOKEN
    for minute in range(60):
        time_machine.move_to(f"2026-03-09T10:{minute:02}:00Z", tick=False)
        note_check(timezone.now(), is_up=minute % 4 != 0)
    time_machine.move_to("2026-03-09T12:00:00Z", tick=False)
    Client().get("/northbank/metrics/")
    timings.flush()
    answer = ask(TOKEN)
    found = read(answer.content.decode())
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert found["coe_portal_uptime_ratio"] == 0.75
    assert found['coe_portal_part_up{part="database"}'] == 1
    assert found["coe_portal_organizations"] == 1
    assert found["coe_portal_queue_length"] >= 0
    assert found["coe_portal_last_check_timestamp_seconds"] == 1773053940
    counted = 'coe_portal_request_duration_seconds_count{route="metrics",status="3xx"}'
    assert found[counted] == 1
    assert b"northbank" not in answer.content.lower()


@pytest.mark.django_db
def test_a_broker_that_is_away_is_told(settings):
    settings.METRICS_TOKEN = TOKEN
    settings.REDIS_URL = settings.CELERY_BROKER_URL = "redis://localhost:1/0"
    found = read(ask(TOKEN).content.decode())
    assert found['coe_portal_part_up{part="broker"}'] == 0
    assert "coe_portal_queue_length" not in found
