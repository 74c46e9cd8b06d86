"""The reviewer's brief: one page to read before the vote, also as PDF."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from coe_portal.downloads import written_file
from coe_portal.ui.views import Crumb, PageView, TenantView
from governance.integrations.brief_pdf import print_brief
from governance.permissions.reviews import VIEW_REVIEWS
from governance.queries.briefs import brief_of
from governance.views.review import ReviewMixin, way_to_reviews


class BriefPage(ReviewMixin, PageView):
    permission = VIEW_REVIEWS.code
    template_name = "governance/briefs/page.html"

    def page(self) -> dict[str, Any]:
        room = Crumb(self.subject.get_absolute_url(), self.subject.reference)
        return {
            "brief": brief_of(self.subject, self.member),
            "parents": [way_to_reviews(self.member), room],
        }


class BriefPdf(ReviewMixin, TenantView):
    permission = VIEW_REVIEWS.code

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        content = print_brief(brief_of(self.subject, self.member), self.organization)
        return written_file(content, f"{self.subject.reference}-brief.pdf", "application/pdf")
