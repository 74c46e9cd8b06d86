"""The project's own Python files and templates, for tests that read code instead of running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from coe_portal.settings import env

ROOT = env.BASE_DIR
PACKAGES = ("coe_portal", "intake", "governance", "registry", "metrics", "training", "demo")


@dataclass(frozen=True)
class Source:
    path: Path

    @property
    def name(self) -> str:
        """Relative to the project: `intake/actions/lifecycle.py`."""
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.name)

    @property
    def functions(self) -> list[ast.FunctionDef]:
        """Those at the top of the file."""
        return [node for node in self.tree.body if isinstance(node, ast.FunctionDef)]


def python_sources() -> list[Source]:
    """All application modules but migrations."""
    return list(_python_sources())


def _python_sources() -> Iterator[Source]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield Source(path)


def templates() -> list[Source]:
    """All HTML templates of the project."""
    return [Source(path) for path in sorted((ROOT / "templates").rglob("*.html"))]


def called_name(call: ast.Call) -> str:
    """`record` for `record(…)` and for `recording.record(…)`."""
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
