"""Submit: the last section is saved and the answers freeze, in one request."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from coe_portal.accounts.authorization import require
from coe_portal.errors import InvalidInput
from coe_portal.ui.htmx import redirect
from intake.actions.submission import submit_use_case
from intake.forms.wizard import SectionForm
from intake.models.drafts import DraftSection
from intake.queries.wizard import find_draft, find_section
from intake.views.wizard import SectionPage


class SubmitView(SectionPage):
    """Only for those who may submit; the answer to what is missing is the summary again."""

    http_method_names = ["post", "options"]

    def find_subject(self) -> DraftSection:
        """The last section of the open draft."""
        reference = self.kwargs["reference"]
        draft = find_draft(reference)
        last = draft.questionnaire.parsed().sections[-1].key if draft else ""
        found = find_section(reference, last)
        if found is None:
            raise self.nothing_to_answer()
        return found

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        require(self.actor, "intake.submit", self.subject.draft)
        form = self.form(request.POST)
        refused = self.store(form)
        if refused is not None:
            return refused
        try:
            assessment = submit_use_case(self.subject.draft, actor=self.actor)
        except InvalidInput as error:
            return self.incomplete(form, error)
        case = assessment.use_case
        told = _("%(reference)s is submitted.") % {"reference": case.reference}
        return redirect(request, case.get_absolute_url(), told)

    def incomplete(self, form: SectionForm, error: InvalidInput) -> HttpResponse:
        """The summary again, with what is missing; what was on the page is saved."""
        here = {key: texts for key, texts in error.errors.items() if key in form.fields}
        form.refuse(here)
        if len(here) < len(error.errors):
            form.add_error(None, str(error))
        return self.show(form)
