"""What became of long work: progress while it runs, then its result."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from coe_portal.jobs import permissions
from coe_portal.jobs.models import Job
from coe_portal.jobs.results import file_response
from coe_portal.jobs.tables import JobTable
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.htmx import trigger
from coe_portal.ui.views import FragmentView, ListPageView, PageView, TenantView


class JobList(ListPageView):
    """What the member asked for."""

    permission = permissions.SEE_OWN.code
    title = _("My jobs")
    subtitle = _("Imports, exports and documents that you asked for")
    table_class = JobTable
    empty_icon = "hourglass"
    empty_title = _("No jobs yet")
    empty_text = _("Long work, such as an import or an audit pack, shows here while it runs.")

    def rows(self) -> QuerySet[Job]:
        rows: QuerySet[Job] = Job.objects.filter(requested_by=self.member)
        return rows


class JobView(TenantView):
    """A view of one job; jobs that one may not see do not exist."""

    permission = permissions.SEE_OWN.code

    def find_subject(self) -> Job:
        job: Job | None = Job.objects.by_reference(self.kwargs["reference"]).first()
        if job is None or not permissions.may_see_job(self.actor, job):
            raise Http404
        return job

    def page(self) -> dict[str, Any]:
        may_open = permissions.may_open_result(self.actor, self.subject)
        address = org_url("jobs:download", reference=self.subject.reference)
        return {"job": self.subject, "download_url": address if may_open else ""}


class JobPage(JobView, PageView):
    template_name = "jobs/job.html"


class Progress(JobView, FragmentView):
    """Asks for itself again until the job is finished."""

    template_name = "jobs/progress.html"

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        answer = self.render(self.template_name)
        if self.subject.is_finished and "again" in self.request.GET:
            trigger(answer, "job-finished", {"reference": self.subject.reference})
        return answer


class Download(JobView):
    """The file that the job made."""

    def get(self, _request: HttpRequest, **_kwargs: Any) -> FileResponse:
        job: Job = self.subject
        if not job.file or not permissions.may_open_result(self.actor, job):
            raise Http404
        return file_response(job)
