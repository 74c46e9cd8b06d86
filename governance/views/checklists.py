"""Release checklists: a case's list with autosave, its confirmation, and the items for all."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.htmx import is_fragment
from coe_portal.ui.views import (
    ActionView,
    Crumb,
    FormPageView,
    ListPageView,
    PageView,
    TenantView,
)
from governance.actions import checklists
from governance.actions.checklists import ItemAnswer, ItemTerms
from governance.filters.checklists import WaitingFilters
from governance.forms.checklists import AnswerForm, ItemForm, ReturnForm
from governance.forms.policies import Reason
from governance.logic.checklists import Item
from governance.models.checklists import Checklist, ChecklistAnswer, ChecklistVersion
from governance.permissions import checklists as rights
from governance.queries.checklists import (
    Line,
    Sheet,
    files_of,
    sheet_of,
    version_in_force,
    waiting_lists,
    waiting_rows,
)
from governance.tables.checklists import WaitingTable
from governance.views.fragments import CaseMixin
from intake.choices import Gate
from intake.models.use_cases import UseCase


class OneChecklist(CaseMixin, TenantView):
    """Finds the list of a use case at a gate; 404 where nothing is asked."""

    permission = rights.VIEW_CHECKLISTS.code
    subject: UseCase

    @cached_property
    def gate(self) -> Gate:
        if self.kwargs["gate"] not in Gate.values:
            raise Http404
        return Gate(self.kwargs["gate"])

    @property
    def sheet(self) -> Sheet:
        """Read anew each time: an action may have changed it."""
        found = sheet_of(self.subject, self.gate)
        if not found.lines:
            raise Http404
        return found

    @property
    def address(self) -> str:
        place = {"reference": self.subject.reference, "gate": self.gate.value}
        return org_url("governance:checklist", **place)

    def may_answer(self, sheet: Sheet) -> bool:
        if self.subject.is_closed or sheet.is_passed:
            return False
        return permits(self.actor, rights.ANSWER_CHECKLIST.code, self.subject)

    def may_confirm(self, sheet: Sheet) -> bool:
        """Whether the member may judge the answers, complete or not."""
        if self.subject.is_closed or sheet.is_passed or sheet.checklist is None:
            return False
        return permits(self.actor, rights.CONFIRM_CHECKLIST.code, sheet.checklist)


class ChecklistPage(OneChecklist, PageView):
    template_name = "governance/checklists/checklist.html"

    def page(self) -> dict[str, Any]:
        sheet = self.sheet
        may_answer = self.may_answer(sheet)
        files = files_of(self.subject) if may_answer else []
        forms = {line.item.key: answer_form(line, files) for line in sheet.lines if may_answer}
        return {
            "sheet": sheet,
            "forms": forms,
            "may_answer": may_answer,
            "may_confirm": self.may_confirm(sheet),
        }


def answer_form(line: Line, files: list[Any], data: Any = None) -> AnswerForm:
    """The form of one item, with what was answered."""
    names = ("choice", "note", "revision")
    initial = {name: getattr(line.answer, name) for name in names} if line.answer else {}
    if line.answer:
        initial["evidence"] = line.answer.evidence_id
    return AnswerForm(data, prefix=line.item.key, initial=initial, files=files)


class AnswerItemView(OneChecklist, ActionView):
    """Saves one item while the rest of the page stays as it is."""

    template_name = "governance/checklists/saved.html"
    success_message = _("Saved.")

    @property
    def line(self) -> Line:
        return found_or_404(self.sheet.line(self.kwargs["item"]))

    def make_form(self, data: Any = None, files: Any = None) -> AnswerForm:  # noqa: ARG002
        return answer_form(self.line, files_of(self.subject), data)

    def act(self, payload: ItemAnswer) -> ChecklistAnswer:
        return checklists.answer_item(
            self.subject, self.gate, self.kwargs["item"], payload, actor=self.actor
        )

    def answer(self, result: ChecklistAnswer) -> HttpResponse:
        if is_fragment(self.request):
            return self.render(self.template_name, {"saved": result})
        return super().answer(result)

    def success_url(self, _result: object) -> str:
        return f"{self.address}#item-{self.kwargs['item']}"

    def page(self) -> dict[str, Any]:
        sheet = self.sheet
        return {
            "sheet": sheet,
            "line": sheet.line(self.kwargs["item"]),
            "may_answer": True,
            "may_confirm": self.may_confirm(sheet),
        }


class ReturnAnswerView(OneChecklist, FormPageView):
    """Somebody who may confirm sends an answer back."""

    form_class = ReturnForm
    title = _("Send the answer back")
    subtitle = _("The team reads what is missing, and answers again.")
    submit_label = _("Send back")
    success_message = _("Sent back. The team was told why.")

    @property
    def parents(self) -> list[Crumb]:
        return [
            Crumb(self.subject.get_absolute_url(), self.subject.reference),
            Crumb(self.address, _("Release checklist")),
        ]

    @property
    def cancel_url(self) -> str:
        return self.address

    def act(self, payload: Reason) -> ChecklistAnswer:
        return checklists.return_answer(
            self.subject, self.gate, self.kwargs["item"], payload.reason, actor=self.actor
        )

    def success_url(self, _result: object) -> str:
        return self.address


class ConfirmView(OneChecklist, ActionView):
    """Confirms what the page showed: its digest comes with the button."""

    success_message = _("Confirmed.")

    def act(self, _payload: None) -> Checklist:
        digest = self.request.POST.get("digest", "")
        return checklists.confirm_checklist(self.subject, self.gate, digest, actor=self.actor)

    def success_url(self, _result: object) -> str:
        return self.address


class ItemsPage(PageView):
    """What every release is asked, and how that changed."""

    permission = rights.VIEW_CHECKLISTS.code
    template_name = "governance/checklists/items.html"

    def page(self) -> dict[str, Any]:
        version = version_in_force()
        return {
            "version": version,
            "items": [(item, gate_labels(item)) for item in (version.parsed if version else ())],
            "versions": ChecklistVersion.objects.select_related("published_by__user")[:50],
            "may_manage": self.member.may(rights.MANAGE_CHECKLIST.code),
            "waiting": len(waiting_lists()),
        }


class WaitingList(ListPageView):
    """Complete lists of high risk that somebody else has to confirm."""

    permission = rights.VIEW_CHECKLISTS.code
    title = _("Checklists to confirm")
    subtitle = _("All is answered; the gate opens once somebody else stands in for it.")
    table_class = WaitingTable
    filters_class = WaitingFilters
    empty_icon = "list-checks"
    empty_title = _("No checklist waits")
    empty_text = _("Lists of high risk stand here once they are complete.")

    def rows(self) -> QuerySet[Checklist]:
        return waiting_rows()

    @property
    def parents(self) -> list[Crumb]:
        return [Crumb(org_url("governance:checklist_items"), _("Release checklist"))]


def gate_labels(item: Item) -> list[str]:
    """The gates at which an item is asked, in words."""
    return [str(gate.label) for gate in Gate if gate.value in item.gates]


class AdoptChecklistView(ActionView):
    permission = rights.MANAGE_CHECKLIST.code
    success_message = _("From now on releases are asked these items.")

    def act(self, _payload: None) -> ChecklistVersion:
        return checklists.adopt_default(actor=self.actor)


class ItemFormPage(FormPageView):
    """A form about one item; leads back to the list of items."""

    permission = rights.MANAGE_CHECKLIST.code
    form_class = ItemForm
    success_message = _("Published.")
    submit_label = _("Publish")

    @property
    def parents(self) -> list[Crumb]:
        return [Crumb(self.cancel_url, _("Release checklist"))]

    @property
    def cancel_url(self) -> str:
        return org_url("governance:checklist_items")


class AddItemView(ItemFormPage):
    title = _("Ask one thing more")
    subtitle = _("Use cases that have not passed the gate are asked it too.")

    def act(self, payload: ItemTerms) -> ChecklistVersion:
        return checklists.add_item(payload, actor=self.actor)


class OneItem:
    """Finds the item of the address in the list that holds."""

    kwargs: dict[str, Any]

    @cached_property
    def item(self) -> Item:
        version = version_in_force()
        items = version.parsed if version else ()
        return found_or_404(next((one for one in items if one.key == self.kwargs["item"]), None))


class ChangeItemView(OneItem, ItemFormPage):
    title = _("Ask it differently")
    subtitle = _("With other words, what was answered before is to be answered again.")

    def form_kwargs(self) -> dict[str, Any]:
        names = ("text", "help", "topic", "tiers", "gates")
        return {"initial": {name: getattr(self.item, name) for name in names}}

    def act(self, payload: ItemTerms) -> ChecklistVersion:
        return checklists.change_item(self.item.key, payload, actor=self.actor)


class RemoveItemView(OneItem, ActionView):
    permission = rights.MANAGE_CHECKLIST.code
    success_message = _("Releases are not asked this any more.")

    def act(self, _payload: None) -> ChecklistVersion:
        return checklists.remove_item(self.item.key, actor=self.actor)
