"""Documents of all models, and one of them to read, to compare and to take along."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.downloads import written_file
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.references import read_number
from coe_portal.ui.views import Crumb, ListPageView, PageView
from registry.choices import DocumentKind
from registry.filters.documents import DocumentFilters
from registry.models.documents import ModelDocument
from registry.models.models import AIModel
from registry.permissions import models as rights
from registry.queries import documents
from registry.queries.fairness import findings_of
from registry.tables.documents import DocumentTable
from registry.views.versions import VersionMixin

TYPES = {
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
}


class DocumentList(ListPageView):
    permission = rights.VIEW.code
    template_name = "registry/models/list.html"
    title = _("Model documents")
    subtitle = _("Cards, datasheets, evaluations and plans that count today.")
    table_class = DocumentTable
    filters_class = DocumentFilters
    empty_icon = "file-text"
    empty_title = _("No documents yet")
    empty_text = _("Write or add them on the page of a version.")

    def rows(self) -> QuerySet[ModelDocument]:
        return documents.readable_documents(AIModel.objects.visible_to(self.member))


class DocumentMixin(VersionMixin):
    """Finds the document of the address among those of its version."""

    @cached_property
    def document(self) -> ModelDocument:
        return found_or_404(documents.document_at(self.subject, self.kwargs["document"]))

    @cached_property
    def reading(self) -> documents.Reading:
        return documents.reading_of(self.document)

    @property
    def parents(self) -> list[Crumb]:
        version = self.subject
        return [*super().parents, Crumb(version.get_absolute_url(), version.part)]


class DocumentPage(DocumentMixin, PageView):
    permission = rights.VIEW.code
    template_name = "registry/documents/document.html"

    def page(self) -> dict[str, Any]:
        document, reading = self.document, self.reading
        kind = DocumentKind(document.kind)
        return {
            "document": document,
            "reading": reading,
            "headline": documents.headline(reading),
            "file_text": documents.text_of_file(document),
            "before": documents.before_of(document, list(reading.others)),
            "exports": documents.exports_of(document),
            "findings": findings_of(document),
            "place": documents.place_to_write(self.subject, kind),
            "may_change": permits(self.actor, rights.CHANGE.code, self.subject),
        }


class DocumentChanges(DocumentMixin, PageView):
    """`?since=7` names what it is compared with: by itself the one before."""

    permission = rights.VIEW.code
    template_name = "registry/documents/changes.html"

    def page(self) -> dict[str, Any]:
        others = list(self.reading.others)
        before = self.wanted(others)
        if before is not None:
            before = documents.document_at(before.version, before.pk)
        return {
            "document": self.document,
            "others": others,
            "before": before,
            "lines": documents.changes(self.document, before),
        }

    def wanted(self, others: list[ModelDocument]) -> ModelDocument | None:
        """The one of the address among those of its kind."""
        number = read_number(self.request.GET.get("since", ""))
        named = next((one for one in others if one.pk == number), None)
        return named or documents.before_of(self.document, others)


class DocumentExport(DocumentMixin):
    """`?as=md`, `json` or `csv`: what it says, as a file."""

    permission = rights.VIEW.code

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        document = self.document
        exports = documents.exports_of(document)
        wanted = self.request.GET.get("as", next(iter(exports), ""))
        if wanted not in exports:
            raise Http404
        makers = {
            "md": documents.as_markdown,
            "json": documents.as_json,
            "csv": documents.as_csv,
        }
        name = f"{self.subject.model.reference}-v{self.subject.number}-{document.kind}.{wanted}"
        return written_file(makers[wanted](document), name, TYPES[wanted])
