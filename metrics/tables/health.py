"""The rows behind a signal of the radar, and answers of the survey."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.ui.tables import REFERENCE, Column, Table, cells
from governance.models.decisions import Decision
from governance.models.incidents import Incident
from governance.models.reviews import Review
from intake.models.use_cases import Assignment, UseCase
from metrics.models.feedback import Feedback
from metrics.tables.columns import AMOUNT, case_url
from metrics.tables.registry import RowsTable, lists
from registry.models.models import AIModel
from training.models.skills import MemberSkill


class CaseEvidence(RowsTable):
    caption = _("Use cases")
    columns = (
        REFERENCE,
        Column("title", _("Use case"), cells.link(), sort=("title",), phone="title"),
        Column("stage", _("Stage"), cells.badge("stage"), sort=("stage_rank",), phone="badge"),
        Column("business_unit", _("Business unit"), sort=("business_unit__name",), phone="meta"),
        Column("owner", _("Owner"), cells.person, value=lambda row: row.owner_label),
        Column("amount", _("Counts as"), cells.decimal, sort=("amount",)),
        Column("registered_at", _("Registered"), cells.day, sort=("registered_at",), phone="end"),
    )
    default_sort = "-registered_at"
    related = ("business_unit", "owner__user")


class ReviewEvidence(RowsTable):
    caption = _("Reviews")
    columns = (
        REFERENCE,
        Column("title", _("Use case"), cells.link(case_url), lambda row: row.use_case.title,
               sort=("use_case__title",), phone="title"),
        Column("path", _("Path"), cells.badge("path"), sort=("path",), phone="badge"),
        Column("opened_at", _("Opened"), cells.day, sort=("opened_at",), phone="meta"),
        Column("closed_at", _("Ended"), cells.day, sort=("closed_at",)),
        AMOUNT,
    )  # fmt: skip
    default_sort = "-amount"
    related = ("use_case",)


class DecisionEvidence(RowsTable):
    caption = _("Decisions")
    columns = (
        REFERENCE,
        Column("title", _("Use case"), cells.link(case_url), sort=("title",), phone="title"),
        Column("tier", _("Risk tier"), cells.badge("tier"), sort=("tier",)),
        Column("path", _("Path"), cells.badge("path"), sort=("path",), phone="meta"),
        Column("outcome", _("Outcome"), cells.badge("outcome"), sort=("outcome",), phone="badge"),
        Column("decided_at", _("Decided"), cells.day, sort=("decided_at",), phone="end"),
    )
    default_sort = "-decided_at"
    related = ("use_case",)


def _unit_url(row: Any) -> str:
    return org_url("accounts:unit", pk=row.pk)


class UnitEvidence(RowsTable):
    caption = _("Business units")
    columns = (
        Column("name", _("Business unit"), cells.link(_unit_url), sort=("name",), phone="title"),
        Column("code", _("Code"), sort=("code",), phone="meta"),
        Column("parent", _("Part of"), sort=("parent__name",)),
    )  # fmt: skip
    default_sort = "name"
    related = ("parent",)


class LeadEvidence(RowsTable):
    caption = _("Tech leads")
    columns = (
        Column("title", _("Use case"), cells.link(case_url), lambda row: row.use_case.title,
               sort=("use_case__title",), phone="title"),
        Column("member", _("Tech lead"), cells.person, sort=("member__user__name",), phone="meta"),
        Column("stage", _("Stage"), cells.badge("stage"),
               lambda row: (row.use_case.stage, row.use_case.get_stage_display()), phone="badge"),
    )  # fmt: skip
    default_sort = "title"
    related = ("use_case", "member__user")


class SkillEvidence(RowsTable):
    caption = _("Skills")
    columns = (
        Column("member", _("Member"), cells.person, sort=("member__user__name",), phone="title"),
        Column("skill", _("Skill"), sort=("skill__name",), phone="meta"),
        Column("level", _("Level"), cells.number, sort=("level_now",), phone="end"),
    )
    default_sort = "member"
    related = ("member__user", "skill")


class ModelEvidence(RowsTable):
    caption = _("Models")
    columns = (
        REFERENCE,
        Column("name", _("Model"), cells.link(), sort=("name",), phone="title"),
        Column("owner", _("Owner"), cells.person, sort=("owner__user__name",), phone="end"),
    )
    default_sort = "name"
    related = ("owner__user",)


class IncidentEvidence(RowsTable):
    caption = _("Incidents")
    columns = (
        REFERENCE,
        Column("title", _("Incident"), cells.link(), sort=("title",), phone="title"),
        Column("severity", _("Severity"), cells.badge("severity"), sort=("severity",),
               phone="badge"),
        Column("reported_at", _("Reported"), cells.day, sort=("reported_at",), phone="end"),
    )  # fmt: skip
    default_sort = "-reported_at"


def _about(row: Any) -> str:
    return row.about_label or str(_("Without a name"))


@lists(Feedback)
class FeedbackRows(RowsTable):
    """Neither the day nor the subject of an answer without a name: they would tell whose it is."""

    right = "metrics.view_health"
    caption = _("Answers")
    columns = (
        Column("score", _("Score"), cells.number, sort=("score",), phone="title"),
        Column("comment", _("Comment"), phone="meta"),
        Column("part", _("Kind"), cells.badge("path"),
               lambda row: (row.path or row.kind, row.part_label), sort=("kind", "path"),
               phone="badge"),
        Column("about", _("About"), value=_about, phone="meta"),
        Column("member", _("Person"), cells.person, sort=("member__user__name",), phone="end"),
    )  # fmt: skip
    default_sort = "score"
    related = (
        "decision", "promotion__version__model", "session", "question", "member__user"
    )  # fmt: skip


EVIDENCE: dict[type[Model], type[RowsTable]] = {
    UseCase: CaseEvidence,
    Review: ReviewEvidence,
    Decision: DecisionEvidence,
    BusinessUnit: UnitEvidence,
    Assignment: LeadEvidence,
    MemberSkill: SkillEvidence,
    AIModel: ModelEvidence,
    Incident: IncidentEvidence,
    Feedback: FeedbackRows,
}


class MaturityTable(Table):
    caption = _("Self-assessments")
    columns = (
        REFERENCE,
        Column("title", _("Title"), cells.link(), sort=("title",), phone="title"),
        Column("opened_at", _("Opened"), cells.day, sort=("opened_at",), phone="meta"),
        Column("closed_at", _("Closed"), cells.day, sort=("closed_at",), phone="end"),
        Column("closed_by", _("Closed by"), cells.person, sort=("closed_by__user__name",)),
    )
    default_sort = "-reference"
