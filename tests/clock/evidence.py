"""Evidence of controls that ends."""

from __future__ import annotations

from coe_portal.tenancy.references import next_number
from governance.choices import ControlScope, EvidenceState
from governance.declarations import compliance as names
from governance.models.controls import Control, Evidence
from tests.clock.reference import DAY, Matter, days_from, morning
from tests.clock.scene import BEGIN, Scene, day_of_year


def plant(scene: Scene, count: int) -> None:
    """A control of the organization each, with evidence that nobody renews."""
    for number in range(count):
        keeper = scene.owner(number)
        control = Control.objects.create(
            number=next_number("CTL"),
            title=f"Control {number}",
            scope=ControlScope.ORGANIZATION,
            owner=keeper,
        )
        last = day_of_year(number, first=35, last=330, stride=41)
        evidence = Evidence.objects.create(
            number=next_number("EV"),
            control=control,
            title="Report",
            link="https://example.com/report",
            effective_on=BEGIN,
            expires_on=last,
            state=EvidenceState.ACCEPTED,
            offered_by=keeper,
            offered_at=morning(BEGIN),
            settled_by=scene.staff,
            settled_at=morning(BEGIN),
        )
        subject = ("governance.evidence", evidence.pk)
        over = morning(last + DAY)
        ahead = days_from(last, -30, -7, -1)
        scene.expect(
            Matter(subject, ahead, names.EVIDENCE_ENDS.code, [keeper.pk], until=over),
            Matter(subject, [over], names.EVIDENCE_IS_OVER.code, [keeper.pk]),
            Matter(subject, [over], names.EVIDENCE_EXPIRED.code),
        )
