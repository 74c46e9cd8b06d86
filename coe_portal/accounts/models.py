"""People and what connects them to organizations."""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.roles import Role, roles_grant
from coe_portal.tenancy.clock import today_here, today_of
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import BusinessUnit, TenantModel

INVITATION_DAYS = 14


def secret_digest(secret: str) -> str:
    """SHA-256 of a random secret of 256 bits: such secrets need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A user who signs in by e-mail; without a password nobody can sign in yet."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A platform operator: outside of all tenant roles."""
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with a sign-in; what they may do hangs on their memberships."""

    email = models.EmailField(_("e-mail"), max_length=254)
    name = models.CharField(_("name"), max_length=150, blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    timezone = models.CharField(_("time zone"), max_length=64, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []  # type: ignore[misc]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_user_per_email")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """Platform operators; Django's own tools ask for it."""
        return self.is_superuser


class MembershipQuerySet(TenantQuerySet["Membership"]):
    def current(self) -> MembershipQuerySet:
        """Active, begun, and not past its last day on the organization's clock."""
        today = today_here()
        return self.filter(
            models.Q(starts_on__isnull=True) | models.Q(starts_on__lte=today),
            models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=today),
            is_active=True,
        )

    def with_role(self, *roles: Role) -> MembershipQuerySet:
        """Members who hold one of the roles."""
        return self.filter(roles__overlap=[str(role) for role in roles])

    def called(self, text: str) -> MembershipQuerySet:
        """Members, current or not, whose name or e-mail contains the text."""
        return self.filter(
            models.Q(user__name__icontains=text) | models.Q(user__email__icontains=text)
        )

    def with_user(self) -> MembershipQuerySet:
        """With the user's name and address, for display."""
        return self.select_related("user")


class Membership(TenantModel):
    """A user in an organization, with roles. Auditors have an end date, and often a first day."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    roles = ArrayField(models.CharField(max_length=20, choices=Role), default=list)
    business_unit = models.ForeignKey(
        BusinessUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="members"
    )
    job_title = models.CharField(_("job title"), max_length=150, blank=True)
    manager = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("manager"),
    )
    is_active = models.BooleanField(default=True)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    objects: ClassVar = TenantManager.from_queryset(MembershipQuerySet)()
    # Only inside `user_scope()`, where row-level security shows a user's own memberships.
    of_user = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "user"], name="one_membership"),
            models.CheckConstraint(
                condition=~models.Q(roles__contains=["auditor"]) | models.Q(ends_on__isnull=False),
                name="auditors_have_a_last_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(manager=models.F("id")), name="nobody_manages_themselves"
            ),
            models.CheckConstraint(
                condition=models.Q(starts_on__isnull=True)
                | models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="memberships_begin_before_they_end",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        return str(self.user)

    @property
    def role_labels(self) -> list[str]:
        return [str(Role(role).label) for role in self.roles]

    def is_current(self) -> bool:
        """Active, with an active user, begun, and not past its last day."""
        return self.is_active and self.user.is_active and self.is_in_time()

    def is_in_time(self) -> bool:
        """Whether today, on the organization's clock, is in the window of the membership."""
        if self.starts_on is None and self.ends_on is None:
            return True
        today = today_of(self.organization)
        has_begun = self.starts_on is None or self.starts_on <= today
        return has_begun and (self.ends_on is None or self.ends_on >= today)

    def has_role(self, *roles: Role) -> bool:
        return not set(self.roles).isdisjoint(roles)

    def may(self, code: str) -> bool:
        """Whether the member's roles hold the permission everywhere in the organization."""
        return roles_grant(self.effective_roles, code)

    @property
    def effective_roles(self) -> list[str]:
        """The roles held, and submitter, which every member is but an auditor."""
        if Role.AUDITOR in self.roles:
            return [Role.AUDITOR]
        return [*self.roles, Role.SUBMITTER]


def invitation_end() -> datetime:
    """When an invitation made now lapses."""
    return timezone.now() + timedelta(days=INVITATION_DAYS)


def new_seed() -> str:
    """256 random bits."""
    return secrets.token_hex(32)


class Invitation(TenantModel):
    """An e-mail that lets a person join with the given roles, once and for a time."""

    email = models.EmailField(_("e-mail"), max_length=254)
    roles = ArrayField(models.CharField(max_length=20, choices=Role), default=list)
    business_unit = models.ForeignKey(
        BusinessUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    starts_on = models.DateField(_("first day of the membership"), null=True, blank=True)
    ends_on = models.DateField(_("last day of the membership"), null=True, blank=True)
    token_digest = models.CharField(max_length=64)
    # What the secret of the mailed link is derived from, together with SECRET_KEY.
    seed = models.CharField(max_length=64, editable=False, default=new_seed)
    invited_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(default=invitation_end)
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "token_digest"], name="one_invitation_per_token"
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def secret(self) -> str:
        """What opens the invitation: made anew where it is mailed, and stored nowhere.

        Neither the database nor a queue holds it; the digest of it does not depend on SECRET_KEY
        afterwards, so that links already sent outlive a change of that key.
        """
        mac = salted_hmac("accounts.invitation", self.seed, algorithm="sha256")
        return urlsafe_b64encode(mac.digest()).decode().rstrip("=")

    def is_open(self) -> bool:
        return not self.accepted_at and not self.revoked_at and self.expires_at > timezone.now()


class ApiToken(TenantModel):
    """A secret with which a program acts as its member, within scopes. Only its digest is kept."""

    PREFIX = "coe_"

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=100)
    scopes = ArrayField(models.CharField(max_length=60), default=list)
    digest = models.CharField(max_length=64)
    hint = models.CharField(max_length=12)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "digest"], name="one_token_per_digest"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def new_secret(cls) -> str:
        return cls.PREFIX + secrets.token_urlsafe(32)

    def is_live(self) -> bool:
        in_time = self.expires_at is None or self.expires_at > timezone.now()
        return self.revoked_at is None and in_time
