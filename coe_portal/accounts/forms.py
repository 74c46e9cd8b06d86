"""Forms of members, units, tokens and profiles."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.actions import MembershipPayload, NewAccount, ProfilePayload
from coe_portal.accounts.models import Membership, User
from coe_portal.accounts.roles import Role, token_scopes
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.ui.forms import Choices, DateInput, DayField, PayloadForm

TOKEN_DAYS = [(30, _("30 days")), (90, _("90 days")), (365, _("1 year")), (0, _("No end"))]


@dataclass(frozen=True)
class InvitationPayload:
    email: str
    membership: MembershipPayload


@dataclass(frozen=True)
class NewUnit:
    name: str
    code: str
    parent: BusinessUnit | None = None


@dataclass(frozen=True)
class NewToken:
    name: str
    scopes: list[str]
    expires_at: datetime | None


@dataclass(frozen=True)
class NewManager:
    manager: Membership | None


class MembershipForm(PayloadForm[MembershipPayload]):
    """What a member is; InvalidInput of the action says which roles do not go together."""

    payload_class = MembershipPayload
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=Role.choices,
        widget=Choices,
        help_text=_(
            "Every member may submit use cases. An auditor only reads, until the last day."
        ),
    )
    business_unit = forms.ModelChoiceField(
        BusinessUnit.objects.all(), label=_("Business unit"), required=False
    )
    job_title = forms.CharField(label=_("Job title"), max_length=150, required=False)
    starts_on = DayField(
        label=_("First day"),
        widget=DateInput,
        required=False,
        help_text=_("Before it, nobody gets in. Agree on it with auditors."),
    )
    ends_on = DayField(label=_("Last day"), widget=DateInput, required=False)

    def clean_roles(self) -> tuple[Role, ...]:
        return tuple(Role(value) for value in self.cleaned_data["roles"])

    def clean_ends_on(self) -> date | None:
        day: date | None = self.cleaned_data["ends_on"]
        if day is not None and day < today_here():
            raise forms.ValidationError(_("This day is in the past."))
        return day


class InvitationForm(MembershipForm):
    """Whom to invite, and as what; a job title is said by the person, once in."""

    job_title = None  # type: ignore[assignment]  # takes the field away
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    field_order = ["email"]

    def payload(self) -> InvitationPayload:  # type: ignore[override]
        return InvitationPayload(self.cleaned_data["email"], super().payload())


class ManagerForm(PayloadForm[NewManager]):
    """By e-mail: no list is long enough for a large organization."""

    payload_class = NewManager
    manager = forms.EmailField(
        label=_("E-mail of the manager"),
        required=False,
        help_text=_("Empty: reports to nobody in the portal."),
    )

    def clean_manager(self) -> Membership | None:
        email: str = self.cleaned_data["manager"]
        if not email:
            return None
        found: Membership | None = (
            Membership.objects.current().with_user().filter(user__email__iexact=email).first()
        )
        if found is None:
            raise forms.ValidationError(_("Nobody in your organization has this address."))
        return found


class UnitForm(PayloadForm[NewUnit]):
    payload_class = NewUnit
    name = forms.CharField(label=_("Name"), max_length=200)
    code = forms.CharField(
        label=_("Code"), max_length=60, help_text=_("Short and unique, such as a cost centre.")
    )
    parent = forms.ModelChoiceField(BusinessUnit.objects.all(), label=_("Part of"), required=False)

    def __init__(self, *args: Any, unit: BusinessUnit | None = None, **kwargs: Any) -> None:
        """`unit` is the one to change; none for a new one."""
        super().__init__(*args, **kwargs)
        self.unit = unit

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        others = BusinessUnit.objects.filter(code=code)
        if self.unit is not None:
            others = others.exclude(pk=self.unit.pk)
        if others.exists():
            raise forms.ValidationError(_("Another unit has this code."))
        return code


class TokenForm(PayloadForm[NewToken]):
    payload_class = NewToken
    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("What will use it, such as “Nightly export”.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        widget=Choices,
        help_text=_("Never more than you may do yourself."),
    )
    days = forms.TypedChoiceField(label=_("Valid for"), choices=TOKEN_DAYS, coerce=int, initial=90)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(name, name) for name in token_scopes()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        days = cleaned.get("days")
        end = timezone.now() + timedelta(days=days) if days else None
        return {**cleaned, "expires_at": end}


class ProfileForm(PayloadForm[ProfilePayload]):
    payload_class = ProfilePayload
    name = forms.CharField(label=_("Name"), max_length=150)
    job_title = forms.CharField(label=_("Job title"), max_length=150, required=False)
    timezone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        help_text=_("Times are shown in it; without one, in the organization's."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = [(name, name) for name in sorted(zoneinfo.available_timezones())]
        self.fields["timezone"].choices = [("", _("As the organization")), *zones]  # type: ignore[attr-defined]


class NewAccountForm(PayloadForm[NewAccount]):
    """Name and password of somebody who is invited."""

    payload_class = NewAccount
    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "At least 12 characters. A few words that only you would put together are good."
        ),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, User(email=self.email, name=self.data.get("name", "")))
        return password
