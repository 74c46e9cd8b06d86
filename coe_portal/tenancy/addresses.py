"""Addresses of an organization's pages, from wherever it is in scope: a view, a model, a job."""

from __future__ import annotations

from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from django.urls import get_script_prefix, reverse

from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import current_organization_id

# The slug of the organization last asked for, so that a list of 50 links costs one query.
_known: ContextVar[tuple[int, str] | None] = ContextVar("known_slug", default=None)


def org_url(name: str, *args: Any, **kwargs: Any) -> str:
    """`reverse()` below the organization in scope: `org_url("intake:use_case", reference="UC-42")`.

    ScopeError outside of an organization, NoReverseMatch as `reverse()`.
    """
    return _reversed(get_script_prefix(), name, current_slug(), args, tuple(kwargs.items()))


@lru_cache(maxsize=4096)
def _reversed(
    prefix: str, name: str, slug: str, args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...]
) -> str:
    """Kept, because a page has dozens; `prefix` stands before what `reverse()` gives."""
    del prefix
    if args:
        return reverse(name, args=(slug, *args))
    return reverse(name, kwargs={"org": slug, **dict(kwargs)})


def current_slug() -> str:
    """The slug of the organization in scope."""
    organization_id = current_organization_id()
    known = _known.get()
    if known is None or known[0] != organization_id:
        slug = Organization.objects.values_list("slug", flat=True).get(pk=organization_id)
        known = (organization_id, slug)
        _known.set(known)
    return known[1]


def remember_slug(organization: Organization) -> None:
    """Tell the slug of an organization that was just read, and forget an older one."""
    _known.set((organization.pk, organization.slug))
