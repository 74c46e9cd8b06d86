"""Forms of an import: the file, a mapping that exists, and columns matched by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import slugify
from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.importing.rules import Value
from coe_portal.ui.forms import PayloadForm
from intake.logic.import_guesses import CaseTarget, compose

COLUMN, TEXT, VALUE = "column:", "text:", "value:"
YES_NO = (("true", gettext_lazy("Yes")), ("false", gettext_lazy("No")))


@dataclass(frozen=True)
class InventoryFile:
    """An uploaded file, not looked at yet."""

    file: UploadedFile[bytes]


class InventoryFileForm(PayloadForm[InventoryFile]):
    payload_class = InventoryFile
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or Excel (.xlsx), up to 64 MB. The first row names columns."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )


@dataclass(frozen=True)
class KnownMapping:
    """The code of a mapping that exists, or a document that was uploaded."""

    known: str = ""
    document: UploadedFile[bytes] | None = None


class KnownMappingForm(PayloadForm[KnownMapping]):
    payload_class = KnownMapping
    known = forms.ChoiceField(label=gettext_lazy("Mapping"), required=False)
    document = forms.FileField(
        label=gettext_lazy("Or a mapping document"),
        required=False,
        help_text=gettext_lazy("A JSON file, as it is downloaded from another import."),
        widget=forms.FileInput(attrs={"accept": ".json"}),
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["known"].choices = [("", _("Choose a mapping")), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("known") and not cleaned.get("document"):
            self.add_error("known", _("Choose a mapping, or a mapping document."))
        return cleaned


@dataclass(frozen=True)
class MatchedColumns:
    """A mapping that was put together on the page, and whether to keep it for the next file."""

    document: Mapping[str, Any]
    keep: bool = False


class MatchedColumnsForm(PayloadForm[MatchedColumns]):
    """A text field for each target, completed from the columns of the file.

    The values of a choice come as pairs `text:<target>:<n>`, `value:<target>:<n>`: the text in the
    file and what it means.
    """

    payload_class = MatchedColumns
    name = forms.CharField(
        label=gettext_lazy("Name of the mapping"), max_length=120, required=False
    )
    keep = forms.BooleanField(label=gettext_lazy("Keep it for the next file"), required=False)
    key = forms.CharField(
        label=gettext_lazy("Column that identifies a use case"),
        help_text=gettext_lazy(
            "A second import finds the use cases again by it: an identifier, or the title."
        ),
        max_length=500,
    )

    def __init__(
        self, *args: Any, targets: Sequence[CaseTarget], headers: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.targets = targets
        self.headers = headers
        self.fields["key"].widget.attrs["list"] = "columns"
        for target in targets:
            self.fields[COLUMN + target.code] = forms.CharField(
                label=target.label,
                required=target.code == "title",
                max_length=500,
                widget=forms.TextInput(attrs={"list": "columns", "autocomplete": "off"}),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("key", *(COLUMN + target.code for target in self.targets)):
            if cleaned.get(name) and cleaned[name] not in self.headers:
                self.add_error(name, _("The file has no column of this name."))
        return cleaned

    def payload(self) -> MatchedColumns:
        """The document that says what was chosen."""
        name = self.cleaned_data["name"] or _("Our columns")
        columns = {target.code: self.cleaned_data[COLUMN + target.code] for target in self.targets}
        document = compose(
            slugify(name)[:60].strip("-") or "columns",
            name,
            targets=self.targets,
            columns=columns,
            key=[self.cleaned_data["key"]],
            values={target.code: self._values(target) for target in self.targets},
        )
        return MatchedColumns(document, keep=self.cleaned_data["keep"])

    def _values(self, target: CaseTarget) -> dict[str, Value]:
        table: dict[str, Value] = {}
        allowed = {value for value, _label in value_choices(target)}
        for name, text in self.data.items():
            if name.startswith(f"{TEXT}{target.code}:"):
                chosen = self.data.get(VALUE + name.removeprefix(TEXT), "")
                if chosen in allowed:
                    table[str(text)] = chosen == "true" if target.is_boolean else chosen
        return table


def value_choices(target: CaseTarget) -> Sequence[tuple[str, Any]]:
    """What a value of the file can mean for this target."""
    return YES_NO if target.is_boolean else target.options
