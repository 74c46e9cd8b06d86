"""Filters of coverage, controls, evidence and the crosswalk."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.ui.filters import Filters, choice, related, search
from governance.choices import ControlScope, EvidenceState, MappingStrength, RequirementStatus
from governance.models.controls import Control, ControlLink, Evidence
from governance.models.coverage import CaseCoverage
from governance.models.frameworks import Framework, Mapping, Requirement
from intake.choices import Gate, Tier
from intake.models.use_cases import UseCase

SOON = 30


def frameworks(_request: object) -> QuerySet[Framework]:
    """Those that count."""
    rows: QuerySet[Framework] = Framework.objects.adopted()
    return rows


def units(_request: object) -> QuerySet[BusinessUnit]:
    """All units."""
    return BusinessUnit.objects.all()


def find(rows: Any, text: str) -> QuerySet[Any]:
    """By reference, code or words."""
    found: QuerySet[Any] = rows.matching(text)
    return found


def find_coverage(rows: Any, text: str) -> QuerySet[Any]:
    """By reference or words of the use case."""
    found: QuerySet[Any] = rows.filter(use_case__in=UseCase.objects.matching(text))
    return found


class CoverageFilters(Filters):
    q = search(find_coverage, label=_("Use case"))
    framework = related(frameworks, label=_("Framework"), empty_label=_("Any framework"))
    unit = related(
        units,
        label=_("Business unit"),
        empty_label=_("Any unit"),
        field_name="use_case__business_unit",
    )
    tier = choice(
        Tier.choices, label=_("Tier"), empty_label=_("Any tier"), field_name="use_case__tier"
    )
    standing = choice(
        [
            ("open", _("Something open")),
            ("waived", _("Something waived")),
            ("covered", _("All covered")),
        ],
        label=_("Standing"),
        empty_label=_("Any standing"),
        method="by_standing",
    )

    class Meta(Filters.Meta):
        model = CaseCoverage

    def by_standing(self, rows: Any, _name: str, value: str) -> Any:
        if value == "covered":
            return rows.filter(open=0, partly=0, waived=0)
        return rows.filter(**{f"{value}__gt": 0})


class ControlFilters(Filters):
    q = search(find, label=_("Id or words"))
    scope = choice(ControlScope.choices, label=_("How often"), empty_label=_("Any"))
    gate = choice(Gate.choices, label=_("Gate"), empty_label=_("Any gate"))
    evidence = choice(
        [("valid", _("Evidence valid")), ("none", _("No valid evidence"))],
        label=_("State"),
        empty_label=_("Any state"),
        method="by_evidence",
    )
    active = choice(
        [("all", _("With retired ones"))],
        label=_("Retired"),
        empty_label=_("In use"),
        method="with_retired",
    )

    class Meta(Filters.Meta):
        model = Control

    def by_evidence(self, rows: Any, _name: str, value: str) -> Any:
        return rows.filter(valid_count__gt=0) if value == "valid" else rows.filter(valid_count=0)

    def with_retired(self, rows: Any, _name: str, _value: str) -> Any:
        return rows

    def filter_queryset(self, queryset: Any) -> Any:
        """Retired ones only when they are asked for."""
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("active") else rows.active()


class EvidenceFilters(Filters):
    q = search(
        lambda rows, text: (
            rows.filter(title__icontains=text) | rows.filter(control__title__icontains=text)
        ),
        label=_("Words"),
    )
    state = choice(EvidenceState.choices, label=_("State"), empty_label=_("Any state"))
    ends = choice(
        [("soon", _("Within 30 days")), ("over", _("Over"))],
        label=_("Ends"),
        empty_label=_("Any time"),
        method="ending",
    )

    class Meta(Filters.Meta):
        model = Evidence

    def ending(self, rows: Any, _name: str, value: str) -> Any:
        today = today_here()
        if value == "over":
            return rows.filter(expires_on__lt=today)
        return rows.filter(expires_on__range=(today, today + dt.timedelta(days=SOON)))


class CrosswalkFilters(Filters):
    q = search(
        lambda rows, text: (
            rows.filter(code__icontains=text)
            | rows.filter(to_code__icontains=text)
            | rows.filter(why__icontains=text)
        ),
        label=_("Code or words"),
    )
    framework = related(frameworks, label=_("Framework"), empty_label=_("Any framework"))
    to_framework = related(frameworks, label=_("With framework"), empty_label=_("Any framework"))
    strength = choice(MappingStrength.choices, label=_("Shares"), empty_label=_("Any"))

    class Meta(Filters.Meta):
        model = Mapping


class RequirementFilters(Filters):
    q = search(find, label=_("Code or words"))
    status = choice(RequirementStatus.choices, label=_("Legal state"), empty_label=_("Any state"))
    controls = choice(
        [("none", _("Without a control"))],
        label=_("Controls"),
        empty_label=_("Any"),
        method="without_control",
    )

    class Meta(Filters.Meta):
        model = Requirement

    def without_control(self, rows: Any, _name: str, _value: str) -> Any:
        own = ControlLink.objects.filter(
            framework=OuterRef("version__framework"), control__is_active=True
        )
        linked = own.filter(code=OuterRef("code")) | own.filter(code=OuterRef("parent"))
        return rows.countable().filter(~Exists(linked.order_by()))
