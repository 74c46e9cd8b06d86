"""Commentary on a number, who may give it, and the words with which a close is ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import Role
from coe_portal.ui.forms import PayloadForm
from metrics.actions.commentary import LONGEST


@dataclass(frozen=True)
class Said:
    text: str


class CommentaryForm(PayloadForm[Said]):
    payload_class = Said

    text = forms.CharField(
        label=_("Commentary"),
        help_text=_("What moved the number, and what follows from it. Two or three sentences."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=LONGEST,
        required=False,
    )


@dataclass(frozen=True)
class Why:
    reason: str


class ReasonForm(PayloadForm[Why]):
    payload_class = Why

    reason = forms.CharField(
        label=_("Why"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )


@dataclass(frozen=True)
class Seen:
    """The seal of the page that was read."""

    seal: str


class SignForm(PayloadForm[Seen]):
    payload_class = Seen

    seal = forms.CharField(widget=forms.HiddenInput, max_length=64)


@dataclass(frozen=True)
class Writer:
    member: Membership


class WriterForm(PayloadForm[Writer]):
    payload_class = Writer

    member: forms.ModelChoiceField[Membership] = forms.ModelChoiceField(
        label=_("Member"),
        queryset=Membership.objects.none(),
        help_text=_("They may comment on this number in every quarter, whatever their role."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Membership.objects.current().with_user().exclude(roles__contains=[Role.AUDITOR])
        self.fields["member"].queryset = people.order_by("user__name", "pk")  # type: ignore[attr-defined]
