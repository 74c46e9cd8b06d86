"""Figures of an evaluation, typed or from a file."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from registry.actions.evaluations import EvaluationTerms, record_evaluation
from registry.choices import DocumentKind
from registry.forms.documents import EvaluationForm
from registry.logic.evaluations import EvaluationContent
from registry.models.documents import ModelDocument
from registry.queries.drafts import current_document, document_before
from registry.queries.evaluations import MEASURED
from registry.views.versions import VersionFormPage


class RecordEvaluationView(VersionFormPage):
    """The figures of last time are there already, their values are not."""

    template_name = "registry/documents/evaluate.html"
    form_class = EvaluationForm
    subtitle = _("Whether it passed follows from the thresholds, and from the version before.")
    submit_label = _("Record")
    success_message = _("The evaluation is recorded.")

    @cached_property
    def kind(self) -> DocumentKind:
        """The evaluation of the address."""
        if self.kwargs["kind"] not in {kind.value for kind in MEASURED}:
            raise Http404
        return DocumentKind(self.kwargs["kind"])

    @property
    def title(self) -> str:  # type: ignore[override]
        return str(self.kind.label)

    def form_kwargs(self) -> dict[str, Any]:
        return {"kind": self.kind, "initial": self.initial()}

    def initial(self) -> dict[str, Any]:
        """Title and rows of the evaluation before, to be filled with new values."""
        last = current_document(self.subject, self.kind) or document_before(self.subject, self.kind)
        if last is None:
            return {"title": str(self.kind.label)}
        rows = [
            {
                "suite": one.suite,
                "dataset": one.dataset,
                "metric": one.metric,
                "value": "",
                "better": one.better.value,
                "threshold": "" if one.threshold is None else f"{one.threshold:g}",
                "tolerance": f"{one.tolerance:g}" if one.tolerance else "",
            }
            for one in EvaluationContent.from_content(last.content).results[:50]
        ]
        return {"title": last.title, "results": rows}

    def page(self) -> dict[str, Any]:
        return {"kind": self.kind}

    def act(self, payload: EvaluationTerms) -> ModelDocument:
        return record_evaluation(self.subject, payload, actor=self.actor)

    def success_url(self, result: Any) -> str:
        return str(result.get_absolute_url())
