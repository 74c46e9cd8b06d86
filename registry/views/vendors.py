"""Vendors: the list, one with its terms and what stands on it, and its steps."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.clock import today_here
from coe_portal.ui.views import (
    ActionView,
    BelowList,
    ButtonLink,
    FormPageView,
    ListPageView,
    PageView,
    SubjectFormPage,
)
from registry.actions import vendor_papers, vendors
from registry.choices import VendorStatus
from registry.filters.vendors import VendorFilters
from registry.forms import vendors as forms
from registry.forms.models import Reason, ReasonForm
from registry.forms.reviewing import Looked
from registry.logic.vendors import may_become
from registry.models.vendors import Vendor, VendorCertificate, VendorReview
from registry.permissions import vendors as rights
from registry.queries.vendors import vendor_page, with_score
from registry.tables.vendors import VendorTable

REVIEW_AFTER = dt.timedelta(days=365)


class BelowVendors(BelowList):
    """A page below the catalogue of vendors."""

    above = ("registry:vendors", _("Vendors"))


class VendorList(ListPageView):
    permission = rights.VIEW_VENDORS.code
    title = _("Vendors")
    subtitle = _("Who we buy AI from, what is agreed with them, and who is approved.")
    table_class = VendorTable
    filters_class = VendorFilters
    empty_icon = "handshake"
    empty_title = _("No vendors yet")
    empty_text = _("Propose the first one. Somebody else approves it.")

    def rows(self) -> QuerySet[Vendor]:
        return with_score(Vendor.objects.all())

    def actions(self) -> list[ButtonLink]:
        if not self.member.may(rights.PROPOSE_VENDOR.code):
            return []
        url = org_url("registry:vendor_new")
        return [ButtonLink(url, _("Propose a vendor"), "plus", "primary")]


class ProposeVendorView(BelowVendors, FormPageView):
    permission = rights.PROPOSE_VENDOR.code
    form_class = forms.VendorForm
    title = _("Propose a vendor")
    subtitle = _("Fill in what you know. The rest can follow before it is approved.")
    submit_label = _("Propose")
    success_message = _("It is in the catalogue. Somebody else approves it.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"owner": self.member}}

    def act(self, payload: vendors.VendorTerms) -> Vendor:
        return vendors.propose_vendor(payload, actor=self.actor)


class VendorMixin(BelowVendors):
    """Finds the vendor of the address."""

    def find_subject(self) -> Vendor:
        rows = Vendor.objects.by_reference(self.kwargs["reference"])
        return found_or_404(rows.with_people().first())


class VendorPage(VendorMixin, PageView):
    permission = rights.VIEW_VENDORS.code
    template_name = "registry/vendors/vendor.html"

    def page(self) -> dict[str, Any]:
        return {"page": vendor_page(self.subject), "can": self.rights()}

    def rights(self) -> dict[str, bool]:
        """What the member may do with this vendor as it stands."""
        vendor, status = self.subject, VendorStatus(self.subject.status)
        changes = permits(self.actor, rights.CHANGE_VENDOR.code, vendor)
        approves = permits(self.actor, rights.APPROVE_VENDOR.code, vendor)
        suspends = permits(self.actor, rights.SUSPEND_VENDOR.code, vendor)
        return {
            "change": changes and vendor.is_live,
            "propose": changes and may_become(status, VendorStatus.PROPOSED),
            "approve": approves and status == VendorStatus.PROPOSED,
            "reject": approves and may_become(status, VendorStatus.REJECTED),
            "suspend": suspends and may_become(status, VendorStatus.SUSPENDED),
            "reinstate": approves and status == VendorStatus.SUSPENDED,
            "end": suspends and may_become(status, VendorStatus.ENDED),
            "papers": permits(self.actor, rights.VIEW_VENDOR_PAPERS.code, vendor),
        }


class VendorFormPage(SubjectFormPage, VendorMixin, FormPageView):
    """A form about one vendor; leads back to its page."""

    permission = rights.CHANGE_VENDOR.code


class ChangeVendorView(VendorFormPage):
    form_class = forms.VendorForm
    title = _("Change the vendor")
    success_message = _("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {name: getattr(self.subject, name) for name in vendors.TERMS}}

    def act(self, payload: vendors.VendorTerms) -> Vendor:
        return vendors.change_vendor(self.subject, payload, actor=self.actor)


class ReviewingPage(VendorFormPage):
    """A form that sets the day of the next review."""

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"next_on": today_here() + REVIEW_AFTER}}


class ApproveVendorView(ReviewingPage):
    permission = rights.APPROVE_VENDOR.code
    form_class = forms.ApprovalForm
    title = _("Approve the vendor")
    subtitle = _("From now on versions that stand on it may go into production.")
    submit_label = _("Approve")
    success_message = _("The vendor is approved.")

    def act(self, payload: Looked) -> Vendor:
        return vendors.approve_vendor(self.subject, payload.note, payload.next_on, actor=self.actor)


class ReinstateVendorView(ReviewingPage):
    permission = rights.APPROVE_VENDOR.code
    form_class = forms.ReinstatementForm
    title = _("Lift the suspension")
    subtitle = _("The marks on what stands on it are gone. Everybody concerned is told.")
    submit_label = _("Lift it")
    success_message = _("The vendor is approved again.")

    def act(self, payload: Looked) -> Vendor:
        return vendors.reinstate_vendor(
            self.subject, payload.note, payload.next_on, actor=self.actor
        )


class ReviewVendorView(ReviewingPage):
    form_class = forms.VendorReviewForm
    title = _("Review the vendor")
    subtitle = _("Terms, certificates, incidents and evaluation: does it still fit?")
    submit_label = _("Reviewed")
    success_message = _("Reviewed.")

    def act(self, payload: vendor_papers.Judgement) -> VendorReview:
        return vendor_papers.review_vendor(self.subject, payload, actor=self.actor)


class ReasonPage(VendorFormPage):
    """A step for a reason."""

    form_class = ReasonForm


class RejectVendorView(ReasonPage):
    permission = rights.APPROVE_VENDOR.code
    title = _("Reject the vendor")
    subtitle = _("Nothing that stands on it goes into production. It can be proposed again.")
    submit_label = _("Reject")
    success_message = _("The vendor is rejected.")

    def act(self, payload: Reason) -> Vendor:
        return vendors.reject_vendor(self.subject, payload.reason, actor=self.actor)


class SuspendVendorView(ReasonPage):
    permission = rights.SUSPEND_VENDOR.code
    title = _("Suspend the vendor")
    subtitle = _(
        "Whatever stands on it is marked and its people are told. Nothing is taken out of "
        "production by itself."
    )
    submit_label = _("Suspend")
    success_message = _("The vendor is suspended. What stands on it is marked.")

    def act(self, payload: Reason) -> Vendor:
        return vendors.suspend_vendor(self.subject, payload.reason, actor=self.actor)


class EndVendorView(ReasonPage):
    permission = rights.SUSPEND_VENDOR.code
    title = _("Give the vendor up")
    subtitle = _("It stays in the catalogue. What still stands on it is marked.")
    submit_label = _("Give it up")
    success_message = _("The vendor is given up.")

    def act(self, payload: Reason) -> Vendor:
        return vendors.end_vendor(self.subject, payload.reason, actor=self.actor)


class ProposeAgainView(ReasonPage):
    title = _("Propose the vendor again")
    subtitle = _("Somebody else approves it.")
    submit_label = _("Propose")
    success_message = _("The vendor is proposed again.")

    def act(self, payload: Reason) -> Vendor:
        return vendors.propose_again(self.subject, payload.reason, actor=self.actor)


class EvaluateVendorView(VendorFormPage):
    form_class = forms.EvaluationForm
    title = _("Evaluate the vendor")
    subtitle = _("The newest score of each criterion counts. Leave out what you cannot judge.")
    submit_label = _("Keep the scores")
    success_message = _("Evaluated.")

    def act(self, payload: forms.Evaluated) -> Any:
        return vendor_papers.evaluate_vendor(self.subject, payload.points, actor=self.actor)


class AddCertificateView(VendorFormPage):
    form_class = forms.CertificateForm
    title = _("Add a certificate")
    submit_label = _("Add")
    success_message = _("The certificate is added.")

    def act(self, payload: vendor_papers.CertificateTerms) -> VendorCertificate:
        return vendor_papers.add_certificate(self.subject, payload, actor=self.actor)


class WithdrawCertificateView(VendorMixin, ActionView):
    permission = rights.CHANGE_VENDOR.code
    success_message = _("The certificate is taken back.")

    def act(self, _payload: None) -> None:
        rows = VendorCertificate.objects.kept().filter(vendor=self.subject)
        found = found_or_404(
            rows.filter(pk=self.kwargs["certificate"]).select_related("vendor").first()
        )
        vendor_papers.withdraw_certificate(found, actor=self.actor)
