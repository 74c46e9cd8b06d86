"""Use cases with the papers that the EU AI Act asks of them."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from coe_portal.ui.tables import Column, Table, cells
from governance.choices import PaperKind
from governance.queries.papers import standings_of
from intake.models.use_cases import UseCase


def standing(kind: PaperKind) -> Callable[[UseCase], tuple[str, str]]:
    """How a row stands with one paper, with its word."""

    def value(use_case: UseCase) -> tuple[str, str]:
        found = standings_of(use_case)[kind]
        return found.value, str(found.label)

    return value


def papers_url(use_case: UseCase) -> str:
    """The tab of the use case."""
    return f"{use_case.get_absolute_url()}papers/"


class PaperTable(Table):
    caption = _("Use cases and their papers")
    columns = (
        Column("reference", _("Id"), cells.link(papers_url), sort=("number",), phone="meta"),
        Column("title", _("Use case"), cells.link(papers_url), sort=("title",), phone="title"),
        Column("ai_act_class", _("Class"), cells.badge("ai_act"), sort=("ai_act_class",),
               phone="badge"),
        Column("fria", _("Impact assessment"), cells.badge("paper"),
               value=standing(PaperKind.FRIA), phone="meta"),
        Column("technical_file", _("Technical file"), cells.badge("paper"),
               value=standing(PaperKind.TECHNICAL_FILE)),
        Column("registration", _("EU registration"), cells.badge("paper"),
               value=standing(PaperKind.REGISTRATION)),
        Column("owner", _("Owner"), cells.person, sort=("owner__user__name",)),
        Column("stage", _("Stage"), cells.badge("stage"), sort=("stage_rank",), is_default=False),
    )  # fmt: skip
    default_sort = "-reference"
