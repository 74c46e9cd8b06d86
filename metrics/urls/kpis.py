"""The KPI catalogue: each KPI with its course, targets, owner, readings and corrections."""

from __future__ import annotations

from django.urls import path

from metrics.views import kpi, kpi_actions, kpis

urlpatterns = [
    path("kpis/", kpis.CataloguePage.as_view(), name="kpis"),
    path("kpis/readings/", kpi_actions.EnterFile.as_view(), name="kpi_readings_file"),
    path("kpis/snapshots/", kpis.SnapshotList.as_view(), name="kpi_snapshots"),
    path("kpis/snapshots/file/", kpis.NumbersFile.as_view(), name="kpi_numbers"),
    path("kpis/<slug:kpi>/", kpi.KpiPageView.as_view(), name="kpi"),
    path("kpis/<slug:kpi>/rows/", kpi.KpiRows.as_view(), name="kpi_rows"),
    path("kpis/<slug:kpi>/target/", kpi_actions.SetTarget.as_view(), name="kpi_target"),
    path("kpis/<slug:kpi>/owner/", kpi_actions.NameOwner.as_view(), name="kpi_owner"),
    path("kpis/<slug:kpi>/restate/", kpi_actions.Restate.as_view(), name="kpi_restate"),
    path("kpis/<slug:kpi>/readings/new/", kpi_actions.EnterReading.as_view(), name="kpi_reading"),
    path(
        "kpis/<slug:kpi>/readings/<int:number>/withdraw/",
        kpi_actions.WithdrawReading.as_view(),
        name="kpi_reading_withdraw",
    ),
]
