"""No organization takes an address of the portal's own: a new one is to be reserved here."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import IntegrityError
from django.urls import get_resolver

from coe_portal.tenancy.models import RESERVED_SLUGS, Organization
from tests.architecture.addresses import ORGANIZATION


def first_words() -> list[str]:
    """Of each address that the resolver or the web server answers by itself."""
    routes = [str(entry.pattern) for entry in get_resolver().url_patterns]
    assert ORGANIZATION in routes
    routes = [*routes, settings.STATIC_URL.lstrip("/")]
    words = {route.partition("/")[0] for route in routes if route != ORGANIZATION}
    return sorted(word for word in words if could_be_a_slug(word))


def could_be_a_slug(word: str) -> bool:
    try:
        validate_slug(word)
    except ValidationError:
        return False
    return True


def test_first_words_of_addresses_are_reserved():
    words = first_words()
    assert {"account", "health", "metrics", "static"} <= set(words)
    assert [word for word in words if word not in RESERVED_SLUGS] == []


@pytest.mark.django_db
@pytest.mark.parametrize("word", sorted(RESERVED_SLUGS))
def test_no_organization_has_such_an_address(word):
    with pytest.raises(IntegrityError, match="slug_is_not_reserved"):
        Organization.objects.create(name="Northbank", slug=word)
