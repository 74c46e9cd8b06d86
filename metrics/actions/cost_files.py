"""Costs out of a table: read and shown first, booked when somebody has looked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition, RuleViolation
from metrics.actions.costs import Booking, CostTerms, book_cost, is_bookable
from metrics.choices import CostCategory, CostFileState, CostSource
from metrics.declarations import costs as told
from metrics.logic.cost_lines import CostLine, LineProblem, line_of
from metrics.logic.spending import ZERO
from metrics.models.costs import CostEntry, CostFile
from metrics.permissions.costs import BOOK_COSTS
from metrics.queries.cost_lines import NAMED, Names, judge

MOST_LINES: Final = 1_000


@dataclass(frozen=True)
class CostTable:
    """A table that was read: its name, SHA-256 (hex), and lines."""

    file_name: str
    sha256: str
    lines: Sequence[CostLine]


@transaction.atomic
def keep_table(table: CostTable, *, actor: Actor) -> CostFile:
    """Keep the lines of a table with what is wrong with each; nothing is booked yet."""
    require(actor, BOOK_COSTS.code)
    lines = list(table.lines)
    if not lines:
        raise InvalidInput(_("The file has no lines."))
    if len(lines) > MOST_LINES:
        raise InvalidInput(_("The file has more than %(most)d lines.") % {"most": MOST_LINES})
    _judged(lines)
    file = CostFile.objects.create(
        file_name=table.file_name[:255],
        sha256=table.sha256,
        lines=[line.as_json() for line in lines],
        uploaded_by=actor.membership,
    )
    facts = {"file": file.file_name, "sha256": file.sha256, "lines": len(lines)}
    record(told.COST_FILE_READ, file, actor=actor, after=facts)
    return file


@transaction.atomic
def book_file(file: CostFile, *, actor: Actor) -> list[CostEntry]:
    """Book the lines with which nothing is wrong; what came into the books meanwhile is known."""
    require(actor, BOOK_COSTS.code)
    file = _locked(file)
    lines = [line_of(stored) for stored in file.lines]
    for line in lines:
        line.problems, line.known = _of_reading(line), ""
    names = _judged(lines)
    ready = [line for line in lines if line.is_ready]
    if not ready:
        raise RuleViolation(_("There is nothing to book in it."))
    booking = Booking(source=CostSource.FILE, file=file)
    entries = [book_cost(_terms(line, names), actor=actor, booking=booking) for line in ready]
    for line, entry in zip(ready, entries, strict=True):
        line.known = entry.reference
    file.lines = [line.as_json() for line in lines]
    file.state = CostFileState.BOOKED
    file.save(update_fields=["lines", "state", "updated_at"])
    total = sum((entry.amount for entry in entries), ZERO)
    record(told.COSTS_BOOKED, file, actor=actor, after={"entries": len(entries), "total": total})
    return entries


@transaction.atomic
def discard_file(file: CostFile, *, actor: Actor) -> CostFile:
    """Book nothing of it."""
    require(actor, BOOK_COSTS.code)
    file = _locked(file)
    file.state = CostFileState.DISCARDED
    file.save(update_fields=["state", "updated_at"])
    record(told.COST_FILE_DISCARDED, file, actor=actor)
    return file


def _locked(file: CostFile) -> CostFile:
    file = CostFile.objects.locked(file.pk)
    if file.state != CostFileState.READ:
        raise InvalidTransition(_("This file was booked or discarded already."))
    return file


def _judged(lines: Sequence[CostLine]) -> Names:
    names = Names(lines)
    judge(lines, names)
    for line in lines:
        month = line.values.get("month", "")
        is_read = (LineProblem.MONTH, "month") not in line.problems
        if month and is_read and not is_bookable(dt.date.fromisoformat(month)):
            line.report(LineProblem.RANGE, "month")
    return names


def _of_reading(line: CostLine) -> list[tuple[LineProblem, str]]:
    """What was wrong with the cells themselves, whatever the organization knows."""
    judged = {LineProblem.UNKNOWN, LineProblem.REPEATED, LineProblem.DIFFERS, LineProblem.RANGE}
    return [problem for problem in line.problems if problem[0] not in judged]


def _terms(line: CostLine, names: Names) -> CostTerms:
    values = line.values
    named: dict[str, Any] = {target: names.of(line, target) for target in NAMED}
    return CostTerms(
        month=dt.date.fromisoformat(values["month"]),
        category=CostCategory(values["category"]),
        amount=Decimal(values["amount"]),
        description=values["description"],
        invoice=values.get("invoice", ""),
        **named,
    )
