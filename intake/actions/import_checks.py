"""The dry run: every row is read, judged and listed, and no use case is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from typing import Final

from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidTransition
from coe_portal.importing.rows import Problem, SourceRow
from coe_portal.jobs import running
from coe_portal.tenancy.scope import scope
from intake.actions.import_settling import settle
from intake.choices import Stage
from intake.declarations import IMPORT_CHECKED
from intake.logic.import_answers import fit_answers
from intake.logic.import_rows import CaseProblem, KeyLedger, MappedRow, fingerprint
from intake.logic.questions import Question
from intake.models.imports import ImportBatch, ImportRow, ImportState, RowState

CHUNK: Final = 500


class DryRun:
    """Judges the rows of one batch, chunk by chunk, each chunk in a transaction of its own.

    A dry run that was cut off is begun anew: `begin()` forgets what an earlier one listed.
    """

    def __init__(
        self, batch: ImportBatch, questions: Mapping[str, Question], *, actor: Actor
    ) -> None:
        self.batch = batch
        self._questions = questions
        self._actor = actor
        self._pending: list[ImportRow] = []
        self._ledger = KeyLedger()
        self.rows_read = 0

    def begin(self) -> None:
        """Take the batch; InvalidTransition when it was imported or is being imported."""
        with scope(self.batch.organization_id):
            batch = ImportBatch.objects.locked(self.batch.pk)
            if batch.state in {ImportState.IMPORTING, ImportState.DONE}:
                raise InvalidTransition(_("This file was imported already."))
            batch.rows.all().delete()
            batch.state = ImportState.CHECKING
            batch.save(update_fields=["state", "updated_at"])
            if batch.job is not None:
                running.start(batch.job)
            self.batch = batch

    def add(self, source: SourceRow, mapped: MappedRow) -> None:
        """Judge one row; it is written with its chunk."""
        self.rows_read += 1
        row = self._judged(source, mapped)
        if row.state == RowState.READY:
            self._ledger.add(replace(mapped, key=row.key))
        self._pending.append(row)
        if len(self._pending) >= CHUNK:
            self._write()

    def finish(self) -> ImportBatch:
        """Settle what only the whole file can tell, and close the dry run."""
        self._write()
        with scope(self.batch.organization_id):
            batch = ImportBatch.objects.locked(self.batch.pk)
            self._settle_keys(batch)
            mark_unchanged(batch)
            batch.state = ImportState.CHECKED
            batch.rows_read = self.rows_read
            batch.save(update_fields=["state", "rows_read", "updated_at"])
            counts = batch.rows.all().counts()
            if batch.job is not None:
                running.finish(batch.job, outcome={"rows": self.rows_read, **counts})
            record(
                IMPORT_CHECKED, batch, actor=self._actor, after={"rows": self.rows_read, **counts}
            )
        return batch

    def _judged(self, source: SourceRow, mapped: MappedRow) -> ImportRow:
        answers, unfit = fit_answers(mapped.answers, self._questions)
        fields = dict(mapped.fields)
        problems = [*mapped.problems, *unfit]
        if fields.get("stage", Stage.INTAKE) not in Stage.values:
            problems.append(Problem(CaseProblem.REFUSED, "stage", str(fields["stage"])))
        return ImportRow(
            organization_id=self.batch.organization_id,
            batch=self.batch,
            number=mapped.number,
            line=mapped.line,
            key=mapped.key,
            digest=fingerprint(fields, answers),
            state=_state(problems),
            problems=[problem.as_json() for problem in problems],
            fields=fields,
            answers=answers,
            source={header: cell for header, cell in source.values.items() if cell},
        )

    def _write(self) -> None:
        if self._pending:
            with scope(self.batch.organization_id):
                ImportRow.objects.bulk_create(self._pending)
                if self.batch.job is not None:
                    running.progress(self.batch.job, done=self.rows_read)
            self._pending = []

    def _settle_keys(self, batch: ImportBatch) -> None:
        verdicts = {verdict.number: verdict for verdict in self._ledger.verdicts()}
        rows = list(batch.rows.filter(number__in=verdicts).defer("source", "answers", "fields"))
        for row in rows:
            verdict = verdicts[row.number]
            row.key = verdict.key
            if verdict.repeats is not None:
                problem = Problem(CaseProblem.REPEATED, "", str(verdict.repeats))
                row.problems = [*row.problems, problem.as_json()]
                row.state = RowState.REPORTED
        ImportRow.objects.bulk_update(rows, ["key", "problems", "state"], batch_size=CHUNK)


def _state(problems: list[Problem]) -> RowState:
    is_blocked = any(problem.is_blocking for problem in problems)
    return RowState.REPORTED if is_blocked else RowState.READY


def mark_unchanged(batch: ImportBatch) -> int:
    """Set aside the rows that were imported before as they are now; returns their number.

    In parts, each with one question for the last imports of its keys. A question for each row
    within the update would read all rows of the organization for each of them, as long as the
    database has no statistics about a file that has just come.
    """
    rows = batch.rows.ready().defer("source", "answers", "fields").iterator(CHUNK)
    return sum(_set_aside(part) for part in iter(lambda: list(islice(rows, CHUNK)), []))


def _set_aside(rows: list[ImportRow]) -> int:
    before = {one.key: one for one in ImportRow.objects.last_written([row.key for row in rows])}
    unchanged = [row for row in rows if row.key in before and before[row.key].digest == row.digest]
    for row in unchanged:
        row.state, row.use_case_id = RowState.UNCHANGED, before[row.key].use_case_id
    settle(unchanged)
    return len(unchanged)
