"""Filters of a list: URL-addressable, shown as a bar, and as pills that take one away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.core.validators import EMPTY_VALUES
from django.db.models import QuerySet
from django.forms.utils import flatatt
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.forms import DateInput, DayField
from coe_portal.ui.markup import markup

Text = str | Promise
SEARCH, ANY = _("Search"), _("Any")
OPTIONS = ('<option value="{}">{}</option>', '<option value="{}" selected>{}</option>')


@dataclass(frozen=True)
class Pill:
    """One active filter: what it says, and the parameter that its link removes."""

    parameter: str
    label: str
    value: str


class Filters(django_filters.FilterSet):  # type: ignore[misc]
    """A FilterSet that our list page can show. A bad value filters nothing and is reported."""

    class Meta:
        fields: list[str] = []

    @cached_property
    def controls(self) -> list[tuple[forms.BoundField, str]]:
        """Every field with its control."""
        return [(field, control(field)) for field in self.form]

    def pills(self) -> Iterator[Pill]:
        """The active filters, but for the search, whose field shows its text anyway."""
        for name, value in self.active().items():
            if name != "q":
                yield Pill(name, str(self.filters[name].label or name), self._shown(name, value))

    def active(self) -> dict[str, Any]:
        """Parameter → checked value, of the filters in use."""
        self.form.is_valid()
        return {
            name: value
            for name, value in self.form.cleaned_data.items()
            if value not in EMPTY_VALUES and name in self.data
        }

    def is_active(self) -> bool:
        return bool(self.active())

    def _shown(self, name: str, value: Any) -> str:
        choices = getattr(self.form.fields[name], "choices", None)
        if choices is None or hasattr(value, "pk"):
            return str(value)
        values = value if isinstance(value, list) else [value]
        labels = {str(key): str(label) for key, label in list(choices)}
        return ", ".join(labels.get(str(one), str(one)) for one in values)


def control(field: forms.BoundField) -> str:
    """A list or an input as HTML. Widget templates take most of the time of a page of lists."""
    widget = field.field.widget
    if type(widget) is forms.Select:
        chosen = str(field.value() or "")
        options = [
            markup(OPTIONS[str(value) == chosen], value, label) for value, label in widget.choices
        ]
        form = f'<select name="{{}}" id="{{}}">{"{}" * len(options)}</select>'
        return markup(form, field.html_name, field.auto_id, *options)
    if type(widget) in {forms.NumberInput, forms.TextInput}:
        attrs = {**widget.attrs, "name": field.html_name, "id": field.auto_id}
        attrs |= {"type": attrs.get("type", widget.input_type), "value": field.value() or ""}
        return markup("<input{}>", flatatt(attrs))
    return str(field)


def search(
    matching: Callable[[QuerySet[Any], str], QuerySet[Any]], *, label: Text = SEARCH
) -> django_filters.CharFilter:
    """The search field: `matching(rows, text)` narrows the rows, usually a queryset method."""

    def narrow(rows: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        return matching(rows, text.strip()) if text.strip() else rows

    widget = forms.TextInput(attrs={"type": "search", "maxlength": 200})
    return django_filters.CharFilter(label=label, method=narrow, widget=widget)


def choice(
    choices: Any,
    *,
    label: Text,
    empty_label: Text | None = ANY,
    field_name: str | None = None,
    method: str | None = None,
) -> django_filters.ChoiceFilter:
    """A list to pick one of; `empty_label` stands for no filter, `method` narrows the rows."""
    return django_filters.ChoiceFilter(
        choices=choices, label=label, empty_label=empty_label, field_name=field_name, method=method
    )


def related(
    queryset: Callable[[Any], QuerySet[Any]],
    *,
    label: Text,
    empty_label: Text = ANY,
    field_name: str | None = None,
    method: str | None = None,
) -> django_filters.ModelChoiceFilter:
    """A list of rows to pick one of; `queryset(request)` gives them, `method` filters."""
    return django_filters.ModelChoiceFilter(
        queryset=queryset,
        label=label,
        empty_label=empty_label,
        field_name=field_name,
        method=method,
    )


class DayFilter(django_filters.DateFilter):  # type: ignore[misc]
    """A day that can be reckoned with; any other filters nothing."""

    field_class = DayField


def since(field_name: str, *, label: Text) -> DayFilter:
    """From this day on."""
    return DayFilter(
        field_name=field_name, lookup_expr="date__gte", label=label, widget=DateInput()
    )


def until(field_name: str, *, label: Text) -> DayFilter:
    """Up to and with this day."""
    return DayFilter(
        field_name=field_name, lookup_expr="date__lte", label=label, widget=DateInput()
    )
