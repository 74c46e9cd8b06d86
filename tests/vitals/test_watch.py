"""A worker at long work is not an outage; no worker is."""

from __future__ import annotations

import datetime as dt
import threading
import time

import pytest
from celery import Celery

from coe_portal.celery import app
from coe_portal.devservices.portal import CELERY
from coe_portal.devservices.supervisor import Program, Supervisor
from coe_portal.health import worker_answers
from coe_portal.vitals.models import UptimeHour
from coe_portal.vitals.watch import look, seconds_to_go, watch
from tests.fixtures.services import BROKER_DATABASES
from tests.fixtures.worker import database_url
from tests.vitals.long_work import long_work

PATIENCE_SECONDS = 30
NOON = dt.datetime(2026, 3, 9, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def worker_options():
    """As in production: one process listens, another works."""
    return ("--concurrency", "1", "--include", "tests.vitals.long_work")


@pytest.fixture
def no_worker(monkeypatch, settings):
    monkeypatch.setitem(app.conf, "broker_url", settings.REDIS_URL)


@pytest.fixture
def busy_worker(worker, tmp_path):
    """It has one process to work, and that is at it until the test is over."""
    long_work.delay(folder=str(tmp_path))
    assert seen((tmp_path / "begun").exists)
    yield worker
    (tmp_path / "ended").touch()


@pytest.mark.slow
def test_a_busy_worker_is_not_an_outage(busy_worker):
    assert look() is True
    hour = UptimeHour.objects.get()
    assert (hour.up, hour.failed) == (1, 0)


@pytest.mark.django_db
def test_without_a_worker_the_portal_is_down(no_worker, caplog):
    assert look() is False
    assert UptimeHour.objects.get().failed == 1
    assert "No answer from: worker." in caplog.messages


@pytest.mark.django_db
def test_a_broker_that_is_away_is_down(settings, caplog):
    settings.REDIS_URL = "redis://localhost:1/0"
    assert look() is False
    assert UptimeHour.objects.get().failed == 1
    assert "No answer from: broker." in caplog.messages


def test_no_call_goes_through_a_broker_that_is_away():
    elsewhere = Celery("elsewhere", broker="redis://localhost:1/0", set_as_current=False)
    elsewhere.conf.broker_connection_timeout = 0.1
    elsewhere.set_current()
    try:
        assert not worker_answers()
    finally:
        app.set_current()


@pytest.mark.parametrize(
    ("second", "microsecond", "to_go"), [(0, 0, 60), (59, 0, 1), (30, 500_000, 29.5)]
)
def test_it_looks_when_a_minute_begins(second, microsecond, to_go):
    assert seconds_to_go(NOON.replace(second=second, microsecond=microsecond)) == to_go


@pytest.fixture
def watching(transactional_db, no_worker, time_machine):
    """A thread that watches from a moment before a minute begins."""
    time_machine.move_to(NOON - dt.timedelta(seconds=0.2))
    ended = threading.Event()
    thread = threading.Thread(target=watch, args=(ended,))
    thread.start()
    yield thread
    ended.set()
    thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive()


def seen(happened):
    """Whether it happens before long."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.05)
    return happened()


def test_it_watches_until_it_is_ended(watching):
    assert seen(lambda: UptimeHour.objects.filter(starts_at=NOON, last_minute=0).exists())


def test_a_minute_that_cannot_be_written_down_does_not_end_it(transactional_db, request, caplog):
    UptimeHour.objects.create(starts_at=NOON, expected=1, up=1)
    thread = request.getfixturevalue("watching")
    assert seen(lambda: any("not written down" in line for line in caplog.messages))
    assert thread.is_alive()


@pytest.mark.slow
def test_the_clock_watches_from_its_start(transactional_db, settings, tmp_path):
    server, _slash, _database = settings.REDIS_URL.rpartition("/")
    environment = {
        "DJANGO_SETTINGS_MODULE": "coe_portal.settings.test",
        "DATABASE_URL": database_url(),
        "REDIS_URL": f"{server}/{BROKER_DATABASES - 1}",
    }
    schedule = ("--schedule", str(tmp_path / "beat"), "--pidfile=")
    with Supervisor(tmp_path, environment) as supervisor:
        supervisor.start(Program("beat", (*CELERY, "beat", "--loglevel", "info", *schedule)))
        supervisor.wait_for_line("beat", "Looking each minute")
        assert b"Traceback" not in (supervisor.logs / "beat.log").read_bytes()
