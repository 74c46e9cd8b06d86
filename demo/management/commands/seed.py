"""`manage.py seed`: two organizations with a year of history, for `make demo`."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from coe_portal.audit.pack.actions import KIND as CASE_FILE
from coe_portal.audit.tasks import build_pack
from coe_portal.jobs import running
from coe_portal.jobs.models import Job, JobState
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope
from demo.founding import give_sign_ins
from demo.play import play
from demo.script import PASSWORD, Script, load_all
from demo.uptime import run_since_last_year
from demo.watchtower import make_room
from metrics.actions.packs import KIND as BOARD_PACK
from metrics.tasks.packs import build_board_pack

MADE_AFTERWARDS = {CASE_FILE: build_pack, BOARD_PACK: build_board_pack}


class Command(BaseCommand):
    help = "Write the demo's two organizations and print the sign-ins; does nothing if they exist."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only", metavar="SLUG", help="this one, in this process")

    def handle(self, *_args: Any, only: str | None = None, **_options: Any) -> None:
        scripts = load_all()
        if only:
            self._play(next(script for script in scripts if script.slug == only))
            return
        known = set(Organization.objects.values_list("slug", flat=True))
        new = [script for script in scripts if script.slug not in known]
        if new:
            give_sign_ins(scripts)
            make_room()
            run_since_last_year(timezone.now())
            self._play_side_by_side(new)
            self._hand_over_packs(new)
        self._say_who_signs_in(scripts)

    def _play_side_by_side(self, scripts: list[Script]) -> None:
        """Each organization in a process of its own: they share nothing but the sign-ins."""
        self.stdout.write("Writing a year of history, once.")
        self.stdout.flush()
        players = [
            subprocess.Popen([sys.executable, sys.argv[0], "seed", "--only", script.slug])  # noqa: S603
            for script in scripts
        ]
        failed = [player.args for player in players if player.wait()]
        if failed:
            msg = "The history could not be written."
            raise CommandError(msg)

    def _hand_over_packs(self, scripts: list[Script]) -> None:
        """PDFs take longer than what can be waited for: a worker makes them."""
        for organization in Organization.objects.filter(slug__in=[one.slug for one in scripts]):
            with scope(organization):
                for job in Job.objects.filter(state=JobState.QUEUED):
                    running.hand_over(job, MADE_AFTERWARDS[job.kind], job_id=job.pk)

    def _play(self, script: Script) -> None:
        began = time.monotonic()
        # The mails of a past year are not sent: their tasks go to a broker that ends with us.
        current_app.conf.update(broker_url="memory://localhost/", task_always_eager=False)
        played = play(script, timezone.now())
        self.stdout.write(
            f"{script.name}: {len(script.cases)} use cases in {played.steps} steps, "
            f"{time.monotonic() - began:.0f} s"
        )

    def _say_who_signs_in(self, scripts: list[Script]) -> None:
        for script in scripts:
            self.stdout.write(f"\n{script.name}  {settings.SITE_URL}/{script.slug}/")
            for key, person in script.people.items():
                self.stdout.write(f"  {script.email(key):36} {person.title}")
        self.stdout.write(f"\nEverybody's password is {PASSWORD}\n")
