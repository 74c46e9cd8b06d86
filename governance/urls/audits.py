"""Addresses of audits, findings and the fast lane."""

from __future__ import annotations

from django.urls import path

from governance.views import audit_fieldwork, audits, fast_lane, findings

AUDIT = "audits/<str:reference>/"
FINDING = "findings/<str:reference>/"

urlpatterns = [
    path("audits/", audits.AuditList.as_view(), name="audits"),
    path("audits/plan/", audits.PlanPage.as_view(), name="audit_plan"),
    path("audits/plan/edit/", audits.ChangePlanView.as_view(), name="audit_plan_edit"),
    path("audits/new/", audits.NewAuditView.as_view(), name="audit_new"),
    path("audits/room/", audits.AuditorRoom.as_view(), name="auditor_room"),
    path(AUDIT, audits.AuditPage.as_view(), name="audit_page"),
    path(f"{AUDIT}change/", audits.ChangeAuditView.as_view(), name="audit_change"),
    path(f"{AUDIT}cancel/", audits.CancelAuditView.as_view(), name="audit_cancel"),
    path(f"{AUDIT}report/", audits.ReportView.as_view(), name="audit_report"),
    path(f"{AUDIT}begin/", audit_fieldwork.BeginView.as_view(), name="audit_begin"),
    path(f"{AUDIT}fieldwork/", audit_fieldwork.FieldworkPage.as_view(), name="audit_fieldwork"),
    path(
        f"{AUDIT}lines/<int:position>/",
        audit_fieldwork.SaveLineView.as_view(),
        name="audit_line",
    ),
    path(
        f"{AUDIT}lines/<int:position>/finding/",
        findings.RaiseFindingView.as_view(),
        name="audit_line_finding",
    ),
    path(f"{AUDIT}findings/new/", findings.RaiseFindingView.as_view(), name="finding_new"),
    path(f"{AUDIT}finish/", audit_fieldwork.FinishView.as_view(), name="audit_finish"),
    path(f"{AUDIT}resume/", audit_fieldwork.ResumeView.as_view(), name="audit_resume"),
    path(f"{AUDIT}close/", audit_fieldwork.CloseView.as_view(), name="audit_close"),
    path("findings/", findings.FindingList.as_view(), name="findings"),
    path(FINDING, findings.FindingPage.as_view(), name="finding"),
    path(f"{FINDING}change/", findings.ChangeFindingView.as_view(), name="finding_change"),
    path(f"{FINDING}answer/", findings.AnswerView.as_view(), name="finding_answer"),
    path(f"{FINDING}verify/", findings.VerifyView.as_view(), name="finding_verify"),
    path(f"{FINDING}return/", findings.ReturnView.as_view(), name="finding_return"),
    path("fast-lane/", fast_lane.FastLanePage.as_view(), name="fast_lane"),
    path("cases/<str:reference>/audits/", audits.CaseAudits.as_view(), name="case_audits"),
]
