"""One page to find everything from."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from coe_portal.accounts import declarations
from coe_portal.search.queries import LONGEST, search, searched_text
from coe_portal.ui.views import PageView


class SearchPage(PageView):
    """Hits by kind; while one types only the hits are drawn anew."""

    permission = declarations.SEE_OWN.code
    template_name = "search/search.html"

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        if self.request.htmx.target == "hits":
            return self.render("search/search.html#hits")
        return self.render(self.template_name)

    def page(self) -> dict[str, Any]:
        raw = self.request.GET.get("q", "")
        text = searched_text(raw)
        return {
            "asked": raw.strip()[:LONGEST],
            "text": text,
            "groups": search(text, actor=self.actor),
            "longest": LONGEST,
        }
