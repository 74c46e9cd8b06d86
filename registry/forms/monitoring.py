"""Setting up a monitor, and deciding a drift review."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _now, gettext_lazy as _

from coe_portal.ui.forms import ChoiceList, DateInput, DayField, PayloadForm
from registry.actions.drift_reviews import Resolution
from registry.actions.monitors import TERMS, MonitorTerms, NewMonitor
from registry.choices import BaselineKind, DriftOutcome, MonitorRhythm
from registry.logic.limit_lines import (
    LineError,
    metrics_as_text,
    metrics_of,
    tests_as_text,
    tests_of,
)
from registry.logic.monitors import plan_of
from registry.logic.thresholds import DEFAULT_LIMITS
from registry.models.models import ModelVersion, ModelVersionQuerySet
from registry.models.monitoring import MOST_WINDOW_DAYS, Monitor


class LimitField(forms.CharField):
    """Limits, one a line."""

    def __init__(self, read: Callable[[str], Mapping[Any, Any]], **options: Any) -> None:
        self.read = read
        widget = forms.Textarea(attrs={"rows": 5, "class": "mono"})
        super().__init__(max_length=8000, required=False, widget=widget, **options)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return self.read(text)
        except LineError as error:
            message = _now("This line says no limit: %(line)s") % {"line": error}
            raise forms.ValidationError(message) from error


class FeatureField(forms.CharField):
    """Names, one a line."""

    def clean(self, value: Any) -> Any:
        lines = (line.strip() for line in super().clean(value).splitlines())
        return tuple(dict.fromkeys(line for line in lines if line))


class MonitorForm(PayloadForm[MonitorTerms]):
    payload_class: type[MonitorTerms] = MonitorTerms

    name = forms.CharField(label=_("Name"), max_length=120)
    rhythm = forms.TypedChoiceField(
        label=_("Checked"), choices=MonitorRhythm.choices, coerce=MonitorRhythm
    )
    window_days = forms.IntegerField(
        label=_("Days in a window"), min_value=1, max_value=MOST_WINDOW_DAYS
    )
    baseline = forms.TypedChoiceField(
        label=_("Compared with"), choices=BaselineKind.choices, coerce=BaselineKind
    )
    baseline_from = DayField(
        label=_("First day of a fixed period"), required=False, widget=DateInput
    )
    baseline_until = DayField(
        label=_("Last day of a fixed period"), required=False, widget=DateInput
    )
    features = FeatureField(
        label=_("Features"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "class": "mono"}),
        help_text=_("One a line. Leave it empty to watch all that are in the baseline."),
    )
    limits = LimitField(
        tests_of,
        label=_("Limits of drift"),
        help_text=_("One a line: test, from where on it warns, from where on it is severe."),
    )
    metrics = LimitField(
        metrics_of,
        label=_("Limits of metrics"),
        help_text=_(
            "One a line: name, higher or lower for what is better, warning, severe, and by how "
            "much it must recover, as in: accuracy higher 0.9 0.85 0.01"
        ),
    )
    missing_limit = forms.FloatField(
        label=_("Rise of missing values that warns"),
        min_value=0.001,
        max_value=1,
        help_text=_("As a share: 0.05 is five in a hundred more than in the baseline."),
    )
    minimum = forms.IntegerField(
        label=_("Fewest values"),
        min_value=1,
        max_value=1_000_000_000,
        help_text=_("A feature with fewer values in the window is not compared."),
    )
    is_active = forms.BooleanField(label=_("Active"), required=False)


class NewMonitorForm(MonitorForm):
    payload_class = NewMonitor

    version = forms.ModelChoiceField(
        label=_("Version"), queryset=ModelVersion.objects.none(), empty_label=None
    )
    field_order = ("version",)

    def __init__(self, *args: Any, versions: ModelVersionQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = versions  # type: ignore[attr-defined]


def initial_terms(monitor: Monitor | None = None) -> dict[str, Any]:
    """What the form begins with: the monitor's terms, or the default ones."""
    source = MonitorTerms(name="") if monitor is None else monitor
    values = {name: getattr(source, name) for name in TERMS}
    stored = monitor or Monitor()
    plan = plan_of(stored.limits, stored.metrics, stored.missing_limit, stored.minimum)
    return {
        **values,
        "features": "\n".join(values["features"]),
        "limits": tests_as_text({test: plan.limits[test] for test in DEFAULT_LIMITS}),
        "metrics": metrics_as_text(plan.metrics),
    }


class ResolutionForm(PayloadForm[Resolution]):
    payload_class = Resolution

    outcome = forms.TypedChoiceField(
        label=_("What is done"),
        choices=DriftOutcome.choices,
        coerce=DriftOutcome,
        widget=ChoiceList,
    )
    target = forms.ModelChoiceField(
        label=_("Back to"),
        queryset=ModelVersion.objects.none(),
        required=False,
        help_text=_("For a roll-back: a version that was in production."),
    )
    rationale = forms.CharField(
        label=_("Why"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000
    )

    def __init__(self, *args: Any, versions: ModelVersionQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].queryset = versions  # type: ignore[attr-defined]
