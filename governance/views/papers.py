"""Papers of the EU AI Act: the list, a paper in work, its editions, and what became of them."""

from __future__ import annotations

import csv
import io
import json
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.downloads import written_file
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.exports import plain
from coe_portal.ui.htmx import is_fragment
from coe_portal.ui.views import (
    ActionView,
    Crumb,
    FormPageView,
    FragmentView,
    ListPageView,
    PageView,
    TenantView,
)
from governance.actions import frias, papers
from governance.actions.papers import PointText
from governance.choices import FriaState, PaperKind
from governance.filters.papers import PaperFilters
from governance.forms import papers as forms
from governance.forms.checklists import ReturnForm
from governance.forms.policies import Reason
from governance.logic.papers import Entry
from governance.models.papers import Fria, PaperEdition, PaperText, RegistrationFiling
from governance.permissions import papers as rights
from governance.permissions.checklists import VIEW_CHECKLISTS
from governance.queries.checklists import sheets_of
from governance.queries.papers import (
    Paper,
    cases_with_papers,
    current_fria,
    paper_of,
    shelf_of,
    standings_here,
)
from governance.tables.papers import PaperTable
from governance.tasks.papers import print_paper
from governance.views.fragments import CaseMixin
from intake.models.use_cases import UseCase


class PaperList(ListPageView):
    permission = rights.VIEW_PAPERS.code
    title = _("AI Act papers")
    subtitle = _("Which papers the EU AI Act asks of a use case, and which are there.")
    table_class = PaperTable
    filters_class = PaperFilters
    empty_icon = "file-check"
    empty_title = _("No use case needs papers")
    empty_text = _("High-risk use cases appear here with what the law asks of them.")

    def rows(self) -> QuerySet[UseCase]:
        return cases_with_papers(self.member)


class CasePapers(CaseMixin, FragmentView):
    """The checklists and papers of a use case; papers for those who may read them."""

    permission = VIEW_CHECKLISTS.code
    template_name = "governance/fragments/case_papers.html"

    def page(self) -> dict[str, Any]:
        may_read = permits(self.actor, rights.VIEW_PAPERS.code, self.subject)
        papers_here = standings_here(self.subject) if may_read else {}
        return {"sheets": sheets_of(self.subject), "papers": list(papers_here.items())}


class OnePaper(CaseMixin, TenantView):
    """Finds the use case and the kind of paper of the address."""

    permission = rights.VIEW_PAPERS.code
    subject: UseCase
    only: ClassVar[PaperKind | None] = None

    @cached_property
    def kind(self) -> PaperKind:
        """The paper of the address, or the only one that the page is about."""
        if self.only is not None:
            return self.only
        if self.kwargs["kind"] not in PaperKind.values:
            raise Http404
        return PaperKind(self.kwargs["kind"])

    @property
    def address(self) -> str:
        return org_url("governance:paper", reference=self.subject.reference, kind=self.kind.value)

    @property
    def parents(self) -> list[Crumb]:
        return [
            Crumb(f"{self.subject.get_absolute_url()}papers/", self.subject.reference),
            Crumb(self.address, self.kind.label),
        ]

    @property
    def cancel_url(self) -> str:
        return self.address

    def success_url(self, _result: object) -> str:
        return self.address

    @cached_property
    def may_write(self) -> bool:
        return permits(self.actor, rights.WRITE_PAPERS.code, self.subject)


class PaperPage(OnePaper, PageView):
    template_name = "governance/papers/paper.html"

    def page(self) -> dict[str, Any]:
        paper = paper_of(self.subject, self.kind)
        shelf = shelf_of(self.subject, self.kind)
        may_write = self.may_write
        return {
            "paper": paper,
            "shelf": shelf,
            "forms": {entry.point.key: point_form(entry) for entry in paper.entries if may_write},
            "may_write": may_write,
            "may_judge": self.may_judge(shelf.fria),
        }

    def may_judge(self, fria: Fria | None) -> bool:
        """Whether the member may approve what waits."""
        if fria is None or fria.state != FriaState.WAITING:
            return False
        return permits(self.actor, rights.APPROVE_FRIA.code, fria.edition)


def point_form(entry: Entry, data: Any = None) -> forms.PointForm:
    """The form of one point, with what is written."""
    initial = {"text": entry.text, "revision": entry.revision}
    return forms.PointForm(data, prefix=entry.point.key, initial=initial)


class WritePointView(OnePaper, ActionView):
    """Saves one point while the rest of the page stays as it is."""

    template_name = "governance/papers/saved.html"
    success_message = _("Saved.")

    def entry(self, paper: Paper) -> Entry:
        return found_or_404(paper.entry(self.kwargs["point"]))

    def make_form(self, data: Any = None, files: Any = None) -> forms.PointForm:  # noqa: ARG002
        return point_form(self.entry(paper_of(self.subject, self.kind)), data)

    def act(self, payload: PointText) -> PaperText:
        return papers.write_point(
            self.subject, self.kind, self.kwargs["point"], payload, actor=self.actor
        )

    def answer(self, result: PaperText) -> HttpResponse:
        if is_fragment(self.request):
            return self.render(self.template_name, {"saved": result, "form": None})
        return super().answer(result)

    def success_url(self, _result: object) -> str:
        return f"{self.address}#point-{self.kwargs['point']}"

    def page(self) -> dict[str, Any]:
        paper = paper_of(self.subject, self.kind)
        return {"paper": paper, "entry": self.entry(paper), "saved": None}


class KeepEditionView(OnePaper, ActionView):
    """Keep the paper as it stands: the technical file, with its gaps listed."""

    success_message = _("The edition is kept.")

    def act(self, _payload: None) -> PaperEdition:
        return papers.keep_edition(self.subject, self.kind, actor=self.actor)

    def success_url(self, result: Any) -> str:
        return str(result.get_absolute_url())


class PaperData(OnePaper):
    """`?as=csv` or JSON: the paper as it stands today, for the form of an authority."""

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        content = paper_of(self.subject, self.kind).content()
        if self.request.GET.get("as") == "csv":
            return self.as_file(as_csv(content), "csv", "text/csv; charset=utf-8")
        return self.as_file(
            json.dumps(content, ensure_ascii=False, indent=1), "json", "application/json"
        )

    def as_file(self, text: str, ending: str, content_type: str) -> HttpResponse:
        name = f"{self.subject.reference}-{self.kind.value}.{ending}"
        return written_file(text, name, content_type)


def as_csv(content: dict[str, Any]) -> str:
    """A line for each point; no cell is a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["point", "title", "text", "known", "gap"])
    for row in content["points"]:
        known = "; ".join(f"{fact['label']}: {fact['text']}" for fact in row["facts"])
        cells = [row["ref"], row["title"], row["text"], known, "yes" if row["gap"] else ""]
        writer.writerow([plain(cell) for cell in cells])
    return text.getvalue()


class OneEdition(OnePaper):
    """Finds the edition of the address."""

    @cached_property
    def edition(self) -> PaperEdition:
        rows = PaperEdition.objects.filter(use_case=self.subject, kind=self.kind)
        found: PaperEdition = found_or_404(
            rows.filter(number=self.kwargs["number"]).select_related("made_by__user").first()
        )
        found.use_case = self.subject
        return found


class EditionPage(OneEdition, PageView):
    template_name = "governance/papers/edition.html"

    def page(self) -> dict[str, Any]:
        fria = Fria.objects.filter(edition=self.edition).first()
        waits = fria is not None and fria.state == FriaState.WAITING
        return {
            "edition": self.edition,
            "kind": self.kind,
            "fria": fria,
            "filing": RegistrationFiling.objects.filter(edition=self.edition).first(),
            "may_judge": waits and permits(self.actor, rights.APPROVE_FRIA.code, self.edition),
        }


class PrintView(OneEdition, ActionView):
    """A worker makes the PDF; the page of the job shows it."""

    def act(self, _payload: None) -> Job:
        job = papers.request_print(self.edition, actor=self.actor)
        running.hand_over(job, print_paper, job_id=job.pk, edition_id=self.edition.pk)
        return job

    def success_url(self, result: Any) -> str:
        return str(result.get_absolute_url())


class SendFriaView(OnePaper, ActionView):
    only = PaperKind.FRIA
    success_message = _("Sent. Those who may approve it were told.")

    def act(self, _payload: None) -> Fria:
        return frias.send_fria(self.subject, actor=self.actor)


class FriaFormPage(OnePaper, FormPageView):
    """A form about the newest impact assessment of a use case."""

    only = PaperKind.FRIA

    @cached_property
    def fria(self) -> Fria:
        return found_or_404(current_fria(self.subject))


class ApproveFriaView(FriaFormPage):
    form_class = forms.ApproveForm
    title = _("Approve the impact assessment")
    subtitle = _("The edition that waits is in force from now on, and stays as it is.")
    submit_label = _("Approve")
    success_message = _("Approved.")

    def act(self, payload: forms.Approval) -> Fria:
        return frias.approve_fria(self.fria, payload.review_on, actor=self.actor)


class ReturnFriaView(FriaFormPage):
    form_class = ReturnForm
    title = _("Send the impact assessment back")
    submit_label = _("Send back")
    success_message = _("Sent back. Its writers were told why.")

    def act(self, payload: Reason) -> Fria:
        return frias.return_fria(self.fria, payload.reason, actor=self.actor)


class NotifyFriaView(FriaFormPage):
    form_class = forms.NoticeForm
    title = _("Record that the authority was told")
    subtitle = _("Article 27(3): the result goes to the market surveillance authority.")
    success_message = _("Recorded.")

    def act(self, payload: frias.FriaNotice) -> Fria:
        return frias.record_notice(self.fria, payload, actor=self.actor)


class FileRegistrationView(OnePaper, FormPageView):
    only = PaperKind.REGISTRATION
    form_class = forms.FilingForm
    title = _("Record that the data were filed")
    subtitle = _("They are kept as they stand now, with day and number.")
    success_message = _("Recorded.")

    def act(self, payload: frias.Filing) -> RegistrationFiling:
        return frias.file_registration(self.subject, payload, actor=self.actor)
