"""Satisfaction: the one question, and what people answered."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.charts.bars import Bars
from coe_portal.ui.charts.lines import Lines, Series
from coe_portal.ui.views import Crumb, FormPageView, ListPageView, PageView
from metrics.actions.feedback import Rating, give_feedback
from metrics.forms.feedback import RatingForm
from metrics.logic.satisfaction import SCORES
from metrics.models.feedback import Feedback, FeedbackRequest
from metrics.part_labels import part_label
from metrics.permissions.health import GIVE_FEEDBACK, VIEW_HEALTH
from metrics.queries.satisfaction import Satisfaction, satisfaction_of_year
from metrics.tables.health import FeedbackRows
from metrics.views.health import HealthMixin


class SatisfactionPage(HealthMixin, PageView):
    """A year of answers."""

    permission = VIEW_HEALTH.code
    template_name = "metrics/health/satisfaction.html"
    tab = "metrics:satisfaction"

    def page(self) -> dict[str, Any]:
        seen = satisfaction_of_year(timezone.now())
        return {
            "seen": seen,
            "parts": [(part_label(each.part), each) for each in seen.parts],
            "by_score": scores_chart(seen),
            "by_month": months_chart(seen),
        }


def scores_chart(seen: Satisfaction) -> Bars:
    """How many gave which score."""
    labels = tuple(str(score) for score in SCORES)
    counts = tuple(float(count) for count in seen.by_score)
    return Bars(_("Answers by score"), labels, counts, over_time=False)


def months_chart(seen: Satisfaction) -> Lines:
    """The mean of each month."""
    return Lines(
        _("Mean by month"),
        tuple(date_format(month.first_day, "M y") for month in seen.months),
        (Series(_("Mean"), tuple(month.mean for month in seen.months)),),
    )


class AnswerList(HealthMixin, ListPageView):
    """Every answer with its comment."""

    permission = VIEW_HEALTH.code
    title = gettext_lazy("Answers")
    table_class = FeedbackRows
    empty_icon = "smile"
    empty_title = gettext_lazy("Nobody has answered yet")

    @property
    def parents(self) -> list[Crumb]:
        return [*super().parents, Crumb(org_url("metrics:satisfaction"), _("Satisfaction"))]

    def rows(self) -> QuerySet[Feedback]:
        return Feedback.objects.select_related(*FeedbackRows.related).defer("decision__search")


class GiveFeedback(FormPageView):
    """The question about one service, for whom it was put to."""

    permission = GIVE_FEEDBACK.code
    form_class = RatingForm
    title = gettext_lazy("How content are you?")
    submit_label = gettext_lazy("Send")
    success_message = gettext_lazy("Thank you.")
    subject: FeedbackRequest

    def find_subject(self) -> FeedbackRequest:
        asked = FeedbackRequest.objects.open_for(self.member).with_subject()
        return found_or_404(asked.filter(pk=self.kwargs["pk"]).first())

    @property
    def subtitle(self) -> str:  # type: ignore[override]  # asks the request
        return self.subject.about_label

    @property
    def cancel_url(self) -> str:
        decision = self.subject.decision
        place = decision.use_case if decision else self.subject.about
        return str(place.get_absolute_url())

    def form_kwargs(self) -> dict[str, Any]:
        return {"kind": self.subject.kind}

    def act(self, payload: Rating) -> Feedback:
        return give_feedback(self.subject, payload, actor=self.actor)

    def success_url(self, _result: object) -> str:
        return self.cancel_url
