"""Addresses of vendors and of the approved stack."""

from __future__ import annotations

from django.urls import path

from registry.views import stack, vendors

VENDOR = "vendors/<str:reference>/"
ITEM = "stack/<str:reference>/"

urlpatterns = [
    path("vendors/", vendors.VendorList.as_view(), name="vendors"),
    path("vendors/new/", vendors.ProposeVendorView.as_view(), name="vendor_new"),
    path(VENDOR, vendors.VendorPage.as_view(), name="vendor"),
    path(f"{VENDOR}edit/", vendors.ChangeVendorView.as_view(), name="vendor_edit"),
    path(f"{VENDOR}approve/", vendors.ApproveVendorView.as_view(), name="vendor_approve"),
    path(f"{VENDOR}reject/", vendors.RejectVendorView.as_view(), name="vendor_reject"),
    path(f"{VENDOR}suspend/", vendors.SuspendVendorView.as_view(), name="vendor_suspend"),
    path(f"{VENDOR}reinstate/", vendors.ReinstateVendorView.as_view(), name="vendor_reinstate"),
    path(f"{VENDOR}end/", vendors.EndVendorView.as_view(), name="vendor_end"),
    path(f"{VENDOR}propose/", vendors.ProposeAgainView.as_view(), name="vendor_propose"),
    path(f"{VENDOR}review/", vendors.ReviewVendorView.as_view(), name="vendor_review"),
    path(f"{VENDOR}evaluate/", vendors.EvaluateVendorView.as_view(), name="vendor_evaluate"),
    path(
        f"{VENDOR}certificates/new/",
        vendors.AddCertificateView.as_view(),
        name="vendor_certificate",
    ),
    path(
        f"{VENDOR}certificates/<int:certificate>/withdraw/",
        vendors.WithdrawCertificateView.as_view(),
        name="vendor_certificate_withdraw",
    ),
    path("stack/", stack.StackPage.as_view(), name="stack"),
    path("stack/list/", stack.StackList.as_view(), name="stack_list"),
    path("stack/new/", stack.AddStackItemView.as_view(), name="stack_new"),
    path(ITEM, stack.StackItemPage.as_view(), name="stack_item"),
    path(f"{ITEM}edit/", stack.ChangeStackItemView.as_view(), name="stack_item_edit"),
    path(f"{ITEM}review/", stack.ReviewStackItemView.as_view(), name="stack_item_review"),
]
