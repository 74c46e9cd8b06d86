"""What can open a door (another organization's rows, raw SQL, raw HTML) stands in a list here."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

import pytest

from tests.architecture.sources import Source, called_name, python_sources

pytestmark = pytest.mark.architecture

# Name called -> modules that may call it. To add one is a decision to be reviewed.
DOORS = {
    "platform_scope": {"coe_portal/tenancy/tasks.py"},
    "user_scope": {"coe_portal/accounts/views/home.py"},
    "as_owner": {
        "coe_portal/tenancy/management/commands/migrate.py",
        "coe_portal/tenancy/management/commands/flush.py",
        "coe_portal/tenancy/management/commands/makemigrations.py",
    },
    "cursor": {
        "coe_portal/tenancy/scope.py",
        "coe_portal/tenancy/partitions.py",
        "coe_portal/tenancy/references.py",
        "coe_portal/tenancy/turns.py",
        "coe_portal/devservices/postgres.py",
        "coe_portal/health.py",
        "coe_portal/audit/recording.py",
        "coe_portal/ui/navigation.py",
        "intake/actions/import_cases.py",
        "intake/actions/import_settling.py",
        "intake/queries/similar.py",
        "registry/actions/observations.py",
        "registry/queries/samples.py",
        "metrics/kpis/summing.py",
        "metrics/queries/versions.py",
        "training/queries/coverage.py",
        "training/queries/heat_map.py",
        "training/queries/rounds.py",
    },
    "RawSQL": set(),
    "mark_safe": {"coe_portal/accounts/adapter.py"},  # the QR code of a new sign-in factor
    "SafeString": {
        "coe_portal/ui/templatetags/ui.py",
        "coe_portal/ui/markup.py",
        "coe_portal/ui/markdown.py",
        "coe_portal/ui/charts/canvas.py",
        "coe_portal/ui/charts/sparkline.py",
    },
    "csrf_exempt": set(),
    # Days are the organization's: `today_here()` and `day_here()`. What a reader sees is theirs.
    "localdate": {
        "coe_portal/tenancy/clock.py",
        "coe_portal/ui/exports.py",
        "coe_portal/audit/queries.py",
    },
}
# Modules that may catch whatever happens: each tells about it and raises it again or goes on by
# design.
CATCH_ALL = {
    "coe_portal/tenancy/sweeps.py",  # one bad row keeps no other back; all that failed is raised
    "coe_portal/jobs/work.py",  # the job says that it failed, and the error goes on
    "coe_portal/notifications/tasks.py",  # one mail that cannot be sent keeps no other back
}


def callers(name: str) -> set[str]:
    return {source.name for source in python_sources() if name in set(called_names(source))}


def called_names(source: Source) -> Iterator[str]:
    """Names called, and names used as decorators."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            yield called_name(node)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield from (item.id for item in node.decorator_list if isinstance(item, ast.Name))


@pytest.mark.parametrize("door", DOORS)
def test_a_door_is_used_by_these_modules_only(door):
    assert callers(door) == DOORS[door]


def where(condition: Callable[[ast.AST], bool]) -> set[str]:
    return {
        source.name for source in python_sources() if any(map(condition, ast.walk(source.tree)))
    }


def catches_everything(node: ast.AST) -> bool:
    if not isinstance(node, ast.ExceptHandler):
        return False
    return node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"}


def test_nothing_else_catches_whatever_happens():
    assert where(catches_everything) == CATCH_ALL


def asks_the_environment(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and ast.unparse(node) in {"os.environ", "os.getenv"}


def test_only_one_module_reads_the_environment():
    assert where(asks_the_environment) == {"coe_portal/settings/env.py"}
