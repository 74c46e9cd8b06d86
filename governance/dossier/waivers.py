"""Controls that a case went without for a time, and who lived with the risk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from coe_portal.audit.pack.sections import Section, section
from coe_portal.audit.recording import plain
from governance.dossier.kept import newest
from governance.models.waivers import Waiver
from intake.models.use_cases import UseCase


@section("waivers", order=52, title=_("Waivers"), starts_page=False)
def waivers_section(subject: Model) -> Section | None:
    """Each control that was to be waived: why, what was done instead, and who accepted it."""
    if not isinstance(subject, UseCase):
        return None
    rows = Waiver.objects.filter(use_case=subject)
    kept = newest(rows.select_related("requested_by__user", "decided_by__user"))
    if not kept.rows:
        return None
    return Section("pack/waivers.html", {"kept": kept}, [_waiver_data(one) for one in kept.rows])


def _waiver_data(waiver: Waiver) -> Mapping[str, Any]:
    return {
        "waiver": waiver.reference,
        "control": waiver.control,
        "title": waiver.title,
        "gate": waiver.gate,
        "tier": waiver.tier,
        "state": waiver.state,
        "reason": waiver.reason,
        "measures": waiver.measures,
        "requested_by": str(waiver.requested_by),
        "requested_at": plain(waiver.requested_at),
        "decided_by": str(waiver.decided_by or ""),
        "decided_at": plain(waiver.decided_at),
        "decision_note": waiver.decision_note,
        "expires_on": plain(waiver.expires_on),
        "ended_at": plain(waiver.ended_at),
        "ended_by": waiver.ended_by,
        "end_note": waiver.end_note,
    }
