"""Filters of the documents of models."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.clock import today_here
from coe_portal.ui.filters import Filters, choice, search
from registry.choices import DocumentKind, DocumentResult, VersionStage
from registry.models.documents import ModelDocument
from registry.queries.documents import matching_documents

RESULTS = [one for one in DocumentResult.choices if one[0]]
VALIDITY = [("valid", _("Valid")), ("over", _("Ran out"))]


class DocumentFilters(Filters):
    q = search(matching_documents, label=_("Model or words"))
    kind = choice(DocumentKind.choices, label=_("Kind"), empty_label=_("Any kind"))
    result = choice(RESULTS, label=_("Result"), empty_label=_("Any result"))
    stage = choice(
        VersionStage.choices,
        label=_("Stage of the version"),
        empty_label=_("Any stage"),
        field_name="version__stage",
    )
    validity = choice(
        VALIDITY, label=_("Validity"), empty_label=_("Valid or not"), method="by_validity"
    )

    class Meta(Filters.Meta):
        model = ModelDocument

    def by_validity(
        self, rows: QuerySet[ModelDocument], _name: str, value: str
    ) -> QuerySet[ModelDocument]:
        over = rows.filter(valid_until__lt=today_here())
        return over if value == "over" else rows.exclude(pk__in=over.order_by().values("pk"))
