"""The documents are true to the code: files, commands and settings that they name exist."""

from __future__ import annotations

import re

import pytest

from tests.architecture import file_map
from tests.architecture.sources import ROOT, python_sources

pytestmark = pytest.mark.architecture

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
PATH = re.compile(
    r"(?:coe_portal|intake|governance|metrics|demo|tests|docs|docker|static)/[\w./-]+"
)
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
VARIABLE = re.compile(r"`([A-Z][A-Z_]{3,})`")


def test_the_list_of_files_is_the_tree():
    written = file_map.DOCUMENT.read_text(encoding="utf-8").partition(file_map.MARK)[2]

    assert file_map.MARK + written == file_map.rendered(), "run `make docs`"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_paths_and_links_lead_somewhere(document):
    text = document.read_text(encoding="utf-8")
    named = {ROOT / path.rstrip("./") for path in PATH.findall(text)}
    linked = {document.parent / path for path in LINK.findall(text)}

    assert [path for path in named | linked if not path.exists()] == []


def test_documented_settings_are_read():
    operations = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    table = operations.partition("### Environment")[2].partition("###")[0]
    code = "".join(source.text for source in python_sources() if "settings" in source.name)
    known_elsewhere = {"DJANGO_SETTINGS_MODULE", "WEB_CONCURRENCY", "INFO"}

    assert {
        name for name in VARIABLE.findall(table) if f'"{name}"' not in code
    } - known_elsewhere == set()
