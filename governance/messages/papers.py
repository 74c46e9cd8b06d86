"""Remind of impact assessments that are to be looked at again; each date and step once."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.utils.formats import date_format

from coe_portal.notifications.dispatch import notify
from governance.declarations.papers import FRIA_REVIEW_DUE
from governance.logic.risks import NOTICE_DAYS, reminder_step
from governance.models.papers import Fria


def frias_to_mention(today: dt.date) -> QuerySet[Fria]:
    """In force, with a review that is near or past."""
    found: QuerySet[Fria] = Fria.objects.to_review_by(today + dt.timedelta(days=NOTICE_DAYS[0]))
    return found


def remind_of_fria(pk: int, today: dt.date) -> int:
    """Tell the owner of the use case; how many messages."""
    fria = Fria.objects.select_related("edition", "use_case__owner__user").locked(pk)
    owner = fria.use_case.owner
    if owner is None or fria.review_on is None:
        return 0
    step = reminder_step((fria.review_on - today).days)
    if step is None:
        return 0
    fria.edition.use_case = fria.use_case
    fresh = notify(
        FRIA_REVIEW_DUE,
        [owner],
        fria.use_case,
        context={"paper": str(fria.edition), "due": date_format(fria.review_on, "j F Y")},
        url=fria.edition.get_absolute_url(),
        key=f"fria-{fria.pk}:{fria.review_on:%Y%m%d}:{step}",
    )
    return len(fresh)
