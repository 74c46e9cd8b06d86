"""Fairness of the year: predictions are assessed, and somebody answers for what came out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from coe_portal.collaboration.actions import post_comment
from coe_portal.jobs.models import Job
from demo.director import Director, Story
from demo.dossiers import Trial
from demo.founding import House
from demo.releases import Releases
from demo.script import Script
from demo.working_hours import Calendar
from registry.actions.fairness import AssessmentTerms, start_assessment, upload_predictions
from registry.choices import FairnessMeasure
from registry.integrations.predictions import assess, looked_at
from registry.logic.fairness import Plan
from registry.models.models import ModelVersion

ANSWERED_AFTER: Final = 1


class Trials:
    """Starts the stories of one organization's fairness assessments."""

    def __init__(self, script: Script, house: House, director: Director) -> None:
        self._trials = script.dossiers.trials
        self._releases = Releases(script)
        self._house = house
        self._director = director
        zone = ZoneInfo(house.organization.timezone)
        self._time = Calendar(director.now, zone, f"{script.slug}/trials")

    def open(self) -> None:
        """Take up every story."""
        for trial in self._trials:
            if self._releases.knows(trial.version):
                self._director.start(self._tell(trial))

    def _tell(self, trial: Trial) -> Story:
        _specimen, release = self._releases.told(trial.version)
        start = self._time.after(self._time.days_ago(release.at), trial.after)
        yield start
        version = self._releases.version(trial.version)
        self._director.start(self._count(self._ask(version, trial)), scoped=False)
        if trial.answer:
            yield self._time.after(start, ANSWERED_AFTER)
            answering = self._house.actor(trial.answered_by)
            post_comment(version.model, trial.answer.strip(), actor=answering, part=version.part)

    def _ask(self, version: ModelVersion, trial: Trial) -> Job:
        tester = self._house.actor(trial.by)
        file = SimpleUploadedFile(trial.file, _table(trial), content_type="text/csv")
        row = upload_predictions(version, looked_at(file), actor=tester)
        plan = Plan(
            decision=trial.decision,
            positive="yes",
            features=tuple(trial.features),
            truth=trial.truth,
        )
        limits = {FairnessMeasure(name): limit for name, limit in trial.limits.items()}
        terms = AssessmentTerms(plan=plan, limits=limits, limits_reason=trial.because.strip())
        return start_assessment(row, terms, actor=tester)

    def _count(self, job: Job) -> Story:
        """What a worker does, at once."""
        yield timezone.now()
        assess(self._house.organization.pk, job.pk)


def _table(trial: Trial) -> bytes:
    """A row for each person, in no order."""
    rows = list(_rows(trial))
    Random(trial.file).shuffle(rows)  # noqa: S311  (a story, not a secret)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow((*trial.features, trial.decision, trial.truth))
    writer.writerows(rows)
    return text.getvalue().encode()


def _rows(trial: Trial) -> Iterator[tuple[str, ...]]:
    for crowd in trial.crowds:
        for count, decided, right in crowd.answers:
            yield from [(*crowd.of, decided, right)] * count
