"""Predictions as a file, then what its columns mean and what passes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _now, gettext_lazy as _

from coe_portal.ui.forms import Choices, PayloadForm
from registry.actions.fairness import AssessmentTerms
from registry.choices import FairnessMeasure
from registry.logic.fairness import (
    FEWEST,
    LARGEST_MINIMUM,
    NEEDS_TRUTH,
    RECOMMENDED,
    SMALLEST_MINIMUM,
    Plan,
)

USUAL: Final = {
    "decision": ("y_pred", "prediction", "predicted", "pred", "decision", "y_hat", "score"),
    "truth": ("y_true", "truth", "label", "actual", "target", "outcome"),
    "features": ("sex", "gender", "age_band", "age_group", "race", "ethnicity", "nationality",
                 "disability", "religion"),
}  # fmt: skip


@dataclass(frozen=True)
class PredictionsFile:
    """An uploaded file, not looked at yet."""

    file: UploadedFile[bytes]


class PredictionsForm(PayloadForm[PredictionsFile]):
    payload_class = PredictionsFile

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV, also packed as .gz: a line for each person, up to 50 MB and a million lines. "
            "The first line names the columns. Leave out names, numbers and addresses: only the "
            "prediction, what was right, and the groups are read."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.gz"}),
    )


class LimitField(forms.FloatField):
    """A share that may be left out."""

    def __init__(self, label: Any, help_text: Any) -> None:
        widget = forms.NumberInput(attrs={"step": "0.01"})
        super().__init__(
            label=label,
            help_text=help_text,
            min_value=0,
            max_value=1,
            required=False,
            widget=widget,
        )


class AssessmentForm(PayloadForm[AssessmentTerms]):
    """The columns of one file, and the limits."""

    decision = forms.ChoiceField(
        label=_("Prediction"), help_text=_("What the model said: an answer or a score.")
    )
    positive = forms.CharField(
        label=_("Positive answer"),
        max_length=100,
        required=False,
        help_text=_("As the file writes it, such as 1, yes or approved."),
    )
    cutoff = forms.FloatField(
        label=_("Threshold of the score"),
        required=False,
        help_text=_("Only for scores: from this number on the answer is positive."),
    )
    truth = forms.ChoiceField(
        label=_("What was right"),
        required=False,
        help_text=_("Without it only selection can be compared, not errors."),
    )
    features = forms.MultipleChoiceField(
        label=_("Groups by"),
        widget=Choices,
        help_text=_("Columns such as sex or age band, with at most 50 different values each."),
    )
    together = forms.BooleanField(
        label=_("Compare combinations, too"),
        required=False,
        help_text=_("Such as older women, where the columns taken one by one look equal."),
    )
    parity_difference = LimitField(
        FairnessMeasure.PARITY_DIFFERENCE.label,
        _("At most. How much more often one group is selected than another; 0.1 is usual."),
    )
    parity_ratio = LimitField(
        FairnessMeasure.PARITY_RATIO.label,
        _("At least. The least selected group against the most selected; 0.8 is usual."),
    )
    odds_difference = LimitField(
        FairnessMeasure.ODDS_DIFFERENCE.label,
        _("At most. How far true and false positive rates are apart; 0.1 is usual."),
    )
    opportunity_difference = LimitField(
        FairnessMeasure.OPPORTUNITY_DIFFERENCE.label,
        _("At most. How far true positive rates are apart. Leave empty not to judge by it."),
    )
    limits_reason = forms.CharField(
        label=_("Why other limits"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed where less is asked than usual. Validators and auditors read it."),
    )
    minimum = forms.IntegerField(
        label=_("Fewest people behind a rate"),
        min_value=SMALLEST_MINIMUM,
        max_value=LARGEST_MINIMUM,
        initial=FEWEST,
        help_text=_("Smaller groups are neither shown nor compared."),
    )

    LIMITS = {
        "parity_difference": FairnessMeasure.PARITY_DIFFERENCE,
        "parity_ratio": FairnessMeasure.PARITY_RATIO,
        "odds_difference": FairnessMeasure.ODDS_DIFFERENCE,
        "opportunity_difference": FairnessMeasure.OPPORTUNITY_DIFFERENCE,
    }

    def __init__(self, *args: Any, columns: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(name, name) for name in columns]
        for name in ("decision", "truth", "features"):
            self.fields[name].choices = offered  # type: ignore[attr-defined]
        self.fields["truth"].choices = [("", _now("Nobody knows yet")), *offered]  # type: ignore[attr-defined]

    def payload(self) -> AssessmentTerms:
        """The action's input."""
        data = self.cleaned_data
        limits = {
            measure: data[name]
            for name, measure in self.LIMITS.items()
            if data[name] is not None and (data["truth"] or measure not in NEEDS_TRUTH)
        }
        plan = Plan(
            decision=data["decision"],
            positive=data["positive"],
            cutoff=data["cutoff"],
            truth=data["truth"],
            features=tuple(data["features"]),
            together=data["together"],
        )
        return AssessmentTerms(
            plan=plan,
            limits=limits,
            limits_reason=data["limits_reason"],
            minimum=data["minimum"],
        )

    def add_error(self, field: str | None, error: Any) -> None:
        """What the action says of a measure stands beside its limit."""
        named = {measure.value: name for name, measure in self.LIMITS.items()}
        super().add_error(named.get(field, field) if field else field, error)


def first_terms(columns: Sequence[str]) -> dict[str, Any]:
    """What columns of these names usually mean, and the recommended limits."""
    known = {name.casefold(): name for name in columns}
    found = {
        part: [known[name] for name in names if name in known] for part, names in USUAL.items()
    }
    limits = {name: RECOMMENDED.get(measure) for name, measure in AssessmentForm.LIMITS.items()}
    return {
        "decision": next(iter(found["decision"]), columns[0]),
        "truth": next(iter(found["truth"]), ""),
        "features": found["features"],
        "positive": "1",
        **limits,
    }


def same_terms(plan: dict[str, Any], limits: dict[str, float], reason: str) -> dict[str, Any]:
    """What was asked before, to be asked again."""
    known = {name: limits.get(measure.value) for name, measure in AssessmentForm.LIMITS.items()}
    return {**plan, **known, "limits_reason": reason}
