"""Reporting outputs, judging them, and blocking texts, as forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.forms import ChoiceCards, MomentField, MomentInput, PayloadForm
from governance.choices import Harm
from registry.actions.output_reports import Escalation, Judgement
from registry.choices import OutputCategory, OutputSeverity, OutputVerdict
from registry.forms.models import text_area
from registry.logic.output_files import SentOutput
from registry.models.models import ModelVersion, ModelVersionQuerySet
from registry.models.outputs import MOST_RETENTION_DAYS, BlocklistEntry, OutputReport

MOST_LETTERS = OutputReport.MOST_LETTERS


@dataclass(frozen=True, kw_only=True)
class Reported:
    """What the form gives: the version, and what its output was."""

    version: ModelVersion
    category: OutputCategory
    severity: OutputSeverity
    output_text: str
    input_text: str = ""
    occurred_at: Any = None

    def sent(self) -> SentOutput:
        """The action's input."""
        return SentOutput(
            category=self.category,
            severity=self.severity,
            input_text=self.input_text,
            output_text=self.output_text,
            occurred_at=self.occurred_at,
        )


class ReportOutputForm(PayloadForm[Reported]):
    payload_class = Reported

    version = forms.ModelChoiceField(label=_("What said it"), queryset=ModelVersion.objects.none())
    category = forms.TypedChoiceField(
        label=_("What is wrong"), choices=OutputCategory.choices, coerce=OutputCategory
    )
    severity = forms.TypedChoiceField(
        label=_("How bad it is"),
        choices=OutputSeverity.choices,
        coerce=OutputSeverity,
        widget=ChoiceCards,
    )
    output_text = text_area(
        _("What it said"),
        6,
        most=MOST_LETTERS,
        help_text=_("Only those who review outputs, and who built it, read this."),
    )
    input_text = text_area(_("What was asked"), 4, most=MOST_LETTERS, required=False)
    occurred_at = MomentField(label=_("When"), widget=MomentInput, initial=timezone.localtime)

    def __init__(self, *args: Any, versions: ModelVersionQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = versions  # type: ignore[attr-defined]


class KeyedCards(ChoiceCards):
    """Cards that the keys 1, 2, 3 choose."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        option["attrs"]["data-key"] = str(int(option["index"]) + 1)
        return option


class JudgementForm(PayloadForm[Judgement]):
    payload_class = Judgement

    verdict = forms.TypedChoiceField(
        label=_("Verdict"),
        choices=OutputVerdict.choices,
        coerce=OutputVerdict,
        widget=KeyedCards,
    )
    severity = forms.TypedChoiceField(
        label=_("How bad it is"),
        choices=OutputSeverity.choices,
        coerce=OutputSeverity,
        widget=ChoiceCards,
    )
    note = text_area(
        _("Why"),
        most=4000,
        required=False,
        help_text=_("Not needed for what is no problem. Who reported it reads this."),
    )


class EscalationForm(PayloadForm[Escalation]):
    payload_class = Escalation

    what_happened = text_area(
        _("What happened"),
        6,
        most=10_000,
        help_text=_("More people read incidents than outputs: leave personal data out."),
    )
    harm = forms.TypedChoiceField(
        label=_("Harm"), choices=Harm.choices, coerce=Harm, widget=ChoiceCards
    )


@dataclass(frozen=True, kw_only=True)
class BlockedText:
    """What the form gives; the view adds the model and the report."""

    text: str
    category: OutputCategory
    note: str = ""
    everywhere: bool = False


class BlockForm(PayloadForm[BlockedText]):
    payload_class = BlockedText

    text = forms.CharField(
        label=_("Text to block"),
        max_length=BlocklistEntry.MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The words themselves, without names of people."),
    )
    category = forms.TypedChoiceField(
        label=_("Why"), choices=OutputCategory.choices, coerce=OutputCategory
    )
    note = forms.CharField(label=_("Note"), max_length=500, required=False)


class BlockFromReportForm(BlockForm):
    everywhere = forms.BooleanField(
        label=_("For every model, not only for this one"), required=False
    )


@dataclass(frozen=True)
class Retention:
    retention_days: int


class OutputRulesForm(PayloadForm[Retention]):
    payload_class = Retention

    retention_days = forms.IntegerField(
        label=_("Days that texts are kept"),
        min_value=1,
        max_value=MOST_RETENTION_DAYS,
        help_text=_("Then what was asked and said is erased; category, verdict and note stay."),
    )
