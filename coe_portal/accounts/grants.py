"""Grants on one object (collaborator on a use case), by django-guardian's direct models.

One table per kind of granted object, with a real foreign key and the tenant's organization, so that
a grant is a tenant row like any other and stands under row-level security.
"""

from __future__ import annotations

from typing import ClassVar

from guardian.models import UserObjectPermissionBase

from coe_portal.tenancy.managers import TenantManager
from coe_portal.tenancy.models import TenantModel


class ObjectGrant(TenantModel, UserObjectPermissionBase):  # type: ignore[misc, unused-ignore]
    """Base of grant tables: the subclass adds `content_object = ForeignKey(UseCase, …)`."""

    objects: ClassVar = TenantManager()  # type: ignore[assignment]

    class Meta(UserObjectPermissionBase.Meta):
        abstract = True
