"""Policies, their drafts, and campaigns as forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.groups import declared_groups
from coe_portal.accounts.models import Membership
from coe_portal.ui.forms import Choices, DateInput, DayField, PayloadForm
from governance.actions.attestations import CampaignTerms
from governance.actions.policies import DraftText, PolicyTerms
from governance.actions.policy_approval import Publishing
from governance.actions.policy_templates import Adoption
from governance.choices import PolicyKind
from governance.models.policies import LONGEST_TEXT, MOST_MONTHS


class OwnedForm(forms.Form):
    """A form with an owner to choose."""

    owner: forms.ModelChoiceField[Membership] = forms.ModelChoiceField(
        label=_("Owner"),
        help_text=_("Answers for the policy, and is reminded to review it."),
        queryset=None,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Membership.objects.current().with_user().order_by("user__name", "pk")
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]


class PolicyForm(OwnedForm, PayloadForm[PolicyTerms]):
    payload_class = PolicyTerms

    field_order = ("title", "kind", "owner", "review_every_months")
    title = forms.CharField(label=_("Title"), max_length=160)
    kind = forms.TypedChoiceField(label=_("Kind"), choices=PolicyKind.choices, coerce=PolicyKind)
    review_every_months = forms.IntegerField(
        label=_("Months between reviews"), min_value=1, max_value=MOST_MONTHS
    )


class DraftForm(PayloadForm[DraftText]):
    payload_class = DraftText

    body = forms.CharField(
        label=_("Text"),
        help_text=_("Markdown: ## for a heading, **bold**, - for a list, | for a table."),
        widget=forms.Textarea(attrs={"rows": 28}),
        max_length=LONGEST_TEXT,
    )
    change_note = forms.CharField(
        label=_("What is new"),
        help_text=_("One sentence for those who know the version before."),
        max_length=500,
        required=False,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_revision(self) -> int:
        return self.cleaned_data["revision"] or 0


@dataclass(frozen=True)
class Reason:
    """Why something is refused."""

    reason: str


class SendBackForm(PayloadForm[Reason]):
    payload_class = Reason

    reason = forms.CharField(
        label=_("What has to change"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )


class PublishForm(PayloadForm[Publishing]):
    payload_class = Publishing

    asks_again = forms.BooleanField(
        label=_("Ask everybody who was asked before to attest this version"),
        help_text=_("Otherwise attestations of earlier versions go on counting."),
        required=False,
    )
    due_on = DayField(label=_("They attest by"), widget=DateInput, required=False)


class AdoptForm(OwnedForm, PayloadForm[Adoption]):
    payload_class = Adoption

    field_order = ("slugs", "owner")
    slugs = forms.MultipleChoiceField(label=_("Documents"), widget=Choices)

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slugs"].choices = offered  # type: ignore[attr-defined]


def audiences() -> list[tuple[str, Any]]:
    """Groups without values as choices, the others as a heading with theirs."""
    choices: list[tuple[str, Any]] = []
    for group in declared_groups():
        if group.values is None:
            choices.append((f"{group.code}=", group.label))
        elif values := list(group.values()):
            options = [(f"{group.code}={value}", label) for value, label in values]
            choices.append((str(group.label), options))
    return choices


class CampaignForm(PayloadForm[CampaignTerms]):
    payload_class = CampaignTerms

    group = forms.ChoiceField(label=_("Whom to ask"), choices=audiences)
    due_on = DayField(label=_("They attest by"), widget=DateInput)
    asks_newcomers = forms.BooleanField(
        label=_("Ask whoever joins the group later too"),
        help_text=_("They have 14 days at least."),
        required=False,
        initial=True,
    )

    def payload(self) -> CampaignTerms:
        data = self.cleaned_data
        group, _mark, value = data["group"].partition("=")
        return CampaignTerms(group, data["due_on"], value, data["asks_newcomers"])


@dataclass(frozen=True)
class Read:
    """The number of the version that was read."""

    version: int


class AttestForm(PayloadForm[Read]):
    payload_class = Read

    version = forms.IntegerField(widget=forms.HiddenInput)
    agreed = forms.BooleanField(
        label=_("I have read this policy and will follow it."),
        error_messages={"required": _("Tick this once you have read the policy.")},
    )
