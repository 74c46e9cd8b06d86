"""Addresses of governance below `/<org>/governance/`."""

from __future__ import annotations

from django.urls import path

from governance.views import boards, decisions, docket, fragments, review

urlpatterns = [
    path("", docket.DocketPage.as_view(), name="docket"),
    path("reviews/", docket.ReviewList.as_view(), name="reviews"),
    path("reviews/<str:reference>/", review.ReviewPage.as_view(), name="review"),
    path("reviews/<str:reference>/ballot/", review.BallotView.as_view(), name="ballot"),
    path("reviews/<str:reference>/conflict/", review.StepBackView.as_view(), name="conflict"),
    path("reviews/<str:reference>/escalate/", review.EscalateView.as_view(), name="escalate"),
    path("reviews/<str:reference>/count/", review.CountView.as_view(), name="count"),
    path("reviews/<str:reference>/deadline/", review.DeadlineView.as_view(), name="deadline"),
    path("reviews/<str:reference>/restart/", review.RestartView.as_view(), name="restart"),
    path("decisions/", decisions.DecisionList.as_view(), name="decisions"),
    path("decisions/<str:reference>/", decisions.DecisionPage.as_view(), name="decision"),
    path("boards/", boards.BoardsPage.as_view(), name="boards"),
    path("boards/new/", boards.NewBoardView.as_view(), name="board_new"),
    path("boards/<str:reference>/", boards.BoardPage.as_view(), name="board"),
    path("boards/<str:reference>/edit/", boards.EditBoardView.as_view(), name="board_edit"),
    path("boards/<str:reference>/seats/new/", boards.AppointView.as_view(), name="appoint"),
    path(
        "boards/<str:reference>/seats/<int:seat>/end/",
        boards.EndTermView.as_view(),
        name="end_term",
    ),
    path(
        "boards/<str:reference>/seats/<int:seat>/delegate/",
        boards.DelegateView.as_view(),
        name="delegate_seat",
    ),
    path(
        "boards/<str:reference>/delegations/<int:delegation>/end/",
        boards.EndDelegationView.as_view(),
        name="end_delegation",
    ),
    path("matrix/", boards.MatrixPage.as_view(), name="matrix"),
    path("matrix/edit/", boards.EditMatrixView.as_view(), name="matrix_edit"),
    path("path-preview/", fragments.PathPreview.as_view(), name="path_preview"),
    path(
        "cases/<str:reference>/decisions/",
        fragments.CaseDecisions.as_view(),
        name="case_decisions",
    ),
    path(
        "cases/<str:reference>/next-gate/",
        fragments.RequestGateView.as_view(),
        name="request_gate",
    ),
]
