"""How long observations are kept."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import FormPageView
from registry.actions.retention import set_retention
from registry.forms.retention import Kept, RetentionForm
from registry.models.retention import ObservationRetention
from registry.permissions.retention import SET_RETENTION
from registry.views.monitoring import BelowMonitors


class RetentionView(BelowMonitors, FormPageView):
    permission = SET_RETENTION.code
    form_class = RetentionForm
    title = _("How long observations are kept")
    subtitle = _(
        "Older ones are erased by night. What monitors found in them stays, and so do references "
        "and fixed baselines."
    )
    success_message = _("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"months": ObservationRetention.objects.months_kept()}}

    def act(self, payload: Kept) -> ObservationRetention:
        return set_retention(payload.months, actor=self.actor)

    def success_url(self, _result: object) -> str:
        return org_url("registry:monitors")
