"""How a data scientist connects an MLflow client, with the address of this organization."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import BelowList, PageView
from registry.permissions.models import REGISTER, VIEW
from registry.queries.aliases import protected_aliases


class ConnectPage(BelowList, PageView):
    permission = VIEW.code
    template_name = "registry/models/connect.html"
    above = ("registry:models", _("Models"))

    def page(self) -> dict[str, Any]:
        scheme, _sign, place = settings.SITE_URL.partition("://")
        mount = org_url("mlflow:missing").rstrip("/")
        return {
            "address": f"{settings.SITE_URL}{mount}",
            "host": place.partition(":")[0],
            "address_with_token": f"{scheme}://token:coe_…@{place}{mount}",
            "may_register": permits(self.actor, REGISTER.code),
            "protected": protected_aliases(),
        }
