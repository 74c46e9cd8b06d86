"""My docket: what I still owe, by deadline; and the list of all reviews."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import Crumb, ListPageView, PageView
from governance.filters.reviews import ReviewFilters
from governance.models.reviews import Review
from governance.permissions.reviews import OPEN_DOCKET, VIEW_REVIEWS, reviews_visible_to
from governance.queries.docket import docket
from governance.tables.reviews import ReviewTable


class DocketPage(PageView):
    permission = OPEN_DOCKET.code
    template_name = "governance/docket.html"

    def page(self) -> dict[str, Any]:
        return {
            "docket": docket(self.member, page=self.request.GET.get("page", 1)),
            "sees_all": self.member.may(VIEW_REVIEWS.code),
        }


class ReviewList(ListPageView):
    permission = VIEW_REVIEWS.code
    title = _("Reviews")
    subtitle = _("Every judgement that was asked for, open and closed.")
    table_class = ReviewTable
    filters_class = ReviewFilters
    empty_icon = "gavel"
    empty_title = _("No reviews yet")
    empty_text = _("A review opens when a use case of medium or high risk is submitted.")

    def rows(self) -> QuerySet[Review]:
        return reviews_visible_to(self.member).with_case()

    @property
    def parents(self) -> list[Crumb]:
        if not self.member.may(OPEN_DOCKET.code):
            return []
        return [Crumb(org_url("governance:docket"), _("My docket"))]
