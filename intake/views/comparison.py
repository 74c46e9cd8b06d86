"""Two assessments of a use case side by side; the numbers stand in the address."""

from __future__ import annotations

from typing import Any

from coe_portal.not_found import found_or_404
from coe_portal.ui.views import Crumb, PageView
from intake.models.assessments import Assessment
from intake.queries.comparison import compare_assessments
from intake.queries.use_case_page import all_assessments
from intake.views.base import UseCaseScreen


class ComparePage(UseCaseScreen, PageView):
    """`?before=1&after=3`; without them the last two."""

    template_name = "intake/use_case/compare.html"

    def page(self) -> dict[str, Any]:
        numbers = [one.number for one in all_assessments(self.subject)]
        after = self._number("after", numbers[0] if numbers else 0)
        before = self._number("before", max((one for one in numbers if one < after), default=0))
        return {
            "case": self.subject,
            "numbers": numbers,
            "shown": compare_assessments(self._find(before), self._find(after)),
            "parents": [Crumb(self.subject.get_absolute_url(), self.subject.reference)],
        }

    def _number(self, name: str, default: int) -> int:
        given = self.request.GET.get(name, "")
        return int(given) if given.isdecimal() and len(given) < 6 else default  # noqa: PLR2004

    def _find(self, number: int) -> Assessment:
        rows = Assessment.objects.with_versions().filter(use_case=self.subject, number=number)
        return found_or_404(rows.first())
