"""Waivers that run out."""

from __future__ import annotations

from coe_portal.tenancy.references import next_number
from governance.choices import WaiverState
from governance.declarations import waivers as names
from governance.models.waivers import Waiver
from intake.models.use_cases import UseCase
from tests.clock.reference import DAY, Matter, days_from, morning
from tests.clock.scene import BEGIN, Scene, day_of_year


def plant(scene: Scene, cases: list[UseCase]) -> None:
    """Each is in force until its day; nobody revokes one."""
    for number, case in enumerate(cases):
        last = day_of_year(number, first=35, last=330, stride=31)
        waiver = Waiver.objects.create(
            number=next_number("WV"),
            use_case=case,
            control="model-card",
            title="Model card",
            tier=case.tier,
            reason="It comes with the next version.",
            measures="Somebody looks at every answer.",
            state=WaiverState.GRANTED,
            requested_by=case.owner,
            requested_at=morning(BEGIN),
            expires_on=last,
            decided_by=scene.executive,
            decided_at=morning(BEGIN),
        )
        subject = ("governance.waiver", waiver.pk)
        near = [case.owner_id, scene.executive.pk]
        over = morning(last + DAY)
        ahead = days_from(last, -30, -7, -1)
        scene.expect(
            Matter(subject, ahead, names.WAIVER_ENDS.code, near, until=over),
            Matter(subject, [over], names.WAIVER_OVER.code, [*near, *scene.coe]),
            Matter(subject, [over], names.WAIVER_EXPIRED.code),
        )
