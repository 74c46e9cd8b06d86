"""The approved stack: as a table of categories and rings, as a list, and its forms."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.clock import today_here
from coe_portal.ui.views import (
    BelowList,
    ButtonLink,
    FormPageView,
    ListPageView,
    PageView,
    SubjectFormPage,
)
from intake.choices import Tier
from registry.actions import stack
from registry.choices import DataClass, StackCategory, StackRing
from registry.filters.vendors import StackFilters
from registry.forms.vendors import StackForm
from registry.models.stack import StackItem, StackItemQuerySet
from registry.permissions import vendors as rights
from registry.permissions.models import VIEW
from registry.queries.stack import stack_rows
from registry.tables.vendors import StackTable
from registry.views.reviewing import ReviewPage

REVIEW_AFTER = dt.timedelta(days=180)


class BelowStack(BelowList):
    """A page below the approved stack."""

    above = ("registry:stack", _("Approved stack"))

    def may_edit(self) -> bool:
        return self.member.may(rights.EDIT_STACK.code)


class StackPage(BelowStack, PageView):
    """`?tier=high&data=confidential` leaves what may be used for that."""

    permission = VIEW.code
    template_name = "registry/stack/stack.html"

    def page(self) -> dict[str, Any]:
        tier, data = self._asked("tier", Tier.values), self._asked("data", DataClass.values)
        return {
            "rows": stack_rows(self._items(tier, data)),
            "rings": StackRing.choices,
            "tiers": [choice for choice in Tier.choices if choice[0] != Tier.PROHIBITED],
            "data_classes": DataClass.choices,
            "tier": tier,
            "data": data,
            "may_edit": self.may_edit(),
            "is_empty": not StackItem.objects.exists(),
        }

    def _asked(self, name: str, known: list[str]) -> str:
        value = self.request.GET.get(name, "")
        return value if value in known else ""

    def _items(self, tier: str, data: str) -> StackItemQuerySet:
        rows: StackItemQuerySet = StackItem.objects.all()
        rows = rows.for_tier(tier) if tier else rows
        return rows.for_data(data) if data else rows


class StackList(BelowStack, ListPageView):
    permission = VIEW.code
    template_name = "registry/stack/list.html"
    title = _("Approved stack as a list")
    subtitle = _("What may be built with, for which tiers and which data.")
    table_class = StackTable
    filters_class = StackFilters
    empty_icon = "layers"
    empty_title = _("Nothing is on the stack yet")
    empty_text = _("CoE staff says here what may be built with.")

    def rows(self) -> QuerySet[StackItem]:
        rows: QuerySet[StackItem] = StackItem.objects.with_names()
        return rows

    def actions(self) -> list[ButtonLink]:
        if not self.may_edit():
            return []
        return [ButtonLink(org_url("registry:stack_new"), _("Add an item"), "plus", "primary")]


class AddStackItemView(BelowStack, FormPageView):
    permission = rights.EDIT_STACK.code
    form_class = StackForm
    title = _("Add to the approved stack")
    submit_label = _("Add")
    success_message = _("It is on the stack.")

    def form_kwargs(self) -> dict[str, Any]:
        asked = {name: self.request.GET.get(name, "") for name in ("category", "ring")}
        initial = {
            "owner": self.member,
            "review_on": today_here() + REVIEW_AFTER,
            "category": asked["category"] or StackCategory.PROVIDER,
            "ring": asked["ring"] or StackRing.TRIAL,
        }
        return {"initial": initial}

    def act(self, payload: stack.StackTerms) -> StackItem:
        return stack.add_stack_item(payload, actor=self.actor)


class StackItemMixin(BelowStack):
    """Finds the item of the address."""

    def find_subject(self) -> StackItem:
        rows = StackItem.objects.by_reference(self.kwargs["reference"])
        return found_or_404(rows.with_names().first())


class StackItemPage(StackItemMixin, PageView):
    permission = VIEW.code
    template_name = "registry/stack/item.html"

    def page(self) -> dict[str, Any]:
        may_change = permits(self.actor, rights.EDIT_STACK.code, self.subject)
        return {"can": {"change": may_change}}


class ChangeStackItemView(SubjectFormPage, StackItemMixin, FormPageView):
    permission = rights.EDIT_STACK.code
    form_class = StackForm
    title = _("Change the item")
    success_message = _("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {name: getattr(self.subject, name) for name in stack.TERMS}}

    def act(self, payload: stack.StackTerms) -> StackItem:
        return stack.change_stack_item(self.subject, payload, actor=self.actor)


class ReviewStackItemView(ReviewPage, StackItemMixin, FormPageView):
    permission = rights.EDIT_STACK.code
    review_after = REVIEW_AFTER
