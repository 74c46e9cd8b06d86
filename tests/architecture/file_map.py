"""Writes the list of files in docs/architecture.md: `make docs`."""

from __future__ import annotations

import ast
from itertools import groupby

from tests.architecture.sources import ROOT, Source, python_sources

DOCUMENT = ROOT / "docs" / "architecture.md"
MARK = "<!-- made by `make docs` -->\n"


def purpose(source: Source) -> str:
    """The first sentence or line of the module's docstring."""
    docstring = ast.get_docstring(source.tree) or ""
    return docstring.partition("\n")[0].rstrip(".:").replace("|", "\\|")


def package(source: Source) -> str:
    return source.name.rpartition("/")[0]


def rendered() -> str:
    """A table per folder, in the order of the import layers' packages."""
    listed = [source for source in python_sources() if source.path.name != "__init__.py"]
    parts = [MARK]
    for folder, sources in groupby(sorted(listed, key=package), key=package):
        rows = [f"| `{source.path.name}` | {purpose(source)} |" for source in sources]
        parts += ["", f"### `{folder}`", "", "| file | is |", "| --- | --- |", *rows]
    return "\n".join(parts).replace(f"{MARK}\n", MARK, 1) + "\n"


def main() -> None:
    """Replace what stands below the mark."""
    written = DOCUMENT.read_text(encoding="utf-8").partition(MARK)[0]
    DOCUMENT.write_text(written + rendered(), encoding="utf-8")


if __name__ == "__main__":
    main()
