"""The bill of materials of a version, as a file."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from coe_portal.downloads import written_file
from registry.logic.cyclonedx import MEDIA_TYPE, written
from registry.permissions.models import VIEW
from registry.queries.bills import bill_of
from registry.views.versions import VersionMixin


class BillOfMaterials(VersionMixin):
    """CycloneDX 1.6 as JSON, of what is known now."""

    permission = VIEW.code

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        version = self.subject
        bill = bill_of(version, self.organization, made_at=timezone.now())
        name = f"{version.model.reference}-v{version.number}.cdx.json"
        content = json.dumps(written(bill), indent=2, ensure_ascii=False)
        return written_file(content, name, MEDIA_TYPE)
