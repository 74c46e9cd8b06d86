"""Imports of completions: upload, choose columns, check, import, see what became of each row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _

from coe_portal.importing.guesses import guess_columns
from coe_portal.jobs import running
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
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
from training import permissions as rights, tasks
from training.actions import imports
from training.choices import CompletionImportState
from training.filters import CompletionRowFilters
from training.forms.completions import (
    LABELS,
    ChosenColumns,
    CompletionColumnsForm,
    CompletionFileForm,
    UploadedCompletions,
    column_targets,
)
from training.integrations.completion_files import look_at, samples_of
from training.logic.completions import is_day_first, parse_mapping
from training.models.imports import CompletionImport, CompletionRow
from training.tables.completions import CompletionImportTable, CompletionRowTable
from training.views.enrollments import LearningTabs

STALE_SECONDS = 120
AT_WORK = {CompletionImportState.CHECKING, CompletionImportState.IMPORTING}


class CompletionImportList(LearningTabs, ListPageView):
    """All imports of the organization."""

    permission = rights.STEER_TRAINING.code
    template_name = "training/enrollments/list.html"
    title = _("Imports of completions")
    subtitle = _("Bring in what people completed in another learning system.")
    table_class = CompletionImportTable
    empty_icon = "upload"
    empty_title = _("Nothing was imported yet")
    empty_text = _("An export with one completion a row is all you need.")

    def rows(self) -> QuerySet[CompletionImport]:
        rows: QuerySet[CompletionImport] = CompletionImport.objects.select_related(
            "requested_by__user"
        )
        return rows.defer("headers", "mapping")

    def actions(self) -> Sequence[ButtonLink]:
        url = org_url("training:completion_upload")
        return [ButtonLink(url, _("Upload a file"), "upload", "primary")]

    def empty_actions(self) -> Sequence[ButtonLink]:
        return self.actions()


class BelowCompletions(TenantView):
    """A page below the list."""

    permission = rights.STEER_TRAINING.code

    @property
    def parents(self) -> list[Crumb]:
        crumbs = [Crumb(org_url("training:completions"), _("Imports of completions"))]
        if self.subject is not None:
            crumbs.append(Crumb(self.subject.get_absolute_url(), self.subject.reference))
        return crumbs


class UploadCompletionsView(BelowCompletions, FormPageView):
    """Choose the file. It is looked at before it is kept."""

    form_class = CompletionFileForm
    title = _("Upload completions")
    submit_label = _("Upload")

    @property
    def cancel_url(self) -> str:
        return org_url("training:completions")

    def act(self, payload: UploadedCompletions) -> CompletionImport:
        return imports.receive_completions(look_at(payload.file), actor=self.actor)

    def success_url(self, result: CompletionImport) -> str:
        return org_url("training:completion_columns", reference=result.reference)


class CompletionScreen(BelowCompletions):
    """Finds the import of the address."""

    def find_subject(self) -> CompletionImport:
        rows = CompletionImport.objects.by_reference(self.kwargs["reference"])
        return found_or_404(rows.select_related("job", "requested_by__user").first())


class CompletionImportPage(CompletionScreen, PageView):
    """Where the import stands, and what can be done next."""

    template_name = "training/completions/import.html"

    def page(self) -> dict[str, Any]:
        batch: CompletionImport = self.subject
        rows = batch.rows.all()
        return {
            "counts": rows.counts(),
            "noted": rows.with_problems().count(),
            "columns": columns_of(batch),
            "is_running": batch.state in AT_WORK,
            "is_stale": is_stale(batch),
        }


def columns_of(batch: CompletionImport) -> list[tuple[str, str]]:
    """What is filled, and from which column."""
    rules = parse_mapping(batch.mapping) if batch.mapping else ()
    return [(str(LABELS[rule.target]), rule.columns[0]) for rule in rules]


def is_stale(batch: CompletionImport) -> bool:
    """Whether the work seems to have been cut off: nothing moved for a while."""
    if batch.state not in AT_WORK or batch.job is None:
        return False
    return (timezone.now() - batch.job.updated_at).total_seconds() > STALE_SECONDS


class CompletionProgress(CompletionScreen, FragmentView):
    """The progress bar; tells the page to load anew when the work is done."""

    template_name = "importing/progress.html"

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        response = super().get(_request, **_kwargs)
        if self.subject.state not in AT_WORK:
            response.headers["HX-Refresh"] = "true"
        return response

    def page(self) -> dict[str, Any]:
        return {"job": self.subject.job}


class CompletionColumnsView(CompletionScreen, FormPageView):
    """Say which column fills what; the guesses only have to be corrected."""

    form_class = CompletionColumnsForm
    title = _("Which column is what?")
    subtitle = _("Correct what is guessed wrong. Nobody is certified before you have seen a check.")
    submit_label = _("Check the file")

    @property
    def cancel_url(self) -> str:
        return str(self.subject.get_absolute_url())

    def form_kwargs(self) -> dict[str, Any]:
        headers, samples = self.subject.headers, samples_of(self.subject)
        guesses = guess_columns(column_targets(), headers)
        days = samples.get(guesses.get("completed_on", ""))
        day_first = is_day_first(days.values if days else ())
        initial = {**guesses, "days": "day" if day_first else "month"}
        return {"headers": headers, "samples": samples, "initial": initial}

    def act(self, payload: ChosenColumns) -> CompletionImport:
        imports.choose_columns(self.subject, payload.document, actor=self.actor)
        return check(self)


def check(view: CompletionScreen) -> CompletionImport:
    """Have the file of the page checked in the background."""
    job = imports.queue_check(view.subject, actor=view.actor)
    sent = {"batch_id": view.subject.pk, "member_id": view.member.pk}
    running.hand_over(job, tasks.check_completion_file, **sent)
    return view.subject  # type: ignore[no-any-return]


class CheckCompletionsView(CompletionScreen, ActionView):
    """Ask for the dry run anew."""

    def act(self, _payload: None) -> CompletionImport:
        return check(self)


class CommitCompletionsView(CompletionScreen, ActionView):
    """Start the import, or go on with one that was cut off."""

    def act(self, _payload: None) -> CompletionImport:
        job = imports.start_import(self.subject, actor=self.actor)
        sent = {"batch_id": self.subject.pk, "member_id": self.member.pk}
        running.hand_over(job, tasks.commit_completions, **sent)
        return self.subject  # type: ignore[no-any-return]


class CompletionRowList(CompletionScreen, ListPageView):
    """The report: what was found in each row, and what became of it."""

    title = _("Rows of the file")
    table_class = CompletionRowTable
    filters_class = CompletionRowFilters
    empty_icon = "circle-check"
    empty_title = _("Nothing to report")
    empty_text = _("Every row could be read as it is.")

    @property
    def subtitle(self) -> str:  # type: ignore[override]  # names the file
        return gettext("%(reference)s: %(file)s") % {
            "reference": self.subject.reference,
            "file": self.subject.file_name,
        }

    def rows(self) -> QuerySet[CompletionRow]:
        rows = self.subject.rows.select_related("member__user", "course", "certificate")
        found: QuerySet[CompletionRow] = (
            rows.all() if self.request.GET.get("all") else rows.with_problems()
        )
        return found
