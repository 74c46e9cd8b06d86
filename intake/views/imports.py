"""Import pages: upload, say what the columns mean, check, import, see what became of each row."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.errors import InvalidInput
from coe_portal.importing.files import file_digest, local_copy
from coe_portal.importing.guesses import guess_columns
from coe_portal.importing.samples import Sample, sample
from coe_portal.importing.spreadsheets import open_spreadsheet
from coe_portal.jobs import running
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.filters import Filters, choice
from coe_portal.ui.tables import REFERENCE, Column, Table, cells
from coe_portal.ui.views import (
    ActionView,
    ButtonLink,
    Crumb,
    FormPageView,
    FragmentView,
    ListPageView,
    PageView,
    TenantView,
)
from intake import tasks
from intake.actions import imports
from intake.forms.imports import (
    InventoryFileForm,
    KnownMapping,
    KnownMappingForm,
    MatchedColumns,
    MatchedColumnsForm,
    value_choices,
)
from intake.integrations.mappings import builtin_codes, builtin_document, parsed, recognise
from intake.logic.import_guesses import CaseTarget, guess_key, guess_values
from intake.logic.import_mapping import parse_mapping
from intake.models.imports import ImportBatch, ImportMapping, ImportRow, ImportState, RowState
from intake.models.use_cases import UseCase
from intake.queries.import_targets import TargetGroup, target_groups

STALE_SECONDS = 120
WRITTEN = (RowState.IMPORTED, RowState.UPDATED)
MOST_MAPPING_BYTES = 512 * 1024


class ImportScreen(TenantView):
    """A screen of the import that the address names."""

    permission = "intake.import"

    def find_subject(self) -> ImportBatch | None:
        rows = ImportBatch.objects.select_related("job", "requested_by__user")
        return found_or_404(rows.filter(number=self.kwargs["number"]).first())

    @property
    def parents(self) -> Sequence[Crumb]:
        crumbs = [Crumb(org_url("intake:imports"), _("Imports"))]
        if self.subject is not None:
            crumbs.append(Crumb(self.subject.get_absolute_url(), self.subject.reference))
        return crumbs

    @cached_property
    def samples(self) -> Mapping[str, Sample]:
        """What the columns of the stored file hold."""
        if not self.subject.file:
            return {}
        with local_copy(self.subject.file) as path:
            return sample(open_spreadsheet(path))


class ImportTable(Table):
    caption = gettext_lazy("Imports")
    columns = (
        REFERENCE,
        Column("file_name", gettext_lazy("File"), cells.link(), phone="title"),
        Column("mapping_name", gettext_lazy("Mapping")),
        Column("state", gettext_lazy("State"), cells.badge("import"), phone="badge"),
        Column("rows_read", gettext_lazy("Rows"), cells.number),
        Column(
            "requested_by",
            gettext_lazy("By"),
            cells.person,
            value=lambda row: row.requested_by.display_name if row.requested_by else "",
        ),
        Column(
            "created_at", gettext_lazy("When"), cells.moment, sort=("created_at",), phone="meta"
        ),
    )
    default_sort = "-reference"


class ImportList(ListPageView):
    """All imports of the organization."""

    permission = "intake.import"
    title = gettext_lazy("Imports")
    subtitle = gettext_lazy("Bring an inventory that exists into the portal.")
    table_class = ImportTable
    empty_icon = "upload"
    empty_title = gettext_lazy("Nothing was imported yet")
    empty_text = gettext_lazy("A spreadsheet with one use case a row is all you need.")

    def rows(self) -> QuerySet[ImportBatch]:
        rows: QuerySet[ImportBatch] = ImportBatch.objects.select_related("requested_by__user")
        return rows.defer("headers", "unused_columns")

    def actions(self) -> Sequence[ButtonLink]:
        return [ButtonLink(org_url("intake:import_new"), _("Upload a file"), "upload", "primary")]

    def empty_actions(self) -> Sequence[ButtonLink]:
        return self.actions()


class UploadPage(FormPageView):
    """Choose the file. It is looked at before it is kept."""

    permission = "intake.import"
    form_class = InventoryFileForm
    title = gettext_lazy("Upload an inventory")
    submit_label = gettext_lazy("Upload")

    @property
    def parents(self) -> Sequence[Crumb]:
        return [Crumb(org_url("intake:imports"), _("Imports"))]

    @property
    def cancel_url(self) -> str:
        return org_url("intake:imports")

    def act(self, payload: Any) -> ImportBatch:
        return imports.receive_inventory(self._looked_at(payload.file), actor=self.actor)

    def _looked_at(self, file: UploadedFile[bytes]) -> imports.InventoryUpload:
        with local_copy(file) as path:
            sheet = open_spreadsheet(path)
            digest = file_digest(path)
        known = recognise(sheet.headers)
        return imports.InventoryUpload(
            file_name=file.name or _("inventory"),
            sha256=digest,
            size=file.size or 0,
            headers=sheet.headers,
            content=file,
            mapping=builtin_document(known) if known else None,
        )

    def success_url(self, result: ImportBatch) -> str:
        if result.mapping:
            return result.get_absolute_url()
        return org_url("intake:import_columns", number=result.number)


class ImportPage(ImportScreen, PageView):
    """Where the import stands, and what can be done next."""

    template_name = "intake/imports/import.html"

    def page(self) -> dict[str, Any]:
        batch: ImportBatch = self.subject
        return {
            "counts": batch.rows.all().counts(),
            "noted": batch.rows.all().with_problems().count(),
            "rules": mapping_lines(batch, self.samples if batch.state == "uploaded" else {}),
            "is_running": batch.state in {ImportState.CHECKING, ImportState.IMPORTING},
            "can_resume": may_resume(batch),
        }


@dataclass(frozen=True)
class MappingLine:
    """One rule of a mapping in words, with examples from the file."""

    target: str
    columns: str
    examples: str


def mapping_lines(batch: ImportBatch, samples: Mapping[str, Sample]) -> list[MappingLine]:
    """What the chosen mapping fills from which columns."""
    if not batch.mapping:
        return []
    labels = {target.code: target.label for group in target_groups() for target in group.targets}
    lines = []
    for rule in parse_mapping(batch.mapping).for_headers(batch.headers).rules:
        found = samples.get(rule.columns[0])
        lines.append(
            MappingLine(
                labels.get(rule.target, rule.target),
                ", ".join(rule.columns),
                " · ".join(found.examples) if found else "",
            )
        )
    return lines


def may_resume(batch: ImportBatch) -> bool:
    """Whether an import seems to have been cut off: nothing moved for a while."""
    if batch.state != ImportState.IMPORTING or batch.job is None:
        return False
    return (timezone.now() - batch.job.updated_at).total_seconds() > STALE_SECONDS


class ProgressFragment(ImportScreen, FragmentView):
    """The progress bar; tells the page to load anew when the work is done."""

    template_name = "importing/progress.html"

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        response = super().get(_request, **_kwargs)
        if self.subject.state not in {ImportState.CHECKING, ImportState.IMPORTING}:
            response.headers["HX-Refresh"] = "true"
        return response

    def page(self) -> dict[str, Any]:
        return {"job": self.subject.job, "can_resume": may_resume(self.subject)}


class KnownMappingPage(ImportScreen, FormPageView):
    """Take a mapping that exists: a shipped one, one of the organization, or a document."""

    form_class = KnownMappingForm
    title = gettext_lazy("Choose a mapping")
    submit_label = gettext_lazy("Use this mapping")

    @property
    def cancel_url(self) -> str:
        return str(self.subject.get_absolute_url())

    def form_kwargs(self) -> dict[str, Any]:
        shipped = [(code, parsed(code).name) for code in builtin_codes()]
        own = ImportMapping.objects.order_by("name").values_list("code", "name")
        return {"choices": [*shipped, *((f"own:{code}", name) for code, name in own)]}

    def act(self, payload: KnownMapping) -> ImportBatch:
        return imports.choose_mapping(self.subject, self._document(payload), actor=self.actor)

    def _document(self, payload: KnownMapping) -> Mapping[str, Any]:
        if payload.document is not None:
            return read_uploaded(payload.document)
        if payload.known.startswith("own:"):
            mapping = ImportMapping.objects.get(code=payload.known.removeprefix("own:"))
            return dict(mapping.document)
        return builtin_document(payload.known)


def read_uploaded(file: UploadedFile[bytes]) -> Mapping[str, Any]:
    """A mapping document; InvalidInput when it is too large or no JSON object."""
    text = file.read(MOST_MAPPING_BYTES + 1)
    try:
        document = json.loads(text) if len(text) <= MOST_MAPPING_BYTES else None
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise InvalidInput(
            _("This is not a mapping."), errors={"document": [_("This is not a JSON document.")]}
        )
    return document


class MappingDownload(ImportScreen):
    """The mapping as a document, to be used elsewhere or edited for the next format."""

    def get(self, _request: Any, **_kwargs: Any) -> HttpResponse:
        document = self.subject.mapping
        if not document:
            raise Http404(_("No mapping is chosen yet."))
        name = f"{document['code']}.json"
        return JsonResponse(
            document,
            json_dumps_params={"indent": 1, "ensure_ascii": False},
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


@dataclass(frozen=True)
class ValueLine:
    """A value of the file, how often it occurs, and what it is taken to mean."""

    index: int
    text: str
    count: int
    chosen: str


@dataclass(frozen=True)
class TargetLine:
    """One target on the page: its field, examples, and for a choice the values to translate."""

    target: CaseTarget
    field: Any
    examples: Sequence[str]
    values: Sequence[ValueLine]
    choices: Sequence[tuple[str, Any]]


class ColumnsScreen(ImportScreen):
    """Matching columns by hand."""

    @cached_property
    def groups(self) -> list[TargetGroup]:
        """All targets, grouped."""
        return target_groups()

    @cached_property
    def targets(self) -> list[CaseTarget]:
        """All targets."""
        return [target for group in self.groups for target in group.targets]

    def line(self, target: CaseTarget, field: Any, column: str) -> TargetLine:
        """A target with what its column holds."""
        found = self.samples.get(column)
        choices = value_choices(target)
        values = self.values(target, found) if found and choices and not found.is_open else []
        return TargetLine(target, field, found.examples if found else (), values, choices)

    def values(self, target: CaseTarget, found: Sample) -> list[ValueLine]:
        """The values of a column, with the meaning that was chosen or is guessed."""
        guesses = guess_values(target, found.values)
        lines = []
        for index, (text, count) in enumerate(found.values.items()):
            guessed = guesses.get(text, "")
            chosen = str(guessed).lower() if isinstance(guessed, bool) else str(guessed)
            posted = self.request.POST.get(f"value:{target.code}:{index}")
            lines.append(ValueLine(index, text, count, chosen if posted is None else posted))
        return lines


class ColumnsPage(ColumnsScreen, FormPageView):
    """Say which column fills what; the guesses only have to be corrected."""

    form_class = MatchedColumnsForm
    template_name = "intake/imports/columns.html"

    def form_kwargs(self) -> dict[str, Any]:
        headers = self.subject.headers
        guesses = guess_columns(self.targets, headers)
        initial = {f"column:{code}": column for code, column in guesses.items()}
        (initial["key"],) = guess_key(headers, guesses.get("title", headers[0]))
        return {"targets": self.targets, "headers": headers, "initial": initial}

    def render(self, template: str, context: dict[str, Any] | None = None, **kwargs: Any) -> Any:
        form = (context or {})["form"]
        groups = [(group, self.lines(group, form)) for group in self.groups]
        return super().render(template, {**(context or {}), "groups": groups}, **kwargs)

    def lines(self, group: TargetGroup, form: Any) -> list[TargetLine]:
        """The lines of a group."""
        lines = []
        for target in group.targets:
            field = form[f"column:{target.code}"]
            lines.append(self.line(target, field, field.value() or ""))
        return lines

    def act(self, payload: MatchedColumns) -> ImportBatch:
        if payload.keep:
            imports.save_mapping(payload.document, actor=self.actor)
        return imports.choose_mapping(self.subject, payload.document, actor=self.actor)


class ValuesFragment(ColumnsScreen, FragmentView):
    """What the column that was just chosen for a target holds."""

    template_name = "intake/imports/values.html"

    def page(self) -> dict[str, Any]:
        code = self.request.GET.get("target", "")
        target = found_or_404(
            next((target for target in self.targets if target.code == code), None)
        )
        column = self.request.GET.get(f"column:{code}", "")
        return {"line": self.line(target, None, column)}


class CheckView(ImportScreen, ActionView):
    """Ask for the dry run."""

    def act(self, _payload: None) -> ImportBatch:
        job = imports.queue_check(self.subject, actor=self.actor)
        sent = {"batch_id": self.subject.pk, "member_id": self.member.pk}
        running.hand_over(job, tasks.check_import, **sent)
        return self.subject  # type: ignore[no-any-return]


class CommitView(ImportScreen, ActionView):
    """Start the import, or go on with one that was cut off."""

    def act(self, _payload: None) -> ImportBatch:
        job = imports.start_import(self.subject, actor=self.actor)
        sent = {"batch_id": self.subject.pk, "member_id": self.member.pk}
        running.hand_over(job, tasks.commit_import, **sent)
        return self.subject  # type: ignore[no-any-return]


def title_cell(value: Any, row: ImportRow) -> str:
    """The title in the file, as a link where there is a use case."""
    case = row.use_case
    if case is None:
        return cells.text(value, row)
    return cells.link(lambda _row: case.get_absolute_url())(value, row)


class RowTable(Table):
    caption = gettext_lazy("Rows")
    columns = (
        Column("number", gettext_lazy("Row"), cells.number, sort=("number",), phone="meta"),
        Column("line", gettext_lazy("Line"), cells.number, is_default=False),
        Column("title", gettext_lazy("Title"), title_cell, phone="title"),
        Column("state", gettext_lazy("Result"), cells.badge("import_row"), phone="badge"),
        Column(
            "problems",
            gettext_lazy("What to look at"),
            value=lambda row: row.remarks,
            phone="meta",
        ),
    )
    default_sort = "number"


class SourceFragment(FragmentView):
    """What the imported row said in the words of its file, answers to no question included."""

    permission = "intake.view"
    template_name = "intake/imports/source.html"

    def find_subject(self) -> ImportRow:
        rows = UseCase.objects.visible_to(self.member).by_reference(self.kwargs["reference"])
        written = ImportRow.objects.filter(use_case__in=rows, state__in=WRITTEN)
        return found_or_404(written.select_related("batch").order_by("-pk").first())


class RowFilters(Filters):
    """Rows by result, or only those with something to look at."""

    state = choice(RowState.choices, label=gettext_lazy("Result"), empty_label=_("Any result"))

    class Meta(Filters.Meta):
        model = ImportRow


class RowList(ImportScreen, ListPageView):
    """The report: what was found in each row, and what became of it."""

    title = gettext_lazy("Rows of the file")
    table_class = RowTable
    filters_class = RowFilters
    empty_icon = "circle-check"
    empty_title = gettext_lazy("Nothing to report")
    empty_text = gettext_lazy("Every row could be read as it is.")

    def rows(self) -> QuerySet[ImportRow]:
        rows: QuerySet[ImportRow] = self.subject.rows.select_related("use_case").defer(
            "source", "answers", "use_case__search", "use_case__summary"
        )
        return rows if self.request.GET.get("all") else rows.exclude(problems=[])
