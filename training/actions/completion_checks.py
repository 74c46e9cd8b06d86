"""The dry run of completions: every row is read, judged and listed, and nobody is certified."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidTransition
from coe_portal.importing.rows import Problem
from coe_portal.jobs import running
from coe_portal.tenancy.clock import today_here, zone_here
from coe_portal.tenancy.scope import scope
from training import declarations as told
from training.choices import CompletionImportState, CompletionRowState
from training.logic.completions import Completion, CompletionProblem, CompletionReader
from training.models.certificates import Certificate
from training.models.imports import CompletionImport, CompletionRow
from training.queries.completions import (
    CourseIndex,
    Key,
    differs,
    key_of,
    last_day,
    members_by_email,
    on_record,
)

CHUNK: Final = 500
SETTLED: Final = {CompletionImportState.IMPORTING, CompletionImportState.DONE}


class DryRun:
    """Judges the rows of one file, chunk by chunk, each chunk in a transaction of its own.

    A dry run that was cut off is begun anew: beginning forgets what an earlier one listed.
    """

    def __init__(self, batch: CompletionImport, reader: CompletionReader, *, actor: Actor) -> None:
        self._organization_id = batch.organization_id
        self._actor = actor
        self._pending: list[Completion] = []
        self._rows_read = 0
        with scope(self._organization_id):
            self._batch = _taken(batch)
            self._judge = Judge(reader)

    def add(self, completion: Completion) -> None:
        """Take one row; it is judged and written with its chunk."""
        self._rows_read += 1
        self._pending.append(completion)
        if len(self._pending) >= CHUNK:
            self._write()

    def finish(self) -> None:
        """Write the last rows and close the dry run."""
        self._write()
        with scope(self._organization_id):
            batch = CompletionImport.objects.locked(self._batch.pk)
            batch.state = CompletionImportState.CHECKED
            batch.rows_read = self._rows_read
            batch.save(update_fields=["state", "rows_read", "updated_at"])
            outcome: dict[str, object] = {"rows": self._rows_read, **batch.rows.all().counts()}
            if batch.job is not None:
                running.finish(batch.job, outcome=outcome)
            record(told.COMPLETIONS_CHECKED, batch, actor=self._actor, after=outcome)

    def _write(self) -> None:
        if not self._pending:
            return
        with scope(self._organization_id):
            CompletionRow.objects.bulk_create(self._judge.rows(self._batch, self._pending))
            if self._batch.job is not None:
                running.progress(self._batch.job, done=self._rows_read)
        self._pending = []


def _taken(batch: CompletionImport) -> CompletionImport:
    """The batch, empty and being checked; InvalidTransition when it is imported already."""
    batch = CompletionImport.objects.locked(batch.pk)
    if batch.state in SETTLED:
        raise InvalidTransition(_("This file was imported already."))
    batch.rows.all().delete()
    batch.state = CompletionImportState.CHECKING
    batch.save(update_fields=["state", "updated_at"])
    if batch.job is not None:
        running.start(batch.job)
    return batch


class Judge:
    """Finds out what the rows of a file mean in the organization in scope."""

    def __init__(self, reader: CompletionReader) -> None:
        self._reader = reader
        self._courses = CourseIndex()
        self._today = today_here()
        self._zone = zone_here()
        self._first: dict[Key, int] = {}

    def rows(
        self, batch: CompletionImport, completions: Sequence[Completion]
    ) -> list[CompletionRow]:
        """The rows to store, with what is wrong with each."""
        people = members_by_email(email_of(one) for one in completions)
        rows = [self._row(batch, one, people.get(email_of(one))) for one in completions]
        ready = [row for row in rows if row.state == CompletionRowState.READY]
        known = on_record(ready, self._zone)
        for row in ready:
            self._settle(row, known.get(key_of(row)))
        return rows

    def _row(
        self, batch: CompletionImport, one: Completion, member: Membership | None
    ) -> CompletionRow:
        text = str(one.values.get("course", ""))
        course = self._courses.find(text)
        row = CompletionRow(
            organization_id=batch.organization_id,
            batch=batch,
            number=one.number,
            line=one.line,
            values=dict(one.values),
            member=member,
            course=course,
        )
        problems = [*one.problems, *self._reader.problems_of_days(one, self._today)]
        if member is None and email_of(one):
            problems.append(self._reader.problem("email", CompletionProblem.MEMBER, email_of(one)))
        if course is None and text:
            problems.append(self._reader.problem("course", CompletionProblem.COURSE, text))
        if not any(problem.is_blocking for problem in problems):
            first = self._first.setdefault(key_of(row), one.number)
            if first != one.number:
                problems.append(Problem(CompletionProblem.REPEATED, "", str(first)))
        report(row, problems)
        return row

    def _settle(self, row: CompletionRow, known: Certificate | None) -> None:
        """Set a row aside that is on record, or remark that it is history."""
        if known is not None:
            settle_known(row, known, self._zone)
        elif lapsed_before(row, self._today):
            day = str(last_day(row))
            report(row, [self._reader.problem("valid_until", CompletionProblem.LAPSED, day)])


def email_of(completion: Completion) -> str:
    """The e-mail as members are known by it."""
    return str(completion.values.get("email", "")).lower()


def lapsed_before(row: CompletionRow, today: dt.date) -> bool:
    """Whether the completion counts no longer."""
    last = last_day(row)
    return last is not None and last < today


def settle_known(row: CompletionRow, certificate: Certificate, zone: ZoneInfo) -> None:
    """The completion is on record: nothing is to be done, but a difference is to be said."""
    row.certificate = certificate
    if certificate.revoked_at is not None:
        report(row, [Problem(CompletionProblem.REVOKED, "", certificate.reference)])
        return
    row.state = CompletionRowState.UNCHANGED
    if differs(row, certificate, zone):
        problem = Problem(CompletionProblem.DIFFERS, "", certificate.reference)
        row.problems = [*row.problems, problem.as_json()]


def report(row: CompletionRow, problems: Sequence[Problem]) -> None:
    """Add problems to a row; one that blocks takes it out of the import."""
    row.problems = [*row.problems, *(problem.as_json() for problem in problems)]
    if any(problem.is_blocking for problem in problems):
        row.state = CompletionRowState.REPORTED
