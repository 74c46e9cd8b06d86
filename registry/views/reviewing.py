"""The page on which somebody looks at a thing again, the same in every room."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.forms import BaseForm
from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.clock import today_here
from coe_portal.ui.views import SubjectFormPage, Text
from registry.actions.reviewing import complete_review
from registry.forms.reviewing import Looked, ReviewForm


class ReviewPage(SubjectFormPage):
    """A review of the thing of the address; put it before the mixin that finds the thing."""

    form_class: ClassVar[type[BaseForm] | None] = ReviewForm
    title: Text = _("Review")
    subtitle: Text = _("Say what you found, and when it is looked at next.")
    submit_label: Text = _("Reviewed")
    success_message: Text = _("Reviewed.")
    review_after: ClassVar = dt.timedelta(days=365)

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"next_on": today_here() + self.review_after}}

    def act(self, payload: Looked) -> Any:
        return complete_review(self.subject, payload.note, payload.next_on, actor=self.actor)
