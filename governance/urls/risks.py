"""Addresses of the risk register."""

from __future__ import annotations

from django.urls import path

from governance.views import risk_treatments, risks

RISK = "risks/<str:reference>/"
TREATMENT = f"{RISK}treatments/<int:position>/"

urlpatterns = [
    path("risks/", risks.RiskList.as_view(), name="risks"),
    path("risks/map/", risks.HeatMapPage.as_view(), name="risk_map"),
    path("risks/expected-loss/", risks.MoneyPage.as_view(), name="risk_losses"),
    path("risks/library/", risks.LibraryPage.as_view(), name="risk_library"),
    path("risks/new/", risks.RaiseRiskView.as_view(), name="risk_new"),
    path(RISK, risks.RiskPage.as_view(), name="risk"),
    path(f"{RISK}edit/", risks.ChangeRiskView.as_view(), name="risk_edit"),
    path(f"{RISK}assess/", risks.AssessRiskView.as_view(), name="risk_assess"),
    path(f"{RISK}review/", risks.ReviewRiskView.as_view(), name="risk_review"),
    path(f"{RISK}accept/", risks.AcceptRiskView.as_view(), name="risk_accept"),
    path(f"{RISK}withdraw/", risks.WithdrawAcceptanceView.as_view(), name="risk_withdraw"),
    path(f"{RISK}close/", risks.CloseRiskView.as_view(), name="risk_close"),
    path(f"{RISK}reopen/", risks.ReopenRiskView.as_view(), name="risk_reopen"),
    path(f"{RISK}link/", risks.LinkRiskView.as_view(), name="risk_link"),
    path(f"{RISK}links/<int:link>/remove/", risks.UnlinkRiskView.as_view(), name="risk_unlink"),
    path(
        f"{RISK}treatments/new/",
        risk_treatments.PlanTreatmentView.as_view(),
        name="risk_treatment_new",
    ),
    path(
        f"{TREATMENT}edit/",
        risk_treatments.ChangeTreatmentView.as_view(),
        name="risk_treatment_edit",
    ),
    path(
        f"{TREATMENT}done/",
        risk_treatments.FinishTreatmentView.as_view(),
        name="risk_treatment_done",
    ),
    path(
        f"{TREATMENT}drop/",
        risk_treatments.DropTreatmentView.as_view(),
        name="risk_treatment_drop",
    ),
    path("cases/<str:reference>/risks/", risks.CaseRisks.as_view(), name="case_risks"),
]
