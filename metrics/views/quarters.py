"""The sign-off of a quarter, the commentary on its numbers, and a fiscal year at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.accounts.authorization import permits
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.charts.bars import Bars
from coe_portal.ui.htmx import redirect
from coe_portal.ui.views import ActionView, Crumb, FormPageView, PageView
from metrics.actions import closing, commentary
from metrics.choices import CloseState
from metrics.forms.quarters import (
    CommentaryForm,
    ReasonForm,
    Said,
    Seen,
    SignForm,
    Why,
    Writer,
    WriterForm,
)
from metrics.kpis.registry import KPI, kpi_named
from metrics.logic.periods import QUARTERS_IN_YEAR, Quarter
from metrics.models.quarters import Commentary, KpiWriter, QuarterClose
from metrics.permissions import quarters as rights
from metrics.queries.dashboard import quarterly_dashboard
from metrics.queries.fiscal_years import year_sheet
from metrics.queries.quarters import capacity_of, closes_of, is_over, sheet_of
from metrics.queries.tiles import COE_AREAS, EXECUTIVE_AREAS, FIRST, label_of
from metrics.views.dashboard import YEARS_BACK, current_quarter, quarter_or_404
from metrics.views.tiles import tile_card
from metrics.wording import written

ALL_AREAS = (*EXECUTIVE_AREAS, *COE_AREAS)


class QuarterMixin:
    """Finds the quarter of the address, and leads back to its dashboard."""

    organization: Any
    kwargs: dict[str, Any]
    subject: Any

    def find_subject(self) -> Any:
        return quarter_or_404(self.organization, self.kwargs["quarter"])

    @property
    def parents(self) -> Sequence[Crumb]:
        code = self.kwargs["quarter"]
        return [
            Crumb(org_url("metrics:dashboard"), _("Quarterly dashboard")),
            Crumb(org_url("metrics:quarter", quarter=code), code),
        ]

    @property
    def sign_off_url(self) -> str:
        return org_url("metrics:sign_off", quarter=self.kwargs["quarter"])


class SignOffPage(QuarterMixin, PageView):
    """Every number as it would be signed now, or as it was, and who signed."""

    permission = "metrics.view_quarter"
    template_name = "metrics/sign_off.html"

    def page(self) -> dict[str, Any]:
        quarter: Quarter = self.subject
        closes = closes_of(quarter)
        running = next((close for close in closes if close.is_running), None)
        sheet = sheet_of(quarter)
        board = quarterly_dashboard(quarter, first=FIRST, areas=ALL_AREAS)
        seal = running.seal if running else sheet.seal
        return {
            "board": board,
            "cards": [
                tile_card(tile, board, self.organization.currency)
                for tile in {tile.figure.kpi: tile for tile in board.tiles}.values()
            ],
            "closes": closes,
            "running": running,
            "seal": seal,
            "commented": sum(1 for tile in board.tiles if tile.comment),
            "is_over": is_over(quarter),
            "is_complete": running is not None or sheet.is_complete,
            "form": SignForm(initial={"seal": seal}),
            "can": self._rights(running),
        }

    def _rights(self, running: QuarterClose | None) -> dict[str, Any]:
        """What the member may do now; `sign` is as what they may sign."""
        may_sign = permits(self.actor, rights.SIGN_QUARTER.code)
        state = running.state if running else ""
        capacity = capacity_of(self.member.pk, self.member.roles, running) if may_sign else None
        return {
            "sign": capacity if state != CloseState.SIGNED else None,
            "withdraw": may_sign and state == CloseState.PREPARED,
            "reopen": state == CloseState.SIGNED
            and permits(self.actor, rights.REOPEN_QUARTER.code),
        }


class SignView(QuarterMixin, ActionView):
    permission = rights.SIGN_QUARTER.code
    form_class = SignForm
    template_name = "metrics/sign_off_refused.html"
    success_message = gettext_lazy("You have signed.")

    def act(self, payload: Seen) -> QuarterClose:
        return closing.sign_quarter(self.subject, seen=payload.seal, actor=self.actor)

    def success_url(self, _result: object) -> str:
        return self.sign_off_url


class EndCloseView(QuarterMixin, FormPageView):
    """Ends the running close of the quarter, with a reason."""

    form_class = ReasonForm
    state: CloseState

    def find_subject(self) -> QuarterClose:
        quarter = super().find_subject()
        rows = QuarterClose.objects.of_quarters([quarter.starts_on]).filter(state=self.state)
        return found_or_404(rows.first())

    @property
    def cancel_url(self) -> str:
        return self.sign_off_url

    def success_url(self, _result: object) -> str:
        return self.sign_off_url


class WithdrawView(EndCloseView):
    permission = rights.SIGN_QUARTER.code
    state = CloseState.PREPARED
    title = gettext_lazy("Withdraw the first signature")
    subtitle = gettext_lazy("Commentary can be changed again, and the quarter signed anew.")
    submit_label = gettext_lazy("Withdraw")
    success_message = gettext_lazy("The signature is withdrawn.")

    def act(self, payload: Why) -> QuarterClose:
        return closing.withdraw_signature(self.subject, payload.reason, actor=self.actor)


class ReopenView(EndCloseView):
    permission = rights.REOPEN_QUARTER.code
    state = CloseState.SIGNED
    title = gettext_lazy("Reopen the quarter")
    subtitle = gettext_lazy(
        "What was signed stays on record. The quarter shows its newest numbers until it is signed "
        "again, and everybody in charge is told."
    )
    submit_label = gettext_lazy("Reopen")
    success_message = gettext_lazy("The quarter is open again.")

    def act(self, payload: Why) -> QuarterClose:
        return closing.reopen_quarter(self.subject, payload.reason, actor=self.actor)


class KpiMixin(QuarterMixin):
    """Finds the commentary on the KPI of the address in its quarter, stored or not."""

    def find_subject(self) -> Commentary:
        quarter: Quarter = super().find_subject()
        kpi = self.kpi
        place = {"kpi": kpi.code, "starts_on": quarter.starts_on}
        found: Commentary | None = Commentary.objects.filter(**place).first()
        return found or Commentary(quarter=quarter.code, **place)

    @property
    def kpi(self) -> KPI:
        return found_or_404(kpi_named(self.kwargs["kpi"]))

    @property
    def cancel_url(self) -> str:
        return org_url("metrics:quarter", quarter=self.kwargs["quarter"])


class CommentPage(KpiMixin, FormPageView):
    """The number with its course, and what is said about it: kept as a draft, or published."""

    permission = rights.COMMENT.code
    template_name = "metrics/comment.html"
    form_class = CommentaryForm

    @property
    def title(self) -> str:  # type: ignore[override]  # asks the KPI
        return _("Comment: %(number)s") % {"number": label_of(self.kpi)}

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"text": self.subject.draft or self.subject.text}}

    def page(self) -> dict[str, Any]:
        quarter = quarter_or_404(self.organization, self.kwargs["quarter"])
        sheet = year_sheet([self.kpi], quarter.back(QUARTERS_IN_YEAR + 1))
        values = sheet.rows[0].values
        labels = tuple(each.short_name for each in sheet.quarters)
        return {
            "kpi": self.kpi,
            "value": written(values[-1], self.kpi.unit, self.organization.currency),
            "chart": Bars(
                str(self.kpi.question),
                labels,
                tuple(one or 0 for one in values),
                write=partial(written, unit=self.kpi.unit, currency=self.organization.currency),
            ),
            "is_known": any(value is not None for value in values),
            "writers": self._writers(),
            "may_name": permits(self.actor, rights.NAME_WRITERS.code),
        }

    def _writers(self) -> QuerySet[KpiWriter]:
        return KpiWriter.objects.filter(kpi=self.kpi.code).select_related("member__user")

    def act(self, payload: Said) -> Commentary:
        if "draft" in self.request.POST:
            return commentary.draft_commentary(self.subject, payload.text, actor=self.actor)
        return commentary.publish_commentary(self.subject, payload.text, actor=self.actor)

    def answer(self, result: Commentary) -> HttpResponse:
        if "draft" in self.request.POST:
            return redirect(self.request, result.get_absolute_url(), _("The draft is kept."))
        may_see = self.member.may("metrics.view_quarter")
        url = self.cancel_url if may_see else result.get_absolute_url()
        return redirect(self.request, url, _("The commentary is published."))


class NameWriterView(KpiMixin, FormPageView):
    permission = rights.NAME_WRITERS.code
    form_class = WriterForm
    title = gettext_lazy("Let somebody comment")
    submit_label = gettext_lazy("Name")
    success_message = gettext_lazy("They may comment on this number now.")

    @property
    def cancel_url(self) -> str:
        return str(self.subject.get_absolute_url())

    def act(self, payload: Writer) -> KpiWriter:
        return commentary.name_writer(self.kpi.code, payload.member, actor=self.actor)

    def success_url(self, _result: object) -> str:
        return self.cancel_url


class RemoveWriterView(KpiMixin, ActionView):
    permission = rights.NAME_WRITERS.code
    success_message = gettext_lazy("They no longer comment on this number.")

    def act(self, _payload: None) -> None:
        rows = KpiWriter.objects.filter(kpi=self.kpi.code, pk=self.kwargs["pk"])
        writer: KpiWriter = found_or_404(rows.first())
        commentary.remove_writer(writer, actor=self.actor)

    def success_url(self, _result: object) -> str:
        return str(self.subject.get_absolute_url())


class YearPage(PageView):
    """The four quarters of a fiscal year, number by number, with what is signed."""

    permission = "metrics.view_quarter"
    template_name = "metrics/year.html"

    def find_subject(self) -> int:
        year, now = int(self.kwargs["year"]), current_quarter(self.organization)
        if not now.year - YEARS_BACK <= year <= now.year:
            raise Http404
        return year

    def page(self) -> dict[str, Any]:
        first = self.organization.fiscal_year_start_month
        now = current_quarter(self.organization)
        quarters = [Quarter(self.subject, one, first) for one in range(1, QUARTERS_IN_YEAR + 1)]
        tiles = (*FIRST, *(tile for area in ALL_AREAS for tile in area.tiles))
        kpis = [
            kpi for code in dict.fromkeys(tile.kpi for tile in tiles) if (kpi := kpi_named(code))
        ]
        sheet = year_sheet(kpis, quarters)
        return {
            "year": self.subject,
            "years": range(now.year - YEARS_BACK, now.year + 1),
            "sheet": sheet,
            "heads": [(quarter, quarter <= now, sheet.close_of(quarter)) for quarter in quarters],
            "rows": [
                (
                    label_of(row.kpi),
                    [written(one, row.kpi.unit, self.organization.currency) for one in row.values],
                )
                for row in sheet.rows
            ],
        }
