"""Routes of costs, budgets and chargebacks."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from metrics.api.costs import BudgetViewSet, ChargebackViewSet, CostViewSet, FundingViewSet

router = SimpleRouter()
router.register("costs", CostViewSet, basename="cost")
router.register("budgets", BudgetViewSet, basename="budget")
router.register("chargebacks", ChargebackViewSet, basename="chargeback")
urlpatterns = [
    path(
        "funding/",
        FundingViewSet.as_view({"get": "retrieve", "post": "create"}),
        name="funding",
    ),
    *router.urls,
]
