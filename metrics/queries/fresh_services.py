"""What was done for people of late, as far as nobody has asked them about it yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from django.db.models import Exists, F, OuterRef

from coe_portal.accounts.models import Membership
from governance.choices import Path
from governance.models.decisions import Decision
from metrics.choices import FeedbackKind
from metrics.models.feedback import FeedbackRequest
from registry.models.promotions import PromotionRequest
from training.choices import BookingStatus
from training.models.community import CommunityQuestion
from training.models.sessions import Booking


@dataclass(frozen=True)
class Service:
    """Something done, and somebody for whom."""

    kind: FeedbackKind
    subject: Any
    member: Membership


def fresh_services(since: dt.datetime, now: dt.datetime, most: int) -> list[Service]:
    """Those to ask about, `most` of them: decisions, promotions, sessions, answers."""
    found = chain(
        _decisions(since, now, most),
        _promotions(since, now, most),
        _sessions(since, now, most),
        _answers(since, most),
    )
    return list(islice((each for each in found if each.member.is_active), most))


def _decisions(since: dt.datetime, now: dt.datetime, most: int) -> Iterator[Service]:
    """For owner and submitter; about an approved promotion its requester is asked instead."""
    asked = FeedbackRequest.objects.filter(decision=OuterRef("pk"))
    promoted = PromotionRequest.objects.approved().filter(decision=OuterRef("pk"))
    fresh = Decision.objects.filter(
        ~Exists(asked), ~Exists(promoted), decided_at__gt=since, decided_at__lte=now
    ).exclude(path=Path.STOP)
    people = ("use_case__owner__user", "use_case__registered_by__user")
    rows = fresh.select_related(*people).defer("search", "use_case__search").order_by("pk")
    for decision in rows[:most]:
        concerned = (decision.use_case.owner, decision.use_case.registered_by)
        for member in {one.pk: one for one in concerned if one}.values():
            yield Service(FeedbackKind.DECISION, decision, member)


def _promotions(since: dt.datetime, now: dt.datetime, most: int) -> Iterator[Service]:
    """For whoever asked that a version go into production."""
    asked = FeedbackRequest.objects.filter(promotion=OuterRef("pk"))
    fresh = PromotionRequest.objects.approved().filter(
        ~Exists(asked), closed_at__gt=since, closed_at__lte=now
    )
    rows = fresh.select_related("version__model", "use_case", "requested_by__user")
    for promotion in rows.defer("use_case__search").order_by("pk")[:most]:
        if promotion.requested_by is not None:
            yield Service(FeedbackKind.PROMOTION, promotion, promotion.requested_by)


def _sessions(since: dt.datetime, now: dt.datetime, most: int) -> Iterator[Service]:
    """For everybody who was there."""
    asked = FeedbackRequest.objects.filter(session=OuterRef("session"), member=OuterRef("member"))
    fresh = Booking.objects.filter(
        ~Exists(asked),
        status=BookingStatus.ATTENDED,
        session__ends_at__gt=since,
        session__ends_at__lte=now,
    )
    for booking in fresh.select_related("session", "member__user").order_by("pk")[:most]:
        yield Service(FeedbackKind.SESSION, booking.session, booking.member)


def _answers(since: dt.datetime, most: int) -> Iterator[Service]:
    """For whoever asked the CoE and was helped by somebody else."""
    asked = FeedbackRequest.objects.filter(question=OuterRef("pk"))
    fresh = CommunityQuestion.objects.filter(
        ~Exists(asked), accepted__isnull=False, updated_at__gt=since
    ).exclude(accepted__author=F("asker"))
    for question in fresh.select_related("asker__user").order_by("pk")[:most]:
        yield Service(FeedbackKind.QUESTION, question, question.asker)
