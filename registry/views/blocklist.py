"""The blocklist: the list, adding to it, and the file that applications read."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from coe_portal.downloads import written_file
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import (
    ActionView,
    ButtonLink,
    Crumb,
    FormPageView,
    ListPageView,
    PageView,
    TenantView,
)
from registry.actions.blocklist import Blocked, block_text, unblock_text
from registry.filters.outputs import BlocklistFilters
from registry.forms.outputs import BlockedText, BlockForm
from registry.models.outputs import BlocklistEntry
from registry.permissions import outputs as rights
from registry.queries.blocklist import exported
from registry.tables.outputs import BlocklistTable
from registry.views.outputs import BelowOutputs


class Blocklist(ListPageView):
    permission = rights.VIEW_BLOCKLIST.code
    template_name = "registry/outputs/blocklist.html"
    title = _("Blocklist")
    subtitle = _("Texts that systems should neither take nor give.")
    table_class = BlocklistTable
    filters_class = BlocklistFilters
    empty_icon = "shield-ban"
    empty_title = _("Nothing is blocked")
    empty_text = _("Add a text here, or from a report whose problem is confirmed.")

    def rows(self) -> QuerySet[BlocklistEntry]:
        rows: QuerySet[BlocklistEntry] = BlocklistEntry.objects.in_force()
        return rows.select_related("model", "report", "added_by__user")

    def actions(self) -> list[ButtonLink]:
        found = [ButtonLink(org_url("registry:blocklist_file"), _("JSON"), "download")]
        if self.member.may(rights.KEEP_BLOCKLIST.code):
            url = org_url("registry:blocklist_new")
            found.append(ButtonLink(url, _("Block a text"), "plus", "primary"))
        return found


class BlocklistFile(TenantView):
    """All of it as JSON, without the care that spreadsheets need."""

    permission = rights.VIEW_BLOCKLIST.code

    def get(self, _request: Any, **_kwargs: Any) -> HttpResponse:
        content = json.dumps({"entries": exported()})
        return written_file(content, "blocklist.json", "application/json")


class BlockTextView(BelowOutputs, FormPageView):
    permission = rights.KEEP_BLOCKLIST.code
    form_class = BlockForm
    title = _("Block a text")
    subtitle = _("For every model. From a report, it can be for one.")
    submit_label = _("Block it")
    success_message = _("The text is on the blocklist.")

    def act(self, payload: BlockedText) -> BlocklistEntry:
        blocked = Blocked(text=payload.text, category=payload.category, note=payload.note)
        return block_text(blocked, actor=self.actor)


class EntryMixin(BelowOutputs):
    """Finds the entry of the address."""

    def find_subject(self) -> BlocklistEntry:
        rows = BlocklistEntry.objects.by_reference(self.kwargs["reference"])
        people = rows.select_related("model", "report", "added_by__user")
        return found_or_404(people.first())

    @property
    def parents(self) -> list[Crumb]:
        return [*super().parents, Crumb(org_url("registry:blocklist"), _("Blocklist"))]


class BlocklistEntryPage(EntryMixin, PageView):
    permission = rights.VIEW_BLOCKLIST.code
    template_name = "registry/outputs/entry.html"

    def page(self) -> dict[str, Any]:
        may_keep = self.member.may(rights.KEEP_BLOCKLIST.code)
        return {"may_remove": may_keep and self.subject.is_in_force}


class UnblockTextView(EntryMixin, ActionView):
    permission = rights.KEEP_BLOCKLIST.code
    success_message = _("The text is off the list.")

    def act(self, _payload: None) -> BlocklistEntry:
        return unblock_text(self.subject, actor=self.actor)
