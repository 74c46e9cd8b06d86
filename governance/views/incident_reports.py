"""Report an incident without a name, and come back to it with a code; nobody signs in for it.

Nothing of the reporter is kept: no member, no address, no session. Between two pages only the code
in the form leads back. While the channel is closed, people outside are answered as if there were
no organization; members may always report like this.
"""

from __future__ import annotations

import re
import secrets
from typing import Any, ClassVar

from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from coe_portal.accounts.client import client_address
from coe_portal.accounts.limits import Limit, TooMany
from coe_portal.errors import DomainError
from coe_portal.ui.complete import CompleteView
from coe_portal.ui.forms import add_domain_error
from coe_portal.ui.views import refusal
from governance.actions.incident_timeline import answer_question
from governance.actions.incidents import ANONYMOUS, report_anonymously
from governance.forms.incidents import AnonymousReportForm, CodedAnswerForm, CodeForm
from governance.models.incidents import Incident
from governance.queries.incidents import (
    has_open_question,
    incident_of_code,
    is_channel_public,
    shared_entries,
)

REPORTS = Limit("incident-reports", most=5, seconds=3600)
"""Anonymous reports and answers from one address."""

ALL_REPORTS = Limit("all-incident-reports", most=100, seconds=3600)
"""Anonymous reports to one organization, from wherever."""

WRONG_CODES = Limit("incident-codes", most=20, seconds=900)
"""Follow-up codes that lead nowhere, by address."""


ONCE = re.compile(r"[0-9a-f]{64}")


def seed_of(once: str) -> bytes:
    """What the code of a form is made of, so that it can be sent twice; nothing for any other text.

    Nobody can read the code from the form, nor the form from what is kept.
    """
    if not ONCE.fullmatch(once):
        return b""
    return salted_hmac("incident-codes", once, algorithm="sha256").digest()


class AnonymousView(CompleteView):
    """Open to members, and to everybody while the channel is public; never cached or indexed."""

    http_method_names = ["get", "post", "head", "options"]
    needs = ("template_name",)
    template_name: ClassVar[str]
    request: Any

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.membership is None and not is_channel_public():
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            raise Http404
        try:
            response = super().dispatch(request, *args, **kwargs)
        except TooMany as error:
            response = refusal(request, error)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Cache-Control"] = "no-store"
        return response

    @property
    def who(self) -> str:
        """What tries are counted by: no address can be read from it, and it lapses."""
        return salted_hmac("incident-reports", client_address(self.request)).hexdigest()

    def show(self, template: str = "", *, status: int = 200, **context: Any) -> HttpResponse:
        common = {"organization": self.request.organization, "is_member": self.is_member}
        return render(
            self.request, template or self.template_name, {**common, **context}, status=status
        )

    @property
    def is_member(self) -> bool:
        return self.request.membership is not None


class ReportAnonymously(AnonymousView):
    """A form of few fields; the answer shows the code, once."""

    template_name = "governance/incidents/anonymous_report.html"

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        initial = {"noticed_at": timezone.localtime(), "once": secrets.token_hex(32)}
        return self.show(form=AnonymousReportForm(initial=initial))

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = AnonymousReportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form=form, status=422)
        REPORTS.spend(self.who)
        ALL_REPORTS.spend(self.request.organization.pk)
        try:
            with transaction.atomic():
                incident, code = report_anonymously(
                    form.payload(), actor=ANONYMOUS, seed=seed_of(form.cleaned_data["once"])
                )
        except DomainError as error:
            add_domain_error(form, error)
            return self.show(form=form, status=422)
        template = "governance/incidents/anonymous_code.html"
        return self.show(template, incident=incident, code=code, status=201)


class FollowUpView(AnonymousView):
    """Give the code; read what became of the report and what the team asks."""

    template_name = "governance/incidents/follow_up.html"

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        return self.show(code_form=CodeForm())

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        if WRONG_CODES.was_spent(self.who):
            WRONG_CODES.spend(self.who)
        code = request.POST.get("code", "")[:60]
        incident = incident_of_code(code)
        if incident is None:
            WRONG_CODES.is_spent(self.who)
            return self.refuse_code(code)
        return self.found(incident, code)

    def refuse_code(self, code: str) -> HttpResponse:
        form = CodeForm({"code": code})
        if form.is_valid():
            form.add_error("code", _("No report has this code. Check each letter."))
        return self.show(code_form=form, status=422)

    def found(self, incident: Incident, code: str) -> HttpResponse:
        return self.show_report(incident, CodedAnswerForm(initial={"code": code}))

    def show_report(
        self, incident: Incident, form: CodedAnswerForm, *, status: int = 200, thanks: bool = False
    ) -> HttpResponse:
        entries = shared_entries(incident)
        return self.show(
            incident=incident,
            entries=entries,
            is_asked=has_open_question(entries),
            form=form if incident.is_open else None,
            thanks=thanks,
            status=status,
        )


class AnswerByCode(FollowUpView):
    """Answer the team, still without a name."""

    http_method_names = ["post", "options"]

    def found(self, incident: Incident, code: str) -> HttpResponse:
        form = CodedAnswerForm(self.request.POST, self.request.FILES)
        if not form.is_valid():
            return self.show_report(incident, form, status=422)
        REPORTS.spend(self.who)
        try:
            with transaction.atomic():
                answer_question(incident, form.payload(), actor=ANONYMOUS)
        except DomainError as error:
            add_domain_error(form, error)
            return self.show_report(incident, form, status=422)
        fresh = CodedAnswerForm(initial={"code": code})
        return self.show_report(incident, fresh, thanks=True)
