"""A document in work: its parts save themselves; then it is published as a whole."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _

from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.htmx import is_fragment
from coe_portal.ui.views import ActionView, Crumb, FormPageView, PageView, TenantView
from registry.actions import drafts
from registry.choices import DocumentKind
from registry.forms import documents as forms
from registry.logic.document_parts import WRITTEN
from registry.logic.hugging_face import MOST_BYTES
from registry.models.documents import ModelDocument
from registry.models.drafts import DocumentDraft
from registry.models.models import ModelVersion
from registry.permissions import models as rights
from registry.queries.documents import Reading, reading_of
from registry.queries.drafts import Entry, Writing, writing_of
from registry.views.versions import VersionMixin


class WritingMixin(VersionMixin, TenantView):
    """Finds the version and the kind of document of the address."""

    permission = rights.CHANGE.code

    @cached_property
    def kind(self) -> DocumentKind:
        """The document of the address, one that is written here."""
        named = self.kwargs.get("kind", DocumentKind.MODEL_CARD.value)
        if named not in {kind.value for kind in WRITTEN}:
            raise Http404
        return DocumentKind(named)

    @property
    def place(self) -> dict[str, Any]:
        """What its addresses begin with."""
        version = self.subject
        return {"reference": version.model.reference, "number": version.number}

    @property
    def address(self) -> str:
        return org_url("registry:document_write", kind=self.kind.value, **self.place)

    @property
    def parents(self) -> list[Crumb]:
        version = self.subject
        above = [*super().parents, Crumb(version.get_absolute_url(), version.part)]
        is_below = type(self) is not WritePage
        return [*above, Crumb(self.address, str(self.kind.label))] if is_below else above

    @property
    def cancel_url(self) -> str:
        return self.address

    def success_url(self, _result: object) -> str:
        return self.address


def part_form(entry: Entry, data: Any = None) -> forms.PartForm:
    """The form of one part, with what is written."""
    initial = {"text": entry.text, "revision": entry.revision}
    return forms.PartForm(data, prefix=entry.part.key, initial=initial)


def facts_form(writing: Writing, data: Any = None) -> forms.CardFactsForm:
    """The form of what stands above a card."""
    initial = forms.facts_of(writing.card, writing.revision(drafts.FACTS))
    return forms.CardFactsForm(data, prefix=drafts.FACTS, initial=initial)


class WritePage(WritingMixin, PageView):
    template_name = "registry/documents/write.html"

    def page(self) -> dict[str, Any]:
        writing = writing_of(self.subject, self.kind)
        is_card = self.kind == DocumentKind.MODEL_CARD
        return {
            "writing": writing,
            "forms": {entry.part.key: part_form(entry) for entry in writing.entries},
            "facts_form": facts_form(writing) if is_card else None,
        }


class SavingView(WritingMixin, ActionView):
    """Saves a part while the rest of the page stays as it is."""

    success_message = _("Saved.")

    def answer(self, result: DocumentDraft) -> HttpResponse:
        if is_fragment(self.request):
            return self.render(self.template_name, {"saved": result, "form": None})
        return super().answer(result)


class SavePartView(SavingView):
    template_name = "registry/documents/saved_part.html"

    def entry(self, writing: Writing) -> Entry:
        return found_or_404(writing.entry(self.kwargs["part"]))

    def make_form(self, data: Any = None, files: Any = None) -> forms.PartForm:  # noqa: ARG002
        return part_form(self.entry(writing_of(self.subject, self.kind)), data)

    def act(self, payload: drafts.PartText) -> DocumentDraft:
        return drafts.save_part(
            self.subject, self.kind, self.kwargs["part"], payload, actor=self.actor
        )

    def success_url(self, _result: object) -> str:
        return f"{self.address}#part-{self.kwargs['part']}"

    def page(self) -> dict[str, Any]:
        writing = writing_of(self.subject, self.kind)
        return {"writing": writing, "entry": self.entry(writing), "saved": None}


class SaveFactsView(SavingView):
    template_name = "registry/documents/saved_facts.html"

    def make_form(self, data: Any = None, files: Any = None) -> forms.CardFactsForm:  # noqa: ARG002
        return facts_form(writing_of(self.subject, self.kind), data)

    def act(self, payload: drafts.CardFacts) -> DocumentDraft:
        return drafts.save_facts(self.subject, payload, actor=self.actor)

    def page(self) -> dict[str, Any]:
        return {"writing": writing_of(self.subject, self.kind), "saved": None}


class ImportCardView(WritingMixin, FormPageView):
    form_class = forms.CardFileForm
    title = _("Upload a model card")
    subtitle = _("It takes the place of the draft. Nothing is published yet: look at it first.")
    submit_label = _("Upload")
    success_message = _("The draft says what the file says.")

    def act(self, payload: forms.CardFile) -> DocumentDraft:
        content = payload.file.read(MOST_BYTES + 1)
        return drafts.import_card(self.subject, content, actor=self.actor)


class PreviewPage(WritingMixin, PageView):
    """The draft as its readers will see it."""

    template_name = "registry/documents/preview.html"

    def page(self) -> dict[str, Any]:
        writing = writing_of(self.subject, self.kind)
        return {"writing": writing, "reading": self.reading(writing)}

    def reading(self, writing: Writing) -> Reading:
        """What a document with the content of the draft would show."""
        shown = ModelDocument(version=self.subject, kind=self.kind, content=dict(writing.content))
        return reading_of(shown)


class PublishView(WritingMixin, FormPageView):
    form_class = forms.PublicationForm
    title = _("Publish the document")
    subtitle = _("It counts from now on, in place of the current one of its kind, which is kept.")
    submit_label = _("Publish")
    success_message = _("The document is published.")
    template_name = "registry/documents/publish.html"

    def page(self) -> dict[str, Any]:
        return {"writing": writing_of(self.subject, self.kind)}

    def act(self, payload: drafts.Publication) -> ModelDocument:
        return drafts.publish_draft(self.subject, self.kind, payload, actor=self.actor)

    def success_url(self, result: Any) -> str:
        return str(result.get_absolute_url())


class DiscardView(WritingMixin, ActionView):
    success_message = _("The draft is gone.")

    def act(self, _payload: None) -> ModelVersion:
        return drafts.discard_draft(self.subject, self.kind, actor=self.actor)

    def success_url(self, result: Any) -> str:
        return f"{result.get_absolute_url()}#documents"
