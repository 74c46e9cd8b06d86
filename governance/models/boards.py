"""Who decides, and by which way: boards, their seats, and the path matrix."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import TenantModel
from coe_portal.tenancy.references import Referenced, ReferencedQuerySet
from governance.choices import BallotRule, Discipline, Majority, MatrixState
from governance.logic.paths import Matrix, parse_matrix

MOST_WEIGHT = 9


class BoardQuerySet(ReferencedQuerySet["Board"]):
    def active(self) -> BoardQuerySet:
        """Boards that may be given new reviews."""
        return self.filter(is_active=True)


class Board(Referenced, TenantModel):
    """A committee and the rule by which it decides; running reviews keep the rule they have."""

    PREFIX = "B"

    number = models.PositiveIntegerField()
    name = models.CharField(_("name"), max_length=120)
    purpose = models.TextField(_("purpose"), blank=True)
    majority = models.CharField(
        _("rule"), max_length=20, choices=Majority, default=Majority.MAJORITY
    )
    quorum = models.PositiveSmallIntegerField(
        _("quorum"), default=3, validators=[MinValueValidator(1)]
    )
    required_disciplines = ArrayField(
        models.CharField(max_length=20, choices=Discipline),
        verbose_name=_("disciplines that must vote"),
        default=list,
        blank=True,
    )
    tie_break_by_chair = models.BooleanField(_("the chair breaks ties"), default=True)
    ballot = models.CharField(
        _("ballot"), max_length=10, choices=BallotRule, default=BallotRule.AFTER_OWN
    )
    days_to_decide = models.PositiveSmallIntegerField(
        _("working days to decide"),
        default=15,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )
    valid_months = models.PositiveSmallIntegerField(
        _("months an approval holds"), default=12, validators=[MinValueValidator(1)]
    )
    is_default = models.BooleanField(_("default board"), default=False)
    is_active = models.BooleanField(_("active"), default=True)

    objects: ClassVar = TenantManager.from_queryset(BoardQuerySet)()

    class Meta:
        ordering = ("-is_default", "name", "id")
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="one_board_per_number"),
            models.UniqueConstraint(fields=["organization", "name"], name="one_board_per_name"),
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(is_default=True),
                name="one_default_board",
            ),
            models.CheckConstraint(condition=Q(quorum__gte=1), name="board_has_a_quorum"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def subject_label(self) -> str:
        return str(self)

    def get_absolute_url(self) -> str:
        return org_url("governance:board", reference=self.reference)


class SeatQuerySet(TenantQuerySet["Seat"]):
    def sitting(self, on: dt.date) -> SeatQuerySet:
        """Seats whose term includes this day, chair first."""
        ends = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
        return self.filter(ends, starts_on__lte=on).order_by("-is_chair", "discipline", "pk")

    def with_people(self) -> SeatQuerySet:
        """With the names of member and alternate."""
        return self.select_related("member__user", "alternate__user")

    def filled(self) -> SeatQuerySet:
        """Seats that somebody holds."""
        return self.filter(member__isnull=False)


class Seat(TenantModel):
    """A term of one person for one discipline on a board, with an alternate; vacant without one."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="seats")
    discipline = models.CharField(_("discipline"), max_length=20, choices=Discipline)
    member = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name=_("member"),
    )
    alternate = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="alternate_seats",
        verbose_name=_("alternate"),
    )
    is_chair = models.BooleanField(_("chair"), default=False)
    has_veto = models.BooleanField(_("veto"), default=False)
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_WEIGHT)]
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects: ClassVar = TenantManager.from_queryset(SeatQuerySet)()

    class Meta:
        ordering = ("-is_chair", "discipline", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(alternate__isnull=True)
                | (Q(member__isnull=False) & ~Q(alternate=models.F("member"))),
                name="alternate_is_someone_else",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="seat_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(weight__range=(1, MOST_WEIGHT)), name="seat_has_a_weight"
            ),
            models.UniqueConstraint(
                fields=["board", "member"],
                condition=Q(ends_on__isnull=True),
                name="one_open_seat_per_member",
            ),
            models.UniqueConstraint(
                fields=["board"],
                condition=Q(is_chair=True, ends_on__isnull=True),
                name="one_chair_per_board",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.board}: {self.get_discipline_display()}"


class DelegationQuerySet(TenantQuerySet["Delegation"]):
    def in_force(self, on: dt.date) -> DelegationQuerySet:
        """Delegations by which somebody speaks on this day."""
        return self.filter(starts_on__lte=on, ends_on__gte=on)

    def still_to_end(self, on: dt.date) -> DelegationQuerySet:
        """Those of today and of days to come."""
        return self.filter(ends_on__gte=on)


class Delegation(TenantModel):
    """Somebody else speaks for a seat on these days, the last one included."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="delegations")
    delegate = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        related_name="delegated_seats",
        verbose_name=_("speaks for the seat"),
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    reason = models.CharField(_("why"), max_length=500, blank=True)
    created_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects: ClassVar = TenantManager.from_queryset(DelegationQuerySet)()

    class Meta:
        ordering = ("starts_on", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")),
                name="delegation_ends_after_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["organization", "ends_on"], name="delegations_by_end")]

    def __str__(self) -> str:
        return f"{self.seat}: {self.delegate}"


class PathMatrixQuerySet(TenantQuerySet["PathMatrix"]):
    def in_force(self) -> PathMatrix | None:
        """The published matrix, or None before the organization has one."""
        return self.filter(state=MatrixState.PUBLISHED).first()


class PathMatrix(TenantModel):
    """One version of the tier and gate matrix; a published one is replaced, never edited."""

    version = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=MatrixState, default=MatrixState.DRAFT)
    cells = models.JSONField(default=dict)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.CharField(max_length=255, blank=True)

    objects: ClassVar = TenantManager.from_queryset(PathMatrixQuerySet)()

    class Meta:
        ordering = ("-version",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "version"], name="one_matrix_per_version"
            ),
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(state="published"),
                name="one_published_matrix",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Path matrix, version %(version)d") % {"version": self.version})

    @property
    def matrix(self) -> Matrix:
        """The cells as the rules read them."""
        return parse_matrix(self.cells)
