"""Make certificates of the rows of a file, a chunk at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.importing.rows import Problem
from coe_portal.jobs import running
from coe_portal.tenancy.clock import zone_here
from training.actions.certification import ImportedCompletion, issue_imported
from training.actions.completion_checks import report, settle_known
from training.actions.enrolment import complete_by_import
from training.choices import CompletionRowState
from training.logic.completions import CompletionProblem
from training.logic.expiry import refresh_window
from training.models.enrollments import Enrollment
from training.models.imports import CompletionImport, CompletionRow
from training.queries.completions import end_of, key_of, last_day, on_record, start_of

CHUNK: Final = 200


def import_chunk(batch: CompletionImport, *, actor: Actor) -> int:
    """Import the next waiting rows in the transaction of the caller, who holds the batch's lock.

    Returns the number of rows that were settled; 0 when none was waiting.
    """
    rows = list(batch.rows.ready().select_related("member__user", "course")[:CHUNK])
    if not rows:
        return 0
    zone = zone_here()
    fresh = _latest_first(_still_new(rows, zone))
    enrollments = _open_enrollments(fresh)
    completions = [_completion(batch, row, zone) for row in fresh]
    completed = [_completed(one, enrollments, actor) for one in completions]
    certificates = issue_imported(completed, actor=actor)
    for row, certificate in zip(fresh, certificates, strict=True):
        row.certificate = certificate
        row.state = CompletionRowState.IMPORTED
    CompletionRow.objects.bulk_update(rows, ["state", "problems", "certificate"])
    _tell_progress(batch)
    return len(rows)


def _still_new(rows: Sequence[CompletionRow], zone: ZoneInfo) -> list[CompletionRow]:
    """Set aside whose member left, or whose certificate came, since the dry run."""
    members = [row.meant[0].pk for row in rows]
    active = set(Membership.objects.current().filter(pk__in=members).values_list("pk", flat=True))
    known = on_record(rows, zone)
    fresh = []
    for row in rows:
        certificate = known.get(key_of(row))
        if row.member_id not in active:
            report(row, [Problem(CompletionProblem.MEMBER, "", str(row.values["email"]))])
        elif certificate is not None:
            settle_known(row, certificate, zone)
        else:
            fresh.append(row)
    return fresh


def _latest_first(rows: Sequence[CompletionRow]) -> list[CompletionRow]:
    return sorted(rows, key=lambda row: str(row.values["completed_on"]), reverse=True)


def _open_enrollments(rows: Sequence[CompletionRow]) -> dict[tuple[int, int], Enrollment]:
    """The open enrolments of these people in these courses, locked."""
    found = Enrollment.objects.open().filter(
        member__in={row.member_id for row in rows}, course__in={row.course_id for row in rows}
    )
    locked = found.locked_rows().select_related("course")
    return {(one.member_id, one.course_id): one for one in locked}


def _completion(batch: CompletionImport, row: CompletionRow, zone: ZoneInfo) -> ImportedCompletion:
    member, course = row.meant
    last = last_day(row)
    return ImportedCompletion(
        member=member,
        course=course,
        issued_at=start_of(dt.date.fromisoformat(row.values["completed_on"]), zone),
        expires_at=None if last is None else end_of(last, zone),
        source=f"{batch.reference}:{row.number}",
        percent=row.values.get("percent"),
        provider=row.values.get("provider", ""),
    )


def _completed(
    one: ImportedCompletion, enrollments: dict[tuple[int, int], Enrollment], actor: Actor
) -> ImportedCompletion:
    """End an open enrolment with a completion that covers the member today.

    What has lapsed, or is due for renewal, leaves the enrolment open: it may be the renewal.
    """
    if not _covers(one.expires_at, one.course.valid_months):
        return one
    enrollment = enrollments.pop((one.member.pk, one.course.pk), None)
    if enrollment is None:
        return one
    complete_by_import(enrollment, completed_at=one.issued_at, percent=one.percent, actor=actor)
    return replace(one, enrollment=enrollment)


def _covers(expires_at: dt.datetime | None, valid_months: int | None) -> bool:
    if expires_at is None:
        return True
    return expires_at - refresh_window(valid_months) > timezone.now()


def _tell_progress(batch: CompletionImport) -> None:
    if batch.job is not None:
        settled = batch.rows.exclude(state=CompletionRowState.READY).count()
        running.start(batch.job, total=batch.rows_read)
        running.progress(batch.job, done=settled)
