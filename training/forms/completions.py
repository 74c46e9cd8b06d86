"""Forms of an import of completions: the file, and which column fills what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.importing.guesses import Target
from coe_portal.importing.samples import Sample
from coe_portal.ui.forms import PayloadForm
from training.logic.completions import NEEDED, TARGETS, mapping_of

LABELS: Final[Mapping[str, str | Promise]] = {
    "email": gettext_lazy("E-mail of the member"),
    "course": gettext_lazy("Course: its reference or title"),
    "completed_on": gettext_lazy("Completed on"),
    "percent": gettext_lazy("Result in percent"),
    "valid_until": gettext_lazy("Valid until"),
    "provider": gettext_lazy("Provider"),
}
SYNONYMS: Final[Mapping[str, tuple[str, ...]]] = {
    "email": (
        "email",
        "e-mail address",
        "email address",
        "user e-mail",
        "user email",
        "learner e-mail",
        "learner email",
        "user name",
        "login",
    ),
    "course": ("course", "course name", "course title", "course code", "training", "module"),
    "completed_on": ("completed", "completion date", "date completed", "finished", "end date"),
    "percent": ("score", "grade", "result", "percent", "points"),
    "valid_until": ("expires", "expiry date", "expiration date", "valid to", "due for renewal"),
    "provider": ("vendor", "platform", "source", "issuer", "learning system"),
}


def column_targets() -> list[Target]:
    """What a column can fill, with what other systems call it."""
    return [Target(code, str(LABELS[code]), SYNONYMS[code]) for code in TARGETS]


@dataclass(frozen=True)
class UploadedCompletions:
    """A file that was not looked at yet."""

    file: UploadedFile[bytes]


class CompletionFileForm(PayloadForm[UploadedCompletions]):
    payload_class = UploadedCompletions

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV or Excel (.xlsx), up to 16 MB and 100,000 rows. The first row names the columns: "
            "an e-mail, a course and a date are needed."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )


@dataclass(frozen=True)
class ChosenColumns:
    """The mapping document that the choices make."""

    document: Mapping[str, Any]


class CompletionColumnsForm(PayloadForm[ChosenColumns]):
    """A choice among the columns for each target, with examples of what the guess holds."""

    payload_class = ChosenColumns

    def __init__(
        self,
        *args: Any,
        headers: Sequence[str],
        samples: Mapping[str, Sample],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for code in TARGETS:
            found = samples.get(self.initial.get(code, ""))
            self.fields[code] = forms.ChoiceField(
                label=str(LABELS[code]),
                required=code in NEEDED,
                choices=[("", _("Not in the file")), *((name, name) for name in headers)],
                help_text=_for_example(found) if found else "",
            )
        self.fields["days"] = forms.ChoiceField(
            label=gettext_lazy("How the file writes days"),
            choices=[("day", _("31/12/2025: the day first")), ("month", _("12/31/2025"))],
            help_text=_("2025-12-31 and the dates of a workbook are read in any case."),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = [cleaned[code] for code in TARGETS if cleaned.get(code)]
        for code in TARGETS:
            if chosen.count(cleaned.get(code)) > 1:
                self.add_error(code, _("This column is chosen twice."))
        return cleaned

    def payload(self) -> ChosenColumns:
        """The document that says what was chosen."""
        columns = {code: self.cleaned_data[code] for code in TARGETS}
        return ChosenColumns(mapping_of(columns, day_first=self.cleaned_data["days"] == "day"))


def _for_example(found: Sample) -> str:
    return _("For example: %(examples)s") % {"examples": " · ".join(found.examples)[:140]}
