"""Monitors: the list, one with what it found, and setting one up."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import (
    BelowList,
    ButtonLink,
    FormPageView,
    FragmentView,
    ListPageView,
    PageView,
    SubjectFormPage,
)
from registry.actions import monitors
from registry.drift_charts import history_chart, rate_charts, share_chart
from registry.filters.monitoring import MonitorFilters
from registry.forms.monitoring import MonitorForm, NewMonitorForm, initial_terms
from registry.logic.wording import SHORT, finding_line
from registry.models.monitoring import DriftReview, Monitor
from registry.permissions import monitoring as rights
from registry.permissions.retention import SET_RETENTION
from registry.queries.monitoring import feature_history, monitor_page
from registry.queries.rates import rates_of
from registry.tables.monitoring import MonitorTable
from registry.views.versions import VersionMixin


class MonitorList(ListPageView):
    permission = rights.VIEW_MONITORING.code
    template_name = "registry/monitoring/list.html"
    title = _("Monitoring")
    subtitle = _("What watches the models that run, and what it found last.")
    table_class = MonitorTable
    filters_class = MonitorFilters
    empty_icon = "activity"
    empty_title = _("No monitors yet")
    empty_text = _("Send observations of a version, and set up what watches them.")

    def rows(self) -> QuerySet[Monitor]:
        return Monitor.objects.with_version()

    def actions(self) -> list[ButtonLink]:
        links = []
        if self.member.may(SET_RETENTION.code):
            links.append(
                ButtonLink(org_url("registry:monitor_retention"), _("Retention"), "archive")
            )
        if rights.versions_to_watch(self.member).exists():
            new = org_url("registry:monitor_new")
            links.append(ButtonLink(new, _("New monitor"), "plus", "primary"))
        return links


class BelowMonitors(BelowList):
    """A page below the list."""

    above = ("registry:monitors", _("Monitoring"))


class MonitorMixin(BelowMonitors):
    """Finds the monitor of the address."""

    def find_subject(self) -> Monitor:
        rows = Monitor.objects.with_version().by_reference(self.kwargs["reference"])
        return found_or_404(rows.first())


class MonitorPage(MonitorMixin, PageView):
    """`?window=2026-11-20` chooses a window by its end, `?feature=age` what is drawn."""

    permission = rights.VIEW_MONITORING.code
    template_name = "registry/monitoring/monitor.html"

    def page(self) -> dict[str, Any]:
        page = monitor_page(self.subject, self.request.GET.get("window", ""))
        feature = page.feature(self.request.GET.get("feature", ""))
        history = feature_history(self.subject, feature["name"]) if feature else []
        return {
            "page": page,
            "feature": feature,
            "findings": [finding_line(one) for one in feature["findings"]] if feature else [],
            "metrics": page.metrics(),
            "ranking": page.ranking(),
            "tests": [(name, test.label) for test, name in SHORT.items()],
            "shares": share_chart(feature) if feature and feature["bins"] else None,
            "history": history_chart(history) if len(history) > 1 else None,
            "may_change": permits(self.actor, rights.SET_UP_MONITOR.code, self.subject),
        }


class NewMonitorView(BelowMonitors, FormPageView):
    """Which versions one may watch is asked again by the action, with the version."""

    permission = rights.VIEW_MONITORING.code
    form_class = NewMonitorForm
    title = _("New monitor")
    subtitle = _("From the next night on it compares each window with the baseline.")
    submit_label = _("Set it up")
    success_message = _("The monitor is set up.")

    def form_kwargs(self) -> dict[str, Any]:
        initial = {**initial_terms(), "version": self.request.GET.get("version", "")}
        return {"initial": initial, "versions": rights.versions_to_watch(self.member)}

    def act(self, payload: monitors.NewMonitor) -> Monitor:
        return monitors.create_monitor(payload, actor=self.actor)

    def success_url(self, result: Monitor) -> str:
        return result.get_absolute_url()


class ChangeMonitorView(SubjectFormPage, MonitorMixin, FormPageView):
    permission = rights.SET_UP_MONITOR.code
    form_class = MonitorForm
    title = _("Change the monitor")
    subtitle = _("Windows that were checked stay as they are.")
    success_message = _("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": initial_terms(self.subject)}

    def act(self, payload: monitors.MonitorTerms) -> Monitor:
        return monitors.change_monitor(self.subject, payload, actor=self.actor)


class VersionMonitors(VersionMixin, FragmentView):
    """What watches a version, and whether it drifts: for its page."""

    permission = rights.VIEW_MONITORING.code
    template_name = "registry/fragments/version_monitors.html"

    def page(self) -> dict[str, Any]:
        return {
            "monitors": self.subject.monitors.all()[: monitors.MOST_MONITORS],
            "review": DriftReview.objects.open().filter(version=self.subject).first(),
            "may_watch": permits(self.actor, rights.SET_UP_MONITOR.code, self.subject),
        }


class VersionRates(VersionMixin, FragmentView):
    """Calls, drift, metrics and problems of a version week by week: for its page."""

    permission = rights.VIEW_MONITORING.code
    template_name = "registry/fragments/version_rates.html"

    def page(self) -> dict[str, Any]:
        rates = rates_of(self.subject)
        return {"charts": rate_charts(rates) if rates else []}
