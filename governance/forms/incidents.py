"""Incidents as forms: few fields to report, more to those who handle them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.ui.forms import (
    ChoiceList,
    DateInput,
    DayField,
    MomentField,
    MomentInput,
    PayloadForm,
)
from governance.actions.incident_clocks import Notice, Starting
from governance.actions.incident_response import ActionPlan, Lessons, MessagePlan, Settling
from governance.actions.incident_timeline import Answer
from governance.actions.incidents import Containment, Report, Triage
from governance.choices import ActionState, Harm, IncidentKind, Severity
from governance.models.incidents import AT_WORK, Incident, IncidentClock
from governance.queries.clock_rules import clock_rules
from intake.models.use_cases import UseCase
from intake.queries.people import people_choices

MOST_LETTERS = 10_000


def long_text(label: Any, *, rows: int = 4, help_text: Any = "", required: bool = True) -> Any:
    """A field for sentences."""
    return forms.CharField(
        label=label,
        widget=forms.Textarea(attrs={"rows": rows}),
        max_length=MOST_LETTERS,
        required=required,
        help_text=help_text,
    )


def person(label: Any, *, required: bool = True, help_text: Any = "") -> Any:
    """One of the current members, by name."""

    def choices() -> list[tuple[Any, str]]:
        return people_choices() if required else [("", "–"), *people_choices()]

    return forms.TypedChoiceField(
        label=label,
        choices=choices,
        coerce=lambda pk: Membership.objects.current().with_user().get(pk=pk),
        empty_value=None,
        required=required,
        help_text=help_text,
    )


class ReportForm(PayloadForm[Report]):
    payload_class = Report

    what_happened = long_text(
        _("What happened?"), rows=7, help_text=_("In your own words. What you do not know, leave.")
    )
    noticed_at = MomentField(label=_("When did you notice it?"), widget=MomentInput)
    harm = forms.TypedChoiceField(
        label=_("Was harm done?"), choices=Harm.choices, coerce=Harm, widget=ChoiceList
    )
    about = forms.CharField(
        label=_("Use case, if you know"),
        max_length=200,
        required=False,
        help_text=_("Its id, such as UC-42, or how you call it."),
    )
    file = forms.FileField(label=_("A file that shows it"), required=False)


class AnonymousReportForm(ReportForm):
    """The same questions; `once` makes one report of a form that is sent twice."""

    about = forms.CharField(
        label=_("Which system or use case, if you know"), max_length=200, required=False
    )
    file = forms.FileField(
        label=_("A file that shows it"),
        required=False,
        help_text=_("Files can name who made them: think of that before you add one."),
    )
    once = forms.CharField(widget=forms.HiddenInput, max_length=200, required=False)


class TriageForm(PayloadForm[Triage]):
    payload_class = Triage

    title = forms.CharField(label=_("Title"), max_length=160)
    severity = forms.TypedChoiceField(
        label=_("Severity"), choices=Severity.choices, coerce=Severity
    )
    kind = forms.TypedChoiceField(
        label=_("What it touches"), choices=IncidentKind.choices, coerce=IncidentKind
    )
    harm = forms.TypedChoiceField(label=_("Harm"), choices=Harm.choices, coerce=Harm)
    use_case = forms.CharField(
        label=_("Use case"), max_length=20, required=False, help_text=_("Its id, such as UC-42.")
    )
    lead = person(_("Lead"), required=False, help_text=_("Who handles it, and is told so."))

    def __init__(self, *args: Any, member: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member

    def clean_use_case(self) -> UseCase | None:
        wanted = self.cleaned_data["use_case"].strip()
        if not wanted:
            return None
        found: UseCase | None = UseCase.objects.visible_to(self.member).by_reference(wanted).first()
        if found is None:
            raise forms.ValidationError(gettext("There is no use case with this id."))
        return found


class ContainForm(PayloadForm[Containment]):
    payload_class = Containment

    done = long_text(_("What was done to stop the harm?"))
    roll_back_to = forms.CharField(
        label=_("Rolled back to"),
        max_length=200,
        required=False,
        help_text=_("The version of model, prompt or workflow that is in use again."),
    )
    suspend = forms.BooleanField(
        label=_("Suspend the use case"),
        required=False,
        help_text=_("It stops until somebody lets it go on."),
    )

    def __init__(self, *args: Any, may_suspend: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_suspend:
            del self.fields["suspend"]


@dataclass(frozen=True)
class Words:
    """One text."""

    text: str


class WordsForm(PayloadForm[Words]):
    payload_class = Words

    text = long_text(_("Text"))

    def __init__(self, *args: Any, label: Any = "", help_text: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label or self.fields["text"].label
        self.fields["text"].help_text = help_text


class AnswerForm(PayloadForm[Answer]):
    payload_class = Answer

    text = long_text(_("Your answer, or what else you know"))
    file = forms.FileField(label=_("A file that shows it"), required=False)


@dataclass(frozen=True)
class FollowUp:
    """The code that leads back to an anonymous report."""

    code: str


class CodeForm(PayloadForm[FollowUp]):
    payload_class = FollowUp

    code = forms.CharField(
        label=_("Your code"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class CodedAnswerForm(AnswerForm):
    """An answer that carries its code: nothing about the reporter is kept between two pages."""

    code = forms.CharField(widget=forms.HiddenInput, max_length=60)


class ClockForm(PayloadForm[Starting]):
    payload_class = Starting

    code = forms.ChoiceField(label=_("Deadline"))
    started_at = MomentField(
        label=_("Runs since"),
        widget=MomentInput,
        help_text=_("The moment from which the law counts: usually when you became aware."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [  # type: ignore[attr-defined]
            (rule.code, f"{rule.law}: {rule.title} ({rule.basis})")
            for rule in clock_rules().values()
        ]


class NoticeForm(PayloadForm[Notice]):
    payload_class = Notice

    authority = forms.CharField(label=_("Authority"), max_length=200)
    notified_at = MomentField(label=_("Told on"), widget=MomentInput)
    reference_number = forms.CharField(label=_("Their reference"), max_length=120, required=False)
    clock: forms.ModelChoiceField[IncidentClock] = forms.ModelChoiceField(
        label=_("Meets the deadline"), queryset=None, required=False, empty_label=_("None of them")
    )
    note = long_text(_("Note"), rows=3, required=False)

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        running = incident.clocks.filter(state__in=AT_WORK)
        self.fields["clock"].queryset = running  # type: ignore[attr-defined]


class MessageForm(PayloadForm[MessagePlan]):
    payload_class = MessagePlan

    audience = forms.CharField(
        label=_("Audience"),
        max_length=160,
        help_text=_("People affected, staff, customers, press, board …"),
    )
    text = long_text(_("Message"))
    owner = person(_("Who tells them"))
    due_at = MomentField(label=_("Until"), widget=MomentInput)


class LessonsForm(PayloadForm[Lessons]):
    payload_class = Lessons

    what_happened = long_text(_("What happened"), rows=5)
    root_cause = long_text(_("Root cause"), help_text=_("Why could it happen? Not: who did it."))
    changes = long_text(_("What changes"), help_text=_("In controls, tests, training."))


class ActionForm(PayloadForm[ActionPlan]):
    payload_class = ActionPlan

    text = long_text(_("What changes"), rows=3)
    owner = person(_("Who does it"))
    due_on = DayField(label=_("Until"), widget=DateInput)


class SettleForm(PayloadForm[Settling]):
    payload_class = Settling

    state = forms.TypedChoiceField(
        label=_("How did it end?"),
        choices=[choice for choice in ActionState.choices if choice[0] != ActionState.OPEN],
        coerce=ActionState,
        widget=ChoiceList,
    )
    outcome = long_text(_("What was done, or why it is accepted"), rows=3)
