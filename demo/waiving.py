"""Controls that are waived for a time: asked for, accepted by somebody entitled, some end soon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from demo.director import Director, Story
from demo.exemptions import Exemption
from demo.founding import House
from demo.working_hours import Calendar
from governance.actions.waivers import Acceptance, WaiverTerms, grant_waiver, request_waiver
from intake.models.use_cases import UseCase

MOST_DAYS_ASKED = 80


class Exemptions:
    """Starts the stories of one organization's waivers."""

    def __init__(
        self,
        exemptions: Iterable[Exemption],
        titles: Mapping[str, str],
        house: House,
        director: Director,
    ) -> None:
        self._exemptions = exemptions
        self._titles = titles
        self._house = house
        self._director = director
        zone = ZoneInfo(house.organization.timezone)
        self._time = Calendar(director.now, zone, f"{house.organization.slug}/waivers")

    def open(self) -> None:
        """Take up every story, but for those of use cases that are left out."""
        for exemption in self._exemptions:
            if exemption.about in self._titles:
                self._director.start(self._tell(exemption))

    def _tell(self, exemption: Exemption) -> Story:
        start = self._time.days_ago(exemption.asked)
        yield start
        use_case = UseCase.objects.get(title=self._titles[exemption.about])
        until = start.date() + dt.timedelta(days=min(exemption.holds, MOST_DAYS_ASKED))
        terms = WaiverTerms(exemption.control, exemption.why, exemption.measures, until)
        waiver = request_waiver(use_case, terms, actor=self._house.actor(exemption.by))
        moment = self._time.after(start, exemption.accepted)
        yield moment
        last = moment.date() + dt.timedelta(days=exemption.holds)
        acceptor = self._house.actor(exemption.acceptor)
        grant_waiver(waiver, Acceptance(exemption.note, last), actor=acceptor)
