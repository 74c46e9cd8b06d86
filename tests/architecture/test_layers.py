"""The import contracts of pyproject.toml, so that `make test` fails with them too."""

from __future__ import annotations

import pytest
from importlinter.cli import lint_imports

pytestmark = pytest.mark.architecture


def test_all_import_contracts_are_kept(capsys):
    assert lint_imports() == 0, capsys.readouterr().out
