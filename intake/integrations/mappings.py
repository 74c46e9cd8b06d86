"""The mappings that come with the portal, each a JSON file beside this code."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from coe_portal.importing.documents import MappingError
from intake.logic.import_mapping import MappingDocument, parse_mapping

CATALOG: Final = Path(__file__).resolve().parent.parent / "catalogs" / "mappings"


@cache
def builtin_codes() -> tuple[str, ...]:
    """The codes of the mappings that are shipped."""
    return tuple(sorted(path.stem for path in CATALOG.glob("*.json")))


def builtin_document(code: str) -> dict[str, Any]:
    """Read a shipped mapping as JSON data.

    Raises:
        KeyError: there is none of this code.
    """
    if code not in builtin_codes():
        raise KeyError(code)
    return read_document(CATALOG / f"{code}.json")


def read_document(path: Path) -> dict[str, Any]:
    """Read and check a mapping file.

    Raises:
        MappingError: it is not JSON or not a mapping.
        OSError: it cannot be read.
    """
    try:
        document = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise MappingError(f"{path.name}: not JSON ({error})") from error
    parse_mapping(document)
    return dict(document)


def recognise(headers: Sequence[str]) -> str:
    """Name the shipped mapping whose format the file has, or nothing."""
    for code in builtin_codes():
        if parsed(code).recognises(headers):
            return code
    return ""


@cache
def parsed(code: str) -> MappingDocument:
    """Parse a shipped mapping once."""
    return parse_mapping(builtin_document(code))
