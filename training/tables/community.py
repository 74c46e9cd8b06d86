"""Articles, questions and champions as lists."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.markup import markup
from coe_portal.ui.tables import REFERENCE, Column, Table, cells


def _tag_links(tags: Any, _article: Any) -> str:
    base = org_url("training:articles")
    links = [markup('<a href="{}?tag={}">{}</a>', base, quote(tag), tag) for tag in tags or ()]
    return markup(", ".join(["{}"] * len(links)), *links)


class ArticleTable(Table):
    caption = gettext_lazy("Articles")
    columns = (
        REFERENCE,
        Column("title", gettext_lazy("Article"), cells.link(), sort=("title",), phone="title"),
        Column("tags", gettext_lazy("Tags"), _tag_links, phone="meta"),
        Column("author", gettext_lazy("Author"), cells.person, lambda row: row.author),
        Column("state", gettext_lazy("State"), cells.badge("published"), phone="badge"),
        Column(
            "published_at",
            gettext_lazy("Published"),
            cells.day,
            sort=("published_at",),
            phone="end",
        ),
    )
    default_sort = "-published_at"


class QuestionTable(Table):
    caption = gettext_lazy("Questions")
    columns = (
        REFERENCE,
        Column("title", gettext_lazy("Question"), cells.link(), sort=("title",), phone="title"),
        Column("asker", gettext_lazy("Asked by"), cells.person, lambda row: row.asker),
        Column("answered", gettext_lazy("Answers"), cells.number, sort=("answered",)),
        Column(
            "state",
            gettext_lazy("State"),
            cells.badge("question"),
            lambda row: (row.state.value, row.state.label),
            phone="badge",
        ),
        Column("created_at", gettext_lazy("Asked"), cells.day, sort=("created_at",), phone="end"),
    )
    default_sort = "-reference"


class ChampionTable(Table):
    caption = gettext_lazy("Champions")
    columns = (
        Column(
            "unit",
            gettext_lazy("Business unit"),
            value=lambda row: row.business_unit,
            sort=("business_unit__name",),
            phone="title",
        ),
        Column("member", gettext_lazy("Champion"), cells.person, lambda row: row.member),
        Column("email", gettext_lazy("E-mail"), value=lambda row: row.member.user.email),
        Column("starts_on", gettext_lazy("From"), cells.day, sort=("starts_on",), phone="meta"),
        Column("ends_on", gettext_lazy("Until"), cells.day, sort=("ends_on",), phone="end"),
    )
    default_sort = "unit"


def champions_to_steer() -> type[ChampionTable]:
    """The same with a link that ends a term."""
    last = Column(
        "end",
        gettext_lazy("Term"),
        cells.link(lambda row: org_url("training:champion_end", pk=row.pk)),
        value=lambda _row: _("Set the last day"),
        phone="end",
    )
    columns = (*ChampionTable.columns, last)
    return type("ChampionsToSteer", (ChampionTable,), {"columns": columns})
