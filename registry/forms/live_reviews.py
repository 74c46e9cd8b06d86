"""Reporting on a model in service, deciding how it goes on, and settling what is improved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _now, gettext_lazy as _

from coe_portal.ui.forms import ChoiceCards, ChoiceList, DateInput, DayField, PayloadForm
from registry.actions.live_reviews import LiveActionTerms, Report, Verdict
from registry.choices import LiveActionState, LiveReviewOutcome, MetricResult
from registry.forms.models import PersonField, WithPeople, fill_people, text_area

FIRST_ACTIONS: Final = (1, 2, 3)
OWN_WORDS: Final = 4000


class ReportForm(PayloadForm[Report]):
    """One pair of fields for each success metric of the use case, before the words."""

    payload_class = Report

    performance = text_area(
        _("Performance"),
        most=OWN_WORDS,
        help_text=_("Against the success metrics, and by what its users say."),
    )
    drift = text_area(
        _("Drift"),
        most=OWN_WORDS,
        required=False,
        help_text=_("What the portal saw is added by itself: say what it means."),
    )
    impacts = text_area(
        _("Unintended impacts"),
        most=OWN_WORDS,
        help_text=_("On people, work or costs. “None” is an answer too: say how you looked."),
    )
    feedback = text_area(
        _("Feedback of the people affected"),
        most=OWN_WORDS,
        help_text=_("Users, customers, staff: whom did you ask, and what did they say?"),
    )
    benefit_measured = forms.DecimalField(
        label=_("Benefit a year, as measured"),
        min_value=0,
        max_digits=16,
        decimal_places=2,
        required=False,
    )
    benefits = text_area(_("Benefits against the forecast"), most=OWN_WORDS, required=False)

    def __init__(
        self, *args: Any, metrics: Sequence[dict[str, str]], forecast: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.metrics = metrics
        for place, metric in enumerate(metrics):
            self.fields[f"actual_{place}"] = forms.CharField(
                label=metric["metric"],
                max_length=300,
                required=False,
                help_text=_now("Target: %(target)s. Before: %(baseline)s.")
                % {"target": metric["target"] or "–", "baseline": metric["baseline"] or "–"},
            )
            self.fields[f"result_{place}"] = forms.TypedChoiceField(
                label=_now("%(metric)s: is the target met?") % {"metric": metric["metric"]},
                choices=MetricResult.choices,
                coerce=MetricResult,
                widget=ChoiceCards,
            )
        if forecast:
            self.fields["benefit_measured"].help_text = _now("The forecast was %(forecast)s.") % {
                "forecast": forecast
            }
        first = [name for name in self.fields if name.startswith(("actual_", "result_"))]
        self.order_fields([*first, *self.fields])

    def payload(self) -> Report:
        """The words, and the readings in the order of the metrics."""
        given = self.cleaned_data
        readings = tuple(
            (given[f"actual_{place}"], given[f"result_{place}"])
            for place in range(len(self.metrics))
        )
        words = {name: given[name] for name in ReportForm.base_fields}
        return Report(readings=readings, **words)


class VerdictForm(PayloadForm[Verdict]):
    """The outcome with up to three actions; more are planned on the page."""

    payload_class = Verdict

    outcome = forms.TypedChoiceField(
        label=_("How does it go on?"),
        choices=LiveReviewOutcome.choices,
        coerce=LiveReviewOutcome,
        widget=ChoiceList,
    )
    rationale = text_area(_("Why"), most=OWN_WORDS)
    suspend = forms.BooleanField(
        label=_("Suspend the use case at once"),
        required=False,
        help_text=_("For “Stop”: a plan of retirement is opened in any case."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in FIRST_ACTIONS:
            names = {"place": place}
            self.fields[f"text_{place}"] = text_area(
                _now("Improve %(place)d: what is done") % names, rows=2, required=False
            )
            self.fields[f"owner_{place}"] = PersonField(
                label=_now("Improve %(place)d: by whom") % names, required=False
            )
            self.fields[f"due_on_{place}"] = DayField(
                label=_now("Improve %(place)d: until") % names, required=False, widget=DateInput
            )
        fill_people(self)

    def clean(self) -> dict[str, Any]:
        """An action is whole or not there."""
        given = super().clean() or {}
        for place in FIRST_ACTIONS:
            named = {name: given.get(f"{name}_{place}") for name in ("text", "owner", "due_on")}
            if any(named.values()):
                for name, value in named.items():
                    if not value and f"{name}_{place}" not in self.errors:
                        self.add_error(f"{name}_{place}", _now("Say this too."))
        return given

    def payload(self) -> Verdict:
        """With the actions that were filled in."""
        given = self.cleaned_data
        actions = tuple(
            LiveActionTerms(
                given[f"text_{place}"], given[f"owner_{place}"], given[f"due_on_{place}"]
            )
            for place in FIRST_ACTIONS
            if given[f"text_{place}"]
        )
        return Verdict(
            outcome=given["outcome"],
            rationale=given["rationale"],
            actions=actions,
            suspend=given["suspend"],
        )


class LiveActionForm(WithPeople, PayloadForm[LiveActionTerms]):
    payload_class = LiveActionTerms

    text = text_area(_("What is done"))
    owner = PersonField(label=_("Owner"))
    due_on = DayField(label=_("Due"), widget=DateInput)


@dataclass(frozen=True)
class Settled:
    state: LiveActionState
    note: str


class SettleActionForm(PayloadForm[Settled]):
    payload_class = Settled

    state = forms.TypedChoiceField(
        label=_("Is it done?"),
        choices=[one for one in LiveActionState.choices if one[0] != LiveActionState.PLANNED],
        coerce=LiveActionState,
        widget=ChoiceCards,
    )
    note = text_area(_("What came of it"))
