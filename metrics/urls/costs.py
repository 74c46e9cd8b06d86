"""Costs, budgets, who pays, and chargebacks."""

from __future__ import annotations

from django.urls import path

from metrics.views import chargebacks, cost_files, costs, funding

COST = "costs/entries/<str:reference>/"
FILE = "costs/files/<int:pk>/"
STATEMENT = "chargebacks/<str:reference>/"

urlpatterns = [
    path("costs/", costs.CostsPage.as_view(), name="costs"),
    path("costs/entries/", costs.CostList.as_view(), name="cost_list"),
    path("costs/entries/new/", costs.BookCostView.as_view(), name="cost_new"),
    path(COST, costs.CostPage.as_view(), name="cost"),
    path(f"{COST}correct/", costs.CorrectCostView.as_view(), name="cost_correct"),
    path(f"{COST}void/", costs.VoidCostView.as_view(), name="cost_void"),
    path("costs/files/new/", cost_files.UploadCostsView.as_view(), name="cost_upload"),
    path(FILE, cost_files.CostFilePage.as_view(), name="cost_file"),
    path(f"{FILE}book/", cost_files.BookFileView.as_view(), name="cost_file_book"),
    path(f"{FILE}discard/", cost_files.DiscardFileView.as_view(), name="cost_file_discard"),
    path("costs/budgets/<int:year>/", costs.SetBudgetView.as_view(), name="budget"),
    path("costs/funding/", funding.FundingPage.as_view(), name="funding"),
    path("costs/funding/new/", funding.SetFundingView.as_view(), name="funding_new"),
    path("costs/centres/<int:unit>/", funding.SetCentreView.as_view(), name="funding_centre"),
    path("costs/<int:year>/", costs.CostsPage.as_view(), name="costs_year"),
    path("chargebacks/", chargebacks.StatementList.as_view(), name="chargebacks"),
    path("chargebacks/new/", chargebacks.DrawUpView.as_view(), name="chargeback_new"),
    path(STATEMENT, chargebacks.StatementPage.as_view(), name="chargeback"),
    path(f"{STATEMENT}issue/", chargebacks.IssueView.as_view(), name="chargeback_issue"),
    path(f"{STATEMENT}discard/", chargebacks.DiscardView.as_view(), name="chargeback_discard"),
    path(f"{STATEMENT}accept/", chargebacks.AcceptView.as_view(), name="chargeback_accept"),
    path(f"{STATEMENT}dispute/", chargebacks.DisputeView.as_view(), name="chargeback_dispute"),
    path(f"{STATEMENT}settle/", chargebacks.SettleView.as_view(), name="chargeback_settle"),
    path(f"{STATEMENT}pdf/", chargebacks.PrintView.as_view(), name="chargeback_pdf"),
    path(f"{STATEMENT}xlsx/", chargebacks.WorkbookView.as_view(), name="chargeback_xlsx"),
]
