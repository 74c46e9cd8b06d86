"""The skills matrix: what people can do, and what their job asks."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import FrozenModel, TenantModel
from training.choices import RoundPhase, SkillLevel
from training.models.courses import Course, Track


class SkillArea(TenantModel):
    """A field of skills, such as MLOps or AI governance."""

    code = models.SlugField(max_length=60)
    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "name", "id")
        constraints = [
            models.UniqueConstraint(fields=["organization", "code"], name="one_area_per_code"),
        ]

    def __str__(self) -> str:
        return self.name


class SkillQuerySet(TenantQuerySet["Skill"]):
    def active(self) -> SkillQuerySet:
        """Skills that are still asked for."""
        return self.filter(is_active=True)


class Skill(TenantModel):
    """One thing that somebody can do, at a level from 0 to 4."""

    area = models.ForeignKey(SkillArea, on_delete=models.PROTECT, related_name="skills")
    code = models.SlugField(max_length=60)
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("what it means"), max_length=1000, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    objects: ClassVar = TenantManager.from_queryset(SkillQuerySet)()

    class Meta:
        ordering = ("area__position", "name", "id")
        constraints = [
            models.UniqueConstraint(fields=["organization", "code"], name="one_skill_per_code"),
        ]

    def __str__(self) -> str:
        return self.name


class CourseSkill(TenantModel):
    """A course brings a learner to this level of a skill."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="courses")
    level = models.PositiveSmallIntegerField(_("level"), choices=SkillLevel)

    class Meta:
        ordering = ("skill", "id")
        constraints = [
            models.UniqueConstraint(fields=["course", "skill"], name="each_skill_once_per_course"),
        ]

    def __str__(self) -> str:
        return f"{self.course}: {self.skill} {self.level}"


class JobRole(TenantModel):
    """A role in the CoE or the business with target levels, such as ML engineer."""

    code = models.SlugField(max_length=60)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(fields=["organization", "code"], name="one_job_role_per_code"),
        ]

    def __str__(self) -> str:
        return self.name


class JobRoleHolder(TenantModel):
    """A member has a job role."""

    job_role = models.ForeignKey(JobRole, on_delete=models.CASCADE, related_name="holders")
    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="job_roles")

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["job_role", "member"], name="each_holder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.job_role}: {self.member}"


class SkillTarget(TenantModel):
    """The level of a skill that a job role asks for."""

    job_role = models.ForeignKey(JobRole, on_delete=models.CASCADE, related_name="targets")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="targets")
    level = models.PositiveSmallIntegerField(_("level"), choices=SkillLevel)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["job_role", "skill"], name="one_target_per_skill"),
        ]

    def __str__(self) -> str:
        return f"{self.job_role}: {self.skill} {self.level}"


class MemberSkill(TenantModel):
    """What a member says and what their manager says; the manager's level counts where given."""

    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="levels")
    self_level = models.PositiveSmallIntegerField(
        _("own level"), choices=SkillLevel, null=True, blank=True
    )
    manager_level = models.PositiveSmallIntegerField(
        _("manager's level"), choices=SkillLevel, null=True, blank=True
    )
    self_at = models.DateTimeField(null=True, blank=True)
    manager_at = models.DateTimeField(null=True, blank=True)
    manager = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["member", "skill"], name="one_level_per_skill"),
            models.CheckConstraint(
                condition=(Q(self_level__isnull=True) | Q(self_level__lte=4))
                & (Q(manager_level__isnull=True) | Q(manager_level__lte=4)),
                name="levels_end_at_four",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "skill", "member"],
                include=["self_level", "manager_level"],
                name="levels_by_skill",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.skill}"

    @property
    def level(self) -> int | None:
        return self.self_level if self.manager_level is None else self.manager_level


class SkillRound(TenantModel):
    """An assessment of a group before or after a programme."""

    title = models.CharField(_("title"), max_length=160)
    track = models.ForeignKey(
        Track, on_delete=models.PROTECT, null=True, blank=True, related_name="rounds"
    )
    phase = models.CharField(_("when"), max_length=10, choices=RoundPhase)
    # Only these skills are asked for; without an area all that are in use.
    area = models.ForeignKey(
        SkillArea,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("area"),
    )
    # The round that this one is compared with.
    baseline = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-opened_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(phase="after") | Q(baseline__isnull=True),
                name="only_later_rounds_have_a_baseline",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def get_absolute_url(self) -> str:
        return org_url("training:round", pk=self.pk)


class RoundMember(TenantModel):
    """Somebody who is asked in a round; the group is fixed when the round opens."""

    round = models.ForeignKey(SkillRound, on_delete=models.CASCADE, related_name="members")
    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="rounds")

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["round", "member"], name="asked_once_per_round"),
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.member}"


class RoundLevel(FrozenModel):
    """A member's level when a round was closed."""

    round = models.ForeignKey(SkillRound, on_delete=models.PROTECT, related_name="levels")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=SkillLevel)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["round", "member", "skill"], name="one_level_per_round"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.level}"
