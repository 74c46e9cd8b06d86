"""Certificates for those who hold them and those who answer for them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.downloads import written_file
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from coe_portal.jobs.results import file_response
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.htmx import redirect
from coe_portal.ui.views import (
    ActionView,
    ButtonLink,
    Crumb,
    FormPageView,
    ListPageView,
    PageView,
    TenantView,
)
from training import permissions as rights
from training.actions import certification, printing
from training.filters import CertificateFilters
from training.forms.certificates import DisclosureForm, Reason, ReasonForm
from training.integrations.open_badges import badge_token, verification_address
from training.models.certificates import Certificate
from training.queries.printing import printed_job
from training.tables.learning import CertificateTable
from training.tasks import print_certificate


class CertificateList(ListPageView):
    permission = rights.VIEW_CATALOGUE.code
    title = _("Certificates")
    table_class = CertificateTable
    filters_class = CertificateFilters
    empty_icon = "award"
    empty_title = _("No certificates yet")
    empty_text = _("Whoever completes a course gets one.")

    def actions(self) -> list[ButtonLink]:
        return [ButtonLink(org_url("training:proofs"), _("Of other providers"), "badge-check")]

    def rows(self) -> QuerySet[Certificate]:
        visible = rights.certificates_visible_to(self.member)
        return visible.select_related("member__user", "course")


class CertificateMixin:
    """Finds the certificate of the address, among those that the member may see."""

    kwargs: dict[str, Any]
    member: Any

    def find_subject(self) -> Certificate:
        rows = rights.certificates_visible_to(self.member).by_reference(self.kwargs["reference"])
        return found_or_404(
            rows.select_related(
                "member__user", "course", "version__quiz", "proof", "revoked_by__user"
            ).first()
        )


class CertificatePage(CertificateMixin, PageView):
    permission = rights.VIEW_CERTIFICATE.code
    template_name = "training/certificate.html"

    def page(self) -> dict[str, Any]:
        shown = ("is_public", "shows_name", "shows_result")
        is_holder = permits(self.actor, rights.DISCLOSE_CERTIFICATE.code, self.subject)
        initial = {name: getattr(self.subject, name) for name in shown}
        return {
            "is_valid": self.subject.is_valid(timezone.now()),
            "import_rows": self.subject.import_rows.imported().select_related("batch"),
            "is_holder": is_holder,
            "form": DisclosureForm(initial=initial),
            "address": verification_address(self.subject),
            "may_revoke": self.member.may(rights.REVOKE_CERTIFICATE.code)
            and self.subject.revoked_at is None,
        }


class DiscloseView(CertificateMixin, ActionView):
    permission = rights.DISCLOSE_CERTIFICATE.code
    form_class = DisclosureForm
    template_name = "training/certificate.html"
    success_message = _("Saved: this is what others see from now on.")

    def act(self, payload: certification.Disclosure) -> Certificate:
        return certification.disclose(self.subject, payload, actor=self.actor)


class RevokeView(CertificateMixin, FormPageView):
    permission = rights.REVOKE_CERTIFICATE.code
    form_class = ReasonForm
    title = _("Revoke the certificate")
    subtitle = _("For good: the holder is told why, and verifying it says that it was revoked.")
    submit_label = _("Revoke")
    success_message = _("The certificate is revoked.")

    @property
    def parents(self) -> list[Crumb]:
        return [
            Crumb(org_url("training:certificates"), _("Certificates")),
            Crumb(self.cancel_url, self.subject.reference),
        ]

    def act(self, payload: Reason) -> Certificate:
        return certification.revoke_certificate(self.subject, payload.reason, actor=self.actor)


class CertificatePdf(CertificateMixin, ActionView):
    """POST: a worker prints it. GET: what was printed since the certificate last changed.

    The PDF tells more than the page of strangers: it is for the holder, and for who may see it.
    """

    http_method_names = ["get", "post", "head", "options"]
    permission = rights.VIEW_CERTIFICATE.code

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        job = printed_job(self.subject, self.member)
        if job is None:
            page = self.subject.get_absolute_url()
            return redirect(self.request, page, _("Press PDF to have it made."))
        return file_response(job)

    def act(self, _payload: None) -> Job:
        job = printing.request_print(self.subject, actor=self.actor)
        running.hand_over(job, print_certificate, job_id=job.pk)
        return job


class CertificateBadge(CertificateMixin, TenantView):
    """The signed badge, for the holder and for who may see the certificate."""

    permission = rights.VIEW_CERTIFICATE.code

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        token = badge_token(self.subject, self.organization)
        return written_file(token, f"{self.subject.reference}.jwt", "application/vc+jwt")
