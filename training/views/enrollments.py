"""My learning, and the list of enrolments for those who see others'."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.ui.views import LargeListPageView, PageView
from training import permissions as rights
from training.filters import EnrollmentFilters
from training.models.enrollments import Enrollment
from training.queries.clock import today_of
from training.queries.my_learning import my_learning
from training.tables import EnrollmentTable


class LearningTabs:
    """A page with the tabs of learning."""

    member: Membership

    @property
    def sees_others(self) -> bool:
        """Oversight, or a manager of somebody."""
        sees_all = self.member.may(rights.VIEW_ENROLLMENT.code)
        return sees_all or self.member.reports.exists()

    @property
    def steers(self) -> bool:
        return self.member.may(rights.STEER_TRAINING.code)


class MyLearningPage(LearningTabs, PageView):
    """What the member must do by when, and what they have."""

    permission = rights.VIEW_CATALOGUE.code
    template_name = "training/enrollments/mine.html"

    def page(self) -> dict[str, Any]:
        now, today = timezone.now(), today_of(self.organization)
        return {"learning": my_learning(self.member, now, today), "today": today}


class EnrollmentList(LearningTabs, LargeListPageView):
    """Enrolments of everybody for oversight, else of oneself and one's people."""

    permission = rights.VIEW_CATALOGUE.code
    template_name = "training/enrollments/list.html"
    title = _("Enrolments")
    subtitle = _("Who learns what, until when, and because of whom.")
    table_class = EnrollmentTable
    filters_class = EnrollmentFilters
    empty_icon = "graduation-cap"
    empty_title = _("No enrolments yet")
    empty_text = _("Whoever enrols in a course, or is enrolled, appears here.")

    def rows(self) -> QuerySet[Enrollment]:
        rows: QuerySet[Enrollment] = rights.enrollments_visible_to(self.member).with_people()
        return rows
