"""Models, deployments and assets behind a number."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from coe_portal.ui.tables import REFERENCE, Column, cells
from metrics.tables.columns import AMOUNT
from metrics.tables.registry import RowsTable, lists
from registry.models.assets import Asset
from registry.models.models import AIModel, Deployment


@lists(AIModel)
class ModelRows(RowsTable):
    caption = _("Models")
    columns = (
        REFERENCE,
        Column("name", _("Model"), sort=("name",), phone="title"),
        Column("kind", _("Kind"), cells.label, sort=("kind",), phone="meta"),
        Column("owner", _("Owner"), cells.person, sort=("owner__user__name",)),
        AMOUNT,
    )
    default_sort = "name"
    related = ("owner__user",)


def _model(row: Any) -> str:
    return str(row.version.model.name)


@lists(Deployment)
class DeploymentRows(RowsTable):
    caption = _("Deployments")
    columns = (
        Column("model", _("Model"), value=_model, sort=("version__model__name",), phone="title"),
        Column(
            "version",
            _("Version"),
            cells.link(lambda row: row.version.get_absolute_url()),
            lambda row: row.version.part,
            phone="meta",
        ),
        Column("target", _("Where"), sort=("target",), phone="meta"),
        Column("amount", _("Counts as"), cells.decimal, sort=("amount",), phone="meta"),
        Column("deployed_at", _("Deployed"), cells.day, sort=("deployed_at",), phone="end"),
    )
    default_sort = "-deployed_at"
    related = ("version__model",)


@lists(Asset)
class AssetRows(RowsTable):
    caption = _("Assets")
    columns = (
        REFERENCE,
        Column("name", _("Asset"), sort=("name",), phone="title"),
        Column("kind", _("Kind"), cells.label, sort=("kind",), phone="meta"),
        Column("published_at", _("Published"), cells.day, sort=("published_at",)),
        AMOUNT,
    )
    default_sort = "name"
