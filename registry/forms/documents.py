"""Documents that are written in the portal, and figures of evaluations, as forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext, gettext_lazy as _

from coe_portal.ui.forms import DateInput, DayField, PayloadForm
from intake.choices import QuestionType
from intake.forms.rows import RowsWidget
from intake.logic.questions import Column, Option
from registry.actions.drafts import CardFacts, PartText, Publication
from registry.actions.evaluations import EvaluationTerms
from registry.choices import Better, DocumentKind
from registry.forms.models import text_area
from registry.logic import evaluation_files, front_matter
from registry.logic.evaluations import Measured
from registry.logic.model_cards import LISTS, LONGEST_TEXT, LONGEST_TITLE, ModelCard
from registry.logic.reading import UnreadableError

# A field is as high as what stands in it.
FEWEST_ROWS, MOST_ROWS, LINE = 2, 16, 90
MOST_LISTED = 100
LONGEST_LISTED = 200


class PartForm(PayloadForm[PartText]):
    """One part; a document has many of them on one page, each with its key as prefix."""

    payload_class = PartText

    text = forms.CharField(
        label=_("In your words"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_TEXT,
        required=False,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        written = str(self.initial.get("text", ""))
        lines = sum(1 + len(line) // LINE for line in written.split("\n"))
        self.fields["text"].widget.attrs["rows"] = max(FEWEST_ROWS, min(lines + 1, MOST_ROWS))

    def clean_revision(self) -> int:
        return self.cleaned_data["revision"] or 0


class ListedField(forms.CharField):
    """Short texts with commas between them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=5_000, required=False, **options)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else ", ".join(value)

    def to_python(self, value: Any) -> Any:
        """The texts, each once."""
        texts = [one.strip() for one in (super().to_python(value) or "").split(",")]
        found = list(dict.fromkeys(filter(None, texts)))
        if len(found) > MOST_LISTED or any(len(one) > LONGEST_LISTED for one in found):
            raise forms.ValidationError(_("That is too many, or one of them is too long."))
        return found

    def validate(self, value: Any) -> None:
        """Nothing is needed."""

    def run_validators(self, value: Any) -> None:
        """Checked as a whole before it was taken apart."""


class CardFactsForm(PayloadForm[CardFacts]):
    payload_class = CardFacts

    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE, required=False)
    license = forms.CharField(
        label=_("Licence"),
        max_length=100,
        required=False,
        help_text=_("Its short name, such as apache-2.0, or other."),
    )
    library_name = forms.CharField(label=_("Library"), max_length=100, required=False)
    pipeline_tag = forms.CharField(
        label=_("Task"),
        max_length=100,
        required=False,
        help_text=_("Such as text-classification."),
    )
    language = ListedField(label=_("Languages"), help_text=_("Such as en, nl."))
    tags = ListedField(label=_("Tags"))
    datasets = ListedField(label=_("Datasets"))
    metrics = ListedField(label=_("Metrics"))
    base_model = ListedField(label=_("Made from"), help_text=_("Models that it was tuned from."))
    other = forms.CharField(
        label=_("Other metadata"),
        widget=forms.Textarea(attrs={"rows": 6, "class": "code", "spellcheck": "false"}),
        max_length=front_matter.MOST_BYTES,
        required=False,
        help_text=_("YAML, as it stands above a card on Hugging Face: model-index and the like."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def clean_revision(self) -> int:
        return self.cleaned_data["revision"] or 0

    def clean_other(self) -> str:
        text: str = self.cleaned_data["other"]
        try:
            front_matter.read(text)
        except UnreadableError as error:
            raise forms.ValidationError(str(error)) from error
        return text


OWN_FIELDS = ("license", "library_name", "pipeline_tag", *LISTS)


def facts_of(card: ModelCard, revision: int) -> dict[str, Any]:
    """A card's metadata as its form shows them."""
    other = {name: value for name, value in card.metadata.items() if name not in OWN_FIELDS}
    return {
        "title": card.title,
        **{name: card.named(name) for name in ("license", "library_name", "pipeline_tag")},
        **{name: list(card.listed(name)) for name in LISTS},
        "other": front_matter.written(other) if other else "",
        "revision": revision,
    }


class PublicationForm(PayloadForm[Publication]):
    payload_class = Publication

    summary = text_area(
        _("What is new"), required=False, most=2000, help_text=_("For those who know the last one.")
    )
    valid_until = DayField(
        label=_("Valid until"),
        widget=DateInput,
        required=False,
        help_text=_("Leave empty when it does not run out."),
    )


@dataclass(frozen=True)
class CardFile:
    file: UploadedFile[bytes]


class CardFileForm(PayloadForm[CardFile]):
    payload_class = CardFile

    file = forms.FileField(
        label=_("README.md"),
        help_text=_("A model card as Hugging Face keeps it: YAML, then Markdown."),
        widget=forms.FileInput(attrs={"accept": ".md,text/markdown"}),
    )


def columns() -> Sequence[Column]:
    """What is asked of a figure."""
    choice = tuple(Option(one.value, str(one.label)) for one in Better)
    text = QuestionType.TEXT
    return (
        Column("suite", gettext("Suite"), text),
        Column("dataset", gettext("Data"), text),
        Column("metric", gettext("Metric"), text),
        Column("value", gettext("Value"), text),
        Column("better", gettext("Better"), text, choice),
        Column("threshold", gettext("Threshold"), text),
        Column("tolerance", gettext("May be worse by"), text),
    )


class FiguresField(forms.Field):
    """A small table of figures; many are sent as a file."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Figures"),
            required=False,
            widget=RowsWidget(()),
            help_text=_(
                "A figure passes when it meets its threshold. The version before is beside it"
                " where it has the same suite, data and metric. Leave out which way is better"
                " where it is the usual one for the metric."
            ),
        )

    def clean(self, value: Any) -> tuple[Measured, ...]:
        """The rows that say something, read as those of a file are."""
        rows = [row for row in value or () if any(str(cell).strip() for cell in row.values())]
        return measured(lambda: evaluation_files.measured_rows(rows))


def measured(read: Any) -> tuple[Measured, ...]:
    """Figures, or what is wrong with them as a form says it."""
    try:
        found: tuple[Measured, ...] = read()
    except UnreadableError as error:
        raise forms.ValidationError(str(error)) from error
    except evaluation_files.RowErrors as error:
        told = [
            gettext("Row %(number)d: %(problem)s") % {"number": number, "problem": problem}
            for number, problem in error.errors.items()
        ]
        raise forms.ValidationError(told) from error
    return found


class EvaluationForm(PayloadForm[EvaluationTerms]):
    payload_class = EvaluationTerms

    title = forms.CharField(label=_("Title"), max_length=200)
    results = FiguresField()
    file = forms.FileField(
        label=_("Or as a file"),
        required=False,
        help_text=_(
            "CSV with the columns metric and value, and suite, dataset, better, threshold and"
            " tolerance if you like; or JSON with the same names."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.json"}),
    )
    summary = text_area(_("What it says"), most=4000, required=False)
    url = forms.CharField(label=_("Address of the report"), max_length=1000, required=False)
    made_on = DayField(label=_("Made on"), widget=DateInput, required=False)
    valid_until = DayField(
        label=_("Valid until"),
        widget=DateInput,
        required=False,
        help_text=_("Leave empty when it does not run out."),
    )

    def __init__(self, *args: Any, kind: DocumentKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["results"].widget.columns = columns()

    def clean_file(self) -> tuple[Measured, ...]:
        """The figures of the file."""
        file = self.cleaned_data["file"]
        if file is None:
            return ()
        content = file.read(evaluation_files.MOST_BYTES + 1)
        return measured(lambda: evaluation_files.read_results(content))

    def clean(self) -> dict[str, Any]:
        """Figures of the table and of the file are one list."""
        data = super().clean() or self.cleaned_data
        if "results" in data and "file" in data:
            rows = [asdict(one) for one in (*data["results"], *data["file"])]
            try:
                data["results"] = measured(lambda: evaluation_files.measured_rows(rows))
            except forms.ValidationError as error:
                self.add_error("results", error)
        return data

    def payload(self) -> EvaluationTerms:
        names = ("title", "results", "summary", "url", "made_on", "valid_until")
        values: Mapping[str, Any] = {name: self.cleaned_data[name] for name in names}
        return EvaluationTerms(kind=self.kind, **values)
