"""Tools of agents, what a version uses, and what it is allowed, as forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.forms import Choices, DateInput, DayField, PayloadForm
from registry.actions.agent_tools import Declared, GrantTerms, ToolTerms
from registry.choices import DataClass, ToolEffect
from registry.forms.models import PersonField, WithPeople, text_area
from registry.models.agents import AgentTool, AgentToolQuerySet


class ToolForm(WithPeople, PayloadForm[ToolTerms]):
    payload_class = ToolTerms

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("As agents call it, such as refund_payment.")
    )
    system = forms.CharField(
        label=_("System"), max_length=120, help_text=_("What it acts on: mail, the ledger, a shop.")
    )
    description = text_area(_("What it does"), most=4000, required=False)
    effects = forms.TypedMultipleChoiceField(
        label=_("Effects"),
        choices=ToolEffect.choices,
        coerce=ToolEffect,
        widget=Choices,
        help_text=_("All that a call can do. What cannot be undone needs a person's approval."),
    )
    data_class = forms.TypedChoiceField(
        label=_("Data that it reaches"), choices=DataClass.choices, coerce=DataClass
    )
    owner = PersonField(label=_("Owner"), help_text=_("Says which agents may use it."))


class DeclareForm(PayloadForm[Declared]):
    payload_class = Declared

    tool = forms.ModelChoiceField(label=_("Tool"), queryset=AgentTool.objects.none())
    purpose = forms.CharField(
        label=_("What for"),
        max_length=500,
        help_text=_("The owner of the tool reads it."),
    )

    def __init__(self, *args: Any, tools: AgentToolQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tool"].queryset = tools  # type: ignore[attr-defined]


class GrantForm(PayloadForm[GrantTerms]):
    payload_class = GrantTerms

    scope = forms.CharField(
        label=_("What it may reach"),
        max_length=500,
        help_text=_("Such as: orders of the customer who asks."),
    )
    limits = forms.CharField(
        label=_("Limits"),
        max_length=500,
        required=False,
        help_text=_("Such as: 50 EUR a call, 20 calls an hour."),
    )
    needs_person = forms.BooleanField(
        label=_("A person approves each call before it is carried out"), required=False
    )
    until = DayField(
        label=_("Until"),
        widget=DateInput,
        required=False,
        help_text=_("The last day. Leave it empty for as long as the version is used."),
    )
