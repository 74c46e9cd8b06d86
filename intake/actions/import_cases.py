"""Write the use cases of an import, a chunk at a time, each with an assessment of its own.

An imported case is scored, tiered and classified like a submitted one, but it is not sent to
governance: it exists already, at the stage that the file gives it. What the file does not answer is
missing in the assessment.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.audit.recording import Entry, record_all
from coe_portal.events.bus import publish
from coe_portal.importing.rows import Problem
from coe_portal.jobs import running
from coe_portal.tenancy.references import next_numbers
from intake.actions import assessing
from intake.actions.import_places import Places, places_of
from intake.actions.import_settling import settle
from intake.choices import Stage
from intake.declarations import CASE_IMPORTED, CASE_REIMPORTED, UNIT_IMPORTED
from intake.events import MaterialChange
from intake.logic.evaluation import evaluate
from intake.logic.import_rows import CaseProblem
from intake.logic.materiality import compare
from intake.models.assessments import Assessment
from intake.models.imports import ImportBatch, ImportRow, RowState
from intake.models.use_cases import StageChange, UseCase
from intake.queries.rulebook import in_force

CHUNK: Final = 250
TEXT_FIELDS: Final = ("title", "summary", "intended_users", "owner_name", "objective")


def import_chunk(batch: ImportBatch, *, actor: Actor) -> int:
    """Import the next waiting rows in the transaction of the caller, who holds the batch's lock.

    Returns the number of rows that were settled; 0 when none was waiting.
    """
    rows = list(batch.rows.ready().defer("source")[:CHUNK])
    if not rows:
        return 0
    cases = UseCase.objects.filter(external_key__in=[row.key for row in rows]).locked_rows()
    known = {case.external_key: case for case in cases}
    chunk = _Chunk(batch, actor, places_of(rows))
    chunk.create([row for row in rows if row.key not in known])
    chunk.update([(row, known[row.key]) for row in rows if row.key in known])
    settle(rows)
    refused = [row for row in rows if row.state == RowState.REPORTED]
    ImportRow.objects.bulk_update(refused, ["problems"])
    _tell_progress(batch)
    record_all(chunk.entries, actor=actor)
    return len(rows)


def _tell_progress(batch: ImportBatch) -> None:
    if batch.job is not None:
        settled = batch.rows.exclude(state=RowState.READY).count()
        running.start(batch.job, total=batch.rows_read)
        running.progress(batch.job, done=settled)


class _Chunk:
    """What one chunk writes, and the audit entries that tell of it."""

    def __init__(self, batch: ImportBatch, actor: Actor, places: Places) -> None:
        self._batch = batch
        self._actor = actor
        self._places = places
        self._rules = in_force()
        self.entries = [
            Entry(UNIT_IMPORTED, unit, after={"name": unit.name}, root=batch)
            for unit in places.new_units
        ]

    def create(self, rows: Sequence[ImportRow]) -> None:
        """Make the use cases of new rows, with their assessments and their first stage."""
        if not rows:
            return
        case_ids, assessment_ids = reserve(UseCase, len(rows)), reserve(Assessment, len(rows))
        numbers = next_numbers(UseCase.PREFIX, len(rows))
        for row, case_id, number, assessment_id in zip(
            rows, case_ids, numbers, assessment_ids, strict=True
        ):
            row.use_case = self._new_case(row, case_id, number)
            row.assessment = self._assessed(row, row.use_case, assessment_id)
            row.state = RowState.IMPORTED
            self.entries.append(self._entry(row))
        cases = [row.use_case for row in rows if row.use_case]
        UseCase.objects.bulk_create(cases)
        Assessment.objects.bulk_create([row.assessment for row in rows if row.assessment])
        StageChange.objects.bulk_create([self._first_stage(case) for case in cases])

    def update(self, pairs: Sequence[tuple[ImportRow, UseCase]]) -> None:
        """Bring known use cases up to the file, but never over what was changed in the portal."""
        latest = last_assessments([row.key for row, _case in pairs])
        for row, case in pairs:
            row.use_case = case
            if case.current_assessment_id != latest.get(row.key):
                problem = Problem(CaseProblem.CHANGED_HERE, "", case.reference)
                row.problems = [*row.problems, problem.as_json()]
                row.state = RowState.REPORTED
            else:
                self._reassess(row, case)

    def _reassess(self, row: ImportRow, case: UseCase) -> None:
        """Take over the fields and make a new assessment; the stage is the portal's by now."""
        self._fill(case, row)
        before = case.current_assessment
        (assessment_id,) = reserve(Assessment, 1)
        row.assessment = self._assessed(row, case, assessment_id, supersedes=before)
        Assessment.objects.bulk_create([row.assessment])
        case.save()
        row.state = RowState.UPDATED
        self.entries.append(self._entry(row))
        if touches := row.assessment.changes.get("touches"):
            publish(MaterialChange(case.pk, row.assessment.pk, tuple(touches)))

    def _new_case(self, row: ImportRow, case_id: int, number: int) -> UseCase:
        now = timezone.now()
        case = UseCase(
            pk=case_id,
            organization_id=self._batch.organization_id,
            number=number,
            external_key=row.key,
            stage=Stage(row.fields.get("stage", Stage.INTAKE)),
            stage_changed_at=now,
            submitted_at=now,
            registered_at=now,
            registered_by=self._actor.membership,
        )
        self._fill(case, row)
        return case

    def _fill(self, case: UseCase, row: ImportRow) -> None:
        for name in TEXT_FIELDS:
            setattr(case, name, str(row.fields.get(name, "")))
        start = row.fields.get("planned_start")
        case.planned_start = dt.date.fromisoformat(str(start)) if start else None
        case.business_unit = self._places.unit(row)
        case.owner_id = self._places.owner_id(row)

    def _assessed(
        self,
        row: ImportRow,
        case: UseCase,
        assessment_id: int,
        *,
        supersedes: Assessment | None = None,
    ) -> Assessment:
        evaluation = evaluate(row.answers, self._rules.rulebook, what_if=False)
        now = assessing.assessed_now(evaluation)
        assessment = assessing.unsaved_assessment(
            case,
            evaluation,
            self._rules,
            actor=self._actor,
            supersedes=supersedes,
            difference=compare(assessing.assessed(supersedes), now) if supersedes else None,
        )
        assessment.pk = assessment_id
        assessing.apply_assessment(case, assessment)
        return assessment

    def _first_stage(self, case: UseCase) -> StageChange:
        return StageChange(
            organization_id=self._batch.organization_id,
            use_case=case,
            from_stage=Stage.INTAKE,
            to_stage=case.stage,
            reason=_("Imported: %(batch)s, %(file)s")
            % {"batch": self._batch.reference, "file": self._batch.file_name},
            actor_label=self._actor.label,
        )

    def _entry(self, row: ImportRow) -> Entry:
        case: Any = row.use_case
        is_new = row.state == RowState.IMPORTED
        return Entry(
            CASE_IMPORTED if is_new else CASE_REIMPORTED,
            case,
            after={
                "import": self._batch.reference,
                "row": row.number,
                "stage": str(case.stage),
                "tier": str(case.tier),
                "assessment": row.assessment.digest if row.assessment else "",
            },
        )


def last_assessments(keys: Sequence[str]) -> dict[str, int | None]:
    """The assessment that the last import made, by the key of its row."""
    return dict(ImportRow.objects.last_written(keys).values_list("key", "assessment_id"))


def reserve(model: type[models.Model], count: int) -> list[int]:
    """Take primary keys in advance, so that rows that point at each other need one insert each."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [key for (key,) in cursor.fetchall()]
