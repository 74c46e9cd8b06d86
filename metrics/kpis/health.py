"""How content people are with the CoE."""

from __future__ import annotations

from typing import Any

from django.db.models import FloatField, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from metrics.choices import Area, Direction, Summary, Unit
from metrics.kpis.registry import AsOf, Bands, kpi
from metrics.models.feedback import PART, Feedback


@kpi(
    "satisfaction",
    area=Area.ADOPTION,
    question=_("How content are people with what the CoE does for them?"),
    unit=Unit.SCORE,
    direction=Direction.UP,
    summary=Summary.MEAN,
    formula=_(
        "Mean of the answers of the quarter to the one question, 1 to 5, by what it was about: "
        "the path of a decision, the promotion of a model, a training session, an answered question"
    ),
    source=_("Feedback of those who were served"),
    owner=_("Head of the CoE"),
    bands=Bands(target=4.2, good=4.0, fair=3.5),
)
def satisfaction(as_of: AsOf) -> QuerySet[Any]:
    """Parts are paths and services. Answers without a name have no use case, so no slices."""
    given = Feedback.objects.filter(given_at__gte=as_of.since, given_at__lte=as_of.at)
    return given.annotate(part=PART, amount=Cast("score", FloatField()))
