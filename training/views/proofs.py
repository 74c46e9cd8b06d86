"""Certificates of other providers: offer one, see what became of it, check those of others."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
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
from training.actions import proofs
from training.choices import ProofState
from training.filters import ProofFilters
from training.forms.certificates import Reason, ReasonForm
from training.forms.proofs import ProofForm
from training.models.certificates import Certificate, ExternalProof
from training.models.courses import Course
from training.tables.learning import ProofTable


class BelowProofs(TenantView):
    """A page below the list."""

    @property
    def cancel_url(self) -> str:
        return org_url("training:proofs")

    @property
    def parents(self) -> list[Crumb]:
        certificates = Crumb(org_url("training:certificates"), _("Certificates"))
        return [certificates, Crumb(org_url("training:proofs"), _("Of other providers"))]


class ProofList(ListPageView):
    permission = rights.VIEW_CATALOGUE.code
    title = _("Certificates of other providers")
    subtitle = _("They stand for a course once somebody has checked them.")
    table_class = ProofTable
    filters_class = ProofFilters
    empty_icon = "badge-check"
    empty_title = _("No certificates of other providers yet")
    empty_text = _("Who learned something elsewhere can show it here instead of taking a course.")

    def rows(self) -> QuerySet[ExternalProof]:
        visible = rights.proofs_visible_to(self.member)
        return visible.select_related("member__user", "course")

    def actions(self) -> list[ButtonLink]:
        if not self.member.may(rights.LEARN.code):
            return []
        url = org_url("training:proof_new")
        return [ButtonLink(url, _("Show a certificate"), "plus", "primary")]

    @property
    def parents(self) -> list[Crumb]:
        return [Crumb(org_url("training:certificates"), _("Certificates"))]


class OfferProofView(BelowProofs, FormPageView):
    permission = rights.LEARN.code
    form_class = ProofForm
    title = _("Show a certificate of another provider")
    subtitle = _("Somebody of the CoE checks it. Then it stands for the course until it lapses.")
    submit_label = _("Send for a check")
    success_message = _("Thank you. You hear when it is checked.")

    def form_kwargs(self) -> dict[str, Any]:
        asked = self.request.GET.get("course", "")
        course = Course.objects.offered().by_reference(asked).first()
        return {"initial": {"course": course}}

    def act(self, payload: proofs.ProofTerms) -> ExternalProof:
        return proofs.offer_proof(payload, actor=self.actor)


class ProofMixin(BelowProofs):
    """Finds the proof of the address, among those that the member may see."""

    def find_subject(self) -> ExternalProof:
        rows = rights.proofs_visible_to(self.member).by_reference(self.kwargs["reference"])
        return found_or_404(
            rows.select_related(
                "member__user", "course", "attachment", "checked_by__user", "certificate"
            ).first()
        )


class ProofPage(ProofMixin, PageView):
    permission = rights.VIEW_PROOF.code
    template_name = "training/proof.html"

    def page(self) -> dict[str, Any]:
        is_waiting = self.subject.state == ProofState.OFFERED
        attachment = self.subject.attachment
        return {
            "may_check": is_waiting and permits(self.actor, rights.CHECK_PROOFS.code, self.subject),
            "file_url": attachment.address(self.subject) if attachment else "",
            "certificate": getattr(self.subject, "certificate", None),
        }


class AcceptProofView(ProofMixin, ActionView):
    permission = rights.CHECK_PROOFS.code
    success_message = _("Accepted: the holder has a certificate of the course now.")

    def act(self, _payload: None) -> Certificate:
        return proofs.accept_proof(self.subject, actor=self.actor)


class DeclineProofView(ProofMixin, FormPageView):
    permission = rights.CHECK_PROOFS.code
    form_class = ReasonForm
    title = _("Decline the certificate")
    subtitle = _("The holder reads why, and can show another one.")
    submit_label = _("Decline")
    success_message = _("Declined. The holder was told why.")

    def act(self, payload: Reason) -> ExternalProof:
        return proofs.decline_proof(self.subject, payload.reason, actor=self.actor)
