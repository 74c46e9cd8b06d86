"""Every verb in an `actions` module writes to the audit trail, and says who did it."""

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
    "intake/actions/previews.py:preview": "says what submission would do and writes nothing",
    "intake/actions/imports.py:queue_check": "a dry run changes no use case",
    "governance/actions/coverage.py:recount": "counts what recorded actions changed",
    "training/actions/imports.py:queue_check": "a dry run certifies nobody",
    "metrics/actions/catching_up.py:queue_numbers": "its worker records what it takes",
    "metrics/actions/radar.py:queue_radar": "its worker records what it reads",
}
WITHOUT_ACTOR = NOT_AUDITED | {
    "coe_portal/accounts/actions.py:accept_invitation": "who accepts becomes the actor",
    "coe_portal/accounts/actions.py:join_with_new_account": "who joins becomes the actor",
    "coe_portal/audit/pack/actions.py:build_pack": "acts for whoever asked for the job",
    "governance/actions/audit_reports.py:note_report": "notes what somebody's job has made",
    "registry/actions/drift_printing.py:note_print": "notes what somebody's job has made",
    "metrics/actions/statement_printing.py:note_print": "notes what somebody's job has made",
}


def action_modules() -> list[Source]:
    return [
        source
        for source in python_sources()
        if source.path.name != "__init__.py"
        and ("actions" in source.path.parts or source.path.name == "actions.py")
    ]


def calls(function: ast.FunctionDef | ast.ClassDef) -> set[str]:
    """Names called, and names handed over to be called later."""
    called = {called_name(node) for node in ast.walk(function) if isinstance(node, ast.Call)}
    mentioned = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    return called | mentioned


def recording_functions(modules: Iterable[Source]) -> set[str]:
    """`module:function` of all functions from which a recorder is reached."""
    reach = {
        f"{source.name}:{function.name}": targets(source, function)
        for source in modules
        for function in source.functions
    }
    known = set(RECORDERS)
    while more := {name for name, called in reach.items() if called & known} - known:
        known |= more | {name.partition(":")[2] for name in more if ":_" not in name}
    return known


def targets(source: Source, function: ast.FunctionDef) -> set[str]:
    """What it calls: functions of its own module by their full name, public ones by name."""
    own = {other.name for other in source.functions}
    return {f"{source.name}:{name}" if name in own else name for name in calls(function)}


def verbs(modules: Iterable[Source]) -> dict[str, ast.FunctionDef]:
    """Public functions that change something by themselves: atomic, or part of no other action.

    What is neither is a step of a verb, and its caller records.
    """
    used = {name for source in modules for part in source.tree.body for name in used_by(part)}
    return {
        f"{source.name}:{function.name}": function
        for source in modules
        for function in source.functions
        if not function.name.startswith("_") and (is_atomic(function) or function.name not in used)
    }


def used_by(part: ast.stmt) -> set[str]:
    """What a function or class of a module calls or hands over, but for itself."""
    if not isinstance(part, ast.FunctionDef | ast.ClassDef):
        return set()
    return calls(part) - {part.name}


def is_atomic(function: ast.FunctionDef) -> bool:
    return any("atomic" in ast.unparse(decorator) for decorator in function.decorator_list)


def test_every_verb_writes_an_audit_event():
    modules = action_modules()
    recording = recording_functions(modules)
    silent = verbs(modules).keys() - recording

    assert silent - NOT_AUDITED.keys() == set()


def test_the_exceptions_are_still_there():
    existing = {
        f"{source.name}:{function.name}"
        for source in action_modules()
        for function in source.functions
    }

    assert WITHOUT_ACTOR.keys() <= existing


def test_every_verb_names_its_actor():
    """Who does it is a keyword without a default, so that it is never implied."""
    anonymous = {name for name, verb in verbs(action_modules()).items() if not _demands_actor(verb)}

    assert anonymous - WITHOUT_ACTOR.keys() == set()


def _demands_actor(function: ast.FunctionDef) -> bool:
    defaults = dict(zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True))
    return any(arg.arg == "actor" and default is None for arg, default in defaults.items())
