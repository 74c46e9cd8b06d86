"""The role × permission matrix as data: apps declare what each permission is and who holds it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    ORG_ADMIN = "org_admin", _("Administrator")
    COE_STAFF = "coe_staff", _("CoE staff")
    EXECUTIVE = "executive", _("Executive")
    FINANCE = "finance", _("Finance")
    REVIEWER = "reviewer", _("Reviewer")
    MODEL_OWNER = "model_owner", _("Model owner")
    SUBMITTER = "submitter", _("Submitter")
    AUDITOR = "auditor", _("Auditor")


EVERYONE = frozenset(Role)
# An auditor reads; every other role may also write what its permissions say.
MEMBERS = EVERYONE - {Role.AUDITOR}
STAFF = frozenset({Role.ORG_ADMIN, Role.COE_STAFF})
OVERSIGHT = STAFF | {Role.EXECUTIVE, Role.AUDITOR}


@dataclass(frozen=True)
class Permission:
    """One right: `code` is `<app>.<verb>`; `scope` is the token scope that grants it by API."""

    code: str
    label: str | Promise
    roles: frozenset[Role]
    token_scope: str
    writes: bool = True


_permissions: dict[str, Permission] = {}


def permission(
    code: str, *, label: str | Promise, roles: Iterable[Role], writes: bool = True
) -> Permission:
    """Declare a right and the roles that hold it everywhere in the organization.

    Rights that depend on the object (holds a seat, is the owner) are predicates; see
    `predicates.py`. `writes=False` marks a right that only reads: auditors and read tokens may
    hold it. ValueError when the code is declared twice or an auditor would write.
    """
    held_by = frozenset(roles)
    if code in _permissions:
        msg = f"Permission {code} is declared twice."
        raise ValueError(msg)
    if writes and Role.AUDITOR in held_by:
        msg = f"Permission {code} writes, but auditors only read."
        raise ValueError(msg)
    app = code.partition(".")[0]
    token_scope = f"{app}:{'write' if writes else 'read'}"
    declared = Permission(code, label, held_by, token_scope, writes)
    _permissions[code] = declared
    return declared


def declared_permission(code: str) -> Permission:
    """The declaration; KeyError for a code that nobody declared, so that a typo cannot grant."""
    return _permissions[code]


def all_permissions() -> list[Permission]:
    """Every declared right, by code."""
    return [_permissions[code] for code in sorted(_permissions)]


def token_scopes() -> list[str]:
    """What an API token can be limited to: `intake:read`, `intake:write` and so on."""
    return sorted({declared.token_scope for declared in _permissions.values()})


def roles_grant(roles: Iterable[str], code: str) -> bool:
    """Whether one of the roles holds the permission."""
    return not declared_permission(code).roles.isdisjoint(roles)
