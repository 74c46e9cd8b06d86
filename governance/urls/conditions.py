"""Addresses of conditions; evidence stands below the decision that set them."""

from __future__ import annotations

from django.urls import path

from governance.views import conditions

CONDITION = "decisions/<str:reference>/conditions/<int:position>/"

urlpatterns = [
    path("conditions/", conditions.ConditionList.as_view(), name="conditions"),
    path(f"{CONDITION}evidence/", conditions.OfferEvidenceView.as_view(), name="offer_evidence"),
    path(
        f"{CONDITION}confirm/",
        conditions.ConfirmConditionView.as_view(),
        name="confirm_condition",
    ),
    path(f"{CONDITION}return/", conditions.ReturnEvidenceView.as_view(), name="return_evidence"),
]
