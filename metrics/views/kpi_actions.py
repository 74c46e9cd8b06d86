"""Set a target, name an owner, enter and withdraw readings, restate a quarter."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import Crumb, FormPageView
from metrics.actions import readings, restating, targets
from metrics.forms import kpis as forms
from metrics.integrations.reading_files import read_readings
from metrics.kpis.registry import Text
from metrics.logic.periods import Quarter, parse_quarter
from metrics.models.readings import KpiReading
from metrics.models.snapshots import Snapshot
from metrics.models.targets import KpiOwner, KpiTarget
from metrics.permissions.kpis import ENTER_READINGS, MANAGE_KPIS, RESTATE
from metrics.queries.catalogue import bands_by_kpi, owners_by_kpi
from metrics.queries.tiles import label_of
from metrics.views.kpi import KpiMixin

QUARTERS_OFFERED = 8


class KpiForm(KpiMixin, FormPageView):
    """A form about one KPI, below its page, which it leads back to."""

    @property
    def subtitle(self) -> Text:  # type: ignore[override]  # asks the KPI
        return self.kpi.question

    @property
    def cancel_url(self) -> str:
        return org_url("metrics:kpi", kpi=self.kpi.code)

    @property
    def parents(self) -> list[Crumb]:
        return [*super().parents, Crumb(self.cancel_url, label_of(self.kpi))]

    def success_url(self, _result: object) -> str:
        return self.cancel_url


class SetTarget(KpiForm):
    permission = MANAGE_KPIS.code
    form_class = forms.TargetForm
    title = gettext_lazy("Set the target")
    success_message = gettext_lazy("The target is set.")

    def form_kwargs(self) -> dict[str, Any]:
        bands = bands_by_kpi(self.today)[self.kpi.code]
        now = {"target": bands.target, "good": bands.good, "fair": bands.fair} if bands else {}
        return {"initial": {"since": self.today, **now}}

    def act(self, payload: targets.TargetTerms) -> KpiTarget:
        return targets.set_target(self.kpi, payload, actor=self.actor)


class NameOwner(KpiForm):
    permission = MANAGE_KPIS.code
    form_class = forms.OwnerForm
    title = gettext_lazy("Name the owner")
    success_message = gettext_lazy("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"member": owners_by_kpi().get(self.kpi.code)}}

    def act(self, payload: forms.NewOwner) -> KpiOwner:
        return targets.name_owner(self.kpi, payload.member, actor=self.actor)


class EnterReading(KpiForm):
    permission = ENTER_READINGS.code
    form_class = forms.ReadingForm
    title = gettext_lazy("Enter a reading")
    submit_label = gettext_lazy("Enter")
    success_message = gettext_lazy("The reading is entered.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"day": self.today}}

    def act(self, payload: readings.Reading) -> KpiReading:
        return readings.enter_reading(self.kpi, payload, actor=self.actor)


class WithdrawReading(KpiForm):
    permission = ENTER_READINGS.code
    form_class = forms.ReasonForm
    title = gettext_lazy("Withdraw the reading")
    submit_label = gettext_lazy("Withdraw")
    success_message = gettext_lazy("The reading counts no more.")

    def act(self, payload: forms.Reason) -> KpiReading:
        rows = KpiReading.objects.filter(kpi=self.kpi.code, number=self.kwargs["number"])
        found: KpiReading = found_or_404(rows.select_related("unit").first())
        return readings.withdraw_reading(found, payload.reason, actor=self.actor)


class Restate(KpiForm):
    permission = RESTATE.code
    form_class = forms.RestatementForm
    title = gettext_lazy("Compute a past quarter anew")
    submit_label = gettext_lazy("Compute")

    def form_kwargs(self) -> dict[str, Any]:
        return {"quarters": self._ended()}

    def _ended(self) -> tuple[Quarter, ...]:
        return tuple(reversed(self.quarter.shifted(-1).back(QUARTERS_OFFERED)))

    def act(self, payload: forms.Restatement) -> list[Snapshot]:
        quarter = found_or_404(
            parse_quarter(payload.quarter, self.organization.fiscal_year_start_month)
        )
        found = restating.restate(
            self.organization,
            quarter,
            reason=payload.reason,
            actor=self.actor,
            codes=[self.kpi.code],
        )
        self.success_message = (
            _("The new number stands beside the old one.")
            if found
            else _("It is the same: nothing is restated.")
        )
        return found


class EnterFile(FormPageView):
    """Many readings of any KPIs, from a table."""

    permission = ENTER_READINGS.code
    form_class = forms.ReadingsFileForm
    title = gettext_lazy("Enter readings from a file")
    submit_label = gettext_lazy("Enter")
    success_message = gettext_lazy("The readings are entered.")

    @property
    def cancel_url(self) -> str:
        return org_url("metrics:kpis")

    @property
    def parents(self) -> list[Crumb]:
        return [Crumb(self.cancel_url, _("KPI catalogue"))]

    def act(self, payload: forms.UploadedReadings) -> list[KpiReading]:
        return readings.enter_readings(read_readings(payload.file), actor=self.actor)

    def success_url(self, _result: object) -> str:
        return self.cancel_url
