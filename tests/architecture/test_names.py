"""A file says by its name what it is for, and stays small enough to have one reason to exist."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.sources import PACKAGES, ROOT, python_sources

pytestmark = pytest.mark.architecture

MEANINGLESS = {"utils", "util", "helpers", "helper", "common", "misc", "services", "service"}
LONGEST = 500


def test_no_file_or_folder_has_a_name_that_says_nothing():
    bad = [
        source.name
        for source in python_sources()
        if MEANINGLESS & set(source.name.removesuffix(".py").split("/"))
    ]

    assert bad == []


def test_no_file_is_too_long_to_have_one_reason():
    long = {
        source.name: lines
        for source in python_sources()
        if (lines := source.text.count("\n")) > LONGEST
    }

    assert long == {}


def test_every_module_says_why_it_exists():
    silent = [
        source.name
        for source in python_sources()
        if source.path.name != "__init__.py" and ast.get_docstring(source.tree) is None
    ]

    assert silent == []


# Django, Celery and the portal import these packages to find what is declared in them.
DOORS = {
    "models",
    "declarations",
    "permissions",
    "tasks",
    "urls",
    "dossier",
    "coe_portal",
    "catalogs",
}


def test_packages_are_empty_doors():
    """`__init__.py` holds nothing, but what Django and Celery must find, and how data is read."""
    full = [
        source.name
        for source in python_sources()
        if source.path.name == "__init__.py"
        and source.path.parent.name not in DOORS
        and source.tree.body
    ]

    assert full == []


def test_migrations_are_named_for_what_they_do():
    unnamed = [
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("migrations/0*.py")
        if "_auto_" in path.name
    ]

    assert unnamed == []
