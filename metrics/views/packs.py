"""Board packs: the list, one with its files, asking for one, and when they come by themselves."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext_lazy as _

from coe_portal.downloads import stored_file
from coe_portal.jobs import running
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import (
    ButtonLink,
    Crumb,
    FormPageView,
    ListPageView,
    PageView,
    TenantView,
)
from metrics.actions.pack_schedule import ScheduleTerms, change_schedule
from metrics.actions.packs import request_pack
from metrics.forms.packs import PackForm, PackWish, ScheduleForm
from metrics.logic.periods import Quarter
from metrics.models.packs import BoardPack, PackSchedule
from metrics.permissions import packs as rights
from metrics.queries.pack_delivery import chosen_members, may_receive
from metrics.tables.packs import PackTable
from metrics.tasks.packs import build_board_pack
from metrics.views.dashboard import current_quarter

QUARTERS_OFFERED = 8


class BelowPacks(TenantView):
    """A page below the list of packs."""

    @property
    def parents(self) -> list[Crumb]:
        return [
            Crumb(org_url("metrics:dashboard"), _("Quarterly dashboard")),
            Crumb(org_url("metrics:packs"), _("Board packs")),
        ]

    @property
    def cancel_url(self) -> str:
        return org_url("metrics:packs")


class PackList(ListPageView):
    permission = rights.VIEW_PACKS.code
    title = _("Board packs")
    subtitle = _("A quarter told to the board: as a document, and as a workbook with its data.")
    table_class = PackTable
    empty_icon = "file-text"
    empty_title = _("No board pack yet")
    empty_text = _("Have one made of any quarter, or have one sent whenever a quarter has ended.")

    @property
    def parents(self) -> list[Crumb]:
        return [Crumb(org_url("metrics:dashboard"), _("Quarterly dashboard"))]

    def rows(self) -> QuerySet[BoardPack]:
        return BoardPack.objects.with_files()

    def actions(self) -> list[ButtonLink]:
        found = []
        if self.member.may(rights.SCHEDULE_PACKS.code):
            found.append(ButtonLink(org_url("metrics:pack_schedule"), _("Schedule"), "calendar"))
        if self.member.may(rights.MAKE_PACK.code):
            url = org_url("metrics:pack_new")
            found.append(ButtonLink(url, _("Make a board pack"), "plus", "primary"))
        return found


class NewPackView(BelowPacks, FormPageView):
    """A worker makes it; its page shows how far it is."""

    permission = rights.MAKE_PACK.code
    form_class = PackForm
    title = _("Make a board pack")
    subtitle = _("A worker computes what is missing, lays out the pages and writes the workbook.")
    submit_label = _("Make it")
    success_message = _("It is being made.")

    def form_kwargs(self) -> dict[str, Any]:
        quarters = self.quarters
        asked = self.request.GET.get("quarter", "")
        # The last quarter that is over is what a board is told of.
        initial = asked if asked in {each.code for each in quarters} else quarters[1].code
        return {"quarters": quarters, "initial": {"quarter": initial}}

    @property
    def quarters(self) -> list[Quarter]:
        """The newest first."""
        return list(reversed(current_quarter(self.organization).back(QUARTERS_OFFERED)))

    def act(self, payload: PackWish) -> BoardPack:
        pack = request_pack(self.organization, payload.quarter, actor=self.actor)
        running.hand_over(pack.job, build_board_pack, job_id=pack.job.pk)
        return pack


class PackMixin:
    """Finds the pack of the address."""

    kwargs: dict[str, Any]

    def find_subject(self) -> BoardPack:
        rows = BoardPack.objects.with_files().by_reference(self.kwargs["reference"])
        return found_or_404(rows.first())


class PackPage(PackMixin, BelowPacks, PageView):
    permission = rights.VIEW_PACKS.code
    template_name = "metrics/packs/pack.html"

    def page(self) -> dict[str, Any]:
        return {"job": self.subject.job, "files": [self.subject.pdf, self.subject.xlsx]}


class PackFileView(PackMixin, TenantView):
    """One of its files."""

    permission = rights.VIEW_PACKS.code

    def get(self, _request: HttpRequest, **kwargs: Any) -> FileResponse:
        file = found_or_404(
            next((one for one in self.subject.files.all() if one.kind == kwargs["kind"]), None)
        )
        return stored_file(file.file, file.name, file.content_type)


class ScheduleView(BelowPacks, FormPageView):
    permission = rights.SCHEDULE_PACKS.code
    form_class = ScheduleForm
    title = _("Schedule of board packs")
    subtitle = _("The pack of a quarter arrives by e-mail on a working day after its end.")
    success_message = _("The schedule is kept.")

    def form_kwargs(self) -> dict[str, Any]:
        schedule = PackSchedule.objects.first() or PackSchedule()
        initial = {
            "is_on": schedule.is_on,
            "working_day": schedule.working_day,
            "attaches_pdf": schedule.attaches_pdf,
            "recipients": chosen_members(),
        }
        return {"readers": may_receive(), "initial": initial}

    def act(self, payload: ScheduleTerms) -> PackSchedule:
        return change_schedule(payload, actor=self.actor)

    def success_url(self, _result: PackSchedule) -> str:
        return org_url("metrics:packs")
