"""Every public function in an `actions` module writes to the audit trail, itself or by another."""

from __future__ import annotations

import ast
from collections.abc import Iterable

import pytest

from tests.architecture.sources import Source, called_name, python_sources

pytestmark = pytest.mark.architecture

RECORDERS = {"record", "record_all"}
# Each exception with its reason.
NOT_AUDITED = {
    "coe_portal/accounts/actions.py:open_invitation": "finds what accept_invitation takes",
}
WITHOUT_ACTOR = NOT_AUDITED | {
    "coe_portal/accounts/actions.py:accept_invitation": "who accepts becomes the actor",
    "coe_portal/audit/pack/actions.py:build_pack": "acts for whoever asked for the job",
}


def action_modules() -> list[Source]:
    return [
        source
        for source in python_sources()
        if source.path.name != "__init__.py"
        and ("actions" in source.path.parts or source.path.name == "actions.py")
    ]


def calls(function: ast.FunctionDef) -> set[str]:
    """Names called, and names handed over to be called later."""
    called = {called_name(node) for node in ast.walk(function) if isinstance(node, ast.Call)}
    mentioned = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    return called | mentioned


def recording_functions(modules: Iterable[Source]) -> set[str]:
    """Names of all functions from which a recorder is reached, whatever module they are in."""
    reach = {f.name: calls(f) for source in modules for f in source.functions}
    known = set(RECORDERS)
    while more := {name for name, called in reach.items() if called & known} - known:
        known |= more
    return known


def test_every_public_action_writes_an_audit_event():
    modules = action_modules()
    recording = recording_functions(modules)
    silent = {
        f"{source.name}:{function.name}"
        for source in modules
        for function in source.functions
        if not function.name.startswith("_") and function.name not in recording
    }

    assert silent - NOT_AUDITED.keys() == set()


def test_the_exceptions_are_still_there():
    existing = {
        f"{source.name}:{function.name}"
        for source in action_modules()
        for function in source.functions
    }

    assert WITHOUT_ACTOR.keys() <= existing


def test_every_public_action_names_its_actor():
    """Who does it is a keyword without a default, so that it is never implied."""
    anonymous = {
        f"{source.name}:{function.name}"
        for source in action_modules()
        for function in source.functions
        if not function.name.startswith("_") and not _demands_actor(function)
    }

    assert anonymous - WITHOUT_ACTOR.keys() == set()


def _demands_actor(function: ast.FunctionDef) -> bool:
    defaults = dict(zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True))
    return any(arg.arg == "actor" and default is None for arg, default in defaults.items())
