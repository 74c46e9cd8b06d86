"""Tables of costs: uploaded, looked at line by line, booked or discarded."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from coe_portal.not_found import found_or_404
from coe_portal.ui.views import ActionView, FormPageView, PageView
from metrics.actions import cost_files as actions
from metrics.choices import CostCategory, CostFileState
from metrics.forms.costs import CostFileForm, UploadedCosts
from metrics.integrations.cost_files import read_table
from metrics.logic.cost_lines import CostLine, LineProblem, line_of
from metrics.models.costs import CostEntry, CostFile
from metrics.permissions.costs import BOOK_COSTS
from metrics.views.costs import BelowCosts

TEXTS: Final = {
    LineProblem.MISSING: _("is missing"),
    LineProblem.MONTH: _("is no month: write 2026-09 or 15.09.2026"),
    LineProblem.CATEGORY: _("is none of people, platform, training, external"),
    LineProblem.AMOUNT: _("cannot be read for certain: write 1234.50"),
    LineProblem.NOTHING: _("is nothing"),
    LineProblem.LONG: _("is too long"),
    LineProblem.UNKNOWN: _("is not known here"),
    LineProblem.DIFFERS: _("is booked with other values"),
    LineProblem.REPEATED: _("stands in the file before"),
    LineProblem.RANGE: _("is too long ago or too far ahead"),
}
NAMES: Final = {
    "month": _("Month"),
    "category": _("Category"),
    "amount": _("Amount"),
    "description": _("Description"),
    "invoice": _("Invoice"),
    "business_unit": _("Business unit"),
    "use_case": _("Use case"),
    "model": _("Model"),
    "vendor": _("Vendor"),
}
CATEGORIES: Final = dict(CostCategory.choices)


class UploadCostsView(BelowCosts, FormPageView):
    """The file is read at once and not kept; its lines are, until they are booked."""

    permission = BOOK_COSTS.code
    form_class = CostFileForm
    title = _("Bring a table of costs")
    subtitle = _("You see every line before anything is booked.")
    submit_label = _("Read")

    def act(self, payload: UploadedCosts) -> CostFile:
        return actions.keep_table(read_table(payload.file), actor=self.actor)


class FileMixin(BelowCosts):
    """Finds the file of the address."""

    permission = BOOK_COSTS.code

    def find_subject(self) -> CostFile:
        return found_or_404(CostFile.objects.filter(pk=self.kwargs["pk"]).first())


class CostFilePage(FileMixin, PageView):
    template_name = "metrics/costs/file.html"

    def page(self) -> dict[str, Any]:
        lines = [line_of(stored) for stored in self.subject.lines]
        return {
            "lines": [shown(line) for line in lines],
            "ready": sum(line.is_ready for line in lines),
            "known": sum(bool(line.known) for line in lines),
            "wrong": sum(bool(line.problems) for line in lines),
            "is_open": self.subject.state == CostFileState.READ,
        }


def shown(line: CostLine) -> dict[str, Any]:
    """A line with its problems in words."""
    return {
        "number": line.number,
        **{target: line.values.get(target, "") for target in NAMES},
        "category": CATEGORIES.get(line.values.get("category", ""), ""),
        "problems": [f"{NAMES[target]} {TEXTS[problem]}" for problem, target in line.problems],
        "known": line.known,
    }


class BookFileView(FileMixin, ActionView):
    success_message = _("The lines are booked.")

    def act(self, _payload: None) -> list[CostEntry]:
        return actions.book_file(self.subject, actor=self.actor)


class DiscardFileView(FileMixin, ActionView):
    success_message = _("Nothing was booked.")

    def act(self, _payload: None) -> CostFile:
        return actions.discard_file(self.subject, actor=self.actor)
