"""What a worker does when beat strikes, in this process or in one of its own that can be killed."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import random
import signal

import django
import time_machine
from django.apps import apps
from django.db import connection, connections

if not apps.ready:  # in the process that the killable ones are forked from
    django.setup()

from coe_portal.celery import app
from coe_portal.jobs.schedule import Schedule

app.loader.import_default_modules()

LONGEST_LIFE = 0.6
# Takes pictures of numbers and tells nobody.
SILENT = "metrics."


def run_all() -> None:
    """Everything that beat would start, one after the other."""
    for schedule in Schedule.all():
        if not schedule.task.startswith(SILENT):
            app.tasks[schedule.task].apply(throw=True)


def strike(now: dt.datetime) -> None:
    """What happens when beat strikes at this moment."""
    with time_machine.travel(now, tick=False):
        run_all()


def strike_in_thread(now: dt.datetime) -> None:
    """One of two beats that strike at once, with a connection of its own."""
    try:
        run_all()
    finally:
        connections.close_all()


class Killable:
    """A worker that is killed now and then, at random places, and started again."""

    def __init__(self, kills: int) -> None:
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload([__name__])
        self.chance = random.Random(7)  # noqa: S311  (not for secrets)
        self.kills_left = kills

    def strike(self, now: dt.datetime) -> None:
        if self.kills_left and self.chance.random() < 2 / 3:
            self.kills_left -= self._run(now, self.chance.uniform(0, LONGEST_LIFE))
        strike(now)

    def _run(self, now: dt.datetime, life: float) -> bool:
        """Let a worker live for some seconds; whether it was killed at work."""
        name = connection.settings_dict["NAME"]
        worker = self.context.Process(target=_work, args=(name, now))
        worker.start()
        worker.join(life)
        worker.kill()
        worker.join()
        return worker.exitcode == -signal.SIGKILL


def _work(database: str, now: dt.datetime) -> None:
    connection.settings_dict["NAME"] = database
    strike(now)
