"""Models, versions, documents and promotions as forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.ui.forms import ChoiceCards, DateInput, DayField, PayloadForm
from registry.actions.documents import DocumentTerms
from registry.actions.operations import DeploymentTerms, InputTerms
from registry.actions.promotion import Move
from registry.actions.registration import ModelTerms, NewModel, VersionTerms, VersionWords
from registry.choices import (
    DocumentKind,
    DocumentResult,
    Environment,
    InputKind,
    InputRole,
    ModelKind,
    VersionStage,
)
from registry.forms.dataset_field import DatasetField
from registry.forms.vendor_field import VendorField
from registry.logic.names import MOST_ALIAS, MOST_NAME
from registry.models.models import AIModel, ModelVersion


def text_area(label: Any, rows: int = 3, *, most: int = 2000, **options: Any) -> forms.CharField:
    """A field for sentences."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, widget=widget, **options)


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A current member of the organization; its form fills the people in."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Membership.objects.none(), **options)


class WithPeople(forms.Form):
    """Fills every PersonField with the members of today."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fill_people(self)


def fill_people(form: forms.Form) -> None:
    """Let every PersonField of a form offer the members of today."""
    for field in form.fields.values():
        if isinstance(field, PersonField):
            people = Membership.objects.current().with_user()
            field.queryset = people.order_by("user__name", "pk")


class ModelForm(WithPeople, PayloadForm[ModelTerms]):
    payload_class: type[ModelTerms] = ModelTerms

    name = forms.CharField(
        label=_("Name"),
        max_length=MOST_NAME,
        help_text=_("Clients load it by this name. No / and no colon."),
    )
    kind = forms.TypedChoiceField(
        label=_("Kind"), choices=ModelKind.choices, coerce=ModelKind, widget=ChoiceCards
    )
    description = text_area(_("Description"), most=10_000, required=False)
    owner = PersonField(
        label=_("Owner"), help_text=_("Answers for its versions, documents and promotion.")
    )
    steward_unit = forms.ModelChoiceField(
        label=_("Business unit"),
        queryset=BusinessUnit.objects.none(),
        required=False,
        empty_label=_("None"),
    )
    provider = forms.CharField(
        label=_("Provider"),
        max_length=200,
        required=False,
        help_text=_("Who makes it, when it is bought or a service."),
    )
    vendor = VendorField(
        help_text=_("Of the catalogue. It has to be approved before a version goes live.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = self.fields["steward_unit"]
        units.queryset = BusinessUnit.objects.order_by("name", "pk")  # type: ignore[attr-defined]


class NewModelForm(ModelForm):
    payload_class = NewModel

    use_case = forms.CharField(
        label=_("Use case"),
        max_length=40,
        required=False,
        help_text=_("Its reference, such as UC-42. More can be linked later."),
    )


class VersionForm(WithPeople, PayloadForm[VersionTerms]):
    payload_class = VersionTerms

    source = forms.CharField(
        label=_("Source"),
        max_length=2000,
        required=False,
        help_text=_("Where its files are, or the name of the service. It never changes."),
    )
    run_id = forms.CharField(label=_("Run"), max_length=200, required=False)
    run_link = forms.URLField(
        label=_("Link to the run"), max_length=1000, required=False, assume_scheme="https"
    )
    description = text_area(_("Description"), most=10_000, required=False)
    developer = PersonField(label=_("Developer"), help_text=_("Somebody else has to validate it."))


class VersionWordsForm(WithPeople, PayloadForm[VersionWords]):
    payload_class = VersionWords

    description = text_area(_("Description"), most=10_000, required=False)
    developer = PersonField(
        label=_("Developer"),
        required=False,
        help_text=_("Who built it does not count as its validator."),
    )


class DocumentForm(PayloadForm[DocumentTerms]):
    payload_class = DocumentTerms

    kind = forms.TypedChoiceField(
        label=_("Document"), choices=DocumentKind.choices, coerce=DocumentKind
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    file = forms.FileField(label=_("File"), required=False)
    url = forms.CharField(
        label=_("Address"),
        max_length=1000,
        required=False,
        help_text=_("Where it is, when you do not add the file."),
    )
    result = forms.TypedChoiceField(
        label=_("Result"),
        choices=DocumentResult.choices,
        coerce=DocumentResult,
        empty_value=DocumentResult.NONE,
        required=False,
        help_text=_("Of an evaluation or a fairness assessment."),
    )
    summary = text_area(_("What it says"), most=4000, required=False)
    made_on = DayField(label=_("Made on"), widget=DateInput, required=False)
    valid_until = DayField(
        label=_("Valid until"),
        widget=DateInput,
        required=False,
        help_text=_("Leave empty when it does not run out."),
    )


class DeploymentForm(PayloadForm[DeploymentTerms]):
    payload_class = DeploymentTerms

    environment = forms.TypedChoiceField(
        label=_("Environment"), choices=Environment.choices, coerce=Environment
    )
    target = forms.CharField(
        label=_("Where"), max_length=200, help_text=_("A service, cluster, job or product.")
    )
    url = forms.CharField(label=_("Address"), max_length=1000, required=False)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)


class InputForm(PayloadForm[InputTerms]):
    payload_class = InputTerms

    dataset = DatasetField(help_text=_("Its name, address and digest are taken from there."))
    kind = forms.TypedChoiceField(label=_("What"), choices=InputKind.choices, coerce=InputKind)
    role = forms.TypedChoiceField(label=_("For"), choices=InputRole.choices, coerce=InputRole)
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        required=False,
        help_text=_("Of what is no dataset of the catalogue."),
    )
    uri = forms.CharField(label=_("Where it is"), max_length=1000, required=False)
    digest = forms.CharField(label=_("Digest"), max_length=200, required=False)
    vendor = VendorField(help_text=_("Who it comes from, when it is bought or a service."))


@dataclass(frozen=True)
class Note:
    note: str = ""


class RequestForm(PayloadForm[Note]):
    payload_class = Note

    note = text_area(_("Note for the reviewers"), required=False)


class ValidationForm(PayloadForm[Note]):
    payload_class = Note

    note = text_area(_("What you checked"), most=4000)


@dataclass(frozen=True)
class Reason:
    reason: str


class ReasonForm(PayloadForm[Reason]):
    payload_class = Reason

    reason = text_area(_("Why"))


class MoveForm(PayloadForm[Move]):
    payload_class = Move

    to = forms.TypedChoiceField(
        label=_("Stage"), choices=VersionStage.choices, coerce=VersionStage, widget=ChoiceCards
    )
    reason = text_area(_("Why"), required=False)
    archive_existing = forms.BooleanField(label=_("Archive what is there now"), required=False)


@dataclass(frozen=True)
class About:
    reference: str


class LinkForm(PayloadForm[About]):
    payload_class = About

    reference = forms.CharField(
        label=_("Use case"), max_length=40, help_text=_("Its reference, such as UC-42.")
    )


@dataclass(frozen=True)
class Named:
    alias: str
    version: ModelVersion


class AliasForm(PayloadForm[Named]):
    payload_class = Named

    alias = forms.CharField(
        label=_("Alias"),
        max_length=MOST_ALIAS,
        help_text=_("Letters, digits, - and _. Clients load the model by it."),
    )
    version = forms.ModelChoiceField(label=_("Version"), queryset=ModelVersion.objects.none())

    def __init__(self, *args: Any, model: AIModel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = model.versions.present().select_related("model").order_by("-number")
        self.fields["version"].queryset = rows  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Aliases:
    aliases: str = ""

    @property
    def names(self) -> list[str]:
        return self.aliases.replace(",", " ").split()


class RulesForm(PayloadForm[Aliases]):
    payload_class = Aliases

    aliases = forms.CharField(
        label=_("Protected aliases"),
        max_length=1000,
        required=False,
        help_text=_("With commas between them. Capital letters make no difference."),
    )
