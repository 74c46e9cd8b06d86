"""What each seat says, now and before."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.models import FrozenModel, TenantModel
from governance.choices import VoteChoice
from governance.logic.tally import Ballot
from governance.models.reviews import Review, ReviewSeat

NEEDS_RATIONALE = (VoteChoice.CONDITIONS, VoteChoice.REJECT)


class Vote(TenantModel):
    """The current vote of a seat, on the packet with this digest."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="votes")
    seat = models.OneToOneField(ReviewSeat, on_delete=models.CASCADE, related_name="vote")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="votes")
    choice = models.CharField(_("vote"), max_length=30, choices=VoteChoice)
    rationale = models.TextField(_("rationale"), blank=True)
    conditions = models.JSONField(default=list, blank=True)
    # Whether minutes of a secret ballot name the voter, who was outvoted.
    names_dissent = models.BooleanField(default=False)
    packet_digest = models.CharField(max_length=64)
    cast_at = models.DateTimeField()

    class Meta:
        ordering = ("cast_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=~Q(choice__in=NEEDS_RATIONALE) | ~Q(rationale=""),
                name="conditions_and_rejections_have_reasons",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review}: {self.get_choice_display()}"

    def as_ballot(self) -> Ballot:
        """The vote as the tally reads it."""
        return Ballot(self.seat_id, VoteChoice(self.choice))


class VoteHistory(FrozenModel):
    """Every vote ever cast in a review, in order; a changed vote is a further row."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="vote_history")
    seat = models.ForeignKey(ReviewSeat, on_delete=models.PROTECT, related_name="vote_history")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=30, choices=VoteChoice)
    rationale = models.TextField(blank=True)
    conditions = models.JSONField(default=list, blank=True)
    names_dissent = models.BooleanField(default=False)
    packet_digest = models.CharField(max_length=64)
    cast_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        verbose_name_plural = "vote history"

    def __str__(self) -> str:
        return f"{self.review}: {self.get_choice_display()}"
