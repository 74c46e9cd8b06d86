"""A small table inside a form: any number of rows of the same few columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.choices import QuestionType
from intake.logic.questions import MAX_ROWS, Column

BLANK_ROWS = 1
YES_OR_NO = [("", ""), ("true", _("Yes")), ("false", _("No"))]


class RowsWidget(forms.Widget):
    """Inputs named `<question>-<row>-<column>`; rows are numbered from 0, gaps are allowed."""

    template_name = "intake/wizard/rows.html"
    use_fieldset = True

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self.columns = columns

    def value_from_datadict(
        self, data: Mapping[str, Any], _files: Any, name: str
    ) -> list[dict[str, Any]]:
        """The filled and the empty rows; which of them count is decided where answers are read."""
        return [
            {column.key: data.get(f"{name}-{row}-{column.key}", "") for column in self.columns}
            for row in range(MAX_ROWS + 1)
            if any(f"{name}-{row}-{column.key}" in data for column in self.columns)
        ]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        filled = [row for row in value or [] if any(row.values())]
        shown = [*filled, *({} for _blank in range(BLANK_ROWS))]
        context["widget"]["columns"] = self.columns
        context["widget"]["rows"] = [
            self._cells(name, str(index), row) for index, row in enumerate(shown)
        ]
        context["widget"]["blank"] = self._cells(name, "__row__", {})
        return context

    def _cells(self, name: str, row: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [
            {
                "label": column.label,
                "control": _control(column).render(
                    f"{name}-{row}-{column.key}",
                    _shown(values.get(column.key)),
                    {"aria-label": column.label, "id": f"id_{name}-{row}-{column.key}"},
                ),
            }
            for column in self.columns
        ]


def _control(column: Column) -> forms.Widget:
    if column.type == QuestionType.BOOLEAN:
        return forms.Select(choices=YES_OR_NO)
    if column.options:
        options = [(option.value, option.label) for option in column.options]
        return forms.Select(choices=[("", ""), *options])
    return forms.TextInput(attrs={"maxlength": 500})


def _shown(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value
