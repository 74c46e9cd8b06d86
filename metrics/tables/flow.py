"""Use cases, their moves, submissions, decisions and reviews behind a number."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from coe_portal.ui.tables import REFERENCE, Column, cells
from governance.models.decisions import Decision
from governance.models.reviews import Review
from intake.choices import Stage, Tier
from intake.models.assessments import Assessment
from intake.models.use_cases import StageChange, UseCase
from metrics.tables.columns import CASE_LINK, CASE_TITLE
from metrics.tables.registry import RowsTable, lists


def _stage_then(row: Any) -> tuple[str, str]:
    return row.stage_then, str(Stage(row.stage_then).label)


def _tier_then(row: Any) -> tuple[str, str]:
    if row.tier_then not in Tier.values:
        return "", str(_("No tier yet"))
    return row.tier_then, str(Tier(row.tier_then).label)


def _objective_then(row: Any) -> str:
    return getattr(row, "objective_then", "")


def _base(row: Any) -> float | None:
    """What the amount is held against, where the number is a ratio."""
    return getattr(row, "base", None)


@lists(UseCase)
class CaseRows(RowsTable):
    caption = _("Use cases")
    columns = (
        REFERENCE,
        Column("title", _("Use case"), sort=("title",), phone="title"),
        Column("stage_then", _("Stage then"), cells.badge("stage"), _stage_then, phone="badge"),
        Column("tier_then", _("Risk tier then"), cells.badge("tier"), _tier_then, phone="meta"),
        Column("registered_at", _("Registered"), cells.day, sort=("registered_at",), phone="end"),
        Column("objective", _("Objective then"), value=_objective_then, is_default=False),
        Column("amount", _("Counts as"), cells.decimal, sort=("amount",), is_default=False),
        Column("base", _("Held against"), cells.decimal, _base, is_default=False),
    )
    default_sort = "-reference"


@lists(StageChange)
class MoveRows(RowsTable):
    caption = _("Use cases that moved")
    columns = (
        CASE_LINK,
        CASE_TITLE,
        Column("from_stage", _("From"), cells.badge("stage")),
        Column("to_stage", _("To"), cells.badge("stage"), sort=("to_stage",), phone="badge"),
        Column("amount", _("Counts as"), cells.decimal, sort=("amount",), phone="meta"),
        Column("changed_at", _("When"), cells.day, sort=("changed_at",), phone="end"),
    )
    default_sort = "-changed_at"
    related = ("use_case",)


@lists(Assessment)
class SubmissionRows(RowsTable):
    caption = _("Submitted use cases")
    columns = (
        CASE_LINK,
        CASE_TITLE,
        Column("tier", _("Risk tier"), cells.badge("tier"), phone="badge"),
        Column("actor_label", _("Submitted by"), cells.person, phone="meta"),
        Column("submitted_at", _("Submitted"), cells.day, sort=("submitted_at",), phone="end"),
    )
    default_sort = "-submitted_at"
    related = ("use_case",)


@lists(Decision)
class DecisionRows(RowsTable):
    caption = _("Decisions")
    columns = (
        REFERENCE,
        Column("title", _("Use case"), sort=("title",), phone="title"),
        Column("outcome", _("Outcome"), cells.badge("outcome"), sort=("outcome",), phone="badge"),
        Column("path", _("Path"), cells.badge("path"), sort=("path",), phone="meta"),
        Column("amount", _("Counts as"), cells.decimal, sort=("amount",), phone="meta"),
        Column("decided_at", _("Decided"), cells.day, sort=("decided_at",), phone="end"),
    )
    default_sort = "-decided_at"
    related = ("use_case",)


@lists(Review)
class ReviewRows(RowsTable):
    caption = _("Reviews")
    columns = (
        REFERENCE,
        CASE_TITLE,
        Column("path", _("Path"), cells.badge("path"), sort=("path",), phone="badge"),
        Column("opened_at", _("Opened"), cells.day, sort=("opened_at",), phone="meta"),
        Column("due_at", _("Due"), cells.day, sort=("due_at",), phone="end"),
    )
    default_sort = "due_at"
    related = ("use_case",)
