"""Exports of lists too long for a request: a worker asks the list's own view for the rows."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from typing import IO, Any

from django.core.files import File
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.urls import resolve
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import record
from coe_portal.errors import DomainError
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from coe_portal.jobs.work import Product, carry_out
from coe_portal.tenancy.addresses import remember_slug
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope
from coe_portal.ui.declarations import LIST_EXPORT_REQUESTED
from coe_portal.ui.exports import CHUNK, SHEET_ROWS, TYPES, WRITERS, file_name, heads_of

LIST_EXPORT = "ui.export_list"


@transaction.atomic
def request_list(title: str, address: str, kind: str, *, actor: Actor) -> Job:
    """Queue the export of a list that the actor may open; the caller sends its task.

    Only who asked may download it: a list shows each member what they may see.
    """
    job = running.queue(LIST_EXPORT, title, actor=actor)
    record(LIST_EXPORT_REQUESTED, job, actor=actor, after={"address": address, "kind": kind})
    return job


def write_list(job_id: int, *, organization_id: int, path: str, query: str, kind: str) -> None:
    """Write the list of an address into the job's file, as the member who asked sees it.

    The keys are read once, then the rows a chunk at a time, each in a transaction of its own: so
    progress is seen, and memory hardly grows with the rows. What is gone by then is left out.
    """
    with tempfile.TemporaryFile() as stream:
        carry_out(
            job_id,
            lambda job: _written(job, stream, path, query, kind),
            organization_id=organization_id,
        )


def _written(job: Job, stream: IO[bytes], path: str, query: str, kind: str) -> Product:
    with scope(job.organization_id):
        title, keys = _listed(job, path, query, kind)
    for done, lines in _chunks(job, keys, path, query):
        if done == 0:
            file = WRITERS[kind](stream, lines[0])
            continue
        for line in lines:
            file.add(line)
    file.finish()
    stream.seek(0)
    return Product(
        outcome={"rows": len(keys)},
        file_name=file_name(kind, title),
        content=File(stream),
        content_type=TYPES[kind],
    )


def _listed(job: Job, path: str, query: str, kind: str) -> tuple[str, list[int]]:
    view = view_of(path, query, job)
    _table, rows = view.listed()
    keys = list(rows.values_list("pk", flat=True))
    if kind == "xlsx" and len(keys) >= SHEET_ROWS:
        raise DomainError(_("A sheet of Excel cannot hold so many rows: export them as CSV."))
    running.start(job, total=len(keys))
    return str(view.title), keys


def _chunks(
    job: Job, keys: Sequence[int], path: str, query: str
) -> Iterator[tuple[int, list[list[Any]]]]:
    """First the heads, then the lines of each chunk, with how many keys were read so far."""
    for start in range(-CHUNK, len(keys), CHUNK):
        with scope(job.organization_id):
            table, rows = view_of(path, query, job).listed()
            if start < 0:
                yield 0, [heads_of(table)]
                continue
            wanted = keys[start : start + CHUNK]
            found = {row.pk: row for row in rows.order_by().filter(pk__in=wanted)}
            lines = list(table.plain_rows(found[key] for key in wanted if key in found))
            running.progress(job, done=start + len(wanted))
        yield start + len(wanted), lines


def view_of(path: str, query: str, job: Job) -> Any:
    """The view of a list as the member who asked for the job would open it.

    Raises:
        NotAllowed: they may not any more.
    """
    match = resolve(path)
    organization = Organization.objects.get(pk=job.organization_id)
    remember_slug(organization)
    request: Any = HttpRequest()
    request.method, request.path, request.GET = "GET", path, QueryDict(query)
    request.organization = organization
    member = Membership.objects.select_related("user").get(jobs=job)
    request.membership, request.user, request.actor = member, member.user, Actor.member(member)
    request.htmx = False
    made: Any = match.func
    view = made.view_class(**made.view_initkwargs)
    view.setup(request, **{name: value for name, value in match.kwargs.items() if name != "org"})
    require(view.actor, view.permission, view.subject)
    return view
