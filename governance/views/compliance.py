"""Compliance: the overview, frameworks and their editions, requirements, crosswalk, one case."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.charts.heatmap import Heatmap
from coe_portal.ui.charts.stacked import Part, Stacked
from coe_portal.ui.htmx import is_fragment
from coe_portal.ui.views import (
    ActionView,
    BelowList,
    Crumb,
    FormPageView,
    ListPageView,
    PageView,
)
from governance.actions import frameworks
from governance.choices import RequirementStatus
from governance.filters import compliance as filters
from governance.forms import compliance as forms
from governance.integrations.framework_files import requirements_of
from governance.logic.frameworks import Change, ChangeKind
from governance.models.controls import Evidence
from governance.models.coverage import CaseCoverage, Exclusion
from governance.models.frameworks import Framework, FrameworkVersion, Requirement
from governance.permissions import compliance as rights
from governance.queries import compliance as queries
from governance.queries.framework_changes import ChangeLine, Update, update_of
from governance.tables import compliance as tables
from intake.choices import AiActClass

MOST_UNITS = 40


def bar_chart(bar: queries.Bar, title: str) -> Stacked:
    """A bar as a picture."""
    return Stacked(
        title=title,
        parts=(
            Part(_("Covered"), bar.covered, "low"),
            Part(_("Partly covered"), bar.partly, "medium"),
            Part(_("Waived for a time"), bar.waived, "2"),
            Part(_("Open"), bar.open, "none"),
        ),
    )


def unit_chart(overview: queries.Overview) -> Heatmap | None:
    """The share of covered requirements by unit and framework; None with nothing to compare."""
    names = tuple(line.framework.name for line in overview.frameworks if line.framework.is_adopted)
    units = overview.units[:MOST_UNITS]
    if not names or not units:
        return None
    return Heatmap(
        title=_("Covered requirements by unit, in percent"),
        rows=tuple(line.name or _("No unit") for line in units),
        columns=names,
        values=tuple(tuple(float(bar.percent) for bar in line.bars) for line in units),
        top=100,
    )


FIELD_NAMES = {
    "applies_from": gettext_lazy("Applies from"),
    "dates": gettext_lazy("Other dates"),
    "title": gettext_lazy("Title"),
    "summary": gettext_lazy("Summary"),
    "note": gettext_lazy("Note"),
    "status": gettext_lazy("Legal state"),
    "roles": gettext_lazy("Duty of"),
    "classes": gettext_lazy("EU AI Act class"),
    "tiers": gettext_lazy("Tier"),
    "by_finding": gettext_lazy("Decided by the legal questionnaire"),
    "parent": gettext_lazy("Part of"),
}


CHANGE_LABELS = {
    ChangeKind.CHANGED: gettext_lazy("Changed"),
    ChangeKind.MOVED: gettext_lazy("Other dates"),
    ChangeKind.ADDED: gettext_lazy("Added"),
    ChangeKind.REMOVED: gettext_lazy("Removed"),
}
# Up to so many changes are shown at once, in all or in one group.
FEW_CHANGES, FEW_IN_GROUP = 12, 5


@dataclass(frozen=True)
class ShownField:
    """A changed field in words."""

    label: Any
    before: str
    after: str


def shown_fields(change: Change) -> list[ShownField]:
    """The changed fields of a requirement, as a page says them."""
    return [
        ShownField(FIELD_NAMES[one.name], _in_words(one.before), _in_words(one.after))
        for one in change.fields
    ]


@dataclass(frozen=True)
class ChangeGroup:
    """All changes of one kind; `is_open` where there are few enough to read at once."""

    kind: ChangeKind
    label: Any
    lines: tuple[tuple[ChangeLine, list[ShownField]], ...]
    is_open: bool

    @property
    def has_fields(self) -> bool:
        return self.kind in {ChangeKind.MOVED, ChangeKind.CHANGED}


def change_groups(update: Update) -> list[ChangeGroup]:
    """The changes by kind, what asks for work first; large groups are folded."""
    is_short = len(update.lines) <= FEW_CHANGES
    return [
        ChangeGroup(
            kind,
            label,
            tuple((line, shown_fields(line.change)) for line in lines),
            is_open=is_short or len(lines) <= FEW_IN_GROUP,
        )
        for kind, label in CHANGE_LABELS.items()
        if (lines := [line for line in update.lines if line.change.kind == kind])
    ]


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.date):
        return date_format(value, "j M Y")
    if isinstance(value, RequirementStatus):
        return str(value.label)
    if isinstance(value, dict):
        return ", ".join(f"{name} {day}" for name, day in value.items())
    return ", ".join(value) if isinstance(value, tuple | list) else str(value or "")


class BelowCompliance(BelowList):
    """A page below the overview."""

    above = ("governance:compliance", _("Compliance"))


class CompliancePage(PageView):
    """Bars by framework and unit, and what waits."""

    permission = rights.VIEW_COMPLIANCE.code
    template_name = "governance/compliance/overview.html"

    def page(self) -> dict[str, Any]:
        overview = queries.overview()
        return {
            "overview": overview,
            "bars": [
                (line, bar_chart(line.bar, str(line.framework))) for line in overview.frameworks
            ],
            "units": unit_chart(overview),
            "can_manage": self.member.may(rights.MANAGE_FRAMEWORKS.code),
            "to_judge": Evidence.objects.filter(state="offered").count(),
            "to_confirm": Exclusion.objects.waiting().count(),
        }


class CoverageList(BelowCompliance, ListPageView):
    permission = rights.VIEW_COMPLIANCE.code
    template_name = "governance/compliance/list.html"
    title = gettext_lazy("Coverage by use case")
    subtitle = gettext_lazy("Each use case and framework: what is covered, what is open.")
    table_class = tables.CoverageTable
    filters_class = filters.CoverageFilters
    empty_icon = "shield-check"
    empty_title = gettext_lazy("Nothing is counted yet")
    empty_text = gettext_lazy("Adopt a framework, and submit use cases.")

    def rows(self) -> Any:
        return CaseCoverage.objects.select_related("use_case__business_unit", "framework").defer(
            *(f"{name}_ids" for name in queries.COUNTS)
        )


class CrosswalkList(BelowCompliance, ListPageView):
    permission = rights.VIEW_COMPLIANCE.code
    template_name = "governance/compliance/list.html"
    title = gettext_lazy("Crosswalk")
    subtitle = gettext_lazy(
        "Evidence for one requirement helps with the other; it never proves it alone."
    )
    table_class = tables.CrosswalkTable
    filters_class = filters.CrosswalkFilters
    empty_icon = "arrow-left-right"
    empty_title = gettext_lazy("No crosswalk yet")
    empty_text = gettext_lazy("It comes with the frameworks of the portal.")

    def rows(self) -> Any:
        return queries.crosswalk_rows()


class FrameworkMixin(BelowCompliance):
    """Finds the framework of the address."""

    def find_subject(self) -> Any:
        rows = Framework.objects.select_related("current").filter(key=self.kwargs["key"])
        return found_or_404(rows.first())

    @property
    def cancel_url(self) -> str:
        return str(self.subject.get_absolute_url())

    def success_url(self, _result: object) -> str:
        return str(self.subject.get_absolute_url())


class FrameworkPage(FrameworkMixin, PageView):
    """The tree of requirements with coverage."""

    permission = rights.VIEW_COMPLIANCE.code
    template_name = "governance/compliance/framework.html"

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        if is_fragment(self.request) and self.request.htmx.target == "results":
            return self.render(f"{self.template_name}#results", self.page())
        return super().get(_request, **_kwargs)

    def page(self) -> dict[str, Any]:
        framework: Framework = self.subject
        rows = Requirement.objects.filter(version=framework.current)
        filter_set = filters.RequirementFilters(
            self.request.GET,
            queryset=rows.select_related("version__framework"),
            request=self.request,
        )
        branches = queries.framework_tree(framework, filter_set.qs)
        return {
            "branches": branches,
            "filters": filter_set,
            "versions": framework.versions.all()[:20],
            "waiting": framework.versions.waiting().first(),
            "is_newer": queries.shipped_is_newer(framework),
            "can_manage": self.member.may(rights.MANAGE_FRAMEWORKS.code),
        }


class VersionMixin(FrameworkMixin):
    """Finds the edition of the address."""

    def find_subject(self) -> Any:
        rows = FrameworkVersion.objects.select_related("framework__current").filter(
            framework__key=self.kwargs["key"], number=self.kwargs["number"]
        )
        return found_or_404(rows.first())

    @property
    def parents(self) -> list[Crumb]:
        framework = self.subject.framework
        return [*super().parents, Crumb(framework.get_absolute_url(), framework.name)]


class VersionPage(VersionMixin, PageView):
    """What an edition changes, and what that means for us."""

    permission = rights.VIEW_COMPLIANCE.code
    template_name = "governance/compliance/version.html"

    def page(self) -> dict[str, Any]:
        update = update_of(self.subject)
        return {
            "update": update,
            "groups": change_groups(update),
            "can_manage": self.member.may(rights.MANAGE_FRAMEWORKS.code),
        }


class AdoptShippedView(ActionView):
    """Begin with a framework that comes with the portal."""

    permission = rights.MANAGE_FRAMEWORKS.code
    success_message = gettext_lazy("Adopted. Use cases are being counted.")

    def act(self, _payload: None) -> FrameworkVersion:
        if self.kwargs["key"] not in {one.key for one in queries.overview().available}:
            raise Http404
        return frameworks.adopt_shipped(self.kwargs["key"], actor=self.actor)

    def success_url(self, result: FrameworkVersion) -> str:
        return str(result.framework.get_absolute_url())


class BringUpdateView(FrameworkMixin, ActionView):
    """Read in the edition that comes with this version of the portal."""

    permission = rights.MANAGE_FRAMEWORKS.code
    success_message = gettext_lazy("Read in. Look at what changes before you adopt it.")

    def act(self, _payload: None) -> FrameworkVersion:
        return frameworks.bring_shipped_update(self.subject, actor=self.actor)

    def success_url(self, result: object) -> str:
        assert isinstance(result, FrameworkVersion)  # noqa: S101  (act() gives it)
        return result.get_absolute_url()


class UploadFrameworkView(BelowCompliance, FormPageView):
    """An own framework, or another edition of one."""

    permission = rights.MANAGE_FRAMEWORKS.code
    form_class = forms.UploadForm
    title = gettext_lazy("Upload a framework")
    subtitle = gettext_lazy("Your own rules, a customer's, or those of another authority.")
    submit_label = gettext_lazy("Read the file")
    success_message = gettext_lazy("Read in. Look at it before you adopt it.")

    def act(self, payload: forms.UploadedFramework) -> FrameworkVersion:
        edition = frameworks.Edition(
            key=payload.key,
            name=payload.name,
            label=payload.label,
            requirements=requirements_of(payload.file),
            source=payload.source,
            note=payload.note,
            dated=payload.dated,
        )
        return frameworks.bring_edition(edition, actor=self.actor)

    def success_url(self, result: FrameworkVersion) -> str:
        return result.get_absolute_url()


class AdoptVersionView(VersionMixin, ActionView):
    permission = rights.MANAGE_FRAMEWORKS.code
    success_message = gettext_lazy("Adopted. Use cases are being counted anew.")

    def act(self, _payload: None) -> FrameworkVersion:
        return frameworks.adopt_version(self.subject, actor=self.actor)


class DiscardVersionView(VersionMixin, ActionView):
    permission = rights.MANAGE_FRAMEWORKS.code
    success_message = gettext_lazy("Discarded.")

    def act(self, _payload: None) -> Framework:
        return frameworks.discard_version(self.subject, actor=self.actor)

    def success_url(self, _result: object) -> str:
        return org_url("governance:compliance")


class RetireFrameworkView(FrameworkMixin, FormPageView):
    permission = rights.MANAGE_FRAMEWORKS.code
    form_class = forms.WhyForm
    title = gettext_lazy("Retire the framework")
    subtitle = gettext_lazy(
        "Use cases are no longer measured by it. Everything said about it stays."
    )
    submit_label = gettext_lazy("Retire")
    success_message = gettext_lazy("Retired.")

    def act(self, payload: forms.Why) -> Framework:
        return frameworks.retire_framework(self.subject, payload.reason, actor=self.actor)


class RestoreFrameworkView(FrameworkMixin, ActionView):
    permission = rights.MANAGE_FRAMEWORKS.code
    success_message = gettext_lazy("Use cases are measured by it again.")

    def act(self, _payload: None) -> Framework:
        return frameworks.restore_framework(self.subject, actor=self.actor)


class RequirementMixin(BelowCompliance):
    """Finds the requirement of the adopted edition."""

    def find_requirement(self) -> Requirement:
        rows = Requirement.objects.filter(
            version__framework__key=self.kwargs["key"],
            version__state="adopted",
            code=self.kwargs["code"],
        )
        return found_or_404(rows.select_related("version__framework").first())


class RequirementPage(RequirementMixin, PageView):
    """Crosswalk, controls, evidence and use cases of one requirement."""

    permission = rights.VIEW_COMPLIANCE.code
    template_name = "governance/compliance/requirement.html"

    def find_subject(self) -> Requirement:
        return self.find_requirement()

    @property
    def parents(self) -> list[Crumb]:
        framework = self.subject.version.framework
        return [*super().parents, Crumb(framework.get_absolute_url(), framework.name)]

    def page(self) -> dict[str, Any]:
        page = queries.requirement_page(self.subject)
        return {
            "page": page,
            "chart": bar_chart(page.bar, str(self.subject)),
            "classes": [str(AiActClass(value).label) for value in self.subject.classes],
            "can_manage": self.member.may(rights.MANAGE_CONTROLS.code),
        }
