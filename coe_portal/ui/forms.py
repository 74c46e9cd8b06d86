"""How forms look, and how they hand over: a payload of plain types, never a dict or a request."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields as dataclass_fields
from typing import Any, Generic, TypeVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from coe_portal.errors import DomainError, InvalidInput
from coe_portal.tenancy.clock import is_reckoned

Payload = TypeVar("Payload")


class PortalRenderer(TemplatesSetting):
    """Project templates for every form, also those of Django and allauth (FORM_RENDERER)."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"


class ChoiceCards(forms.RadioSelect):
    """A card for each of few, short options."""

    template_name = "ui/forms/choice_cards.html"
    use_fieldset = True


class ChoiceList(forms.RadioSelect):
    """A card a line, for options that are sentences."""

    template_name = "ui/forms/choice_cards.html"
    use_fieldset = True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["is_list"] = True
        return context


class Choices(forms.CheckboxSelectMultiple):
    """Boxes to tick, one a line."""

    template_name = "ui/forms/choices.html"
    use_fieldset = True


class DateInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """The browser's own calendar and clock, in the reader's time zone."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


def check_reckoned(day: dt.date) -> None:
    """Refuse days that no calendar of people has."""
    if not is_reckoned(day):
        raise ValidationError(_("Choose a day between 1900 and 2199."), code="reckoned")


class DayField(forms.DateField):
    """A date; months and years can be added to it."""

    default_validators = [check_reckoned]


class MomentField(forms.DateTimeField):
    """A date with a time; every time zone can show it."""

    default_validators = [check_reckoned]


class PayloadForm(forms.Form, Generic[Payload]):
    """A form that gives an action its typed argument.

    `payload_class` is a frozen dataclass; each of its fields is filled from the form field of the
    same name, and keeps its default where the form has none.
    """

    payload_class: type[Payload]
    required_css_class = "is-required"
    error_css_class = "has-error"

    def payload(self) -> Payload:
        """The checked values; call only after `is_valid()`."""
        names = {field.name for field in dataclass_fields(self.payload_class)}  # type: ignore[arg-type]
        values = {name: value for name, value in self.cleaned_data.items() if name in names}
        return self.payload_class(**values)


def add_domain_error(form: forms.BaseForm, error: DomainError) -> None:
    """Show what an action refused: beside its field where it names one, else above the form."""
    if isinstance(error, InvalidInput) and error.errors:
        for name, texts in error.errors.items():
            for text in texts:
                form.add_error(name if name in form.fields else None, text)
        return
    form.add_error(None, str(error))


def summary_of(form: forms.BaseForm) -> list[tuple[str, str]]:
    """(id of the field to go to, message) of every error, in the order of the fields."""
    lines = [("", str(message)) for message in form.errors.get(NON_FIELD_ERRORS, [])]
    for bound in form:
        target = f"{bound.auto_id}_0" if bound.field.widget.use_fieldset else bound.auto_id
        lines += [(target, str(message)) for message in bound.errors]
    return lines
